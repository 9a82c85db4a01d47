//! Cases on their way out: by label for whoever may see them, and a centre's own by name in the shape in which they
//! can be taken in again.

use super::{
    Case, CaseFacts, CaseFilter, CaseRow, CaseStatus, FactorMark, MarkedFactor, Outline,
    act::ReadNamed,
    importing::columns::{Arrival, Columns, Side, no_form},
    list::NO_TITLE,
    rules::scope,
    store,
};
use crate::{
    access::{self, Actor},
    db::Conn,
    error::{Error, Result},
    fields::Declared,
    id::CaseId,
    imports::{Exporter, Holds, NOTHING_LEFT_OUT, Out},
    packed::Packed,
    persons::{self, NewPerson},
    structure::Structure,
    tabular::{Cell, Field},
};

/// More rows than any municipality has.
const MOST: i64 = 100_000;

/// What a row says of a field.
type Says = fn(&CaseRow) -> &'static str;

/// The fields of the outline that stand in a list by label, in their order, each with what a row says of it.
const BY_LABEL: [(&str, Says); 4] = [
    ("age_band", |case| case.age_band.label()),
    ("sex", |case| case.sex.label()),
    ("care_level", |case| case.care_level.label()),
    ("household", |case| case.household.label()),
];

/// What the room gives out.
pub(super) const EXPORTERS: &[Exporter] = &[
    Exporter {
        key: "cases",
        title: "事例(匿名)",
        help: "記号・件名・要因の一覧です。氏名は含みません。",
        holds: Holds::Labels,
        write: |tx, actor, structure| Box::pin(by_label(tx, actor, structure)),
        left_out: |conn, actor| Box::pin(kept_back(conn, actor)),
    },
    Exporter {
        key: "named_cases",
        title: "事例(実名・持出禁止)",
        help: "自センターの事例を、取り込みと同じ形で書き出します。センターの外に出さないでください。",
        holds: Holds::Names,
        write: |tx, actor, structure| Box::pin(by_name(tx, actor, structure)),
        left_out: NOTHING_LEFT_OUT,
    },
];

/// What the centres have not let go yet, where the table is the whole municipality's; a centre's own holds all of its cases.
async fn kept_back(conn: &mut Conn, actor: &Actor) -> Result<String> {
    if !scope(actor).all {
        return Ok(String::new());
    }
    Ok(match store::kept_back(conn).await? {
        0 => String::new(),
        some => format!("提出の前か、匿名の内容が未確認の事例{some}件は、入っていません。"),
    })
}

/// The cases that this actor's list shows, by label, with their factors. Nobody is named.
async fn by_label(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Out> {
    let all = store::BY_REGISTERED.up().first(MOST);
    let found = store::list(conn, &scope(actor), &CaseFilter::default(), &all).await?;
    if found.more {
        return Err(Error::conflict(format!(
            "事例が{MOST}件を超えるため、一つの表に書き出せません。事例の一覧で絞り込んで書き出すか、全体を書き出す「tsumugi export --all」を使ってください。"
        )));
    }
    let found = found.rows;
    let ids: Vec<CaseId> = found.iter().map(|c| c.id.clone()).collect();
    let factors = store::factors_of_many(conn, &ids).await?;
    let columns = Columns::of(structure, conn.now().day()).ok_or_else(no_form)?;
    let rows = found
        .iter()
        .map(|case| {
            let mut cells: Vec<Cell> = vec![
                case.label.as_str().into(),
                structure.center_name(&case.center_id).into(),
                structure.case_kind_name(&case.kind_id).into(),
                if case.title.is_empty() { NO_TITLE } else { &case.title }.into(),
                case.status.label().into(),
                if case.is_confirmed() { "確認済" } else { "未確認・配布禁止" }.into(),
                case.registered_on.short().into(),
            ];
            cells.extend(BY_LABEL.iter().map(|(_, says)| says(case).into()));
            cells.extend(columns.factors.iter().map(|column| {
                factors
                    .get(&case.id)
                    .and_then(|of| of.iter().find(|m| m.factor_id == column.factor.key))
                    .map_or(Cell::Empty, |mark| mark.cell().into())
            }));
            cells
        })
        .collect();
    let outline = BY_LABEL
        .iter()
        .filter_map(|(key, _)| Outline::fields().iter().find(|field| field.key == *key));
    let mut headers: Vec<String> =
        ["事例", "センター", "種類", "件名", "状態", "匿名の確認", "登録日"]
            .map(str::to_owned)
            .into();
    headers.extend(outline.map(|field| field.spec.label.clone()));
    let mut groups = vec![("事例".to_owned(), headers.len())];
    for column in &columns.factors {
        match groups.last_mut() {
            Some((last, span)) if last == column.group => *span += 1,
            _ => groups.push((column.group.to_owned(), 1)),
        }
        headers.push(column.header.clone());
    }
    Ok(Out {
        name: "事例(匿名)".into(),
        title: format!("{} 事例(匿名)", structure.whose(actor.center())),
        note:
            "氏名は含みません。「未確認・配布禁止」の事例は、匿名の内容がまだ確認されていません。"
                .into(),
        fields: headers.iter().map(Field::new).collect(),
        headers,
        groups,
        rows,
    })
}

/// All cases of the actor's centre by name, in the shape in which they can be taken in again. The label stands as
/// 管理番号, so that a case that is there is recognised.
async fn by_name(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Out> {
    let center = actor.center().ok_or(Error::NotFound)?;
    let columns = Columns::of(structure, conn.now().day()).ok_or_else(no_form)?;
    let mut rows = Packed::default();
    let mut cases = store::some_of_center(conn, center, "").await?;
    while let Some(last) = cases.last().map(|case| case.label.clone()) {
        let ids: Vec<CaseId> = cases.iter().map(|c| c.id.clone()).collect();
        let mut factors = store::factors_of_many(conn, &ids).await?;
        for case in cases {
            let marks = factors.remove(&case.id).unwrap_or_default();
            let (label, person) = (case.label.clone(), case.person_id.clone());
            let row = named_row(conn, actor, structure, &columns, case, marks).await;
            let row = persons::if_it_opens(&person, row)?;
            let center = structure.center_name(center);
            let unread = || vec![label.into(), center.into(), persons::UNREADABLE.into()];
            rows.push(row.unwrap_or_else(unread));
        }
        cases = store::some_of_center(conn, center, &last).await?;
    }
    Ok(Out {
        name: "事例(実名・持出禁止)".into(),
        title: format!("{} 事例(実名・持出禁止)", structure.center_name(center)),
        note: "センターの中だけで使います。「開けません」の行は、読めなくなった記録です。".into(),
        fields: columns.drawn(),
        headers: columns.headers(),
        groups: columns.groups(),
        rows,
    })
}

/// A case by name as a row.
async fn named_row(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    columns: &Columns<'_>,
    case: Case,
    marks: Vec<MarkedFactor>,
) -> Result<Vec<Cell>> {
    let leave = access::seen_on::<ReadNamed>(actor, CaseFacts::of(&case))?;
    let person = persons::find(conn, &leave).await?;
    let opened = store::opened_of(conn, &leave, case, marks).await?;
    let (case, sheets, marks) = (&opened.case, &opened.sheets, &opened.factors);
    let arrival = Arrival {
        number: case.label.clone(),
        registered_on: Some(case.registered_on),
        submitted_on: case.submitted_on.filter(|_| case.status != CaseStatus::Draft),
    };
    let person = NewPerson { sex: case.sex, ..person.written };
    let center = structure.center_name(&case.center_id);
    let mut cells = columns.fixed_cells(&arrival, center, &person, &case.outline);
    cells.extend(columns.answers.iter().map(|column| {
        let answers = match column.side {
            Side::Named => &sheets.named,
            Side::Shared => &sheets.shared,
        };
        column.heading.cell(answers.get(&column.heading.spec.key))
    }));
    cells.extend(columns.factors.iter().map(|column| {
        marks.iter().find(|m| m.factor_id == column.factor.key).map_or(Cell::Empty, |mark| {
            match mark.mark {
                FactorMark::Words => mark.words.as_str().into(),
                other => other.label().into(),
            }
        })
    }));
    Ok(cells)
}
