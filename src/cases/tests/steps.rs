//! Writing a case step by step, and taking back one that was a mistake.

use super::{pages::NEW, *};
use crate::{
    access::Role,
    db::Query,
    testing::{Answer as Page, each_database},
};

async fn get(t: &TestApp, path: &str) -> Page {
    t.get(Cast::CenterStaff, path).await
}

async fn post(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> Page {
    t.post(Cast::CenterStaff, path, fields).await
}

/// What the list of steps says of one of them.
fn state(page: &Page, title: &str) -> String {
    let text = page.text();
    let (_, line) = text.split_once(&format!(">{title}</a>")).expect(title);
    let (line, _) = line.split_once("</li>").unwrap();
    line.split_once("<span").unwrap().1.split(['>', '<']).nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_case_begins_with_little_and_each_step_says_how_much_of_it_is_filled() {
    each_database(async |t| {
        let first = get(&t, "/cases/new").await.expect(200);
        let own = format!("{}の試験", Role::CenterStaff.label());
        let asks = format!("name=\"presenter_name\" value=\"{own}\"");
        assert!(
            first.says(&asks),
            "whoever writes it down brings it, until somebody else is typed"
        );
        let presenter = t.get(Cast::CarePresenter, "/cases/new").await.expect(200);
        assert!(!presenter.says("name=\"presenter_name\""), "a presenter is the one");
        assert!(first.says("sheet.wish") && first.says("sheet.question"), "handing in needs them");
        assert!(!first.says("sheet.family_wish") && !first.says("factor.") && first.says("※必須"));
        let no_birthday =
            [("person.name", "松戸 梅子"), ("age_band", "eighties"), ("kind_id", "difficult")];
        let step = post(&t, "/cases", &no_birthday).await.expect(303).location().to_owned();
        let case = step.strip_suffix("/edit").unwrap();
        assert!(get(&t, case).await.expect(200).says("80代"), "the age where nobody knows the day");
        let little =
            [("person.name", "松戸 花子"), ("person.born", "S15.4.1"), ("kind_id", "difficult")];
        let step = post(&t, "/cases", &little).await.expect(303).location().to_owned();
        let case = step.strip_suffix("/edit").expect("what is lacking is listed");
        let outline = get(&t, &format!("{case}/steps/outline")).await.expect(200);
        assert!(outline.says("提出までに必要") && outline.says("100文字まで"));
        assert!(outline.says(r#"data-most="100""#));

        let list = get(&t, &format!("{case}/edit")).await.expect(200);
        for (title, said) in [
            ("概要", "2/7 記入"),
            ("同意", "未記入"),
            ("本人と家族の思い", "未記入"),
            ("要因", "未記入"),
        ] {
            assert_eq!(state(&list, title), said, "{title}");
        }
        // What is lacking leads to its field.
        let to_wish = format!("{case}/steps/sheet.wishes#f-sheet-wish");
        assert!(list.says(&format!("href=\"{to_wish}\"")), "{}", list.text());

        // In any order, each with what follows it, or back to the list.
        let wish = [("version", "1"), ("sheet.wish", "家で暮らしたい")];
        let wishes = format!("{case}/steps/sheet.wishes");
        let next = post(&t, &wishes, &wish).await.expect(303).location().to_owned();
        assert_eq!(next, format!("{case}/steps/sheet.course"));
        let back = [("version", "2"), ("factor.no_watch_over", "mark"), ("then", "list")];
        let factors = format!("{case}/steps/factors");
        assert_eq!(post(&t, &factors, &back).await.expect(303).location(), format!("{case}/edit"));
        let last = post(&t, &factors, &[("version", "3"), back[1]]).await.expect(303);
        assert_eq!(last.location(), format!("{case}/check"));
        let consent = [("version", "4"), ("consent", "person"), ("consent_on", "R7.9.1")];
        post(&t, &format!("{case}/steps/consent"), &consent).await.expect(303);
        let list = get(&t, &format!("{case}/edit")).await.expect(200);
        assert_eq!(state(&list, "本人と家族の思い"), "1/2 記入");
        assert_eq!(state(&list, "同意"), "記入済");
        assert_eq!(state(&list, "要因"), "1つ選択");
        assert!(!list.says(&to_wish));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_all_that_handing_in_needs_writes_it_on_one_page() {
    each_database(async |t| {
        let mut typed = NEW.to_vec();
        typed.push(("consent_on", "R99.1.1"));
        let wrong = post(&t, "/cases", &typed).await.expect(422);
        assert!(wrong.says("松戸花子さんは家で暮らしたい") && wrong.says(r#"value="R99.1.1""#));
        typed.retain(|(name, _)| !name.starts_with("consent"));
        typed.push(("consent", "named"));
        let grounds = post(&t, "/cases", &typed).await.expect(422);
        assert!(grounds.says("根拠条項と判断者を入力してください。"));

        let check = post(&t, "/cases", NEW).await.expect(303).location().to_owned();
        let case = check.strip_suffix("/check").expect("nothing is lacking").to_owned();
        let all = get(&t, &check).await.expect(200);
        assert!(
            all.says("民生委員から相談") && all.says("要介護2") && all.says("提出する</button>")
        );
        post(&t, &format!("{case}/submission"), &[]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn what_is_lacking_is_said_before_handing_in_with_a_way_to_each_of_it() {
    each_database(async |t| {
        let little = [("person.name", "松戸 花子"), ("kind_id", "difficult")];
        let step = post(&t, "/cases", &little).await.expect(303).location().to_owned();
        let case = step.strip_suffix("/edit").expect("what is lacking is listed");
        let check = get(&t, &format!("{case}/check")).await.expect(200);
        assert!(!check.says("提出する</button>"));
        let refused = post(&t, &format!("{case}/submission"), &[]).await.expect(422);
        for page in [check, refused] {
            for field in [
                "steps/outline#f-title",
                "steps/consent#f-consent",
                "steps/sheet.wishes#f-sheet-wish",
                "steps/sheet.course#f-sheet-background",
                "steps/sheet.question#f-sheet-question",
            ] {
                assert!(page.says(&format!("href=\"{case}/{field}\"")), "{field}: {}", page.text());
            }
        }
        for (page, field) in [("outline", "title"), ("sheet.wishes", "sheet-wish")] {
            let page = get(&t, &format!("{case}/steps/{page}")).await.expect(200);
            assert!(page.says(&format!("id=\"f-{field}\"")), "the way leads there");
        }

        let new = [NEW, &[("person", "another")]].concat();
        let case = in_steps(&t, Cast::CenterStaff, &new).await;
        let check = get(&t, &format!("{case}/check")).await.expect(200);
        assert!(check.says("松戸花子さんは家で暮らしたい") && check.says("提出する</button>"));
        assert!(check.says("書いていない欄: 家族の意向"));
        assert!(!check.says("根拠条項と判断者"), "nobody waits for it on this ground");
        post(&t, &format!("{case}/submission"), &[]).await.expect(303);
        let after = get(&t, &format!("{case}/check")).await.expect(200);
        assert!(!after.says("提出する</button>"));
    })
    .await;
}

#[tokio::test]
async fn words_of_factors_are_picked_and_another_is_written_beside_them() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        let path = format!("/cases/{id}/steps/factors");
        let picked = [
            ("version", "1"),
            ("factor.household_difficulty.word", "独居"),
            ("factor.household_difficulty.word", "8050"),
            ("factor.household_difficulty.words", "外国籍"),
            ("factor.dementia", "suspected"),
        ];
        post(&t, &path, &picked).await.expect(303);
        let page = get(&t, &format!("/cases/{id}")).await.expect(200);
        assert!(page.says("独居、8050、外国籍"), "{}", page.text());
        let again = get(&t, &path).await.expect(200);
        assert!(again.says(r#"value="8050" checked"#) && again.says(r#"value="外国籍""#));

        let unknown = [("version", "2"), ("factor.household_difficulty.word", "一覧にない")];
        assert!(post(&t, &path, &unknown).await.expect(422).says("一覧にあるものから"));
        let long = "長".repeat(98);
        let most = [
            ("version", "2"),
            ("factor.household_difficulty.word", "独居"),
            ("factor.household_difficulty.words", long.as_str()),
        ];
        let page = post(&t, &path, &most).await.expect(422);
        assert!(page.says("合わせて100文字まで") && page.says(&long));
    })
    .await;
}

#[tokio::test]
async fn a_page_of_factors_that_is_saved_as_it_is_changes_nothing() {
    each_database(async |t| {
        // As files write them: in another order, and beside words that nobody offers.
        let mut from_file = sheet();
        from_file.factors.push(MarkedFactor {
            factor_id: "household_difficulty".into(),
            mark: FactorMark::Words,
            words: "外国籍、独居".into(),
        });
        let id = registered(&t, "mei1", from_file).await;
        confirmed(&t, &id).await;
        let path = format!("/cases/{id}/steps/factors");
        assert!(get(&t, &path).await.expect(200).says(r#"value="外国籍、独居""#));
        let same = [
            ("version", "2"),
            ("factor.no_watch_over", "mark"),
            ("factor.household_difficulty.words", "外国籍、独居"),
        ];
        post(&t, &path, &same).await.expect(303);
        let mut conn = t.read().await;
        assert!(kept::find(&mut conn, &id).await.unwrap().is_confirmed());
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_was_a_mistake_is_gone_with_all_that_was_written_of_it() {
    each_database(async |t| {
        let case = in_steps(&t, Cast::CenterStaff, NEW).await;
        let place = format!("{case}/steps/sheet.wishes");
        let typed = [
            ("draft-place", place.as_str()),
            ("draft-page", place.as_str()),
            ("sheet.wish", "松戸花子さん"),
        ];
        post(&t, "/drafts", &typed).await.expect(200);
        let deletion = format!("{case}/deletion");
        assert!(get(&t, &format!("{case}/edit")).await.expect(200).says(&deletion));
        let asked = get(&t, &deletion).await.expect(200);
        assert!(asked.says("明第1-R7-001") && asked.says("ごみ出しに困る独居の人"));
        assert_eq!(post(&t, &deletion, &[]).await.expect(303).location(), "/cases");
        get(&t, &case).await.expect(404);
        post(&t, &deletion, &[]).await.expect(404);
        assert!(!get(&t, "/cases").await.expect(200).says("ごみ出しに困る独居の人"));
        let mut conn = t.read().await;
        for rows in [
            "select cast(count(*) as bigint) from cases where municipality_id = $m",
            "select cast(count(*) as bigint) from case_sheets where municipality_id = $m",
            "select cast(count(*) as bigint) from case_factors where municipality_id = $m",
            "select cast(count(*) as bigint) from drafts where municipality_id = $m",
        ] {
            assert_eq!(Query::of(rows, ()).count(&mut conn).await.unwrap(), 0, "{rows}");
        }
        drop(conn);
        let gone = t.stand_open("明第1-R7-001").await;
        assert!(
            gone.iter().any(|row| row.starts_with("events")),
            "it is known that it was: {gone:?}"
        );

        // No other case is called as it was.
        in_steps(&t, Cast::CenterStaff, &[NEW, &[("person", "another")]].concat()).await;
        let list = get(&t, "/cases").await.expect(200);
        assert!(list.says("明第1-R7-002") && !list.says("明第1-R7-001"));
    })
    .await;
}

#[tokio::test]
async fn a_case_that_others_know_of_is_not_taken_back_as_a_mistake() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let path = format!("/cases/{id}/deletion");
        for refused in [get(&t, &path).await, post(&t, &path, &[]).await] {
            assert!(refused.expect(409).says("「提出済」なので、消せません"));
        }
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        chosen(&t, &id, &held.id).await.unwrap();
        let removal = [("removal_reason", "家族の急な入院")];
        post(&t, &format!("/cases/{id}/removal"), &removal).await.expect(303);
        post(&t, &format!("/cases/{id}/withdrawal"), &[]).await.expect(303);
        for refused in [get(&t, &path).await, post(&t, &path, &[]).await] {
            assert!(refused.expect(409).says("会議の議題になったことがあり"));
        }
        get(&t, &format!("/cases/{id}")).await.expect(200);

        // The one who brought it may take it back as well, nobody else.
        let own = [NEW, &[("center", "mei1")]].concat();
        let case = in_steps(&t, Cast::CarePresenter, &own).await;
        let path = format!("{case}/deletion");
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        t.post(Cast::CarePresenter, &path, &[]).await.expect(303);
        t.get(Cast::CarePresenter, &case).await.expect(404);
    })
    .await;
}
