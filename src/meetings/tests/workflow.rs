//! From a plan to shared minutes.

use proptest::prelude::*;

use super::{super::rules::CancelMeeting, *};
use crate::id::PlanId;
use crate::testing::{Cast, TEST_DAY, comes_back, each_database, refused_at};

#[tokio::test]
async fn a_meeting_goes_from_plan_to_shared_minutes_and_every_step_is_told() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}");
        t.post(Cast::CenterStaff, &format!("{path}/record"), &[]).await.expect(409);
        for noun in ["invitation", "holding"] {
            t.post(Cast::CityOfficer, &format!("{path}/{noun}"), &[]).await.expect(303);
        }
        let sure = &[("sure", "yes")];
        t.post(Cast::CityOfficer, &format!("{path}/record"), sure).await.expect(303);
        t.post(Cast::CenterStaff, &format!("{path}/agenda"), &[("title", "連絡")])
            .await
            .expect(409);
        t.post(Cast::CenterStaff, &format!("{path}/correction"), &[]).await.expect(303);
        t.post(Cast::CenterStaff, &format!("{path}/record"), sure).await.expect(303);
        t.post(Cast::CenterStaff, &format!("{path}/sharing"), &[]).await.expect(303);
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &id).await.unwrap().status, MeetingStatus::Shared);
        let events = crate::events::of(&mut conn, "meeting", id.as_str()).await;
        assert_eq!(events.unwrap().len(), 7);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_wrote_down_is_said_before_a_record_is_confirmed() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}");
        t.post(Cast::CenterStaff, &format!("{path}/agenda"), &[("title", "連絡")])
            .await
            .expect(303);
        t.post(Cast::CenterStaff, &format!("{path}/holding"), &[]).await.expect(303);
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        let button = format!("data-type=\"solid-fill\" href=\"{path}/minutes\">議事録を書く");
        assert!(page.says(&button), "writing comes before confirming: {}", page.text());
        let record = format!("{path}/record");
        let asked = t.post(Cast::CenterStaff, &record, &[]).await.expect(422);
        for lack in ["出席者が記録されていません", "議事録が書かれていません", "議題が1件あります"]
        {
            assert!(asked.says(lack), "{lack}: {}", asked.text());
        }
        assert!(asked.says("name=\"sure\""));
        t.post(Cast::CenterStaff, &record, &[("sure", "yes")]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn that_a_meeting_was_held_is_taken_back_while_nothing_is_recorded() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let path = format!("/meetings/{id}");
        let back = format!("{path}/retraction");
        t.post(Cast::CenterStaff, &back, &[]).await.expect(409);
        t.post(Cast::CenterStaff, &format!("{path}/holding"), &[]).await.expect(303);
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("実施済を取り消す"));
        t.post(Cast::CenterStaff, &back, &[]).await.expect(303);
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &id).await.unwrap().status, MeetingStatus::Scheduled);
        drop(conn);
        t.post(Cast::CenterStaff, &format!("{path}/holding"), &[]).await.expect(303);
        let page = t.get(Cast::CenterStaff, &format!("{path}/minutes")).await.expect(200);
        let text = page.text();
        let version = text.split("name=\"version\" value=\"").nth(1).unwrap();
        let version = version.split('"').next().unwrap();
        let minutes = [("version", version), ("minutes", "話し合った。")];
        t.post(Cast::CenterStaff, &format!("{path}/minutes"), &minutes).await.expect(303);
        assert!(!t.get(Cast::CenterStaff, &path).await.expect(200).says("実施済を取り消す"));
        let refused = t.post(Cast::CenterStaff, &back, &[]).await.expect(409);
        assert!(refused.says("もう議事録があるので"), "{}", refused.text());
        t.post(Cast::OtherCenterStaff, &back, &[]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_is_not_held_before_its_day_nor_scheduled_without_one() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY.plus_days(1)).await;
        let answer = t.post(Cast::CenterStaff, &format!("/meetings/{id}/holding"), &[]).await;
        assert!(answer.expect(422).says("まだ来ていません"));
        let id = planned(&t, "individual.mei1", Day::of(2025, 11, 1)).await;
        let answer = t.post(Cast::CenterStaff, &format!("/meetings/{id}/schedule"), &[]).await;
        assert!(answer.expect(422).says("開催日を入力"));
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_meeting_keeps_its_reason_and_gives_its_number_back() {
    each_database(async |t| {
        let first = meeting(&t, "individual.mei1", TEST_DAY.plus_days(5)).await;
        let second = meeting(&t, "individual.mei1", TEST_DAY.plus_days(9)).await;
        let path = format!("/meetings/{first}/cancellation");
        let refused = t.post(Cast::CenterStaff, &path, &[]).await.expect(422);
        assert!(refused.says("中止する理由を入力してください"));
        let long = "台風".repeat(101);
        let refused =
            t.post(Cast::CenterStaff, &path, &[("reason", long.as_str())]).await.expect(422);
        assert!(refused.says("200文字まで") && refused.says(&long));
        for reason in ["", "台風"] {
            t.post(Cast::OtherCenterStaff, &path, &[("reason", reason)]).await.expect(404);
        }
        t.post(Cast::CenterStaff, &path, &[("reason", "台風のため")]).await.expect(303);
        let page = t.get(Cast::CenterStaff, &format!("/meetings/{first}")).await.expect(200);
        assert!(page.says("台風のため"));
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &first).await.unwrap().number, 0);
        assert_eq!(find(&mut conn, &second).await.unwrap().number, 1);
        drop(conn);
        t.post(Cast::CenterStaff, &format!("/meetings/{first}/restoration"), &[]).await.expect(303);
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &second).await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_reached_is_carried_over_to_the_next_sitting_once() {
    each_database(async |t| {
        let first = meeting(&t, "area_conference.mei1", TEST_DAY).await;
        put(&t, &first, "issue", "i-1").await;
        put(&t, &first, "issue", "i-1").await;
        let mut conn = t.read().await;
        let items = agenda(&mut conn, &first).await.unwrap();
        assert_eq!(items.len(), 1, "the same record stands once");
        drop(conn);
        let path = format!("/meetings/{first}/agenda/{}/outcome", items[0].id);
        let carried = [("outcome", "carried_over")];
        let answer = t.post(Cast::CenterStaff, &path, &carried).await.expect(422);
        assert!(answer.says("次回の会議がまだ計画されていません"));
        assert!(answer.says("明第1 地域包括ケア推進会議"), "on the page of the meeting");
        let next = planned(&t, "area_conference.mei1", TEST_DAY.plus_months(5)).await;
        t.post(Cast::CenterStaff, &path, &carried).await.expect(303);
        t.post(Cast::CenterStaff, &path, &carried).await.expect(303);

        let mut conn = t.read().await;
        let then = agenda(&mut conn, &next).await.unwrap();
        assert_eq!(then.len(), 1);
        assert_eq!(then[0].carried_from, Some(items[0].id.clone()));
        let was = agenda(&mut conn, &first).await.unwrap();
        assert_eq!(was[0].outcome, AgendaOutcome::CarriedOver);
        let conference = ConferenceId::from("area_conference.mei1");
        let found = next_sitting(&mut conn, &conference, TEST_DAY).await.unwrap();
        assert_eq!(found.unwrap().id, next);
        drop(conn);
        let page = t.get(Cast::CenterStaff, &format!("/meetings/{next}")).await.expect(200);
        assert!(page.says("前回から持越し"));

        let (t, system, subject) = (&t, &t.system(), &Subject::new("issue", "i-1"));
        let next = &next;
        t.write(|mut tx| async move {
            let permit = access::leave(&mut tx, system, EditAgenda, next).await?;
            let done = AgendaOutcome::Discussed;
            settle_agenda_item(&mut tx, &permit, next, subject, done).await?;
            remove_agenda_item(&mut tx, &permit, next, subject).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let mut conn = t.read().await;
        assert!(agenda(&mut conn, next).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn every_word_of_an_enum_survives_both_databases() {
    each_database(async |t| {
        let mut conn = t.read().await;
        comes_back::<Presence>(&mut conn).await;
        comes_back::<AgendaOutcome>(&mut conn).await;
        comes_back::<access::SeatKind>(&mut conn).await;
        drop(conn);
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        for status in MeetingStatus::ALL.iter().copied() {
            for mode in MeetingMode::ALL.iter().copied() {
                let (id, _m) = (&id, &t.municipality);
                t.write(|mut tx| async move {
                    crate::db::Query::of(
                        "update meetings set status = $2, mode = $3
                              where municipality_id = $m and id = $1",
                        (&id, status, mode),
                    )
                    .run(&mut tx)
                    .await?;
                    Ok((tx, ()))
                })
                .await
                .unwrap();
                let mut conn = t.read().await;
                let read = find(&mut conn, id).await.unwrap();
                assert_eq!((read.status, read.mode), (status, mode));
            }
        }
    })
    .await;
}

proptest! {
    #[test]
    fn minutes_are_shared_only_after_a_meeting_was_held(moves in proptest::collection::vec(0..8_usize, 0..20)) {
        let all: Vec<MeetingMove> = MeetingMove::ALL.to_vec();
        let (mut now, mut held) = (MeetingStatus::Planned, false);
        for n in moves {
            if let Some(next) = now.next(all[n]) {
                held |= next == MeetingStatus::Held;
                now = next;
            }
        }
        prop_assert!(now != MeetingStatus::Shared || held);
        prop_assert!(now.moves().next().is_some(), "no dead end");
    }
}

#[tokio::test]
async fn whoever_plans_or_changes_a_meeting_is_refused_what_a_page_refuses() {
    type Change = fn(&mut Arrangement);
    let wrong: [(&str, Change); 4] = [
        ("ends", |said| said.ends = "13:30".into()),
        ("ends", |said| said.ends = said.starts.clone()),
        ("starts", |said| said.starts = "昼過ぎ".into()),
        ("place", |said| said.place = "館".repeat(101)),
    ];
    each_database(async |t| {
        let (t, system) = (&t, &t.system());
        let held = &meeting(t, "individual.mei1", TEST_DAY).await;
        let mut conn = t.read().await;
        let found = find(&mut conn, held).await.unwrap();
        let conference = conferences::find(&mut conn, &found.conference_id).await.unwrap();
        drop(conn);
        let mut right = NewMeeting::on(conference, TEST_DAY);
        right.arranged.starts = "14:00".into();
        for (field, change) in wrong {
            let mut new = right.clone();
            change(&mut new.arranged);
            let new = &new;
            let made = t
                .write(|mut tx| async move {
                    let permit = access::permit(&mut tx, system, &new.facts())?;
                    let id = create(&mut tx, permit, &MATSUDO, new).await?;
                    Ok((tx, id))
                })
                .await;
            assert_eq!(refused_at(made), [field]);
            let taken = t
                .write(|mut tx| async move {
                    let done = MeetingStatus::Held;
                    let id =
                        upsert_by_source_key(&mut tx, system, &MATSUDO, new, "key", done).await?;
                    Ok((tx, id))
                })
                .await;
            assert_eq!(refused_at(taken), [field]);
        }

        let mut undone = right.clone();
        undone.arranged.day = None;
        let undone = &undone;
        let changed = t
            .write(|mut tx| async move {
                let permit = access::leave(&mut tx, system, EditMeeting, held).await?;
                commands::change(&mut tx, permit, &MATSUDO, 1, undone).await?;
                Ok((tx, ()))
            })
            .await;
        assert_eq!(refused_at(changed), ["day"]);
        let cancelled = t
            .write(|mut tx| async move {
                let permit = access::leave(&mut tx, system, CancelMeeting, held).await?;
                let to = advance(&mut tx, permit, &MATSUDO, "").await?;
                Ok((tx, to))
            })
            .await;
        assert_eq!(refused_at(cancelled), ["reason"]);
        let nothing = (&PlanId::new(), &[][..]);
        let planned = t
            .write(|mut tx| async move {
                let made =
                    crate::meetings::planning::plan(&mut tx, system, &MATSUDO, nothing).await?;
                Ok((tx, made))
            })
            .await;
        assert_eq!(refused_at(planned), [""]);
        let officer = &NewAttendance {
            account_id: Some(t.account(Cast::CityOfficer)),
            name: String::new(),
            profession_id: None,
            organisation: String::new(),
            seat: access::SeatKind::Guest,
            presence: Presence::Expected,
        };
        let added = t
            .write(|mut tx| async move {
                let permit = access::leave(&mut tx, system, EditAttendance, held).await?;
                let id = add_attendance(&mut tx, permit, officer).await?;
                Ok((tx, id))
            })
            .await;
        assert_eq!(refused_at(added), ["name", "account"]);
        let long = &Minutes { minutes: "議".repeat(50_001), ..Minutes::blank() };
        let written = t
            .write(|mut tx| async move {
                let permit = access::leave(&mut tx, system, WriteMinutes, held).await?;
                write_minutes(&mut tx, permit, 1, long).await?;
                Ok((tx, ()))
            })
            .await;
        assert_eq!(refused_at(written), ["minutes"]);
    })
    .await;
}

#[tokio::test]
async fn an_item_of_another_centre_s_agenda_is_not_settled_by_way_of_one_s_own() {
    each_database(async |t| {
        let own = meeting(&t, "individual.mei1", TEST_DAY).await;
        meeting(&t, "individual.mei1", TEST_DAY.plus_days(30)).await;
        let theirs = meeting(&t, "individual.kogane", TEST_DAY).await;
        meeting(&t, "individual.kogane", TEST_DAY.plus_days(30)).await;
        put(&t, &theirs, "case", "case-1").await;
        let item = agenda(&mut t.read().await, &theirs).await.unwrap().remove(0);
        let path = format!("/meetings/{own}/agenda/{}", item.id);
        for outcome in ["carried_over", "discussed", "open"] {
            let said = [("outcome", outcome)];
            t.post(Cast::CenterStaff, &format!("{path}/outcome"), &said).await.expect(404);
        }
        let renamed = format!("title.{}", item.id);
        let words = [(renamed.as_str(), "別の件名")];
        t.post(Cast::CenterStaff, &format!("{path}/title"), &words).await;
        t.post(Cast::CenterStaff, &format!("{path}/removal"), &[]).await.expect(404);
        for way in ["up", "down"] {
            t.post(Cast::CenterStaff, &format!("{path}/order"), &[("way", way)]).await;
        }
        let now = agenda(&mut t.read().await, &theirs).await.unwrap().remove(0);
        assert_eq!((now.outcome, now.title), (item.outcome, item.title));
    })
    .await;
}
