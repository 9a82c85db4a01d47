//! What somebody did to a case by a slip is taken back from the page that follows.

use super::{pages::NEW, *};
use crate::testing::{Answer, each_database};

async fn staff(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    t.post(Cast::CenterStaff, path, fields).await.expect(303)
}

async fn status(t: &TestApp, id: &CaseId) -> CaseStatus {
    kept::find(&mut t.read().await, id).await.unwrap().status
}

#[tokio::test]
async fn a_draft_that_was_deleted_comes_back_with_all_that_was_written_and_its_label() {
    each_database(async |t| {
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let before = t.get(Cast::CenterStaff, &case).await.expect(200);
        let gone = staff(&t, &format!("{case}/deletion"), &[]).await;
        t.get(Cast::CenterStaff, &case).await.expect(404);
        assert!(t.stand_open("ごみ出しに困る").await.is_empty());
        let (way_back, words) = gone.takes_back().unwrap();
        assert_eq!(words, "消した事例を戻す");
        assert!(t.follow(Cast::CenterStaff, &gone).await.expect(200).says(&way_back));
        t.post(Cast::OtherCenterStaff, &way_back, &[]).await.expect(409);
        assert_eq!(staff(&t, &way_back, &[]).await.location(), case);
        let after = t.get(Cast::CenterStaff, &case).await.expect(200);
        assert!(after.says("松戸 花子") && after.says("明第1-R7-001"));
        let sheet = "松戸花子さんは家で暮らしたい";
        assert_eq!(before.says(sheet), after.says(sheet));
        // Its label is nobody else's, and it can be deleted again.
        staff(&t, &format!("{case}/deletion"), &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_case_that_was_sent_back_is_handed_in_again_until_its_presenter_wrote_further() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let page = format!("/cases/{id}");
        let reason = [("return_reason", "経過をもう少し書いてください")];
        let returned = staff(&t, &format!("{page}/return"), &reason).await;
        assert_eq!(status(&t, &id).await, CaseStatus::Draft);
        staff(&t, &returned.takes_back().unwrap().0, &[]).await;
        assert_eq!(status(&t, &id).await, CaseStatus::Submitted);
        let history = t.get(Cast::Auditor, &page).await.expect(200);
        assert!(history.says("直前の操作を取り消す"), "{}", history.text());

        let returned = staff(&t, &format!("{page}/return"), &reason).await;
        submitted(&t, &id).await;
        let told = staff(&t, &returned.takes_back().unwrap().0, &[]).await;
        let told = t.follow(Cast::CenterStaff, &told).await.expect(200);
        assert!(told.says("その操作のあとに記録が変わった"));
        assert_eq!(status(&t, &id).await, CaseStatus::Submitted);
    })
    .await;
}

#[tokio::test]
async fn a_case_chosen_by_a_slip_is_off_the_agenda_again_unless_the_record_of_the_meeting_was_confirmed()
 {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let sitting = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let choice = format!("/cases/{id}/choice");
        let choose = [("meeting", sitting.id.as_str())];
        let agenda =
            async || meetings::agenda(&mut t.read().await, &sitting.id).await.unwrap().len();
        let chosen = staff(&t, &choice, &choose).await;
        assert_eq!(agenda().await, 1);
        staff(&t, &chosen.takes_back().unwrap().0, &[]).await;
        assert_eq!((agenda().await, status(&t, &id).await), (0, CaseStatus::Submitted));

        let (way_back, _) = staff(&t, &choice, &choose).await.takes_back().unwrap();
        let held = format!("/meetings/{}/holding", sitting.id);
        staff(&t, &held, &[]).await;
        let told = t.follow(Cast::CenterStaff, &staff(&t, &way_back, &[]).await).await.expect(200);
        assert!(told.says("取り消していません"));
        assert_eq!((agenda().await, status(&t, &id).await), (1, CaseStatus::Chosen));
    })
    .await;
}

#[tokio::test]
async fn an_auditor_opens_a_history_by_the_label_and_nobody_learns_of_a_case_by_it() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        for typed in
            ["%E6%98%8E%E7%AC%AC1-R7-001", "%E6%98%8E%E7%AC%AC%EF%BC%91-r7-001", id.as_str()]
        {
            let led = t.get(Cast::Auditor, &format!("/histories?id={typed}")).await.expect(303);
            assert_eq!(led.location(), format!("/cases/{id}"));
            let page = t.get(Cast::OtherCenterStaff, &format!("/histories?id={typed}")).await;
            page.expect(422);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_meeting_discussed_is_no_draft_again_and_stands_as_its_confirmed_record_says() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let sitting = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let review = chosen(&t, &id, &sitting.id).await.unwrap();
        let of_meeting = format!("/meetings/{}", sitting.id);
        staff(&t, &format!("{of_meeting}/holding"), &[]).await;
        let record = format!("/reviews/{}", review.id);
        let mut done = [
            ("version", "1"),
            ("decision.1.what", "訪問する"),
            ("decision.1.who", "民生委員"),
            ("decision.1.due", "R6.10.1"),
            ("follow_up_on", "R7.12.1"),
            ("then", "finish"),
        ];
        let refused = t.post(Cast::CenterStaff, &record, &done).await.expect(422);
        assert!(refused.says("より前の日です。年を確かめてください"), "{}", refused.text());
        done[3].1 = "R7.10.1";
        staff(&t, &record, &done).await;
        let was = status(&t, &id).await;
        assert_ne!(was, CaseStatus::Draft);

        let page = format!("/cases/{id}");
        for back in ["withdrawal", "return"] {
            submitted(&t, &id).await;
            staff(&t, &format!("{page}/{back}"), &[("return_reason", "押し間違い")]).await;
            assert_eq!(status(&t, &id).await, was, "{back}");
            t.get(Cast::CityOfficer, &page).await.expect(200);
        }

        let sure = [("sure", "yes")];
        staff(&t, &format!("{of_meeting}/record"), &sure).await;
        assert!(!t.get(Cast::CenterStaff, &of_meeting).await.expect(200).says("記録を直す"));
        let only_read = t.get(Cast::CenterStaff, &record).await.expect(200);
        assert!(only_read.says("読むだけです") && !only_read.says("直した記録を保存する"));
        done[0].1 = "2";
        let refused = t.post(Cast::CenterStaff, &record, &done).await.expect(409);
        assert!(refused.says("記録の確定を取り消す"), "{}", refused.text());
        staff(&t, &format!("{of_meeting}/correction"), &[]).await;
        let told = t.post(Cast::CenterStaff, &record, &done).await.expect(303);
        let told = t.follow(Cast::CenterStaff, &told).await;
        assert!(told.says("の記録を直しました"), "{}", told.text());
    })
    .await;
}
