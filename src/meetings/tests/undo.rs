//! What somebody did to a meeting by a slip is taken back from the page that follows.

use super::*;
use crate::{
    db::Query,
    events,
    testing::{Answer, Cast, TEST_DAY, each_database},
};

async fn city(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    t.post(Cast::CityOfficer, path, fields).await.expect(303)
}

#[tokio::test]
async fn an_item_that_was_taken_off_comes_back_for_whoever_took_it_off_and_once() {
    each_database(async |t| {
        let id = meeting(&t, "city_conference.municipality", TEST_DAY.plus_days(20)).await;
        let page = format!("/meetings/{id}");
        city(&t, &format!("{page}/agenda"), &[("title", "開会")]).await;
        let item = agenda(&mut t.read().await, &id).await.unwrap().remove(0);
        let gone = city(&t, &format!("{page}/agenda/{}/removal", item.id), &[]).await;
        let (way_back, words) = gone.takes_back().expect("it may be taken back");
        assert_eq!(words, "外した議題を戻す");
        assert!(t.stand_open("開会").await.is_empty(), "what is kept of it is sealed");

        // So does 今日, by the name of its record, for as long as it may be taken back.
        let offers = async |who| t.get(who, "/").await.expect(200).says(&way_back);
        assert!(offers(Cast::CityOfficer).await && !offers(Cast::CenterStaff).await);
        let today = t.get(Cast::CityOfficer, "/").await.expect(200);
        assert!(today.says("松戸市地域ケア会議 R7.10.21"), "{}", today.text());
        assert!(today.says("取り消す(1件)"), "not what it was done on top of: {}", today.text());

        // The notice offers it; nobody else may take it back, nor learn that it could be.
        let shown = t.follow(Cast::CityOfficer, &gone).await.expect(200);
        assert!(shown.says(&words) && shown.says(&way_back), "{}", shown.text());
        for other in [Cast::CenterStaff, Cast::Auditor] {
            let refused = t.post(other, &way_back, &[]).await.expect(409);
            assert!(refused.says("その操作をした人だけ"));
        }
        t.post(Cast::Stranger, &way_back, &[]).await.expect(303);
        assert!(agenda(&mut t.read().await, &id).await.unwrap().is_empty());

        let back = city(&t, &way_back, &[]).await;
        assert_eq!(back.location(), page);
        let told = t.follow(Cast::CityOfficer, &back).await.expect(200);
        assert!(told.says("外した議題を戻しました。"), "{}", told.text());
        assert!(!offers(Cast::CityOfficer).await);
        assert_eq!(agenda(&mut t.read().await, &id).await.unwrap(), [item]);
        let told = events::of(&mut t.read().await, "meeting", id.as_str()).await.unwrap();
        let last = told.last().unwrap();
        assert_eq!((last.action.as_str(), &*last.detail), ("undo", r#"{"undone":"edit_agenda"}"#));
        t.post(Cast::CityOfficer, &way_back, &[]).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn after_ten_minutes_or_when_something_was_done_since_it_is_too_late() {
    each_database(async |t| {
        let id = meeting(&t, "city_conference.municipality", TEST_DAY).await;
        let page = format!("/meetings/{id}");
        let count = async || agenda(&mut t.read().await, &id).await.unwrap().len();
        let added = city(&t, &format!("{page}/agenda"), &[("title", "開会")]).await;
        let (late, _) = added.takes_back().unwrap();
        t.app.db().clock().advance_minutes(11);
        assert!(!t.get(Cast::CityOfficer, "/").await.expect(200).says(&late));
        let told = t.follow(Cast::CityOfficer, &city(&t, &late, &[]).await).await.expect(200);
        assert!(told.says("10分のあいだ") && told.says("いまの内容から直してください"));
        assert_eq!(count().await, 1);

        // The day was recorded meanwhile, so that an agenda is not what it was.
        let added = city(&t, &format!("{page}/agenda"), &[("title", "閉会")]).await;
        let (overtaken, _) = added.takes_back().unwrap();
        let held = city(&t, &format!("{page}/holding"), &[]).await;
        let told = t.follow(Cast::CityOfficer, &city(&t, &overtaken, &[]).await).await.expect(200);
        assert!(told.says("取り消すと、新しい変更まで失われます"), "{}", told.text());
        assert_eq!(count().await, 2);
        // What was done last goes first.
        for way_back in [held.takes_back().unwrap().0, overtaken] {
            city(&t, &way_back, &[]).await;
        }
        assert_eq!(count().await, 1);
        let now = find(&mut t.read().await, &id).await.unwrap();
        assert_eq!(now.status, MeetingStatus::Scheduled);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_that_was_taken_out_comes_back_with_its_number_and_what_says_that_people_know_does_not()
 {
    each_database(async |t| {
        let first = meeting(&t, "individual.mei1", TEST_DAY.plus_days(5)).await;
        let second = meeting(&t, "individual.mei1", TEST_DAY.plus_days(9)).await;
        let numbers = async || {
            let conn = &mut t.read().await;
            let all = find_all(conn, &[first.clone(), second.clone()]).await.unwrap();
            let mut all: Vec<_> = all.into_iter().map(|m| (m.day, m.number)).collect();
            all.sort_unstable();
            all
        };
        let before = numbers().await;
        let gone = city(&t, &format!("/meetings/{first}/removal"), &[]).await;
        assert_eq!(numbers().await.len(), 1);
        let (way_back, words) = gone.takes_back().unwrap();
        assert_eq!(words, "消した会議を戻す");
        city(&t, &way_back, &[]).await;
        assert_eq!(numbers().await, before);

        let stopped = [("reason", "台風のため")];
        let stopped = city(&t, &format!("/meetings/{second}/cancellation"), &stopped).await;
        city(&t, &stopped.takes_back().unwrap().0, &[]).await;
        assert_eq!(numbers().await, before);
        let now = find(&mut t.read().await, &second).await.unwrap();
        assert_eq!((now.status, now.cancel_reason.as_str()), (MeetingStatus::Scheduled, ""));
        let invited = city(&t, &format!("/meetings/{second}/invitation"), &[]).await;
        assert_eq!(invited.takes_back(), None, "people were told");
    })
    .await;
}

#[tokio::test]
async fn somebody_who_was_taken_off_the_list_is_on_it_again_and_what_is_kept_for_that_goes_with_the_day()
 {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        let list = format!("/meetings/{id}/attendance");
        let person = [("name", "試験 次郎"), ("seat", "member")];
        city(&t, &format!("{list}/people"), &person).await;
        let who = attendance(&mut t.read().await, &id).await.unwrap().remove(0);
        let gone = city(&t, &format!("{list}/{}/removal", who.id), &[]).await;
        city(&t, &gone.takes_back().unwrap().0, &[]).await;
        let there = attendance(&mut t.read().await, &id).await.unwrap();
        assert_eq!(there.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["試験 次郎"]);

        let kept = "select cast(count(*) as bigint) from undos where municipality_id = $m";
        let kept = async || Query::of(kept, ()).count(&mut t.read().await).await.unwrap();
        assert_eq!(kept().await, 1, "that somebody was listed");
        t.app.db().clock().advance_minutes(11);
        t.work_off().await;
        assert_eq!(kept().await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_next_meeting_takes_over_where_and_with_whom_the_last_one_met_but_no_case() {
    each_database(async |t| {
        let last = meeting(&t, "individual.mei1", TEST_DAY.plus_days(-7)).await;
        put(&t, &last, "case", "試験の事例").await;
        let page = format!("/meetings/{last}");
        city(&t, &format!("{page}/agenda"), &[("title", "前回の確認")]).await;
        for (name, seat) in [("試験 次郎", "member"), ("試験 三郎", "guest")] {
            let person = [("name", name), ("seat", seat)];
            city(&t, &format!("{page}/attendance/people"), &person).await;
        }
        let place = [
            ("version", "1"),
            ("day", "R7.9.24"),
            ("starts", "14:00"),
            ("ends", "15:30"),
            ("place", "明第1集会所"),
            ("mode", "in_person"),
        ];
        city(&t, &page, &place).await;
        let copy = format!("/meetings/new?copy={last}");
        assert!(t.get(Cast::CityOfficer, &page).await.expect(200).says(&copy));
        assert!(t.get(Cast::CityOfficer, "/meetings/new").await.expect(200).says(&copy));
        let form = t.get(Cast::CityOfficer, &copy).await.expect(200);
        assert!(form.says("明第1集会所") && form.says("14:00") && !form.says("R7.9.24\""));
        t.get(Cast::OtherCenterStaff, &copy).await.expect(404);

        let copy = [
            ("copy", last.as_str()),
            ("conference", "individual.mei1"),
            ("day", "R7.10.22"),
            ("starts", "14:00"),
            ("place", "明第1集会所"),
            ("mode", "in_person"),
            ("copy_agenda", "yes"),
            ("copy_people", "yes"),
        ];
        let made = city(&t, "/meetings", &copy).await.location().to_owned();
        let made = MeetingId::from(made.rsplit('/').next().unwrap());
        let conn = &mut t.read().await;
        let heads = agenda(conn, &made).await.unwrap();
        assert_eq!(heads.iter().map(|i| i.title.as_str()).collect::<Vec<_>>(), ["前回の確認"]);
        let people = attendance(conn, &made).await.unwrap();
        assert_eq!(people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["試験 次郎"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_done_is_said_at_the_top_but_a_line_that_is_moved_stays_in_sight() {
    each_database(async |t| {
        let id = meeting(&t, "city_conference.municipality", TEST_DAY).await;
        let page = format!("/meetings/{id}");
        for title in ["開会", "閉会"] {
            let added = city(&t, &format!("{page}/agenda"), &[("title", title)]).await;
            assert_eq!(added.location(), page);
        }
        let last = agenda(&mut t.read().await, &id).await.unwrap().remove(1);
        let order = format!("{page}/agenda/{}/order", last.id);
        let moved = city(&t, &order, &[("way", "up")]).await;
        assert_eq!(moved.location(), format!("{page}#agenda"));
        let first = agenda(&mut t.read().await, &id).await.unwrap().remove(0);
        assert_eq!(first.title, "閉会");
    })
    .await;
}

#[tokio::test]
async fn a_second_meeting_on_a_day_is_asked_about_and_a_mistaken_one_is_taken_back_with_its_list() {
    each_database(async |t| {
        let last = meeting(&t, "individual.mei1", TEST_DAY.plus_days(-7)).await;
        let person = [("name", "試験 次郎"), ("seat", "member")];
        city(&t, &format!("/meetings/{last}/attendance/people"), &person).await;
        city(&t, &format!("/meetings/{last}/agenda"), &[("title", "前回の確認")]).await;
        let copy = [
            ("copy", last.as_str()),
            ("conference", "individual.mei1"),
            ("day", "R7.10.22"),
            ("mode", "in_person"),
            ("copy_agenda", "yes"),
            ("copy_people", "yes"),
        ];
        let on_that_day = async || {
            let all = Query::of(
                "select cast(count(*) as bigint) from meetings where municipality_id = $m and day = $1",
                "2025-10-22",
            );
            all.count(&mut t.read().await).await.unwrap()
        };
        city(&t, "/meetings", &copy).await;
        let asked = t.post(Cast::CityOfficer, "/meetings", &copy).await.expect(422);
        assert!(asked.says("同じ日に同じ会議が登録されています"), "{}", asked.text());
        assert_eq!(on_that_day().await, 1);

        let sure = [&copy[..], &[("sure", "yes")]].concat();
        let second = city(&t, "/meetings", &sure).await;
        assert_eq!(on_that_day().await, 2);
        let (way_back, words) = second.takes_back().unwrap();
        assert_eq!(words, "会議の登録を取り消す");
        let back = city(&t, &way_back, &[]).await;
        assert_eq!(back.location(), "/meetings");
        let told = t.follow(Cast::CityOfficer, &back).await.expect(200);
        assert!(told.says("会議の登録を取り消しました。"));
        assert_eq!(on_that_day().await, 1);

        // Later it is taken out with the list and the heads that the copy brought, unless somebody's attendance was noted.
        let made = city(&t, "/meetings", &sure).await;
        let page = made.location().to_owned();
        t.app.db().clock().advance_minutes(11);
        let made = MeetingId::from(page.rsplit('/').next().unwrap());
        let who = attendance(&mut t.read().await, &made).await.unwrap().remove(0);
        let (came, here) = (format!("presence-{}", who.id), "present");
        city(&t, &format!("{page}/attendance"), &[(&*came, here)]).await;
        t.post(Cast::CityOfficer, &format!("{page}/removal"), &[]).await.expect(409);
        city(&t, &format!("{page}/attendance"), &[(&*came, "expected")]).await;
        let gone = city(&t, &format!("{page}/removal"), &[]).await;
        assert_eq!(on_that_day().await, 1);
        assert!(attendance(&mut t.read().await, &made).await.unwrap().is_empty());
        city(&t, &gone.takes_back().unwrap().0, &[]).await;
        assert_eq!(attendance(&mut t.read().await, &made).await.unwrap().len(), 1);
        assert_eq!(agenda(&mut t.read().await, &made).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn after_a_move_there_is_one_way_back_and_a_step_that_nobody_took_is_not_ticked() {
    each_database(async |t| {
        let id = meeting(&t, "individual.mei1", TEST_DAY).await;
        put(&t, &id, "case", "c-1").await;
        let page = format!("/meetings/{id}");
        let shown = t.get(Cast::CityOfficer, &page).await.expect(200);
        assert!(!shown.says(">検討済</button>"), "a case's record says that");
        assert!(shown.says("まだ出席者の名簿がありません") && shown.says("委員を名簿に加える"));
        let held = city(&t, &format!("{page}/holding"), &[]).await;
        let shown = t.follow(Cast::CityOfficer, &held).await.expect(200);
        assert!(shown.says("「実施済」を取り消す") && !shown.says(">実施済を取り消す<"));
        assert!(shown.says(r#"<li data-state="todo">案内済</li>"#), "{}", shown.text());
        let later = t.get(Cast::CityOfficer, &page).await.expect(200);
        assert!(later.says(">実施済を取り消す<"));
    })
    .await;
}
