//! `/issues/{id}/{step}`: one form for every decision, with its reason and the meeting that took it; and splitting.

use axum::{extract::Path, response::Response};

use super::{
    Decide, Escalate, Issue, IssueFacts, IssueWords, Merge, Move, NewDecision, Raised, Return,
    Split, levels_above, rules, store, words,
};
use crate::{
    access::{self, Load},
    clock::Day,
    conferences,
    db::Conn,
    error::{Error, Result},
    id::{EvidenceId, IssueId, LevelId, MeetingId, UnitId},
    meetings::{self, BY_DAY, MeetingFilter, MeetingStatus},
    preset::DealsWith,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/step.html")]
struct StepPage {
    frame: Frame,
    form: FormState,
    issue: Issue,
    name: String,
    step: Move,
    meetings: Vec<Choice>,
    /// Working groups, for handing over.
    groups: Vec<Choice>,
    /// Issues to join above or to merge into; the first of those above begin with `new:`.
    targets: Vec<Choice>,
    evidence: String,
}

impl StepPage {
    fn is(&self, step: Move) -> bool {
        self.step == step
    }
}

fn step_of(noun: &str) -> Result<Move> {
    Move::ALL
        .iter()
        .copied()
        .find(|step| step.noun() == noun && *step != Move::Answer)
        .ok_or(Error::NotFound)
}

/// `GET /issues/{id}/{step}`
pub async fn ask(visit: Visit, Path((id, noun)): Path<(IssueId, String)>) -> Result<Response> {
    let step = step_of(&noun)?;
    let mut conn = visit.read().await?;
    let facts = IssueFacts::load(&mut conn, &id).await?;
    visit.check(step.action(), &facts)?;
    let form = FormState::empty().with("meeting", visit.query("meeting"));
    web::page(&page(&visit, &mut conn, &facts, step, form).await?)
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    facts: &IssueFacts,
    step: Move,
    form: FormState,
) -> Result<StepPage> {
    let issue = store::find(conn, &facts.issue).await?;
    if !rules::moves_for(visit.actor(), facts, issue.status).contains(&step) {
        return Err(Error::conflict(format!(
            "「{}」の課題に「{}」は行えません。",
            issue.status.label(),
            step.label()
        )));
    }
    let counts = store::evidence_counts(conn, std::slice::from_ref(&issue.id)).await?;
    Ok(StepPage {
        frame: visit.frame(step.label()),
        form,
        name: words::name(visit.structure(), &issue),
        step,
        meetings: meeting_choices(conn, visit, &issue).await?,
        groups: if step == Move::HandOver {
            groups(conn, visit, &issue).await?
        } else {
            Vec::new()
        },
        targets: targets(conn, visit, &issue, step).await?,
        evidence: counts.get(&issue.id).map(|c| c.words()).unwrap_or_default(),
        issue,
    })
}

/// Sittings that may have decided: not of single cases, of the issue's centre or above, held by today, newest first.
pub(crate) async fn meeting_choices(
    conn: &mut Conn,
    visit: &Visit,
    issue: &Issue,
) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let filter = MeetingFilter { to: Some(visit.today()), ..MeetingFilter::default() };
    let all = meetings::list(conn, visit.actor(), &filter, &BY_DAY.down().first(200)).await?.rows;
    let decides = |kind: &crate::id::ConferenceKindId| {
        structure.deals_with(kind).is_some_and(|about| about != DealsWith::Cases)
    };
    let only_cases_meet = !structure
        .conference_kinds
        .iter()
        .any(|k| k.level == issue.level_id.as_str() && decides(&k.key.as_str().into()));
    let choices = all
        .into_iter()
        .filter(|meeting| meeting.status != MeetingStatus::Cancelled)
        .filter(|meeting| decides(&meeting.kind_id) || only_cases_meet)
        .filter(|meeting| {
            meeting.unit_id.is_municipality()
                || structure.concerns(&meeting.unit_id, &issue.unit_id)
        })
        .filter_map(|meeting| {
            let day = meeting.day?;
            let label =
                format!("{day} {} 第{}回", structure.kind_name(&meeting.kind_id), meeting.number);
            Some(Choice::new(meeting.id.as_str(), label))
        });
    Ok(choices.take(40).collect())
}

/// Working groups near the issue, nearest first.
async fn groups(conn: &mut Conn, visit: &Visit, issue: &Issue) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let works =
        |kind: &crate::id::ConferenceKindId| structure.deals_with(kind) == Some(DealsWith::Work);
    let all = conferences::list(conn).await?;
    let (near, far): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|c| works(&c.kind_id) && c.status.is_active())
        .partition(|c| structure.concerns(&c.unit_id, &issue.unit_id));
    let offered = if near.is_empty() { far } else { near };
    Ok(offered.into_iter().map(|c| Choice::new(c.id.as_str(), c.name)).collect())
}

/// What the issue may join: for raising, a new or an open issue of a level above; for merging, one of its own.
async fn targets(conn: &mut Conn, visit: &Visit, issue: &Issue, step: Move) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let mut choices = Vec::new();
    match step {
        Move::Escalate => {
            for level in levels_above(structure, &issue.level_id) {
                choices.push(Choice::new(
                    format!("new:{}", level.key),
                    format!("新しい{}にする", level.issue_name),
                ));
                let upper = LevelId::from(level.key.as_str());
                let unit = structure.unit_above(&level.key, &issue.unit_id);
                for other in at(conn, visit, &upper, &unit).await? {
                    if other.status.may_be_joined() {
                        choices.push(choice(structure, &other));
                    }
                }
            }
        }
        Move::Merge => {
            for other in at(conn, visit, &issue.level_id, &issue.unit_id).await? {
                if other.id != issue.id && other.status.is_live() {
                    choices.push(choice(structure, &other));
                }
            }
        }
        _ => {}
    }
    Ok(choices)
}

/// The issues of a level and unit that this person may read: the titles of others are not theirs to learn.
async fn at(conn: &mut Conn, visit: &Visit, level: &LevelId, unit: &UnitId) -> Result<Vec<Issue>> {
    let filter = store::Filter {
        level: Some(level.clone()),
        units: vec![unit.clone()],
        ..store::Filter::default()
    };
    let scope = store::scope(conn, visit.actor()).await?;
    store::all(conn, &scope, &filter).await
}

fn choice(structure: &crate::structure::Structure, issue: &Issue) -> Choice {
    Choice::new(issue.id.as_str(), format!("{} {}", words::name(structure, issue), issue.title))
        .with_help(issue.status.label())
}

/// `POST /issues/{id}/{step}`
pub async fn decide(
    visit: Visit,
    Path((id, noun)): Path<(IssueId, String)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let step = step_of(&noun)?;
    let mut conn = visit.read().await?;
    let facts = IssueFacts::load(&mut conn, &id).await?;
    visit.check(step.action(), &facts)?;
    let page = page(&visit, &mut conn, &facts, step, form.clone()).await?;
    let decision = read(&mut conn, &visit, &page, &mut form).await?;
    let target = match step {
        Move::Escalate | Move::Merge => {
            form.required_choice("target", "加える先の課題", &page.targets)
        }
        _ => None,
    };
    let (Some(decision), true) = (decision, form.is_valid()) else {
        return web::refused(&StepPage { form, ..page });
    };
    drop(conn);
    let outcome = carry_out(&visit, &id, step, &decision, target.as_deref()).await;
    match outcome {
        Ok(to) => Ok(web::done(&format!("/issues/{to}"), "決定を記録しました。")),
        // What the store refuses (a later evidence, a lost race) is told beside the values, so that nothing is lost.
        Err(refused @ (Error::Conflict(_) | Error::Overtaken)) => {
            form.error("", refused.to_string());
            web::refused(&StepPage { form, ..page })
        }
        Err(error) => Err(error),
    }
}

async fn read(
    conn: &mut Conn,
    visit: &Visit,
    page: &StepPage,
    form: &mut FormState,
) -> Result<Option<NewDecision>> {
    let meeting =
        form.optional_choice("meeting", "決めた会議", &page.meetings).map(MeetingId::from);
    let day = form.optional_day("decided_on", "決めた日");
    let reason = form.optional("reason", "理由", 1000);
    let review_on = form.optional_day("review_on", "次に確認する日");
    let conference = form.optional_choice("conference", "依頼先", &page.groups);
    let held_on: Option<Day> = match &meeting {
        Some(id) => meetings::find(conn, id).await?.day,
        None => None,
    };
    let decided_on = held_on.or(day).unwrap_or_else(|| visit.today());
    if decided_on > visit.today() {
        form.error("decided_on", "決めた日は今日までの日にしてください。");
    }
    let period = review_on
        .filter(|_| page.step == Move::CarryOver)
        .and_then(|day| visit.structure().period_of_day(day));
    let decision = NewDecision {
        step: page.step,
        meeting,
        decided_on,
        reason,
        review_on,
        conference: conference.map(Into::into),
        period,
    };
    if let Some((field, sentence)) = decision.lack()
        && !form.is_wrong(field)
    {
        form.error(field, sentence);
    }
    Ok(form.is_valid().then_some(decision))
}

/// Carries the decision out in one transaction; gives the issue whose page comes next.
async fn carry_out(
    visit: &Visit,
    id: &IssueId,
    step: Move,
    decision: &NewDecision,
    target: Option<&str>,
) -> Result<IssueId> {
    visit
        .in_turn(store::NUMBERS)
        .write(|mut tx| async move {
            let actor = visit.actor();
            let facts = IssueFacts::load(&mut tx, id).await?;
            match step {
                Move::Escalate => {
                    let permit = access::permit::<Escalate>(&mut tx, actor, &facts)?;
                    let target = target.unwrap_or_default();
                    let to = match target.strip_prefix("new:") {
                        Some(level) => Raised::New {
                            level: level.into(),
                            unit: visit.structure().unit_above(level, &facts.unit),
                            words: Box::default(),
                        },
                        None => Raised::Join(target.into()),
                    };
                    store::escalate(&mut tx, permit, decision, &to).await?;
                }
                Move::Merge => {
                    let permit = access::permit::<Merge>(&mut tx, actor, &facts)?;
                    let into = IssueId::from(target.unwrap_or_default());
                    store::merge(&mut tx, permit, &into, decision).await?;
                    return Ok((tx, into));
                }
                Move::Return => {
                    let permit = access::permit::<Return>(&mut tx, actor, &facts)?;
                    store::return_back(&mut tx, permit, decision).await?;
                }
                _ => {
                    let permit = access::permit::<Decide>(&mut tx, actor, &facts)?;
                    store::decide(&mut tx, permit, decision).await?;
                }
            }
            Ok((tx, id.clone()))
        })
        .await
}

#[derive(askama::Template)]
#[template(path = "issues/split.html")]
struct SplitPage {
    frame: Frame,
    form: FormState,
    issue: Issue,
    name: String,
    evidence: Vec<Choice>,
}

/// `GET /issues/{id}/split`
pub async fn ask_split(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    web::page(&split_page(&visit, &id, FormState::empty()).await?)
}

async fn split_page(visit: &Visit, id: &IssueId, form: FormState) -> Result<SplitPage> {
    let mut conn = visit.read().await?;
    let _ = visit.see(super::rules::Split, id, &mut conn).await?;
    let issue = store::find(&mut conn, id).await?;
    let evidence = store::evidence(&mut conn, id)
        .await?
        .into_iter()
        .map(|e| {
            Choice::new(e.id.as_str(), format!("{} {}", e.kind.label(), e.name())).with_help(e.note)
        })
        .collect();
    Ok(SplitPage {
        frame: visit.frame("課題を分ける"),
        form,
        name: words::name(visit.structure(), &issue),
        issue,
        evidence,
    })
}

/// `POST /issues/{id}/split`
pub async fn split(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let page = split_page(&visit, &id, FormState::empty()).await?;
    let title = form.required("title", "新しい課題", 80);
    let description = form.optional("description", "内容", 2000);
    let moved = form.chosen("evidence", "移す根拠", &page.evidence);
    if !form.is_valid() {
        return web::refused(&SplitPage { form, ..page });
    }
    let moved: Vec<EvidenceId> = moved.into_iter().map(EvidenceId::from).collect();
    let words = IssueWords { title, description, ..IssueWords::default() };
    let (visit, id, words, moved) = (&visit, &id, &words, &moved);
    let new = visit
        .in_turn(store::NUMBERS)
        .act(Split, id, |mut tx, permit| async move {
            let new = store::split(&mut tx, permit, words, moved, visit.today()).await?;
            Ok((tx, new))
        })
        .await?;
    Ok(web::done(
        &format!("/issues/{new}"),
        "課題を分けました。元の課題とのつながりは残っています。",
    ))
}
