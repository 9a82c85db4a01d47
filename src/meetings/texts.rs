//! What is to be found of meetings: when, where and on what, and the minutes once they are confirmed.

use std::collections::HashMap;

use super::{
    meeting::Meeting,
    rules,
    store::{self, MeetingFilter},
};
use crate::{
    access::{Actor, Clause, Subject},
    clock::Day,
    conferences,
    db::Conn,
    error::Result,
    id::{ConferenceId, MeetingId},
    room::{Known, Name, Wish},
    texts::{Searchable, Text},
};

pub(super) const SEARCHABLE: Searchable = Searchable {
    kind: "meeting",
    label: "会議",
    ids: |conn, after, most| Box::pin(store::ids_behind(conn, after, most)),
    texts: |conn, _, ids| Box::pin(texts(conn, ids)),
    scope: |_, actor| Box::pin(async { Ok(rules::scope(actor)) }),
};

async fn texts(conn: &mut Conn, ids: &[String]) -> Result<Vec<Text>> {
    let ids: Vec<MeetingId> = ids.iter().map(|id| MeetingId::from(id.as_str())).collect();
    let names = names(conn).await?;
    let mut all = Vec::new();
    for meeting in store::find_all(conn, &ids).await? {
        let name = names.get(&meeting.conference_id).map_or("", String::as_str);
        let audience = [
            Clause::Units(vec![meeting.unit_id.clone()]),
            Clause::Conferences(vec![meeting.conference_id.clone()]),
            Clause::Meetings(vec![meeting.id.clone()]),
        ];
        let mut text = Text {
            id: meeting.id.to_string(),
            day: meeting.on_or_about(),
            heading: format!("{name} {}", meeting.day_words()),
            lines: Vec::new(),
            open: true,
            audience: audience.into(),
        };
        text.audience.extend(meeting.center_id.clone().map(Clause::Keeper));
        text.say("場所", &meeting.place);
        for item in store::agenda(conn, &meeting.id).await? {
            text.say("議題", &item.title);
        }
        if meeting.shows_minutes(false) {
            // Whoever looks for minutes types what they are called.
            text.say("記録", "議事録(会議録)があります");
            text.say("議事録", &meeting.minutes);
            text.say("学んだこと", &meeting.learning);
        }
        text.say("中止の理由", &meeting.cancel_reason);
        all.push(text);
    }
    Ok(all)
}

/// What the actor may know of these meetings.
pub async fn subjects(conn: &mut Conn, actor: &Actor, asked: &[Subject]) -> Result<Vec<Known>> {
    let ids: Vec<MeetingId> = asked.iter().filter_map(|subject| subject.id_of("meeting")).collect();
    let meetings = store::seen(conn, actor, &ids).await?;
    let names = if meetings.is_empty() { HashMap::new() } else { names(conn).await? };
    Ok(meetings.into_iter().map(|meeting| known(meeting, &names)).collect())
}

/// Meetings that the actor may point at, by part of the conference's name, by day, or by both.
pub async fn offers(conn: &mut Conn, actor: &Actor, wish: &Wish<'_>) -> Result<Vec<Known>> {
    let names = names(conn).await?;
    let mut filter = MeetingFilter::default();
    for word in wish.words.split_whitespace() {
        if let Ok(day) = nihon::parse_day(word) {
            (filter.from, filter.to) = (Some(Day(day)), Some(Day(day)));
            continue;
        }
        let word = nihon::sought(word);
        let holds = |id: &ConferenceId| {
            names.get(id).is_some_and(|name| nihon::sought(name).contains(&word))
        };
        let among = filter.conferences.unwrap_or_else(|| names.keys().cloned().collect());
        filter.conferences = Some(among.into_iter().filter(holds).collect());
    }
    if filter.conferences.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let newest = store::BY_DAY.down().first(wish.most);
    let found = store::list(conn, actor, &filter, &newest).await?;
    Ok(found.rows.into_iter().map(|meeting| known(meeting, &names)).collect())
}

fn known(meeting: Meeting, names: &HashMap<ConferenceId, String>) -> Known {
    let name = names.get(&meeting.conference_id).map_or("", String::as_str);
    Known {
        subject: Subject::new("meeting", &meeting.id),
        name: Name::Title(format!("{name} {}", meeting.day_words())),
        href: format!("/meetings/{}", meeting.id),
        unit: Some(meeting.unit_id),
    }
}

pub(super) async fn names(conn: &mut Conn) -> Result<HashMap<ConferenceId, String>> {
    Ok(conferences::list(conn).await?.into_iter().map(|one| (one.id, one.name)).collect())
}
