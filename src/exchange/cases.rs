//! 事例: rows of a file as cases with their persons, sheets and factors.

mod answers;
mod lists;
mod taking;

use std::collections::HashMap;

use nihon::fold_key;

pub(super) use self::taking::{plan, write};
use self::{
    answers::{answers, factors},
    lists::Lists,
};
use super::{
    Kind,
    columns::{self as col, Columns, Side},
    report::Report,
    words::READING,
    world::World,
};
use crate::{
    cases::{self, AgeBand, CareLevel, Consent, Household, SheetInput, store::ImportedCase},
    clock::Day,
    forms::{self, Answers},
    id::{CaseKindId, CenterId},
    persons::{self, NewPerson, Sex},
    tabular::{Book, Faults, Record, Refusal, Table},
    threads,
};

/// Rows that are read between two tellings.
const TOLD: usize = 1_000;

/// A case as a file says it.
#[derive(Clone)]
pub(super) struct Line {
    row: usize,
    /// 管理番号 as it was written; empty for none.
    number: String,
    digest: String,
    center: CenterId,
    case: ImportedCase,
}

/// Reads the table of cases.
///
/// # Errors
/// When the book has none.
pub(super) fn read(world: &World, book: &Book) -> Result<(Report, Vec<Line>), Refusal> {
    let Some(columns) = Columns::of(&world.structure, world.today) else {
        return Err(Refusal::NoCells { file: book.file.clone() });
    };
    let table = Table::find(book, &columns.declared())?;
    let sheet = table.records().next().map(|r| r.place(col::NAME).sheet).unwrap_or_default();
    let mut report = Report::of(Kind::Cases, &book.file, sheet, &table);
    report.preview_headings =
        vec!["管理番号", "センター", "種類", "件名(匿名)", "登録日", "特徴", "要因"];
    let lists = Lists::of(world, &columns);
    let mut faults = Faults::default();
    let mut lines = Vec::with_capacity(table.records().len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    world.telling.step(READING, table.records().len());
    let records: Vec<Record<'_>> = table.records().collect();
    let mut done = 0;
    let read = records.chunks(TOLD).flat_map(|some| {
        let lines = threads::each(some, |record| {
            let mut own = Faults::default();
            let line = line(world, &columns, &lists, record, &mut own);
            (line.filter(|_| own.is_empty()), own)
        });
        done += some.len();
        world.telling.done(done);
        lines
    });
    for (record, (line, own)) in records.iter().zip(read) {
        report.read += 1;
        faults.append(own);
        let Some(line) = line else { continue };
        match seen.insert(line.case.source_key.clone(), line.row) {
            None => lines.push(line),
            Some(row) if line.number.is_empty() => record.fault(
                col::NAME,
                format!("{row}行目と同じ人・同じ登録日・同じ種類の事例です。別の事例なら「{}」を付けてください。", col::NUMBER),
                &mut faults,
            ),
            Some(row) => record.fault(
                col::NUMBER,
                format!("同じ{}の行が{row}行目にもあります。", col::NUMBER),
                &mut faults,
            ),
        }
    }
    report.take(&faults);
    Ok((report, lines))
}

fn line(
    world: &World,
    columns: &Columns<'_>,
    lists: &Lists,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Option<Line> {
    let said_center = !record.get(col::CENTER).is_blank();
    let center = world.center_of(record, col::CENTER, &lists.centers, faults);
    if center.is_none() && !said_center {
        record.fault(col::CENTER, "どのセンターの事例かを入力してください。", faults);
    }
    let number = record.text(col::NUMBER, 40, faults).unwrap_or_default();
    let person = person(record, lists, center.clone(), faults);
    let kind = record.required_parsed(col::KIND, faults, |word| lists.kinds.find(word));
    let title = record.text(col::TITLE, 100, faults).unwrap_or_default();
    let presenter = record.text(col::PRESENTER, 60, faults).unwrap_or_default();
    let registered = record.required_day(col::REGISTERED, faults).map(Day);
    let submitted = record.day(col::SUBMITTED, faults).map(Day);
    let age = record.parsed(col::AGE, faults, |word| lists.ages.find(word));
    let care = record.parsed(col::CARE, faults, |word| lists.cares.find(word));
    let household = record.parsed(col::HOUSEHOLD, faults, |word| lists.households.find(word));
    let consent = record
        .parsed(col::CONSENT, faults, |word| lists.consents.find(word))
        .unwrap_or(Consent::Unasked);
    let consent_on = record.day(col::CONSENT_ON, faults).map(Day);
    let consent_basis = record.text(col::CONSENT_BASIS, 200, faults).unwrap_or_default();
    let named = answers(columns, lists, Side::Named, record, faults);
    let shared = answers(columns, lists, Side::Shared, record, faults);
    let factors = factors(columns, record, faults);
    let (center, person, kind, registered) = (center?, person?, kind?, registered?);

    if registered > world.today {
        record.fault(col::REGISTERED, "登録日が今日より後です。", faults);
    }
    if submitted.is_some() {
        let sheet = (title.as_str(), consent, &named);
        check_submitted(columns, record, registered, submitted, sheet, faults);
    }
    let age_band = match person.born {
        Some(born) => AgeBand::of(persons::age_on(born, registered)),
        None => age.unwrap_or(AgeBand::Unknown),
    };
    let symbol = world.structure.center_of(&center).map_or(center.as_str(), |c| &c.symbol);
    let case = ImportedCase {
        source_key: source_key(world, &center, &number, &person, registered, &kind),
        registered_on: registered,
        submitted_on: submitted,
        period: world.structure.period_of_day(submitted.unwrap_or(registered)),
        prefix: cases::label_prefix(symbol, registered),
        sheet: SheetInput {
            kind_id: kind,
            title,
            presenter_id: None,
            presenter_name: presenter,
            age_band,
            sex: person.sex,
            care_level: care.unwrap_or(CareLevel::Unknown),
            household: household.unwrap_or(Household::Unknown),
            consent,
            consent_on,
            consent_basis,
            form_version: i64::from(columns.form.version),
            named,
            factors,
        },
        person,
        shared,
    };
    Some(Line { row: record.row(), number, digest: digest(world, &case), center, case })
}

fn person(
    record: &Record<'_>,
    lists: &Lists,
    center: Option<CenterId>,
    faults: &mut Faults,
) -> Option<NewPerson> {
    let name = record.required_text(col::NAME, 60, faults);
    let kana = record.text(col::KANA, 60, faults).unwrap_or_default();
    // Half-width kana is widened, hiragana becomes katakana.
    let kana = nihon::kana::to_katakana(&nihon::fold(&kana));
    if !kana.is_empty() && !nihon::kana::is_kana(&kana) {
        record.fault(col::KANA, "カタカナで入力してください。", faults);
    }
    let born = record.day(col::BORN, faults).map(Day);
    let sex = record.parsed(col::SEX, faults, |word| lists.sexes.find(word));
    let address = record.text(col::ADDRESS, 200, faults).unwrap_or_default();
    let insured_number = record
        .parsed(col::INSURED, faults, |text| {
            let digits = nihon::fold(text);
            // Excel drops the zeros that a number begins with.
            if digits.is_empty() || digits.len() > 10 || !digits.bytes().all(|b| b.is_ascii_digit())
            {
                Err("被保険者番号は数字10桁で入力してください。")
            } else {
                Ok(format!("{digits:0>10}"))
            }
        })
        .unwrap_or_default();
    Some(NewPerson {
        center_id: center?,
        name: name?,
        kana,
        born,
        address,
        insured_number,
        sex: sex.unwrap_or(Sex::Unknown),
    })
}

/// What a case that was handed in must have, as the screen asks it.
fn check_submitted(
    columns: &Columns<'_>,
    record: &Record<'_>,
    registered: Day,
    submitted: Option<Day>,
    (title, consent, named): (&str, Consent, &Answers),
    faults: &mut Faults,
) {
    if submitted.is_some_and(|day| day < registered) {
        record.fault(col::SUBMITTED, "提出日が登録日より前です。", faults);
    }
    if title.is_empty() {
        record.fault(col::TITLE, "提出済みの事例には、件名(匿名)が要ります。", faults);
    }
    if !consent.allows_review() {
        record.fault(col::CONSENT, "提出済みの事例には、会議で検討できる同意が要ります。", faults);
    }
    for field in forms::missing(columns.form, named) {
        let header = columns
            .answers
            .iter()
            .find(|a| a.field.key == field.key && a.side == Side::Named)
            .map_or(col::SUBMITTED, |a| a.header.as_str());
        record.fault(header, "提出済みの事例には、この項目が要ります。", faults);
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
    kind: &CaseKindId,
) -> String {
    let meaning = if number.is_empty() {
        format!("{center}/{}/{}/{kind}", person.identity(), registered.iso())
    } else {
        format!("{center}#{}", fold_key(number))
    };
    world.keys.blind_index("case_source", world.municipality().as_str(), &meaning)
}

/// A keyed digest of everything a row says.
fn digest(world: &World, case: &ImportedCase) -> String {
    let (person, sheet) = (&case.person, &case.sheet);
    let day = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
    let mut text = [
        person.name.as_str(),
        &person.kana,
        &day(person.born),
        &person.address,
        &person.insured_number,
        person.sex.code(),
        &case.registered_on.iso(),
        &day(case.submitted_on),
        sheet.kind_id.as_str(),
        &sheet.title,
        &sheet.presenter_name,
        sheet.age_band.code(),
        sheet.care_level.code(),
        sheet.household.code(),
        sheet.consent.code(),
        &day(sheet.consent_on),
        &sheet.consent_basis,
        &sheet.named.to_json(),
        &case.shared.to_json(),
    ]
    .join("\u{1f}");
    for factor in &sheet.factors {
        text.extend(["\u{1f}", factor.factor_id.as_str(), "=", factor.cell()]);
    }
    world.keys.blind_index("import_row", world.municipality().as_str(), &text)
}
