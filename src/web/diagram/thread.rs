//! The thread: the chain from a person to a policy and back, drawn the same way everywhere. Stations are a
//! shape, a word and a colour; feedback runs back along the thread, dashed.

mod draw;
mod layout;
mod strip;

pub use draw::thread;
pub use strip::thread_strip;

/// What kind of record a station stands for. The order is the order of the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StationKind {
    /// 住民の声・調査・専門職の気づき
    Voice,
    /// 個別事例
    Case,
    /// 地域課題
    AreaIssue,
    /// 市レベルの課題
    CityIssue,
    /// 施策
    Measure,
    /// 展開・フィードバック
    Feedback,
}

impl StationKind {
    /// All kinds in the order of the thread.
    pub const ALL: [Self; 6] =
        [Self::Voice, Self::Case, Self::AreaIssue, Self::CityIssue, Self::Measure, Self::Feedback];

    /// The shape, as a character.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Voice => "○",
            Self::Case => "●",
            Self::AreaIssue => "▲",
            Self::CityIssue => "■",
            Self::Measure => "◆",
            Self::Feedback => "↩",
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Voice => "声・気づき",
            Self::Case => "個別事例",
            Self::AreaIssue => "地域課題",
            Self::CityIssue => "市レベルの課題",
            Self::Measure => "施策",
            Self::Feedback => "展開・フィードバック",
        }
    }

    /// The `data-kind` that the style sheet colours.
    pub fn key(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Case => "case",
            Self::AreaIssue => "area-issue",
            Self::CityIssue => "city-issue",
            Self::Measure => "measure",
            Self::Feedback => "feedback",
        }
    }

    /// The unit in which stations of this kind are counted.
    fn counter(self) -> &'static str {
        match self {
            Self::Case => "事例",
            _ => "件",
        }
    }

    /// Voices and cases are both beginnings and share the first stage.
    fn stage(self) -> usize {
        match self {
            Self::Voice | Self::Case => 0,
            Self::AreaIssue => 1,
            Self::CityIssue => 2,
            Self::Measure => 3,
            Self::Feedback => 4,
        }
    }
}

/// One station.
#[derive(Debug, Clone)]
pub struct Station {
    pub kind: StationKind,
    /// The label of the record; never a name of a person.
    pub label: String,
    /// A second line: the area, the meeting, the state.
    pub sub: String,
    /// The day in words, `R7.11.20`.
    pub day: String,
    pub href: Option<String>,
    /// Whether this is the record whose page is shown.
    pub current: bool,
    /// Whether the thread waits here for somebody.
    pub waiting: bool,
}

impl Station {
    pub fn new(kind: StationKind, label: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            kind,
            label,
            sub: String::new(),
            day: String::new(),
            href: None,
            current: false,
            waiting: false,
        }
    }

    pub fn detail(mut self, words: impl Into<String>) -> Self {
        self.sub = words.into();
        self
    }

    pub fn day(mut self, words: impl Into<String>) -> Self {
        self.day = words.into();
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }

    pub fn waiting(mut self) -> Self {
        self.waiting = true;
        self
    }

    fn in_words(&self) -> String {
        let mut words = format!("{} {} {}", self.kind.mark(), self.kind.word(), self.label);
        for more in [&self.sub, &self.day] {
            if !more.is_empty() {
                words = format!("{words} {more}");
            }
        }
        words
    }
}

/// A piece of thread between two stations, by their index.
#[derive(Debug, Clone)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// Days between the two; `None` when not known.
    pub days: Option<i64>,
    /// Feedback, drawn back along the thread.
    pub dashed: bool,
}

/// Stations and the thread between them.
#[derive(Debug, Clone, Default)]
pub struct Thread {
    pub title: String,
    pub stations: Vec<Station>,
    pub edges: Vec<Edge>,
    /// What is waited for, since when and whose turn it is, in words.
    pub waits: Option<String>,
}

impl Thread {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a station and gives its index for edges.
    pub fn add(&mut self, station: Station) -> usize {
        self.stations.push(station);
        self.stations.len() - 1
    }

    /// Leads the thread on from one station to the next, `days` later.
    pub fn edge(&mut self, from: usize, to: usize, days: Option<i64>) {
        self.edges.push(Edge { from, to, days, dashed: false });
    }

    /// Leads it back, dashed: feedback to what was asked.
    pub fn back(&mut self, from: usize, to: usize, days: Option<i64>) {
        self.edges.push(Edge { from, to, days, dashed: true });
    }

    /// The drawing in words: from, to, days between. A station without any thread stands alone.
    pub fn rows(&self) -> Vec<[String; 3]> {
        let of = |n: usize| self.stations.get(n).map(Station::in_words);
        let mut rows: Vec<[String; 3]> = self
            .edges
            .iter()
            .filter_map(|e| {
                Some([of(e.from)?, of(e.to)?, e.days.map(days_words).unwrap_or_default()])
            })
            .collect();
        let alone = (0..self.stations.len())
            .filter(|n| !self.edges.iter().any(|e| e.from == *n || e.to == *n));
        rows.extend(
            alone
                .filter_map(|n| Some([of(n)?, "まだつながっていません".to_owned(), String::new()])),
        );
        rows
    }
}

fn days_words(days: i64) -> String {
    if days == 0 { "同日".to_owned() } else { format!("{days}日") }
}

/// 「23日」, or 「12〜58日」 where several pieces of thread are drawn as one.
fn range_words(days: &[i64]) -> String {
    match (days.iter().min(), days.iter().max()) {
        (Some(least), Some(most)) if least == most => days_words(*least),
        (Some(least), Some(most)) => format!("{least}〜{most}日"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
