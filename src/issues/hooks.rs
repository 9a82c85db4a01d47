//! What issues have to say on pages of rooms above, on 今日, and to the search.

use askama::Template;

use super::{Decision, Filter, Issue, IssueStatus, Move, is_lowest, rules, store, words};
use crate::{
    access::{Actor, Keeps, Load, Role, Subject},
    clock::Day,
    db::Conn,
    error::Result,
    id::{CaseId, IssueId, MeetingId},
    issues::IssueFacts,
    meetings,
    preset::DealsWith,
    room::{Due, DueGroup, Found, Panel},
    structure::Structure,
};

/// Fragments for the pages of a case and of a meeting.
pub async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    match subject.kind {
        "case" => of_case(conn, actor, structure, &CaseId::from(subject.id.as_str())).await,
        "meeting" => {
            of_meeting(conn, actor, structure, &MeetingId::from(subject.id.as_str())).await
        }
        _ => Ok(Vec::new()),
    }
}

#[derive(Template)]
#[template(path = "issues/case_panel.html")]
struct CasePanel {
    rows: Vec<(Issue, String, &'static str)>,
}

/// The issues a case became evidence of, as far as the actor may see them.
async fn of_case(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    case: &CaseId,
) -> Result<Vec<Panel>> {
    let ids = store::of_case(conn, case).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for issue in readable(conn, actor, &ids).await? {
        rows.push((words::name(structure, &issue), words::mark(structure, &issue), issue));
    }
    let rows: Vec<_> = rows.into_iter().map(|(name, mark, issue)| (issue, name, mark)).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let html = CasePanel { rows }.render()?;
    Ok(vec![Panel {
        order: 40, title: "この事例から見えた課題".into(), anchor: "issues", html
    }])
}

/// Those of these issues the actor may read.
pub async fn readable(conn: &mut Conn, actor: &Actor, ids: &[IssueId]) -> Result<Vec<Issue>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let scope = store::scope(conn, actor).await?;
    store::readable(conn, &scope, ids).await
}

#[derive(Template)]
#[template(path = "issues/meeting_panel.html")]
struct MeetingPanel {
    meeting: MeetingId,
    decided: Vec<(Decision, Issue, String)>,
    open: Vec<(Issue, String, Vec<Move>)>,
}

/// What a meeting decided on issues, and what it may decide on. Meetings of single cases say nothing here.
async fn of_meeting(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    id: &MeetingId,
) -> Result<Vec<Panel>> {
    let meeting = meetings::find(conn, id).await?;
    let Some(kind) = structure.kind_of(&meeting.kind_id) else {
        return Ok(Vec::new());
    };
    if kind.deals_with(structure).is_none_or(|about| about == DealsWith::Cases) {
        return Ok(Vec::new());
    }
    let scope = store::scope(conn, actor).await?;
    let decisions = store::decisions_at(conn, id).await?;
    let ids: Vec<IssueId> = decisions.iter().map(|d| d.issue_id.clone()).collect();
    let about = store::readable(conn, &scope, &ids).await?;
    let decided = decisions
        .into_iter()
        .filter_map(|decision| {
            let issue = about.iter().find(|i| i.id == decision.issue_id)?.clone();
            let name = words::name(structure, &issue);
            Some((decision, issue, name))
        })
        .collect();
    let filter = Filter {
        level: Some(kind.level.clone()),
        units: structure.within(&structure.row_unit(&meeting.unit_id)),
        ..Filter::default()
    };
    let mut open = Vec::new();
    for issue in store::all(conn, &scope, &filter).await? {
        if !matches!(
            issue.status,
            IssueStatus::Candidate
                | IssueStatus::Open
                | IssueStatus::CarriedOver
                | IssueStatus::Continued
                | IssueStatus::Returned
        ) {
            continue;
        }
        let facts = IssueFacts::load(conn, &issue.id).await?;
        let moves = rules::moves_for(actor, &facts, issue.status);
        open.push((issue.clone(), words::name(structure, &issue), moves));
    }
    let html = MeetingPanel { meeting: id.clone(), decided, open }.render()?;
    Ok(vec![Panel {
        order: 40, title: "この会議で扱う課題".into(), anchor: "issues", html
    }])
}

/// What waits: issues to be looked at again, returned ones for the centre, raised ones for the city.
pub async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    if actor.seat().is_none_or(|seat| seat.standing.keeps == Keeps::These(Vec::new())) {
        return Ok(Vec::new());
    }
    let scope = store::scope(conn, actor).await?;
    let keeps = |issue: &Issue| actor.keeps(&issue.level_id, &issue.unit_id);
    let mut all = Vec::new();
    for issue in store::waiting(conn, &scope, today.plus_days(14)).await?.into_iter().filter(keeps)
    {
        all.push(due_line("課題を確認する", &issue, issue.next_review_on, DueGroup::Todo));
    }
    for issue in store::in_status(conn, IssueStatus::Returned).await?.into_iter().filter(keeps) {
        all.push(due_line("差し戻された課題を検討する", &issue, None, DueGroup::CameBack));
    }
    if actor.is(Role::CityOfficer) {
        let raised = store::in_status(conn, IssueStatus::Candidate).await?;
        let above = |issue: &Issue| !is_lowest(structure, &issue.level_id);
        for issue in raised.into_iter().filter(keeps).filter(above) {
            all.push(due_line("上がってきた課題の検討を始める", &issue, None, DueGroup::Todo));
        }
    }
    Ok(all)
}

fn due_line(title: &str, issue: &Issue, day: Option<Day>, group: DueGroup) -> Due {
    Due {
        title: title.into(),
        about: issue.title.clone(),
        href: format!("/issues/{}", issue.id),
        day,
        group,
    }
}

/// Issues whose title or text holds the words.
pub async fn search(conn: &mut Conn, actor: &Actor, text: &str) -> Result<Vec<Found>> {
    let scope = store::scope(conn, actor).await?;
    let filter = Filter { words: text.to_owned(), ended_too: true, ..Filter::default() };
    let newest = store::BY_RAISED_ON.down().first(20);
    let found = store::list(conn, &scope, &filter, &newest).await?.rows;
    Ok(found
        .into_iter()
        .map(|issue| Found {
            kind: "課題",
            excerpt: format!("{} {}", issue.status.label(), issue.description),
            href: format!("/issues/{}", issue.id),
            title: issue.words.title,
        })
        .collect())
}
