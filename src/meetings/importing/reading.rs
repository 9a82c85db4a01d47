//! A list of meetings, row by row.

use std::collections::HashMap;

use super::{
    columns::{CENTER, CONFERENCE, DAY, ENDS, NUMBER, PLACE, STARTS, STATE},
    finding::Conferences,
    lines::Line,
    moments::{Moment, Said, moments},
};
use crate::{
    access,
    clock::Day,
    conferences::{Conference, ConferenceStatus},
    fields,
    id::{CenterId, ConferenceId},
    imports::{READING, Report, World},
    meetings::{
        MeetingAction, MeetingStatus,
        time::{AHEAD, BACK, time},
    },
    tabular::{Book, Faults, Record, Table, Words},
};

/// The importer's key.
pub(super) const KEY: &str = "schedules";

/// What a file is read with.
pub(super) struct Reading<'w> {
    pub world: &'w World,
    pub centers: Words<CenterId>,
    pub find: Conferences<'w>,
}

impl<'w> Reading<'w> {
    pub fn of(world: &'w World, conferences: &'w [Conference]) -> Reading<'w> {
        let find = Conferences::of(&world.structure, conferences);
        Reading { world, centers: world.centers(), find }
    }

    /// The report of tables of which nothing was read yet.
    pub fn report(&self, book: &Book, tables: &[Table<'_>]) -> Report {
        let mut report = Report::of(KEY, &book.file, tables);
        report.preview_headings = ["開催日", "会議", "時刻", "場所"].map(str::to_owned).into();
        self.world.tell_centers(&mut report, tables, &self.centers);
        report
    }

    /// Reads lists.
    pub fn list(&self, book: &Book, tables: &[Table<'_>]) -> (Report, Vec<Line>) {
        let world = self.world;
        let mut report = self.report(book, tables);
        let mut faults = Faults::default();
        let states = states();
        let mut lines = Vec::new();
        let records = tables.iter().flat_map(Table::records);
        world.telling.step(READING, tables.iter().map(Table::len).sum());
        for (at, record) in records.enumerate() {
            let record = &record;
            world.telling.done(at);
            let status = match record.parsed(STATE, &mut faults, |word| states.find(word)) {
                Some(None) => {
                    report.skip(record.sheet(), record.row(), "中止した会議の行");
                    continue;
                }
                status => status.flatten(),
            };
            let mut left_out = Vec::new();
            let said = moments(record, DAY, record.get(DAY), &mut left_out, &mut faults);
            if let Ok(Said::NoDay(words)) = &said {
                let reason = format!("「{DAY}」が「{words}」の行");
                report.skip(record.sheet(), record.row(), reason);
                continue;
            }
            report.read += 1;
            tell_left_out(&mut report, record, DAY, &left_out);
            let conference = self.conference(record, &mut faults);
            let venue = record.text(PLACE, 100, &mut faults);
            let number = record.text(NUMBER, 40, &mut faults);
            let moments = moments_of_row(record, said, number.as_deref(), &mut faults);
            let times = clock_times(record, &mut faults);
            if moments.len() > 1 {
                report.note(
                    "一つの欄に日付がいくつもある行は、日付ごとの会議として読みました。".to_owned(),
                );
            }
            for moment in moments {
                let (starts, ends) = times.of(record, &moment, &mut faults);
                if let Some(conference) = &conference {
                    lines.push(Line {
                        place: record.place(DAY),
                        value: record.get(DAY).shown(),
                        number: number.clone(),
                        conference: conference.clone(),
                        day: moment.day,
                        is_fixed: moment.is_fixed,
                        starts,
                        ends,
                        venue: venue.clone(),
                        status,
                    });
                }
            }
        }
        let lines = self.checked(lines, &mut faults);
        report.take(&faults);
        (report, lines)
    }

    fn conference(&self, record: &Record<'_>, faults: &mut Faults) -> Option<Conference> {
        let said_center = !record.get(CENTER).is_blank();
        let center = self.world.center_of(record, CENTER, &self.centers, faults);
        if said_center && center.is_none() {
            record.required_text(CONFERENCE, 200, faults);
            return None;
        }
        record.required_parsed(CONFERENCE, faults, |word| self.find.named(word, center.as_ref()))
    }

    /// Leaves out, as wrong, what this person may not plan, what a suspended conference cannot hold, what nobody can mean, and
    /// what stands twice in the file.
    pub fn checked(&self, lines: Vec<Line>, faults: &mut Faults) -> Vec<Line> {
        let world = self.world;
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut days: HashMap<(ConferenceId, Day, bool), usize> = HashMap::new();
        let mut good = Vec::with_capacity(lines.len());
        for line in lines {
            let new = line.new_meeting();
            let row = line.place.row;
            let day = (line.conference.id.clone(), line.day, line.is_fixed);
            let twice = seen.insert(line.source_key(), row).or(days.insert(day, row));
            let suspended = line.conference.status == ConferenceStatus::Suspended
                && line.conference.suspended_since.is_none_or(|since| since <= line.day);
            let reason = if !access::may(MeetingAction::PlanMeeting, &world.actor, &new.facts()) {
                Some(
                    "この会議の予定を登録できるのは、会議を開くセンターの職員と市の担当者だけです。"
                        .to_owned(),
                )
            } else if suspended {
                Some(format!(
                    "「{}」はこの日は休止中です。取り込むには、先に会議体を再開してください。",
                    line.conference.name
                ))
            } else {
                let twice = twice.map(|row| {
                    format!("同じ会議が{row}行目にもあります。どちらかを消してください。")
                });
                line.day.far_from(world.today, BACK, AHEAD).or(twice)
            };
            match reason {
                Some(reason) => faults.push(line.wrong(reason)),
                None => good.push(line),
            }
        }
        good
    }
}

/// Says what stands in brackets behind a day and is not read.
pub(super) fn tell_left_out(
    report: &mut Report,
    record: &Record<'_>,
    column: &str,
    left_out: &[String],
) {
    if !left_out.is_empty() {
        let header = record.place(column).header;
        report.note(format!(
            "「{header}」の日付のうしろのかっこ書き(「{}」など)は読みません。",
            left_out[0]
        ));
    }
}

fn states() -> Words<Option<MeetingStatus>> {
    Words::new([
        ("予定", Some(MeetingStatus::Scheduled)),
        ("実施済", Some(MeetingStatus::Held)),
        ("中止", None),
    ])
    .also([
        ("計画", Some(MeetingStatus::Scheduled)),
        ("日程確定", Some(MeetingStatus::Scheduled)),
        ("案内済", Some(MeetingStatus::Scheduled)),
        ("開催済", Some(MeetingStatus::Held)),
        ("実施", Some(MeetingStatus::Held)),
        ("実施済み", Some(MeetingStatus::Held)),
        ("開催済み", Some(MeetingStatus::Held)),
        ("済", Some(MeetingStatus::Held)),
        ("実績", Some(MeetingStatus::Held)),
        ("記録確定", Some(MeetingStatus::Held)),
        ("共有済", Some(MeetingStatus::Held)),
        ("休止", None),
        ("延期", None),
        ("取りやめ", None),
    ])
}

/// The days of a row of a list, none where it is wrong.
fn moments_of_row(
    record: &Record<'_>,
    said: Result<Said, String>,
    number: Option<&str>,
    faults: &mut Faults,
) -> Vec<Moment> {
    let cell_is_blank = record.get(DAY).is_blank();
    match said {
        // Says that it may not be empty.
        Ok(Said::Moments(_) | Said::NoDay(_)) if cell_is_blank => {
            record.required_day(DAY, faults);
            Vec::new()
        }
        Ok(Said::Moments(several)) if several.len() <= 1 || number.is_none() => several,
        Ok(_) => {
            let reason = "番号のある行に、日付がいくつもあります。番号は1回の会議のものなので、1行に1回ずつ、行を分けて書いてください。";
            record.fault(DAY, reason, faults);
            Vec::new()
        }
        Err(reason) if record.required_text(DAY, 200, faults).is_some() => {
            record.fault(DAY, reason, faults);
            Vec::new()
        }
        // What the cell is instead of text was said.
        Err(_) => Vec::new(),
    }
}

/// What the columns of times say of a row.
struct Times {
    starts: Option<String>,
    /// As the column of beginnings says it, and as the column of ends does.
    range_ends: Option<String>,
    ends: Option<String>,
}

fn clock_times(record: &Record<'_>, faults: &mut Faults) -> Times {
    let (starts, range_ends) = match record.parsed(STARTS, faults, nihon::parse_times) {
        Some((starts, ends)) => (Some(starts), ends),
        None => (None, None),
    };
    let ends = record.parsed(ENDS, faults, |text| time(text, fields::Said::InFile));
    Times { starts, range_ends, ends }
}

impl Times {
    /// When a meeting begins and ends: as the day's own cell says, else the columns of times.
    fn of(
        &self,
        record: &Record<'_>,
        moment: &Moment,
        faults: &mut Faults,
    ) -> (Option<String>, Option<String>) {
        let Times { starts, range_ends, ends } = self;
        let (day_starts, day_ends) = (&moment.starts, &moment.ends);
        for (column, one, other) in
            [(STARTS, starts, day_starts), (ENDS, ends, day_ends), (ENDS, ends, range_ends)]
        {
            if let (Some(one), Some(other)) = (one, other)
                && one != other
            {
                let reason = format!(
                    "同じ行のほかの欄には「{other}」とあります。どちらかに直してください。"
                );
                record.fault(column, reason, faults);
            }
        }
        let first = |all: [&Option<String>; 3]| all.into_iter().find_map(Clone::clone);
        (first([starts, day_starts, &None]), first([ends, range_ends, day_ends]))
    }
}
