//! From a session cookie to the person behind a request, with everything the frame and the rules need.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use axum_extra::extract::CookieJar;

use crate::{
    App, ROOMS,
    access::{Actor, Role, Seat},
    accounts,
    clock::{Day, fiscal_year_words},
    db::Conn,
    drafts::{self, Writing},
    error::Result,
    id::AccountId,
    places,
    room::Seats,
    structure::{InForce, Period},
    web::{self, ChosenPeriod, Nav, Notes, PERIOD_COOKIE, Visitor},
};

/// How long a page waits for noting that its reader was here.
const NOTING: Duration = Duration::from_secs(1);

/// Puts a [`Visitor`] into the request when its session is good. Strangers go on without one; the routes'
/// guards decide what they may see.
pub(crate) async fn layer(
    State(app): State<App>,
    cookies: CookieJar,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let Some(token) = accounts::token_of(&cookies) else {
        return Ok(next.run(request).await);
    };
    let digest = accounts::token_digest(&token);
    let asked = period_in_query(&request);
    let wanted = asked.clone().or_else(|| period_kept(&cookies));
    let mut notes = Notes::default();
    let (mut writer, mut known) = (None, None);
    let path = request.uri().path().to_owned();
    if let Some(visitor) = visitor(&app, &digest, wanted.as_deref()).await? {
        notes = visitor.notes.clone();
        writer = Some((visitor.actor.clone(), visitor.sent.clone()));
        known = Some(visitor.clone());
        request.extensions_mut().insert(visitor);
    }
    let shown = request.method() == Method::GET && web::has_flash(&cookies);
    let mut answer = next.run(request).await;
    // What was taken is no draft any more, whichever page follows. A form that comes back with what is wrong was not taken.
    if (answer.status().is_success() || answer.status().is_redirection())
        && let Some((actor, sent)) = writer
        && let Some((place, key)) = sent.get()
    {
        let (actor, writing) = (&actor, Writing { place, key });
        let ended = app.db().write(actor.municipality(), |mut tx| async move {
            drafts::end(&mut tx, actor, writing).await?;
            Ok((tx, ()))
        });
        if let Err(error) = ended.await {
            tracing::warn!(%error, "a draft of what was saved stays");
        }
    }
    if let Some(visitor) = &known {
        answer = web::framed(answer, visitor, &path, app.db().clock().today());
    }
    // Before a byte of it is sent; what was refused was not seen.
    if answer.status().is_success() {
        app.views().keep(notes.taken());
    }
    if let Some(key) = asked {
        answer = web::with_cookie(answer, web::cookie(PERIOD_COOKIE, key));
    }
    // What was said once is not said again on the next page.
    if shown && answer.status().is_success() {
        answer = web::with_cookie(answer, web::forget_flash());
    }
    Ok(answer)
}

/// Where 「使い方」 leads from which pages.
static GUIDE: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| ROOMS.iter().flat_map(|room| room.guide).copied().collect());

async fn visitor(app: &App, digest: &str, wanted: Option<&str>) -> Result<Option<Visitor>> {
    let mut conn = app.db().read_beyond().await?;
    let now = conn.now();
    let idle_since = now.plus(-app.config().session_idle_minutes * 60_000);
    let Some(signed) = accounts::session_of(&mut conn, digest, idle_since).await? else {
        return Ok(None);
    };
    conn.enter(&signed.municipality_id);
    let today = now.day();
    let account = &signed.account_id;
    let InForce { structure, periods } =
        places::in_force(&mut conn, today.fiscal_year(), signed.version).await?;
    let seats = seats(&mut conn, account, signed.role).await?;
    drop(conn);
    if now.0 - signed.seen_at.0 > 60_000 {
        // A page is read all the same while nothing can be written, or the writer is busy with an import.
        let noted = app.db().write_beyond(|mut tx| async move {
            accounts::seen(&mut tx, digest).await?;
            Ok((tx, ()))
        });
        match tokio::time::timeout(NOTING, noted).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "it is not noted that a session was used"),
            Err(_) => tracing::debug!("it is not noted yet that a session was used"),
        }
    }

    let by_hand = wanted.and_then(|key| periods.iter().position(|p| p.id.as_str() == key));
    let chosen = by_hand.unwrap_or_else(|| current(&periods, today));
    let place = match &signed.center_id {
        Some(center) => structure.center_name(center).to_owned(),
        None => signed.organisation.clone(),
    };
    let seat = Seat {
        standing: structure.standing(signed.role, signed.center_id.as_ref(), &seats.conferences),
        account: signed.account_id,
        name: signed.name,
        role: signed.role,
        center: signed.center_id,
        conferences: seats.conferences.into_iter().map(|seated| seated.conference).collect(),
        meetings: seats.meetings,
    };
    let actor = Actor::person(signed.municipality_id, seat);
    let mut nav: Vec<&Nav> = ROOMS.iter().flat_map(|room| room.nav).collect();
    nav.retain(|entry| (entry.opens_for)(&actor, &structure));
    nav.sort_by_key(|entry| entry.order);
    Ok(Some(Visitor {
        actor,
        nav,
        guide: &GUIDE,
        city: signed.city,
        place,
        periods: periods.iter().map(words).collect(),
        chosen,
        by_hand: by_hand.is_some(),
        one_time: signed.one_time,
        demo: signed.demo,
        structure,
        notes: Notes::default(),
        sent: Arc::default(),
        idle_minutes: app.config().session_idle_minutes,
    }))
}

/// Where somebody sits, asked of the rooms that know; most roles sit nowhere but at their desk.
async fn seats(conn: &mut Conn, account: &AccountId, role: Role) -> Result<Seats> {
    let mut all = Seats::default();
    if !role.sits() && role != Role::Guest {
        return Ok(all);
    }
    let today = conn.now().day();
    for room in ROOMS {
        let some = (room.seats)(conn, account, today).await?;
        all.conferences.extend(some.conferences);
        all.meetings.extend(some.meetings);
    }
    Ok(all)
}

/// The person whose account this is, as they are now, for work that goes on without them; none once it is closed.
pub(crate) async fn actor_of(conn: &mut Conn, account: &AccountId) -> Result<Option<Actor>> {
    let found = accounts::find(conn, account).await?;
    if !found.active {
        return Ok(None);
    }
    let seats = seats(conn, account, found.role).await?;
    let structure = places::structure_for(conn, conn.now().day().fiscal_year()).await?;
    let seat = Seat {
        standing: structure.standing(found.role, found.center_id.as_ref(), &seats.conferences),
        account: found.id,
        name: found.name,
        role: found.role,
        center: found.center_id,
        conferences: seats.conferences.into_iter().map(|seated| seated.conference).collect(),
        meetings: seats.meetings,
    };
    Ok(Some(Actor::person(conn.municipality()?.clone(), seat)))
}

/// The period people work on today: the earliest whose city conference is still to come.
fn current(periods: &[Period], today: Day) -> usize {
    periods.iter().rposition(|p| p.city_day.unwrap_or(p.last_day) >= today).unwrap_or(0)
}

fn words(period: &Period) -> ChosenPeriod {
    let year = i16::try_from(period.fiscal_year).unwrap_or_default();
    ChosenPeriod {
        id: period.id.clone(),
        words: format!("{} 第{}回", fiscal_year_words(year), period.number),
        first_day: period.first_day,
        last_day: period.last_day,
    }
}

/// A key such as `2025-2`, and nothing that could be anything else.
fn plain_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn period_in_query(request: &Request) -> Option<String> {
    form_urlencoded::parse(request.uri().query()?.as_bytes())
        .find(|(name, value)| name == "period" && plain_key(value))
        .map(|(_, value)| value.into_owned())
}

fn period_kept(cookies: &CookieJar) -> Option<String> {
    let key = cookies.get(PERIOD_COOKIE)?.value();
    plain_key(key).then(|| key.to_owned())
}
