//! Setting Japanese text in a drawing: how wide it will be, and where it breaks.

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
}
