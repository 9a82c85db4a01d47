//! What is written like something that tells who somebody is.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::digits::{Places, in_digits};
use crate::{clock::Day, words};

words! {
    /// What a find is taken for.
    pub enum FindKind {
        Name "name" "氏名",
        Phone "phone" "電話番号",
        Birth "birth" "生年月日",
        Age "age" "年齢",
        Number "number" "被保険者番号などの番号",
        Address "address" "住所・番地",
        Mail "mail" "メールアドレス",
    }
}

/// Something that is written like what tells who somebody is.
pub(super) struct Shaped {
    /// In characters of the text.
    pub(super) span: Range<usize>,
    pub(super) kind: FindKind,
    /// Where it is a day.
    pub(super) day: Option<Day>,
}

/// Words that make a name of what stands before them.
pub(super) const HONORIFICS: [&str; 9] =
    ["さん", "様", "さま", "氏", "殿", "君", "くん", "ちゃん", "どの"];

/// What in a folded text has such a shape. Numbers in kanji count like others.
pub(super) fn shaped(folded: &Places) -> Vec<Shaped> {
    let mut all = Vec::new();
    let numbered = in_digits(folded);
    let numbered = numbered.as_ref().unwrap_or(folded);
    // Most texts hold neither numbers nor honorifics, and looking for those is quick.
    if numbered.0.contains(|c: char| c.is_ascii_digit() || c == '@') {
        look(numbered, |kind| kind != FindKind::Name, &mut all);
    }
    if HONORIFICS.iter().any(|word| folded.0.contains(word)) {
        look(folded, |kind| kind == FindKind::Name, &mut all);
    }
    if folded.0.contains(KIN) {
        relatives(folded, &mut all);
    }
    all
}

/// What everybody is called by to whom somebody is related.
const KIN: [char; 15] =
    ['父', '母', '夫', '妻', '娘', '子', '男', '女', '嫁', '孫', '姉', '妹', '兄', '弟', '甥'];

/// The names of relatives: 「娘の美香が」, 「長男・健太と」. A word after that of a relative is taken for a name where it ends as
/// given names do.
fn relatives((text, spans): &Places, all: &mut Vec<Shaped>) {
    for found in RELATIVE.captures_iter(text).filter_map(|groups| groups.get(1)) {
        let said = found.as_str();
        let other = ENDING_LIKE_NAMES.iter().any(|word| said.ends_with(word));
        if !other && is_name(said, "") {
            let span = spans[found.start()].start..spans[found.end() - 1].end;
            all.push(Shaped { span, kind: FindKind::Name, day: None });
        }
    }
}

/// A relative, and a word that ends like a given name before what may follow a name.
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    let kin = "父|母|夫|妻|娘|息子|[長次二三四]男|[長次二三四]女|嫁|孫|姉|妹|兄|弟|姪|甥";
    let last = "子美香奈恵江枝乃菜絵里織紀花華衣莉沙紗穂咲愛男雄夫郎朗太樹也彦之司志一二三平弘宏博輝翔斗介";
    let after = r"[がはとにもをへで、。,.」』)(・]|から|より|宅|$";
    Regex::new(&format!(r"(?:{kin})[の・「『(: ]?([\p{{Han}}々]{{1,2}}[{last}])(?:{after})"))
        .expect("a shape of ours is a regular expression")
});

/// Words that end as given names do and are none.
const ENDING_LIKE_NAMES: &[&str] = &[
    "様子",
    "調子",
    "息子",
    "椅子",
    "帽子",
    "障子",
    "双子",
    "迷子",
    "男子",
    "女子",
    "弟子",
    "母子",
    "父子",
    "妻子",
    "親子",
    "菓子",
    "長男",
    "次男",
    "二男",
    "三男",
    "四男",
    "大丈夫",
    "丈夫",
    "工夫",
    "夫妻",
    "紹介",
    "厄介",
    "仲介",
    "媒介",
    "意志",
    "有志",
    "上司",
    "寿司",
    "知恵",
    "線香",
    "可愛",
    "最愛",
    "生花",
    "入江",
    "不平",
    "公平",
    "同一",
    "統一",
    "第一",
    "唯一",
    "単一",
    "一一",
    "郷里",
    "果樹",
    "新郎",
    "一之",
    "二二",
    "三三",
    "十二",
    "十三",
    "十一",
    "二三",
];

fn look((text, spans): &Places, kinds: fn(FindKind) -> bool, all: &mut Vec<Shaped>) {
    for (kind, shape) in SHAPES.iter().filter(|(kind, _)| kinds(*kind)) {
        for found in shape.captures_iter(text).filter_map(|groups| groups.get(1)) {
            let said = found.as_str();
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '-');
            let goes_on = digit(before.chars().next_back()) || digit(after.chars().next());
            let day = match kind {
                FindKind::Birth => nihon::parse_day(said).ok().map(Day),
                _ => None,
            };
            let is_meant = match kind {
                FindKind::Name => is_name(said, after),
                FindKind::Age => is_age(said, before, after),
                FindKind::Birth => !goes_on && day.is_some(),
                FindKind::Address => {
                    !goes_on
                        && !said.starts_with(OF_PLACES)
                        && !COUNTED.iter().any(|word| after.starts_with(word))
                }
                _ => !goes_on,
            };
            if is_meant {
                let span = spans[found.start()].start..spans[found.end() - 1].end;
                all.push(Shaped { span, kind: *kind, day });
            }
        }
    }
}

/// What is counted or dated after a 丁目, where no house number stands: 3丁目12人.
const COUNTED: &[&str] =
    &["人", "名", "回", "件", "世帯", "月", "年", "時", "日", "か所", "箇所", "つ"];

/// What stands before a 丁目 and is no place: 全3丁目.
const OF_PLACES: [char; 6] = ['第', '全', '各', '同', '約', '計'];

/// What stands alone before an honorific and is no name: お母さん, 皆様.
const NO_NAMES: &str = "皆 主 客 隣 父 母 兄 姉 弟 妹 夫 妻 子 孫 娘 息子 嫁 婿 親 奥 旦那 叔父 叔母 伯父 伯母 祖父 祖母 方 人 一 有 王 神 仏 何 彼 諸 若 老 女 男 先 医 友 坊 赤 家 八百屋 魚屋 肉屋 酒屋 米屋 床屋 花屋 本屋 弁当屋 電気屋 大家 町 村 区 市 国";

/// What people are called by what they do: 利用者さん, 民生委員さん, 町会長さん.
const CALLINGS: &[&str] = &[
    "者", "員", "師", "士", "家族", "本人", "長", "住民", "市民", "町民", "村民", "先生", "看護",
    "患者", "店", "業", "局", "院", "署", "課", "係", "会", "主任", "同", "多", "模", "仕", "異",
    "両", "各", "殿", "役", "住人", "友人", "老人", "夫人", "方々", "皆", "各位", "御中",
];

/// What follows what looks like an honorific and is none: 様子, 氏名.
const NO_HONORIFICS: &[&str] = &[
    "様子", "様々", "様式", "様態", "様相", "様な", "様に", "様の", "氏名", "氏神", "氏族", "君臨",
];

/// Whether what follows makes a name of what stands before it, and how long that is: 「さん」, but not of 「様子」.
pub(super) fn honorific(after: &str) -> Option<&'static str> {
    let other = NO_HONORIFICS.iter().any(|word| after.starts_with(word));
    HONORIFICS.into_iter().find(|word| !other && after.starts_with(word))
}

/// Whether what stands before an honorific is a name.
fn is_name(said: &str, after: &str) -> bool {
    !NO_NAMES.split(' ').any(|word| word == said)
        && !CALLINGS.iter().any(|word| said.ends_with(word))
        && !NO_HONORIFICS.iter().any(|word| after.starts_with(word))
}

/// What places of work and professions are called by, which stand where a name is asked for.
const OFFICES: &[&str] = &[
    "居宅",
    "事業",
    "ケアマネ",
    "センター",
    "訪問",
    "病院",
    "包括",
    "支援",
    "ステーション",
    "担当",
    "クリニック",
    "職",
];

/// The names in a line that says who brought a case, which may say an office and a profession just as well.
pub fn names_in(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for piece in nihon::fold(line).split(['(', ')', '、', '・', '/', ',']) {
        let called =
            |word: &&str| is_name(word, "") && !OFFICES.iter().any(|office| word.contains(office));
        let words: Vec<&str> = piece.split_whitespace().filter(called).collect();
        names.push(words.join(" "));
        // 「緑 糸川谷美月」: a family name alone is shorter.
        names.extend(words.iter().filter(|w| w.chars().count() >= 4).map(|w| (*w).to_owned()));
    }
    names.retain(|name| name.chars().count() >= 2);
    names.sort();
    names.dedup();
    names
}

/// Ages of which laws speak, so that they are an age of somebody only where it is said whose.
const OF_LAWS: [&str; 3] = ["40", "65", "75"];

/// What follows an age that is a band's edge, or no age of one person.
const BANDS: &[&str] = &[
    "以", "未満", "超", "から", "まで", "代", "台", "前後", "到達", "頃", "ごろ", "体操", "健診",
    "検診", "児", "人口", "時",
];

/// What follows an age that is somebody's.
const SOMEBODY_S: &[&str] = &[
    "女",
    "男",
    "独",
    "の女",
    "の男",
    "の方",
    "の人",
    "の母",
    "の父",
    "の夫",
    "の妻",
    "の本人",
    "、",
    ",",
    "・",
    ")",
    " ",
    "/",
];

/// Whether an age is that of one person, and no band: 85歳の方, but not 85歳以上.
fn is_age(said: &str, before: &str, after: &str) -> bool {
    let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    let of_band = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '-' | '・'))
        || before.ends_with("平均")
        || before.ends_with("平均年齢")
        || after.starts_with(['~', '-'])
        || starts(BANDS);
    let number = said.trim_end_matches(['歳', '才']);
    !of_band && (!OF_LAWS.contains(&number) || starts(SOMEBODY_S))
}

/// The ages among which one is, to be written instead of it.
pub(super) fn band(age: &str) -> String {
    let folded = nihon::fold_spans(age);
    let (text, _) = in_digits(&folded).unwrap_or(folded);
    let years: u16 = text.trim_end_matches(['歳', '才']).parse().unwrap_or(80);
    match years {
        90.. => "90歳以上".to_owned(),
        years => format!("{}代", years / 10 * 10),
    }
}

/// What is written like something of a person, in a folded text.
static SHAPES: LazyLock<Vec<(FindKind, Regex)>> = LazyLock::new(|| {
    [
        (FindKind::Mail, r"([a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"),
        (FindKind::Phone, r"(\(?0\d{1,4}\)?[- ]?\(?\d{1,4}\)?[- ]?\d{4})"),
        (
            FindKind::Birth,
            r"((?:明治|大正|昭和|平成|令和|[mtshr]|\d{2})\.? ?(?:元|\d{1,2})[年./-] ?\d{1,2}[月./-] ?\d{1,2}日?)",
        ),
        (FindKind::Age, r"(\d{2,3}[歳才])"),
        (FindKind::Number, r"(\d{12}|\d{10})"),
        (
            FindKind::Address,
            r"(\d{1,3}丁目[ー-]? ?\d{1,4}(?:番地?|号|[ー-]\d{1,4})*(?: ?\d{1,4}号)?)",
        ),
        (FindKind::Address, r"([\p{Han}ヶケヵノ々]{1,5}\d{1,2}丁目)"),
        (FindKind::Address, r"(\d{1,4}番地(?:の?\d{1,3})?)"),
        (FindKind::Name, r"([\p{Han}々]{1,4})(?: ?)(?:さん|様|さま|氏|殿|ちゃん|くん|君)"),
    ]
    .into_iter()
    .map(|(kind, shape)| (kind, Regex::new(shape).expect("a shape of ours is a regular expression")))
    .collect()
});
