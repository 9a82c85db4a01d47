//! `/issues/new` and `/issues/{id}/edit`: the sheet of an issue, with its first evidence when it is new.

use axum::{
    extract::{Path, RawQuery},
    response::Response,
};

use super::{
    AddEvidence, Edit, Issue, IssueStatus, IssueWords, NewIssue, Raise,
    offered::{choice, evidence_units, offered},
    show, store, words,
};
use crate::{
    access::{self, Scope},
    cases,
    db::Conn,
    error::{Error, Result, unless_overtaken},
    id::{CaseId, FactorId, IssueId},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

/// The fields of the sheet: name, label, most characters, help.
const SHEET: &[(&str, &str, usize, &str)] = &[
    ("description", "内容", 2000, "個人が分かることは書かないでください"),
    ("affected", "影響を受ける人(推計)", 500, "例: 圏域の75歳以上の独居世帯 およそ800世帯"),
    ("lacking", "足りないもの", 500, "資源・しくみ・情報・人材・制度"),
    ("cause", "原因・背景", 1000, ""),
    ("existing", "いまあるもの", 1000, "使える取組・資源"),
    ("solver", "誰が解決できるか", 500, "例: 町会と地域包括支援センター、市の担当課"),
    ("proposal", "対応案", 1000, ""),
];

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
    /// Issues that may be the same.
    alike: Vec<Alike>,
    /// What somebody else saved in the meantime: label, theirs, typed.
    versions: Vec<(String, String, String)>,
}

struct Alike {
    id: IssueId,
    name: String,
    title: String,
    status: IssueStatus,
}

impl EditPage {
    fn sheet(&self) -> &'static [(&'static str, &'static str, usize, &'static str)] {
        SHEET
    }
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
    let reviews = offered(conn, visit, &evidence_units(visit.actor()), visit.today()).await?;
    let reviews = reviews.into_iter().map(choice).collect();
    let alike = alike(visit, conn, &form, None).await?;
    Ok(EditPage {
        frame: visit.frame("課題を登録する"),
        form,
        issue: None,
        places,
        reviews,
        kinds: super::EvidenceKind::without_case()
            .map(|kind| Choice::new(kind.code(), format!("{}({})", kind.label(), kind.unit())))
            .collect(),
        alike,
        versions: Vec::new(),
    })
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
            title: issue.title,
            status: issue.status,
        })
        .collect())
}

fn read_words(form: &mut FormState) -> IssueWords {
    let title = form.required("title", "課題", 80);
    let mut texts = SHEET.iter().map(|(name, label, most, _)| form.optional(name, label, *most));
    let mut next = || texts.next().unwrap_or_default();
    IssueWords {
        title,
        description: next(),
        affected: next(),
        lacking: next(),
        cause: next(),
        existing: next(),
        solver: next(),
        proposal: next(),
    }
}

fn texts(words: &IssueWords) -> [&str; 7] {
    [
        &words.description,
        &words.affected,
        &words.lacking,
        &words.cause,
        &words.existing,
        &words.solver,
        &words.proposal,
    ]
}

/// `POST /issues`
pub async fn create(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let mut page = new_page(&visit, &mut conn, form.clone()).await?;
    let place = form.required_choice("place", "どこの課題か", &page.places);
    let words = read_words(&mut form);
    let raised_on = form.optional_day("raised_on", "挙がった日").unwrap_or_else(|| visit.today());
    if raised_on > visit.today() {
        form.error("raised_on", "挙がった日は今日までの日にしてください。");
    }
    let evidence = show::read_evidence(&mut conn, &visit, &mut form, &page.reviews).await?;
    if !page.alike.is_empty() && !form.ticked("not_the_same") {
        form.error(
            "not_the_same",
            "似た課題があります。同じ課題なら登録せず、そちらに根拠を加えてください。",
        );
    }
    let place = place.as_deref().and_then(words::place_of);
    let Some((level, unit)) = place.filter(|_| form.is_valid()) else {
        page.form = form;
        return web::refused(&page);
    };
    drop(conn);
    let new = NewIssue {
        id: IssueId::new(),
        level,
        unit,
        status: if form.ticked("open") { IssueStatus::Open } else { IssueStatus::Candidate },
        words,
        period: visit.structure().period_of_day(raised_on),
        raised_on,
    };
    let (visit, new, evidence) = (&visit, &new, &evidence);
    let id = visit
        .in_turn(store::NUMBERS)
        .write(|mut tx| async move {
            let facts = new.facts();
            let permit = access::permit::<Raise>(&mut tx, visit.actor(), &facts)?;
            let id = store::raise(&mut tx, permit, new).await?;
            if !evidence.is_empty() {
                let permit = access::permit::<AddEvidence>(&mut tx, visit.actor(), &facts)?;
                store::add_evidence(&mut tx, permit, evidence).await?;
            }
            Ok((tx, id))
        })
        .await?;
    Ok(web::done(&format!("/issues/{id}"), "課題を登録しました。"))
}

/// `GET /issues/{id}/edit`
pub async fn ask_edit(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Edit, &id, &mut conn).await?;
    let issue = store::find(&mut conn, &id).await?;
    let mut form = FormState::empty().with("title", &issue.title).with("version", issue.version);
    for ((name, ..), text) in SHEET.iter().zip(texts(&issue.words())) {
        form.set(name, text);
    }
    web::page(&edit_page(&visit, issue, form))
}

fn edit_page(visit: &Visit, issue: Issue, form: FormState) -> EditPage {
    EditPage {
        frame: visit.frame("課題の内容を直す"),
        form,
        issue: Some(issue),
        places: Vec::new(),
        reviews: Vec::new(),
        kinds: Vec::new(),
        alike: Vec::new(),
        versions: Vec::new(),
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
    let words = read_words(&mut form);
    let version = form.required_integer("version", "版", 1..=i64::MAX).unwrap_or_default();
    if !form.is_valid() {
        let issue = store::find(&mut conn, &id).await?;
        return web::refused(&edit_page(&visit, issue, form));
    }
    let saved = {
        let (visit, id, words) = (&visit, &id, &words);
        visit
            .act(Edit, id, |mut tx, permit| async move {
                store::edit(&mut tx, permit, words, version).await?;
                Ok((tx, ()))
            })
            .await
    };
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/issues/{id}"), "保存しました。"));
    }
    let theirs = store::find(&mut conn, &id).await?;
    form.set("version", theirs.version);
    let saved_words = theirs.words();
    let mut versions = vec![("課題".to_owned(), theirs.title.clone(), words.title.clone())];
    for (n, (_, label, ..)) in SHEET.iter().enumerate() {
        versions.push((
            (*label).to_owned(),
            texts(&saved_words)[n].to_owned(),
            texts(&words)[n].to_owned(),
        ));
    }
    versions.retain(|(_, theirs, mine)| theirs != mine);
    web::collided(&EditPage { versions, ..edit_page(&visit, theirs, form) })
}
