//! 事例 from a file: rows as cases with their persons, sheets and factors.

mod answers;
pub(super) mod columns;
mod taking;

use std::{collections::HashMap, sync::Arc};

use futures_util::future::FutureExt;
use nihon::fold_key;

use self::{
    answers::{answers, factors},
    columns::{Arrival, Columns, Side, no_form},
    taking::{CaseLines, Head},
};
use super::{
    AgeBand, Lack, Outline, SheetInput, case::LONG_AGO, lacks_for_submission, store::ImportedCase,
};
use crate::{
    clock::Day,
    error::Result,
    fields::{Declared, Field},
    forms::{self, Answers},
    id::CenterId,
    imports::{BLANK_ROWS, Importer, Lines, READING, Reader, Report, World},
    persons::{self, NewPerson},
    structure::Structure,
    tabular::{Answered, Book, Faults, Paper, Record, Refusal, SheetOut, Table, Words},
    threads,
};

/// Rows that are read between two tellings.
const TOLD: usize = 1_000;

const KEY: &str = "cases";
const TITLE: &str = "事例";

/// What the room takes in.
pub(super) const IMPORTER: Importer = Importer {
    key: KEY,
    title: TITLE,
    unit: "事例",
    changed_words: "登録済で、内容が違うもの(上書きしません)",
    replaces: false,
    names_people: true,
    parts: None,
    template,
    reader: |_, world| async move { Ok(Arc::new(CaseReader { world }) as Arc<dyn Reader>) }.boxed(),
};

fn template(structure: &Structure, _: &str, day: Day) -> Result<SheetOut> {
    let columns = Columns::of(structure, day).ok_or_else(no_form)?;
    Ok(SheetOut::new(TITLE)
        .paper(Paper::A3Landscape)
        .title(format!("{} 事例", structure.municipality.name))
        .note(
            "1行に1事例ずつ書きます。「(例)」で始まる行は読み飛ばします。使わない列は消しても、並べ替えてもかまいません。",
        )
        .note("氏名などが入る表です。センターの中だけで扱ってください。")
        .table(columns.drawn(), [columns.example()])
        .groups(columns.groups())
        .blank_rows(BLANK_ROWS))
}

struct CaseReader {
    world: World,
}

impl Reader for CaseReader {
    fn read(&self, book: &Book, answered: &Answered) -> Result<(Report, Arc<dyn Lines>), Refusal> {
        let world = &self.world;
        let Some(columns) = Columns::of(&world.structure, world.today) else {
            return Err(Refusal::NoCells { file: book.file.clone() });
        };
        let declared = columns.declared(world.center.is_some());
        let tables = Table::all(book, &declared, answered).or_else(|refusal| {
            Table::likeliest(book, &declared, answered)
                .map(|table| vec![table])
                .map_err(|_| refusal)
        })?;
        let (name, number) = (columns.person.header("name"), columns.arrival.header("number"));
        let mut report = Report::of(KEY, &book.file, &tables);
        report.preview_headings =
            ["管理番号", "センター", "種類", "件名(匿名)", "登録日", "特徴", "要因"]
                .map(str::to_owned)
                .into();
        let centers = world.centers();
        world.tell_centers(&mut report, &tables, &centers);
        let mut faults = Faults::default();
        let mut lines = CaseLines::of(world);
        let mut seen: HashMap<String, usize> = HashMap::new();
        world.telling.step(READING, tables.iter().map(Table::len).sum());
        let mut records = tables.iter().flat_map(Table::records);
        loop {
            let some: Vec<Record<'_>> = records.by_ref().take(TOLD).collect();
            if some.is_empty() {
                break;
            }
            let read = threads::each(&some, |record| {
                let mut own = Faults::default();
                let line = line(world, &columns, &centers, record, &mut own);
                (line.filter(|_| own.is_empty()), own)
            });
            for (record, (line, own)) in some.iter().zip(read) {
                report.read += 1;
                faults.append(own);
                let Some((head, case)) = line else { continue };
                match seen.insert(head.source_key.clone(), head.row) {
                    None => lines.push(head, case),
                    Some(row) if head.number.is_empty() => record.fault(
                        name,
                        format!("{row}行目と同じ人・同じ登録日・同じ種類の事例です。別の事例なら「{number}」を付けてください。"),
                        &mut faults,
                    ),
                    Some(row) => record.fault(
                        number,
                        format!("同じ{number}の行が{row}行目にもあります。"),
                        &mut faults,
                    ),
                }
            }
            world.telling.done(report.read);
        }
        report.take(&faults);
        Ok((report, Arc::new(lines)))
    }
}

fn line(
    world: &World,
    columns: &Columns<'_>,
    centers: &Words<CenterId>,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Option<(Head, ImportedCase)> {
    let header = columns.center.header.as_str();
    let center = world.center_of(record, header, centers, faults);
    if center.is_none() && record.get(header).is_blank() {
        record.fault(header, "どのセンターの事例かを入力してください。", faults);
    }
    let (mut arrival, mut outline) = (Arrival::blank(), Outline::blank());
    let mut person = NewPerson::blank(center.clone().unwrap_or_else(|| "".into()));
    columns.arrival.read(record, &mut arrival, faults);
    columns.person.read(record, &mut person, faults);
    columns.outline.read(record, &mut outline, faults);
    let mut named = answers(columns, Side::Named, record, faults);
    let mut shared = answers(columns, Side::Shared, record, faults);
    forms::drop_unasked(columns.form, &mut named, &mut shared);
    let factors = factors(columns, record, faults);
    let (center, registered) = (center?, arrival.registered_on?);
    if person.name.is_empty() || outline.kind_id.as_str().is_empty() {
        return None;
    }

    outline.sex = person.sex;
    if let Some(born) = person.born {
        outline.age_band = AgeBand::of(persons::age_on(born, registered));
    }
    let days = [
        (columns.arrival.header("registered_on"), Some(registered), LONG_AGO),
        (columns.arrival.header("submitted_on"), arrival.submitted_on, LONG_AGO),
        (columns.outline.header("consent_on"), outline.consent_on, LONG_AGO),
        (columns.person.header("born"), person.born, persons::LIFETIME),
    ];
    for (header, day, years) in days {
        if let Some(reason) = day.and_then(|day| day.far_from(world.today, years, 0)) {
            record.fault(header, reason, faults);
        }
    }
    if let Some(submitted) = arrival.submitted_on {
        if submitted < registered {
            let header = columns.arrival.header("submitted_on");
            record.fault(header, "提出日が登録日より前です。", faults);
        }
        check_submitted(columns, record, &outline, &named, faults);
    }
    let sheet = SheetInput {
        outline,
        presenter_id: None,
        form_version: i64::from(columns.form.version),
        named,
        factors,
    };
    columns.refuse(&sheet, record, faults);
    let submitted = arrival.submitted_on;
    let case = ImportedCase {
        source_key: source_key(world, &center, &arrival.number, &person, registered, &sheet),
        registered_on: registered,
        submitted_on: submitted,
        period: world.structure.period_of_day(submitted.unwrap_or(registered)),
        prefix: super::label_prefix(&world.structure, &center, registered),
        sheet,
        person,
        shared,
    };
    let (source_key, digest) = (case.source_key.clone(), digest(world, &case));
    Some((Head { row: record.row(), number: arrival.number, source_key, digest, center }, case))
}

/// What a case that was handed in must have, as the screen asks it.
fn check_submitted(
    columns: &Columns<'_>,
    record: &Record<'_>,
    outline: &Outline,
    named: &Answers,
    faults: &mut Faults,
) {
    const UNWRITTEN: &str = "提出済みの事例には、この項目が要ります。";
    for lack in lacks_for_submission(outline, columns.form, named) {
        let (header, reason) = match lack {
            Lack::Outline(spec) => (columns.outline.header(&spec.key), UNWRITTEN),
            Lack::Answer(spec) => (columns.answer_header(&spec.key), UNWRITTEN),
            Lack::Consent(_) => (
                columns.outline.header("consent"),
                "提出済みの事例には、会議で検討できる同意が要ります。",
            ),
        };
        record.fault(header, reason, faults);
    }
}

/// What makes the same row recognisable when the file comes again: its number within the centre, else whose case
/// of which kind was registered when. A keyed digest, since either may name a person.
fn source_key(
    world: &World,
    center: &CenterId,
    number: &str,
    person: &NewPerson,
    registered: Day,
    sheet: &SheetInput,
) -> String {
    let meaning = if number.is_empty() {
        let kind = &sheet.outline.kind_id;
        format!("{center}/{}/{}/{kind}", person.identity(), registered.iso())
    } else {
        format!("{center}#{}", fold_key(number))
    };
    world.keys.blind_index("case_source", world.municipality().as_str(), &meaning)
}

/// A keyed digest of everything a row says. What it says nothing of leaves no trace, so that a field more does not
/// make every row look changed.
fn digest(world: &World, case: &ImportedCase) -> String {
    let mut text = String::new();
    said(
        &mut text,
        NewPerson::fields(),
        &case.person,
        &NewPerson::blank(case.person.center_id.clone()),
    );
    said(&mut text, Outline::fields(), &case.sheet.outline, &Outline::blank());
    let submitted = case.submitted_on.map(Day::iso).unwrap_or_default();
    let (named, shared) = (case.sheet.named.to_json(), case.shared.to_json());
    for part in [&case.registered_on.iso(), &submitted, &named, &shared] {
        text.extend(["\u{1f}", part]);
    }
    for factor in &case.sheet.factors {
        text.extend(["\u{1f}", factor.factor_id.as_str(), "=", factor.cell()]);
    }
    world.keys.blind_index("import_row", world.municipality().as_str(), &text)
}

fn said<R>(text: &mut String, fields: &[Field<R>], record: &R, blank: &R) {
    for field in fields {
        let says = field.text(record);
        if says != field.text(blank) {
            text.extend(["\u{1f}", field.key, "=", &says]);
        }
    }
}
