//! The circle that means "yes" on Japanese forms, in its several code points.

use crate::invisible::is_invisible;

/// The one circle that this crate writes: ○ U+25CB.
pub const MARU: char = '○';

/// Circles that people type when they mean ○: 〇 (the kanji zero), ◯ (the large circle), ⭕ (the emoji).
/// ◎ is not among them: where it is used it means more than ○.
pub(crate) fn fold_circle(c: char) -> char {
    match c {
        '\u{3007}' | '\u{25EF}' | '\u{2B55}' => MARU,
        other => other,
    }
}

/// Whether the text is one circle and nothing else but space.
pub fn is_maru(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c));
    chars.next().map(fold_circle) == Some(MARU) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_circle_is_maru() {
        for text in ["○", "〇", "◯", "⭕", " ○\u{3000}", "⭕\u{FE0F}"] {
            assert!(is_maru(text), "{text}");
        }
        for text in ["", "◎", "○○", "×", "O", "0", "○?"] {
            assert!(!is_maru(text), "{text}");
        }
    }
}
