//! 印刷するもの: the sheets of a meeting, handed out one by one or as one document.

use axum::{extract::Path, response::Response};

use super::{
    meeting::{Meeting, MeetingStatus},
    rules::MeetingAction,
    sheets::{Handout, Seated, Sitting},
    show::opened,
    store,
};
use crate::{
    access,
    clock::Day,
    conferences,
    error::{Error, Result},
    id::MeetingId,
    print::Sheet,
    room::Matters,
    web::Visit,
};

/// `GET /meetings/{id}/sheets/{file}`
pub async fn hand_out(
    visit: Visit,
    Path((id, file)): Path<(MeetingId, String)>,
) -> Result<Response> {
    let name = file.strip_suffix(".pdf").ok_or(Error::NotFound)?;
    let handout: Handout = name.parse().ok().ok_or(Error::NotFound)?;
    let (mut conn, meeting, facts) = opened(&visit, &id).await?;
    let structure = visit.structure();
    let conference = conferences::find(&mut conn, &meeting.conference_id).await?;
    let agenda = store::agenda(&mut conn, &id).await?;
    let people = store::attendance(&mut conn, &id).await?;
    let of_meeting = crate::matters(&mut conn, visit.actor(), structure, &id).await?;
    drop(conn);
    for matter in &of_meeting.all {
        visit.saw(matter.subject.clone());
    }

    let writes = access::may(MeetingAction::WriteMinutes, visit.actor(), &facts);
    let mut sitting = Sitting::of(&visit, &meeting, &conference.name, writes);
    let mut periods = visit.visitor.periods.iter();
    let period = periods.find(|period| meeting.period_id.as_ref() == Some(&period.id));
    sitting.head.period = period.map_or_else(String::new, |period| period.words.clone());
    sitting.with_agenda(&agenda, &of_meeting);
    sitting.with_people(structure, people);
    sitting.desk = desk(&meeting);
    if sitting.confirmed {
        sitting.minutes = meeting.minutes.lines().map(str::to_owned).collect();
        sitting.learning = meeting.learning.lines().map(str::to_owned).collect();
    }
    visit
        .hand_out(handout.label(), sheets(handout, (&meeting, visit.today()), sitting, of_meeting)?)
        .await
}

fn desk(meeting: &Meeting) -> Vec<Seated> {
    let of = |seat: &str, name: &str| Seated {
        profession: seat.to_owned(),
        name: name.to_owned(),
        ..Seated::default()
    };
    vec![of("司会者", &meeting.chair), of("記録者", &meeting.recorder), of("事務局", "")]
}

fn sheets(
    handout: Handout,
    (meeting, today): (&Meeting, Day),
    mut sitting: Sitting,
    of_meeting: Matters,
) -> Result<Vec<Sheet>> {
    let on_table = of_meeting.all.iter().filter_map(|matter| matter.sheet.clone());
    let on_table: Vec<Sheet> = on_table.collect();
    sitting.of_cases = of_meeting.all.iter().any(|matter| matter.subject.kind == "case");
    if sitting.confirmed {
        sitting.matters = of_meeting.all;
        sitting.kept_back = of_meeting.kept_back;
    }
    let mut all = vec![handout];
    if handout == Handout::Set {
        all = Handout::in_set(meeting, today);
        all.retain(|one| !one.is_empty_of(&sitting));
    }
    let sheets = all.into_iter().map(|one| one.sheet(&sitting));
    let mut sheets = sheets.collect::<Result<Vec<Sheet>>>()?;
    if handout == Handout::Set && meeting.status != MeetingStatus::Cancelled {
        let ahead = if meeting.status.is_ahead() { on_table } else { Vec::new() };
        sheets.extend(ahead);
    }
    Ok(sheets)
}
