//! What is wrong with a preset file, in a sentence and at its line.

/// One thing that is wrong with a preset file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file as the caller named it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// One Japanese sentence that says what is wrong.
    pub sentence: String,
}

impl Refusal {
    pub(super) fn unreadable(file: String, error: &std::io::Error) -> Refusal {
        Refusal { file, line: 1, sentence: unreadable(error) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.sentence)
    }
}

impl std::error::Error for Refusal {}

/// The sentence for a file that cannot be read at all.
fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "ファイルが見つかりません".to_owned(),
        std::io::ErrorKind::PermissionDenied => "ファイルを開く権限がありません".to_owned(),
        std::io::ErrorKind::InvalidData => "文字コードが UTF-8 ではありません".to_owned(),
        _ => format!("ファイルを読めません（{error}）"),
    }
}
