//! Times of a day, and days of the week.

use nihon::{fold_key, parse_times};

use super::{
    choices::{Several, TO_CHOOSE, read_several, to_ring},
    words::width,
};
use crate::{
    fields::{
        Answer, Choice, Heading, Spec,
        family::{Control, Family, Keeps},
        field,
    },
    tabular::{Cell, Faults, Record},
    web::FormState,
};

/// From one time of a day to another, perhaps several times.
pub(super) struct Times;

const FROM_TO: &str = "「10:00～11:30」のように、始まりと終わりを入力してください。";

impl Family for Times {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "", width: width(spec, "medium"), most: 0 }
    }

    /// 10:00-11:30、13:00-15:00
    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        let each = typed.split(['、', ',', '，', '・', '\n']).map(str::trim);
        let each = each.filter(|span| !span.is_empty()).map(|span| match parse_times(span) {
            Ok((from, Some(to))) if from < to => Ok(format!("{from}-{to}")),
            Ok((_, Some(_))) => {
                Err(format!("「{span}」は、終わりが始まりより後になるように入力してください。"))
            }
            Ok((_, None)) => Err(format!("「{span}」には終わりの時刻がありません。{FROM_TO}")),
            Err(_) => Err(format!("「{span}」は時間帯として読めません。{FROM_TO}")),
        });
        Ok(each.collect::<Result<Vec<_>, String>>()?.join("、"))
    }

    fn written(&self, _spec: &Spec, kept: &str) -> String {
        kept.replace('-', "～")
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "10:00～11:30。いくつもあるときは「、」で区切ります".to_owned(),
            help => help.to_owned(),
        }
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        vec!["　　：　　～　　：　　".to_owned(), String::new()]
    }
}

/// Days of the week, and holidays.
pub(super) struct Week;

/// Their keys and their letters.
const DAYS: [(&str, &str); 8] = [
    ("mon", "月"),
    ("tue", "火"),
    ("wed", "水"),
    ("thu", "木"),
    ("fri", "金"),
    ("sat", "土"),
    ("sun", "日"),
    ("holiday", "祝"),
];

/// 「月・水・金」「月水金」「月～金」「平日」「毎日」 as keys, in the order of the week.
fn days(typed: &str) -> Result<Vec<String>, String> {
    let unknown = || {
        format!(
            "「{}」は曜日として読めません。「月・水・金」のように入力してください。",
            typed.trim()
        )
    };
    let mut letters = fold_key(typed);
    for (word, means) in [
        ("毎日", "月~日"),
        ("平日", "月~金"),
        ("週末", "土日"),
        ("土日祝日", "土日祝"),
        ("祝日", "祝"),
        ("曜日", ""),
        ("曜", ""),
    ] {
        letters = letters.replace(word, means);
    }
    let mut chosen = [false; DAYS.len()];
    let (mut last, mut through) = (None, false);
    for letter in letters.chars() {
        match DAYS.iter().position(|(_, day)| day.starts_with(letter)) {
            Some(at) => {
                let from =
                    if through { last.filter(|from| *from < at).ok_or_else(unknown)? } else { at };
                chosen[from..=at].fill(true);
                (last, through) = (Some(at), false);
            }
            None if matches!(letter, '~' | '-') && last.is_some() => through = true,
            None if matches!(letter, '・' | '、' | ',' | '/' | '･' | '.') => {}
            None => return Err(unknown()),
        }
    }
    if through {
        return Err(unknown());
    }
    let keys = DAYS.iter().zip(chosen).filter(|(_, is)| *is);
    Ok(keys.map(|((key, _), _)| (*key).to_owned()).collect())
}

impl Family for Week {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Boxes
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Many
    }

    fn offered(&self, _spec: &Spec) -> Vec<Choice> {
        field("").choices(DAYS).choices
    }

    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        days(typed).map(|keys| keys.join(","))
    }

    fn wanting(&self) -> &'static str {
        TO_CHOOSE
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        read_several(self, spec, form, name)
    }

    fn lines(&self, spec: &Spec, answer: &Answer) -> Vec<String> {
        match answer {
            Answer::Many(keys) => vec![self.names(spec, keys, "・")],
            other => vec![other.text().to_owned()],
        }
    }

    fn hint(&self, spec: &Spec) -> String {
        if spec.hint.is_empty() {
            format!("「月・水・金」「平日」「毎日」のように入力します。{}", spec.help)
        } else {
            spec.hint.to_owned()
        }
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        record.parsed(&column.header, faults, days).map(Answer::Many)
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        self.lines(&column.spec, answer).concat().into()
    }

    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        Several.key(&Spec { choices: self.offered(spec), ..Spec::default() }, answer)
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        to_ring(&self.offered(spec))
    }
}
