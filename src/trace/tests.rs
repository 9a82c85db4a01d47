mod holds;
mod world;

use crate::{
    access::{Actor, Subject},
    clock::Day,
    db::Conn,
    id::{FeedbackId, IssueId, MeasureId},
    issues::{self, IssueStatus, NewEvidence, tests::scene},
    measures,
    structure::Structure,
    testing::{Cast, TestApp, each_database},
    web::diagram::Thread,
};

use super::{chain, panels};
use crate::testing::MATSUDO;

const DAY: Day = Day::of(2025, 8, 20);

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or("").split('#').next().unwrap_or("")
}

/// The thread, if this person may know of the record.
async fn thread(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    subject: &Subject,
) -> Option<Thread> {
    chain(conn, actor, structure, subject).await.ok()
}

async fn issue_status(t: &TestApp, id: &IssueId) -> IssueStatus {
    let mut conn = t.read().await;
    issues::find(&mut conn, id).await.unwrap().status
}

/// From one case to the city's measure and back, through the pages that people use.
#[tokio::test]
async fn one_case_goes_to_the_city_and_its_answer_comes_back() {
    each_database(async |t| {
        let _m = &t.municipality;
        // A case is discussed; its candidate becomes an issue, which is merged with another.
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "ごみ出しの支援がない").await;
        let fields = [
            ("place", "area:center.mei1"),
            ("title", "ごみ出しの支援"),
            ("review", review.as_str()),
            ("raised_on", "R7.8.25"),
            ("open", "yes"),
        ];
        let made = t.post(Cast::CenterStaff, "/issues", &fields).await.expect(303);
        let first = IssueId::from(last(made.location()));
        let second =
            scene::issue(&t, "area", Some("mei1"), "坂の多い町の暮らし", DAY.plus_days(5)).await;
        let voices = NewEvidence::counted(issues::EvidenceKind::ResidentVoice, 6, DAY, "町会");
        scene::evidence(&t, &second, &[voices]).await;
        let fields = [("target", second.as_str()), ("reason", "同じ坂の話")];
        t.post(Cast::CenterStaff, &format!("/issues/{first}/merger"), &fields).await.expect(303);

        // The area conference raises it; the city takes it up.
        let area = scene::meeting(&t, "area_conference", Day::of(2025, 9, 10)).await;
        let fields =
            [("meeting", area.as_str()), ("reason", "市の制度が要る"), ("target", "new:city")];
        t.post(Cast::CenterStaff, &format!("/issues/{second}/escalation"), &fields)
            .await
            .expect(303);
        let mut conn = t.read().await;
        let links = issues::links_of(&mut conn, &second).await.unwrap();
        let city = links.iter().find(|l| l.from_issue_id == second).unwrap().to_issue_id.clone();
        drop(conn);
        t.post(Cast::CityOfficer, &format!("/issues/{city}/deliberation"), &[]).await.expect(303);

        // It is answered by a measure, which answers the area's issue too.
        let fields = [
            ("issue", city.as_str()),
            ("title", "ごみ出し支援の訪問"),
            ("answer", "new_budget"),
            ("department", "waste"),
            ("budget_year", "8"),
            ("budget_yen", "1,200,000"),
            ("decided_on", "R7.9.20"),
            ("follow_up_1", "R8.1.10"),
        ];
        let lacking = t.post(Cast::CityOfficer, "/measures", &fields[..3]).await.expect(422);
        assert!(lacking.says("効果を確認する日") && lacking.says("ごみ出し支援の訪問"));
        t.post(Cast::CenterStaff, "/measures", &fields).await.expect(404);
        let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
        let measure = MeasureId::from(last(made.location()));
        assert_eq!(issue_status(&t, &city).await, IssueStatus::Answered);
        assert_eq!(issue_status(&t, &second).await, IssueStatus::Answered);

        // It goes back to the centre and to the presenter, who acknowledge.
        let preview =
            t.get(Cast::CityOfficer, &format!("/measures/{measure}/roll-down")).await.expect(200);
        assert!(preview.says("明第1") && preview.says("試験の介護支援専門員"));
        t.post(Cast::CityOfficer, &format!("/measures/{measure}/roll-down"), &[("body", "")])
            .await
            .expect(422);
        let body = [("body", "ごみ出し支援を始めます")];
        t.post(Cast::CityOfficer, &format!("/measures/{measure}/roll-down"), &body)
            .await
            .expect(303);
        t.post(Cast::CityOfficer, &format!("/measures/{measure}/roll-down"), &body)
            .await
            .expect(303);
        let mut conn = t.read().await;
        let told = measures::feedbacks_of_measures(&mut conn, std::slice::from_ref(&measure))
            .await
            .unwrap();
        assert_eq!(told.len(), 2, "nobody is told twice");
        let again = t.get(Cast::CityOfficer, &format!("/measures/{measure}/roll-down")).await;
        assert!(again.expect(200).says("伝えた内容を改める"));
        let due = crate::ROOMS.iter().find(|r| r.name == "measures").unwrap().due;
        let presenter = t.actor(Cast::CarePresenter);
        assert_eq!(due(&mut conn, presenter, &MATSUDO, DAY).await.unwrap().len(), 1);
        let thread = thread(&mut conn, presenter, &MATSUDO, &Subject::new("case", &case)).await;
        let thread = thread.unwrap();
        assert!(thread.waits.unwrap().contains("確認を待っています(1件"));
        drop(conn);
        let of = |to_center: bool| -> FeedbackId {
            told.iter().find(|f| f.case_id.is_none() == to_center).unwrap().id.clone()
        };
        assert!(
            t.get(Cast::CarePresenter, "/feedbacks")
                .await
                .expect(200)
                .says("ごみ出し支援を始めます")
        );
        t.post(Cast::OtherCenterStaff, &format!("/feedbacks/{}/acknowledgement", of(true)), &[])
            .await
            .expect(404);
        t.post(Cast::CityOfficer, &format!("/feedbacks/{}/acknowledgement", of(true)), &[])
            .await
            .expect(403);
        // Who brought the case says so on the case, and stays there.
        let here = format!("/cases/{case}");
        let acknowledgement = format!("/feedbacks/{}/acknowledgement", of(false));
        assert!(t.get(Cast::CarePresenter, &here).await.expect(200).says(&acknowledgement));
        let back = [("back", here.as_str())];
        let done = t.post(Cast::CarePresenter, &acknowledgement, &back).await.expect(303);
        assert_eq!(done.location(), here);
        assert!(!t.get(Cast::CarePresenter, &here).await.expect(200).says(&acknowledgement));
        let by_phone = [("channel", "telephone")];
        t.post(Cast::CenterStaff, &format!("/feedbacks/{}/conveyance", of(true)), &by_phone)
            .await
            .expect(303);
        let page = t.get(Cast::CityOfficer, &format!("/measures/{measure}")).await.expect(200);
        assert!(page.says("電話で伝えた") && page.says("画面で確認"));

        // It is carried out, looked at again, and ends with its reason.
        t.post(Cast::CityOfficer, &format!("/measures/{measure}/start"), &[]).await.expect(303);
        t.post(
            Cast::CityOfficer,
            &format!("/measures/{measure}/notes"),
            &[("body", "12世帯で開始")],
        )
        .await
        .expect(303);
        let mut conn = t.read().await;
        let look = measures::follow_ups(&mut conn, &measure).await.unwrap().remove(0);
        drop(conn);
        let path = format!("/measures/{measure}/follow-ups/{}", look.id);
        let open_end =
            t.post(Cast::CityOfficer, &path, &[("outcome", "improved")]).await.expect(422);
        assert!(open_end.says("確認を終える理由"));
        let fields = [("outcome", "improved"), ("no_next_reason", "三地区に広がった")];
        t.post(Cast::CityOfficer, &path, &fields).await.expect(303);
        t.post(Cast::CityOfficer, &format!("/measures/{measure}/completion"), &[])
            .await
            .expect(303);
        let end = [("reason", "支援が定着した")];
        t.post(Cast::CityOfficer, &format!("/issues/{city}/closure"), &end).await.expect(303);
        assert_eq!(issue_status(&t, &city).await, IssueStatus::Closed);

        // The chain shows both ways, with days.
        let forward = t.get(Cast::CenterStaff, &format!("/trace/case/{case}")).await.expect(200);
        for words in ["ごみ出しの支援", "坂の多い町の暮らし", "ごみ出し支援の訪問", "5日"]
        {
            assert!(forward.says(words), "{words}: {}", forward.text());
        }
        let back = t.get(Cast::CityOfficer, &format!("/trace/measure/{measure}")).await.expect(200);
        for words in ["ごみ出しの支援", "明第1-①-1", "町会", "すべて確認済"] {
            assert!(back.says(words), "{words}: {}", back.text());
        }
        let noted = t.app.views().counts();
        t.get(Cast::CenterStaff, &format!("/trace/issue/{second}")).await.expect(200);
        assert_ne!(t.app.views().counts(), noted, "the page notes what it showed");
        t.get(Cast::OtherCenterStaff, &format!("/trace/issue/{second}")).await.expect(404);
        t.get(Cast::OtherCenterStaff, &format!("/trace/measure/{measure}")).await.expect(404);
        t.get(Cast::OtherCenterStaff, &format!("/trace/case/{case}")).await.expect(404);
        t.get(Cast::CityOfficer, &format!("/trace/meeting/{area}")).await.expect(404);
        t.get(Cast::CityOfficer, &format!("/trace/case/{second}")).await.expect(404);
        let structure = t.structure().await;
        let mut conn = t.read().await;
        for subject in [
            Subject::new("case", &case),
            Subject::new("issue", &city),
            Subject::new("measure", &measure),
        ] {
            let shown =
                panels(&mut conn, t.actor(Cast::CityOfficer), &structure, &subject).await.unwrap();
            assert!(shown[0].html.contains("ごみ出し支援の訪問"), "{subject:?}");
        }
    })
    .await;
}

/// A city issue stands on cases of several areas; each area sees its own labels and the others as a number.
#[tokio::test]
async fn an_area_sees_other_areas_cases_only_as_a_number() {
    each_database(async |t| {
        let (own, own_review) = scene::reviewed(&t, "mei1", DAY, "").await;
        let (other, other_review) = scene::reviewed(&t, "kogane", DAY, "").await;
        let city = scene::issue(&t, "city", None, "移動手段", DAY).await;
        for (center, case, review, label) in
            [("mei1", own, own_review, "明第1-①-1"), ("kogane", other, other_review, "小金-①-1")]
        {
            let area = scene::issue(&t, "area", Some(center), "通院の足", DAY).await;
            scene::evidence(&t, &area, &[NewEvidence::case(case, review, label, DAY)]).await;
            scene::raised_into(&t, &area, &city, DAY).await;
        }
        let page = t.get(Cast::CenterStaff, &format!("/issues/{city}")).await.expect(200);
        assert!(page.says("明第1-①-1") && !page.says("小金-①-1"), "{}", page.text());
        assert!(page.says("個別事例 2事例") && page.says("ほかの圏域の事例"));
        let traced = t.get(Cast::CenterStaff, &format!("/trace/issue/{city}")).await.expect(200);
        // The label comes back in every period: beside it stands the day of the meeting.
        assert!(traced.says("個別事例 明第1-①-1 R7.8.20") && !traced.says("小金-①-1"));
    })
    .await;
}
