//! An issue in the hands of a working group: its coordinator hears of it, replies, and the reply comes back.

use super::*;
use crate::{access::SeatKind, conferences, id::ConferenceId};

/// The working group of 明第1's area, or of another centre's.
async fn group(t: &TestApp, center: &str) -> ConferenceId {
    let mut conn = t.read().await;
    let kind = "tier2_working".into();
    conferences::of_center(&mut conn, &kind, &center.into()).await.unwrap().unwrap().id
}

async fn hand_over(t: &TestApp, issue: &IssueId, group: &ConferenceId) {
    hand_over_until(t, issue, group, "R7.10.20").await;
}

async fn hand_over_until(t: &TestApp, issue: &IssueId, group: &ConferenceId, review_on: &str) {
    let fields = [
        ("conference", group.as_str()),
        ("reason", "ごみ出しを手伝える人を探してほしい"),
        ("decided_on", "R7.9.20"),
        ("review_on", review_on),
    ];
    t.post(Cast::CenterStaff, &format!("/issues/{issue}/handover"), &fields).await.expect(303);
}

#[tokio::test]
async fn a_coordinator_hears_what_the_working_group_is_asked_and_the_reply_comes_back() {
    each_database(async |t| {
        let working = group(&t, "mei1").await;
        scene::seat_as(&t, Cast::Coordinator, working.as_str(), SeatKind::Coordinator).await;
        scene::seat(&t, Cast::Member, working.as_str()).await;
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "").await;
        let id = scene::issue(&t, "area", Some("mei1"), "ごみ出しの支援", DAY).await;
        let evidence = NewEvidence::case(case.clone(), review, "明第1-①-1", DAY);
        scene::evidence(&t, &id, &[evidence]).await;
        let replies = format!("/issues/{id}/replies");
        t.get(Cast::CenterStaff, &replies).await.expect(404);
        assert!(!t.get(Cast::Coordinator, "/").await.expect(200).says("依頼に返事をする"));
        hand_over(&t, &id, &working).await;

        // It stands in 今日 of the coordinator alone, with what is asked and no name.
        let today = t.get(Cast::Coordinator, "/").await.expect(200);
        assert!(today.says("依頼に返事をする") && today.says("R7.10.20"), "{}", today.text());
        for who in [Cast::CenterStaff, Cast::CityOfficer, Cast::Member, Cast::SupportDoctor] {
            assert!(!t.get(who, "/").await.expect(200).says("依頼に返事をする"), "{who:?}");
        }
        let asked = t.get(Cast::Coordinator, &replies).await.expect(200);
        assert!(
            asked.says("手伝える人を探して") && asked.says("試験の委員") && !asked.says("架空")
        );
        let issue = t.get(Cast::Coordinator, &format!("/issues/{id}")).await.expect(200);
        assert!(issue.says("依頼への返事をする") && !issue.says("架空"));
        assert_eq!(issue.text().matches("返事待ち").count(), 1, "{}", issue.text());
        let waits = t.get(Cast::CenterStaff, &format!("/trace/case/{case}")).await.expect(200);
        assert!(waits.says("の依頼への返事を待っています("), "{}", waits.text());

        // Others read it at most.
        let fields = [("kind", "done"), ("body", "町会の三人が週一回集める"), ("day", "R7.9.30")];
        t.get(Cast::OtherCenterStaff, &replies).await.expect(404);
        t.post(Cast::OtherCenterStaff, &replies, &fields).await.expect(404);
        t.get(Cast::CityOfficer, &replies).await.expect(200);
        t.post(Cast::CityOfficer, &replies, &fields).await.expect(403);
        t.get(Cast::Member, &replies).await.expect(200);
        t.post(Cast::Member, &replies, &fields).await.expect(403);

        // A reply says what it must, and nobody's name.
        for (wrong, at) in [
            (vec![("body", "探します")], "返事"),
            (vec![("kind", "will_do"), ("body", "探します")], "いつまでに"),
            (vec![("kind", "done"), ("day", "R7.9.30")], "何をしたか"),
            (vec![("kind", "done"), ("body", "集めた"), ("day", "R8.1.1")], "今日までの日"),
            (vec![("kind", "cannot")], "取り組めない理由"),
            (vec![("kind", "cannot"), ("body", "架空花子さんが望まない")], "個人"),
        ] {
            let again = t.post(Cast::Coordinator, &replies, &wrong).await.expect(422);
            assert!(again.says(at), "{wrong:?}: {}", again.text());
        }
        let planned = [("kind", "will_do"), ("body", "町会に声をかける"), ("day", "R7.10.8")];
        t.post(Cast::Coordinator, &replies, &planned).await.expect(303);
        let today = t.get(Cast::Coordinator, "/").await.expect(200);
        assert!(today.says("依頼への取組を知らせる") && today.says("R7.10.8"));
        t.post(Cast::Coordinator, &replies, &fields).await.expect(303);
        assert!(!t.get(Cast::Coordinator, "/").await.expect(200).says("依頼への取組を知らせる"));
        t.post(Cast::Coordinator, &replies, &fields).await.expect(409);

        // It comes back to whoever asked, stands on the case, and in the thread.
        assert!(!t.get(Cast::OtherCenterStaff, "/").await.expect(200).says("返事を確認する"));
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says("作業部会の返事を確認する"));
        let heard = format!("{replies}/acknowledgement");
        t.post(Cast::Coordinator, &heard, &[]).await.expect(403);
        t.post(Cast::OtherCenterStaff, &heard, &[]).await.expect(404);
        t.post(Cast::CenterStaff, &heard, &[]).await.expect(303);
        assert!(!t.get(Cast::CenterStaff, "/").await.expect(200).says("返事を確認する"));
        let page = t.get(Cast::CenterStaff, &format!("/cases/{case}")).await.expect(200);
        assert!(page.says("町会の三人が週一回集める"));
        let trace = t.get(Cast::CenterStaff, &format!("/trace/case/{case}")).await.expect(200);
        assert!(trace.says("2層ワーキング 取り組みました"), "{}", trace.text());
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_looked_at_in_half_a_year_is_to_be_answered_today() {
    each_database(async |t| {
        let working = group(&t, "mei1").await;
        scene::seat_as(&t, Cast::Coordinator, working.as_str(), SeatKind::Coordinator).await;
        let id = scene::issue(&t, "area", Some("mei1"), "ごみ出しの支援", DAY).await;
        hand_over_until(&t, &id, &working, "R8.3.1").await;
        let today = t.get(Cast::Coordinator, "/").await.expect(200);
        assert!(today.says("依頼に返事をする"), "{}", today.text());
    })
    .await;
}

#[tokio::test]
async fn a_working_group_of_another_area_reads_what_it_was_handed_and_its_staff_may_write_the_reply()
 {
    each_database(async |t| {
        let far = group(&t, "kogane").await;
        scene::seat_as(&t, Cast::Coordinator, far.as_str(), SeatKind::Coordinator).await;
        let id = scene::issue(&t, "area", Some("mei1"), "移動販売の場所", DAY).await;
        for who in [Cast::Coordinator, Cast::OtherCenterStaff] {
            t.get(who, &format!("/issues/{id}")).await.expect(404);
        }
        let (system, issue, group) = (&t.system(), &id, &far);
        t.write(|mut tx| async move {
            let decision = NewDecision::new(Move::HandOver, DAY, "小金の場所を借りたい");
            let decision = decision.review_on(DAY.plus_months(3)).to(group.clone());
            decide(&mut tx, system, &MATSUDO, issue, &decision).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        for who in [Cast::Coordinator, Cast::OtherCenterStaff] {
            t.get(who, &format!("/issues/{id}")).await.expect(200);
            assert!(t.get(who, "/issues?all=yes").await.expect(200).says("移動販売の場所"));
        }
        // What the coordinator says by telephone, who runs the conference writes down.
        let told = [("kind", "received"), ("body", "電話で受けた")];
        t.post(Cast::OtherCenterStaff, &format!("/issues/{id}/replies"), &told).await.expect(303);
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says("作業部会の返事を確認する"));
    })
    .await;
}

#[tokio::test]
async fn every_word_of_a_reply_comes_back_from_the_database() {
    each_database(async |t| comes_back::<ReplyKind>(&mut t.read().await).await).await;
}
