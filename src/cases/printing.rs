//! Cases on paper: their sheets, what a meeting dealt with of them, and what is told of the outcome.

use axum::{extract::Path, response::Response};

use super::{
    Case, CaseAction, CaseFacts, Review, ReviewStatus, act, register,
    sheet_form::{sheet_form, take_question},
    sheets::{self, named_in_meeting},
    store,
};
use crate::{
    access::{self, Actor, Load, Subject},
    clock::Day,
    conferences,
    db::Conn,
    error::{Error, Result},
    forms,
    id::{CaseId, MeetingId},
    meetings::{self, Handout, Sitting},
    room::{Decided, Matter, Matters},
    structure::Structure,
    web::Visit,
};

/// `GET /cases/{id}/sheet.pdf`: what may lie on a table, whoever prints it.
pub async fn anonymous(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let facts = visit.see(act::Read, &id, &mut conn).await?;
    let case = store::find(&mut conn, &facts.case).await?;
    let sheet = sheets::anonymous(&mut conn, visit.structure(), case).await?;
    visit.hand_out("事例シート(匿名)", vec![sheet]).await
}

/// `GET /cases/sheet.pdf`: an empty sheet, for those who register cases.
pub async fn blank(visit: Visit) -> Result<Response> {
    access::check(CaseAction::Register, visit.actor(), &register::facts_for_new(&visit, ""))?;
    let structure = visit.structure();
    let sheet = sheets::blank(
        structure,
        visit.edge(structure.whose(visit.actor().center())).about("事例シート（記入用）"),
    )?;
    visit.hand_out("事例シート(記入用)", vec![sheet]).await
}

/// `GET /cases/{id}/named-sheet.pdf`: by name, for those who read the case so.
pub async fn named(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let leave = visit.see(act::ReadNamed, &id, &mut conn).await?;
    let within = visit.frame("").within().to_owned();
    let sheet = sheets::named(&mut conn, visit.structure(), &leave, &within).await?;
    visit.hand_out("事例シート(実名・持出禁止)", vec![sheet]).await
}

/// `GET /cases/{id}/result.pdf`: 結果のお知らせ of one case to who brought it, a page for each meeting that discussed it.
pub async fn result(visit: Visit, Path(id): Path<CaseId>) -> Result<Response> {
    let mut conn = visit.read().await?;
    let facts = visit.see(act::Read, &id, &mut conn).await?;
    let structure = visit.structure();
    let writes = access::may(CaseAction::Record, visit.actor(), &facts);
    let case = store::find(&mut conn, &facts.case).await?;
    let mut told = Vec::new();
    for review in store::reviews_of(&mut conn, &facts.case).await? {
        if review.status != ReviewStatus::Discussed {
            continue;
        }
        let meeting = meetings::find(&mut conn, &review.meeting_id).await?;
        let conference = conferences::find(&mut conn, &meeting.conference_id).await?;
        let mut sitting = Sitting::of(&visit, &meeting, &conference.name, writes);
        sitting.of_cases = true;
        sitting.matters = vec![matter(&mut conn, structure, &case, &review).await?];
        told.push(Handout::Results.sheet(&sitting)?);
    }
    drop(conn);
    if told.is_empty() {
        return Err(Error::conflict("この事例は、まだ会議で検討されていません。"));
    }
    visit.hand_out(Handout::Results.label(), told).await
}

/// The cases of a meeting, as far as the actor may know of them.
pub(super) async fn matters(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    meeting: &MeetingId,
) -> Result<Matters> {
    let mut of_meeting = Matters::default();
    for review in store::reviews_of_meeting(conn, meeting).await? {
        let facts = CaseFacts::load(conn, &review.case_id).await?;
        if !access::may(CaseAction::Read, actor, &facts) {
            of_meeting.kept_back += 1;
            continue;
        }
        let case = store::find(conn, &review.case_id).await?;
        let mut one = matter(conn, structure, &case, &review).await?;
        if case.is_confirmed() {
            one.sheet = Some(sheets::anonymous(conn, structure, case).await?);
        }
        of_meeting.all.push(one);
    }
    Ok(of_meeting)
}

/// What one meeting said of a case and decided. What of the case no person confirmed to tell nobody is left out.
async fn matter(
    conn: &mut Conn,
    structure: &Structure,
    case: &Case,
    review: &Review,
) -> Result<Matter> {
    let mut matter = Matter {
        subject: Subject::new("case", &case.id),
        name: named_in_meeting(review),
        label: review.label.clone(),
        title: String::new(),
        outcome: match review.status {
            ReviewStatus::Discussed => "検討済".to_owned(),
            ReviewStatus::Postponed => review.status.label().to_owned(),
            ReviewStatus::Planned | ReviewStatus::Withdrawn => String::new(),
        },
        said: Vec::new(),
        before: 0,
        decisions: Vec::new(),
        sheet: None,
        unconfirmed: !case.is_confirmed(),
    };
    if case.is_confirmed() {
        matter.title.clone_from(&case.title);
        let shared = store::shared_sheet(conn, &case.id).await?;
        let form = sheet_form(structure, case.form_version)?;
        if let Some(asked) = take_question(form, &mut forms::show(form, &shared)) {
            matter.say(asked.label.as_str(), &asked.lines.join("\n"), false);
        }
    }
    if review.status == ReviewStatus::Postponed {
        matter.say("結果", review.status.label(), true);
    }
    matter.say("検討の要旨", &review.summary, false);
    for advice in store::advice_of(conn, &review.id).await? {
        let head = match structure.profession_name(Some(&advice.profession_id)) {
            "" => "助言".to_owned(),
            profession => format!("助言（{profession}）"),
        };
        matter.say(head, &advice.body, false);
    }
    matter.say("支援方針", &review.policy, true);
    matter.before = matter.said.len();
    let decisions = store::decisions_of(conn, &case.id).await?.into_iter();
    let here = decisions.filter(|decision| decision.review_id == review.id);
    matter.decisions =
        here.map(|d| Decided { what: d.what, who: d.who, due: d.due.map(Day::long) }).collect();
    matter.say("地域課題の候補", &review.candidate, false);
    let follow_ups = store::follow_ups_of(conn, &case.id).await?.into_iter();
    let days = follow_ups.filter(|follow| follow.review_id.as_ref() == Some(&review.id));
    let days: Vec<String> = days.map(|follow| follow.due.long()).collect();
    let times = days.iter().zip(1..);
    let days = match days.as_slice() {
        [_] | [] => days,
        _ => times.map(|(day, time)| format!("{time}回目 {day}")).collect(),
    };
    matter.say("次回確認", &days.join("\n"), true);
    matter.say("学んだこと", &review.learning, false);
    Ok(matter)
}
