//! Errors are sentences. What a person can mend is told to them in Japanese; what they cannot is logged
//! and answered with a number to quote.

use axum::{
    Extension,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The keys of labels and numbers that follow the highest there is.
const NUMBERED: &[&str] = &["cases_label", "editions_number"];

/// What can go wrong, by what the answer is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in (or the session ended): the answer leads to the sign-in page and back.
    #[error("サインインしてください。")]
    SignInNeeded,
    /// The thing does not exist, or this person may not know that it does. The two look alike on purpose.
    #[error("お探しのページは見つかりません。")]
    NotFound,
    /// The person may see the thing but not do this with it.
    #[error("{0}")]
    Forbidden(String),
    /// What was asked cannot be done in the present state; nothing was changed.
    #[error("{0}")]
    Conflict(String),
    /// Somebody else changed the record since it was looked at; nothing was changed. A form shows both versions, see
    /// [`unless_overtaken`]; elsewhere the sentence is enough.
    #[error("ほかの人が先に、この記録を変えました。開き直して、いまの内容を確かめてください。")]
    Overtaken,
    /// What was asked is refused for what it says; nothing was changed. A page that asked shows it at its fields.
    #[error("{0}")]
    Refused(Refusals),
    /// The request itself is wrong and there is no form to show it in again.
    #[error("{0}")]
    Invalid(String),
    /// What follows the head of a request came so slowly that nobody waits for its end.
    #[error("送られてくるのが遅すぎたため、途中で受け取りをやめました。")]
    TooSlow,
    /// The program cannot start; the sentence is printed alone and the exit code is 1.
    #[error("{0}")]
    Startup(String),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}")]
    Internal(String),
}

/// Sentences, each with the field of a page that it is about; an empty name is for the page as a whole.
#[derive(Debug, Default)]
pub struct Refusals {
    said: Vec<(String, String)>,
    /// Words that a person must look at before they leave.
    found: Vec<Found>,
    /// Whether some of them were found in a register that the writer may not read.
    asked: bool,
}

/// Words at a field that may tell who somebody is, for whoever wrote them to judge.
#[derive(Clone, Debug)]
pub struct Found {
    pub field: String,
    /// Some words before, the words, some words after.
    pub around: [String; 3],
    /// What a page sends back to let them stand; see [`crate::access::Actor::judges`].
    pub sign: String,
}

impl Refusals {
    /// Refuses what a field says.
    pub fn at(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.said.push((field.into(), sentence.into()));
    }

    /// Refuses what a field says, when it is so.
    pub fn when(&mut self, so: bool, field: &str, sentence: &str) {
        if so {
            self.at(field, sentence);
        }
    }

    /// The same at fields that a page calls otherwise; what is to be judged stands at no field.
    pub fn renamed(mut self, name: impl Fn(&str) -> String) -> Refusals {
        self.said.iter_mut().for_each(|(field, _)| *field = name(field));
        self.found.iter_mut().for_each(|found| found.field.clear());
        self
    }

    /// Refuses what `more` does, too.
    pub fn append(&mut self, more: Refusals) {
        self.said.extend(more.said);
        self.found.extend(more.found);
        self.asked |= more.asked;
    }

    /// Goes on where nothing is refused.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn or_refuse(self) -> Result<()> {
        if self.said.is_empty() { Ok(()) } else { Err(Error::Refused(self)) }
    }

    /// Refuses words at a field until they are judged; `asked` when the writer may not read the register they are in.
    pub fn find(&mut self, sentence: String, found: Found, asked: bool) {
        self.at(&found.field, sentence);
        self.found.push(found);
        self.asked |= asked;
    }

    /// The same, each said in another sentence.
    #[must_use]
    pub fn reworded(mut self, reword: impl Fn(&str) -> String) -> Refusals {
        self.said.iter_mut().for_each(|(_, sentence)| *sentence = reword(sentence));
        self
    }

    /// The words that are to be judged.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// Whether the writer learnt something of a register that they may not read.
    pub fn asked(&self) -> bool {
        self.asked
    }
}

impl IntoIterator for Refusals {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.said.into_iter()
    }
}

impl std::fmt::Display for Refusals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said.iter().try_for_each(|(_, sentence)| f.write_str(sentence))
    }
}

impl Error {
    /// A startup sentence.
    pub fn startup(sentence: impl Into<String>) -> Error {
        Error::Startup(sentence.into())
    }

    /// What a request is answered with of which only a part could be read: this sentence, or that it came too slowly.
    pub fn cut_off(why: &(dyn std::error::Error + 'static), sentence: &str) -> Error {
        let slow = |e: &(dyn std::error::Error + 'static)| {
            matches!(e.downcast_ref::<Error>(), Some(Error::TooSlow))
        };
        match std::iter::successors(Some(why), |e| e.source()).any(slow) {
            true => Error::TooSlow,
            false => Error::invalid(sentence),
        }
    }

    /// A conflict sentence.
    pub fn conflict(sentence: impl Into<String>) -> Error {
        Error::Conflict(sentence.into())
    }

    /// What a field says is refused.
    pub fn refused(field: &str, sentence: impl Into<String>) -> Error {
        let mut refusals = Refusals::default();
        refusals.at(field, sentence);
        Error::Refused(refusals)
    }

    /// A sentence for who may not.
    pub fn forbidden(sentence: impl Into<String>) -> Error {
        Error::Forbidden(sentence.into())
    }

    /// A sentence about a request that cannot be understood.
    pub fn invalid(sentence: impl Into<String>) -> Error {
        Error::Invalid(sentence.into())
    }

    /// Something that must not happen; `what` is for the log and holds no personal data.
    pub fn internal(what: impl std::fmt::Display) -> Error {
        Error::Internal(what.to_string())
    }

    /// Whether PostgreSQL asks to run the transaction again.
    pub(crate) fn may_be_retried(&self) -> bool {
        match self {
            Error::Database(sqlx::Error::Database(e)) => {
                match e.code().as_deref() {
                    Some("40001" | "40P01") => true,
                    // Somebody took the same label or number; a sign-in name that is taken is an answer instead.
                    Some("23505") => e.constraint().is_some_and(|key| NUMBERED.contains(&key)),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Whether the database cannot be written or reached now, whatever is asked of it: no space, no line, no turn.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Error::Database(sqlx::Error::Database(e)) => match e.code().as_deref() {
                // PostgreSQL's classes: connection, read-only, resources, stopped by the administrator, the system's own.
                Some(code) if code.len() == 5 => {
                    ["08", "25006", "53", "57P", "58"].iter().any(|class| code.starts_with(class))
                }
                // SQLite's, with a detail above the lowest byte: busy, locked, read-only, input and output, full, cannot be opened.
                Some(code) => {
                    code.parse::<u32>().is_ok_and(|c| matches!(c & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
                }
                None => false,
            },
            Error::Database(e) => matches!(
                e,
                sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
            ),
            _ => false,
        }
    }

    /// Whether a unique key refused the row.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Error::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }

    /// The sentence for a person; what they cannot mend is logged instead.
    pub(crate) fn told(&self) -> String {
        match self {
            passing if passing.is_passing() => {
                tracing::error!(error = %passing, "the database cannot be used now");
                "データの置き場所に空きがないか、データベースにつながらないため、いまは保存できません。".to_owned()
            }
            Error::Database(e) => {
                tracing::error!(error = %e, "database error");
                "記録の読み書きで問題が起きました。".to_owned()
            }
            Error::Internal(what) => {
                tracing::error!(error = %what, "internal error");
                "内部で問題が起きました。".to_owned()
            }
            told => told.to_string(),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Error::SignInNeeded => StatusCode::UNAUTHORIZED,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Conflict(_) | Error::Overtaken | Error::Refused(_) => StatusCode::CONFLICT,
            Error::Invalid(_) => StatusCode::BAD_REQUEST,
            Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
            passing if passing.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Error::Startup(_) | Error::Database(_) | Error::Internal(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

/// What was done, or none when somebody else was quicker.
///
/// # Errors
/// Every other.
pub fn unless_overtaken<T>(done: Result<T>) -> Result<Option<T>> {
    match done {
        Err(Error::Overtaken) => Ok(None),
        done => done.map(Some),
    }
}

/// The page of an error: what happened, whether something was saved, what to do. The answer carries it along, for the layer that
/// knows who visits and draws it within their frame.
#[derive(askama::Template, Clone, Debug)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub heading: &'static str,
    pub sentence: String,
    pub advice: &'static str,
}

/// The heading and the advice that belong to a status.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "ページが見つかりません",
            "アドレスの打ち間違いか、閲覧できる範囲の外の記録です。「今日」から入り直してください。",
        ),
        StatusCode::FORBIDDEN => (
            "この操作は行えません",
            "何も変更していません。行う必要があるときは、市の担当者に相談してください。",
        ),
        StatusCode::CONFLICT => (
            "いまの状態では行えません",
            "何も変更していません。前のページを開き直して、いまの状態を確かめてください。",
        ),
        StatusCode::BAD_REQUEST => (
            "受け付けられませんでした",
            "何も変更していません。前のページに戻って、入力を確かめてください。",
        ),
        StatusCode::REQUEST_TIMEOUT => (
            "最後まで受け取れませんでした",
            "何も保存していません。通信の状態を確かめて、前のページからもう一度送ってください。",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "いまは保存できません",
            "いま送った内容は保存されていません。この画面を閉じずに待ち、あとで再読み込み(F5)して「再送信」を選ぶと、入力した内容をもう一度送れます。すぐに市の担当者(システムの管理者)に知らせてください。",
        ),
        _ => (
            "処理の途中で問題が起きました",
            "この操作は保存されていません。少し待ってから、もう一度お試しください。続くときは市の担当者(システムの管理者)に知らせてください。",
        ),
    }
}

/// The page for a status and a sentence, also used for answers that no handler gave (404, 413 …).
pub fn page(status: StatusCode, sentence: &str) -> Response {
    let (heading, advice) = words(status);
    let page = ErrorPage { heading, sentence: sentence.to_owned(), advice };
    let html = askama::Template::render(&page).unwrap_or_else(|_| sentence.to_owned());
    (status, [(header::CACHE_CONTROL, "no-store")], Extension(page), Html(html)).into_response()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        page(self.status(), &self.told())
    }
}

impl From<askama::Error> for Error {
    fn from(e: askama::Error) -> Self {
        Error::internal(format!("template: {e}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Error::internal(format!("json: {e}"))
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Error::internal(format!("io: {e}"))
    }
}
