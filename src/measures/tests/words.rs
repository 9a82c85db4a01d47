//! An issue that the city answers in words, without a measure: the answer goes the way of every answer.

use super::*;
use crate::issues;

/// A case of 明第1 behind an area's issue, which was raised to the city's.
async fn raised(t: &TestApp) -> (crate::id::CaseId, crate::id::IssueId, crate::id::IssueId) {
    let (case, review) = scene::reviewed(t, "mei1", DAY, "").await;
    let area = scene::issue(t, "area", Some("mei1"), "回覧が読めない", DAY).await;
    scene::evidence(t, &area, &[NewEvidence::case(case.clone(), review, "明第1-①-1", DAY)]).await;
    let city = scene::issue(t, "city", None, "情報の届け方", DAY).await;
    scene::raised_into(t, &area, &city, DAY).await;
    (case, area, city)
}

#[tokio::test]
async fn an_answer_without_a_measure_travels_back_and_is_acknowledged() {
    each_database(async |t| {
        let (case, area, city) = raised(&t).await;
        let path = format!("/issues/{city}/answer-in-words");
        let down = format!("/issues/{city}/roll-down");
        t.get(Cast::CityOfficer, &down).await.expect(404);

        // The city answers, where the issue was raised to; whoever raised it is answered along.
        let answer = [("reason", "広報を大きな字にした版が町会にある"), ("decided_on", "R7.9.20")];
        let page = t.get(Cast::CityOfficer, &format!("/issues/{city}")).await.expect(200);
        assert!(page.says("施策によらず回答する") && !page.says("この課題への回答"));
        t.get(Cast::CenterStaff, &path).await.expect(403);
        t.post(Cast::CenterStaff, &path, &answer).await.expect(403);
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        let below = format!("/issues/{area}/answer-in-words");
        t.post(Cast::CityOfficer, &below, &answer).await.expect(409);
        t.post(Cast::CityOfficer, &path, &[("reason", "")]).await.expect(422);
        t.post(Cast::CityOfficer, &path, &answer).await.expect(303);
        for issue in [&area, &city] {
            let page = t.get(Cast::CenterStaff, &format!("/issues/{issue}")).await.expect(200);
            assert!(page.says("回答済") && page.says("大きな字にした版"), "{}", page.text());
            assert!(!page.says("展開する</a>"), "the city tells");
        }
        let trace = t.get(Cast::CenterStaff, &format!("/trace/case/{case}")).await.expect(200);
        assert!(trace.says("圏域と事例提供者への回答の展開を待っています("), "{}", trace.text());

        // It is told to the areas and to whoever brought the case, once.
        t.get(Cast::CenterStaff, &down).await.expect(403);
        t.post(Cast::CenterStaff, &down, &[("body", "x")]).await.expect(403);
        let preview = t.get(Cast::CityOfficer, &down).await.expect(200);
        assert!(preview.says("明第1") && preview.says("試験の介護支援専門員"));
        assert!(preview.says("大きな字にした版"), "the form begins with the answer");
        t.post(Cast::CityOfficer, &down, &[("body", "")]).await.expect(422);
        t.post(Cast::CityOfficer, &down, &[("body", "架空花子さんの件")]).await.expect(422);
        let body = [("body", "大きな字の版を町会からお渡しします")];
        for _ in 0..2 {
            t.post(Cast::CityOfficer, &down, &body).await.expect(303);
        }
        let mut conn = t.read().await;
        let words = issues::answers_in_words(&mut conn, std::slice::from_ref(&city)).await.unwrap();
        let told = feedbacks_of(&mut conn, &Told::Words(words[0].id.clone())).await.unwrap();
        assert_eq!(told.len(), 2, "nobody is told twice");
        drop(conn);
        let preview = t.get(Cast::CityOfficer, &down).await.expect(200);
        assert!(preview.says("もうみな伝えました") && !preview.says("この内容で伝える"));

        // Each hears of it and says so.
        for who in [Cast::CenterStaff, Cast::CarePresenter] {
            let today = t.get(who, "/").await.expect(200);
            assert!(
                today.says("返ってきた答えを確認する") && today.says("情報の届け方"),
                "{who:?}"
            );
            assert!(t.get(who, "/feedbacks").await.expect(200).says("大きな字の版"), "{who:?}");
        }
        assert!(!t.get(Cast::OtherCenterStaff, "/").await.expect(200).says("返ってきた答え"));
        for one in &told {
            let who = match one.recipient {
                RecipientKind::Unit => Cast::CenterStaff,
                RecipientKind::Presenter => Cast::CarePresenter,
            };
            let arrived = format!("/feedbacks/{}/acknowledgement", one.id);
            t.post(Cast::OtherCenterStaff, &arrived, &[]).await.expect(404);
            t.post(who, &arrived, &[]).await.expect(303);
        }
        let page = t.get(Cast::CityOfficer, &format!("/issues/{city}")).await.expect(200);
        assert!(page.says("2件に伝え、未確認は0件です"));
        let trace = t.get(Cast::CarePresenter, &format!("/trace/case/{case}")).await.expect(200);
        assert!(
            trace.says("すべて確認済") && !trace.says("展開を待っています"),
            "{}",
            trace.text()
        );
        let page = t.get(Cast::CenterStaff, &format!("/cases/{case}")).await.expect(200);
        assert!(page.says("大きな字の版") && page.says(&format!("href=\"/issues/{city}\"")));

        // What was told is corrected, to all of them; what they heard before stays, and waits for nobody.
        let preview = t.get(Cast::CityOfficer, &down).await.expect(200);
        assert!(preview.says(&format!("先にお伝えした内容を改めます。{}", body[0].1)));
        let correction = [("body", "大きな字の版は来月からです"), ("again", "yes")];
        t.post(Cast::CityOfficer, &down, &correction).await.expect(303);
        for who in [Cast::CenterStaff, Cast::CarePresenter] {
            assert!(t.get(who, "/").await.expect(200).says("返ってきた答えを確認する"), "{who:?}");
            let heard = t.get(who, "/feedbacks").await.expect(200);
            assert!(heard.says("来月からです"), "{who:?}");
            assert!(heard.says(body[0].1) && heard.says("改める前の内容"), "{who:?}");
        }
        let again = [("body", "大きな字の版は再来月からです"), ("again", "yes")];
        t.post(Cast::CityOfficer, &down, &again).await.expect(303);
        let page = t.get(Cast::CityOfficer, &format!("/issues/{city}")).await.expect(200);
        assert!(page.says("2件に伝え、未確認は2件です"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn an_answered_issue_is_answered_in_words_once() {
    each_database(async |t| {
        let (_, _, city) = raised(&t).await;
        let path = format!("/issues/{city}/answer-in-words");
        let answer = [("reason", "広報で知らせている")];
        t.post(Cast::CityOfficer, &path, &answer).await.expect(303);
        t.post(Cast::CityOfficer, &path, &answer).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn several_answers_that_came_back_are_acknowledged_together_or_not_at_all() {
    each_database(async |t| {
        let mut told = Vec::new();
        for _ in 0..3 {
            let (_, _, city) = raised(&t).await;
            let answer = [("reason", "広報で知らせている")];
            let path = format!("/issues/{city}/answer-in-words");
            t.post(Cast::CityOfficer, &path, &answer).await.expect(303);
            let down = format!("/issues/{city}/roll-down");
            t.post(Cast::CityOfficer, &down, &[("body", "広報をご覧ください")]).await.expect(303);
            let mut conn = t.read().await;
            let all =
                issues::answers_in_words(&mut conn, std::slice::from_ref(&city)).await.unwrap();
            told.extend(feedbacks_of(&mut conn, &Told::Words(all[0].id.clone())).await.unwrap());
        }
        let of =
            |kind| told.iter().filter(move |one| one.recipient == kind).map(|one| one.id.as_str());
        let mine: Vec<&str> = of(RecipientKind::Unit).collect();
        let theirs = of(RecipientKind::Presenter).next().unwrap();
        let page = t.get(Cast::CenterStaff, "/feedbacks?waiting=yes").await.expect(200);
        assert!(mine.iter().all(|id| page.says(&format!("value=\"{id}\" form=\"many\""))));
        assert!(!page.says(&format!("value=\"{theirs}\" form=\"many\"")), "others' to say");

        // One among them that is not theirs to say: none is said.
        let many = "/feedbacks/acknowledgements";
        let back = ("back", "/feedbacks?waiting=yes");
        let forged = [("feedback", mine[0]), ("feedback", theirs), back];
        t.post(Cast::CenterStaff, many, &forged).await.expect(403);
        t.post(Cast::OtherCenterStaff, many, &[("feedback", mine[0])]).await.expect(404);
        t.post(Cast::CenterStaff, many, &[back]).await.expect(400);
        let waiting = async || {
            let page = t.get(Cast::CenterStaff, "/feedbacks").await.expect(200);
            page.text().matches("未確認</span>").count()
        };
        let before = waiting().await;
        let marked = [("feedback", mine[0]), ("feedback", mine[2]), back];
        let led = t.post(Cast::CenterStaff, many, &marked).await.expect(303);
        assert_eq!(led.location(), "/feedbacks?waiting=yes", "the list stays as it was narrowed");
        assert_eq!(waiting().await, before - 2);
        t.post(Cast::CenterStaff, many, &marked).await.expect(303);
        assert_eq!(waiting().await, before - 2, "twice is as once");
    })
    .await;
}
