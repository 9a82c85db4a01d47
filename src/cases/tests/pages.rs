use super::*;
use crate::{
    clock::Day,
    db::{Pairs, Query},
    testing::{Answer as Page, each_database, flat, size, workbook},
};

pub(super) const NEW: &[(&str, &str)] = &[
    ("person.name", "松戸 花子"),
    ("person.kana", "まつど はなこ"),
    ("person.born", "S15.4.1"),
    ("person.sex", "female"),
    ("kind_id", "difficult"),
    ("title", "ごみ出しに困る独居の人"),
    ("care_level", "care_two"),
    ("household", "alone"),
    ("consent", "person"),
    ("sheet.wish", "松戸花子さんは家で暮らしたい"),
    ("sheet.background", "民生委員から相談"),
    ("sheet.question", "ごみ出しをどう支えるか"),
    ("factor.no_watch_over", "mark"),
    ("factor.household_difficulty.words", "独居"),
];

async fn post(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> Page {
    t.post(Cast::CenterStaff, path, fields).await
}

#[tokio::test]
async fn a_case_goes_from_registration_to_its_end_on_plain_pages() {
    each_database(async |t| {
        t.get(Cast::CenterStaff, "/cases/new").await.expect(200);
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let page = t.get(Cast::CenterStaff, &case).await.expect(200);
        assert!(page.says("80代") && page.says("独居") && page.says("匿名の内容 未確認"));

        // The de-identified twin: a name that was left in is refused, and nothing typed is lost.
        let shared = format!("{case}/shared");
        let typed = [("version", WRITTEN), ("title", "ごみ出し"), ("shared.question", "書きかけ")];
        let copied = [typed.as_slice(), &[("then", "copy")]].concat();
        let copied = post(&t, &shared, &copied).await.expect(200);
        assert!(copied.says("本人は家で暮らしたい") && !copied.says("本人さん"));
        assert!(copied.says("value=\"ごみ出し\"") && copied.says("書きかけ"), "{}", copied.text());
        let named = [
            ("version", WRITTEN),
            ("title", "ごみ出しに困る独居の人"),
            ("shared.wish", "松戸さんは家で暮らしたい"),
            ("shared.background", "相談"),
            ("shared.question", "ごみ出し"),
            ("then", "confirm"),
        ];
        let refused = post(&t, &shared, &named).await.expect(422);
        assert!(refused.says("本人の氏名") && refused.says("松戸さんは家で暮らしたい"));
        let mut clean = named;
        clean[2].1 = "自宅で暮らしたい";
        post(&t, &shared, &clean).await.expect(303);
        let late = post(&t, &shared, &clean).await.expect(409);
        assert!(late.says("ほかの人が先に") && !late.says("いま保存されている内容"), "the same");
        assert!(late.says("<title>エラー: 匿名の内容"), "{}", late.text());
        let mut other = clean;
        other[2].1 = "家族と暮らしたい";
        let late = post(&t, &shared, &other).await.expect(409);
        assert!(late.says("<dd class=\"prewrap\">自宅で暮らしたい</dd>"), "{}", late.text());
        assert!(!late.says("<dd class=\"prewrap\">ごみ出し</dd>"), "only what differs");

        post(&t, &format!("{case}/submission"), &[]).await.expect(303);
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        assert!(t.get(Cast::CenterStaff, "/cases/queue").await.expect(200).says("明第1-R7-001"));
        post(&t, &format!("{case}/choice"), &[]).await.expect(422);
        post(&t, &format!("{case}/choice"), &[("meeting", held.id.as_str())]).await.expect(303);

        let id: CaseId = case.rsplit('/').next().unwrap().into();
        let mut conn = t.read().await;
        let review = kept::on_agenda(&mut conn, &id).await.unwrap().unwrap();
        drop(conn);
        let record = format!("/reviews/{}", review.id);
        assert!(t.get(Cast::CenterStaff, &record).await.expect(200).says("事例1"));
        t.get(Cast::OtherCenterStaff, &record).await.expect(404);
        t.get(Cast::CityOfficer, &record).await.expect(403);
        let unfinished = [("version", "1"), ("decision.1.what", "訪問する"), ("then", "finish")];
        let refused = post(&t, &record, &unfinished).await.expect(422);
        assert!(
            refused.says("誰が行うか")
                && refused.says("一つ以上選ぶか")
                && refused.says("訪問する")
        );
        let finished = [
            ("version", "1"),
            ("decision.1.what", "訪問する"),
            ("decision.1.who", "民生委員"),
            ("decision.1.due", "R7.10.15"),
            ("months", "3"),
            ("candidate", "ごみ出しの支え"),
            ("then", "finish"),
        ];
        let next = post(&t, &record, &finished).await.expect(303).location().to_owned();
        assert_eq!(next, format!("/meetings/{}", held.id), "no page that names the person");
        let mut other = finished;
        other[5].1 = "ごみ出しの担い手";
        let late = post(&t, &record, &other).await.expect(409);
        assert!(late.says("ほかの人が先に") && late.says("<dt>地域課題の候補</dt>"));
        assert!(!late.says("<dt>決定</dt>") && !late.says("<dt>次回確認</dt>"), "{}", late.text());
        let page = t.get(Cast::CenterStaff, &case).await.expect(200);
        assert!(page.says("経過確認中") && page.says("民生委員") && page.says("R8.1.1"));

        // A correction keeps the days that were set before.
        let mut corrected = finished.to_vec();
        corrected.retain(|(name, _)| !["version", "months"].contains(name));
        let mut with_days = corrected.clone();
        with_days.extend([("version", "2"), ("months", "3"), ("follow_up_on", "R8.2.2")]);
        post(&t, &record, &with_days).await.expect(303);
        let shown = t.get(Cast::CenterStaff, &record).await.expect(200);
        assert!(shown.says(r#"value="2026-02-02" checked"#));
        corrected.extend([("version", "3"), ("months", "3"), ("days", "2026-02-02")]);
        post(&t, &record, &corrected).await.expect(303);
        let page = t.get(Cast::CenterStaff, &case).await.expect(200);
        assert!(page.says("R8.1.1") && page.says("R8.2.2"));
        // Nobody is asked to look again on a Saturday or Sunday: of three days one after the other two come to be a Monday.
        let days = [Day::of(2025, 10, 3), Day::of(2025, 10, 4), Day::of(2025, 10, 5)];
        let monday = Day::of(2025, 10, 6);
        assert_eq!(days.map(Day::or_monday), [days[0], monday, monday]);

        let mut conn = t.read().await;
        let _m = &t.municipality;
        let decision = kept::decisions_of(&mut conn, &id).await.unwrap().remove(0).id;
        let follow_up = kept::follow_ups_of(&mut conn, &id).await.unwrap().remove(0).id;
        drop(conn);
        post(&t, &format!("{case}/decisions/{decision}/done"), &[]).await.expect(303);
        post(&t, &format!("{case}/decisions/{decision}/done"), &[]).await.expect(409);
        assert!(
            post(&t, &format!("{case}/closure"), &[])
                .await
                .expect(422)
                .says("まだ済んでいない確認")
        );
        let finding = format!("{case}/follow-ups/{follow_up}/finding");
        post(&t, &finding, &[]).await.expect(422);
        post(&t, &finding, &[("outcome", "improved"), ("note", "ごみを出せている")])
            .await
            .expect(303);
        post(&t, &format!("{case}/follow-up"), &[("follow_up_on", "R8.4.1")]).await.expect(303);
        post(&t, &format!("{case}/closure"), &[("close_reason", "落ち着いた")]).await.expect(303);
        assert!(t.get(Cast::CenterStaff, &case).await.expect(200).says("終了の理由: 落ち着いた"));
        post(&t, &format!("{case}/reopening"), &[]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn bad_input_comes_back_with_what_was_typed_and_a_double_is_asked_about() {
    each_database(async |t| {
        let mut wrong = NEW.to_vec();
        wrong.retain(|(name, _)| *name != "kind_id" && *name != "person.born");
        wrong.push(("person.born", "S15.13.1"));
        let page = post(&t, "/cases", &wrong).await.expect(422);
        assert!(page.says("種類を選んでください") && page.says("S15.13.1"));
        assert!(page.says("ごみ出しに困る独居の人"));
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let unsaid = [("version", WRITTEN), ("consent", "named"), ("consent_on", "R7.9.1")];
        let page = post(&t, &format!("{case}/steps/consent"), &unsaid).await.expect(422);
        assert!(page.says("根拠条項と判断者を入力") && page.says("R7.9.1"));
        let asked = post(&t, "/cases", NEW).await.expect(422);
        assert!(asked.says("同じ人ではありませんか"));
        assert!(asked.says("これまでの事例: 明第1-R7-001"), "{}", asked.text());
        let mut same = NEW.to_vec();
        same.push(("person", "another"));
        post(&t, "/cases", &same).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn two_who_edit_one_case_both_keep_their_words() {
    each_database(async |t| {
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let course = format!("{case}/steps/sheet.course");
        assert!(t.get(Cast::CenterStaff, &course).await.expect(200).says("民生委員から相談"));
        let with = |words: &'static str| [("version", WRITTEN), ("sheet.background", words)];
        post(&t, &course, &with("先の文")).await.expect(303);
        let late = post(&t, &course, &with("後の文")).await.expect(409);
        assert!(late.says("先の文") && late.says("後の文"), "{}", late.text());

        let factors = format!("{case}/steps/factors");
        let typed = [("version", WRITTEN), ("factor.dementia", "suspected")];
        let late = post(&t, &factors, &typed).await.expect(409);
        assert!(late.says("<dt>見守り不在</dt><dd class=\"prewrap\">○</dd>"), "{}", late.text());

        // Where they wrote elsewhere, nothing is to be compared.
        let wishes = format!("{case}/steps/sheet.wishes");
        let same = [("version", WRITTEN), ("sheet.wish", "松戸花子さんは家で暮らしたい")];
        let late = post(&t, &wishes, &same).await.expect(409);
        assert!(
            late.says("あなたの入力との違いはありません") && !late.says("いま保存されている内容")
        );
        post(&t, &wishes, &[("version", "8"), same[1]]).await.expect(303);
        let page = t.get(Cast::CenterStaff, &course).await.expect(200);
        assert!(page.says("先の文"), "a step leaves the others as they are");
    })
    .await;
}

#[tokio::test]
async fn a_care_manager_hands_in_their_own_case_and_sees_no_other() {
    each_database(async |t| {
        let mut fields = NEW.to_vec();
        fields.push(("center", "mei1"));
        let who = Cast::CarePresenter;
        t.get(who, "/cases/new").await.expect(200);
        let case = in_steps(&t, who, &fields).await;
        assert!(t.get(who, &case).await.expect(200).says("松戸 花子"));
        assert!(t.get(Cast::CenterStaff, &case).await.expect(200).says("松戸 花子"));
        t.get(Cast::OtherCenterStaff, &case).await.expect(404);
        t.post(who, &format!("{case}/submission"), &[]).await.expect(303);
        t.get(who, &format!("{case}/edit")).await.expect(403);
        t.post(who, &format!("{case}/return"), &[("return_reason", "x")]).await.expect(403);
        let back = format!("{case}/return");
        post(&t, &back, &[]).await.expect(422);
        post(&t, &back, &[("return_reason", "経過を詳しく")]).await.expect(303);
        assert!(t.get(who, &case).await.expect(200).says("経過を詳しく"));
        post(&t, &format!("{case}/closure"), &[]).await.expect(422);
        let other = registered(&t, "mei1", sheet()).await;
        t.get(who, &format!("/cases/{other}")).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_case_that_was_not_reached_goes_to_the_next_meeting() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let first = meeting(&t, "individual", "mei1", TEST_DAY).await;
        chosen(&t, &id, &first.id).await.unwrap();
        let path = format!("/cases/{id}/postponement");
        post(&t, &path, &[]).await.expect(422);
        let refused = post(&t, &path, &[("removal_reason", "時間切れ")]).await.expect(422);
        assert!(
            refused.says("次回の会議がまだ計画されていません")
                && refused.says("value=\"時間切れ\"")
        );
        let next = meeting(&t, "individual", "mei1", Day::of(2025, 11, 5)).await;
        post(&t, &path, &[("removal_reason", "時間切れ")]).await.expect(303);
        let mut conn = t.read().await;
        let review = kept::on_agenda(&mut conn, &id).await.unwrap().unwrap();
        assert_eq!(review.meeting_id, next.id);
        let all = kept::reviews_of(&mut conn, &id).await.unwrap();
        assert_eq!(all[0].status, ReviewStatus::Postponed);
        drop(conn);
        post(&t, &format!("/cases/{id}/removal"), &[("removal_reason", "取り下げ")])
            .await
            .expect(303);

        // Why is read by those who read the case by name, and stands nowhere in the open.
        let page = t.get(Cast::CenterStaff, &format!("/cases/{id}")).await.expect(200);
        assert!(page.says("理由: 時間切れ") && page.says("理由: 取り下げ"), "{}", page.text());
        let outside = t.get(Cast::CityOfficer, &format!("/cases/{id}")).await.expect(200);
        assert!(outside.says("次回へ持越し") && !outside.says("時間切れ"));
        assert_eq!(t.stand_open("時間切れ").await, [""; 0]);
        assert!(!t.stand_open("ごみ出し").await.is_empty(), "what may leave does");
        assert!(t.get(Cast::CenterStaff, "/cases/queue").await.expect(200).says("持越し"));
        let more = meeting(&t, "individual", "mei1", Day::of(2025, 11, 6)).await;
        let (meeting, case) = (("meeting", more.id.as_str()), ("case", id.as_str()));
        post(&t, "/cases/choices", &[meeting]).await.expect(422);
        post(&t, "/cases/choices", &[meeting, case]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn a_third_case_of_a_meeting_is_asked_about() {
    each_database(async |t| {
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let mut last = String::new();
        for n in 0..3 {
            let id = registered(&t, "mei1", sheet()).await;
            confirmed(&t, &id).await;
            submitted(&t, &id).await;
            if n < 2 {
                chosen(&t, &id, &held.id).await.unwrap();
            }
            last = format!("/cases/{id}/choice");
        }
        let meeting = ("meeting", held.id.as_str());
        assert!(post(&t, &last, &[meeting]).await.expect(422).says("通常2事例"));
        post(&t, &last, &[meeting, ("more", "yes")]).await.expect(303);
        assert!(t.get(Cast::CenterStaff, "/").await.expect(200).says("会議の記録を書く"));
    })
    .await;
}

#[tokio::test]
async fn the_list_is_exported_as_it_is_shown_and_the_matrix_counts_each_case_once() {
    each_database(async |t| {
        in_steps(&t, Cast::CenterStaff, NEW).await;
        let mut second = NEW.to_vec();
        second.retain(|(name, _)| *name != "factor.no_watch_over");
        second.extend([("factor.no_watch_over", "suspected"), ("person", "another")]);
        in_steps(&t, Cast::CenterStaff, &second).await;
        let csv = t.get(Cast::CenterStaff, "/cases?status=draft&export=csv").await.expect(200);
        assert!(csv.says("明第1-R7-002") && !csv.says("松戸 花子"));
        let none = t.get(Cast::CenterStaff, "/cases?status=closed&export=csv").await.expect(200);
        assert!(!none.says("明第1-R7"));
        let file = t.get(Cast::CenterStaff, "/cases?status=draft&export=xlsx").await.expect(200);
        let said = workbook(&file.bytes);
        assert!(said.contains("絞り込み：状態：作成中") && !said.contains("花子"), "{said}");
        // What was searched for may be somebody's name, and a file leaves the centre easily.
        let sought = t.search(Cast::CenterStaff, "/cases", "花子").await.expect(200).text();
        let at = sought.find("export=xlsx").expect("the file is offered");
        let from = sought[..at].rfind('"').expect("an address") + 1;
        let to = at + sought[at..].find('"').expect("its end");
        let file = sought[from..to].replace("&#38;", "&").replace("&amp;", "&");
        let said = workbook(&t.get(Cast::CenterStaff, &file).await.expect(200).bytes);
        assert!(said.contains("検索語あり") && !said.contains("花子"), "{file}: {said}");
        let empty = t.search(Cast::CenterStaff, "/cases", "どこにもない").await.expect(200);
        assert!(empty.says("条件に合う事例はありません"));

        let matrix = t.get(Cast::CenterStaff, "/factors?period=2025-2").await.expect(200);
        assert!(matrix.says("2</strong>事例(実)") && matrix.says("疑い") && !matrix.says("花子"));
        let shared = t.get(Cast::CenterStaff, "/factors?period=2025-2&factor=no_watch_over").await;
        assert!(shared.expect(200).says("世帯の困難(家族要素) 2事例"));
        let mut conn = t.read().await;
        let scope = crate::access::Scope::any([crate::access::Clause::Keeper("mei1".into())]);
        let period = "2025-2".into();
        let _m = &t.municipality;
        let whole =
            crate::insight::matrix(&mut conn, &MATSUDO, &scope, &period, None).await.unwrap();
        drop(conn);
        assert_eq!(whole.lines.len(), 2);
        let file = whole.leaving();
        assert!(file.lines.is_empty(), "nobody confirmed them");
        assert!(file.columns.iter().all(|c| c.count.total() == 0));
        let file = t.get(Cast::CenterStaff, "/factors?period=2025-2&export=xlsx").await.expect(200);
        let said = workbook(&file.bytes);
        assert!(
            said.contains("絞り込み：なし") && said.contains("条件に合う事例はありません"),
            "{said}"
        );
        let paper = "/factors/sheet.pdf?period=2025-2&factor=no_watch_over";
        let paper = t.get(Cast::CenterStaff, paper).await.expect(200).bytes;
        let text = flat(&paper);
        assert!(text.contains("「見守り不在」（地域要素）のある事例はありません。"), "{text}");
        assert!(!text.contains("0事例") && size(&paper).0 < 600.0, "a sentence on A4: {text}");
        assert!(
            t.get(Cast::CityOfficer, "/factors?period=2025-2")
                .await
                .expect(200)
                .says("まだありません")
        );
        t.get(Cast::PrefectureOfficer, "/factors").await.expect(404);
        assert!(
            t.search(Cast::CenterStaff, "/search", "ごみ出し")
                .await
                .expect(200)
                .says("明第1-R7-001")
        );
    })
    .await;
}

#[tokio::test]
async fn what_tells_the_person_is_refused_at_its_field_and_reasons_stay_within_the_centre() {
    const TOLD: &str = "本人の氏名";
    each_database(async |t| {
        let mut told = NEW.to_vec();
        told.retain(|(name, _)| *name != "factor.household_difficulty.words");
        told.push(("factor.household_difficulty.words", "花子の夫"));
        let made = in_steps(&t, Cast::CenterStaff, &told).await;
        let within = t.get(Cast::CenterStaff, &made).await.expect(200);
        assert!(within.says("花子の夫"), "within the centre it may be said, and it is sealed");

        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let path = format!("/cases/{id}");
        let back = [("return_reason", "マツド様の同意がない")];
        let page = post(&t, &format!("{path}/return"), &back).await;
        assert!(page.expect(422).says(TOLD));

        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let review = chosen(&t, &id, &held.id).await.unwrap();
        let record = format!("/reviews/{}", review.id);
        let texts = [
            "decision.1.what",
            "decision.1.who",
            "advice.1.body",
            "candidate",
            "summary",
            "policy",
            "learning",
        ];
        for text in texts {
            let mut fields = vec![("version", "1"), ("advice.1.profession", "support_doctor")];
            fields.retain(|(name, _)| *name == "version" || text.starts_with("advice"));
            fields.push((text, "松戸花子さんのこと"));
            if text.starts_with("decision") {
                fields.extend([("decision.1.what", "訪問"), ("decision.1.who", "センター")]);
                fields.dedup_by_key(|(name, _)| *name);
            }
            let page = post(&t, &record, &fields).await.expect(422);
            assert!(page.says(TOLD), "{text}");
        }

        let removal = format!("{path}/removal");
        let named = [("removal_reason", "花子さんの入院")];
        assert!(post(&t, &removal, &named).await.expect(422).says(TOLD));
        let clean = [("removal_reason", "家族の急な入院")];
        post(&t, &removal, &clean).await.expect(303);
        let inside = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(inside.says("家族の急な入院"));
        let outside = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(!outside.says("家族の急な入院"));
    })
    .await;
}

#[tokio::test]
async fn a_list_of_cases_is_shown_though_a_name_on_it_does_not_open() {
    each_database(async |t| {
        post(&t, "/cases", NEW).await.expect(303);
        let whole = [("person.name", "架空 無事"), ("person", "another")];
        let mut new = NEW.to_vec();
        new.retain(|(name, _)| *name != "person.name");
        post(&t, "/cases", &[&new[..], &whole].concat()).await.expect(303);
        t.write(|mut tx| async move {
            let first = Query::of(
                "select id from persons where municipality_id = $m order by id limit 1",
                (),
            )
            .one::<String>(&mut tx)
            .await?;
            let damaged = Query::update("persons", Pairs::new().set("name", vec![1_u8; 40]));
            damaged.with(" and id = $1", &first).change_one(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(page.says("開けません") && page.says("架空 無事"), "{}", page.text());
        assert!(!page.says("松戸 花子"));
    })
    .await;
}

#[tokio::test]
async fn whatever_of_one_person_is_damaged_or_gone_the_others_stay_on_every_list() {
    each_database(async |t| {
        post(&t, "/cases", NEW).await.expect(303);
        let mut new = NEW.to_vec();
        new.retain(|(name, _)| *name != "person.name" && *name != "title");
        let whole = [("person.name", "架空 無事"), ("title", "無事な件名"), ("person", "another")];
        let presenter = t.account(Cast::CarePresenter);
        let presented = [("presenter", presenter.as_str())];
        in_steps(&t, Cast::CenterStaff, &[&new[..], &whole, &presented].concat()).await;
        in_steps(&t, Cast::CenterStaff, &[NEW, &presented, &[("person", "another")]].concat()).await;

        let damages = [
            "update cases set words = $1 where municipality_id = $m and person_id = $2",
            "update case_sheets set named_sheet = $1 where municipality_id = $m and case_id in
               (select id from cases where municipality_id = $m and person_id = $2)",
            "update persons set name = $1 where municipality_id = $m and id = $2",
            "update person_keys set wrapped = $1 where municipality_id = $m and person_id = $2",
            "delete from person_keys where municipality_id = $m and $1 <> wrapped and person_id = $2",
        ];
        for damage in damages {
            t.write(|mut tx| async move {
                let first = "select id from persons where municipality_id = $m order by id limit 1";
                let first = Query::of(first, ()).one::<String>(&mut tx).await?;
                Query::of(damage, (vec![1_u8; 40], first)).run(&mut tx).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
            for who in [Cast::CenterStaff, Cast::CarePresenter] {
                for path in ["/", "/cases", "/cases?status=draft"] {
                    let page = t.get(who, path).await.expect(200);
                    assert!(page.says("無事な件名"), "{damage} {who:?} {path} {}", page.text());
                }
                let page = t.search(who, "/cases", "無事な件名").await.expect(200);
                assert!(page.says("無事な件名"), "{damage} {who:?} {}", page.text());
            }
            let file = t.get(Cast::CenterStaff, "/exports/named_cases?as=csv").await.expect(200);
            assert!(file.says("架空 無事"), "{damage} {}", file.text());
        }
    })
    .await;
}
