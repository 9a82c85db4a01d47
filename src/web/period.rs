//! What a page that is narrowed to the chosen deliberation period says of it, so that nothing is hidden in silence.

use super::Visit;
use crate::clock::Day;

/// Which days a list covers, and where today's work is when it is not among them.
#[derive(askama::Template)]
#[template(path = "web/period.html")]
pub struct PeriodNote {
    period: String,
    first_day: Day,
    last_day: Day,
    /// What the list holds: 課題, 会議.
    what: &'static str,
    /// What is counted differently from the rest, in a sentence; usually nothing.
    besides: String,
    today: Option<Elsewhere>,
}

/// Today lies outside the period.
struct Elsewhere {
    day: Day,
    /// The period it lies in, and the same page of that one; none while it is not registered.
    there: Option<(String, String)>,
}

impl PeriodNote {
    /// With a sentence on what does not follow its day.
    pub fn besides(mut self, sentence: String) -> PeriodNote {
        self.besides = sentence;
        self
    }

    /// Without a word on today: for records that belong to the period they were made for, whatever the day.
    pub fn whenever_made(mut self) -> PeriodNote {
        self.today = None;
        self
    }
}

impl Visit {
    /// The note on the chosen period for a list of `what`; none while the municipality has no period.
    pub fn period_note(&self, what: &'static str) -> Option<PeriodNote> {
        let period = self.period()?;
        let day = self.today();
        let outside = day < period.first_day || day > period.last_day;
        Some(PeriodNote {
            period: period.words.clone(),
            first_day: period.first_day,
            last_day: period.last_day,
            what,
            besides: String::new(),
            today: outside.then(|| Elsewhere {
                day,
                there: self
                    .visitor
                    .periods
                    .iter()
                    .find(|p| (p.first_day..=p.last_day).contains(&day))
                    .map(|p| {
                        let href = self.with_all(&[("period", p.id.as_str()), ("page", "")]);
                        (p.words.clone(), href)
                    }),
            }),
        })
    }
}
