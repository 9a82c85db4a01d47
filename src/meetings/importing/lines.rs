//! What was read beside the meetings that are there, and its writing.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use futures_util::future::{BoxFuture, FutureExt};
use nihon::fold_key;

use crate::{
    clock::Day,
    conferences::Conference,
    db::{Conn, Tx},
    error::Result,
    id::{CenterId, ConferenceId},
    imports::{Before, Lines, Report, RowState, World, WrongCell},
    meetings::{
        Arrangement, Meeting, MeetingFilter, MeetingStatus, NewMeeting, by_day,
        commands::refusals,
        meeting::{month_of, month_words},
        of_source_key, upsert_by_source_key,
    },
    persons::{Gate, Says},
    tabular::{CellError, Place},
};

/// A meeting as a file says it.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) place: Place,
    pub(super) value: String,
    pub(super) number: Option<String>,
    pub(super) conference: Conference,
    /// The first of the month where no day is fixed.
    pub(super) day: Day,
    pub(super) is_fixed: bool,
    pub(super) starts: Option<String>,
    pub(super) ends: Option<String>,
    pub(super) venue: Option<String>,
    pub(super) status: Option<MeetingStatus>,
}

/// The meetings of a file.
pub(super) struct MeetingLines {
    pub(super) world: World,
    pub(super) lines: Vec<Line>,
}

/// A meeting that an import would make or change.
struct Planned {
    new: NewMeeting,
    source_key: String,
    status: MeetingStatus,
}

impl Line {
    pub(super) fn source_key(&self) -> String {
        match &self.number {
            Some(number) => format!("schedule:{}:{}", self.conference.id, fold_key(number)),
            None if self.is_fixed => format!("schedule:{}:{}", self.conference.id, self.day.iso()),
            None => format!("schedule:{}:{}", self.conference.id, &self.day.iso()[..7]),
        }
    }

    /// The meeting by what the line says of when it is.
    pub(super) fn new_meeting(&self) -> NewMeeting {
        if self.is_fixed {
            NewMeeting::on(self.conference.clone(), self.day)
        } else {
            NewMeeting::planned(self.conference.clone(), self.day)
        }
    }

    /// The meeting as it would be: what the file does not say stays as it is.
    fn over(&self, now: Option<&Meeting>) -> NewMeeting {
        let mut new = self.new_meeting();
        if let Some(now) = now {
            // A month alone does not take back a day that is fixed already.
            let day = if self.is_fixed { Some(self.day) } else { now.day };
            new.arranged = Arrangement { day, ..now.arranged.clone() };
            if !self.is_fixed && now.day.is_some() {
                new.planned_month = now.planned_month;
            }
        }
        let said = [
            (&mut new.arranged.starts, &self.starts),
            (&mut new.arranged.ends, &self.ends),
            (&mut new.arranged.place, &self.venue),
        ];
        for (there, said) in said {
            if let Some(said) = said {
                there.clone_from(said);
            }
        }
        new
    }

    pub(super) fn wrong(&self, reason: impl Into<String>) -> CellError {
        CellError { place: self.place.clone(), value: self.value.clone(), reason: reason.into() }
    }
}

impl Lines for MeetingLines {
    fn there<'a>(&'a self, _: &'a mut Conn) -> BoxFuture<'a, Result<Vec<String>>> {
        async { Ok(Vec::new()) }.boxed()
    }

    fn look<'a>(
        &'a self,
        conn: &'a mut Conn,
        _: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<()>> {
        async move { plan(conn, &self.world, &self.lines, report).await.map(|_| ()) }.boxed()
    }

    fn take<'a>(
        &'a self,
        tx: &'a mut Tx,
        _: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<Vec<(String, String)>>> {
        async move {
            let planned = plan(tx, &self.world, &self.lines, report).await?;
            if report.is_clean() {
                write(tx, &self.world, &planned).await?;
            }
            Ok(Vec::new())
        }
        .boxed()
    }
}

/// Compares the lines with the meetings that are there, counts them in the report, and says what is to be written.
async fn plan(
    conn: &mut Conn,
    world: &World,
    lines: &[Line],
    report: &mut Report,
) -> Result<Vec<Planned>> {
    let months = || lines.iter().map(|line| month_of(line.day));
    let (Some(first), Some(last)) = (months().min(), months().max().map(|m| m.plus_months(1)))
    else {
        return Ok(Vec::new());
    };
    let filter = MeetingFilter { from: Some(first), to: Some(last), ..MeetingFilter::default() };
    let there = by_day(conn, &world.actor, &filter).await?;
    let on_day: HashSet<(&ConferenceId, Day)> =
        there.iter().filter_map(|m| Some((&m.conference_id, m.day?))).collect();
    let in_month: HashSet<(&ConferenceId, Day)> =
        there.iter().map(|m| (&m.conference_id, month_of(m.on_or_about()))).collect();
    let mut gates: HashMap<Option<&CenterId>, Gate> = HashMap::new();
    for center in lines.iter().map(|line| line.conference.center_id.as_ref()) {
        if let Entry::Vacant(of) = gates.entry(center) {
            of.insert(Gate::of_file(conn, &world.actor, center).await?);
        }
    }
    let mut planned = Vec::new();
    world.telling.step("登録済みの会議と照らしています", lines.len());
    for (at, line) in lines.iter().enumerate() {
        world.telling.done(at);
        let source_key = line.source_key();
        let now = of_source_key(conn, &source_key).await?;
        let new = line.over(now.as_ref());
        let refusals = refusals(&new.arranged).to_string();
        let told = gates[&line.conference.center_id.as_ref()].told_by(None, &new.says())?.concat();
        if !refusals.is_empty() || !told.is_empty() {
            report.wrong(WrongCell::from(&line.wrong(refusals + &told)));
            continue;
        }
        let arranged = &new.arranged;
        let state = match &now {
            // Without a number of its own a row means its day: a meeting that people moved stays moved.
            Some(now) if line.number.is_none() && now.day != Some(line.day) => RowState::Unchanged,
            Some(now) if now.arranged == new.arranged && now.planned_month == new.planned_month => {
                RowState::Unchanged
            }
            Some(now) if !now.status.is_open() => {
                let reason =
                    format!("この会議は「{}」なので、内容を変えられません。", now.status.label());
                report.wrong(WrongCell::from(&line.wrong(reason)));
                continue;
            }
            Some(_) => RowState::Changed,
            // Somebody has entered it on screen already.
            None if line.is_fixed && on_day.contains(&(&line.conference.id, line.day)) => {
                RowState::Unchanged
            }
            None if !line.is_fixed && in_month.contains(&(&line.conference.id, line.day)) => {
                RowState::Unchanged
            }
            None => RowState::New,
        };
        report.count(line.place.row, state, || {
            let until = if arranged.ends.is_empty() { "" } else { "～" };
            vec![
                if line.is_fixed {
                    line.day.short()
                } else {
                    format!("{}(予定)", month_words(line.day))
                },
                line.conference.name.clone(),
                format!("{}{until}{}", arranged.starts, arranged.ends),
                arranged.place.clone(),
            ]
        });
        if state != RowState::Unchanged {
            let status = match line.status {
                _ if new.arranged.day.is_none() => MeetingStatus::Planned,
                Some(status) => status,
                None if line.day < world.today => MeetingStatus::Held,
                None => MeetingStatus::Scheduled,
            };
            planned.push(Planned { new, source_key, status });
        }
    }
    Ok(planned)
}

/// Writes what was planned.
async fn write(tx: &mut Tx, world: &World, planned: &[Planned]) -> Result<()> {
    world.telling.step("会議を登録しています", planned.len());
    for (at, meeting) in planned.iter().enumerate() {
        world.telling.done(at);
        upsert_by_source_key(
            tx,
            &world.actor,
            &world.structure,
            &meeting.new,
            &meeting.source_key,
            meeting.status,
        )
        .await?;
    }
    Ok(())
}
