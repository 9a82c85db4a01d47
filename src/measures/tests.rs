mod many;
mod words;

use super::*;
use crate::{
    clock::Day,
    id::MeasureId,
    issues::{NewEvidence, tests::scene},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, comes_back, each_database, refused_at},
};

const DAY: Day = Day::of(2025, 9, 10);

async fn registered(t: &TestApp) -> MeasureId {
    let issue = scene::issue(t, "city", None, "移動手段がない", DAY).await;
    let fields = [
        ("issue", issue.as_str()),
        ("title", "乗合の試行"),
        ("answer", "plan_clause"),
        ("plan_clause", "第10期計画 第4章"),
        ("due", "R7.9.30"),
        ("follow_up_1", "R7.10.5"),
        ("decided_on", "R7.9.20"),
    ];
    let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
    made.location().rsplit('/').next().unwrap().into()
}

#[tokio::test]
async fn every_word_survives_both_databases() {
    each_database(async |t| {
        let mut conn = t.read().await;
        comes_back::<MeasureStatus>(&mut conn).await;
        comes_back::<Outcome>(&mut conn).await;
        comes_back::<Channel>(&mut conn).await;
        comes_back::<RecipientKind>(&mut conn).await;
    })
    .await;
}

#[tokio::test]
async fn the_register_shows_what_is_late_and_is_kept_by_the_city_alone() {
    each_database(async |t| {
        let id = registered(&t).await;
        let page = t.get(Cast::CityOfficer, "/measures?status=planned&sort=-due").await.expect(200);
        assert!(page.says("乗合の試行") && page.says("1日過ぎています"));
        assert!(!t.get(Cast::CenterStaff, "/measures").await.expect(200).says("乗合の試行"));
        t.get(Cast::CenterStaff, &format!("/measures/{id}")).await.expect(404);
        t.get(Cast::CenterStaff, "/measures/new").await.expect(404);
        t.get(Cast::CityOfficer, "/measures/new").await.expect(200);
        assert!(
            t.get(Cast::CityOfficer, "/measures?export=csv").await.expect(200).says("第10期計画")
        );
        t.get(Cast::CityOfficer, "/measures?export=xlsx").await.expect(200);
        let mut conn = t.read().await;
        let today = t.app.db().clock().today();
        let due = hooks::due(&mut conn, t.actor(Cast::CityOfficer), today).await.unwrap();
        assert!(due.iter().any(|d| d.title == "施策の効果を確認する"));
        let found = t.search(Cast::CityOfficer, "/search", "乗合").await.expect(200);
        assert!(found.says(&format!("/measures/{id}")));
        let nothing = t.search(Cast::CenterStaff, "/search", "乗合").await.expect(200);
        assert!(!nothing.says("/measures/"));
    })
    .await;
}

#[tokio::test]
async fn a_measure_begins_with_what_waits_above_the_areas_or_with_the_issue_it_answers() {
    each_database(async |t| {
        let waiting = scene::issue(&t, "city", None, "移動手段がない", DAY).await;
        let area = scene::issue(&t, "area", Some("mei1"), "坂の上の買い物", DAY).await;
        let place = |page: &str, id: &str| page.find(&format!("value=\"{id}\"")).unwrap();
        let blank = t.get(Cast::CityOfficer, "/measures/new").await.expect(200).text();
        let fold = blank.find("地域課題(1件)").unwrap();
        assert!(blank[fold..].contains("明第1地域包括支援センター"));
        assert!(place(&blank, waiting.as_str()) < fold && fold < place(&blank, area.as_str()));

        let begun = t
            .get(Cast::CityOfficer, &format!("/measures/new?issue={area}"))
            .await
            .expect(200)
            .text();
        assert!(begun.contains(&format!("value=\"{area}\" checked")));
        let fold = begun.find("答えを待っている市レベルの課題(1件)").unwrap();
        assert!(place(&begun, area.as_str()) < fold && fold < place(&begun, waiting.as_str()));

        // A folded one may be ticked as well, and a refused form shows it unfolded.
        let fields = [("issue", waiting.as_str()), ("issue", area.as_str())];
        let refused = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(422).text();
        for id in [&waiting, &area] {
            assert!(refused.contains(&format!("value=\"{id}\" checked")));
        }
        assert!(!refused.contains("<summary>地域課題("));
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_declines_says_why_and_two_editors_lose_nothing() {
    each_database(async |t| {
        let id = registered(&t).await;
        let path = format!("/measures/{id}");
        t.get(Cast::CityOfficer, &format!("{path}/edit")).await.expect(200);
        let declined = [("title", "乗合の試行"), ("answer", "declined"), ("version", "1")];
        let refused = t.post(Cast::CityOfficer, &path, &declined).await.expect(422);
        assert!(refused.says("この回答には理由が必要です"));
        let one = [
            ("title", "乗合の試行"),
            ("answer", "operation"),
            ("description", "週二回"),
            ("version", "1"),
        ];
        t.post(Cast::CityOfficer, &path, &one).await.expect(303);
        let two = [
            ("title", "乗合の試行"),
            ("answer", "operation"),
            ("description", "週三回"),
            ("version", "1"),
        ];
        let shown = t.post(Cast::CityOfficer, &path, &two).await.expect(409);
        assert!(shown.says("週二回") && shown.says("週三回"));
    })
    .await;
}

#[tokio::test]
async fn what_was_found_comes_back_at_the_day_it_was_written_to() {
    each_database(async |t| {
        let id = registered(&t).await;
        let later = [("follow_up", "R8.4.1")];
        t.post(Cast::CityOfficer, &format!("/measures/{id}/follow-ups"), &later).await.expect(303);
        let mistyped = [("follow_up", "R99.4.1")];
        let far = t.post(Cast::CityOfficer, &format!("/measures/{id}/follow-ups"), &mistyped).await;
        assert!(far.expect(422).says("年を確かめてください"));
        // Of two days that are open, the one that was written to comes back with what is wrong.
        let mut conn = t.read().await;
        let days = store::follow_ups(&mut conn, &id).await.unwrap();
        drop(conn);
        let path = format!("/measures/{id}/follow-ups/{}", days[1].id);
        let typed = [("outcome", ""), ("note", "乗る人が増えた"), ("next", "R8.8.1")];
        let again = t.post(Cast::CityOfficer, &path, &typed).await.expect(422);
        assert!(again.says("href=\"#f-outcome\"") && again.says("id=\"f-outcome\""));
        assert!(again.says(&format!("id=\"f-outcome-{}\"", days[0].id)));
        assert_eq!(again.text().matches("乗る人が増えた").count(), 1, "{}", again.text());
    })
    .await;
}

#[tokio::test]
async fn a_measure_is_stopped_only_with_a_reason() {
    each_database(async |t| {
        let id = registered(&t).await;
        let path = format!("/measures/{id}/cancellation");
        assert!(t.post(Cast::CityOfficer, &path, &[]).await.expect(422).says("中止の理由"));
        let reason = [("reason", "事業者が撤退した")];
        let slip = t.post(Cast::CityOfficer, &path, &reason).await.expect(303);
        let (way_back, words) = slip.takes_back().unwrap();
        assert_eq!(words, "「中止する」を取り消す");
        t.post(Cast::CityOfficer, &way_back, &[]).await.expect(303);
        let page = t.get(Cast::CityOfficer, &format!("/measures/{id}")).await.expect(200);
        assert!(!page.says("事業者が撤退した"), "{}", page.text());
        t.post(Cast::CityOfficer, &path, &reason).await.expect(303);
        t.post(Cast::CityOfficer, &format!("/measures/{id}/start"), &[]).await.expect(422);
        let later = [("follow_up", "R8.4.1")];
        t.post(Cast::CityOfficer, &format!("/measures/{id}/follow-ups"), &later).await.expect(303);
        assert!(
            t.get(Cast::CityOfficer, &format!("/measures/{id}"))
                .await
                .expect(200)
                .says("事業者が撤退した")
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_registers_a_measure_is_refused_what_a_page_refuses() {
    type Change = fn(&mut NewMeasure);
    let wrong: [(&str, Change); 6] = [
        ("title", |new| new.words.title.clear()),
        ("answer", |new| new.words.answer = "unheard_of".into()),
        ("answer_reason", |new| new.words.answer = "declined".into()),
        ("issue", |new| new.issues.clear()),
        ("follow_up_1", |new| new.follow_ups.clear()),
        ("decided_on", |new| new.decided_on = TEST_DAY.plus_days(1)),
    ];
    each_database(async |t| {
        let issue = scene::issue(&t, "city", None, "移動手段がない", DAY).await;
        let right = NewMeasure {
            id: MeasureId::new(),
            words: MeasureWords {
                title: "乗合の試行".into(),
                answer: "plan_clause".into(),
                ..MeasureWords::blank()
            },
            issues: vec![issue],
            decided_on: TEST_DAY,
            meeting: None,
            period: None,
            follow_ups: vec![TEST_DAY.plus_months(3)],
        };
        let made = |new: NewMeasure| {
            let (t, system) = (&t, t.system());
            async move {
                let (system, new) = (&system, &new);
                t.write(|mut tx| async move {
                    let id = commands::register(&mut tx, system, &MATSUDO, new).await?;
                    Ok((tx, id))
                })
                .await
            }
        };
        for (field, change) in wrong {
            let mut new = right.clone();
            change(&mut new);
            assert_eq!(refused_at(made(new).await), [field]);
        }
        // The day of the meeting that decided it holds, whatever else is said.
        let sat = scene::meeting(&t, "area_conference", DAY).await;
        let decided_on = TEST_DAY.plus_days(1);
        let id = made(NewMeasure { meeting: Some(sat), decided_on, ..right }).await.unwrap();
        let mut conn = t.read().await;
        assert_eq!(find(&mut conn, &id).await.unwrap().decided_on, DAY);
    })
    .await;
}

#[tokio::test]
async fn a_year_of_the_era_is_kept_as_the_calendar_s_and_what_was_saved_meanwhile_is_shown() {
    each_database(async |t| {
        let id = registered(&t).await;
        let path = format!("/measures/{id}");
        let one = [
            ("title", "乗合の試行"),
            ("answer", "operation"),
            ("budget_year", "8"),
            ("budget_yen", "1,200,000"),
            ("reflected", "yes"),
            ("version", "1"),
        ];
        t.post(Cast::CityOfficer, &path, &one).await.expect(303);
        let mut conn = t.read().await;
        let kept = find(&mut conn, &id).await.unwrap();
        assert_eq!((kept.budget_year, kept.budget_yen), (Some(2026), Some(1_200_000)));
        assert!(kept.reflected);
        drop(conn);
        let filled = t.get(Cast::CityOfficer, &format!("{path}/edit")).await.expect(200);
        assert!(filled.says("value=\"令和8年度\"") && filled.says("value=\"yes\" checked"));
        // The same in other words is no difference; a box that is not ticked is one.
        let two = [
            ("title", "乗合の試行"),
            ("answer", "operation"),
            ("budget_year", "R8"),
            ("budget_yen", "1200000"),
            ("version", "1"),
        ];
        let shown = t.post(Cast::CityOfficer, &path, &two).await.expect(409).text();
        let saved = &shown[shown.find("いま保存されている内容").unwrap()..];
        let saved = &saved[..saved.find("</dl>").unwrap()];
        assert!(saved.contains("<dt>予算または計画に反映した</dt>"), "{saved}");
        assert!(!saved.contains("予算年度") && !saved.contains("予算額"), "{saved}");
    })
    .await;
}

#[tokio::test]
async fn the_loop_closes_for_a_case_of_the_centre_s_own_and_members_learn_of_the_answer() {
    each_database(async |t| {
        let (case, review) = scene::reviewed_of(&t, "mei1", DAY, ("", &[]), None).await;
        let below = scene::issue(&t, "area", Some("mei1"), "ごみを出せない", DAY).await;
        let evidence = NewEvidence::case(case.clone(), review, "明第1-①-1", DAY);
        scene::evidence(&t, &below, &[evidence]).await;
        let upper = scene::issue(&t, "city", None, "ごみ出しを支えるしくみ", DAY).await;
        scene::raised_into(&t, &below, &upper, DAY).await;
        let fields = [
            ("issue", upper.as_str()),
            ("title", "ごみ出しの手伝い"),
            ("answer", "operation"),
            ("follow_up_1", "R7.12.5"),
            ("decided_on", "R7.9.20"),
        ];
        let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
        let measure = made.location().to_owned();
        let chain = async || {
            let page = t.get(Cast::CenterStaff, &format!("/cases/{case}")).await.expect(200);
            page.text()
        };
        assert!(chain().await.contains("展開を待っています"));
        let offers =
            async || t.get(Cast::CityOfficer, &measure).await.expect(200).says("展開する</a>");
        assert!(offers().await);
        let body = [("body", "手伝いを始めます")];
        t.post(Cast::CityOfficer, &format!("{measure}/roll-down"), &body).await.expect(303);
        assert!(!offers().await, "nobody is left to tell");
        let told = chain().await;
        assert!(
            !told.contains("展開を待っています") && told.contains("確認を待っています(1件"),
            "{told}"
        );
        let mut conn = t.read().await;
        let id: MeasureId = measure.rsplit('/').next().unwrap().into();
        let told = feedbacks_of_measures(&mut conn, &[id]).await.unwrap();
        drop(conn);
        let arrived = format!("/feedbacks/{}/acknowledgement", told[0].id);
        t.post(Cast::CenterStaff, &arrived, &[]).await.expect(303);
        assert!(chain().await.contains("すべて確認済"));

        // Somebody who sat where it was discussed follows it up to the answer; others do not.
        t.get(Cast::Member, &format!("/issues/{upper}")).await.expect(404);
        scene::seat(&t, Cast::Member, "area_conference.mei1").await;
        let page = t.get(Cast::Member, &format!("/issues/{upper}")).await.expect(200);
        assert!(page.says("ごみ出しの手伝い"));
        t.get(Cast::Member, &measure).await.expect(200);
        t.post(Cast::Member, &format!("/issues/{upper}/closure"), &[]).await.expect(403);
    })
    .await;
}
