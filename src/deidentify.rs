//! What in a text tells who somebody is: names that are known, and what is written as names, telephone numbers, days of
//! birth, house numbers and other numbers of a person are.
//!
//! It finds and proposes; a person decides. What it does not find may still tell, so nothing rests on it alone.

mod digits;
pub mod judging;
mod shapes;

use std::{borrow::Cow, collections::HashMap, ops::Range};

use crate::{
    clock::Day,
    error::{Error, Result},
};
use aho_corasick::{AhoCorasick, MatchKind};

use digits::{Places, addresses};
pub use shapes::{FindKind, names_in};
use shapes::{HONORIFICS, band, honorific, shaped};

/// Who is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whom the text is about: their family name alone tells who it is.
    Subject,
    /// Somebody else whom the centre knows by name.
    Registered,
    /// Somebody who works there.
    Staff,
    /// Somebody who brings cases.
    Presenter,
}

/// A piece of a text that may tell who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// In characters of the text.
    pub span: Range<usize>,
    pub kind: FindKind,
    /// Who is meant; none where only its shape was seen, so that anybody would have seen it.
    pub who: Option<Who>,
    /// Whether it is a part of a name that is known whole.
    pub part: bool,
}

/// What to write instead of the name of somebody who is not the text's subject.
pub const SOMEBODY: &str = "Aさん";

impl Find {
    /// What to write instead of what is said.
    pub fn instead(&self, said: &str) -> Cow<'static, str> {
        let fixed = match (self.kind, self.who) {
            (FindKind::Name, Some(Who::Subject)) => "本人",
            (FindKind::Name, Some(Who::Staff | Who::Presenter)) => "担当者",
            (FindKind::Name, _) => SOMEBODY,
            (FindKind::Phone, _) => "(電話番号)",
            (FindKind::Birth, _) => "○代",
            (FindKind::Number, _) => "(番号)",
            (FindKind::Address, _) => "圏域の名",
            (FindKind::Mail, _) => "(メールアドレス)",
            (FindKind::Age, _) => return band(said).into(),
        };
        fixed.into()
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
    /// Somebody of whom no more is looked for than the name.
    pub fn named(who: Who, name: String) -> Known {
        let nothing = String::new;
        Known { who, name, kana: nothing(), born: None, address: nothing(), number: nothing() }
    }
}

/// Words of about one person: rows of a file are each looked through for theirs, and then no more.
const FEW: usize = 16;

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

/// What is known of a word that is looked for.
#[derive(Clone, Copy)]
struct Word {
    kind: FindKind,
    who: Who,
    /// Whether an honorific must follow.
    honorific: bool,
    /// Whether it is a part of a name.
    part: bool,
}

/// Some people who are looked for.
pub struct Finder {
    words: Search,
    of_word: Vec<Word>,
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
            let mut add = |text: &str, least: usize, kind, (part, honorific)| {
                let (key, _) = compared(&nihon::fold_spans(text));
                if key.chars().count() >= least {
                    needles.push(key);
                    of_word.push(Word { kind, who: person.who, honorific, part });
                }
            };
            let subject = person.who == Who::Subject;
            // Kana of two characters stand in many words.
            for (written, least) in [(&person.name, 2), (&person.kana, 4)] {
                add(written, least, FindKind::Name, (false, false));
                let parts: Vec<&str> = written.split_whitespace().collect();
                for part in parts.iter().filter(|_| parts.len() > 1) {
                    // 「とし」 stands in many words; 「松戸」 alone tells who it is where the text is about them.
                    let least = if nihon::kana::is_kana(part) { 3 } else { 2 };
                    let short = part.chars().count() < least;
                    add(part, 1, FindKind::Name, (true, !subject || short));
                }
            }
            add(&person.number, 4, FindKind::Number, (false, false));
            for address in addresses(&person.address) {
                add(&address, 4, FindKind::Address, (false, false));
            }
            births.extend(person.born.map(|day| (day, person.who)));
        }
        let words = Search::of(needles)?;
        births.sort_unstable_by_key(|(day, _)| *day);
        Ok(Finder { words, of_word, births })
    }

    fn names(&self, (plain, spans): &Places, finds: &mut Vec<Find>) {
        self.words.each(plain, |number, found| {
            let Word { kind, who, honorific, part } = self.of_word[number];
            let rest = &plain[found.end..];
            let goes_on =
                kind == FindKind::Address && rest.starts_with(|c: char| c.is_ascii_digit());
            if goes_on || (honorific && !HONORIFICS.iter().any(|word| rest.starts_with(word))) {
                return;
            }
            let span = spans[found.start].start..spans[found.end - 1].end;
            finds.push(Find { span, kind, who: Some(who), part });
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
    for shaped in shaped(&folded) {
        let born = |day| finders.iter().find_map(|finder| finder.born_on(day));
        let who = shaped.day.and_then(born);
        if who.is_some() || shaped.day.is_none_or(|day| day.0.year() < BORN_BEFORE) {
            all.push(Find { span: shaped.span, kind: shaped.kind, who, part: false });
        }
    }
    let weight = |find: &Find| match find.who {
        Some(Who::Subject) => 0,
        Some(Who::Registered) => 1,
        Some(Who::Staff) => 2,
        Some(Who::Presenter) => 3,
        None => 4,
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

/// A day before this year is taken for somebody's birth: nothing that a conference speaks of by its day is as old.
const BORN_BEFORE: i16 = 1966;

/// A text with what was found in it replaced by what to write instead: a beginning for the person who writes, not a finished
/// text. An honorific goes with its name. The subject's family name before other kanji (a relative's name, a place) stays.
pub fn rewritten(text: &str, finds: &[Find]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    let mut others: HashMap<String, char> = HashMap::new();
    for find in finds {
        let said: String = chars[find.span.clone()].iter().collect();
        let after: String = chars[find.span.end..].iter().take(4).collect();
        let honorific = honorific(&after).filter(|_| find.kind == FindKind::Name);
        let joined = after.starts_with(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '々'));
        if find.part && find.who == Some(Who::Subject) && honorific.is_none() && joined {
            continue;
        }
        out.extend(&chars[at..find.span.start]);
        match find.instead(&said) {
            instead if instead == SOMEBODY => {
                let next = char::from(b'A' + others.len().min(25) as u8);
                out.push(*others.entry(nihon::fold_key(&said)).or_insert(next));
                out.push_str("さん");
            }
            instead => out.push_str(&instead),
        }
        at = find.span.end + honorific.map_or(0, |word| word.chars().count());
    }
    out.extend(&chars[at..]);
    out
}

#[cfg(test)]
mod tests;
