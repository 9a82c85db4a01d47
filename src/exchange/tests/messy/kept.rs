//! What the database holds of a messy file once it was taken in: what was understood of it, and who it is about.

use std::sync::Mutex;

use super::*;
use crate::{
    access::{self, Actor},
    cases::{self, FactorMark, MarkedFactor},
    db::{Conn, Tx},
    error::Error,
    meetings::{self, MeetingFilter},
    persons,
};

/// Records of one file.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// As [`understood`] shows them, without a number of the file's own: a case has a label instead.
    pub rows: Vec<String>,
    /// Name, kana, consent, insured number and words of factors of each case.
    pub named: Vec<String>,
}

/// Takes a file in, reads what is there of it, and takes all of it back, so that the next file meets nobody it knows.
pub(super) async fn kept(t: &TestApp, actor: &Actor, kind: &str, parsed: &reading::Parsed) -> Kept {
    let found = &Mutex::new(Kept::default());
    let undone = t
        .write(|mut tx| async move {
            let report = reading::import(&mut tx, parsed).await?;
            assert!(report.is_clean(), "{}", reasons(&report));
            let there = match kind {
                "cases" => of_cases(&mut tx).await,
                _ => of_meetings(&mut tx, actor).await,
            };
            assert_eq!(report.new, there.rows.len(), "each new row is a record");
            *found.lock().unwrap() = there;
            Err::<(Tx, ()), Error>(Error::conflict("taken back"))
        })
        .await;
    assert!(matches!(undone, Err(Error::Conflict(_))), "{undone:?}");
    std::mem::take(&mut found.lock().unwrap())
}

async fn of_cases(conn: &mut Conn) -> Kept {
    let staff = Actor::system(conn.municipality().unwrap().clone(), "test");
    let mut kept = Kept::default();
    for case in cases::store::some_of_center(conn, &mei1(), "").await.unwrap() {
        let leave = access::seen::<cases::act::ReadNamed>(conn, &staff, &case.id).await.unwrap();
        let person = persons::find(conn, &leave).await.unwrap();
        let opened = cases::store::opened(conn, &leave).await.unwrap();
        let case = &opened.case;
        let factors: Vec<String> = opened.factors.iter().map(factor).collect();
        kept.rows.push(
            [
                "",
                MATSUDO.center_name(&case.center_id),
                MATSUDO.case_kind_name(&case.kind_id),
                &case.title,
                &case.registered_on.short(),
                &case.features(),
                &factors.join("、"),
            ]
            .join("|"),
        );
        let words: Vec<&str> = opened.factors.iter().map(|marked| marked.words.as_str()).collect();
        kept.named.push(
            [
                person.name.as_str(),
                &person.kana,
                case.consent.label(),
                &person.insured_number,
                &words.concat(),
            ]
            .join("|"),
        );
    }
    kept
}

/// A factor as the preview shows it.
fn factor(marked: &MarkedFactor) -> String {
    let of = MATSUDO.factors.iter().find(|factor| factor.key == marked.factor_id).unwrap();
    match marked.mark {
        FactorMark::Mark => of.name.clone(),
        other => format!("{}({})", of.name, other.label()),
    }
}

async fn of_meetings(conn: &mut Conn, actor: &Actor) -> Kept {
    let conferences = crate::conferences::list(conn).await.unwrap();
    let found = meetings::by_day(conn, actor, &MeetingFilter::default()).await.unwrap();
    let row = |meeting: &meetings::Meeting| {
        let of = conferences.iter().find(|c| c.id == meeting.conference_id).unwrap();
        let until = if meeting.ends.is_empty() { "" } else { "～" };
        format!(
            "{}|{}|{}{until}{}|{}",
            meeting.day_words(),
            of.name,
            meeting.starts,
            meeting.ends,
            meeting.place
        )
    };
    Kept { rows: found.iter().map(row).collect(), named: Vec::new() }
}

/// Rows in an order of their own, each with its factors in one: a file's columns stand as they like.
pub(super) fn sorted<S: AsRef<str>>(rows: &[S], kind: &str) -> Vec<String> {
    let told = |row: &S| {
        let mut cells: Vec<&str> = row.as_ref().split('|').collect();
        let mut factors: Vec<&str> = cells.pop().unwrap_or_default().split('、').collect();
        factors.sort_unstable();
        if kind == "cases" {
            cells[0] = "";
        }
        format!("{}|{}", cells.join("|"), factors.join("、"))
    };
    let mut rows: Vec<String> = rows.iter().map(told).collect();
    rows.sort_unstable();
    rows
}
