//! What others did to somebody's way in, told to that person and to those who work beside them: a password set by
//! somebody else opens the account, so nobody may set one without its being seen.

use std::collections::HashMap;

use axum::response::Response;

use super::store::{self, Place};
use crate::{
    access::{Actor, Role, Seat},
    clock::Instant,
    db::Conn,
    error::{Error, Result},
    events::{self, Event},
    id::AccountId,
    room::{Due, DueGroup},
    web::{self, Frame, Visit},
};

/// Days for which it is told.
const DAYS: i64 = 14;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// The account was made, with a password that its maker knew.
    Made,
    /// The password was set by somebody else.
    Reset,
    /// The role or the centre was changed: another's account can be made a colleague's.
    Moved,
    /// The owner chose a password.
    Changed,
}

impl What {
    /// What an event was; none for those that nobody needs to be told of.
    fn of(event: &Event) -> Option<What> {
        let said = |name: &str| {
            serde_json::from_str::<serde_json::Value>(&event.detail)
                .ok()
                .and_then(|detail| detail.get(name)?.as_bool())
                .unwrap_or(false)
        };
        match event.action.as_str() {
            "create" if said("one_time") => Some(What::Made),
            "reset_password" => Some(What::Reset),
            "change" if said("moved") => Some(What::Moved),
            // Taking a change back lets in, too.
            "undo" if !event.went_to.is_empty() => Some(What::Moved),
            "change_own_password" => Some(What::Changed),
            _ => None,
        }
    }
}

/// One thing that happened.
struct Notice {
    what: What,
    at: Instant,
    account: AccountId,
    /// Whose account.
    whose: String,
    /// Account id of who did it, or the program itself.
    actor: String,
    /// Who did it, as it is said.
    by: String,
    /// From which role to which, in brackets; empty where that is not known.
    way: String,
}

fn way(event: &Event) -> String {
    let role = |state: &str| Some(serde_json::from_str::<Place>(state).ok()?.role.label());
    match (role(&event.went_from), role(&event.went_to)) {
        (Some(from), Some(to)) => format!("({from}から{to}へ)"),
        _ => String::new(),
    }
}

impl Notice {
    /// In a sentence, to this reader.
    fn sentence(&self, reader: &AccountId) -> String {
        let (day, by) = (self.at.day().short(), &self.by);
        let own = *reader == self.account;
        let whose = if own { "あなた".to_owned() } else { format!("{}さん", self.whose) };
        match self.what {
            What::Made => format!("{day} に {by}が{whose}を利用者として登録しました"),
            What::Reset => format!("{day} に {by}が{whose}のパスワードを再設定しました"),
            What::Moved => {
                format!("{day} に {by}が{whose}の役割かセンターを変えました{}", self.way)
            }
            What::Changed => format!("{day} に {whose}が自分のパスワードを変えました"),
        }
    }

    fn due(&self, reader: &AccountId) -> Due {
        let own = *reader == self.account;
        Due {
            title: match self.what {
                What::Made => "新しい利用者を確かめる",
                What::Moved => "利用者の変更を確かめる",
                _ if own => "あなたのパスワードの再設定を確かめる",
                _ => "パスワードの再設定を確かめる",
            }
            .into(),
            about: self.sentence(reader),
            href: "/account/notices".into(),
            day: None,
            group: DueGroup::Todo,
        }
    }
}

#[derive(askama::Template)]
#[template(path = "accounts/notices.html")]
struct NoticesPage {
    frame: Frame,
    /// When, and what.
    lines: Vec<(String, String)>,
    /// Whose way in it is about.
    whose: String,
}

/// `GET /account/notices`
pub async fn show(visit: Visit) -> Result<Response> {
    let seat = visit.actor().seat().ok_or(Error::NotFound)?;
    let mut conn = visit.read().await?;
    let lines = lately(&mut conn, visit.actor(), seat)
        .await?
        .iter()
        .map(|notice| (notice.at.words(), notice.sentence(&seat.account)))
        .collect();
    let moved = "異動した人も含みます。";
    let (of, moved) = match seat.role {
        Role::CityOfficer => ("市担当者".to_owned(), moved),
        Role::CenterStaff => {
            (format!("あなたと同じ{}の人", visit.structure().center_word()), moved)
        }
        _ => ("あなた".to_owned(), ""),
    };
    let whose =
        format!("この{DAYS}日に、{of}のパスワードと利用者登録について行われたことです。{moved}");
    web::page(&NoticesPage { frame: visit.frame("サインインの記録"), lines, whose })
}

/// What a person should look at: others' doings, not their own.
pub(super) async fn due(conn: &mut Conn, actor: &Actor) -> Result<Vec<Due>> {
    let Some(seat) = actor.seat() else {
        return Ok(Vec::new());
    };
    let me = &seat.account;
    let for_me = |notice: &&Notice| {
        notice.what != What::Changed
            && notice.actor != me.as_str()
            // They have just been given it by hand.
            && !(notice.what == What::Made && notice.account == *me)
    };
    let all = lately(conn, actor, seat).await?;
    Ok(all.iter().filter(for_me).map(|n| n.due(me)).collect())
}

/// Who gave this person their password, newest first: the last time, and before that within the days of telling.
pub(super) async fn on_the_way_in(conn: &mut Conn, actor: &Actor) -> Result<Vec<String>> {
    let Some(seat) = actor.seat() else {
        return Ok(Vec::new());
    };
    let since = conn.now().plus(-DAYS * 86_400_000);
    let own = HashMap::from([(seat.account.to_string(), seat.name.clone())]);
    let events = of_people(conn, &own, Instant(0)).await?;
    let all = told(conn, &events, &own).await?;
    Ok(all
        .iter()
        .filter(|notice| matches!(notice.what, What::Made | What::Reset))
        .enumerate()
        .filter(|(n, notice)| *n == 0 || notice.at >= since)
        .map(|(_, notice)| notice.sentence(&seat.account))
        .collect())
}

/// What happened lately to the person and to those who work beside them, newest first.
///
/// What let somebody into a centre, or set a password that opens it, is told there wherever the account is by now.
async fn lately(conn: &mut Conn, _actor: &Actor, seat: &Seat) -> Result<Vec<Notice>> {
    let since = conn.now().plus(-DAYS * 86_400_000);
    let people = store::colleagues(conn, seat).await?;
    let mut people: HashMap<String, String> =
        people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let mut events = of_people(conn, &people, since).await?;
    if let (Role::CenterStaff, Some(center)) = (seat.role, &seat.center) {
        let mut gone = events::kept_by(conn, center, "account", since).await?;
        gone.retain(|event| !people.contains_key(&event.subject_id));
        let ids: Vec<&str> = gone.iter().map(|event| event.subject_id.as_str()).collect();
        people.extend(store::names(conn, &ids).await?);
        events.extend(gone);
        events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    }
    told(conn, &events, &people).await
}

async fn of_people(
    conn: &mut Conn,
    people: &HashMap<String, String>,
    since: Instant,
) -> Result<Vec<Event>> {
    let ids: Vec<&str> = people.keys().map(String::as_str).collect();
    events::of_some(conn, "account", &ids, since).await
}

/// What of these events people are told, newest first, with the names of those whose accounts they are about.
async fn told(
    conn: &mut Conn,
    events: &[Event],
    people: &HashMap<String, String>,
) -> Result<Vec<Notice>> {
    let found: Vec<(What, &Event)> =
        events.iter().rev().filter_map(|event| Some((What::of(event)?, event))).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let actors: Vec<&str> = found.iter().map(|(_, e)| e.actor.as_str()).collect();
    let names = store::names(conn, &actors).await?;
    Ok(found
        .into_iter()
        .map(|(what, event)| Notice {
            what,
            at: event.at,
            account: AccountId::from(event.subject_id.as_str()),
            whose: people.get(&event.subject_id).cloned().unwrap_or_default(),
            by: names
                .get(&event.actor)
                .map_or_else(|| "サーバーの管理者".to_owned(), |name| format!("{name}さん")),
            actor: event.actor.clone(),
            way: way(event),
        })
        .collect())
}
