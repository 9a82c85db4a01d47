//! What a file is by its content, whatever it is called; and what of it is not taken.
//!
//! Pictures are drawn anew, so that place, camera and whatever lay behind them are gone. Of a PDF and of Word and Excel those
//! that would do something by themselves are refused; they are served to be saved alone.

mod office;
mod pdf;
mod picture;

use std::sync::LazyLock;

use tokio::sync::Semaphore;

use super::attachment::Media;
use crate::{error::Result, threads};

/// A file that may be kept.
#[derive(Clone, Debug)]
pub struct Taken {
    pub media: Media,
    pub content: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Empty,
    UnknownKind,
    /// What telephones take photographs in.
    Heic,
    /// .doc and .xls; a .docx with a password looks alike.
    OldOffice,
    Macros,
    /// Something in a text or book that another program runs, or that is fetched from elsewhere.
    ActiveOffice,
    ActivePdf,
    LockedPdf,
    TooManyPixels,
    Damaged,
}

impl Refused {
    /// What to tell and what to do.
    pub fn sentence(self) -> &'static str {
        match self {
            Refused::Empty => "ファイルが空です。",
            Refused::UnknownKind => {
                "この種類のファイルは添付できません。添付できるのは、PDF、写真や図(JPEG・PNG)、Word(.docx)、Excel(.xlsx)です。ファイルの名前ではなく、中身で確かめています。"
            }
            Refused::Heic => {
                "iPhoneなどの写真の形式(HEIC)は、ほかのパソコンで開けないことがあるので、添付できません。写真を「JPEG」で書き出してから選んでください。次からは、iPhoneの「設定」→「カメラ」→「フォーマット」で「互換性優先」を選ぶと、そのまま添付できます。"
            }
            Refused::OldOffice => {
                "古い形式のWord・Excel(.doc、.xls)か、パスワードのかかったファイルなので、添付できません。パスワードを外し、.docx・.xlsxかPDFで保存し直してください。"
            }
            Refused::Macros => {
                "マクロの入ったファイルなので、添付できません。マクロなしの.docx・.xlsxか、PDFで保存し直してください。"
            }
            Refused::ActiveOffice => {
                "ほかのプログラムの部品か、外から読み込むつながりが入っているので、添付できません。PDFで保存し直してください。"
            }
            Refused::ActivePdf => {
                "開くと動くしかけ(JavaScriptなど)か、別のファイルが入ったPDFなので、添付できません。開いて「PDFに印刷」で作り直すと、添付できます。"
            }
            Refused::LockedPdf => {
                "パスワードか制限のかかったPDFなので、添付できません。制限を外すか、開いて「PDFに印刷」で作り直してください。"
            }
            Refused::TooManyPixels => {
                "画像が大きすぎます(6000万画素まで)。小さくしてから選んでください。"
            }
            Refused::Damaged => {
                "ファイルが壊れているか、途中で切れているので、添付できません。元のファイルを開けるか確かめてください。"
            }
        }
    }
}

/// Looks at a file on a thread of its own, so that other requests are answered meanwhile; as many at once as there are cores.
///
/// # Errors
/// Internal.
pub async fn taken(content: Vec<u8>) -> Result<Result<Taken, Refused>> {
    static SEATS: LazyLock<Semaphore> = LazyLock::new(threads::seats);
    let _seat = SEATS.acquire().await.map_err(crate::error::Error::internal)?;
    let looked = tokio::task::spawn_blocking(move || look(content)).await;
    // What makes a decoder fall over is a damaged file to whoever sent it.
    Ok(looked.unwrap_or(Err(Refused::Damaged)))
}

fn look(content: Vec<u8>) -> Result<Taken, Refused> {
    if content.is_empty() {
        return Err(Refused::Empty);
    }
    let kind = infer::get(&content).map_or("", |kind| kind.mime_type());
    let media = match kind {
        "image/jpeg" => Media::Jpeg,
        "image/png" => Media::Png,
        "application/pdf" => Media::Pdf,
        "image/heif" | "image/heic" | "image/avif" => return Err(Refused::Heic),
        _ if content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) => return Err(Refused::OldOffice),
        _ if content.starts_with(b"PK\x03\x04") => office::media(&content)?,
        _ => return Err(Refused::UnknownKind),
    };
    match media {
        Media::Jpeg | Media::Png => {
            Ok(Taken { content: picture::drawn_anew(media, &content)?, media })
        }
        Media::Pdf => pdf::check(&content).map(|()| Taken { media, content }),
        Media::Docx | Media::Xlsx => Ok(Taken { media, content }),
    }
}

#[cfg(test)]
pub(super) mod tests;
