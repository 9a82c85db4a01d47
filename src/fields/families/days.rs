//! Days, days of which a month or a fiscal year alone is known, and fiscal years.

use jiff::civil::Date;
use nihon::{FiscalYear, Known, fold_key};

use super::words::width;
use crate::{
    fields::{
        Answer, Heading, Spec,
        family::{Control, Family, number_key},
    },
    tabular::{Faults, Holds, Record},
};

/// How a day may be written.
const DAY: &str = "R7.11.20、令和7年11月20日、2025/11/20 のどれでも";

/// And one that is known roughly.
const ROUGH: &str = "R7.11.20。日が分からないときは R7.11、R7年度 でも";

/// A day; a rough one may be a month or a fiscal year.
pub(super) struct Day;

/// What is kept, where it is a day, a month or a year.
fn known(kept: &str) -> Option<Known> {
    Known::parse(kept).ok()
}

impl Family for Day {
    fn control(&self, spec: &Spec) -> Control {
        match spec.rough {
            // The calendar and what reads a day back know whole days alone.
            true => Control::Line { mode: "", width: "medium", most: 0 },
            false => Control::Day,
        }
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        let read = match spec.rough {
            true => Known::parse(typed),
            false => nihon::parse_day(typed).map(Known::Day),
        };
        let like: Option<Date> = nihon::parse_day(spec.example).ok();
        read.map(Known::kept)
            .map_err(|reason| like.map_or_else(|| reason.to_string(), |like| reason.like(like)))
    }

    fn written(&self, _spec: &Spec, kept: &str) -> String {
        known(kept).map_or_else(|| kept.to_owned(), Known::short)
    }

    fn shown(&self, _spec: &Spec, kept: &str) -> String {
        known(kept).map_or_else(|| kept.to_owned(), Known::long)
    }

    fn help(&self, spec: &Spec) -> String {
        match (spec.help.as_str(), spec.rough) {
            ("", true) => ROUGH.to_owned(),
            ("", false) => DAY.to_owned(),
            (help, _) => help.to_owned(),
        }
    }

    fn holds(&self) -> Holds {
        Holds::Days
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        if column.spec.rough
            && let Ok(known) = Known::parse(&record.get(&column.header).shown())
        {
            return Some(Answer::Text(known.kept()));
        }
        record.day(&column.header, faults).map(|day| Answer::Text(Known::Day(day).kept()))
    }

    fn key(&self, _spec: &Spec, answer: &Answer) -> String {
        known(answer.text()).map_or_else(String::new, |known| known.first_day().to_string())
    }
}

/// A fiscal year.
pub(super) struct Year;

fn year(kept: &str) -> Option<FiscalYear> {
    kept.parse().ok().and_then(FiscalYear::starting_in)
}

impl Family for Year {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "", width: width(spec, "short"), most: 0 }
    }

    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        // 元年 is that of the present era, as of which alone one leaves the name out.
        let typed = if fold_key(typed).starts_with('元') {
            format!("令和{typed}")
        } else {
            typed.to_owned()
        };
        FiscalYear::parse(&typed).map(|year| year.calendar_year().to_string()).map_err(|_| {
            format!("「{typed}」は年度として読めません。「R8」「令和8年度」「2026」のように入力してください。")
        })
    }

    fn written(&self, _spec: &Spec, kept: &str) -> String {
        year(kept).map_or_else(|| kept.to_owned(), |year| year.to_string())
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "R8、令和8年度、2026 のどれでも".to_owned(),
            help => help.to_owned(),
        }
    }

    fn key(&self, _spec: &Spec, answer: &Answer) -> String {
        answer.text().parse().map_or_else(|_| String::new(), number_key)
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        vec!["　　　　年度".to_owned(), String::new()]
    }
}
