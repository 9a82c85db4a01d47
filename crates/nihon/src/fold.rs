//! Folding: two texts that a reader takes for the same become the same.

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

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "[ -~ぁ-んァ-ヶｦ-ﾟ一-龠○〇◯ー−—　]{0,24}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
