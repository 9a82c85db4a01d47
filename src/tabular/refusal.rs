//! Why a whole file is refused, as a sentence for the one who sent it.

/// What a file is instead of a workbook or a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongKind {
    /// Excel 97–2003.
    Xls,
    /// An Excel workbook with macros.
    MacroWorkbook,
    /// A binary Excel workbook.
    Xlsb,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Word, in either form.
    Word,
    /// PowerPoint.
    PowerPoint,
    Pdf,
    Image,
    /// A web page, which some systems name .xls.
    Html,
    /// Excel 2003's own form of XML.
    Xml2003,
    /// An archive that is no workbook.
    Archive,
    /// An older Office file that is not Excel.
    OldOffice,
    /// None that is known.
    Unknown,
}

impl WrongKind {
    fn sentence(self) -> &'static str {
        match self {
            Self::Xls => {
                "古い形式のExcelファイル（.xls）です。Excelで開き、「Excelブック（.xlsx）」として保存し直してください。"
            }
            Self::MacroWorkbook => {
                "マクロを含むExcelファイルです。安全のため読み込みません。「Excelブック（.xlsx）」として保存し直してください。"
            }
            Self::Xlsb => {
                "バイナリ形式のExcelファイル（.xlsb）です。「Excelブック（.xlsx）」として保存し直してください。"
            }
            Self::Ods => {
                "OpenDocument形式の表です。「Excelブック（.xlsx）」またはCSVとして保存し直してください。"
            }
            Self::Word => "Wordの文書です。ExcelファイルまたはCSVファイルを選んでください。",
            Self::PowerPoint => {
                "PowerPointの文書です。ExcelファイルまたはCSVファイルを選んでください。"
            }
            Self::Pdf => {
                "PDFです。表として読み込めません。ExcelファイルまたはCSVファイルを選んでください。"
            }
            Self::Image => {
                "画像です。表として読み込めません。ExcelファイルまたはCSVファイルを選んでください。"
            }
            Self::Html => {
                "中身はWebページ（HTML）です。Excelで開き、「Excelブック（.xlsx）」として保存し直してください。"
            }
            Self::Xml2003 => {
                "「XMLスプレッドシート2003」の形式です。Excelで開き、「Excelブック（.xlsx）」として保存し直してください。"
            }
            Self::Archive => {
                "圧縮ファイルです。展開し、中のExcelファイルまたはCSVファイルを選んでください。"
            }
            Self::OldOffice => {
                "古い形式のOffice文書です。ExcelファイルまたはCSVファイルを選んでください。"
            }
            Self::Unknown => {
                "ExcelファイルでもCSVファイルでもありません。ファイルを確かめてください。"
            }
        }
    }
}

/// Why a file cannot be read at all. Wrong cells in a file that can be read are [`Faults`](super::Faults).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("「{file}」は空のファイルです。")]
    Empty { file: String },
    #[error("「{file}」には値の入ったセルがありません。")]
    NoCells { file: String },
    #[error("「{file}」は{}あります。読み込めるのは{}までです。", megabytes(*bytes), megabytes(*limit))]
    TooLarge { file: String, bytes: u64, limit: u64 },
    #[error("「{file}」は{}", kind.sentence())]
    WrongKind { file: String, kind: WrongKind },
    #[error("「{file}」はパスワードで保護されています。保護を外して保存し直してください。")]
    Password { file: String },
    /// What the archive's parts inflate to, or how they are compressed, is not that of a workbook made by hand.
    #[error(
        "「{file}」は展開すると大きくなりすぎるため、安全のため読み込みません（上限{}）。必要な表だけを新しいブックに写してください。",
        megabytes(*limit)
    )]
    Bomb { file: String, limit: u64 },
    #[error(
        "「{file}」は途中で切れているか壊れています。送り直すか、Excelで開いて保存し直してください。"
    )]
    Damaged { file: String },
    #[error("「{file}」{sheet}は{limit}行を超えています。分けて読み込んでください。", sheet = of_sheet(sheet))]
    TooManyRows { file: String, sheet: String, limit: usize },
    #[error("「{file}」{sheet}は{limit}列を超えています。不要な列を削除してください。", sheet = of_sheet(sheet))]
    TooManyColumns { file: String, sheet: String, limit: usize },
    #[error(
        "「{file}」の文字コードが分かりません。先頭から{position}バイト目が{charset}として読めません。UTF-8かShift_JISで保存し直してください。"
    )]
    Charset {
        file: String,
        charset: &'static str,
        /// Counted from 1.
        position: usize,
    },
    #[error("「{file}」の{row}行目で始まる引用符（\"）が閉じられていません。")]
    OpenQuote { file: String, row: usize },
    /// No row has all required headers; the row that came nearest is named.
    #[error("「{file}」に表の見出しが見つかりません。{nearest}必要な見出しは{wanted}です。")]
    NoHeader { file: String, nearest: String, wanted: String },
}

fn megabytes(bytes: u64) -> String {
    format!("{}MB", bytes.div_ceil(1024 * 1024))
}

fn of_sheet(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!("のシート「{sheet}」") }
}
