//! Folding: two texts that a reader takes for the same become the same.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::{circle::fold_circle, invisible::is_invisible};

/// Folds a text for matching and search, never for display or storage.
///
/// NFKC (full-width letters and digits become half-width, half-width kana full-width, ㈱ becomes (株)),
/// lower case, one circle ○ for ○〇◯, one hyphen for all dashes, one tilde for all wave dashes, single
/// spaces, none at the ends; variation selectors and zero-width characters go. A long-vowel mark after a
/// digit (`047ー366`) is a mistyped hyphen and becomes one.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let spread = text.chars().filter(|c| !is_invisible(*c)).map(spacing_to_combining);
    for c in spread.nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        let c = match fold_circle(c) {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{301C}' => '~',
            'ー' if out.ends_with(|p: char| p.is_ascii_digit()) => '-',
            other => other,
        };
        out.push(c);
    }
    out
}

/// [`fold`] without any space: for headers and names, where 「電話 番号」 is 「電話番号」.
pub fn fold_key(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(|c| c != ' ');
    folded
}

/// [`fold`] of a text, with the place in it, in characters, from which each byte of the answer came: what is found in a
/// folded text can be marked in the one that people wrote.
pub fn fold_spans(text: &str) -> (String, Vec<Range<usize>>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut spans) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut at = 0;
    while at < chars.len() {
        // A mark that belongs to the character before it folds together with it; behind a gap it stands alone.
        let more = match chars[at].is_whitespace() {
            true => 0,
            false => chars[at + 1..].iter().take_while(|c| joins(**c)).count(),
        };
        if more == 0 && is_folded(chars[at]) {
            out.push(chars[at]);
            spans.resize(out.len(), at..at + 1);
            at += 1;
            continue;
        }
        let place = at..at + 1 + more;
        at = place.end;
        let cluster: String = chars[place.clone()].iter().collect();
        let mut folded = fold(&cluster);
        let is_gap = folded.is_empty() && cluster.contains(char::is_whitespace);
        if is_gap && !out.is_empty() && !out.ends_with(' ') {
            folded.push(' ');
        }
        if folded.starts_with('ー') && out.ends_with(|c: char| c.is_ascii_digit()) {
            folded = folded.replacen('ー', "-", 1);
        }
        out.push_str(&folded);
        spans.resize(out.len(), place);
    }
    (out, spans)
}

/// Characters that fold to themselves; most of a Japanese text, which need not be looked up one by one.
fn is_folded(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '、' | '。' | 'a'..='z' | '0'..='9')
}

/// Whether a character belongs to the one before it: a voicing mark, a selector, a mark without width.
fn joins(c: char) -> bool {
    matches!(c, '\u{3099}'..='\u{309C}' | '\u{FF9E}' | '\u{FF9F}') || is_invisible(c)
}

/// The everyday form of a kanji that names are also written with: 髙 is 高.
pub fn plain_kanji(c: char) -> char {
    match c {
        '髙' => '高',
        '﨑' | '碕' => '崎',
        '濵' | '濱' => '浜',
        '邊' | '邉' => '辺',
        '齋' | '齊' | '斎' => '斉',
        '澤' => '沢',
        '嶋' | '嶌' => '島',
        '廣' => '広',
        '國' => '国',
        '德' => '徳',
        '眞' => '真',
        '惠' => '恵',
        '櫻' => '桜',
        '瀧' => '滝',
        '𠮷' => '吉',
        '槇' => '槙',
        '籠' => '篭',
        '榮' => '栄',
        '壽' => '寿',
        '圓' => '円',
        '龍' => '竜',
        '桒' => '桑',
        '淺' => '浅',
        '遙' => '遥',
        '禮' => '礼',
        '條' => '条',
        '靜' => '静',
        '莊' => '荘',
        '將' => '将',
        '彌' => '弥',
        '藏' => '蔵',
        '豐' => '豊',
        '緖' => '緒',
        '蘆' => '芦',
        '鄕' => '郷',
        '曾' => '曽',
        '冨' => '富',
        other => other,
    }
}

/// NFKC makes a space and a combining mark of the free-standing ゛ and ゜; as combining marks at once they
/// join the kana before them.
fn spacing_to_combining(c: char) -> char {
    match c {
        '\u{309B}' => '\u{3099}',
        '\u{309C}' => '\u{309A}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_kana_and_circles_fold() {
        assert_eq!(fold("ﾊﾝﾄﾞﾌﾞｯｸ"), "ハンドブック");
        assert_eq!(fold("名称_ｶﾅ"), "名称_カナ");
        assert_eq!(fold("ＦＡＸ番号（代表）"), "fax番号(代表)");
        assert_eq!(fold("〇◯○"), "○○○");
        assert_eq!(fold("か\u{309B}は\u{309C}"), "がぱ");
        assert_eq!(fold("か\u{3099}"), "が");
        assert_eq!(fold("葛\u{E0100}飾"), "葛飾");
    }

    #[test]
    fn spaces_and_dashes_fold() {
        assert_eq!(fold("\u{3000}訪問介護事業所\u{3000} 心輪\n"), "訪問介護事業所 心輪");
        assert_eq!(fold_key("電話 \n番号"), "電話番号");
        assert_eq!(fold("０４７−３６６—１２３４"), "047-366-1234");
        assert_eq!(fold("047ー366ー1234 センター"), "047-366-1234 センター");
        assert_eq!(fold("４〜６回"), fold("4～6回"));
    }

    #[test]
    fn what_is_taken_for_folded_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_folded(*c)) {
            assert_eq!(fold(&c.to_string()), c.to_string());
        }
    }

    #[test]
    fn what_is_found_in_a_folded_text_is_marked_in_the_written_one() {
        let (folded, spans) = fold_spans("  電話は０４７ー３６６、ﾏﾂﾄﾞ\u{3000}ﾊﾅｺ");
        assert_eq!(folded, "電話は047-366、マツド ハナコ");
        let at = folded.find("ド").unwrap();
        assert_eq!(spans[at], 15..17, "a voicing mark belongs to its kana");
        assert_eq!(spans.len(), folded.len());
    }

    proptest::proptest! {
        #[test]
        fn folding_with_places_folds_the_same(text in "[ -~ぁ-んァ-ヶ一-龠○〇◯ー−—　]{0,24}") {
            let (folded, spans) = fold_spans(&text);
            proptest::prop_assert_eq!(folded.trim_end(), fold(&text));
            proptest::prop_assert_eq!(folded.len(), spans.len());
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[ -~ぁ-んァ-ヶｦ-ﾟ一-龠○〇◯ー−—　]{0,24}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
