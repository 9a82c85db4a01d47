//! The words around what was found.

/// A piece of text, marked where it is what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub found: bool,
}

/// A line in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// What the line is: 「決定」.
    pub what: String,
    pub pieces: Vec<Piece>,
}

/// Characters shown before the first and behind the last word of a line.
const BESIDE: usize = 24;
/// Lines shown of one record.
const LINES: usize = 3;

/// The lines of a body in which the words stand, each word once, the first lines first; `words` are as
/// [`nihon::sought`] gives them.
pub fn around(body: &str, words: &[String]) -> Vec<Around> {
    let (mut left, mut lines): (Vec<&String>, Vec<Around>) = (words.iter().collect(), Vec::new());
    for line in body.lines() {
        if left.is_empty() || lines.len() == LINES {
            break;
        }
        let (what, text) = line.split_once('\t').unwrap_or(("", line));
        let (sought, _) = nihon::sought_spans(text);
        let before = left.len();
        left.retain(|word| !sought.contains(word.as_str()));
        if left.len() < before {
            lines.push(Around { what: what.to_owned(), pieces: marked(text, words, Some(BESIDE)) });
        }
    }
    lines
}

/// A whole text with the words marked.
pub fn pieces(text: &str, words: &[String]) -> Vec<Piece> {
    marked(text, words, None)
}

/// A text with the words marked; `beside` characters are left before the first and behind the last.
fn marked(text: &str, words: &[String], beside: Option<usize>) -> Vec<Piece> {
    let (sought, places) = nihon::sought_spans(text);
    let letters: Vec<char> = text.chars().collect();
    let mut is_found = vec![false; letters.len()];
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, _) in sought.match_indices(word.as_str()) {
            let first = sought[..at].chars().count();
            for place in &places[first..first + word.chars().count()] {
                is_found[place.clone()].fill(true);
            }
        }
    }
    let first = is_found.iter().position(|found| *found).unwrap_or(0);
    let last = is_found.iter().rposition(|found| *found).unwrap_or(0);
    let from = beside.map_or(0, |beside| first.saturating_sub(beside));
    let to = beside.map_or(letters.len(), |beside| {
        let to = if is_found.contains(&true) { last + 1 + beside } else { beside * 2 };
        // Words far apart in one long line show the first of them.
        to.min(from + beside * 6).min(letters.len())
    });
    let mut pieces: Vec<Piece> = Vec::new();
    if from > 0 {
        pieces.push(Piece { text: "…".into(), found: false });
    }
    for (letter, found) in letters[from..to].iter().zip(&is_found[from..to]) {
        match pieces.last_mut() {
            Some(piece) if piece.found == *found => piece.text.push(*letter),
            _ => pieces.push(Piece { text: letter.to_string(), found: *found }),
        }
    }
    if to < letters.len() {
        match pieces.last_mut() {
            Some(piece) if !piece.found => piece.text.push('…'),
            _ => pieces.push(Piece { text: "…".into(), found: false }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| if p.found { format!("[{}]", p.text) } else { p.text.clone() })
            .collect()
    }

    #[test]
    fn words_are_marked_as_they_were_written() {
        let words = ["ごみ".to_owned(), "独居".to_owned()];
        let body =
            "世帯\t独居\n相談\tﾆｶﾞﾂ以来、玄関までｺﾞﾐ袋が積まれている\n決定\tゴミ出しを手伝う\n";
        let lines = around(body, &words);
        assert_eq!(lines.len(), 2, "each word once");
        assert_eq!((lines[0].what.as_str(), shown(&lines[0].pieces)), ("世帯", "[独居]".into()));
        assert_eq!(shown(&lines[1].pieces), "ﾆｶﾞﾂ以来、玄関まで[ｺﾞﾐ]袋が積まれている");
    }

    #[test]
    fn long_lines_are_shown_around_the_word() {
        let text = format!("{}多重債務{}", "前".repeat(100), "後".repeat(100));
        let pieces = marked(&text, &["多重債務".to_owned()], Some(BESIDE));
        let expected = format!("…{}[多重債務]{}…", "前".repeat(BESIDE), "後".repeat(BESIDE));
        assert_eq!(shown(&pieces), expected);
    }
}
