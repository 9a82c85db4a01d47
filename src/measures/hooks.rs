//! What measures have to say on pages of rooms above, on 今日, and to the search.

use std::collections::BTreeSet;

use askama::Template;

use super::{Feedback, FeedbackAction, Measure, show::facts_of, store, told::titles};
use crate::{
    access::{self, Actor, Role, Subject},
    clock::Day,
    db::Conn,
    error::Result,
    id::{CaseId, DecisionId, IssueId, MeasureId, MeetingId},
    issues::{self, IssueAction},
    room::{Due, DueGroup, Panel},
    structure::Structure,
};

/// Days of looking ahead.
const AHEAD: i64 = 14;

/// Fragments for the pages of a case, an issue and a meeting.
pub async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    match subject.kind {
        "case" => {
            let rows = store::feedbacks_of_case(conn, &CaseId::from(subject.id.as_str())).await?;
            if rows.is_empty() || !(actor.is(Role::CityOfficer) || hears_of(actor, &rows)) {
                return Ok(Vec::new());
            }
            let here = format!("/cases/{}", subject.id);
            let line = |row: Feedback| {
                let may = access::may(FeedbackAction::Acknowledge, actor, &facts_of(&row));
                (row.waits() && may, row)
            };
            let rows = rows.into_iter().map(line).collect();
            let html = CasePanel { rows, here }.render()?;
            Ok(vec![Panel {
                order: 50,
                title: "返ってきた答え".into(),
                anchor: "feedback",
                html,
                next: None,
            }])
        }
        "issue" => {
            let asked = IssueId::from(subject.id.as_str());
            let ahead = issues::ahead(conn, &[asked]).await?;
            let ids: Vec<IssueId> = ahead.into_keys().collect();
            let answering = store::of_issues(conn, &ids).await?;
            let rows = visible(conn, actor, answering).await?;
            let mut panels = list_panel(rows, "この課題に答える施策")?;
            panels.extend(answers_panel(conn, actor, structure, subject, &ids).await?);
            Ok(panels)
        }
        "meeting" => {
            let id = MeetingId::from(subject.id.as_str());
            let decided = store::of_meeting(conn, &id).await?;
            let rows = visible(conn, actor, decided).await?;
            list_panel(rows, "この会議で決めた施策")
        }
        _ => Ok(Vec::new()),
    }
}

/// Whether one of these was told to the actor or to their centre.
fn hears_of(actor: &Actor, rows: &[Feedback]) -> bool {
    rows.iter().any(|f| {
        (actor.is(Role::CenterStaff) && actor.knows(&f.unit_id))
            || actor.seat().is_some_and(|seat| seat.standing.keeps.units().contains(&f.unit_id))
            || f.account_id.as_ref().is_some_and(|a| actor.is_account(a))
    })
}

/// Those of these measures that answer an issue which the actor may read.
pub async fn visible(
    conn: &mut Conn,
    actor: &Actor,
    mut rows: Vec<Measure>,
) -> Result<Vec<Measure>> {
    let ids: Vec<MeasureId> = rows.iter().map(|measure| measure.id.clone()).collect();
    let answers = store::issues_of_all(conn, &ids).await?;
    let issues: BTreeSet<IssueId> = answers.values().flatten().cloned().collect();
    let issues: Vec<IssueId> = issues.into_iter().collect();
    let readable = issues::readable(conn, actor, &issues).await?;
    rows.retain(|measure| {
        let answered = answers.get(&measure.id);
        readable.iter().any(|issue| answered.is_some_and(|ids| ids.contains(&issue.id)))
    });
    Ok(rows)
}

#[derive(Template)]
#[template(path = "measures/case_panel.html")]
struct CasePanel {
    /// Each with whether the reader may say that they have read it.
    rows: Vec<(bool, Feedback)>,
    /// The case's page, to which that leads back.
    here: String,
}

#[derive(Template)]
#[template(path = "measures/answers_panel.html")]
struct AnswersPanel {
    rows: Vec<AnswerRow>,
    places: String,
}

struct AnswerRow {
    decision: issues::Decision,
    /// Whether it answers an issue above, to which this one was raised.
    of_other: bool,
    may_tell: bool,
    told: usize,
    waiting: usize,
}

/// How an issue, or what it became part of, was answered in words.
async fn answers_panel(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
    ids: &[IssueId],
) -> Result<Option<Panel>> {
    let readable = issues::readable(conn, actor, ids).await?;
    let readable: Vec<IssueId> = readable.into_iter().map(|issue| issue.id).collect();
    let answers = issues::answers_in_words(conn, &readable).await?;
    if answers.is_empty() {
        return Ok(None);
    }
    let (decided, answered): (Vec<DecisionId>, Vec<IssueId>) =
        answers.iter().map(|answer| (answer.id.clone(), answer.issue_id.clone())).unzip();
    let told = store::feedbacks_of_words(conn, &decided).await?;
    let facts = issues::facts_of(conn, &answered).await?;
    let row = |decision: issues::Decision| {
        let facts = facts.iter().find(|facts| facts.issue == decision.issue_id);
        let told = told.iter().filter(|f| f.decision_id.as_ref() == Some(&decision.id));
        let told = told.filter(|f| f.stands());
        AnswerRow {
            of_other: subject.id != decision.issue_id.as_str(),
            may_tell: facts.is_some_and(|facts| access::may(IssueAction::Tell, actor, facts)),
            told: told.clone().count(),
            waiting: told.filter(|feedback| feedback.waits()).count(),
            decision,
        }
    };
    let rows = answers.into_iter().map(row).collect();
    let html = AnswersPanel { rows, places: structure.issue_places_word().to_owned() }.render()?;
    let title = "この課題への回答".to_owned();
    Ok(Some(Panel { order: 45, title, anchor: "feedback", html, next: None }))
}

#[derive(Template)]
#[template(path = "measures/list_panel.html")]
struct ListPanel {
    rows: Vec<Measure>,
}

fn list_panel(rows: Vec<Measure>, title: &str) -> Result<Vec<Panel>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let html = ListPanel { rows }.render()?;
    Ok(vec![Panel { order: 50, title: title.into(), anchor: "measures", html, next: None }])
}

/// What waits: for the city the follow-ups of measures and what nobody acknowledged, for others what came back.
pub async fn due(conn: &mut Conn, actor: &Actor, today: Day) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    if actor.is(Role::CityOfficer) {
        let follow_ups = store::follow_ups_due(conn, today.plus_days(AHEAD)).await?;
        let ids: Vec<MeasureId> = follow_ups.iter().map(|f| f.measure_id.clone()).collect();
        let measures = store::find_all(conn, &ids).await?;
        for follow_up in follow_ups {
            let Some(measure) = measures.iter().find(|m| m.id == follow_up.measure_id) else {
                continue;
            };
            all.push(Due {
                title: "施策の効果を確認する".into(),
                about: measure.title.clone(),
                href: format!("/measures/{}#follow-up", measure.id),
                day: Some(follow_up.due),
                group: DueGroup::Todo,
            });
        }
        let waiting = store::unacknowledged(conn, actor).await?;
        let old = waiting.iter().filter(|f| today.since(f.sent_on) > AHEAD).count();
        if old > 0 {
            all.push(Due {
                title: "展開の未確認を確かめる".into(),
                about: format!("未確認の展開 {old}件(伝えてから{AHEAD}日を過ぎたもの)"),
                href: "/feedbacks?waiting=yes".into(),
                day: None,
                group: DueGroup::Todo,
            });
        }
        return Ok(all);
    }
    let waiting = store::unacknowledged(conn, actor).await?;
    let titles = titles(conn, &waiting).await?;
    for feedback in waiting {
        let title = titles.get(&feedback.id).cloned().unwrap_or_default();
        let own = match feedback.account_id.as_ref() {
            Some(account) => actor.is_account(account),
            None => true,
        };
        // What another person acknowledges here themselves is not this person's to do.
        if !own {
            continue;
        }
        let by_phone = feedback.case_id.is_some() && feedback.account_id.is_none();
        all.push(Due {
            title: if by_phone {
                "事例提供者に答えを伝える"
            } else {
                "返ってきた答えを確認する"
            }
            .into(),
            about: format!("{title}({})", feedback.recipient_name),
            href: "/feedbacks?waiting=yes".into(),
            day: None,
            group: DueGroup::CameBack,
        });
    }
    Ok(all)
}
