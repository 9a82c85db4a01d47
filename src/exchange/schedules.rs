//! 会議の予定・開催日: a list with a row for each meeting, or the matrix of centres × kinds of conference in which
//! cities publish what was held.

use std::collections::HashMap;

use nihon::fold_key;

use super::{
    Kind,
    report::{Report, RowState, SkippedRow, WrongCell},
    words::{READING, Words},
    world::World,
};
use crate::{
    access,
    clock::Day,
    conferences::{Conference, ConferenceStatus},
    db::{Conn, Tx},
    error::Result,
    id::{CenterId, ConferenceId, UnitId},
    meetings::{self, Meeting, MeetingAction, MeetingFilter, MeetingStatus, NewMeeting},
    preset::{ConferenceKind, UnitTier},
    tabular::{Book, Column, Faults, Place, Record, Refusal, Table},
};

pub(super) const NUMBER: &str = "管理番号";
pub(super) const CENTER: &str = "センター";
pub(super) const CONFERENCE: &str = "会議の種類";
pub(super) const DAY: &str = "開催日";
pub(super) const STARTS: &str = "開始";
pub(super) const ENDS: &str = "終了";
pub(super) const PLACE: &str = "場所";
pub(super) const STATE: &str = "状態";

/// 合計 and the like at the foot of a published matrix.
const TOTALS: [&str; 5] = ["合計", "計", "小計", "総計", "開催回数"];

/// A meeting as a file says it.
#[derive(Clone)]
pub(super) struct Line {
    place: Place,
    value: String,
    number: Option<String>,
    conference: Conference,
    day: Day,
    starts: Option<String>,
    ends: Option<String>,
    venue: Option<String>,
    status: Option<MeetingStatus>,
}

/// A meeting that an import would make or change.
pub(super) struct Planned {
    new: NewMeeting,
    source_key: String,
    status: MeetingStatus,
}

impl Line {
    fn source_key(&self) -> String {
        match &self.number {
            Some(number) => format!("schedule:{}:{}", self.conference.id, fold_key(number)),
            None => format!("schedule:{}:{}", self.conference.id, self.day.iso()),
        }
    }

    /// The meeting as it would be: what the file does not say stays as it is.
    fn over(&self, now: Option<&Meeting>) -> NewMeeting {
        let mut new = NewMeeting::on(self.conference.clone(), self.day);
        if let Some(now) = now {
            new.starts.clone_from(&now.starts);
            new.ends.clone_from(&now.ends);
            new.place.clone_from(&now.place);
            new.mode = now.mode;
            new.chair.clone_from(&now.chair);
            new.recorder.clone_from(&now.recorder);
        }
        let said = [
            (&mut new.starts, &self.starts),
            (&mut new.ends, &self.ends),
            (&mut new.place, &self.venue),
        ];
        for (there, said) in said {
            if let Some(said) = said {
                there.clone_from(said);
            }
        }
        new
    }

    fn wrong(&self, reason: impl Into<String>) -> WrongCell {
        WrongCell {
            file: self.place.file.clone(),
            sheet: self.place.sheet.clone(),
            row: self.place.row,
            column: self.place.column.clone(),
            header: self.place.header.clone(),
            value: self.value.clone(),
            reason: reason.into(),
        }
    }
}

/// Reads either shape.
///
/// # Errors
/// When the book has neither.
pub(super) fn read(world: &World, book: &Book) -> Result<(Report, Vec<Line>), Refusal> {
    let list = [
        Column::optional(NUMBER).also(["会議番号", "番号", "No", "ID"]),
        center_column(Column::optional(CENTER)),
        Column::required(CONFERENCE).also(["会議", "会議体", "会議種別", "会議の名称", "会議名"]),
        Column::required(DAY).also(["日付", "開催予定日", "予定日", "開催年月日", "日程"]),
        Column::optional(STARTS).also(["開始時刻", "開始時間"]),
        Column::optional(ENDS).also(["終了時刻", "終了時間"]),
        Column::optional(PLACE).also(["会場", "開催場所"]),
        Column::optional(STATE).also(["予定・実績", "区分"]),
    ];
    let refusal = match Table::find(book, &list) {
        Ok(table) => return Ok(read_list(world, book, &table)),
        Err(refusal) => refusal,
    };
    let kinds: Vec<&ConferenceKind> = world
        .structure
        .conference_kinds
        .iter()
        .filter(|k| matches!(k.unit, UnitTier::Center | UnitTier::Area))
        .collect();
    let mut matrix = vec![center_column(Column::required(CENTER))];
    matrix.extend(kinds.iter().map(|k| Column::optional(&k.name).also([&k.short_name]).many()));
    match Table::find(book, &matrix) {
        Ok(table) if kinds.iter().any(|k| table.has(&k.name)) => {
            Ok(read_matrix(world, book, &table, &kinds))
        }
        _ => Err(refusal),
    }
}

fn center_column(column: Column) -> Column {
    column.also(["地域包括支援センター", "センター名", "包括", "包括支援センター", "圏域"])
}

fn report_of(world_file: &Book, table: &Table<'_>, any: &str) -> Report {
    let sheet = table.records().next().map(|r| r.place(any).sheet).unwrap_or_default();
    let mut report = Report::of(Kind::Schedules, &world_file.file, sheet, table);
    report.preview_headings = vec!["開催日", "会議", "時刻", "場所"];
    report
}

fn read_list(world: &World, book: &Book, table: &Table<'_>) -> (Report, Vec<Line>) {
    let mut report = report_of(book, table, DAY);
    let mut faults = Faults::default();
    let centers = world.centers();
    let find = Conferences::of(world);
    let states = Words::new([
        ("予定", Some(MeetingStatus::Scheduled)),
        ("実施済", Some(MeetingStatus::Held)),
        ("中止", None),
    ])
    .also([
        ("計画", Some(MeetingStatus::Scheduled)),
        ("日程確定", Some(MeetingStatus::Scheduled)),
        ("案内済", Some(MeetingStatus::Scheduled)),
        ("開催済", Some(MeetingStatus::Held)),
        ("実績", Some(MeetingStatus::Held)),
        ("記録確定", Some(MeetingStatus::Held)),
        ("共有済", Some(MeetingStatus::Held)),
    ]);
    let mut lines = Vec::new();
    world.telling.step(READING, table.records().len());
    for (at, record) in table.records().enumerate() {
        world.telling.done(at);
        let status = match record.parsed(STATE, &mut faults, |word| states.find(word)) {
            Some(None) => {
                report.skipped.push(skipped(&record, "中止した会議の行"));
                continue;
            }
            status => status.flatten(),
        };
        report.read += 1;
        let said_center = !record.get(CENTER).is_blank();
        let center = world.center_of(&record, CENTER, &centers, &mut faults);
        let conference = if said_center && center.is_none() {
            record.required_text(CONFERENCE, 200, &mut faults);
            None
        } else {
            record
                .required_parsed(CONFERENCE, &mut faults, |word| find.named(word, center.as_ref()))
        };
        let day = record.required_day(DAY, &mut faults).map(Day);
        let starts = record.parsed(STARTS, &mut faults, time);
        let ends = record.parsed(ENDS, &mut faults, time);
        let venue = record.text(PLACE, 100, &mut faults);
        let number = record.text(NUMBER, 40, &mut faults);
        if let (Some(conference), Some(day)) = (conference, day) {
            lines.push(Line {
                place: record.place(DAY),
                value: record.get(DAY).shown(),
                number,
                conference,
                day,
                starts,
                ends,
                venue,
                status,
            });
        }
    }
    let lines = checked(world, lines, &mut faults);
    report.take(&faults);
    (report, lines)
}

fn read_matrix(
    world: &World,
    book: &Book,
    table: &Table<'_>,
    kinds: &[&ConferenceKind],
) -> (Report, Vec<Line>) {
    let mut report = report_of(book, table, CENTER);
    let mut faults = Faults::default();
    let centers = world.centers();
    let find = Conferences::of(world);
    let mut lines = Vec::new();
    world.telling.step(READING, table.records().len());
    for (at, record) in table.records().enumerate() {
        world.telling.done(at);
        let first = fold_key(&record.get(CENTER).shown());
        if TOTALS.iter().any(|total| first.starts_with(total)) {
            report.skipped.push(skipped(&record, "合計の行"));
            continue;
        }
        report.read += 1;
        if record.required_text(CENTER, 100, &mut faults).is_none() {
            continue;
        }
        let Some(center) = world.center_of(&record, CENTER, &centers, &mut faults) else {
            continue;
        };
        for kind in kinds.iter().filter(|k| table.has(&k.name)) {
            let days = record.days(&kind.name, &mut faults);
            if days.is_empty() {
                continue;
            }
            match find.of_kind(kind, Some(&center)) {
                Ok(conference) => lines.extend(days.into_iter().map(|day| Line {
                    place: record.place(&kind.name),
                    value: Day(day).short(),
                    number: None,
                    conference: conference.clone(),
                    day: Day(day),
                    starts: None,
                    ends: None,
                    venue: None,
                    status: None,
                })),
                Err(reason) => record.fault(&kind.name, reason, &mut faults),
            }
        }
    }
    let lines = checked(world, lines, &mut faults);
    report.take(&faults);
    (report, lines)
}

fn skipped(record: &Record<'_>, reason: &str) -> SkippedRow {
    SkippedRow { row: record.row(), reason: reason.to_owned() }
}

/// Leaves out, as wrong, what this person may not plan, what a suspended conference cannot hold, and what stands
/// twice in the file.
fn checked(world: &World, lines: Vec<Line>, faults: &mut Faults) -> Vec<Line> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut days: HashMap<(ConferenceId, Day), usize> = HashMap::new();
    let mut good = Vec::with_capacity(lines.len());
    for line in lines {
        let new = NewMeeting::on(line.conference.clone(), line.day);
        let row = line.place.row;
        let twice = seen
            .insert(line.source_key(), row)
            .or(days.insert((line.conference.id.clone(), line.day), row));
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
            twice.map(|row| format!("同じ会議が{row}行目にもあります。どちらかを消してください。"))
        };
        match reason {
            Some(reason) => faults.push(crate::tabular::CellError {
                place: line.place.clone(),
                value: line.value.clone(),
                reason,
            }),
            None => good.push(line),
        }
    }
    good
}

/// How conferences are found by what files call them.
struct Conferences<'w> {
    world: &'w World,
    kinds: Words<usize>,
    by_name: HashMap<String, &'w Conference>,
}

impl<'w> Conferences<'w> {
    fn of(world: &'w World) -> Conferences<'w> {
        let kinds = &world.structure.conference_kinds;
        let names = kinds.iter().enumerate().map(|(at, k)| (k.name.as_str(), at));
        let short = kinds.iter().enumerate().map(|(at, k)| (k.short_name.as_str(), at));
        Conferences {
            world,
            kinds: Words::new(names).also(short),
            by_name: world.conferences.iter().map(|c| (fold_key(&c.name), c)).collect(),
        }
    }

    fn named(&self, word: &str, center: Option<&CenterId>) -> Result<Conference, String> {
        let by_kind = self.kinds.find(word);
        if let Ok(at) = &by_kind {
            let kind = &self.world.structure.conference_kinds[*at];
            let found = self.of_kind(kind, center);
            if found.is_ok() || !self.by_name.contains_key(&fold_key(word)) {
                return found.cloned();
            }
        }
        match self.by_name.get(&fold_key(word)) {
            Some(found) => Ok((*found).clone()),
            None => Err(by_kind.err().unwrap_or_default()),
        }
    }

    fn of_kind(
        &self,
        kind: &ConferenceKind,
        center: Option<&CenterId>,
    ) -> Result<&'w Conference, String> {
        let structure = &self.world.structure;
        let works_there = |unit: &UnitId| {
            let centers = structure.centers_in(unit);
            center.is_some_and(|own| centers.iter().any(|c| c.key == own.as_str()))
        };
        let mut of_kind = (self.world.conferences.iter())
            .filter(|c| c.kind_id.as_str() == kind.key)
            .filter(|c| c.unit_id.is_municipality() || works_there(&c.unit_id));
        match (of_kind.next(), of_kind.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(format!(
                "このセンターには「{}」がいくつもあります。会議体の名前で書いてください。",
                kind.name
            )),
            (None, _) if center.is_none() => Err(format!(
                "「{}」は、どのセンターの会議かが要ります。「{CENTER}」を入力してください。",
                kind.name
            )),
            (None, _) => Err(format!("このセンターに「{}」はありません。", kind.name)),
        }
    }
}

/// `14:00` from what people write: 14:00, 14時30分, 14時, or a fraction of a day.
fn time(text: &str) -> Result<String, String> {
    let sentence = || "時刻として読めません。14:00 のように入力してください。".to_owned();
    let folded = fold_key(text);
    if let Ok(fraction) = folded.parse::<f64>()
        && (0.0..1.0).contains(&fraction)
    {
        let minutes = (fraction * 1_440.0).round() as i64;
        return Ok(format!("{:02}:{:02}", minutes / 60, minutes % 60));
    }
    let (hour, rest) = folded.split_once([':', '時']).ok_or_else(sentence)?;
    let minute = rest.trim_end_matches('分');
    let minute = minute.split(':').next().unwrap_or_default();
    let number = |text: &str| match text {
        "" => Some(0),
        "半" => Some(30),
        text => text.parse::<u32>().ok(),
    };
    match (hour.parse::<u32>().ok(), number(minute)) {
        (Some(hour @ 0..24), Some(minute @ 0..60)) => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(sentence()),
    }
}

/// Compares the lines with the meetings that are there, counts them in the report, and says what is to be written.
pub(super) async fn plan(
    conn: &mut Conn,
    world: &World,
    lines: &[Line],
    report: &mut Report,
) -> Result<Vec<Planned>> {
    let (Some(first), Some(last)) =
        (lines.iter().map(|l| l.day).min(), lines.iter().map(|l| l.day).max())
    else {
        return Ok(Vec::new());
    };
    let filter = MeetingFilter { from: Some(first), to: Some(last), ..MeetingFilter::default() };
    let there = meetings::by_day(conn, &world.actor, &filter).await?;
    let on_day: HashMap<(&ConferenceId, Day), &Meeting> =
        there.iter().filter_map(|m| Some(((&m.conference_id, m.day?), m))).collect();
    let mut planned = Vec::new();
    world.telling.step("登録済みの会議と照らしています", lines.len());
    for (at, line) in lines.iter().enumerate() {
        world.telling.done(at);
        let source_key = line.source_key();
        let now = meetings::of_source_key(conn, &source_key).await?;
        let new = line.over(now.as_ref());
        let state = match &now {
            // Without a number of its own a row means its day: a meeting that people moved stays moved.
            Some(now) if line.number.is_none() && now.day != Some(line.day) => RowState::Unchanged,
            Some(now) if is_same(now, &new) => RowState::Unchanged,
            Some(now) if !now.status.is_open() => {
                report.wrong(line.wrong(format!(
                    "この会議は「{}」なので、内容を変えられません。",
                    now.status.label()
                )));
                continue;
            }
            Some(_) => RowState::Changed,
            // Somebody has entered it on screen already.
            None if on_day.contains_key(&(&line.conference.id, line.day)) => RowState::Unchanged,
            None => RowState::New,
        };
        report.count(line.place.row, state, || {
            let until = if new.ends.is_empty() { "" } else { "～" };
            vec![
                line.day.short(),
                line.conference.name.clone(),
                format!("{}{until}{}", new.starts, new.ends),
                new.place.clone(),
            ]
        });
        if state != RowState::Unchanged {
            let status = line.status.unwrap_or(if line.day < world.today {
                MeetingStatus::Held
            } else {
                MeetingStatus::Scheduled
            });
            planned.push(Planned { new, source_key, status });
        }
    }
    Ok(planned)
}

fn is_same(now: &Meeting, new: &NewMeeting) -> bool {
    now.day == new.day && now.starts == new.starts && now.ends == new.ends && now.place == new.place
}

/// Writes what was planned.
pub(super) async fn write(tx: &mut Tx, world: &World, planned: &[Planned]) -> Result<()> {
    world.telling.step("会議を登録しています", planned.len());
    for (at, meeting) in planned.iter().enumerate() {
        world.telling.done(at);
        meetings::upsert_by_source_key(
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

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, read) in [
            ("14:00", "14:00"),
            ("９：３０", "09:30"),
            ("14時30分", "14:30"),
            ("14時", "14:00"),
            ("13時半", "13:30"),
            ("13:30:00", "13:30"),
            ("0.5625", "13:30"),
        ] {
            assert_eq!(time(text).as_deref(), Ok(read), "{text}");
        }
        for text in ["25:00", "午後", "14:75"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
