//! Taking attendance: the members of the conference, and guests of this one meeting.

use axum::{extract::Path, response::Response};

use super::{
    attendance::{NewAttendance, Presence, Taken},
    commands,
    meeting::Meeting,
    rules::{EditAttendance, MeetingAction},
    show::{Person, opened, person},
    store,
};
use crate::{
    access::{Role, SeatKind},
    accounts,
    error::{Refusals, Result},
    id::{AccountId, AttendanceId, MeetingId},
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "meetings/people.html")]
struct PeoplePage {
    frame: Frame,
    title: String,
    meeting: Meeting,
    people: Vec<Person>,
    presences: Vec<Presence>,
    /// Of how many nothing is known yet.
    waiting: usize,
    /// Of the form that takes attendance.
    taken: FormState,
    /// Of the form that adds a person.
    form: FormState,
    professions: Vec<Choice>,
    seats: Vec<Choice>,
    guests: Vec<Choice>,
}

/// `GET /meetings/{id}/attendance`
pub async fn open(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    web::page(&page(&visit, &id, FormState::empty(), adding()).await?)
}

/// The form that adds a person, before anything was written.
fn adding() -> FormState {
    FormState::empty().with("seat", SeatKind::Guest.code())
}

async fn page(
    visit: &Visit,
    id: &MeetingId,
    mut taken: FormState,
    form: FormState,
) -> Result<PeoplePage> {
    let (mut conn, meeting, facts) = opened(visit, id).await?;
    visit.check(MeetingAction::EditAttendance, &facts)?;
    let structure = visit.structure();
    let people = store::attendance(&mut conn, id).await?;
    if taken.is_valid() {
        for p in &people {
            taken.set(&format!("presence-{}", p.id), p.presence.key());
            taken.set(&format!("proxy-{}", p.id), &p.proxy_name);
        }
    }
    let guests = (accounts::list(&mut conn).await?.into_iter())
        .filter(|a| a.active && a.role == Role::Guest)
        .map(|a| Choice::new(a.id.as_str(), format!("{} {}", a.name, a.organisation)))
        .collect();
    let title =
        format!("出席者の記録 {} {}", structure.kind_name(&meeting.kind_id), meeting.day_words());
    let waiting = people.iter().filter(|p| p.presence == Presence::Expected).count();
    Ok(PeoplePage {
        frame: visit.frame(title.clone()),
        title,
        meeting,
        people: people.into_iter().map(|p| person(structure, p)).collect(),
        presences: Presence::ALL.to_vec(),
        waiting,
        taken,
        form,
        professions: professions(visit),
        seats: SeatKind::ALL.iter().copied().map(|s| Choice::new(s.code(), s.label())).collect(),
        guests,
    })
}

fn professions(visit: &Visit) -> Vec<Choice> {
    visit.structure().professions.iter().map(|p| Choice::new(&p.key, &p.name)).collect()
}

/// `POST /meetings/{id}/attendance`: everybody's presence at once; with `rest=present` whoever nothing is said of came.
pub async fn take(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let (mut conn, _, facts) = opened(&visit, &id).await?;
    visit.check(MeetingAction::EditAttendance, &facts)?;
    let people = store::attendance(&mut conn, &id).await?;
    drop(conn);
    let mut taken = Vec::new();
    let rest_came = form.value("rest") == Presence::Present.key();
    for p in people {
        let presence: Option<Presence> =
            form.optional_key(&format!("presence-{}", p.id), &format!("{}の出欠", p.name));
        let proxy = form.optional(&format!("proxy-{}", p.id), &format!("{}の代理", p.name), 60);
        let presence = presence.map(|said| match said {
            Presence::Expected if rest_came => Presence::Present,
            said => said,
        });
        taken.extend(presence.map(|presence| Taken {
            id: p.id,
            presence,
            proxy_name: if presence == Presence::Proxy { proxy } else { String::new() },
        }));
    }
    let taken = &taken;
    let back = "出欠の記録を取り消す";
    let command = visit.act_for_now(EditAttendance, &id, back, |mut tx, permit| async move {
        commands::take_attendance(&mut tx, permit, taken).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return web::refused(&page(&visit, &id, form, adding()).await?);
    };
    Ok(web::done_for_now(&format!("/meetings/{id}"), "出欠を保存しました。", undo.as_ref()))
}

/// `POST /meetings/{id}/attendance/members`: lists the members of the conference.
pub async fn expect(visit: Visit, Path(id): Path<MeetingId>) -> Result<Response> {
    let (visit, id) = (&visit, &id);
    let (added, undo) = visit
        .act_for_now(
            EditAttendance,
            id,
            "加えた委員を名簿から外す",
            |mut tx, permit| async move {
                let added = store::expect_members(&mut tx, permit).await?;
                Ok((tx, added))
            },
        )
        .await?;
    let said = match added {
        0 => "加える委員はいませんでした。".to_owned(),
        n => format!("委員{n}人を名簿に加えました。"),
    };
    Ok(web::done_for_now(&format!("/meetings/{id}/attendance"), &said, undo.as_ref()))
}

/// `POST /meetings/{id}/attendance/people`: lists somebody who is no member.
pub async fn add(
    visit: Visit,
    Path(id): Path<MeetingId>,
    Fields(mut form): Fields,
) -> Result<Response> {
    let name = form.required("name", "氏名", 60);
    let profession_id = form.optional_choice("profession", "職種・立場", &professions(&visit));
    let organisation = form.optional("organisation", "所属", 100);
    let seat = form.required_key("seat", "会議での役割");
    let account_id: Option<AccountId> = form.optional_key("account", "システムの利用者");
    let Some(seat) = seat else {
        return web::refused(&page(&visit, &id, FormState::empty(), form).await?);
    };
    let (presence, profession_id) = (Presence::Expected, profession_id.map(Into::into));
    let new = &NewAttendance { account_id, name, profession_id, organisation, seat, presence };
    let back = "加えた人を名簿から外す";
    let command = visit.act_for_now(EditAttendance, &id, back, |mut tx, permit| async move {
        commands::add_attendance(&mut tx, permit, new).await?;
        Ok((tx, ()))
    });
    let Some(((), undo)) = form.ask(Refusals::default, command).await? else {
        return web::refused(&page(&visit, &id, FormState::empty(), form).await?);
    };
    let there = format!("/meetings/{id}/attendance");
    Ok(web::done_for_now(&there, "名簿に加えました。", undo.as_ref()))
}

/// `POST /meetings/{id}/attendance/{person}/removal`
pub async fn remove(
    visit: Visit,
    Path((id, who)): Path<(MeetingId, AttendanceId)>,
) -> Result<Response> {
    let (visit, id, who) = (&visit, &id, &who);
    let ((), undo) = visit
        .act_for_now(EditAttendance, id, "外した人を名簿に戻す", |mut tx, permit| async move {
            store::remove_attendance(&mut tx, permit, who).await?;
            Ok((tx, ()))
        })
        .await?;
    let there = format!("/meetings/{id}/attendance");
    Ok(web::done_for_now(&there, "名簿から外しました。", undo.as_ref()))
}
