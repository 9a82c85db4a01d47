//! Marks of a matrix: what people put into a small cell to say yes, perhaps or no.

use nihon::{fold_key, is_maru};

/// What stands in a cell of a matrix of marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mark {
    #[default]
    Blank,
    /// ○ in any of its shapes: 〇 ◯ ◎ レ ✓ ■ 有 1.
    Circle,
    /// 疑い, ? or △.
    Suspected,
    /// 不明 and the like: neither yes nor no.
    Unclear(String),
    /// Anything else, as it was written.
    Words(String),
}

/// What a cell of a matrix may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    pub circle: bool,
    pub suspected: bool,
    pub words: bool,
}

const YES: [&str; 30] = [
    "◎",
    "⦿",
    "◉",
    "●",
    "•",
    "レ",
    "レ点",
    "✓",
    "✔",
    "✅",
    "☑",
    "■",
    "◆",
    "★",
    "1",
    "有",
    "あり",
    "有り",
    "ある",
    "該当",
    "該当あり",
    "該当有",
    "はい",
    "yes",
    "true",
    "丸",
    "まる",
    "○印",
    "有○",
    "○有",
];

const NO: [&str; 33] = [
    "なし",
    "無し",
    "無",
    "ナシ",
    "ない",
    "無い",
    "特になし",
    "特に無し",
    "特記なし",
    "特記事項なし",
    "該当なし",
    "該当無し",
    "該当せず",
    "非該当",
    "いいえ",
    "no",
    "false",
    "×",
    "x",
    "✕",
    "✖",
    "✗",
    "✘",
    "╳",
    "0",
    "□",
    "☐",
    "◻",
    "ー",
    "─",
    "━",
    "‒",
    "_",
];

const PERHAPS: [&str; 11] =
    ["疑い", "疑", "疑い有", "疑いあり", "疑い有り", "?", "△", "▲", "○?", "あり?", "疑い?"];

const UNCLEAR: [&str; 9] =
    ["不明", "不詳", "未確認", "確認中", "わからない", "分からない", "未聴取", "未把握", "不明瞭"];

/// Reads a mark.
pub fn mark(text: &str) -> Mark {
    let folded = fold_key(text);
    let bare = folded.trim_end_matches(['。', '.', '．']);
    let bare = bare
        .strip_prefix(['(', '（', '「'])
        .and_then(|rest| rest.strip_suffix([')', '）', '」']))
        .unwrap_or(bare);
    let is = |words: &[&str]| words.contains(&bare);
    if bare.is_empty() || bare.chars().all(|c| c == '-') || is(&NO) {
        Mark::Blank
    } else if is_maru(text) || is_maru(bare) || is(&YES) {
        Mark::Circle
    } else if is(&PERHAPS) {
        Mark::Suspected
    } else if is(&UNCLEAR) {
        Mark::Unclear(text.trim().to_owned())
    } else {
        Mark::Words(text.trim().to_owned())
    }
}

/// Yes or no, of a cell that says nothing else; none for any other word.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match mark(text) {
        Mark::Circle => Some(true),
        Mark::Blank => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_beside_words_that_deny_it_is_neither() {
        for text in ["○ 実施なし", "○(未実施)", "○→なし"] {
            assert!(matches!(mark(text), Mark::Words(_)), "{text}");
        }
    }

    #[test]
    fn absence_is_blank_and_every_shape_of_yes_is_a_circle() {
        for text in [
            "なし",
            "無し",
            "無",
            "特になし",
            "該当なし",
            "×",
            "✕",
            "x",
            "－",
            "-",
            "―",
            "ー",
            "‐",
            "0",
            "０",
            "□",
            "☐",
            "（なし）",
            "なし。",
            "No",
            "FALSE",
            "--",
        ] {
            assert_eq!(mark(text), Mark::Blank, "{text}");
        }
        for text in [
            "○",
            "〇",
            "◯",
            "◎",
            "⭕",
            "●",
            "レ",
            "ﾚ",
            "✓",
            "✔",
            "☑",
            "■",
            "有",
            "有り",
            "あり",
            "はい",
            "1",
            "１",
            "（○）",
            "TRUE",
            "該当",
        ] {
            assert_eq!(mark(text), Mark::Circle, "{text}");
        }
        for text in ["疑い", "（疑い）", "?", "？", "△", "疑いあり"] {
            assert_eq!(mark(text), Mark::Suspected, "{text}");
        }
        assert_eq!(mark("不明"), Mark::Unclear("不明".into()));
        for text in ["たぶん", "2", "○○", "無関心", "有料サービス", "なしの木"]
        {
            assert_eq!(mark(text), Mark::Words(text.into()), "{text}");
        }
    }
}
