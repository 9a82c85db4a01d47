//! 事例シート: a case on one page, by name within its centre and de-identified for the table.

use serde::Serialize;

use super::{
    Case, CaseStatus, MarkedFactor, Review, ReviewStatus,
    act::ReadNamed,
    names::factor_name,
    sheet_form::{current_form, sheet_form, take_question},
    show::presenter_of,
    store,
};
use crate::{
    access::Seen,
    clock::Day,
    db::Conn,
    error::{Error, Result},
    forms::{self, PaperAnswer, PaperSection, ShownSection},
    id::UnitId,
    persons::{self, Person},
    preset::{FactorGroup, Form},
    print::{Edge, Sheet, Template},
    room::called,
    structure::Structure,
};

static TEMPLATE: Template =
    Template { path: "/cases/sheet.typ", source: include_str!("sheet.typ"), parts: &[] };

#[derive(Serialize)]
struct CaseSheet {
    edge: Edge,
    title: &'static str,
    /// 「明第1-R7-012」, and what it is called in its last meeting.
    called: String,
    /// Its title.
    subject: String,
    outline: Vec<(&'static str, String)>,
    question: Vec<String>,
    /// What the question is called on the form.
    question_label: String,
    sections: Vec<PaperSection>,
    factors: Vec<(String, String)>,
    notice: String,
    /// What stands where no answer does.
    nothing: &'static str,
    /// Whether it is written on by hand, so that its rows have room.
    by_hand: bool,
}

/// A case as it lies on a table: its label, and the de-identified side alone.
pub(super) async fn anonymous(conn: &mut Conn, structure: &Structure, case: Case) -> Result<Sheet> {
    let shared = store::shared_sheet(conn, &case.id).await?;
    let form = sheet_form(structure, case.form_version)?;
    let sections = forms::show(form, &shared);
    let factors = store::factors_of(conn, &case.id).await?;
    let reviews = store::reviews_of(conn, &case.id).await?;
    let edge = edge(structure, &case, conn.now().day());
    let edge = if case.is_confirmed() { edge.anonymous() } else { edge.unconfirmed() };
    let mut sheet = CaseSheet::of(structure, &case, (form, sections), factors, &reviews, edge);
    sheet.notice.clone_from(&structure.papers.confidentiality);
    sheet.nothing = if case.is_confirmed() {
        "匿名の内容は、書かれていません。"
    } else {
        "匿名の内容は、まだ確認されていません。"
    };
    Sheet::new(&TEMPLATE, &sheet).map_err(Error::internal)
}

/// A case by name, which stays with those who may read it so.
pub(super) async fn named(
    conn: &mut Conn,
    structure: &Structure,
    leave: &Seen<ReadNamed>,
    within: &str,
) -> Result<Sheet> {
    let opened = store::opened(conn, leave).await?;
    let person = persons::find(conn, leave).await?;
    let case = opened.case;
    let form = sheet_form(structure, case.form_version)?;
    let sections = forms::show(form, &opened.sheets.named);
    let reviews = store::reviews_of(conn, &case.id).await?;
    let today = conn.now().day();
    let edge = edge(structure, &case, today).named(within);
    let mut sheet =
        CaseSheet::of(structure, &case, (form, sections), opened.factors, &reviews, edge);
    let mut outline = of_person(&person, today);
    outline.append(&mut sheet.outline);
    outline.push(("事例提供者", presenter_of(conn, &case).await?));
    outline.push(("根拠・判断者", case.consent_basis.clone()));
    outline.retain(|(_, words)| !words.is_empty());
    sheet.outline = outline;
    Sheet::new(&TEMPLATE, &sheet).map_err(Error::internal)
}

/// An empty sheet of the form in force, to write on by hand where the person lives. What is chosen is there to be ringed.
pub(super) fn blank(structure: &Structure, edge: Edge) -> Result<Sheet> {
    let form = current_form(structure)?;
    let question = form.fields().filter(|field| !field.required.is_not()).last();
    let outline = [
        "件名",
        "氏名",
        "フリガナ",
        "生年月日",
        "住所",
        "種類",
        "要介護度",
        "世帯",
        "同意（日）",
        "事例提供者",
    ];
    let mut sections = Vec::new();
    for section in &form.sections {
        let fields = section.fields.iter().filter(|field| question != Some(*field));
        let answers: Vec<PaperAnswer> = fields.map(PaperAnswer::to_write_in).collect();
        if !answers.is_empty() {
            sections.push(PaperSection { title: section.title.clone(), answers });
        }
    }
    let of_group = |group: &FactorGroup| PaperAnswer {
        label: group.name.clone(),
        lines: vec![join(
            structure.factors.iter().filter(|f| f.group == group.key).map(|f| &*f.name),
        )],
        short: false,
    };
    let answers = structure.factor_groups.iter().map(of_group).collect();
    sections
        .push(PaperSection { title: "要因（あてはまるものを囲む）".into(), answers });
    let sheet = CaseSheet {
        edge,
        title: "事例シート",
        called: "記入用".into(),
        subject: String::new(),
        outline: outline.map(|name| (name, String::new())).to_vec(),
        question: vec![String::new(); 4],
        question_label: question.map_or_else(String::new, |field| field.label.clone()),
        sections,
        factors: Vec::new(),
        notice: String::new(),
        nothing: "",
        by_hand: true,
    };
    Sheet::new(&TEMPLATE, &sheet).map_err(Error::internal)
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join("　")
}

fn edge(structure: &Structure, case: &Case, today: Day) -> Edge {
    Edge::of(&structure.municipality.name, structure.center_name(&case.center_id), today)
        .about(format!("事例シート　{}", case.label))
}

fn of_person(person: &Person, today: Day) -> Vec<(&'static str, String)> {
    let kana =
        if person.kana.is_empty() { String::new() } else { format!("（{}）", person.kana) };
    let born = person.born.map_or_else(String::new, |born| {
        let age = person.age(&today).map_or_else(String::new, |age| format!("（{age}歳）"));
        format!("{}{age}", nihon::wareki(born.0))
    });
    vec![
        ("氏名", format!("{}{kana}", person.name)),
        ("生年月日", born),
        ("住所", person.address.clone()),
    ]
}

impl CaseSheet {
    fn of(
        structure: &Structure,
        case: &Case,
        (form, mut sections): (&Form, Vec<ShownSection>),
        factors: Vec<MarkedFactor>,
        reviews: &[Review],
        edge: Edge,
    ) -> CaseSheet {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| format!("（{day}）"));
        let handed_in = case.submitted_on.map_or_else(String::new, |day| format!("（提出 {day}）"));
        let district = case.district_id.as_ref();
        let mut outline = vec![
            ("種類", structure.case_kind_name(&case.kind_id).to_owned()),
            ("特徴", case.features()),
            (
                "地区",
                district.map_or_else(String::new, |id| structure.unit_title(&UnitId::district(id))),
            ),
            ("同意", format!("{}{}", case.consent.label(), day(case.consent_on))),
            ("登録日", format!("{}{handed_in}", case.registered_on)),
        ];
        outline.retain(|(_, words)| !words.is_empty());
        let (question_label, question) = take_question(form, &mut sections)
            .map_or_else(Default::default, |asked| (asked.label, asked.lines));
        let mut shown = Vec::new();
        for section in sections {
            let said = section.answers.into_iter();
            let answers = said.map(|answer| PaperAnswer::said(answer.label, answer.lines));
            shown.push(PaperSection { title: section.title, answers: answers.collect() });
        }
        let cell = |f: MarkedFactor| (factor_name(structure, &f.factor_id), f.cell().to_owned());
        CaseSheet {
            edge,
            title: "事例シート",
            called: match on_table(case, reviews) {
                Some(review) => format!("{}　{}", case.label, in_meeting(review)),
                None => case.label.clone(),
            },
            subject: case.title.clone(),
            outline,
            question,
            question_label,
            sections: shown,
            factors: factors.into_iter().map(cell).collect(),
            notice: String::new(),
            nothing: "",
            by_hand: false,
        }
    }
}

/// The review under whose name the case is known by now: the one that is planned, or the last that took place.
fn on_table<'a>(case: &Case, reviews: &'a [Review]) -> Option<&'a Review> {
    let known = |review: &&Review| match review.status {
        ReviewStatus::Planned => case.status == CaseStatus::Chosen,
        ReviewStatus::Discussed => true,
        ReviewStatus::Postponed | ReviewStatus::Withdrawn => false,
    };
    reviews.iter().rfind(known)
}

/// 「事例1（明第1-①-1）」
pub(super) fn in_meeting(review: &Review) -> String {
    called(&named_in_meeting(review), &review.label)
}

/// 「事例1」
pub(super) fn named_in_meeting(review: &Review) -> String {
    format!("事例{}", review.number)
}
