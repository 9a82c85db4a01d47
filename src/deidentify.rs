//! What in a text tells who somebody is: names that are known, and what is written as names, telephone numbers, days of
//! birth, house numbers and other numbers of a person are.
//!
//! It finds and proposes; a person decides. What it does not find may still tell, so nothing rests on it alone.

pub mod judging;

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::{
    clock::Day,
    error::{Error, Result},
    words,
};

words! {
    /// What a find is taken for.
    pub enum FindKind {
        Name "name" "氏名",
        Phone "phone" "電話番号",
        Birth "birth" "生年月日",
        Number "number" "被保険者番号などの番号",
        Address "address" "住所・番地",
        Mail "mail" "メールアドレス",
    }
}

/// Who is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whom the text is about: their family name alone tells who it is.
    Subject,
    /// Somebody else whom the centre knows by name.
    Registered,
    /// Somebody who works there.
    Staff,
}

/// A piece of a text that may tell who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// In characters of the text.
    pub span: Range<usize>,
    pub kind: FindKind,
    /// Who is meant; none where only its shape was seen, so that anybody would have seen it.
    pub who: Option<Who>,
}

impl Find {
    /// What to write instead.
    pub fn instead(&self) -> &'static str {
        match (self.kind, self.who) {
            (FindKind::Name, Some(Who::Subject)) => "本人",
            (FindKind::Name, Some(Who::Staff)) => "担当者",
            (FindKind::Name, _) => "Aさん",
            (FindKind::Phone, _) => "(電話番号)",
            (FindKind::Birth, _) => "80代",
            (FindKind::Number, _) => "(番号)",
            (FindKind::Address, _) => "圏域の名",
            (FindKind::Mail, _) => "(メールアドレス)",
        }
    }

    /// Whether it cannot be anything else: whom the text is about, in full.
    pub fn is_certain(&self, said: &str) -> bool {
        self.who == Some(Who::Subject) && (self.kind != FindKind::Name || said.chars().count() > 2)
    }
}

/// Somebody who is known.
#[derive(Clone)]
pub struct Known {
    pub who: Who,
    /// 「松戸 花子」; without a space it counts whole.
    pub name: String,
    pub kana: String,
    pub born: Option<Day>,
    pub address: String,
    pub number: String,
}

impl Known {
    /// Somebody who works there, of whom no more is looked for than the name.
    pub fn staff(name: String) -> Known {
        let nothing = String::new;
        Known {
            who: Who::Staff,
            name,
            kana: nothing(),
            born: None,
            address: nothing(),
            number: nothing(),
        }
    }
}

/// Words that make a name of what stands before them.
const HONORIFICS: [&str; 9] = ["さん", "様", "さま", "氏", "殿", "君", "くん", "ちゃん", "どの"];

/// Words of about one person: rows of a file are each looked through for theirs, and then no more.
const FEW: usize = 10;

/// What finds some words in a text.
enum Search {
    /// One after the other, with nothing to prepare.
    Few(Vec<String>),
    Many(AhoCorasick),
}

impl Search {
    fn of(needles: Vec<String>) -> Result<Search> {
        if needles.len() <= FEW {
            return Ok(Search::Few(needles));
        }
        let all = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&needles);
        all.map(Search::Many)
            .map_err(|error| Error::internal(format!("too many names to look for: {error}")))
    }

    /// Each place of each word: its number and its bytes.
    fn each(&self, text: &str, mut found: impl FnMut(usize, Range<usize>)) {
        match self {
            Search::Few(needles) => {
                // Asking whether it is there at all is quicker than asking where.
                let there = |(_, word): &(usize, &String)| text.contains(word.as_str());
                for (number, word) in needles.iter().enumerate().filter(there) {
                    let places = text.char_indices().map(|(at, _)| at);
                    let here = places.filter(|at| text[*at..].starts_with(word.as_str()));
                    here.for_each(|at| found(number, at..at + word.len()));
                }
            }
            Search::Many(all) => {
                let each = all.find_overlapping_iter(text);
                each.for_each(|it| found(it.pattern().as_usize(), it.range()));
            }
        }
    }
}

/// Some people who are looked for.
pub struct Finder {
    words: Search,
    /// For each word: what it is, and whether an honorific must follow.
    of_word: Vec<(FindKind, Who, bool)>,
    births: Vec<(Day, Who)>,
}

impl Finder {
    /// Looks for these.
    ///
    /// # Errors
    /// Internal: when there are more names than a search can hold.
    pub fn new<'k>(known: impl IntoIterator<Item = &'k Known>) -> Result<Finder> {
        let (mut needles, mut of_word, mut births) = (Vec::new(), Vec::new(), Vec::new());
        for person in known {
            let mut add = |text: &str, least: usize, kind, honorific| {
                let (key, _) = compared(&nihon::fold_spans(text));
                if key.chars().count() >= least {
                    needles.push(key);
                    of_word.push((kind, person.who, honorific));
                }
            };
            let subject = person.who == Who::Subject;
            // Kana of two characters stand in many words.
            for (written, least) in [(&person.name, 2), (&person.kana, 4)] {
                add(written, least, FindKind::Name, false);
                let parts: Vec<&str> = written.split_whitespace().collect();
                for part in parts.iter().filter(|_| parts.len() > 1) {
                    // 「とし」 stands in many words; 「松戸」 alone tells who it is where the text is about them.
                    let least = if nihon::kana::is_kana(part) { 3 } else { 2 };
                    let short = part.chars().count() < least;
                    add(part, 1, FindKind::Name, !subject || short);
                }
            }
            add(&person.number, 4, FindKind::Number, false);
            add(&person.address, 4, FindKind::Address, false);
            births.extend(person.born.map(|day| (day, person.who)));
        }
        let words = Search::of(needles)?;
        births.sort_unstable_by_key(|(day, _)| *day);
        Ok(Finder { words, of_word, births })
    }

    fn names(&self, (plain, spans): &Places, finds: &mut Vec<Find>) {
        self.words.each(plain, |number, found| {
            let (kind, who, honorific) = self.of_word[number];
            let rest = &plain[found.end..];
            if honorific && !HONORIFICS.iter().any(|word| rest.starts_with(word)) {
                return;
            }
            let span = spans[found.start].start..spans[found.end - 1].end;
            finds.push(Find { span, kind, who: Some(who) });
        });
    }

    fn born_on(&self, day: Day) -> Option<Who> {
        let at = self.births.binary_search_by_key(&day, |(born, _)| *born).ok()?;
        Some(self.births[at].1)
    }
}

/// All that is found in a text by somebody who looks for these people, in its order; of finds that overlap, the longest,
/// and of those the one that tells most.
pub fn finds(text: &str, finders: &[&Finder]) -> Vec<Find> {
    let mut all = Vec::new();
    let folded = nihon::fold_spans(text);
    let compared = compared(&folded);
    for finder in finders {
        finder.names(&compared, &mut all);
    }
    shapes(&folded, finders, &mut all);
    let weight = |find: &Find| match find.who {
        Some(Who::Subject) => 0,
        Some(Who::Registered) => 1,
        Some(Who::Staff) => 2,
        None => 3,
    };
    all.sort_by_key(|find| (find.span.start, std::cmp::Reverse(find.span.end), weight(find)));
    let mut reached = 0;
    all.retain(|find| {
        let stands = find.span.start >= reached;
        if stands {
            reached = find.span.end;
        }
        stands
    });
    all
}

/// A text made comparable, and for each of its bytes the characters of the original that it came from.
type Places = (String, Vec<Range<usize>>);

/// As names are compared: without spaces and middle dots, in hiragana and everyday kanji.
fn compared((folded, spans): &Places) -> Places {
    let (mut out, mut places) =
        (String::with_capacity(folded.len()), Vec::with_capacity(spans.len()));
    let kana = nihon::kana::to_hiragana(folded);
    for ((at, _), c) in folded.char_indices().zip(kana.chars()) {
        if !matches!(c, ' ' | '・') {
            out.push(nihon::fold::plain_kanji(c));
            places.resize(out.len(), spans[at].clone());
        }
    }
    (out, places)
}

fn shapes((folded, spans): &Places, finders: &[&Finder], finds: &mut Vec<Find>) {
    let numbers = folded.contains(|c: char| c.is_ascii_digit() || c == '@');
    let names = HONORIFICS.iter().any(|word| folded.contains(word));
    for (kind, shape) in SHAPES.iter() {
        // Most texts hold neither numbers nor honorifics, and looking for those is quick.
        if !(if *kind == FindKind::Name { names } else { numbers }) {
            continue;
        }
        for found in shape.captures_iter(folded).filter_map(|groups| groups.get(1)) {
            let said = found.as_str();
            let before = folded[..found.start()].chars().next_back();
            let after = &folded[found.end()..];
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '-');
            let mut who = None;
            match kind {
                FindKind::Name if !is_name(said, after) => continue,
                FindKind::Name => {}
                _ if digit(before) || digit(after.chars().next()) => continue,
                FindKind::Birth => {
                    let Ok(day) = nihon::parse_day(said) else { continue };
                    who = finders.iter().find_map(|finder| finder.born_on(Day(day)));
                    if who.is_none() && day.year() >= BORN_BEFORE {
                        continue;
                    }
                }
                _ => {}
            }
            let span = spans[found.start()].start..spans[found.end() - 1].end;
            finds.push(Find { span, kind: *kind, who });
        }
    }
}

/// A day before this year is taken for somebody's birth: nothing that a conference speaks of by its day is as old.
const BORN_BEFORE: i16 = 1966;

/// What stands alone before an honorific and is no name: お母さん, 皆様.
const NO_NAMES: &[&str] = &[
    "皆",
    "主",
    "客",
    "隣",
    "父",
    "母",
    "兄",
    "姉",
    "弟",
    "妹",
    "夫",
    "妻",
    "子",
    "孫",
    "娘",
    "息子",
    "嫁",
    "婿",
    "親",
    "奥",
    "旦那",
    "叔父",
    "叔母",
    "伯父",
    "伯母",
    "祖父",
    "祖母",
    "方",
    "人",
    "一",
    "有",
    "王",
    "神",
    "仏",
    "何",
    "彼",
    "諸",
    "若",
    "老",
    "女",
    "男",
    "先",
    "医",
    "友",
    "坊",
    "赤",
    "家",
    "八百屋",
    "魚屋",
    "肉屋",
    "酒屋",
    "米屋",
    "床屋",
    "花屋",
    "本屋",
    "弁当屋",
    "電気屋",
    "大家",
    "町",
    "村",
    "区",
    "市",
    "国",
];

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

/// Whether what stands before an honorific is a name.
fn is_name(said: &str, after: &str) -> bool {
    !NO_NAMES.contains(&said)
        && !CALLINGS.iter().any(|word| said.ends_with(word))
        && !NO_HONORIFICS.iter().any(|word| after.starts_with(word))
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
        (FindKind::Number, r"(\d{12}|\d{10})"),
        (
            FindKind::Address,
            r"(\d{1,3}丁目[ー-]? ?\d{1,4}(?:番地?|号|[ー-]\d{1,4})*(?: ?\d{1,4}号)?)",
        ),
        (FindKind::Address, r"(\d{1,4}番地(?:の?\d{1,3})?)"),
        (FindKind::Name, r"([\p{Han}々]{1,4})(?: ?)(?:さん|様|さま|氏|殿|ちゃん|くん|君)"),
    ]
    .into_iter()
    .map(|(kind, shape)| (kind, Regex::new(shape).expect("a shape of ours is a regular expression")))
    .collect()
});

#[cfg(test)]
mod tests;
