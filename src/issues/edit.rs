//! `/issues/new` and `/issues/{id}/edit`: the sheet of an issue, with its first evidence when it is new.

use axum::{
    extract::{Path, RawQuery},
    response::Response,
};

use super::{
    Edit, Issue, IssueAction, IssueStatus, IssueWords, NewIssue, commands,
    offered::{choice, evidence_units, offered},
    show, store, words,
};
use crate::{
    access::Scope,
    cases,
    db::Conn,
    error::{Error, Refusals, Result, unless_overtaken},
    fields::{self, Declared, Inputs},
    id::{CaseId, FactorId, IssueId, UnitId},
    undo::{Back, Before},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/edit.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    /// None while the issue is new.
    issue: Option<Issue>,
    /// Levels and units for which this person registers issues.
    places: Vec<Choice>,
    reviews: Vec<Choice>,
    kinds: Vec<Choice>,
    /// What the ticked reviews of cases say that others may have, too.
    candidates: Vec<String>,
    /// Issues that may be the same.
    alike: Vec<Alike>,
    words: Inputs,
    /// What somebody else saved meanwhile: label, their value.
    theirs: Option<Vec<(String, String)>>,
    /// Where it goes back to when nothing is saved.
    back: String,
}

/// What an issue is registered without.
const MORE: [&str; 7] =
    ["description", "affected", "lacking", "cause", "existing", "solver", "proposal"];

impl EditPage {
    /// Whether what may stay empty stands folded up: while an issue is new and nothing of it is written.
    fn folds(&self) -> bool {
        let untouched = |key: &&str| self.form.value(key).is_empty() && !self.form.is_wrong(key);
        self.issue.is_none() && MORE.iter().all(untouched)
    }
}

struct Alike {
    id: IssueId,
    name: String,
    title: String,
    status: IssueStatus,
}

/// `GET /issues/new`, perhaps with reviews of cases or a factor to begin from.
pub async fn ask_new(visit: Visit, RawQuery(query): RawQuery) -> Result<Response> {
    let mut conn = visit.read().await?;
    let mut form = FormState::empty().with("title", visit.query("title"));
    let asked: Vec<String> = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(name, _)| name == "review")
        .map(|(_, value)| value.into_owned())
        .collect();
    form.set_all("review", asked);
    let page = new_page(&visit, &mut conn, form).await?;
    let page = begin_from_factor(&visit, &mut conn, page).await?;
    web::page(&page)
}

async fn new_page(visit: &Visit, conn: &mut Conn, mut form: FormState) -> Result<EditPage> {
    let places = words::places_kept_by(visit.structure(), visit.actor());
    let Some(first) = places.first() else {
        return Err(Error::NotFound);
    };
    if form.value("place").is_empty() {
        form.set("place", &first.value);
    }
    let alike = alike(visit, conn, &form, None).await?;
    let reviews = reviews(visit, conn).await?;
    let begun_from = reviews.iter().filter(|one| form.has("review", &one.value));
    let candidates = begun_from.map(|one| one.help.clone()).filter(|help| !help.is_empty());
    Ok(EditPage {
        candidates: candidates.collect(),
        frame: visit.frame("課題を登録する"),
        form,
        issue: None,
        places,
        reviews,
        kinds: super::EvidenceKind::without_case()
            .map(|kind| Choice::new(kind.code(), format!("{}({})", kind.label(), kind.unit())))
            .collect(),
        alike,
        words: fields::inputs(IssueWords::fields()),
        theirs: None,
        back: "/issues".into(),
    })
}

/// The reviewed cases that may stand behind it.
async fn reviews(visit: &Visit, conn: &mut Conn) -> Result<Vec<Choice>> {
    let reviews = offered(conn, visit, &evidence_units(visit.actor()), visit.today()).await?;
    Ok(reviews.into_iter().map(choice).collect())
}

/// Ticks the reviewed cases that have the factor named in the address.
async fn begin_from_factor(visit: &Visit, conn: &mut Conn, mut page: EditPage) -> Result<EditPage> {
    let factor = FactorId::from(visit.query("factor"));
    if visit.query("factor").is_empty() {
        return Ok(page);
    }
    let reviews = offered(conn, visit, &evidence_units(visit.actor()), visit.today()).await?;
    let ids: Vec<CaseId> = reviews.iter().map(|r| r.case_id.clone()).collect();
    let factors = cases::store::factors_of_many(conn, &ids).await?;
    let with_factor = reviews.into_iter().filter(|r| {
        factors
            .get(&r.case_id)
            .is_some_and(|marks| marks.iter().any(|mark| mark.factor_id == factor))
    });
    page.form.set_all("review", with_factor.map(|r| r.review_id.to_string()));
    Ok(page)
}

/// Issues of the same level and unit with a similar title.
async fn alike(
    visit: &Visit,
    conn: &mut Conn,
    form: &FormState,
    own: Option<&IssueId>,
) -> Result<Vec<Alike>> {
    let title = form.value("title").trim();
    if title.is_empty() {
        return Ok(Vec::new());
    }
    let Some((level, unit)) = words::place_of(form.value("place")) else {
        return Ok(Vec::new());
    };
    if !visit.actor().keeps(&level, &unit) {
        return Ok(Vec::new());
    }
    let filter = store::Filter {
        level: Some(level),
        units: vec![unit],
        ended_too: true,
        ..store::Filter::default()
    };
    let all = store::all(conn, &Scope::all(), &filter).await?;
    let same = all.into_iter().filter(|issue| {
        Some(&issue.id) != own
            && issue.status != IssueStatus::Merged
            && words::likeness(&issue.title, title) >= words::ALIKE
    });
    Ok(same
        .map(|issue| Alike {
            name: words::name(visit.structure(), &issue),
            id: issue.id,
            title: issue.words.title,
            status: issue.status,
        })
        .collect())
}

fn read_words(form: &mut FormState) -> IssueWords {
    let mut words = IssueWords::blank();
    fields::read(IssueWords::fields(), form, "", &mut words);
    words
}

/// `POST /issues`
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let places = words::places_kept_by(visit.structure(), visit.actor());
    if places.is_empty() {
        return Err(Error::NotFound);
    }
    let reviews = match form.value("review") {
        "" => Vec::new(),
        _ => reviews(&visit, &mut conn).await?,
    };
    let place = form.required_choice("place", "どこの課題か", &places);
    let words = read_words(&mut form);
    let raised_on = form.day_near("raised_on", "挙がった日", visit.today());
    let raised_on = raised_on.unwrap_or_else(|| visit.today());
    let evidence = show::read_evidence(&visit, &mut conn, &mut form, &reviews).await?;
    let alike = alike(&visit, &mut conn, &form, None).await?;
    if !alike.is_empty() && !form.ticked("not_the_same") {
        form.error(
            "not_the_same",
            "似た課題があります。同じ課題なら登録せず、そちらに根拠を加えてください。",
        );
    }
    // Without a place, which is an error of the form, nothing is registered.
    let (level, unit) = place
        .as_deref()
        .and_then(words::place_of)
        .unwrap_or_else(|| ("".into(), UnitId::municipality()));
    let new = &NewIssue {
        id: IssueId::new(),
        level,
        unit,
        status: if form.ticked("open") { IssueStatus::Open } else { IssueStatus::Candidate },
        words,
        period: visit.structure().period_of_day(raised_on),
        raised_on,
    };
    drop(conn);
    let (visiting, evidence) = (&visit, &evidence);
    let command = visit.in_turn(store::NUMBERS).write(|mut tx| async move {
        let back = Back::from("課題の登録を取り消す").to("/issues");
        let before = Before::look(&mut tx, IssueAction::Raise, &new.facts(), back).await?;
        let id = commands::raise(&mut tx, visiting.actor(), new, evidence).await?;
        let undo = before.keep(&mut tx, visiting.actor(), []).await?;
        Ok((tx, (id, undo)))
    });
    let would = || commands::new_refusals(new, evidence, visiting.today());
    match form.ask(would, command).await? {
        Some((id, undo)) => {
            let there = format!("/issues/{id}");
            Ok(web::done_for_now(&there, "課題を登録しました。", undo.as_ref()))
        }
        None => {
            let mut conn = visit.read().await?;
            web::refused(&new_page(&visit, &mut conn, form).await?)
        }
    }
}

/// `GET /issues/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let issue = store::find(&mut conn, &id).await?;
    let mut form = FormState::empty().with("version", issue.version);
    fields::fill(IssueWords::fields(), &mut form, "", &issue.words);
    web::page(&edit_page(&visit, issue, form))
}

fn edit_page(visit: &Visit, issue: Issue, form: FormState) -> EditPage {
    EditPage {
        frame: visit.frame("課題の内容を直す"),
        back: format!("/issues/{}", issue.id),
        form,
        issue: Some(issue),
        places: Vec::new(),
        reviews: Vec::new(),
        kinds: Vec::new(),
        candidates: Vec::new(),
        alike: Vec::new(),
        words: fields::inputs(IssueWords::fields()),
        theirs: None,
    }
}

/// `POST /issues/{id}`
pub async fn change(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let words = &read_words(&mut form);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    let command = visit.act(Edit, &id, |mut tx, permit| async move {
        commands::change(&mut tx, permit, version, words).await?;
        Ok((tx, ()))
    });
    match unless_overtaken(form.ask(Refusals::default, command).await)? {
        Some(Some(())) => Ok(web::done(&format!("/issues/{id}"), "保存しました。")),
        Some(None) => {
            let issue = store::find(&mut conn, &id).await?;
            web::refused(&edit_page(&visit, issue, form))
        }
        None => {
            let issue = store::find(&mut conn, &id).await?;
            let theirs = Some(fields::theirs(IssueWords::fields(), &form, &issue.words));
            form.set("version", issue.version);
            web::collided(&EditPage { theirs, ..edit_page(&visit, issue, form) })
        }
    }
}
