//! Setting Japanese text in a drawing: how wide it will be, and where it breaks.

use std::fmt::Write;

/// Width in em. Full-width characters are 1, ASCII and half-width kana a little over a half: a guess that
/// errs to the wide side, because the reader's font is not known here.
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> f32 {
    match c {
        'i' | 'l' | '.' | ',' | ':' | '\'' | ' ' => 0.4,
        'm' | 'w' | 'M' | 'W' => 0.9,
        '\u{20}'..='\u{7e}' | '\u{ff61}'..='\u{ff9f}' => 0.62,
        _ => 1.0,
    }
}

/// Breaks a text into at most `most` lines of `em` width; what does not fit ends in 「…」. No line begins
/// with a mark that may not stand there, and words of ASCII letters or digits stay whole where they fit.
pub(super) fn wrap(text: &str, em: f32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let fits = width(&line) + width(&piece) <= em;
        if !fits && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if width(&piece) <= em {
            line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
            continue;
        }
        for c in piece.chars() {
            if width(&line) + char_width(c) > em && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        let rest = lines.split_off(most.max(1) - 1).concat();
        lines.push(shorten(&rest, em));
    }
    lines
}

/// One line of at most `em` width.
pub(super) fn shorten(text: &str, em: f32) -> String {
    if width(text) <= em {
        return text.to_owned();
    }
    let mut line = String::new();
    for c in text.chars() {
        if width(&line) + char_width(c) + 1.0 > em {
            break;
        }
        line.push(c);
    }
    line.push('…');
    line
}

/// Unbreakable pieces: a run of ASCII letters and digits, or one character with the closing marks after it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let c = if c.is_control() { ' ' } else { c };
        let joins = pieces.last().and_then(|p| p.chars().last()).is_some_and(|before| {
            let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/');
            (word(before) && word(c))
                || "、。,.)」』】〕!?ー・々ゃゅょっァィゥェォャュョッ)".contains(c)
                || "(「『【〔(".contains(before)
        });
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

/// Text for HTML and SVG, in content and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML knows no other control characters, not even escaped.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// One line of text in a drawing. `class` is a list of classes, `anchor` one of start, middle, end.
pub(super) fn line(
    svg: &mut String,
    at: (f32, f32),
    size: f32,
    class: &str,
    anchor: &str,
    text: &str,
) {
    let (x, y) = at;
    // Writing to a String cannot fail.
    let _ = write!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>",
        escape(text)
    );
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Area {
    pub fn right(&self) -> f32 {
        self.x + self.w
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.h
    }

    pub fn mid_x(&self) -> f32 {
        self.x + self.w / 2.0
    }

    pub fn mid_y(&self) -> f32 {
        self.y + self.h / 2.0
    }

    #[cfg(test)]
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// A rectangle with round corners.
pub(super) fn rect(svg: &mut String, area: Area, radius: f32, class: &str) {
    let Area { x, y, w, h } = area;
    let _ = write!(
        svg,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{radius}\" class=\"{class}\"/>"
    );
}

/// Where an arrow head points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Up,
    Down,
    Right,
}

/// A small filled triangle with its tip at `x`, `y`.
pub(super) fn head(svg: &mut String, x: f32, y: f32, to: Head) {
    let [(ax, ay), (bx, by)] = match to {
        Head::Up => [(-5.0, 9.0), (5.0, 9.0)],
        Head::Down => [(-5.0, -9.0), (5.0, -9.0)],
        Head::Right => [(-9.0, -5.0), (-9.0, 5.0)],
    };
    let _ = write!(
        svg,
        "<path d=\"M{x:.1} {y:.1}L{:.1} {:.1}L{:.1} {:.1}Z\" class=\"head\"/>",
        x + ax,
        y + ay,
        x + bx,
        y + by
    );
}

/// A path through right angles with round corners.
pub(super) fn path(svg: &mut String, points: &[(f32, f32)], class: &str) {
    let mut d = String::new();
    let last = points.len().saturating_sub(1);
    for (n, &(x, y)) in points.iter().enumerate() {
        if n == 0 {
            let _ = write!(d, "M{x:.1} {y:.1}");
        } else if n == last {
            let _ = write!(d, "L{x:.1} {y:.1}");
        } else {
            let (before, after) = (points[n - 1], points[n + 1]);
            let (ax, ay) = towards((x, y), before);
            let (bx, by) = towards((x, y), after);
            let _ = write!(d, "L{ax:.1} {ay:.1}Q{x:.1} {y:.1} {bx:.1} {by:.1}");
        }
    }
    let _ = write!(svg, "<path d=\"{d}\" class=\"{class}\"/>");
}

/// The point 8 units (or half the way, if shorter) from a corner towards the next point.
fn towards(corner: (f32, f32), to: (f32, f32)) -> (f32, f32) {
    let (dx, dy) = (to.0 - corner.0, to.1 - corner.1);
    let length = dx.hypot(dy).max(0.001);
    let step = 8.0_f32.min(length / 2.0) / length;
    (corner.0 + dx * step, corner.1 + dy * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_broken_and_ends_in_an_ellipsis() {
        let lines = wrap("個別事例の検討から把握された地域レベルの課題", 10.0, 2);
        assert_eq!(lines, ["個別事例の検討から把", "握された地域レベル…"]);
        assert!(lines.iter().all(|l| width(l) <= 10.0));
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_and_words_stay_whole() {
        assert_eq!(wrap("買い物、通院", 3.0, 3), ["買い", "物、通", "院"]);
        assert_eq!(wrap("相談ICT-2025", 6.0, 2)[0], "相談");
    }

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escape("<a href=\"x\">&'\u{0}"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39; ");
    }
}
