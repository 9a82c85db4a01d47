use super::*;
use crate::access::Role;
use crate::clock::Day;
use crate::db::Query;
use crate::id::UnitId;
use crate::issues::{self, NewEvidence, tests::scene};
use crate::testing::{Cast, MATSUDO, each_database, flat, workbook};

const PERIOD: &str = "/papers/2025-2";

#[tokio::test]
async fn a_centre_hands_in_its_report_and_the_city_asks_and_accepts() {
    each_database(async |t| {
        let report = format!("{PERIOD}/reports/center.mei1");
        t.get(Cast::CenterStaff, &report).await.expect(200);
        let empty = t
            .post(Cast::CenterStaff, &report, &[("summary", ""), ("version", "0")])
            .await
            .expect(422);
        assert!(empty.says("まとめ"));
        let written = [("summary", "見守りについて協議した。"), ("version", "0")];
        t.post(Cast::CenterStaff, &report, &written).await.expect(303);
        let lost = t
            .post(Cast::CenterStaff, &report, &[("summary", "別の人の文"), ("version", "0")])
            .await
            .expect(409);
        assert!(lost.says("見守りについて協議した。") && lost.says("別の人の文"), "both versions");

        let question = format!("{report}/question");
        t.post(Cast::CityOfficer, &question, &[("question", "")]).await.expect(422);
        t.post(Cast::CityOfficer, &question, &[("question", "時期を教えてください")])
            .await
            .expect(303);
        assert!(t.get(Cast::CenterStaff, &report).await.expect(200).says("時期を教えてください"));
        // What was asked about is neither in nor missing.
        let lock = t.get(Cast::CityOfficer, &format!("{PERIOD}/lock")).await.expect(200);
        assert!(lock.says("まとめが「問い合わせ中」のセンターが1か所"));
        assert!(lock.says("まとめが「未提出」のセンターが14か所"));
        let all = t.get(Cast::CityOfficer, "/papers?period=2025-2").await.expect(200);
        assert!(all.says("未提出 14か所・問い合わせ中 1か所"));
        assert!(all.says("ほか8か所。"), "the table has all of them");
        let handed_in = ReportStatus::HandedIn.code();
        for center in t.structure().await.centers.iter().map(|center| center.key.clone()) {
            if ["mei1", "yakiri", "kogane"].contains(&center.as_str()) {
                continue;
            }
            let unit = UnitId::center(&center);
            let unit = &unit;
            t.write(|mut tx| async move {
                Query::of(
                    "insert into unit_reports (municipality_id, period_id, unit_id, status, summary, question, version)
                     values ($m, $1, $2, $3, 'x', '', 1)",
                    ("2025-2", unit, handed_in),
                )
                .run(&mut tx)
                .await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
        }
        let all = t.get(Cast::CityOfficer, "/papers?period=2025-2").await.expect(200);
        assert!(all.says("未提出: 矢切、小金。"), "{}", all.text());
        let again = [("summary", "見守りについて、3月に再び協議する。"), ("version", "2")];
        t.post(Cast::CenterStaff, &report, &again).await.expect(303);
        t.post(Cast::CityOfficer, &format!("{report}/acceptance"), &[]).await.expect(303);
        t.post(Cast::CityOfficer, &format!("{report}/acceptance"), &[]).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn another_centre_and_strangers_do_not_see_a_report() {
    each_database(async |t| {
        let report = format!("{PERIOD}/reports/center.mei1");
        t.get(Cast::OtherCenterStaff, &report).await.expect(404);
        t.get(Cast::Member, &report).await.expect(404);
        t.post(Cast::OtherCenterStaff, &report, &[("summary", "x"), ("version", "0")])
            .await
            .expect(404);
        t.post(Cast::CityOfficer, &report, &[("summary", "x"), ("version", "0")]).await.expect(403);
        // The city keeps whatever nobody else does; that makes no place of what is none.
        let nowhere = format!("{PERIOD}/reports/center.nowhere");
        let written = [("summary", "x"), ("version", "0")];
        t.post(Cast::CityOfficer, &nowhere, &written).await.expect(404);
        let asked = [("question", "x")];
        t.post(Cast::CityOfficer, &format!("{nowhere}/question"), &asked).await.expect(404);
        t.get(Cast::PrefectureOfficer, "/papers").await.expect(404);
        t.get(Cast::Stranger, "/papers").await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn a_locked_edition_never_changes_and_a_second_lock_of_the_same_number_is_refused() {
    each_database(async |t| {
        t.get(Cast::CityOfficer, "/papers?period=2025-2").await.expect(200);
        t.get(Cast::CenterStaff, &format!("{PERIOD}/lock")).await.expect(403);
        let ask = t.get(Cast::CityOfficer, &format!("{PERIOD}/lock")).await.expect(200);
        assert!(
            ask.says("第1版を確定しますか") && ask.says("まとめが「未提出」のセンターが15か所")
        );
        let number = [("number", "1"), ("note", "地包第123号")];
        t.post(Cast::CityOfficer, &format!("{PERIOD}/editions"), &number).await.expect(303);
        t.post(Cast::CityOfficer, &format!("{PERIOD}/editions"), &number).await.expect(409);

        let mut conn = t.read().await;
        let editions = store::editions(&mut conn, &"2025-2".into()).await.unwrap();
        assert_eq!(editions.len(), 1);
        assert_eq!(editions[0].documents().len(), 8);
        let path = format!("/papers/editions/{}/shiryo2-betten2.pdf", editions[0].id);
        let pdf = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        assert_eq!(t.get(Cast::CityOfficer, &path).await.expect(200).bytes, pdf.bytes);
        t.get(Cast::Guest, &path).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn drafts_are_for_those_who_make_the_papers() {
    each_database(async |t| {
        let draft = format!("{PERIOD}/draft/shiryo3.xlsx");
        let file = t.get(Cast::CenterStaff, &draft).await.expect(200);
        assert!(file.bytes.starts_with(b"PK"));
        t.get(Cast::Member, &draft).await.expect(404);
        t.get(Cast::CityOfficer, &format!("{PERIOD}/draft/shiryo9.pdf")).await.expect(404);
        t.get(Cast::CityOfficer, "/papers/1999-1/draft/shiryo2.pdf").await.expect(404);
    })
    .await;
}

#[test]
fn the_words_of_a_report_come_back_as_they_went() {
    for status in ReportStatus::ALL {
        assert_eq!(status.code().parse().ok(), Some(*status));
    }
}

#[test]
fn whoever_may_read_a_locked_edition_finds_the_papers_in_the_navigation() {
    let somebody = |role: Role, conferences: &[&str]| {
        let seat = crate::access::Seat {
            account: "a".into(),
            name: String::new(),
            role,
            center: None,
            conferences: conferences.iter().map(|id| (*id).into()).collect(),
            meetings: Vec::new(),
            standing: std::sync::Arc::default(),
        };
        crate::access::Actor::person("m".into(), seat)
    };
    let finds = |role, conferences: &[&str]| {
        super::ROOM
            .nav
            .iter()
            .any(|entry| (entry.opens_for)(&somebody(role, conferences), &MATSUDO))
    };
    assert!(finds(Role::Coordinator, &["working"]), "a coordinator with a seat");
    assert!(!finds(Role::Coordinator, &[]), "a coordinator without one");
    assert!(finds(Role::CenterStaff, &[]) && finds(Role::CityOfficer, &[]));
    assert!(!finds(Role::Guest, &[]) && !finds(Role::Auditor, &[]));
}

#[tokio::test]
async fn there_are_no_reports_for_periods_that_are_none() {
    each_database(async |t| {
        let words = [("summary", "まとめ"), ("version", "0")];
        for period in ["9999-9", "x"] {
            let report = format!("/papers/{period}/reports/center.mei1");
            t.post(Cast::CenterStaff, &report, &words).await.expect(404);
            let question = [("question", "なぜですか")];
            t.post(Cast::CityOfficer, &format!("{report}/question"), &question).await.expect(404);
            t.post(Cast::CityOfficer, &format!("{report}/acceptance"), &[]).await.expect(404);
            t.get(Cast::CenterStaff, &report).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn the_head_says_the_day_of_the_conference_that_hears_the_period_and_that_none_is_set() {
    each_database(async |t| {
        let period = "2025-2".into();
        let compiled = async || {
            compile(&mut t.read().await, &period, sheets::EditionState::Draft).await.unwrap()
        };
        // The structure expects it in January; nobody has set a day, and another conference has one.
        scene::meeting(&t, "individual", Day::of(2025, 9, 10)).await;
        let papers = compiled().await;
        assert_eq!(papers.city.edition.held_on, None);
        let head = papers.city.edition.held_on_words();
        assert_eq!(head, "日程未定");
        let plan = async |conference: &str, day: &str| {
            let fields = [("conference", conference), ("day", day), ("mode", "in_person")];
            t.post(Cast::CityOfficer, "/meetings", &fields).await.expect(303);
        };
        plan("city_conference.municipality", "R8.1.29").await;
        assert_eq!(compiled().await.city.edition.held_on_words(), "令和8年1月29日");
    })
    .await;
}

#[tokio::test]
async fn before_any_report_is_in_papers_say_so_and_count_no_zeros() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        scene::reviewed(&t, "mei1", day, "").await;
        scene::issue(&t, "area", Some("mei1"), "ごみを出せない", day).await;
        scene::issue(&t, "city", None, "ごみ出しを支えるしくみ", day).await;
        let compiled = async |period: &str| {
            let state = sheets::EditionState::Draft;
            compile(&mut t.read().await, &period.into(), state).await.unwrap()
        };
        let none = "この期間の報告は、まだどのセンターからも届いていません。";
        let papers = compiled("2025-2").await;
        let area = flat(&pdf::area_discussions(&papers.area, day.0).unwrap());
        assert!(area.contains(none) && area.contains("合計"), "what was held is known: {area}");
        assert!(!area.contains("地域課題の件数") && !area.contains("ごみを出せない"), "{area}");
        let city = flat(&pdf::city_issues(&papers.city, day.0).unwrap());
        assert!(city.contains(none) && city.contains("報告待ち"), "{city}");
        assert!(!city.contains("0件") && !city.contains("0事例"), "{city}");
        let factors = flat(&pdf::generalization(&papers.factors, day.0).unwrap());
        assert!(factors.contains(none), "{factors}");
        let book = workbook(&excel::area_discussions(&papers.area, day.0).unwrap());
        assert!(book.contains(none) && !book.contains("地域課題 計"), "{book}");
        let book = workbook(&excel::city_issues(&papers.city, day.0).unwrap());
        assert!(book.contains(none) && book.contains("報告待ち"), "{book}");

        let ahead = compiled("2026-1").await.area;
        let text = flat(&pdf::area_discussions(&ahead, day.0).unwrap());
        assert!(
            text.contains("会議も、まだ開かれていません。") && !text.contains("合計"),
            "{text}"
        );
        let book = workbook(&excel::area_discussions(&ahead, day.0).unwrap());
        assert!(book.contains("会議も、まだ開かれていません。"), "{book}");
    })
    .await;
}

#[tokio::test]
async fn papers_call_an_issue_by_the_number_that_minutes_and_board_call_it_by() {
    each_database(async |t| {
        let (before, day) = (Day::of(2025, 3, 10), Day::of(2025, 9, 10));
        for level in [("area", Some("mei1")), ("city", None)] {
            scene::issue(&t, level.0, level.1, "前の期間の課題", before).await;
        }
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上の買い物", day).await;
        let upper = scene::issue(&t, "city", None, "移動を支えるしくみ", day).await;
        let met = scene::meeting(&t, "area_conference", day).await;
        let decided = [
            ("meeting", met.as_str()),
            ("reason", "続けて考える"),
            ("decided_on", "R7.9.10"),
            ("review_on", "R8.3.10"),
        ];
        let step = format!("/issues/{issue}/continuation");
        t.post(Cast::CenterStaff, &step, &decided).await.expect(303);
        let report = [("summary", "まとめ"), ("version", "0")];
        let reports = format!("{PERIOD}/reports/center.mei1");
        t.post(Cast::CenterStaff, &reports, &report).await.expect(303);

        let screen = t.get(Cast::CityOfficer, &format!("/issues/{upper}")).await.expect(200);
        assert!(screen.says("市レベルの課題2"));
        let minutes = format!("/meetings/{met}/sheets/minutes.pdf");
        let minutes = flat(&t.get(Cast::CenterStaff, &minutes).await.expect(200).bytes);
        assert!(minutes.contains("明第1地域課題2坂の上の買い物"), "{minutes}");
        assert!(minutes.contains("明第1地域課題2継続検討"), "its outcome beside it: {minutes}");
        let state = sheets::EditionState::Draft;
        let papers = compile(&mut t.read().await, &"2025-2".into(), state).await.unwrap();
        assert_eq!(papers.area.centres[0].issues[0].number, 2);
        let area = flat(&pdf::area_discussions(&papers.area, day.0).unwrap());
        assert!(area.contains("2坂の上の買い物"), "{area}");
        let city = flat(&pdf::city_issues(&papers.city, day.0).unwrap());
        assert!(city.contains("市レベルの課題2移動を支えるしくみ"), "{city}");
        let book = workbook(&excel::city_issues(&papers.city, day.0).unwrap());
        assert!(book.contains("市レベルの課題2") && !book.contains("市レベルの課題1"), "{book}");
    })
    .await;
}

#[tokio::test]
async fn what_a_late_centre_decided_is_neither_listed_nor_counted_until_its_words_are_in() {
    each_database(async |t| {
        let period = "2025-2".into();
        let day = Day::of(2025, 9, 10);
        let (case, review) = scene::reviewed(&t, "mei1", day, "").await;
        let issue = scene::issue(&t, "area", Some("mei1"), "ごみを出せない", day).await;
        let case = NewEvidence::case(case, review, "明第1-①-1", day);
        scene::evidence(&t, &issue, &[case]).await;
        let upper = scene::issue(&t, "city", None, "ごみ出しを支えるしくみ", day).await;
        scene::raised_into(&t, &issue, &upper, day).await;
        let of_mei1 = async || {
            let mut conn = t.read().await;
            let papers = compile(&mut conn, &period, sheets::EditionState::Draft).await.unwrap();
            (papers.area.centres[0].clone(), papers.factors, papers.area.decisions, papers.city)
        };
        // Another centre's report is in, so that the period is no empty one.
        let others = format!("{PERIOD}/reports/center.kogane");
        let said = [("summary", "まとめ"), ("version", "0")];
        t.post(Cast::OtherCenterStaff, &others, &said).await.expect(303);
        let (late, factors, decisions, city) = of_mei1().await;
        let entry = &city.levels[0].issues[0];
        assert!(city.awaited && entry.behind.is_empty() && entry.cases == 0);
        let text = sheets_tests::flat(&pdf::city_issues(&city, day.0).unwrap());
        let note = "報告が届いていないセンターの地域課題は、載せず、件数にも含めていません。";
        assert!(text.contains(note) && !text.contains("ごみを出せない"), "{text}");
        assert!(text.contains("施策・取組による回答、地域への展開は、まだありません。"), "{text}");
        assert!(
            text.contains("R7.6～R7.11実施分") && !text.contains("当年"),
            "real months: {text}"
        );
        let book = sheets_tests::words_of(excel::city_issues(&city, day.0).unwrap());
        assert!(book.contains(note) && !book.contains("ごみを出せない"), "{book}");
        assert_eq!(late.awaited.as_deref(), Some("報告書が未提出です"));
        assert!(late.issues.is_empty() && late.summary.is_empty());
        assert!(factors.issues.is_empty() && factors.awaited);
        let words: Vec<&str> = decisions.iter().map(|own| own.word.as_str()).collect();
        assert!(words.contains(&"2層ワーキングへ") && words.contains(&"市地域ケア会議へ上げる"));
        let raised = issues::decided_word(&MATSUDO, &"area".into(), issues::Move::Escalate);
        assert_eq!(raised, "市地域ケア会議へ上げる", "in the minutes as here");

        let report = format!("{PERIOD}/reports/center.mei1");
        let written = [("summary", "見守りについて協議した。"), ("version", "0")];
        t.post(Cast::CenterStaff, &report, &written).await.expect(303);
        let (own, factors, _, city) = of_mei1().await;
        let entry = &city.levels[0].issues[0];
        assert_eq!((entry.behind.len(), entry.cases), (1, 1));
        assert_eq!((own.awaited, own.issues.len(), factors.issues.len()), (None, 1, 1));
        assert_eq!(own.summary, "見守りについて協議した。");
    })
    .await;
}

#[tokio::test]
async fn the_minutes_print_what_was_decided_who_does_it_and_by_when() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        scene::reviewed(&t, "mei1", day, "").await;
        let mut conn = t.read().await;
        let held = crate::meetings::of_period(&mut conn, &"2025-2".into(), None).await.unwrap();
        drop(conn);
        let path = format!("/meetings/{}/sheets/minutes.pdf", held[0].id);
        let paper = t.get(Cast::CenterStaff, &path).await.expect(200);
        let text = sheets_tests::flat(&paper.bytes);
        assert!(
            text.contains("決まったこと（何を）誰がいつまで訪問センター令和7年11月10日(月)"),
            "{text}"
        );
        assert!(!text.contains("記録を書く"), "the link to the record is not printed");
    })
    .await;
}

#[tokio::test]
async fn a_decision_names_its_meeting_of_whatever_period_and_a_look_that_was_missed_says_so() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        let met = scene::meeting(&t, "area_conference", day).await;
        let entry = async |period: &str, (step, again): (&str, &str)| {
            let issue = scene::issue(&t, "area", Some("mei1"), "坂の上の買い物", day).await;
            let decided = [
                ("meeting", met.as_str()),
                ("reason", "続けて考える"),
                ("decided_on", "R7.9.10"),
                ("review_on", again),
            ];
            let path = format!("/issues/{issue}/{step}");
            t.post(Cast::CenterStaff, &path, &decided).await.expect(303);
            let report = [("summary", "まとめ"), ("version", "0")];
            let reports = format!("/papers/{period}/reports/center.mei1");
            t.post(Cast::CenterStaff, &reports, &report).await.expect(303);
            let mut conn = t.read().await;
            let state = sheets::EditionState::Draft;
            let mut papers = compile(&mut conn, &period.into(), state).await.unwrap();
            papers.area.centres.swap_remove(0).issues.remove(0)
        };
        let missed = entry("2025-2", ("continuation", "R7.9.20")).await;
        assert_eq!(missed.decided_at, "地域包括ケア推進会議 R7.9.10");
        let passed = "R7.9.20（この日を過ぎ、その後の決定はまだない）";
        assert_eq!(missed.follow_up.as_deref(), Some(passed));
        let minutes = format!("/meetings/{met}/sheets/minutes.pdf");
        let minutes = t.get(Cast::CenterStaff, &minutes).await.expect(200);
        assert!(sheets_tests::flat(&minutes.bytes).contains("決定：継続検討"), "as in the papers");
        // What is carried over stands in the papers of the next period, and was decided in this one.
        let carried = entry("2026-1", ("carry-over", "R8.1.10")).await;
        assert_eq!(carried.decided_at, "地域包括ケア推進会議 R7.9.10");
        assert_eq!(carried.follow_up.as_deref(), Some("R8.1.10"));
    })
    .await;
}

#[tokio::test]
async fn a_combination_is_of_factors_that_say_the_same_of_every_case() {
    each_database(async |t| {
        for day in [8, 9, 10] {
            let factors = ["household_difficulty", "family_other", "person_other", "dementia"];
            scene::reviewed_with(&t, "mei1", Day::of(2025, 9, day), "", &factors).await;
        }
        let mut conn = t.read().await;
        let papers = compile(&mut conn, &"2025-2".into(), sheets::EditionState::Draft).await;
        let found = papers.unwrap().factors.combinations;
        let found: Vec<_> = found.into_iter().map(|one| (one.factors, one.cases)).collect();
        assert_eq!(found, [(vec!["世帯の困難".into(), "認知症".into()], 3)]);
    })
    .await;
}

#[tokio::test]
async fn the_city_sees_how_many_issues_a_budget_or_a_plan_took_up_of_how_many_and_when() {
    each_database(async |t| {
        let page = async || t.get(Cast::CityOfficer, "/papers?period=2025-2").await.expect(200);
        assert!(page().await.says("上の段階で扱う課題は、まだありません(令和7年10月1日"));
        let day = Day::of(2025, 9, 10);
        scene::issue(&t, "area", Some("mei1"), "坂の上の買い物", day).await;
        for (title, reflected) in [("移動手段", "yes"), ("見守り", ""), ("ごみ出し", "")]
        {
            let issue = scene::issue(&t, "city", None, title, day).await;
            let fields = [
                ("issue", issue.as_str()),
                ("title", title),
                ("answer", "operation"),
                ("reflected", reflected),
                ("follow_up_1", "R7.10.5"),
                ("decided_on", "R7.9.20"),
            ];
            t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
        }
        let said = page().await;
        assert!(said.says("<strong>33%</strong>(この期間に上の段階で扱う課題 3件のうち"));
        assert!(said.says("反映した施策のある課題 1件。令和7年10月1日"), "{}", said.text());
        let staff = t.get(Cast::CenterStaff, "/papers?period=2025-2").await.expect(200);
        assert!(!staff.says("反映率"), "it is the city's to judge");
    })
    .await;
}

#[tokio::test]
async fn an_answer_in_words_stands_in_the_paper_of_what_went_up() {
    each_database(async |t| {
        let day = Day::of(2025, 9, 10);
        let area = scene::issue(&t, "area", Some("mei1"), "回覧が読めない", day).await;
        let city = scene::issue(&t, "city", None, "情報の届け方", day).await;
        scene::raised_into(&t, &area, &city, day).await;
        let answer = [("reason", "広報を大きな字にした版が町会にある"), ("decided_on", "R7.9.20")];
        let path = format!("/issues/{city}");
        t.post(Cast::CityOfficer, &format!("{path}/answer-in-words"), &answer).await.expect(303);
        let told = [("body", "大きな字の版を町会からお渡しします")];
        t.post(Cast::CityOfficer, &format!("{path}/roll-down"), &told).await.expect(303);

        let mut conn = t.read().await;
        let papers =
            compile(&mut conn, &"2025-2".into(), sheets::EditionState::Draft).await.unwrap();
        let entry = &papers.city.levels[0].issues[0];
        assert!(entry.measures.is_empty());
        assert_eq!(entry.discussed, "回答（R7.9.20）：広報を大きな字にした版が町会にある");
        assert_eq!(entry.rolled_out[0].what, "施策によらない回答");
        let text = sheets_tests::flat(&pdf::city_issues(&papers.city, day.0).unwrap());
        assert!(text.contains("回答（R7.9.20）：広報を大きな字にした版が町会にある"), "{text}");
        assert!(text.contains("施策によらない回答"), "{text}");
    })
    .await;
}
