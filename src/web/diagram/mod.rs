//! Diagrams, drawn on the server: from data to HTML with SVG inside. Where things stand is reckoned here, what they
//! look like is said in the templates beside. Every diagram stands in its own scroll region and says the same once
//! more in words, as a table.

mod bars;
mod ladder;
mod shapes;
mod text;
mod thread;

pub use bars::{Bar, Bars, bars};
pub use ladder::{Direction, Ladder, Rung, ladder};
pub use thread::{Station, StationKind, Thread, thread, thread_strip};

/// What `figure.html` says around a drawing.
struct Figure<'a> {
    title: &'a str,
    /// What it is for those who cannot see it.
    description: String,
    width: f32,
    height: f32,
    /// The drawing in words.
    heads: &'a [&'static str],
    rows: Vec<Vec<String>>,
}

impl Figure<'_> {
    /// Whether it is wider than a page's text, and may be scrolled.
    fn is_broad(&self) -> bool {
        self.width > 960.0
    }
}
