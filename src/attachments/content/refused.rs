//! Why a file is not taken, and what to do.

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
