//! 反映率: of the issues that came up, to how many the city answered with something that a budget or a plan took up.

use super::compile::{Ways, upper_issues};
use crate::{clock::Day, db::Conn, error::Result, id::PeriodId, measures, structure::Structure};

/// Counted from the records as they stand on a day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reflection {
    /// Issues of the levels above the lowest that belong to the period, merged ones apart (件). What went through several
    /// levels is one matter, and stands where it went last.
    pub issues: usize,
    /// Of these, answered there or further up with at least one measure that is marked as reflected.
    pub reflected: usize,
    pub on: Day,
}

impl Reflection {
    /// 「50%」; none while there is nothing to divide by.
    pub(super) fn rate(&self) -> Option<String> {
        (self.issues > 0)
            .then(|| format!("{}%", (self.reflected * 100 + self.issues / 2) / self.issues))
    }
}

/// The reflection of a period's issues, as of today.
pub(super) async fn reflection(
    conn: &mut Conn,
    structure: &Structure,
    period: &PeriodId,
) -> Result<Reflection> {
    let mut found = upper_issues(conn, structure, period).await?;
    let ways = Ways::of(conn, structure, &found).await?;
    found.retain(|issue| ways.ends_at(&issue.id));
    let mut reflected = 0;
    for issue in &found {
        let further = ways.further(&issue.id).iter();
        let answered: Vec<_> =
            std::iter::once(issue).chain(further).map(|own| own.id.clone()).collect();
        let answers = measures::of_issues(conn, &answered).await?;
        reflected += usize::from(answers.iter().any(|measure| measure.reflected));
    }
    Ok(Reflection { issues: found.len(), reflected, on: conn.now().day() })
}
