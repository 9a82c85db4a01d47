//! Diagrams, drawn on the server: plain functions from data to HTML with SVG inside. Every diagram stands in
//! its own scroll region and says the same once more in words, as a table.

mod bars;
mod ladder;
mod text;
mod thread;

pub use bars::{Bar, Bars, bars};
pub use ladder::{Arrow, Direction, Ladder, Rung, ladder};
pub use thread::{Edge, Station, StationKind, Thread, thread, thread_strip};

use text::escape;

/// The figure around a drawing: scroll region, and the same in words below.
fn figure(title: &str, svg: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let title = escape(title);
    let words = if rows.is_empty() { String::new() } else { table(heads, rows) };
    format!(
        "<figure class=\"diagram\"><div class=\"scroll-region\" role=\"region\" tabindex=\"0\" \
         aria-label=\"{title}\">{svg}</div>{words}</figure>"
    )
}

fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let head: String =
        heads.iter().map(|h| format!("<th scope=\"col\">{}</th>", escape(h))).collect();
    let line = |row: &Vec<String>| {
        let cells: String = row.iter().map(|c| format!("<td>{}</td>", escape(c))).collect();
        format!("<tr>{cells}</tr>")
    };
    let body: String = rows.iter().map(line).collect();
    format!(
        "<details class=\"disclosure\"><summary>この図を文字で読む</summary><div class=\"scroll-region\" role=\"region\" tabindex=\"0\" aria-label=\"図を文字にした表\"><table class=\"table dense\">\
         <thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
}

/// The beginning of a drawing: size, and what it is for those who cannot see it. No `id` is used, so that
/// several drawings may stand on one page.
fn begin(width: f32, height: f32, title: &str, description: &str) -> String {
    let (title, description) = (escape(title), escape(description));
    let class = if width > 960.0 { " class=\"broad\"" } else { "" };
    format!(
        "<svg{class} xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" aria-label=\"{title}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\"><title>{title}</title><desc>{description}</desc>"
    )
}
