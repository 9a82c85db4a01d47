//! Empty files to be filled in.

use super::{Kind, columns::Columns, schedules as sched};
use crate::{
    clock::Day,
    error::{Error, Result},
    structure::Structure,
    tabular::{Cell, Field, Paper, SheetOut, XlsxFile},
};

/// Empty ruled rows of a form.
const ROWS: usize = 200;

/// An empty workbook of a kind: title, notes, choices, and an example row that imports pass over.
///
/// # Errors
/// A conflict when the structure has no case sheet.
pub fn template(structure: &Structure, kind: Kind, day: Day) -> Result<Vec<u8>> {
    let sheet = match kind {
        Kind::Schedules => schedules(structure),
        Kind::Cases => cases(structure, day)?,
    };
    XlsxFile::new(day.0).sheet(sheet).finish().map_err(Error::internal)
}

/// The name of a template's file.
pub fn template_name(kind: Kind) -> String {
    format!("{}_取り込み用.xlsx", kind.label().replace('・', "_"))
}

pub(super) fn schedule_fields(structure: &Structure) -> Vec<Field> {
    vec![
        Field::new(sched::NUMBER).width(16).hint(
            "付けておくと、日にちが変わったときも同じ会議として直せます。空でも取り込めます。",
        ),
        Field::new(sched::CENTER)
            .width(30)
            .choices(structure.centers.iter().map(|c| c.name.as_str()))
            .hint("市全体の会議は空にします。"),
        Field::new(format!("{}※必須", sched::CONFERENCE))
            .width(30)
            .choices(structure.conference_kinds.iter().map(|k| k.name.as_str())),
        Field::new(format!("{}※必須", sched::DAY))
            .width(16)
            .hint("R7.11.20、令和7年11月20日、2025/11/20 のどれでも書けます。"),
        Field::new(sched::STARTS).width(10),
        Field::new(sched::ENDS).width(10),
        Field::new(sched::PLACE).width(30),
        Field::new(sched::STATE)
            .width(10)
            .choices(["予定", "実施済", "中止"])
            .hint("空のときは、過ぎた日は実施済、これからの日は予定とします。"),
    ]
}

fn schedules(structure: &Structure) -> SheetOut {
    let center = structure.centers.first().map_or("", |c| c.name.as_str());
    let kind = structure
        .conference_kinds
        .iter()
        .find(|k| k.care_conference)
        .map_or("", |k| k.name.as_str());
    let example: Vec<Cell> =
        ["(例) 7-1", center, kind, "R7.11.20", "14:00", "15:30", "センター会議室", ""]
            .into_iter()
            .map(Cell::from)
            .collect();
    SheetOut::new(Kind::Schedules.label())
        .paper(Paper::A4Landscape)
        .title(format!("{} 会議の予定・開催日", structure.municipality.name))
        .note(
            "1行に1回ずつ書きます。「(例)」で始まる行は読み飛ばします。センターを行に、会議の種類を列にした開催日の表も、\
             そのまま取り込めます。",
        )
        .table(schedule_fields(structure), [example])
        .blank_rows(ROWS)
}

fn cases(structure: &Structure, day: Day) -> Result<SheetOut> {
    let columns = Columns::of(structure, day).ok_or_else(no_form)?;
    Ok(SheetOut::new(Kind::Cases.label())
        .paper(Paper::A3Landscape)
        .title(format!("{} 事例", structure.municipality.name))
        .note(
            "1行に1事例ずつ書きます。「(例)」で始まる行は読み飛ばします。使わない列は消しても、並べ替えてもかまいません。",
        )
        .note("氏名などが入る表です。センターの中だけで扱ってください。")
        .table(columns.fields(), [columns.example()])
        .groups(columns.groups())
        .blank_rows(ROWS))
}

pub(super) fn no_form() -> Error {
    Error::conflict("この市町村の体系に、事例の様式がありません。")
}
