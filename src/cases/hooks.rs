//! What this room tells the rest of the house: what is due, panels, search, the permission matrix.

use super::{
    CaseAction, CaseFacts, CaseRow, CaseStatus, Decision, Review, ReviewStatus, choosing, rules,
    rules::CaseFacts as Facts, sheets::named_in_meeting, store,
};
use crate::{
    access::{self, Actor, Load, MatrixRow, Role, Scope, Subject},
    clock::Day,
    db::{Conn, Part},
    error::Result,
    id::{AccountId, CenterId, ConferenceId, MeetingId, PersonId},
    meetings::{self, Meeting},
    room::{Due, DueGroup, Found, Panel},
    structure::Structure,
};

/// Days before a decision or follow-up is due that it shows in 今日.
const AHEAD: i64 = 14;
/// Cases, or centres, shown one by one in 今日; more are said in one line.
const ONE_BY_ONE: usize = 5;

/// What waits for this person.
pub(super) async fn due(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    today: Day,
) -> Result<Vec<Due>> {
    let mut all = Vec::new();
    if actor.is(Role::CityOfficer) {
        let late = store::late_centers(conn, &rules::scope(actor), today).await?;
        let ask = |about: String, beside: String, day: Day| Due {
            title: "その後の確認が遅れている事例をたずねる".into(),
            about,
            href: format!("/cases?late=yes{beside}"),
            day: Some(day),
            group: DueGroup::Todo,
        };
        match &late[..] {
            [first, .., _] if late.len() > ONE_BY_ONE => {
                let cases: i64 = late.iter().map(|center| center.cases).sum();
                let about = format!("{}{}か所 {cases}事例", structure.center_word(), late.len());
                all.push(ask(about, "&sort=center".into(), first.oldest));
            }
            _ => all.extend(late.iter().map(|late| {
                let about =
                    format!("{} {}事例", structure.center_name(&late.center_id), late.cases);
                ask(about, format!("&center={}", late.center_id), late.oldest)
            })),
        }
    }
    if !matches!(actor.role(), Some(Role::CenterStaff | Role::CarePresenter)) {
        return Ok(all);
    }
    let scope = rules::scope(actor);
    let drafts = store::drafts_of(conn, &scope, 50).await?;
    let more = or_more(&drafts);
    let drafts = store::with_titles(conn, actor, drafts.rows).await?;
    for row in drafts.iter().take(ONE_BY_ONE) {
        all.push(Due {
            title: WRITE.into(),
            about: told(row),
            href: format!("/cases/{}", row.id),
            day: None,
            group: DueGroup::Todo,
        });
    }
    if drafts.len() > ONE_BY_ONE {
        all.push(Due {
            title: WRITE.into(),
            about: format!("ほか{}事例{more}", drafts.len() - ONE_BY_ONE),
            href: "/cases?status=draft".into(),
            day: None,
            group: DueGroup::Todo,
        });
    }
    let waiting = store::waiting_for_choice(conn, &scope, 50).await?;
    let more = or_more(&waiting);
    let waiting = store::with_titles(conn, actor, waiting.rows).await?;
    if actor.is(Role::CenterStaff) {
        let unconfirmed: Vec<CaseRow> =
            waiting.iter().filter(|row| !row.is_confirmed()).cloned().collect();
        for row in unconfirmed.iter().take(ONE_BY_ONE) {
            all.push(Due {
                title: "匿名の内容を確認する".into(),
                about: told(row),
                href: format!("/cases/{}/shared", row.id),
                day: None,
                group: DueGroup::Todo,
            });
        }
        let ready = waiting.iter().filter(|row| row.is_confirmed()).count();
        if ready > 0 {
            all.push(Due {
                title: "事例を議題にする".into(),
                about: format!("{ready}事例{more}が待っています"),
                href: "/cases/queue".into(),
                day: None,
                group: DueGroup::Todo,
            });
        }
        records_to_write(conn, actor, &scope, today, &mut all).await?;
    }
    let until = today.plus_days(AHEAD);
    for decision in store::decisions_due(conn, &scope, until).await? {
        all.push(Due {
            title: format!("決定の実施を確かめる: {}", decision.what),
            about: format!("{}({})", decision.label, decision.who),
            href: format!("/cases/{}#reviews", decision.case_id),
            day: Some(decision.due),
            group: DueGroup::Todo,
        });
    }
    for follow in store::follow_ups_due(conn, &scope, until).await? {
        all.push(Due {
            title: "その後の変化を確認する".into(),
            about: format!("{} {}", follow.label, follow.title),
            href: format!("/cases/{}#follow-ups", follow.case_id),
            day: Some(follow.due),
            group: DueGroup::Todo,
        });
    }
    Ok(all)
}

async fn records_to_write(
    conn: &mut Conn,
    _actor: &Actor,
    scope: &Scope,
    today: Day,
    all: &mut Vec<Due>,
) -> Result<()> {
    for (review, label) in store::planned_reviews(conn, scope).await? {
        let meeting = crate::meetings::find(conn, &review.meeting_id).await?;
        let Some(day) = meeting.day.filter(|day| *day <= today) else {
            continue;
        };
        all.push(Due {
            title: "会議の記録を書く".into(),
            about: format!("{label}({}の会議で事例{})", day.short(), review.number),
            href: format!("/reviews/{}", review.id),
            day: Some(day),
            group: DueGroup::Todo,
        });
    }
    Ok(())
}

/// The title of what is to be done with a draft.
const WRITE: &str = "作成中の事例を書いて提出する";

/// What stands behind a number of cases of which more were not looked at.
fn or_more(part: &Part<CaseRow>) -> &'static str {
    if part.total.or_more { "以上" } else { "" }
}

fn told(row: &CaseRow) -> String {
    format!("{} {}", row.label, row.title)
}

#[derive(askama::Template)]
#[template(path = "cases/on_meeting.html")]
struct OnMeeting {
    meeting: MeetingId,
    cases: Vec<(Review, CaseRow)>,
    /// What was decided on them here, by what they are called in the meeting.
    decided: Vec<(String, Decision)>,
    may_record: bool,
    may_choose: bool,
}

#[derive(askama::Template)]
#[template(path = "cases/of_person.html")]
struct OfPerson {
    cases: Vec<CaseRow>,
}

/// The cases of a meeting, and of a person.
pub(super) async fn panels(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Result<Vec<Panel>> {
    match subject.kind {
        "meeting" => {
            on_meeting(conn, actor, structure, &MeetingId::from(subject.id.as_str())).await
        }
        "person" => of_person(conn, actor, &PersonId::from(subject.id.as_str())).await,
        _ => Ok(Vec::new()),
    }
}

async fn on_meeting(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    meeting: &MeetingId,
) -> Result<Vec<Panel>> {
    let mut cases = Vec::new();
    let mut decided = Vec::new();
    let mut may_record = false;
    let sitting = meetings::find(conn, meeting).await?;
    let is_open = sitting.status.is_open();
    for review in store::reviews_of_meeting(conn, meeting).await? {
        let facts = CaseFacts::load(conn, &review.case_id).await?;
        if !access::may(CaseAction::Read, actor, &facts) {
            continue;
        }
        may_record |= is_open && access::may(CaseAction::Record, actor, &facts);
        let rows = store::by_ids(conn, std::slice::from_ref(&review.case_id)).await?;
        let here = store::decisions_of(conn, &review.case_id).await?.into_iter();
        let here = here.filter(|decision| decision.review_id == review.id);
        decided.extend(here.map(|decision| (named_in_meeting(&review), decision)));
        cases.extend(rows.into_iter().map(|row| (review.clone(), row)));
    }
    let may_choose = may_choose_for(actor, structure, &sitting);
    if cases.is_empty() && !may_choose {
        return Ok(Vec::new());
    }
    // What was not recorded yet comes next, once it can be.
    let unrecorded = |(review, _): &&(Review, CaseRow)| review.status == ReviewStatus::Planned;
    let next = cases.iter().find(unrecorded).filter(|_| may_record).map(|(review, _)| {
        (format!("記録を書く: 事例{}", review.number), format!("/reviews/{}", review.id))
    });
    let meeting = meeting.clone();
    let page = OnMeeting { meeting, cases, decided, may_record, may_choose };
    let html = askama::Template::render(&page)?;
    Ok(vec![Panel { order: 30, title: "検討する事例".into(), anchor: "cases", html, next }])
}

/// Whether this person may still put cases on this meeting: it is ahead, their own centre's, and reviews cases.
fn may_choose_for(actor: &Actor, structure: &Structure, meeting: &Meeting) -> bool {
    let own = meeting.center_id.as_ref().is_some_and(|of| actor.works_at(of));
    actor.is(Role::CenterStaff)
        && own
        && meeting.status.is_ahead()
        && choosing::deals_with_cases(structure, meeting)
}

async fn of_person(conn: &mut Conn, actor: &Actor, person: &PersonId) -> Result<Vec<Panel>> {
    let cases = store::of_person(conn, &rules::scope(actor), person).await?;
    let cases = store::with_titles(conn, actor, cases).await?;
    let html = askama::Template::render(&OfPerson { cases })?;
    Ok(vec![Panel {
        order: 10, title: "この人の事例".into(), anchor: "cases", html, next: None
    }])
}

/// Cases that nobody confirmed yet, by their sealed titles.
pub(super) async fn search(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<Found>> {
    let titled = store::titled(conn, actor, &rules::scope(actor), words).await?;
    let rows = store::by_ids(conn, &titled).await?;
    let rows = store::with_titles(conn, actor, rows).await?;
    let found = rows.into_iter().map(|row| Found {
        kind: "事例",
        excerpt: format!("{}({})", row.title, row.status.label()),
        href: format!("/cases/{}", row.id),
        title: row.label,
        by_name: None,
    });
    Ok(found.collect())
}

/// Role × action × situation.
pub(super) fn matrix() -> Vec<MatrixRow> {
    let of = |words, facts: fn(&Actor) -> CaseFacts| access::situation::<CaseAction>(words, facts);
    [
        of("自センター・自分の事例(作成中)", |actor| {
            sample(actor, "here", CaseStatus::Draft, false)
        }),
        of("自センター・自分の事例(提出済・未確認)", |actor| {
            sample(actor, "here", CaseStatus::Submitted, false)
        }),
        of("自センター・自分・自分の会議の事例(検討済・確認済)", |actor| {
            sample(actor, "here", CaseStatus::Discussed, true)
        }),
        of("ほかのセンター・ほかの会議の事例(検討済・確認済)", |actor| {
            let mut facts = sample(actor, "there", CaseStatus::Discussed, true);
            facts.presenter = Some(AccountId::from("there"));
            facts.conferences = vec![ConferenceId::from("there")];
            facts.meetings = vec![MeetingId::from("there")];
            facts
        }),
        of("ほかのセンターの事例(提出済・未確認)", |actor| {
            let mut facts = sample(actor, "there", CaseStatus::Submitted, false);
            facts.presenter = None;
            facts
        }),
    ]
    .concat()
}

fn sample(_: &Actor, center: &str, status: CaseStatus, confirmed: bool) -> CaseFacts {
    Facts {
        presenter: Some(AccountId::from("here")),
        status,
        confirmed,
        conferences: vec![ConferenceId::from("here")],
        meetings: vec![MeetingId::from("here")],
        ..CaseFacts::new_at(CenterId::from(center), None)
    }
}
