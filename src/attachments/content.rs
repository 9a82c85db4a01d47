//! What a file is by its content, whatever it is called; and what of it is not taken.
//!
//! Pictures are drawn anew, so that place, camera and whatever lay behind them are gone. Of a PDF and of Word and Excel those
//! that would do something by themselves are refused; they are served to be saved alone.

mod office;
mod pdf;
mod picture;
mod refused;

pub use refused::Refused;

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
