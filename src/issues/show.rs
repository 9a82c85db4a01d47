//! `/issues/{id}`: the card, its evidence, its history, and what may be done with it.

use axum::{extract::Path, response::Response};

use super::{
    AddEvidence, Decision, EvidenceCounts, EvidenceKind, Issue, IssueAction, IssueStatus, Link,
    LinkKind, Move, NewEvidence, Reply, commands,
    offered::{choice, offered},
    rules,
    standing::{self, EvidenceLine},
    store, words,
};
use crate::{
    access::{self, Load, Subject},
    cases,
    clock::Day,
    conferences,
    db::Conn,
    error::Result,
    id::{IssueId, MeetingId, ReviewId, UnitId},
    issues::IssueFacts,
    meetings::{self, MeetingAction},
    room::Panel,
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "issues/show.html")]
struct ShowPage {
    frame: Frame,
    issue: Issue,
    name: String,
    place: String,
    mark: &'static str,
    counts: EvidenceCounts,
    evidence: Vec<EvidenceLine>,
    /// What the places are called from which those come whose labels this person may not know.
    places: String,
    /// Cases behind it whose labels this person may not know.
    unseen_cases: usize,
    history: Vec<HistoryLine>,
    lineage: Vec<LineageLine>,
    actions: Vec<ActionLink>,
    may_edit: bool,
    may_add: bool,
    may_split: bool,
    reviews: Vec<Choice>,
    kinds: Vec<Choice>,
    form: FormState,
    panels: Vec<Panel>,
}

/// What the issue is called that this one was raised to.
const RAISED_TO: &str = "上げた先";

struct HistoryLine {
    decision: Decision,
    meeting: String,
    meeting_href: String,
    handed_to: String,
    /// What the working group replied.
    replies: Vec<Reply>,
    /// Name of the issue it is about, when that is not this one.
    through: String,
}

/// A button below 「扱いを決める」.
struct ActionLink {
    words: &'static str,
    /// What it does, in a sentence.
    means: &'static str,
    href: String,
    /// The one main button, if one of them is what comes next.
    main: bool,
}

struct LineageLine {
    word: &'static str,
    name: String,
    title: String,
    href: String,
    made_on: Day,
}

/// `GET /issues/{id}`
pub async fn show(visit: Visit, Path(id): Path<IssueId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let page = page(&visit, &mut conn, &id, FormState::empty()).await?;
    web::page(&page)
}

async fn page(visit: &Visit, conn: &mut Conn, id: &IssueId, form: FormState) -> Result<ShowPage> {
    let structure = visit.structure();
    let facts = IssueFacts::load(conn, id).await?;
    visit.check(IssueAction::Read, &facts)?;
    let issue = store::find(conn, id).await?;
    let (evidence, unseen_cases) = standing::lines(visit, conn, &issue).await?;
    let counts = store::evidence_counts(conn, std::slice::from_ref(id)).await?;
    let may = |action| access::may(action, visit.actor(), &facts);
    let may_add = issue.status.is_live() && may(IssueAction::AddEvidence);
    let history = history_lines(visit, conn, &issue).await?;
    let lineage = lineage_lines(visit, conn, &issue).await?;
    let handed = store::handovers(conn, std::slice::from_ref(id)).await?;
    let waits = handed.first().is_some_and(|handover| handover.waits(issue.status));
    let reply = (waits && may(IssueAction::Reply)).then(|| ActionLink {
        words: "依頼への返事をする",
        means: "頼まれた作業部会として、検討の結果や途中のようすを伝えます。",
        href: format!("/issues/{id}/replies"),
        main: !may(IssueAction::Decide),
    });
    let moves = rules::moves_for(visit.actor(), structure, &facts, issue.status);
    let decide = actions(
        &issue,
        moves,
        issue.status.next(Move::Answer).is_some() && may(IssueAction::Answer),
        &lineage,
    );
    let actions = reply.into_iter().chain(decide).collect();
    let reviews = if may_add { addable(conn, visit, &issue).await? } else { Vec::new() };
    Ok(ShowPage {
        frame: visit.frame(issue.title.clone()),
        name: words::name(structure, &issue),
        place: words::place(structure, &issue),
        mark: words::mark(structure, &issue),
        places: structure.issue_places_word().to_owned(),
        counts: counts.into_values().next().unwrap_or_default(),
        evidence,
        unseen_cases,
        history,
        lineage,
        actions,
        may_edit: issue.status.is_live() && may(IssueAction::Edit),
        may_add,
        may_split: issue.status.is_live() && may(IssueAction::Split),
        reviews,
        kinds: EvidenceKind::without_case()
            .map(|kind| Choice::new(kind.code(), format!("{}({})", kind.label(), kind.unit())))
            .collect(),
        form,
        panels: crate::panels(conn, visit.actor(), visit.structure(), &Subject::new("issue", id))
            .await?,
        issue,
    })
}

/// What may be done, in the order of the work: what was raised is dealt with where it was raised to; what waits is
/// taken up; what is under discussion above the areas is answered; the rest follows.
fn actions(
    issue: &Issue,
    moves: Vec<Move>,
    may_answer: bool,
    lineage: &[LineageLine],
) -> Vec<ActionLink> {
    let at = |step: Move| match step {
        Move::Answer => format!("/measures/new?issue={}", issue.id),
        _ => format!("/issues/{}/{}", issue.id, step.noun()),
    };
    let mut steps = moves;
    if may_answer {
        steps.push(Move::Answer);
    }
    let raised = issue.status == IssueStatus::Raised;
    let main = match issue.status {
        _ if raised => None,
        _ if steps.contains(&Move::TakeUp) && issue.status.waits_to_be_taken_up() => {
            Some(Move::TakeUp)
        }
        IssueStatus::Open if may_answer && issue.unit_id.is_municipality() => Some(Move::Answer),
        _ => None,
    };
    steps.sort_by_key(|step| (Some(*step) != main, *step));
    let upper = lineage
        .iter()
        .rev()
        .find(|line| raised && !steps.is_empty() && line.word == RAISED_TO)
        .map(|line| ActionLink {
            words: "上げた先の課題を開く",
            means: "この課題は、上げた先で検討されます。",
            href: line.href.clone(),
            main: true,
        });
    let rest = steps.iter().map(|step| ActionLink {
        words: step.label(),
        means: step.means(),
        href: at(*step),
        main: Some(*step) == main,
    });
    upper.into_iter().chain(rest).collect()
}

async fn history_lines(visit: &Visit, conn: &mut Conn, issue: &Issue) -> Result<Vec<HistoryLine>> {
    let structure = visit.structure();
    let ids: Vec<IssueId> =
        store::behind(conn, std::slice::from_ref(&issue.id)).await?.into_keys().collect();
    let behind = super::readable(conn, visit.actor(), &ids).await?;
    let readable: Vec<IssueId> = behind.iter().map(|i| i.id.clone()).collect();
    let replied = store::replies(conn, &readable).await?;
    let decisions = store::decisions(conn, &readable).await?;
    let at: Vec<MeetingId> = decisions.iter().filter_map(|d| d.meeting_id.clone()).collect();
    let meetings = meetings::find_all(conn, &at).await?;
    let conferences = conferences::list(conn).await?;
    let mut lines = Vec::new();
    for decision in decisions {
        let meeting = meetings.iter().find(|m| Some(&m.id) == decision.meeting_id.as_ref());
        let meeting_href = meeting
            .filter(|m| access::may(MeetingAction::ReadMeeting, visit.actor(), &m.facts()))
            .map(|m| format!("/meetings/{}", m.id))
            .unwrap_or_default();
        let meeting = meeting.map(|m| structure.kind_name(&m.kind_id).to_owned());
        let meeting = meeting.unwrap_or_default();
        let handed_to = conferences.iter().find(|c| Some(&c.id) == decision.conference_id.as_ref());
        let handed_to = handed_to.map(|c| c.name.clone()).unwrap_or_default();
        let through = behind.iter().find(|i| i.id == decision.issue_id && i.id != issue.id);
        let through = through.map(|i| words::name(structure, i)).unwrap_or_default();
        let replies = replied.iter().filter(|reply| reply.decision_id == decision.id);
        let replies = replies.cloned().collect();
        lines.push(HistoryLine { decision, meeting, meeting_href, handed_to, replies, through });
    }
    Ok(lines)
}

/// The issues it came from and became part of, as far as this person may see them.
async fn lineage_lines(visit: &Visit, conn: &mut Conn, issue: &Issue) -> Result<Vec<LineageLine>> {
    let links = store::links_of(conn, &issue.id).await?;
    let far = |link: &Link| match link.from_issue_id == issue.id {
        true => link.to_issue_id.clone(),
        false => link.from_issue_id.clone(),
    };
    let ids: Vec<IssueId> = links.iter().map(far).collect();
    let others = super::readable(conn, visit.actor(), &ids).await?;
    let mut lines = Vec::new();
    for link in links {
        let (onward, id) = (link.from_issue_id == issue.id, far(&link));
        let Some(other) = others.iter().find(|other| other.id == id) else {
            continue;
        };
        let word = match (link.kind, onward) {
            (LinkKind::MergedInto, true) => "統合先",
            (LinkKind::MergedInto, false) => "統合した課題",
            (LinkKind::SplitFrom, true) => "分ける前の課題",
            (LinkKind::SplitFrom, false) => "分けた課題",
            (LinkKind::RaisedTo, true) => RAISED_TO,
            (LinkKind::RaisedTo, false) => "上がってきた課題",
        };
        lines.push(LineageLine {
            word,
            name: words::name(visit.structure(), other),
            title: other.title.clone(),
            href: format!("/issues/{id}"),
            made_on: link.made_on,
        });
    }
    Ok(lines)
}

/// Reviews that count for the issue's unit, or for a centre that works there, and are not evidence of this issue yet.
async fn addable(conn: &mut Conn, visit: &Visit, issue: &Issue) -> Result<Vec<Choice>> {
    if issue.unit_id.is_municipality() {
        return Ok(Vec::new());
    }
    let structure = visit.structure();
    let mut units = structure.within(&issue.unit_id);
    units.extend(structure.centers_in(&issue.unit_id).iter().map(|c| UnitId::center(&c.key)));
    let there = store::evidence(conn, &issue.id).await?;
    let reviews = offered(conn, visit, &units, visit.today()).await?;
    let choices = reviews
        .into_iter()
        .filter(|review| !there.iter().any(|e| e.case_id.as_ref() == Some(&review.case_id)))
        .map(choice);
    Ok(choices.collect())
}

/// `POST /issues/{id}/evidence`: cases by their reviews, or something counted.
pub async fn add_evidence(
    visit: Visit,
    Path(id): Path<IssueId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let mut conn = visit.read().await?;
    visit.check(IssueAction::AddEvidence, &IssueFacts::load(&mut conn, &id).await?)?;
    let issue = store::find(&mut conn, &id).await?;
    let offered = addable(&mut conn, &visit, &issue).await?;
    let new = read_evidence(&visit, &mut conn, &mut form, &offered).await?;
    let asked = &new;
    let back = "加えた根拠を外す";
    let command = visit.act_for_now(AddEvidence, &id, back, |mut tx, permit| async move {
        commands::add_evidence(&mut tx, permit, asked).await?;
        Ok((tx, ()))
    });
    let would = || commands::evidence_refusals(asked, visit.today());
    let Some(((), undo)) = form.ask(would, command).await? else {
        return web::refused(&page(&visit, &mut conn, &id, form).await?);
    };
    Ok(web::done_for_now(&format!("/issues/{id}"), "根拠を加えました。", undo.as_ref()))
}

/// Reads chosen reviews and the one row of counted evidence from a form.
pub async fn read_evidence(
    visit: &Visit,
    conn: &mut Conn,
    form: &mut FormState,
    offered: &[Choice],
) -> Result<Vec<NewEvidence>> {
    let chosen = form.chosen("review", "根拠にする事例", offered);
    let ids: Vec<ReviewId> = chosen.iter().map(|id| ReviewId::from(id.as_str())).collect();
    let mut new = Vec::new();
    if !ids.is_empty() {
        let reviews = cases::store::evidence_by_ids(conn, &ids).await?;
        new.extend(
            reviews
                .into_iter()
                .map(|r| NewEvidence::case(r.case_id, r.review_id, r.label, r.discussed_on)),
        );
    }
    let kind = form.optional_key::<EvidenceKind>("kind", "根拠の種類");
    let label = form.optional("label", "何で分かったか", 100);
    let note = form.optional("note", "内容", 500);
    let how_many = form.optional_integer("how_many", "件数・人数", 1..=99_999);
    let known_on = form.day_near("known_on", "分かった日", visit.today());
    let Some(kind) = kind.filter(|kind| *kind != EvidenceKind::Case) else {
        if how_many.is_some() || !label.is_empty() {
            form.error("kind", "根拠の種類を選んでください。");
        }
        return Ok(new);
    };
    if how_many.is_none() && !form.is_wrong("how_many") {
        form.error("how_many", format!("件数・人数を{}で入力してください。", kind.unit()));
    }
    if known_on.is_none() && !form.is_wrong("known_on") {
        form.error("known_on", "分かった日を入力してください。例: R7.11.20");
    }
    if let (Some(how_many), Some(known_on)) = (how_many, known_on) {
        new.push(NewEvidence::counted(kind, how_many, known_on, label).with_note(note));
    }
    Ok(new)
}
