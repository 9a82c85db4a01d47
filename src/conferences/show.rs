//! One conference: what it is, who sits in it, and whether it meets.

use axum::{extract::Path, response::Response};

use super::{
    conference::{Conference, ConferenceMove, Member},
    rules::{ConferenceAction, ConferenceFacts, Resume, Suspend},
    store,
};
use crate::{
    access::{self, Action, Actor, Subject},
    db::Conn,
    error::{Refusals, Result},
    id::ConferenceId,
    persons,
    preset::ConferenceKind,
    room::{Found, Panel},
    web::{self, Fields, FormState, Frame, Visit},
};

/// A conference this person may read, with the facts for further questions.
pub(super) async fn opened(
    visit: &Visit,
    id: &ConferenceId,
) -> Result<(Conn, Conference, ConferenceFacts)> {
    let mut conn = visit.read().await?;
    let conference = store::find(&mut conn, id).await?;
    let facts = conference.facts();
    visit.check(ConferenceAction::ReadConference, &facts)?;
    Ok((conn, conference, facts))
}

#[derive(askama::Template)]
#[template(path = "conferences/show.html")]
struct ShowPage {
    frame: Frame,
    form: FormState,
    conference: Conference,
    /// What is said beside its status.
    note: String,
    kind: Option<ConferenceKind>,
    /// Profession by profession: those who sit today.
    now: Vec<Line>,
    /// Those whose term ended or has not begun.
    others: Vec<Line>,
    may_edit: bool,
    may_suspend: bool,
    may_resume: bool,
    panels: Vec<Panel>,
}

struct Line {
    member: Member,
    profession: String,
    /// Profession and organisation, as far as they are known.
    besides: String,
    group: &'static str,
    term: String,
}

/// `GET /conferences/{id}`
pub async fn show(visit: Visit, Path(id): Path<ConferenceId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty()).await?)
}

async fn page(visit: &Visit, id: &ConferenceId, form: FormState) -> Result<ShowPage> {
    let (mut conn, conference, facts) = opened(visit, id).await?;
    let members = store::members(&mut conn, id).await?;
    let subject = Subject::new("conference", id);
    let panels = crate::panels(&mut conn, visit.actor(), visit.structure(), &subject).await?;
    let may = |action| access::may(action, visit.actor(), &facts);
    let can = |r#move| conference.status.next(r#move).is_some();
    let today = visit.today();
    let (now, others): (Vec<Member>, Vec<Member>) =
        members.into_iter().partition(|m| m.sits_on(today));
    let lines = |members: Vec<Member>| members.into_iter().map(|m| line(visit, m)).collect();
    Ok(ShowPage {
        form,
        frame: visit.frame(conference.name.clone()),
        kind: visit.structure().kind_of(&conference.kind_id).cloned(),
        now: lines(now),
        others: lines(others),
        may_edit: may(ConferenceAction::EditMembers),
        may_suspend: can(ConferenceMove::Suspend) && may(ConferenceAction::Suspend),
        may_resume: can(ConferenceMove::Resume) && may(ConferenceAction::Resume),
        panels,
        note: conference.note(),
        conference,
    })
}

fn line(visit: &Visit, member: Member) -> Line {
    let structure = visit.structure();
    let profession = member.profession_id.as_ref();
    let term = match (member.term_from, member.term_to) {
        (None, None) => "定めなし".to_owned(),
        (from, to) => format!(
            "{}～{}",
            from.map(|d| d.short()).unwrap_or_default(),
            to.map(|d| d.short()).unwrap_or_default()
        ),
    };
    let name = structure.profession_name(profession);
    let known = [name, member.organisation.as_str()].into_iter().filter(|words| !words.is_empty());
    let besides = known.collect::<Vec<_>>().join("・");
    Line {
        besides: if besides.is_empty() { besides } else { format!("({besides})") },
        group: profession.and_then(|key| structure.profession(key)).map_or("", |p| p.group.name()),
        profession: name.to_owned(),
        term,
        member,
    }
}

/// `POST /conferences/{id}/suspension`, with the reason and the first day.
pub async fn suspend(
    visit: Visit,
    Path(id): Path<ConferenceId>,
    Fields(form): Fields,
) -> Result<Response> {
    change(Suspend, &visit, &id, ConferenceMove::Suspend, form).await
}

/// `POST /conferences/{id}/resumption`, with the reason.
pub async fn resume(
    visit: Visit,
    Path(id): Path<ConferenceId>,
    Fields(form): Fields,
) -> Result<Response> {
    change(Resume, &visit, &id, ConferenceMove::Resume, form).await
}

async fn change<A: Action<Rule = ConferenceAction> + Copy>(
    action: A,
    visit: &Visit,
    id: &ConferenceId,
    r#move: ConferenceMove,
    mut form: FormState,
) -> Result<Response> {
    let reason = form.required("reason", "理由", 100);
    let since = form.day_near("since", "休止する日", visit.today());
    let (_, _, facts) = opened(visit, id).await?;
    visit.check(A::RULE, &facts)?;
    let since = since.unwrap_or_else(|| visit.today());
    let reason = &("reason", reason.as_str());
    let back = match r#move {
        ConferenceMove::Suspend => "休止を取り消す",
        ConferenceMove::Resume => "再開を取り消す",
    };
    let command = visit.act_for_now(action, id, back, |mut tx, permit| async move {
        let reason = persons::clear(&mut tx, &permit, reason).await?;
        store::change_status(&mut tx, permit, r#move, since, reason).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return web::refused(&page(visit, id, form).await?);
    };
    let said = match r#move {
        ConferenceMove::Suspend => "会議体を休止にしました。",
        ConferenceMove::Resume => "会議体を再開しました。",
    };
    Ok(web::done_for_now(&format!("/conferences/{id}"), said, undo.as_ref()))
}

/// Conferences by name, as far as this reader may open them.
pub(super) async fn search(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<Found>> {
    let holds = |name: &str| words.iter().all(|word| nihon::sought(name).contains(word.as_str()));
    let all = store::list(conn).await?.into_iter().filter(|conference| holds(&conference.name));
    let read = |conference: &Conference| {
        access::may(ConferenceAction::ReadConference, actor, &conference.facts())
    };
    let found = all.filter(read).take(MOST_FOUND).map(|conference| Found {
        kind: "会議体",
        title: conference.name,
        excerpt: String::new(),
        href: format!("/conferences/{}", conference.id),
        by_name: None,
    });
    Ok(found.collect())
}

/// Conferences that the search box finds: a word that stands in the names of more is better looked for in the ladder.
const MOST_FOUND: usize = 10;
