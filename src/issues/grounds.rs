//! `/issues/grounds`: a record of a ledger, or a list of one as it is narrowed, becomes evidence of an issue.

use askama::Template;
use axum::response::Response;

use super::{
    AddEvidence, EvidenceKind, Filter, Issue, IssueAction, NewEvidence, commands, evidence::as_of,
    store, words,
};
use crate::{
    access::{self, Actor, Keeps},
    db::Conn,
    error::{Error, Result},
    id::IssueId,
    ledgers::{self, Ground},
    room::Panel,
    structure::Structure,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(Template)]
#[template(path = "issues/grounds.html")]
struct GroundsPage {
    frame: Frame,
    form: FormState,
    ground: Ground,
    evidence: NewEvidence,
    /// 「令和7年10月1日現在」
    as_of: String,
    issues: Vec<Choice>,
}

/// `GET /issues/grounds?from=…`
pub async fn ask(visit: Visit) -> Result<Response> {
    let mut conn = visit.read().await?;
    let form = FormState::empty().with("from", visit.query("from"));
    web::page(&page(&visit, &mut conn, form).await?)
}

async fn page(visit: &Visit, conn: &mut Conn, form: FormState) -> Result<GroundsPage> {
    let of = (visit.actor(), visit.structure());
    let ground = ledgers::ground(conn, of, form.value("from")).await?;
    let count = ground.count(conn).await?;
    let evidence = NewEvidence::ground(&ground, count, visit.today()).ok_or(Error::NotFound)?;
    Ok(GroundsPage {
        frame: visit.frame("課題の根拠にする"),
        issues: open_to(conn, of).await?,
        as_of: as_of(visit.today()),
        form,
        ground,
        evidence,
    })
}

/// The issues to which somebody may add evidence, the newest first.
async fn open_to(conn: &mut Conn, (actor, structure): (&Actor, &Structure)) -> Result<Vec<Choice>> {
    let scope = store::scope(conn, actor).await?;
    let all = store::BY_RAISED_ON.down().all();
    let issues = store::list(conn, &scope, &Filter::default(), &all).await?.rows;
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let facts = store::facts_of(conn, &ids).await?;
    let may = |issue: &&Issue| {
        let facts = facts.iter().find(|facts| facts.issue == issue.id);
        facts.is_some_and(|facts| access::may(IssueAction::AddEvidence, actor, facts))
    };
    let choice = |issue: &Issue| {
        Choice::new(
            issue.id.as_str(),
            format!("{} {}", words::name(structure, issue), issue.words.title),
        )
    };
    Ok(issues.iter().filter(may).map(choice).collect())
}

/// `POST /issues/grounds`, with the issue and a remark. What is counted is what is there at that moment.
pub async fn add(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    let mut conn = visit.read().await?;
    let asked = page(&visit, &mut conn, form.clone()).await?;
    let issue = form.required_choice("issue", "どの課題の根拠か", &asked.issues);
    let note = form.optional("note", "内容", 500);
    let Some(issue) = issue.map(IssueId::from) else {
        return web::refused(&GroundsPage { form, ..asked });
    };
    let new = &[asked.evidence.clone().with_note(note)];
    drop(conn);
    let back = "加えた根拠を外す";
    let command = visit.act_for_now(AddEvidence, &issue, back, |mut tx, permit| async move {
        commands::add_evidence(&mut tx, permit, new).await?;
        Ok((tx, ()))
    });
    let would = || commands::evidence_refusals(new, visit.today());
    let Some(((), undo)) = form.ask(would, command).await? else {
        return web::refused(&GroundsPage { form, ..asked });
    };
    Ok(web::done_for_now(&format!("/issues/{issue}"), "根拠を加えました。", undo.as_ref()))
}

#[derive(Template)]
#[template(path = "issues/on_ledger.html")]
struct OnLedger {
    /// The issues that stand on it.
    issues: Vec<(Issue, String, &'static str)>,
    /// Words and page by which it becomes evidence.
    take: Option<(&'static str, String)>,
}

/// What a record of a ledger is evidence of, and how it, or a list, becomes that.
pub async fn panels(
    conn: &mut Conn,
    of: (&Actor, &Structure),
    address: &str,
) -> Result<Vec<Panel>> {
    let (actor, structure) = of;
    let is_list = Ground::is_list(address);
    let mut issues = Vec::new();
    if !is_list {
        let (ids, scope) =
            (store::standing_on(conn, address).await?, store::scope(conn, actor).await?);
        let readable = store::readable(conn, &scope, &ids).await?;
        issues.extend(readable.into_iter().map(|issue| {
            (issue.clone(), words::name(structure, &issue), words::mark(structure, &issue))
        }));
    }
    let mut take = None;
    let keeps = |actor: &Actor| {
        actor.seat().is_some_and(|seat| seat.standing.keeps != Keeps::These(Vec::new()))
    };
    if keeps(actor) {
        // A list may be shown with an address of which it takes no notice.
        let ground = match ledgers::ground(conn, of, address).await {
            Err(Error::NotFound | Error::Invalid(_)) => None,
            found => Some(found?),
        };
        let is_evidence = |ground: &Ground| ground.purpose.and_then(EvidenceKind::of).is_some();
        if let Some(ground) = ground.filter(is_evidence) {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let query = query.append_pair("from", &ground.address).finish();
            let words = if is_list {
                "この一覧を課題の根拠にする"
            } else {
                "この記録を課題の根拠にする"
            };
            take = Some((words, format!("/issues/grounds?{query}")));
        }
    }
    if issues.is_empty() && take.is_none() {
        return Ok(Vec::new());
    }
    let html = OnLedger { issues, take }.render()?;
    let title = "この記録から見えた課題".to_owned();
    Ok(vec![Panel { order: 40, title, anchor: "issues", html, next: None }])
}
