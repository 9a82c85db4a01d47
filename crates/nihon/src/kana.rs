//! Hiragana and katakana, and the order of names in a list.

/// Katakana as hiragana; ヷ and the like, which have no hiragana, stay.
pub fn to_hiragana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ァ'..='ヶ' | 'ヽ' | 'ヾ' => shifted(c, -0x60),
            other => other,
        })
        .collect()
}

/// Hiragana as katakana.
pub fn to_katakana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => shifted(c, 0x60),
            other => other,
        })
        .collect()
}

/// Whether the text holds only kana, long-vowel marks, middle dots and spaces, and at least one kana.
pub fn is_kana(text: &str) -> bool {
    let folded = crate::fold(text);
    let kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ');
    folded.chars().any(kana) && folded.chars().all(|c| kana(c) || matches!(c, 'ー' | '・' | ' '))
}

/// A key whose byte order is the order of a name list (五十音順, after JIS X 4061): first without regard to
/// voicing, size or script, a long-vowel mark counting as its vowel; those only decide between equals. A
/// space between family and given name sorts before any kana, so that families stay together.
pub fn sort_key(name: &str) -> String {
    let katakana = to_katakana(&crate::fold(name));
    let mut key = String::with_capacity(katakana.len() * 2 + 1);
    for c in katakana.chars() {
        let plain = match c {
            'ー' => key.chars().last().and_then(vowel).unwrap_or(c),
            other => large_unvoiced(other),
        };
        key.push(plain);
    }
    key.push('\0');
    // Before every kana, as the standard wants it: ー is the weakest sign of its vowel.
    key.extend(katakana.chars().map(|c| if c == 'ー' { '\u{30A0}' } else { c }));
    key
}

fn shifted(c: char, by: i32) -> char {
    u32::try_from(c as i32 + by).ok().and_then(char::from_u32).unwrap_or(c)
}

fn large_unvoiced(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' | 'ヴ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' | 'ヷ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヸ' => 'ヰ',
        'ヹ' => 'ヱ',
        'ヺ' => 'ヲ',
        'ガ' | 'ギ' | 'グ' | 'ゲ' | 'ゴ' | 'ザ' | 'ジ' | 'ズ' | 'ゼ' | 'ゾ' | 'ダ' | 'ヂ'
        | 'ヅ' | 'デ' | 'ド' | 'バ' | 'ビ' | 'ブ' | 'ベ' | 'ボ' => shifted(c, -1),
        'パ' | 'ピ' | 'プ' | 'ペ' | 'ポ' => shifted(c, -2),
        other => other,
    }
}

fn vowel(c: char) -> Option<char> {
    Some(match c {
        'ア' | 'カ' | 'サ' | 'タ' | 'ナ' | 'ハ' | 'マ' | 'ヤ' | 'ラ' | 'ワ' => 'ア',
        'イ' | 'キ' | 'シ' | 'チ' | 'ニ' | 'ヒ' | 'ミ' | 'リ' | 'ヰ' => 'イ',
        'ウ' | 'ク' | 'ス' | 'ツ' | 'ヌ' | 'フ' | 'ム' | 'ユ' | 'ル' => 'ウ',
        'エ' | 'ケ' | 'セ' | 'テ' | 'ネ' | 'ヘ' | 'メ' | 'レ' | 'ヱ' => 'エ',
        'オ' | 'コ' | 'ソ' | 'ト' | 'ノ' | 'ホ' | 'モ' | 'ヨ' | 'ロ' | 'ヲ' => 'オ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_goes_both_ways() {
        assert_eq!(to_katakana("まつど たろう゛ゖ"), "マツド タロウ゛ヶ");
        assert_eq!(to_hiragana("マツド・タロー"), "まつど・たろー");
        assert!(is_kana("ﾏﾂﾄﾞ ﾀﾛｰ"));
        assert!(!is_kana("松戸タロウ") && !is_kana("・") && !is_kana(""));
    }

    #[test]
    fn names_sort_as_in_a_list() {
        let mut names = vec![
            "やまだ ごろう",
            "ヤマ タロウ",
            "バン",
            "ハン",
            "はんだ",
            "ハンソン",
            "ﾊﾟﾝ",
            "ヤマーダ",
            "きっかわ",
            "キツカワ",
        ];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(
            names,
            [
                "きっかわ",
                "キツカワ",
                "ハン",
                "バン",
                "ﾊﾟﾝ",
                "ハンソン",
                "はんだ",
                "ヤマ タロウ",
                "ヤマーダ",
                "やまだ ごろう"
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn hiragana_comes_back(text in "[ぁ-ゖ]{0,12}") {
            proptest::prop_assert_eq!(to_hiragana(&to_katakana(&text)), text);
        }
    }
}
