//! `/measures/new` and `/measures/{id}/edit`.

use axum::{extract::Path, response::Response};

use super::{
    Edit, Measure, MeasureAction, MeasureFacts, MeasureWords, NewMeasure, commands,
    offered::{Offered, offered},
    store,
};
use crate::{
    access::Scope,
    db::Conn,
    error::{Result, unless_overtaken},
    fields::{self, Declared, Inputs},
    id::{IssueId, MeasureId, MeetingId},
    issues,
    meetings::{self, BY_DAY, MeetingFilter},
    preset::DealsWith,
    web::{
        self, Fields, FormState, Frame, Visit,
        form::{Choice, YEARS},
    },
};

#[derive(askama::Template)]
#[template(path = "measures/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None while the measure is new.
    measure: Option<Measure>,
    issues: Offered,
    words: Inputs,
    meetings: Vec<Choice>,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Option<Vec<(String, String)>>,
    /// Where it goes back to when nothing is saved.
    back: String,
}

/// `GET /measures/new`
pub async fn ask_new(visit: Visit) -> Result<Response> {
    visit.check(MeasureAction::Register, &MeasureFacts::new_for(MeasureId::new()))?;
    let mut conn = visit.read().await?;
    let mut form = FormState::empty()
        .with("issue", visit.query("issue"))
        .with("meeting", visit.query("meeting"));
    for (n, months) in visit.structure().follow_up.months.iter().enumerate() {
        let day = visit.today().plus_months(i64::from(*months)).or_monday();
        form.set(&format!("follow_up_{}", n + 1), day);
    }
    web::page(&new_page(&visit, &mut conn, form).await?)
}

async fn new_page(visit: &Visit, conn: &mut Conn, form: FormState) -> Result<EditPage> {
    let structure = visit.structure();
    let filter = issues::Filter::default();
    let all = issues::all(conn, &Scope::all(), &filter).await?;
    let issues = offered(structure, &form, all);
    Ok(EditPage {
        frame: visit.frame("施策を登録する"),
        form,
        measure: None,
        issues,
        words: fields::inputs(&MeasureWords::fields_in(structure)),
        meetings: meetings_of_the_city(conn, visit).await?,
        theirs: None,
        back: "/measures".into(),
    })
}

async fn meetings_of_the_city(conn: &mut Conn, visit: &Visit) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let filter = MeetingFilter { to: Some(visit.today()), ..MeetingFilter::default() };
    let all = meetings::list(conn, visit.actor(), &filter, &BY_DAY.down().first(200)).await?.rows;
    let choices = all.into_iter().filter_map(|meeting| {
        let kind = structure.kind_of(&meeting.kind_id)?;
        let day = meeting.day.filter(|_| {
            kind.deals_with(structure) == Some(DealsWith::Issues)
                && meeting.unit_id.is_municipality()
        })?;
        Some(Choice::new(meeting.id.as_str(), format!("{day} {}", kind.name)))
    });
    Ok(choices.take(40).collect())
}

fn read_words(visit: &Visit, form: &mut FormState) -> MeasureWords {
    let mut words = MeasureWords::blank();
    fields::read(&MeasureWords::fields_in(visit.structure()), form, "", &mut words);
    form.near("due", words.due, visit.today(), YEARS);
    words
}

/// `POST /measures`
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    visit.check(MeasureAction::Register, &MeasureFacts::new_for(MeasureId::new()))?;
    let mut conn = visit.read().await?;
    let ticked: Vec<IssueId> = form.values("issue").iter().map(|id| id.as_str().into()).collect();
    let ticked = issues::find_all(&mut conn, &ticked).await?;
    let ticked = offered(visit.structure(), &form, ticked).all();
    let meetings = match form.value("meeting") {
        "" => Vec::new(),
        _ => meetings_of_the_city(&mut conn, &visit).await?,
    };
    let words = read_words(&visit, &mut form);
    let chosen = form.chosen("issue", "答える課題", &ticked);
    let meeting = form.optional_choice("meeting", "決めた会議", &meetings);
    let day = form.day_near("decided_on", "決めた日", visit.today());
    let follow_ups = (1..=3)
        .filter_map(|n| form.day_near(&format!("follow_up_{n}"), "効果を確認する日", visit.today()))
        .collect();
    let new = NewMeasure {
        id: MeasureId::new(),
        words,
        issues: chosen.into_iter().map(IssueId::from).collect(),
        decided_on: day.unwrap_or_else(|| visit.today()),
        meeting: meeting.map(MeetingId::from),
        period: visit.period().map(|p| p.id.clone()),
        follow_ups,
    };
    drop(conn);
    let (visiting, asked) = (&visit, &new);
    let would = || commands::new_refusals(visiting.structure(), asked, visiting.today());
    let command = visit.write(|mut tx| async move {
        let (actor, structure) = (visiting.actor(), visiting.structure());
        let id = commands::register(&mut tx, actor, structure, asked).await?;
        Ok((tx, id))
    });
    let places = visit.structure().issue_places_word();
    match form.ask(would, command).await? {
        Some(id) => Ok(web::done(
            &format!("/measures/{id}"),
            &format!("施策を登録しました。続けて、{places}と事例提供者へ展開してください。"),
        )),
        None => {
            let mut conn = visit.read().await?;
            web::refused(&new_page(&visit, &mut conn, form).await?)
        }
    }
}

/// `GET /measures/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<MeasureId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let measure = store::find(&mut conn, &id).await?;
    let mut form = FormState::empty().with("version", measure.version);
    fields::fill(MeasureWords::fields(), &mut form, "", &measure.words);
    web::page(&edit_page(&visit, measure, form))
}

fn edit_page(visit: &Visit, measure: Measure, form: FormState) -> EditPage {
    EditPage {
        frame: visit.frame("施策の内容を直す"),
        back: format!("/measures/{}", measure.id),
        form,
        measure: Some(measure),
        issues: Offered::default(),
        words: fields::inputs(&MeasureWords::fields_in(visit.structure())),
        meetings: Vec::new(),
        theirs: None,
    }
}

/// `POST /measures/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<MeasureId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let words = &read_words(&visit, &mut form);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    let structure = visit.structure();
    let command = visit.act(Edit, &id, |mut tx, permit| async move {
        commands::change(&mut tx, permit, structure, version, words).await?;
        Ok((tx, ()))
    });
    let saved = form.ask(|| commands::refusals(structure, words), command).await;
    let saved = unless_overtaken(saved)?;
    let measure = store::find(&mut conn, &id).await?;
    match saved {
        Some(Some(())) => Ok(web::done(&format!("/measures/{id}"), "保存しました。")),
        Some(None) => web::refused(&edit_page(&visit, measure, form)),
        None => {
            let all = MeasureWords::fields_in(structure);
            let theirs = Some(fields::theirs(&all, &form, &measure.words));
            form.set("version", measure.version);
            web::collided(&EditPage { theirs, ..edit_page(&visit, measure, form) })
        }
    }
}
