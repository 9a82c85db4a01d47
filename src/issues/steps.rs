//! `/issues/{id}/{step}`: one form for every decision, with its reason and the meeting that took it; and splitting.

use axum::{extract::Path, response::Response};

use super::{
    Evidence, Issue, IssueFacts, IssueWords, Move, NewDecision, Split, Target, commands,
    levels_above, rules, standing, store, words,
};
use crate::{
    access::{Action, Actor, Leave, Load},
    conferences,
    db::{Conn, Rows},
    error::{Error, Refusals, Result},
    id::{ConferenceId, EvidenceId, IssueId, LevelId, UnitId},
    meetings::{self, BY_DAY, MeetingFilter, MeetingStatus},
    preset::DealsWith,
    structure::Structure,
    undo::{Back, Before},
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
    choices: Choices,
    evidence: String,
}

/// What the form offers.
#[derive(Default)]
struct Choices {
    meetings: Vec<Choice>,
    /// Working groups, for handing over.
    groups: Vec<Choice>,
    /// Issues to join above or to merge into; the first of those above begin with `new:`.
    targets: Vec<Choice>,
}

impl Choices {
    /// Only those of the fields that are asked for.
    async fn of(
        conn: &mut Conn,
        visit: &Visit,
        (issue, step): (&Issue, Move),
        asked: impl Fn(&str) -> bool,
    ) -> Result<Choices> {
        let mut choices = Choices::default();
        if asked("meeting") {
            choices.meetings =
                meeting_choices(conn, visit.actor(), visit.structure(), issue).await?;
        }
        if asked("conference") && step == Move::HandOver {
            choices.groups = groups(conn, visit, issue).await?;
        }
        if asked("target") {
            choices.targets = targets(conn, visit, issue, step).await?;
        }
        Ok(choices)
    }
}

impl StepPage {
    fn is(&self, step: Move) -> bool {
        self.step == step
    }

    /// Whether there is something to raise it to, or to merge it with.
    fn leads_somewhere(&self) -> bool {
        !matches!(self.step, Move::Escalate | Move::Merge) || !self.choices.targets.is_empty()
    }

    fn day_help(&self) -> &'static str {
        match self.step.is_a_conference_s() {
            true => "会議を選んだときは会議の日になります。空なら今日です",
            false => "空なら今日です",
        }
    }

    fn reason_help(&self) -> &'static str {
        match self.step.needs_reason() {
            true => "あとから経過をたどるために残します",
            false => "書かなくてもかまいません。あとから経過をたどるために残します",
        }
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
    let issue = before(&visit, &mut conn, &id, step).await?;
    let form = FormState::empty().with("meeting", visit.query("meeting"));
    web::page(&page(&visit, &mut conn, issue, step, form).await?)
}

/// The issue, when this step may be taken with it now.
async fn before(visit: &Visit, conn: &mut Conn, id: &IssueId, step: Move) -> Result<Issue> {
    let facts = IssueFacts::load(conn, id).await?;
    visit.check(step.action(), &facts)?;
    let issue = store::find(conn, id).await?;
    if rules::moves_for(visit.actor(), visit.structure(), &facts, issue.status).contains(&step) {
        return Ok(issue);
    }
    let (is, step) = (issue.status.label(), step.label());
    Err(Error::conflict(format!("この課題は「{is}」なので、「{step}」はできません。")))
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    issue: Issue,
    step: Move,
    form: FormState,
) -> Result<StepPage> {
    let counts = store::evidence_counts(conn, std::slice::from_ref(&issue.id)).await?;
    Ok(StepPage {
        frame: visit.frame(step.label()),
        form,
        name: words::name(visit.structure(), &issue),
        step,
        choices: Choices::of(conn, visit, (&issue, step), |_| true).await?,
        evidence: counts.get(&issue.id).map(|c| c.words()).unwrap_or_default(),
        issue,
    })
}

/// Sittings that may have decided: not of single cases, of the issue's centre or above, held by today, newest first.
pub async fn meeting_choices(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    issue: &Issue,
) -> Result<Vec<Choice>> {
    let filter = MeetingFilter { to: Some(conn.now().day()), ..MeetingFilter::default() };
    let all = meetings::list(conn, actor, &filter, &BY_DAY.down().first(200)).await?.rows;
    let conferences = conferences::list(conn).await?;
    let named = |id: &ConferenceId| conferences.iter().find(|c| c.id == *id).map(|c| &c.name);
    let decides = |kind: &crate::id::ConferenceKindId| {
        structure.deals_with(kind).is_some_and(|about| about != DealsWith::Cases)
    };
    let only_cases_meet =
        !structure.conference_kinds.iter().any(|k| k.level == issue.level_id && decides(&k.key));
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
            let name = named(&meeting.conference_id)?;
            let label = format!("{day} {name} 第{}回", meeting.number);
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
                let unit = structure.unit_above(&level.key, &issue.unit_id);
                for other in at(conn, visit, &level.key, &unit).await? {
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

fn choice(structure: &Structure, issue: &Issue) -> Choice {
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
    let found = before(&visit, &mut conn, &id, step).await?;
    let said = |field: &str| !form.value(field).is_empty();
    let choices = Choices::of(&mut conn, &visit, (&found, step), said).await?;
    let decision = read(&visit, step, &choices, &mut form);
    drop(conn);
    let (visiting, asked, issue) = (&visit, &decision, &id);
    let command = visit.in_turn(store::NUMBERS).write(|mut tx| async move {
        let (actor, structure) = (visiting.actor(), visiting.structure());
        let facts = IssueFacts::load(&mut tx, issue).await?;
        let also = also_changed(&mut tx, issue, asked).await?;
        let back = Back::from(&*format!("「{}」を取り消す", step.label())).and(also);
        let before = Before::look(&mut tx, step.action(), &facts, back).await?;
        let to = commands::decide(&mut tx, actor, structure, issue, asked).await?;
        let new = to.iter().filter(|_| matches!(asked.target, Some(Target::New { .. })));
        let undo = before.keep(&mut tx, actor, new.flat_map(rules::rows_of)).await?;
        Ok((tx, (to, undo)))
    });
    let would = || commands::lacks(asked, visiting.today());
    let Some((to, undo)) = form.ask(would, command).await? else {
        let mut conn = visit.read().await?;
        return web::refused(&page(&visit, &mut conn, found, step, form).await?);
    };
    let to = to.filter(|_| step == Move::Merge).unwrap_or(id);
    Ok(web::done_for_now(&format!("/issues/{to}"), step.done(), undo.as_ref()))
}

/// What of other issues a decision changes: of those behind, and of the one that it is raised to or merged into.
async fn also_changed(conn: &mut Conn, id: &IssueId, decision: &NewDecision) -> Result<Vec<Rows>> {
    let mut others: Vec<IssueId> =
        store::behind(conn, std::slice::from_ref(id)).await?.into_keys().collect();
    if let Some(Target::Issue(to)) = &decision.target {
        others.push(to.clone());
    }
    Ok(others.iter().filter(|other| *other != id).flat_map(rules::rows_of).collect())
}

/// What a step is about, as its page calls it.
fn target_word(step: Move) -> &'static str {
    if step == Move::Escalate { "上げる先" } else { "統合先の課題" }
}

fn read(visit: &Visit, step: Move, offered: &Choices, form: &mut FormState) -> NewDecision {
    let meeting = form.optional_choice("meeting", "決めた会議", &offered.meetings);
    let day = form.day_near("decided_on", "決めた日", visit.today());
    let reason = form.optional("reason", "理由", 1000);
    let review_on = form.day_near("review_on", "次に確認する日", visit.today());
    let conference = form.optional_choice("conference", "依頼先", &offered.groups);
    let target = form.optional_choice("target", target_word(step), &offered.targets);
    NewDecision {
        meeting: meeting.map(Into::into),
        review_on,
        conference: conference.map(Into::into),
        target: target.map(|target| match target.strip_prefix("new:") {
            Some(level) => Target::New { level: level.into(), words: IssueWords::blank().into() },
            None => Target::Issue(target.into()),
        }),
        ..NewDecision::new(step, day.unwrap_or_else(|| visit.today()), reason)
    }
}

#[derive(askama::Template)]
#[template(path = "issues/split.html")]
struct SplitPage {
    frame: Frame,
    form: FormState,
    issue: Issue,
    name: String,
    evidence: Vec<Choice>,
    back: String,
}

/// `GET /issues/{id}/split`
pub async fn ask_split(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    web::page(&split_page(&visit, &id, FormState::empty()).await?)
}

async fn split_page(visit: &Visit, id: &IssueId, form: FormState) -> Result<SplitPage> {
    let mut conn = visit.read().await?;
    let evidence = movable(visit, &mut conn, id).await?;
    let issue = store::find(&mut conn, id).await?;
    Ok(SplitPage {
        frame: visit.frame("課題を分ける"),
        form,
        name: words::name(visit.structure(), &issue),
        back: format!("/issues/{id}"),
        issue,
        evidence,
    })
}

/// The evidence that may go with what is split off.
async fn movable(visit: &Visit, conn: &mut Conn, id: &IssueId) -> Result<Vec<Choice>> {
    let _ = visit.see(Split, id, conn).await?;
    let choice = |e: Evidence| {
        Choice::new(e.id.as_str(), format!("{} {}", e.kind.label(), e.name())).with_help(e.note)
    };
    let rows = store::evidence(conn, id).await?;
    let rows = standing::as_known(conn, (visit.actor(), visit.structure()), rows).await?;
    Ok(rows.into_iter().map(choice).collect())
}

/// `POST /issues/{id}/split`
pub async fn split(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    let evidence = movable(&visit, &mut conn, &id).await?;
    drop(conn);
    let title = form.required("title", "新しい課題", 80);
    let description = form.optional("description", "内容", 2000);
    let moved = form.chosen("evidence", "移す根拠", &evidence);
    let moved: &Vec<EvidenceId> = &moved.into_iter().map(EvidenceId::from).collect();
    let words = &IssueWords { title, description, ..IssueWords::blank() };
    let visiting = &visit;
    let command = visit.in_turn(store::NUMBERS).act(Split, &id, |mut tx, permit| async move {
        let back = Back::from("課題を分けたのを取り消す");
        let before = Before::look(&mut tx, Split::RULE, permit.facts(), back).await?;
        let new = commands::split(&mut tx, permit, words, moved).await?;
        let undo = before.keep(&mut tx, visiting.actor(), rules::rows_of(&new)).await?;
        Ok((tx, (new, undo)))
    });
    let Some((new, undo)) = form.ask(Refusals::default, command).await? else {
        return web::refused(&split_page(&visit, &id, form).await?);
    };
    Ok(web::done_for_now(
        &format!("/issues/{new}"),
        "課題を分けました。元の課題とのつながりは残っています。",
        undo.as_ref(),
    ))
}
