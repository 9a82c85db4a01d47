//! What issues have to say on pages of rooms above, on 今日, and to the search.

use askama::Template;

use super::{
    Decision, Filter, Handover, Issue, IssueAction, IssueStatus, Move, is_lowest, rules, store,
    words,
};
use crate::{
    access::{self, Actor, Keeps, Role, Subject},
    clock::Day,
    db::Conn,
    error::Result,
    id::{CaseId, IssueId, MeetingId},
    meetings,
    preset::DealsWith,
    room::{AHEAD, Due, DueGroup, Panel},
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
        "entry" => {
            let address = format!("/records/{}", subject.id);
            super::grounds::panels(conn, (actor, structure), &address).await
        }
        "list" => super::grounds::panels(conn, (actor, structure), &subject.id).await,
        _ => Ok(Vec::new()),
    }
}

#[derive(Template)]
#[template(path = "issues/case_panel.html")]
struct CasePanel {
    rows: Vec<CaseRow>,
}

struct CaseRow {
    issue: Issue,
    name: String,
    mark: &'static str,
    /// Its last hand-over to a working group.
    handover: Option<Handover>,
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
    let issues = readable(conn, actor, &ids).await?;
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let handed = store::handovers(conn, &ids).await?;
    let row = |issue: Issue| CaseRow {
        name: words::name(structure, &issue),
        mark: words::mark(structure, &issue),
        handover: handed.iter().find(|h| h.decision.issue_id == issue.id).cloned(),
        issue,
    };
    let rows: Vec<CaseRow> = issues.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let html = CasePanel { rows }.render()?;
    Ok(vec![Panel {
        order: 40,
        title: "この事例から見えた課題".into(),
        anchor: "issues",
        html,
        next: None,
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
    /// Decisions on issues that this reader may not see: what is printed of a meeting says what it leaves out.
    unseen: usize,
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
    let all = decisions.len();
    let decided: Vec<(Decision, Issue, String)> = decisions
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
    let mut issues = store::all(conn, &scope, &filter).await?;
    issues.retain(|issue| {
        matches!(
            issue.status,
            IssueStatus::Candidate
                | IssueStatus::Open
                | IssueStatus::CarriedOver
                | IssueStatus::Continued
                | IssueStatus::Returned
        )
    });
    let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id.clone()).collect();
    let facts = store::facts_of(conn, &ids).await?;
    let open = issues
        .into_iter()
        .filter_map(|issue| {
            let facts = facts.iter().find(|facts| facts.issue == issue.id)?;
            let moves = rules::moves_for(actor, structure, facts, issue.status);
            let name = words::name(structure, &issue);
            Some((issue, name, moves))
        })
        .collect();
    let html = MeetingPanel { meeting: id.clone(), unseen: all - decided.len(), decided, open }
        .render()?;
    Ok(vec![Panel {
        order: 40,
        title: "この会議で扱う課題".into(),
        anchor: "issues",
        html,
        next: None,
    }])
}

/// What waits: issues to be looked at again, returned ones for the centre, raised ones for the city.
pub async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = asked_of(conn, actor, today).await?;
    if actor.seat().is_none_or(|seat| seat.standing.keeps == Keeps::These(Vec::new())) {
        return Ok(all);
    }
    let scope = store::scope(conn, actor).await?;
    let keeps = |issue: &Issue| actor.keeps(&issue.level_id, &issue.unit_id);
    let unheard = store::unheard(conn).await?;
    for issue in store::find_all(conn, &unheard).await?.into_iter().filter(keeps) {
        let due = due_line("作業部会の返事を確認する", &issue, None, DueGroup::CameBack);
        all.push(Due { href: format!("/issues/{}/replies", issue.id), ..due });
    }
    for issue in store::waiting(conn, &scope, today.plus_days(14)).await?.into_iter().filter(keeps)
    {
        all.push(due_line("課題を確認する", &issue, issue.next_review_on, DueGroup::Todo));
    }
    for issue in store::in_status(conn, IssueStatus::Returned).await?.into_iter().filter(keeps) {
        all.push(due_line("差し戻された課題を検討する", &issue, None, DueGroup::CameBack));
    }
    if actor.is(Role::CityOfficer) {
        let mut raised = store::in_status(conn, IssueStatus::Candidate).await?;
        raised.sort_by_key(|issue| issue.raised_on);
        let above = |issue: &Issue| !is_lowest(structure, &issue.level_id);
        for issue in raised.into_iter().filter(keeps).filter(above) {
            let due = due_line("上がってきた課題の検討を始める", &issue, None, DueGroup::Todo);
            let about = match today.since(issue.raised_on) {
                0 => format!("{}・今日から", due.about),
                days => format!("{}・挙がってから{days}日", due.about),
            };
            all.push(Due { about, ..due });
        }
    }
    Ok(all)
}

/// What a working group was asked and has still to say, for those who speak for it; whoever asked hears of it otherwise.
async fn asked_of(conn: &mut Conn, actor: &Actor, today: Day) -> Result<Vec<Due>> {
    let Some(seat) = actor.seat() else {
        return Ok(Vec::new());
    };
    let groups: Vec<_> = seat.conferences.iter().chain(&seat.standing.runs).cloned().collect();
    let handed = store::handed_to(conn, &groups).await?;
    let issues = store::find_all(conn, &handed).await?;
    let facts = store::facts_of(conn, &handed).await?;
    let handed = store::handovers(conn, &handed).await?;
    let asked = |issue: &Issue| {
        let facts = facts.iter().find(|facts| facts.issue == issue.id);
        facts.is_some_and(|facts| {
            !facts.is_kept_by(actor) && access::may(IssueAction::Reply, actor, facts)
        })
    };
    let mut all = Vec::new();
    for issue in issues.into_iter().filter(asked) {
        let handover = handed.iter().find(|handover| handover.decision.issue_id == issue.id);
        let Some(handover) = handover.filter(|handover| handover.waits(issue.status)) else {
            continue;
        };
        let day = handover.next_on();
        let (title, day) = match handover.replies.is_empty() {
            // Who did not answer yet does it now, however far off the day is on which those who asked look again.
            true => ("依頼に返事をする", day.filter(|day| day.since(today) <= AHEAD)),
            false => ("依頼への取組を知らせる", day),
        };
        let due = due_line(title, &issue, day, DueGroup::Todo);
        all.push(Due { href: format!("/issues/{}/replies", issue.id), ..due });
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
