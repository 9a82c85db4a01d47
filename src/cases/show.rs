//! One case: by name within its centre, de-identified outside it, and its history alone for an auditor.

use std::collections::HashMap;

use axum::{extract::Path, response::Response};

use super::{
    Advice, Case, CaseAction, CaseFacts, CaseMove, CaseStatus, Decision, FollowUp, Outcome, Review,
    ReviewStatus,
    act::ReadNamed,
    case::lacks_for_submission,
    choosing,
    names::factor_name,
    sheet_form::sheet_form,
    standing::{Next, OnAgenda, Standing},
    store,
};
use crate::{
    access::{self, Load, Subject},
    accounts,
    clock::{Day, Instant},
    db::Conn,
    error::Result,
    events,
    forms::{self, ShownSection},
    id::{CaseId, UnitId},
    meetings::{self, MeetingAction},
    persons::{self, Person},
    room::Panel,
    undo::UndoAction,
    web::{self, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "cases/show.html")]
struct ShowPage {
    frame: Frame,
    form: FormState,
    case: Case,
    center: String,
    /// 「庵治地区」; none where it is not known, or there are no districts.
    district: Option<String>,
    kind: String,
    /// Who brought it, for those who read the case by name.
    presenter: String,
    /// Whose turn it is.
    turn: String,
    next: Option<Next>,
    /// The meeting on whose agenda it is: its words and page.
    meeting: Option<(String, String)>,
    /// Present where the case may be seen by name.
    named: Option<Named>,
    shared: Vec<ShownSection>,
    factors: Vec<(String, String)>,
    reviews: Vec<ReviewPart>,
    follow_ups: Vec<FollowUp>,
    history: Vec<Happened>,
    panels: Vec<Panel>,
    moves: Vec<CaseMove>,
    meetings: Vec<Choice>,
    /// Where a meeting is planned that comes back here.
    plan_href: String,
    outcomes: Vec<Choice>,
    follow_up_days: Vec<Choice>,
    may_edit: bool,
    may_open_person: bool,
    may_share: bool,
    may_follow: bool,
    may_discard: bool,
    today: Day,
}

impl ShowPage {
    /// Whether there is an outcome to tell of.
    fn was_discussed(&self) -> bool {
        self.reviews.iter().any(|part| part.review.status == ReviewStatus::Discussed)
    }
}

struct Named {
    person: Person,
    sections: Vec<ShownSection>,
}

struct ReviewPart {
    review: Review,
    meeting: String,
    decisions: Vec<Decision>,
    advice: Vec<(String, Advice)>,
    may_record: bool,
    /// Whether the meeting's record is not confirmed yet.
    is_open: bool,
    /// Why it was put off or taken off, for those who read the case by name.
    reason: String,
}

/// Lines of the history that stand open; the older ones are unfolded.
const LATEST: usize = 4;

struct Happened {
    at: Instant,
    what: String,
    who: String,
}

#[derive(askama::Template)]
#[template(path = "cases/history.html")]
struct HistoryPage {
    frame: Frame,
    label: String,
    history: Vec<Happened>,
}

/// `GET /cases/{id}`
pub async fn show(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let facts = CaseFacts::load(&mut conn, &id).await?;
    if visit.check(CaseAction::Read, &facts).is_err() {
        visit.check(CaseAction::ReadHistory, &facts)?;
        let label = store::find(&mut conn, &id).await?.label;
        let history = history(&mut conn, &id).await?;
        return web::page(&HistoryPage {
            frame: visit.frame(format!("事例 {label}")),
            label,
            history,
        });
    }
    // From a meeting one comes to a case with that meeting in mind.
    let form = FormState::empty().with("meeting", visit.query("meeting"));
    web::page(&page(&visit, &mut conn, &facts, form).await?)
}

/// The case's page again after a refused move, with what was typed and why it was refused.
pub(super) async fn refused(visit: &Visit, facts: &CaseFacts, form: FormState) -> Result<Response> {
    let mut conn = visit.read().await?;
    web::refused(&page(visit, &mut conn, facts, form).await?)
}

async fn page(
    visit: &Visit,
    conn: &mut Conn,
    facts: &CaseFacts,
    form: FormState,
) -> Result<ShowPage> {
    let (actor, structure) = (visit.actor(), visit.structure());
    let mut case = store::find(conn, &facts.case).await?;
    let mut factors = store::factors_of(conn, &case.id).await?;
    let definition = sheet_form(structure, case.form_version)?;
    let may = |action| access::may(action, actor, facts);
    let mut reviews = review_parts(conn, visit, facts, may(CaseAction::Record)).await?;
    let by_name = access::seen_on::<ReadNamed>(actor, facts.clone()).ok();
    let (mut lacking, mut presenter) = (0, String::new());
    let (named, shared) = if let Some(leave) = by_name {
        let opened = store::opened_of(conn, &leave, case, factors).await?;
        for part in &mut reviews {
            opened.reason(&part.review).clone_into(&mut part.reason);
        }
        (case, factors) = (opened.case, opened.factors);
        let sheets = opened.sheets;
        lacking = lacks_for_submission(&case, definition, &sheets.named).len();
        presenter = presenter_of(conn, &case).await?;
        let person = persons::find(conn, &leave).await?;
        let sections = forms::show(definition, &sheets.named);
        (Some(Named { person, sections }), sheets.shared)
    } else {
        (None, store::shared_sheet(conn, &case.id).await?)
    };
    let factors = factors
        .into_iter()
        .map(|f| (factor_name(structure, &f.factor_id), f.cell().to_owned()))
        .collect();
    let follow_ups = store::follow_ups_of(conn, &case.id).await?;
    let standing = Standing {
        case: &case.id,
        status: case.status,
        confirmed: case.is_confirmed(),
        lacking,
        agenda: on_agenda(conn, visit, &case).await?,
        follow_ups: &follow_ups,
        today: visit.today(),
        center: structure.center_word(),
    };
    let (turn, next) = (standing.turn(), standing.next(may));
    let knows_meeting = |on: &&OnAgenda| on.may_read;
    let meeting = (standing.agenda.as_ref().filter(knows_meeting))
        .map(|on| (on.words.clone(), format!("/meetings/{}", on.meeting)));
    let (meetings, plan_href) = if next == Some(Next::Choose) {
        let back = format!("/cases/{}", case.id);
        (
            meeting_choices(conn, visit, &case).await?,
            choosing::plan_href(conn, structure, &case.center_id, &back).await?,
        )
    } else {
        (Vec::new(), String::new())
    };
    let subject = Subject::new("case", &case.id);
    Ok(ShowPage {
        frame: visit.frame(format!("事例 {}", case.label)),
        center: structure.center_name(&case.center_id).to_owned(),
        district: (case.district_id.as_ref()).map(|id| structure.unit_title(&UnitId::district(id))),
        kind: structure.case_kind_name(&case.kind_id).to_owned(),
        shared: forms::show(definition, &shared),
        reviews,
        history: history(conn, &case.id).await?,
        panels: crate::panels(conn, actor, structure, &subject).await?,
        outcomes: Outcome::ALL.iter().copied().map(|o| Choice::new(o.code(), o.label())).collect(),
        follow_up_days: follow_up_days(visit),
        may_open_person: actor.works_at(&case.center_id),
        may_edit: may(CaseAction::Edit),
        may_share: may(CaseAction::Share),
        may_follow: may(CaseAction::Follow)
            && matches!(case.status, CaseStatus::Discussed | CaseStatus::Following),
        may_discard: may(CaseAction::Discard) && case.status == CaseStatus::Draft,
        moves: (case.status.moves())
            .filter(|by| may(by.action()) && is_aside(case.status, *by))
            .collect(),
        today: visit.today(),
        presenter,
        turn,
        next,
        meeting,
        follow_ups,
        form,
        named,
        factors,
        meetings,
        plan_href,
        case,
    })
}

/// Whether a move stands among the other acts: what is next has its own button, and what is written or recorded its own page.
fn is_aside(status: CaseStatus, by: CaseMove) -> bool {
    match by {
        CaseMove::Choose | CaseMove::Discuss | CaseMove::Follow => false,
        CaseMove::Submit => status != CaseStatus::Draft,
        _ => true,
    }
}

/// Who brought a case: as it was written, else by the account that was chosen.
pub(super) async fn presenter_of(conn: &mut Conn, case: &Case) -> Result<String> {
    match &case.presenter_id {
        Some(id) if case.presenter_name.is_empty() => {
            Ok(accounts::names(conn, &[id.as_str()]).await?.remove(id.as_str()).unwrap_or_default())
        }
        _ => Ok(case.presenter_name.clone()),
    }
}

async fn on_agenda(conn: &mut Conn, visit: &Visit, case: &Case) -> Result<Option<OnAgenda>> {
    if case.status != CaseStatus::Chosen {
        return Ok(None);
    }
    let Some(review) = store::on_agenda(conn, &case.id).await? else { return Ok(None) };
    let meeting = meetings::find(conn, &review.meeting_id).await?;
    let kind = visit.structure().kind_name(&meeting.kind_id);
    Ok(Some(OnAgenda {
        review: review.id,
        words: format!("{} {kind}", meeting.day_words()),
        day: meeting.day,
        may_read: access::may(MeetingAction::ReadMeeting, visit.actor(), &meeting.facts()),
        meeting: meeting.id,
    }))
}

/// The days on which decisions are usually looked at again, from today.
pub(super) fn follow_up_days(visit: &Visit) -> Vec<Choice> {
    let months = &visit.structure().follow_up.months;
    months
        .iter()
        .map(|n| {
            let day = visit.today().plus_months(i64::from(*n)).or_monday();
            Choice::new(n.to_string(), format!("{n}か月後({})", day.short()))
        })
        .collect()
}

pub(super) async fn meeting_choices(
    conn: &mut Conn,
    visit: &Visit,
    case: &Case,
) -> Result<Vec<Choice>> {
    let structure = visit.structure();
    let open = choosing::open_meetings(conn, visit.actor(), structure, &case.center_id).await?;
    Ok(choosing::choices(structure, &open))
}

async fn review_parts(
    conn: &mut Conn,
    visit: &Visit,
    facts: &CaseFacts,
    may_record: bool,
) -> Result<Vec<ReviewPart>> {
    let structure = visit.structure();
    let decisions = store::decisions_of(conn, &facts.case).await?;
    let mut parts = Vec::new();
    for review in store::reviews_of(conn, &facts.case).await? {
        let meeting = meetings::find(conn, &review.meeting_id).await?;
        let advice = store::advice_of(conn, &review.id).await?;
        parts.push(ReviewPart {
            meeting: format!("{} {}", meeting.day_words(), structure.kind_name(&meeting.kind_id)),
            decisions: decisions.iter().filter(|d| d.review_id == review.id).cloned().collect(),
            advice: advice
                .into_iter()
                .map(|a| (structure.profession_name(Some(&a.profession_id)).to_owned(), a))
                .collect(),
            is_open: meeting.status.is_open(),
            may_record: may_record
                && matches!(review.status, ReviewStatus::Planned | ReviewStatus::Discussed),
            reason: String::new(),
            review,
        });
    }
    Ok(parts)
}

async fn history(conn: &mut Conn, id: &CaseId) -> Result<Vec<Happened>> {
    let all = events::of(conn, "case", id.as_str()).await?;
    let actors: Vec<&str> = all.iter().map(|event| event.actor.as_str()).collect();
    let names: HashMap<String, String> = accounts::names(conn, &actors).await?;
    Ok(all
        .iter()
        .rev()
        .map(|event| Happened {
            at: event.at,
            what: match (event.action.parse::<CaseAction>(), event.action.parse::<UndoAction>()) {
                (Ok(action), _) => action.label().to_owned(),
                (_, Ok(action)) => action.label().to_owned(),
                _ => event.action.clone(),
            },
            who: names.get(&event.actor).cloned().unwrap_or_else(|| "システム".into()),
        })
        .collect())
}
