//! What the house asks of this room: what waits for somebody, and what the search finds.

use super::{
    meeting::{Meeting, MeetingStatus},
    rules::MeetingAction,
    store::{self, BY_DAY, MeetingFilter},
};
use crate::{
    access::{self, Actor, Role},
    clock::Day,
    db::Conn,
    error::Result,
    id::MeetingId,
    room::{Due, DueGroup, Found},
};

/// Days ahead in which a meeting without a day is due to get one.
const AHEAD: i64 = 45;

/// What waits: records to write for those who run the meeting, and the next meetings for all who sit in it.
pub(super) async fn due(conn: &mut Conn, actor: &Actor, today: Day) -> Result<Vec<Due>> {
    let ahead = MeetingFilter {
        from: Some(today.plus_days(-180)),
        to: Some(today.plus_days(AHEAD)),
        statuses: vec![
            MeetingStatus::Planned,
            MeetingStatus::Scheduled,
            MeetingStatus::Invited,
            MeetingStatus::Held,
            MeetingStatus::Recorded,
        ],
        ..MeetingFilter::default()
    };
    let meetings = store::list(conn, actor, &ahead, &BY_DAY.up().first(200)).await?.rows;
    let names = super::texts::names(conn).await?;
    let ids: Vec<MeetingId> = meetings.iter().map(|m| m.id.clone()).collect();
    let cases = store::cases_chosen(conn, &ids).await?;
    let mut due = Vec::new();
    for meeting in meetings {
        let runs = access::may(MeetingAction::EditMeeting, actor, &meeting.facts());
        let Some((title, day, group)) = waits(&meeting, runs, today) else {
            continue;
        };
        let name = names.get(&meeting.conference_id).cloned().unwrap_or_default();
        // What is to be done names the act; what is to come names the meeting.
        let (title, about) = match group {
            DueGroup::Meetings => (name, coming(&meeting, cases.get(&meeting.id))),
            _ => (title.to_owned(), format!("{name} {}", meeting.day_words())),
        };
        due.push(Due { title, about, href: format!("/meetings/{}", meeting.id), day, group });
    }
    Ok(due)
}

/// Of an invitation: what it opens while it holds, and that it ended.
pub(super) async fn opened(conn: &mut Conn, actor: &Actor) -> Result<Vec<String>> {
    let Some(seat) = actor.seat().filter(|seat| seat.role == Role::Guest) else {
        return Ok(Vec::new());
    };
    let last = store::last_invitation(conn, &seat.account).await?;
    Ok(vec![match (seat.meetings.is_empty(), last) {
        (false, _) => "招かれた会議だけを、その日の終わりまで見られます。会議の名前から、\
                 議題と匿名の事例を開けます。"
            .into(),
        (true, Some(day)) => format!(
            "{}の会議へのご出席、ありがとうございました。招待はその日で終わり、\
                 会議の内容はもう見られません。会議の結果は、事務局から文書で届きます。\
                 お尋ねも事務局へお願いします。",
            day.long()
        ),
        (true, None) => "まだ会議に招かれていません。招かれると、その会議がここに出ます。".into(),
    }])
}

/// 「令和8年1月29日(木) 14:00～ 市役所本館・2事例」
fn coming(meeting: &Meeting, cases: Option<&i64>) -> String {
    let mut words = meeting.day.map(|day| day.long()).unwrap_or_default();
    if !meeting.starts.is_empty() {
        words += &format!(" {}～", meeting.starts);
    }
    if !meeting.place.is_empty() {
        words += &format!(" {}", meeting.place);
    }
    if let Some(cases) = cases {
        words += &format!("・{cases}事例");
    }
    words
}

fn waits(
    meeting: &Meeting,
    runs: bool,
    today: Day,
) -> Option<(&'static str, Option<Day>, DueGroup)> {
    use DueGroup::{Meetings, Todo};
    match (meeting.status, meeting.day) {
        // Whoever sat in it finds it on its day, whatever was written of it meanwhile.
        (MeetingStatus::Held | MeetingStatus::Recorded, Some(day)) if !runs && day == today => {
            Some(("会議", Some(day), Meetings))
        }
        (MeetingStatus::Planned, _) if runs => {
            Some(("会議の日程を決める", Some(meeting.planned_month.plus_days(-14)), Todo))
        }
        (MeetingStatus::Scheduled | MeetingStatus::Invited, Some(day)) if day < today => {
            runs.then_some(("会議を「実施済」にする", Some(day), Todo))
        }
        (MeetingStatus::Scheduled | MeetingStatus::Invited, Some(day)) => {
            Some(("会議", Some(day), Meetings))
        }
        (MeetingStatus::Held, Some(day)) if runs => {
            Some(("会議の記録を確定する", Some(day.plus_days(14)), Todo))
        }
        (MeetingStatus::Recorded, Some(day)) if runs => {
            Some(("会議の記録を共有する", Some(day.plus_days(21)), Todo))
        }
        _ => None,
    }
}

/// Meetings in whose minutes the words stand, of those that this person writes and nobody has confirmed yet.
pub(super) async fn search(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<Found>> {
    let names = super::texts::names(conn).await?;
    let mut found = Vec::new();
    for meeting in store::with_open_minutes(conn, actor).await? {
        if !access::may(MeetingAction::WriteMinutes, actor, &meeting.facts()) {
            continue;
        }
        let written = format!("{}\n{}", meeting.minutes, meeting.learning);
        let sought = nihon::sought(&written);
        if words.iter().all(|word| sought.contains(word.as_str())) {
            let name = names.get(&meeting.conference_id).map_or("", String::as_str);
            found.push(Found {
                kind: "会議",
                title: format!("{name} {}", meeting.day_words()),
                excerpt: written,
                href: format!("/meetings/{}", meeting.id),
                by_name: None,
            });
        }
    }
    Ok(found)
}
