//! Tables on their way out: meetings, cases by label, and a centre's own cases by name in the shape in which they
//! can be taken in again.

use super::{
    columns::{Columns, Part, Side},
    template::{no_form, schedule_fields},
};
use crate::{
    access::{self, Actor, Load, Permit},
    cases::{self, Case, CaseFilter, CaseStatus, FactorMark},
    clock::Day,
    db::{Conn, Tx},
    error::{Error, Result},
    events,
    forms::{Answer, Answers},
    id::{CaseId, CenterId},
    meetings::{self, MeetingFilter, MeetingStatus},
    persons::{self, PersonFacts},
    preset::{AnswerKind, Field as FormField},
    structure::Structure,
    tabular::{Cell, Encoding, Field, Paper, SheetOut, WrittenCsv, XlsxFile, write_csv},
};

use super::rules::{ExportLabels, ExportNamed};

/// More rows than any municipality has.
const MOST: i64 = 100_000;

/// A table to be written as xlsx or CSV.
pub struct Out {
    /// Name of the file without its ending.
    pub name: String,
    title: String,
    note: &'static str,
    fields: Vec<Field>,
    headers: Vec<String>,
    groups: Vec<(String, usize)>,
    rows: Vec<Vec<Cell>>,
}

impl Out {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// As a workbook.
    pub fn xlsx(&self, day: Day) -> Result<Vec<u8>> {
        let sheet = SheetOut::new(&self.name)
            .paper(Paper::A4Landscape)
            .title(&self.title)
            .note(format!("{} 現在。{}", day.long(), self.note))
            .table(self.fields.iter().cloned(), self.rows.iter().cloned())
            .groups(self.groups.iter().cloned());
        XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
    }

    /// As CSV, with the characters that the encoding does not have.
    pub fn csv(&self, encoding: Encoding) -> WrittenCsv {
        let header: Vec<Cell> = self.headers.iter().map(|h| h.as_str().into()).collect();
        let rows = std::iter::once(header.as_slice()).chain(self.rows.iter().map(Vec::as_slice));
        write_csv(rows, encoding)
    }
}

/// The meetings with a fixed day that this actor may see, in the shape in which they can be taken in again.
pub async fn schedules(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Out> {
    let found = meetings::by_day(conn, actor, &MeetingFilter::default()).await?;
    let conferences = crate::conferences::list(conn).await?;
    let rows = found
        .iter()
        .filter_map(|meeting| {
            let day = meeting.day?;
            let conference = conferences.iter().find(|c| c.id == meeting.conference_id);
            let center = meeting.center_id.as_ref().map_or("", |c| structure.center_name(c));
            let state = match meeting.status {
                MeetingStatus::Cancelled => "中止",
                status if status.was_held() => "実施済",
                _ => "予定",
            };
            Some(vec![
                Cell::Empty,
                center.into(),
                conference
                    .map_or_else(|| structure.kind_name(&meeting.kind_id), |c| &c.name)
                    .into(),
                day.short().into(),
                meeting.starts.as_str().into(),
                meeting.ends.as_str().into(),
                meeting.place.as_str().into(),
                state.into(),
            ])
        })
        .collect();
    Ok(Out {
        name: "会議の予定・開催日".into(),
        title: format!("{} 会議の予定・開催日", structure.municipality.name),
        note: "このまま取り込みにも使えます。",
        fields: schedule_fields(structure),
        headers: ["管理番号", "センター", "会議の種類", "開催日", "開始", "終了", "場所", "状態"]
            .map(str::to_owned)
            .into(),
        groups: Vec::new(),
        rows,
    })
}

/// The cases that this actor's list shows, by label, with their factors. Nobody is named.
pub async fn cases_by_label(
    tx: &mut Tx,
    permit: Permit<ExportLabels>,
    structure: &Structure,
) -> Result<Out> {
    let actor = permit.actor().clone();
    let filter = CaseFilter::default();
    let all = cases::store::BY_REGISTERED.up().first(MOST);
    let found = cases::store::list(tx, &cases::scope(&actor), &filter, &all).await?.rows;
    let ids: Vec<CaseId> = found.iter().map(|c| c.id.clone()).collect();
    let factors = cases::store::factors_of_many(tx, &ids).await?;
    let columns = Columns::of(structure, tx.now().day()).ok_or_else(no_form)?;
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|case| {
            let kind = structure.case_kind(case.kind_id.as_str());
            let mut cells: Vec<Cell> = vec![
                case.label.as_str().into(),
                structure.center_name(&case.center_id).into(),
                kind.map_or(case.kind_id.as_str(), |k| &k.name).into(),
                case.title.as_str().into(),
                case.status.label().into(),
                if case.is_confirmed() { "確認済" } else { "未確認・配布禁止" }.into(),
                case.registered_on.short().into(),
                case.age_band.label().into(),
                case.sex.label().into(),
                case.care_level.label().into(),
                case.household.label().into(),
            ];
            cells.extend(columns.factors.iter().map(|column| {
                factors
                    .get(&case.id)
                    .and_then(|of| of.iter().find(|m| m.factor_id.as_str() == column.factor.key))
                    .map_or(Cell::Empty, |mark| mark.cell().into())
            }));
            cells
        })
        .collect();
    let mut headers: Vec<String> = [
        "事例",
        "センター",
        "種類",
        "件名",
        "状態",
        "匿名の確認",
        "登録日",
        "年齢階級",
        "性別",
        "要介護度",
        "世帯",
    ]
    .map(str::to_owned)
    .into();
    let mut groups = vec![("事例".to_owned(), headers.len())];
    for column in &columns.factors {
        match groups.last_mut() {
            Some((last, span)) if last == column.group => *span += 1,
            _ => groups.push((column.group.to_owned(), 1)),
        }
        headers.push(column.header.clone());
    }
    let detail = serde_json::json!({ "cases": rows.len(), "names": false });
    events::record(tx, &permit, &detail).await?;
    Ok(Out {
        name: "事例(匿名)".into(),
        title: format!("{} 事例(匿名)", structure.municipality.name),
        note: "氏名は含みません。「未確認・配布禁止」の事例は、匿名の内容がまだ確認されていません。",
        fields: headers.iter().map(Field::new).collect(),
        headers,
        groups,
        rows,
    })
}

/// All cases of a centre by name, in the shape in which they can be taken in again. The label stands as 管理番号,
/// so that a case that is there is recognised.
pub async fn cases_by_name(
    tx: &mut Tx,
    permit: Permit<ExportNamed>,
    structure: &Structure,
    center: &CenterId,
) -> Result<Out> {
    let columns = Columns::of(structure, tx.now().day()).ok_or_else(no_form)?;
    let found = cases::store::all_of_center(tx, center).await?;
    let ids: Vec<CaseId> = found.iter().map(|c| c.id.clone()).collect();
    let factors = cases::store::factors_of_many(tx, &ids).await?;
    let mut rows = Vec::with_capacity(found.len());
    for case in &found {
        let facts = PersonFacts::load(tx, &case.person_id).await?;
        access::check(persons::PersonAction::Read, permit.actor(), &facts)?;
        let person = persons::find(tx, &case.person_id).await?;
        let sheets = cases::store::sheets(tx, &case.id, &case.person_id).await?;
        let mut cells = fixed_cells(structure, case, &person);
        cells.extend(columns.answers.iter().map(|column| {
            let answers = match column.side {
                Side::Named => &sheets.named,
                Side::Shared => &sheets.shared,
            };
            answer_cell(column.field, column.part, answers)
        }));
        let marks = factors.get(&case.id);
        cells.extend(columns.factors.iter().map(|column| {
            marks
                .and_then(|of| of.iter().find(|m| m.factor_id.as_str() == column.factor.key))
                .map_or(Cell::Empty, |mark| match mark.mark {
                    FactorMark::Words => mark.words.as_str().into(),
                    other => other.label().into(),
                })
        }));
        rows.push(cells);
    }
    let detail = serde_json::json!({ "cases": rows.len(), "names": true, "center": center });
    events::record(tx, &permit, &detail).await?;
    Ok(Out {
        name: "事例(実名・持出禁止)".into(),
        title: format!("{} 事例(実名・持出禁止)", structure.center_name(center)),
        note: "センターの中だけで使います。",
        fields: columns.fields(),
        headers: columns.headers(),
        groups: columns.groups(),
        rows,
    })
}

fn fixed_cells(structure: &Structure, case: &Case, person: &persons::Person) -> Vec<Cell> {
    let day = |day: Option<Day>| day.map(Day::short).unwrap_or_default().into();
    let kind = structure.case_kind(case.kind_id.as_str());
    vec![
        case.label.as_str().into(),
        structure.center_name(&case.center_id).into(),
        person.name.as_str().into(),
        person.kana.as_str().into(),
        day(person.born),
        case.sex.label().into(),
        person.address.as_str().into(),
        person.insured_number.as_str().into(),
        kind.map_or(case.kind_id.as_str(), |k| &k.name).into(),
        case.title.as_str().into(),
        case.presenter_name.as_str().into(),
        case.registered_on.short().into(),
        day(case.submitted_on.filter(|_| case.status != CaseStatus::Draft)),
        case.age_band.label().into(),
        case.care_level.label().into(),
        case.household.label().into(),
        case.consent.label().into(),
        day(case.consent_on),
        case.consent_basis.as_str().into(),
    ]
}

fn answer_cell(field: &FormField, part: Part, answers: &Answers) -> Cell {
    let named = |key: &str| field.choice_name(key).unwrap_or(key).to_owned();
    match (answers.get(&field.key), part) {
        (None, _) => Cell::Empty,
        (Some(Answer::Stages { before, expected, after }), Part::Stage(at)) => {
            [before, expected, after][at].as_str().into()
        }
        (Some(Answer::Stages { before, expected, after }), Part::Whole) => {
            [before.as_str(), expected, after].join("\n").into()
        }
        (Some(Answer::Many(keys)), _) => {
            let names: Vec<String> = keys.iter().map(|key| named(key)).collect();
            names.join("、").into()
        }
        (Some(Answer::Text(text)), _) => match field.kind {
            AnswerKind::Choice => named(text).into(),
            AnswerKind::YesNo => if text == "yes" { "はい" } else { "いいえ" }.into(),
            AnswerKind::Day => {
                text.parse().map_or_else(|_| text.clone(), |date| Day(date).short()).into()
            }
            _ => text.as_str().into(),
        },
    }
}
