//! The thread: the chain from a person to a policy and back, drawn the same way everywhere. Stations are a
//! shape, a word and a colour; feedback runs back along the thread, dashed. The storeys on which issues live are the
//! structure's: the drawing knows them by their number and their words.

use std::collections::BTreeSet;

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
    /// 課題 of a storey, counted from the lowest, which is 0.
    Issue(usize),
    /// 作業部会への依頼
    Handover,
    /// 施策
    Measure,
    /// 展開・フィードバック
    Feedback,
}

impl StationKind {
    /// The shape, as a character.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Voice => "○",
            Self::Case => "●",
            Self::Issue(0) => "▲",
            Self::Issue(_) => "■",
            Self::Handover => "◇",
            Self::Measure => "◆",
            Self::Feedback => "↩",
        }
    }

    /// The `data-kind` that the style sheet colours: issues of the lowest storey one way, those above another.
    pub fn key(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Case => "case",
            Self::Issue(0) => "issue-1",
            Self::Issue(_) => "issue-2",
            Self::Handover => "handover",
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
            Self::Issue(storey) => 1 + storey,
            // Beyond any number of storeys.
            Self::Handover => usize::MAX - 2,
            Self::Measure => usize::MAX - 1,
            Self::Feedback => usize::MAX,
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
    /// Whether the matter stands here now.
    pub here: bool,
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
            here: false,
            waiting: false,
        }
    }

    pub fn detail(mut self, words: impl Into<String>) -> Self {
        self.sub = words.into();
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
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
    /// What an issue of each storey is called, the lowest first.
    pub storeys: Vec<String>,
    pub stations: Vec<Station>,
    pub edges: Vec<Edge>,
    /// What is waited for, since when and whose turn it is, in words.
    pub waits: Option<String>,
}

impl Thread {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The storeys on which its issues live, by what an issue there is called, the lowest first.
    pub fn storeys<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.storeys = words.into_iter().map(Into::into).collect();
        self
    }

    /// All kinds of station in the order of the thread.
    pub fn kinds(&self) -> Vec<StationKind> {
        let mut kinds = vec![StationKind::Voice, StationKind::Case];
        kinds.extend((0..self.storeys.len()).map(StationKind::Issue));
        kinds.extend([StationKind::Handover, StationKind::Measure, StationKind::Feedback]);
        kinds
    }

    /// The word for a kind of station.
    pub fn word(&self, kind: StationKind) -> &str {
        match kind {
            StationKind::Voice => "声・気づき",
            StationKind::Case => "個別事例",
            StationKind::Issue(storey) => self.storeys.get(storey).map_or("課題", String::as_str),
            StationKind::Handover => "作業部会への依頼",
            StationKind::Measure => "施策",
            StationKind::Feedback => "展開・フィードバック",
        }
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

    /// Stations that a station leads to, or comes from, itself left out.
    fn reached(&self, from: usize, way: fn(&Edge) -> (usize, usize)) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut front = vec![from];
        while let Some(at) = front.pop() {
            for edge in self.edges.iter().filter(|e| !e.dashed && way(e).0 == at) {
                let (_, next) = way(edge);
                if next != from && reached.insert(next) {
                    front.push(next);
                }
            }
        }
        reached
    }

    /// Marks where the matter stands: at the end of each line, or before it where it waits for somebody.
    pub fn settle(&mut self, waits: &[usize]) {
        let begins = |n: usize| {
            matches!(self.stations[n].kind, StationKind::Voice | StationKind::Case)
                && !self.stations[n].current
        };
        let ends = |n: &usize| !self.edges.iter().any(|e| !e.dashed && e.from == *n);
        let all = 0..self.stations.len();
        let mut here: BTreeSet<usize> = all.filter(|n| !begins(*n)).filter(ends).collect();
        for wait in waits {
            let beyond = self.reached(*wait, |e| (e.from, e.to));
            here.retain(|n| !beyond.contains(n));
            here.insert(*wait);
        }
        for n in here {
            self.stations[n].here = true;
        }
    }

    /// A station in words: its shape, kind, label and what stands below.
    fn in_words(&self, station: &Station) -> String {
        let mut words =
            format!("{} {} {}", station.kind.mark(), self.word(station.kind), station.label);
        for more in [&station.sub, &station.day] {
            if !more.is_empty() {
                words = format!("{words} {more}");
            }
        }
        for (is, mark) in [(station.current, "この画面"), (station.here, "いまここ")] {
            if is {
                words = format!("{words} 【{mark}】");
            }
        }
        words
    }

    /// The drawing in words: from, to, days between. A station without any thread stands alone.
    pub fn rows(&self) -> Vec<[String; 3]> {
        let of = |n: usize| self.stations.get(n).map(|station| self.in_words(station));
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

/// 「23日」, or 「12～58日」 where several pieces of thread are drawn as one.
fn range_words(days: &[i64]) -> String {
    match (days.iter().min(), days.iter().max()) {
        (Some(least), Some(most)) if least == most => days_words(*least),
        (Some(least), Some(most)) => format!("{least}～{most}日"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
