//! Numbers in kanji as digits, and the ways in which an address is written.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// A text made comparable, and for each of its bytes the characters of the original that it came from.
pub(super) type Places = (String, Vec<Range<usize>>);

/// What a number stands beside where it may be an address, a day, an age or a telephone number. The zero has become a circle.
const BESIDE: [&str; 6] = ["丁目", "番", "年", "歳", "才", "○"];

/// A folded text with the numbers that it has in kanji as digits; none where it has none.
pub(super) fn in_digits((folded, spans): &Places) -> Option<Places> {
    if !BESIDE.iter().any(|word| folded.contains(word)) {
        return None;
    }
    let (mut out, mut places) = (String::with_capacity(folded.len()), Vec::new());
    let (mut at, mut changed) = (0, false);
    while let Some(c) = folded[at..].chars().next() {
        let end = folded[at..].find(|c| !is_numeral(c)).map_or(folded.len(), |len| at + len);
        if let Some(number) = (end > at).then(|| number(&folded[at..end])).flatten() {
            out.push_str(&number);
            places.resize(out.len(), spans[at].start..spans[end - 1].end);
            (at, changed) = (end, true);
            continue;
        }
        // A long-vowel mark after a digit is a mistyped hyphen.
        let mistyped = c == 'ー' && out.ends_with(|c: char| c.is_ascii_digit());
        out.push(if mistyped { '-' } else { c });
        places.resize(out.len(), spans[at].clone());
        at += c.len_utf8();
    }
    changed.then_some((out, places))
}

fn is_numeral(c: char) -> bool {
    c == '○' || c == '零' || c == '十' || c == '百' || digit(c).is_some()
}

fn digit(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|other| other == c).map(|at| at as u32 + 1)
}

/// 十四 is 14, 一九三九 is 1939; none for circles alone and what is no number, like 二三十.
fn number(numerals: &str) -> Option<String> {
    if !numerals.contains(['十', '百']) {
        let digits = || numerals.chars().map(|c| digit(c).unwrap_or(0).to_string());
        return numerals.chars().any(|c| digit(c).is_some()).then(|| digits().collect());
    }
    let (mut sum, mut last, mut unit) = (0, None, u32::MAX);
    for c in numerals.chars() {
        match (c, digit(c), last) {
            (_, Some(digit), None) => last = Some(digit),
            ('十' | '百', ..) => {
                let of = if c == '十' { 10 } else { 100 };
                if of >= unit {
                    return None;
                }
                (sum, unit, last) = (sum + last.unwrap_or(1) * of, of, None);
            }
            _ => return None,
        }
    }
    Some((sum + last.unwrap_or(0)).to_string())
}

/// A house's numbers.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d+(?:(?:丁目|番地の?|番|号|-|の) ?\d+)+(?:番地|番|号)?|\d+番地?|\d+$")
        .expect("a regular expression of ours")
});

/// An address as people write it: whole, up to the house's last number, without the municipality, with hyphens.
pub(super) fn addresses(written: &str) -> Vec<String> {
    let folded = nihon::fold_spans(written);
    let (text, _) = in_digits(&folded).unwrap_or(folded);
    let mut all = vec![written.to_owned()];
    if let Some(house) = HOUSE.find(&text) {
        let place = &text[..house.start()];
        let local = place.rfind(['県', '都', '府', '市', '区', '郡']);
        let local = local.map_or(place, |at| {
            place[at..].char_indices().nth(1).map_or("", |(to, _)| &place[at + to..])
        });
        let numbers = house.as_str().split(|c: char| !c.is_ascii_digit());
        let hyphens = numbers.filter(|number| !number.is_empty()).collect::<Vec<_>>().join("-");
        for place in [place, local].into_iter().filter(|place| !place.is_empty()) {
            all.extend([format!("{place}{}", house.as_str()), format!("{place}{hyphens}")]);
        }
    }
    all.sort();
    all.dedup();
    all
}
