//! Giving somebody a seat, changing it, and ending its term.

use std::ops::RangeInclusive;

use axum::{extract::Path, response::Response};

use super::{
    conference::{Conference, Member, NewMember},
    rules::{ConferenceAction, EditMembers},
    show::opened,
    store,
};
use crate::{
    access::SeatKind,
    accounts,
    error::{Error, Result, unless_overtaken},
    id::{AccountId, ConferenceId, Id, MemberId},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "conferences/member.html")]
struct MemberPage {
    frame: Frame,
    heading: String,
    conference: Conference,
    action: String,
    back: String,
    form: FormState,
    professions: Vec<Choice>,
    seats: Vec<Choice>,
    accounts: Vec<Choice>,
    /// The seat that is there, for ending it.
    ending: Option<Member>,
    /// What somebody else saved meanwhile.
    theirs: Option<Vec<(&'static str, String)>>,
}

/// Years from today within which somebody's term begins and ends.
const TERM: RangeInclusive<i64> = -60..=20;

/// `GET /conferences/{id}/members/new`
pub async fn begin(visit: Visit, Path(id): Path<ConferenceId>) -> Result<Response> {
    let form = FormState::empty().with("seat", SeatKind::Member.code());
    web::page(&page(&visit, &id, form, None, None).await?)
}

/// `POST /conferences/{id}/members`
pub async fn add(
    visit: Visit,
    Path(id): Path<ConferenceId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (Some(new), true) = (read(&mut form, &visit), form.is_valid()) else {
        return web::refused(&page(&visit, &id, form, None, None).await?);
    };
    let (visit, id, new) = (&visit, &id, &new);
    let ((), undo) = visit
        .act_for_now(EditMembers, id, "委員の追加を取り消す", |mut tx, permit| async move {
            if let Some(account) = &new.account_id {
                accounts::find(&mut tx, account).await?;
            }
            store::add_member(&mut tx, permit, new).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok(web::done_for_now(&format!("/conferences/{id}"), "委員を加えました。", undo.as_ref()))
}

/// `GET /conferences/{id}/members/{member}`
pub async fn edit(
    visit: Visit,
    Path((id, who)): Path<(ConferenceId, MemberId)>,
) -> Result<Response> {
    let member = seat_of(&visit, &id, &who).await?;
    let form = filled(&member);
    web::page(&page(&visit, &id, form, Some(member), None).await?)
}

/// `POST /conferences/{id}/members/{member}`
pub async fn change(
    visit: Visit,
    Path((id, who)): Path<(ConferenceId, MemberId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let member = seat_of(&visit, &id, &who).await?;
    let version = form.required_integer("version", "版", 0..=i64::MAX);
    let (Some(new), Some(version), true) = (read(&mut form, &visit), version, form.is_valid())
    else {
        return web::refused(&page(&visit, &id, form, Some(member), None).await?);
    };
    let (visit, id, who, new) = (&visit, &id, &who, &new);
    let saved = visit
        .act(EditMembers, id, |mut tx, permit| async move {
            if let Some(account) = &new.account_id {
                accounts::find(&mut tx, account).await?;
            }
            store::change_member(&mut tx, permit, who, version, new).await?;
            Ok((tx, ()))
        })
        .await;
    if unless_overtaken(saved)?.is_some() {
        return Ok(web::done(&format!("/conferences/{id}"), "委員の内容を保存しました。"));
    }
    let theirs = seat_of(visit, id, who).await?;
    form.set("version", theirs.version);
    let saved_words = words(visit, &form, &theirs);
    web::collided(&page(visit, id, form, Some(theirs), Some(saved_words)).await?)
}

/// `POST /conferences/{id}/members/{member}/end`, with the last day.
pub async fn end(
    visit: Visit,
    Path((id, who)): Path<(ConferenceId, MemberId)>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let member = seat_of(&visit, &id, &who).await?;
    let day = form.day_near("last_day", "任期の最後の日", visit.today());
    if member.term_from.is_some_and(|from| day.is_some_and(|day| day < from)) {
        form.error("last_day", "任期の最後の日は、始まりの日より後にしてください。");
    }
    if !form.is_valid() {
        let sentence = form.errors("last_day").join(" ");
        let mut again = filled(&member);
        again.set("last_day", form.value("last_day"));
        again.error("last_day", sentence);
        return web::refused(&page(&visit, &id, again, Some(member), None).await?);
    }
    let day = day.unwrap_or_else(|| visit.today());
    let (visit, id, who) = (&visit, &id, &who);
    let ((), undo) = visit
        .act_for_now(EditMembers, id, "任期を終えたのを取り消す", |mut tx, permit| async move {
            store::end_member(&mut tx, permit, who, day).await?;
            Ok((tx, ()))
        })
        .await?;
    let said = format!("委員の任期を{}までにしました。", day.long());
    Ok(web::done_for_now(&format!("/conferences/{id}"), &said, undo.as_ref()))
}

/// A seat of this conference, for somebody who may change it.
async fn seat_of(visit: &Visit, id: &ConferenceId, who: &MemberId) -> Result<Member> {
    let (mut conn, _, facts) = opened(visit, id).await?;
    visit.check(ConferenceAction::EditMembers, &facts)?;
    let member = store::member(&mut conn, who).await?;
    if member.conference_id == *id { Ok(member) } else { Err(Error::NotFound) }
}

fn read(form: &mut FormState, visit: &Visit) -> Option<NewMember> {
    let name = form.required("name", "氏名", 60);
    let profession = form.optional_choice("profession", "職種・立場", &professions(visit));
    let organisation = form.optional("organisation", "所属", 100);
    let seat = form.required_choice("seat", "会議での役割", &seats());
    let account_id: Option<AccountId> = form.optional_key("account", "システムの利用者");
    let mut day = |name, label| {
        let day = form.optional_day(name, label);
        form.near(name, day, visit.today(), TERM)
    };
    let (term_from, term_to) = (day("term_from", "任期の始まり"), day("term_to", "任期の終わり"));
    if let (Some(from), Some(to)) = (term_from, term_to)
        && to < from
    {
        form.error("term_to", "任期の終わりは、始まりより後の日にしてください。");
    }
    let seat = seat?.parse().ok()?;
    let profession_id = profession.map(Into::into);
    Some(NewMember { account_id, name, profession_id, organisation, seat, term_from, term_to })
}

fn filled(member: &Member) -> FormState {
    let mut form = FormState::empty()
        .with("version", member.version)
        .with("name", &member.name)
        .with("profession", member.profession_id.as_ref().map_or("", Id::as_str))
        .with("organisation", &member.organisation)
        .with("seat", member.seat.code());
    if let Some(account) = &member.account_id {
        form.set("account", account);
    }
    if let Some(day) = member.term_from {
        form.set("term_from", day);
    }
    if let Some(day) = member.term_to {
        form.set("term_to", day);
    }
    form
}

/// What of a seat somebody else saved otherwise than the form says.
fn words(visit: &Visit, form: &FormState, member: &Member) -> Vec<(&'static str, String)> {
    let day = |day: Option<crate::clock::Day>| day.map(|d| d.short()).unwrap_or_default();
    let profession = visit.structure().profession_name(member.profession_id.as_ref()).to_owned();
    let account = if member.account_id.is_some() {
        "選ばれています"
    } else {
        "サインインしない人"
    };
    let saved = filled(member);
    [
        (&["name"][..], "氏名", member.name.clone()),
        (&["profession"], "職種・立場", profession),
        (&["organisation"], "所属", member.organisation.clone()),
        (&["seat"], "会議での役割", member.seat.label().to_owned()),
        (&["account"], "システムの利用者", account.to_owned()),
        (
            &["term_from", "term_to"],
            "任期",
            format!("{}～{}", day(member.term_from), day(member.term_to)),
        ),
    ]
    .into_iter()
    .filter(|(names, ..)| form.differs(&saved, names))
    .map(|(_, label, value)| (label, value))
    .collect()
}

fn professions(visit: &Visit) -> Vec<Choice> {
    visit.structure().professions.iter().map(|p| Choice::new(&p.key, &p.name)).collect()
}

fn seats() -> Vec<Choice> {
    SeatKind::of_members().map(|s| Choice::new(s.code(), s.label())).collect()
}

async fn page(
    visit: &Visit,
    id: &ConferenceId,
    form: FormState,
    member: Option<Member>,
    theirs: Option<Vec<(&'static str, String)>>,
) -> Result<MemberPage> {
    let (mut conn, conference, facts) = opened(visit, id).await?;
    visit.check(ConferenceAction::EditMembers, &facts)?;
    let accounts = accounts::list(&mut conn).await?;
    let accounts = accounts.into_iter().filter(|a| a.active && a.role.sits());
    let heading = match &member {
        Some(_) => "委員の内容を直す",
        None => "委員を加える",
    };
    Ok(MemberPage {
        frame: visit.frame(heading),
        heading: heading.to_owned(),
        action: match &member {
            Some(member) => format!("/conferences/{id}/members/{}", member.id),
            None => format!("/conferences/{id}/members"),
        },
        back: format!("/conferences/{id}"),
        form,
        professions: professions(visit),
        seats: seats(),
        accounts: accounts
            .map(|a| Choice::new(a.id.as_str(), format!("{}({})", a.name, a.role.label())))
            .collect(),
        ending: member,
        conference,
        theirs,
    })
}
