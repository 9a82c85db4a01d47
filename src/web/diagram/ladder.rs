//! The ladder: the conferences as boxes in levels, and between them arrows up, down and both ways with
//! their words. Any number of levels; conferences of one level that lead up to one another stand in rows.

mod draw;
mod layout;

pub use draw::ladder;

/// Which way an arrow points. `from` is always the lower conference and `to` the higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    Both,
}

impl Direction {
    fn sign(self) -> &'static str {
        match self {
            Self::Up => "↑",
            Self::Down => "↓",
            Self::Both => "↕",
        }
    }
}

/// One conference.
#[derive(Debug, Clone)]
pub struct Rung {
    /// Index into [`Ladder::levels`]; 0 is the highest.
    pub level: usize,
    pub name: String,
    /// Cadence, counts, secretariat: one line each.
    pub lines: Vec<String>,
    /// 「第2層協議体を兼ねる」 and the like.
    pub badges: Vec<String>,
    /// The note of a suspended conference, 「令和5年度から休止中」.
    pub suspended: Option<String>,
    pub href: Option<String>,
}

impl Rung {
    pub fn new(level: usize, name: impl Into<String>) -> Self {
        Self {
            level,
            name: name.into(),
            lines: Vec::new(),
            badges: Vec::new(),
            suspended: None,
            href: None,
        }
    }

    pub fn line(mut self, words: impl Into<String>) -> Self {
        self.lines.push(words.into());
        self
    }

    pub fn badge(mut self, words: impl Into<String>) -> Self {
        self.badges.push(words.into());
        self
    }

    pub fn suspended(mut self, note: impl Into<String>) -> Self {
        self.suspended = Some(note.into());
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// What passes between two conferences, by their index.
#[derive(Debug, Clone)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    pub direction: Direction,
    pub words: String,
}

/// The conferences of a municipality and what passes between them.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    pub title: String,
    /// Names of the levels, the highest first.
    pub levels: Vec<String>,
    pub rungs: Vec<Rung>,
    pub arrows: Vec<Arrow>,
}

impl Ladder {
    /// A ladder with these levels, the highest first.
    pub fn new(title: impl Into<String>, levels: Vec<String>) -> Self {
        Self { title: title.into(), levels, ..Self::default() }
    }

    /// Adds a conference and gives its index for arrows.
    pub fn add(&mut self, rung: Rung) -> usize {
        self.rungs.push(rung);
        self.rungs.len() - 1
    }

    /// Draws an arrow between a lower conference and a higher one.
    pub fn arrow(
        &mut self,
        from: usize,
        to: usize,
        direction: Direction,
        words: impl Into<String>,
    ) {
        self.arrows.push(Arrow { from, to, direction, words: words.into() });
    }

    /// The drawing in words: conference, direction, conference, what passes. Conferences without arrows
    /// stand alone.
    pub fn rows(&self) -> Vec<[String; 4]> {
        let of = |n: usize| {
            let rung = self.rungs.get(n)?;
            let level = self.levels.get(rung.level).map_or("", String::as_str);
            let note =
                rung.suspended.as_deref().map(|note| format!("・{note}")).unwrap_or_default();
            Some(format!("{}({level}{note})", rung.name))
        };
        let mut rows: Vec<[String; 4]> = self
            .arrows
            .iter()
            .filter_map(|a| {
                Some([of(a.from)?, a.direction.sign().to_owned(), of(a.to)?, a.words.clone()])
            })
            .collect();
        let alone = (0..self.rungs.len())
            .filter(|n| !self.arrows.iter().any(|a| a.from == *n || a.to == *n));
        rows.extend(
            alone.filter_map(|n| Some([of(n)?, String::new(), String::new(), String::new()])),
        );
        rows
    }
}

#[cfg(test)]
mod tests;
