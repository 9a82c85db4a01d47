//! Texts as people look for them: what is typed in one way finds what was written in another.

use std::ops::Range;

use crate::{
    fold::{fold, fold_spans, plain_kanji},
    kana::to_hiragana,
};

/// A text as it is looked for: [`fold`]ed, with kana as hiragana and kanji in their everyday form, so that ごみ finds ゴミ and
/// ｺﾞﾐ, and 高 finds 髙.
pub fn sought(text: &str) -> String {
    to_hiragana(&fold(text)).chars().map(plain_kanji).collect()
}

/// [`sought`], with the place in the text, in characters, from which each *character* of the answer came.
pub fn sought_spans(text: &str) -> (String, Vec<Range<usize>>) {
    let (folded, spans) = fold_spans(text);
    let places = folded.char_indices().map(|(at, _)| spans[at].clone()).collect();
    (to_hiragana(&folded).chars().map(plain_kanji).collect(), places)
}

/// What of a text that is [`sought`] goes into an index: each pair of neighbouring letters, and the last letter of each run, so
/// that whatever letter a word begins with, a pair or that letter begins with it too. Letters are those of any script, and
/// digits; everything else parts runs.
pub fn pairs(sought: &str) -> Vec<String> {
    let mut all = Vec::new();
    for run in sought.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let letters: Vec<char> = run.chars().collect();
        all.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        all.extend(letters.last().map(char::to_string));
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_in_one_way_finds_what_was_written_in_another() {
        for written in ["ゴミ", "ｺﾞﾐ", "ごみ", "こ\u{3099}み"] {
            assert_eq!(sought(written), "ごみ", "{written}");
        }
        assert_eq!(sought("髙坂"), sought("高坂"));
        assert_eq!(sought("ＡＤＬ"), "adl");
    }

    #[test]
    fn runs_give_their_pairs_and_their_last_letter() {
        assert_eq!(pairs("坂"), ["坂"]);
        assert_eq!(pairs("独居、坂"), ["坂", "居", "独居"]);
        assert_eq!(pairs("多重債務"), ["債務", "務", "多重", "重債"]);
        assert!(pairs("・ 、").is_empty());
    }

    #[test]
    fn a_voicing_mark_behind_what_has_no_voice_changes_nothing_before_it() {
        for text in ["!\u{3000}\u{ff9e}", "0ー\u{ff9e}"] {
            assert_eq!(sought_spans(text).0, sought(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn places_are_those_of_the_written_text(text in "[ -~ぁ-んァ-ヶｦ-ﾟ一-龠髙﨑ー　]{0,24}") {
            let (found, places) = sought_spans(&text);
            proptest::prop_assert_eq!(found.trim_end(), sought(&text));
            proptest::prop_assert_eq!(found.chars().count(), places.len());
            proptest::prop_assert!(places.iter().all(|place| place.end <= text.chars().count()));
        }

        #[test]
        fn whatever_stands_in_a_text_is_in_its_pairs(text in "[ぁ-ん一-龠a-z、]{2,24}", from in 0_usize..20, most in 1_usize..6) {
            let text = sought(&text);
            let word: String = text.chars().skip(from).take(most).take_while(|c| c.is_alphanumeric()).collect();
            let all = pairs(&text);
            let letters: Vec<char> = word.chars().collect();
            for pair in letters.windows(2) {
                proptest::prop_assert!(all.contains(&pair.iter().collect()));
            }
            if let Some(first) = letters.first() {
                proptest::prop_assert!(all.iter().any(|one| one.starts_with(*first)));
            }
        }
    }
}
