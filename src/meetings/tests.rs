mod counts;
mod plan;
mod screens;
mod undo;
mod workflow;

use super::{
    meeting::{MeetingMode, MeetingMove},
    rules::EditAgenda,
    *,
};
use crate::{
    access::{self, Subject},
    clock::Day,
    conferences,
    id::{ConferenceId, MeetingId},
    testing::{MATSUDO, TestApp},
};

/// The sittings of 令和7年度 第2回 as the city published them: centre, 推進会議, 個別会議 1 and 2.
const SITTINGS: [(&str, [(i8, i8); 3]); 15] = [
    ("mei1", [(11, 20), (7, 29), (9, 30)]),
    ("mei2nishi", [(11, 12), (7, 9), (9, 10)]),
    ("mei2higashi", [(11, 19), (7, 16), (9, 17)]),
    ("honcho", [(11, 26), (7, 9), (9, 10)]),
    ("yakiri", [(11, 28), (7, 25), (9, 26)]),
    ("tobu", [(9, 19), (7, 24), (11, 21)]),
    ("tokiwadaira", [(11, 20), (7, 17), (9, 18)]),
    ("tokiwadairadanchi", [(9, 4), (7, 3), (11, 6)]),
    ("gokomatsuhidai", [(11, 27), (7, 31), (9, 25)]),
    ("mutsumirokkodai", [(11, 19), (7, 16), (9, 17)]),
    ("kogane", [(11, 25), (7, 31), (10, 30)]),
    ("koganehara", [(11, 17), (6, 16), (8, 18)]),
    ("shinmatsudo", [(11, 18), (7, 15), (9, 16)]),
    ("mabashinishi", [(11, 28), (7, 25), (9, 26)]),
    ("mabashi", [(11, 6), (7, 3), (9, 4)]),
];

/// A meeting of a conference on a day, made by the program.
async fn meeting(t: &TestApp, conference: &str, day: Day) -> MeetingId {
    made(t, conference, Some(day), day).await
}

/// A planned meeting without a day.
async fn planned(t: &TestApp, conference: &str, month: Day) -> MeetingId {
    made(t, conference, None, month).await
}

async fn made(t: &TestApp, conference: &str, day: Option<Day>, month: Day) -> MeetingId {
    let (system, id) = (&t.system(), &ConferenceId::from(conference));
    t.write(|mut tx| async move {
        let conference = conferences::find(&mut tx, id).await?;
        let mut new = NewMeeting::planned(conference, month);
        new.arranged.day = day;
        let permit = access::permit::<PlanMeeting>(&mut tx, system, &new.facts())?;
        let id = create(&mut tx, permit, &MATSUDO, &new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap()
}

/// Puts a record on a meeting's agenda, as a room below does.
async fn put(t: &TestApp, meeting: &MeetingId, kind: &'static str, id: &str) {
    let system = &t.system();
    let new = &NewAgendaItem {
        title: "事例の検討".into(),
        subject: Some(Subject::new(kind, id)),
        label: id.to_owned(),
    };
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, EditAgenda, meeting).await?;
        add_agenda_item(&mut tx, &permit, meeting, new).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

/// Takes the published sittings as a file would bring them, two cases in each 個別会議.
async fn import(t: &TestApp) -> Vec<Upserted> {
    let system = &t.system();
    let mut all = Vec::new();
    for (center, days) in SITTINGS {
        for (n, (month, day)) in days.into_iter().enumerate() {
            let kind = if n == 0 { "area_conference" } else { "individual" };
            let day = Day::of(2025, month, day);
            let key = &format!("{kind}/{center}/{n}");
            let id = &ConferenceId::from(format!("{kind}.{center}"));
            let upserted = t
                .write(|mut tx| async move {
                    let conference = conferences::find(&mut tx, id).await?;
                    let new = NewMeeting::on(conference, day);
                    let status = MeetingStatus::Held;
                    let done =
                        upsert_by_source_key(&mut tx, system, &MATSUDO, &new, key, status).await?;
                    Ok((tx, done))
                })
                .await
                .unwrap();
            if let (Upserted::Made(id), true) = (&upserted, n > 0) {
                put(t, id, "case", &format!("{center}-{n}-1")).await;
                put(t, id, "case", &format!("{center}-{n}-2")).await;
            }
            all.push(upserted);
        }
    }
    all
}
