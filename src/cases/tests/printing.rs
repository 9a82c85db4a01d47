//! Cases on paper: one page, by name within the centre alone, and what a meeting decided.

use super::*;
use crate::{
    db::Query,
    testing::{each_database, flat, pages, size},
};

/// A text of so many characters.
fn long(characters: usize) -> String {
    "家で暮らし続けたいと話している。".chars().cycle().take(characters).collect()
}

/// A sheet with every text of the form filled with so many characters.
fn filled(characters: usize) -> SheetInput {
    let mut sheet = sheet();
    let form = MATSUDO.form(CASE_SHEET).unwrap();
    for field in form.sections.iter().flat_map(|section| &section.fields) {
        if matches!(field.kind, crate::fields::AnswerKind::Textarea) {
            sheet.named.set(&field.key, Answer::Text(long(characters)));
        }
    }
    sheet
}

#[tokio::test]
async fn a_well_filled_case_is_one_page_by_name_and_more_words_flow_on() {
    each_database(async |t| {
        let ordinary = registered(&t, "mei1", filled(110)).await;
        let paper = format!("/cases/{ordinary}/named-sheet.pdf");
        let paper = t.get(Cast::CenterStaff, &paper).await.expect(200);
        let one = pages(&paper.bytes);
        assert_eq!(one.len(), 1, "{one:?}");
        let a4 = size(&paper.bytes);
        assert!((a4.0 - 595.3).abs() < 1.0 && (a4.1 - 841.9).abs() < 1.0, "{a4:?}");
        for words in ["実名・持出禁止", "松戸花子（マツドハナコ）", "架空居宅", "見守り不在"]
        {
            assert!(one[0].contains(words), "{words}: {}", one[0]);
        }
        let name = paper.headers["content-disposition"].to_str().unwrap();
        assert!(!name.contains("%E6%9D%BE%E6%88%B8") && !name.contains("R7-001"), "{name}");

        let wordy = registered(&t, "mei1", filled(480)).await;
        let paper = format!("/cases/{wordy}/named-sheet.pdf");
        let many = pages(&t.get(Cast::CenterStaff, &paper).await.expect(200).bytes);
        assert!(many.len() > 1);
        assert!(many.iter().all(|page| page.contains("実名・持出禁止")), "{many:?}");
        let all: String = many.concat();
        // 30 times in each of 14 texts, of which no page ends within one.
        let said = all.matches("家で暮らし続けたい").count();
        assert!(said >= 14 * 30 && all.contains("すでに試したこと"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_goes_on_over_pages_says_on_each_what_it_answers() {
    each_database(async |t| {
        let mut told = filled(300);
        told.named.set("background", Answer::Text(long(2_000)));
        let case = registered(&t, "mei1", told).await;
        let paper = format!("/cases/{case}/named-sheet.pdf");
        let pages = pages(&t.get(Cast::CenterStaff, &paper).await.expect(200).bytes);
        // Once in the section's title, and once above each part of the answer.
        assert_eq!(pages.concat().matches("経過").count(), 3, "{pages:?}");
        assert!(pages[1].contains("経過"), "{pages:?}");
    })
    .await;
}

#[tokio::test]
async fn who_visits_takes_an_empty_sheet_along() {
    each_database(async |t| {
        let page = t.get(Cast::CenterStaff, "/cases/new").await.expect(200);
        assert!(page.says("href=\"/cases/sheet.pdf\""));
        for who in [Cast::CenterStaff, Cast::CarePresenter] {
            let paper = t.get(who, "/cases/sheet.pdf").await.expect(200).bytes;
            let sheets = pages(&paper);
            assert!(sheets.iter().all(|page| page.contains("事例シート（記入用）")), "{sheets:?}");
            let paper = flat(&paper);
            assert_eq!(paper.matches("会議で検討してほしいこと").count(), 1, "{paper}");
            let form = MATSUDO.form(CASE_SHEET).unwrap();
            for field in form.fields().filter(|field| field.required.is_not()) {
                let label: String = field.label.split_whitespace().collect();
                assert!(paper.contains(&label), "{label}: {paper}");
            }
            assert!(paper.contains("フリガナ") && paper.contains("見守り不在"), "{paper}");
        }
        t.get(Cast::CityOfficer, "/cases/sheet.pdf").await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn who_brought_a_case_stands_on_its_sheet_where_only_their_account_was_chosen() {
    each_database(async |t| {
        let presenter_id = Some(t.account(Cast::CarePresenter));
        let nameless = written(|outline| outline.presenter_name.clear());
        let id = registered(&t, "mei1", SheetInput { presenter_id, ..nameless }).await;
        let page = t.get(Cast::CenterStaff, &format!("/cases/{id}")).await.expect(200);
        let name = t.actor(Cast::CarePresenter).seat().unwrap().name.clone();
        assert!(page.says(&format!("事例提供者 {name}")), "{}", page.text());
        let paper = format!("/cases/{id}/named-sheet.pdf");
        let paper = flat(&t.get(Cast::CenterStaff, &paper).await.expect(200).bytes);
        let name: String = name.split_whitespace().collect();
        assert!(paper.contains(&format!("事例提供者{name}")), "{paper}");
    })
    .await;
}

#[tokio::test]
async fn only_those_who_read_a_case_by_name_print_it_so_and_the_look_is_counted() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        submitted(&t, &id).await;
        let (named, shared) =
            (format!("/cases/{id}/named-sheet.pdf"), format!("/cases/{id}/sheet.pdf"));
        let paper = flat(&t.get(Cast::CenterStaff, &shared).await.expect(200).bytes);
        assert!(paper.contains("未確認・配布禁止") && !paper.contains("確認された匿名の内容"));
        t.get(Cast::CityOfficer, &shared).await.expect(404);
        confirmed(&t, &id).await;
        let paper = flat(&t.get(Cast::CityOfficer, &shared).await.expect(200).bytes);
        assert!(paper.contains("匿名") && paper.contains("本人のwish") && !paper.contains("花子"));
        assert!(paper.contains("本人のquestion") && paper.contains("明第1-R7-001"), "{paper}");
        assert!(!paper.contains("未確認"), "{paper}");
        t.get(Cast::CityOfficer, &named).await.expect(403);
        for who in [Cast::OtherCenterStaff, Cast::Member, Cast::Guest, Cast::Auditor] {
            t.get(who, &named).await.expect(404);
            t.get(who, &shared).await.expect(404);
        }
        let looks = || t.app.views().counts().get("read_named").copied().unwrap_or_default();
        let before = looks();
        t.get(Cast::CenterStaff, &named).await.expect(200);
        assert_eq!(looks(), before + 1, "a look at a name");
    })
    .await;
}

#[tokio::test]
async fn minutes_and_outcome_say_what_was_decided_by_label_alone() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let review = chosen(&t, &id, &held.id).await.unwrap();
        let sheets = format!("/meetings/{}/sheets", held.id);
        let before = t.get(Cast::CenterStaff, &format!("{sheets}/set.pdf")).await.expect(200);
        let before = pages(&before.bytes);
        // Nobody is listed yet, so that a roster and a plan of seats would be empty.
        assert_eq!(before.len(), 3, "案内・次第・事例シート: {before:?}");
        assert!(before[2].contains("事例シート") && before[2].contains("事例1（明第1-①-1）"));
        assert!(before[1].contains("事例1（明第1-①-1）"), "no agenda was written: {}", before[1]);
        assert!(before.iter().all(|page| page.contains("令和7年10月1日")), "{before:?}");
        t.get(Cast::CenterStaff, &format!("/cases/{id}/result.pdf")).await.expect(409);

        let record = [
            ("version", "1"),
            ("then", "finish"),
            ("summary", "暮らしを話した"),
            ("policy", "見守りを続ける"),
            ("candidate", "ごみ出しのしくみがない"),
            ("decision.1.what", "戸別収集を申し込む"),
            ("decision.1.who", "架空居宅"),
            ("decision.1.due", "R7.11.20"),
            ("advice.1.profession", "pharmacist"),
            ("advice.1.body", "一包化する"),
            ("follow_up_on", "R8.1.10"),
        ];
        t.post(Cast::CenterStaff, &format!("/reviews/{}", review.id), &record).await.expect(303);
        let path = format!("/meetings/{}", held.id);
        for step in ["holding", "record"] {
            let sure = [("sure", "yes")];
            t.post(Cast::CenterStaff, &format!("{path}/{step}"), &sure).await.expect(303);
        }
        let minutes = t.get(Cast::CityOfficer, &format!("{sheets}/minutes.pdf")).await.expect(200);
        let minutes = flat(&minutes.bytes);
        for words in [
            "会議録",
            "事例1（明第1-①-1）",
            "本人のquestion",
            "暮らしを話した",
            "助言（薬剤師）一包化する",
            "見守りを続ける",
            "戸別収集を申し込む架空居宅令和7年11月20日(木)",
            "ごみ出しのしくみがない",
            "次回確認令和8年1月10日(土)",
            "記録者",
        ] {
            assert!(minutes.contains(words), "{words}: {minutes}");
        }
        assert!(!minutes.contains("花子") && !minutes.contains("記録を書く"), "{minutes}");
        assert!(!minutes.contains("議題は書かれていません"), "what was dealt with: {minutes}");
        assert!(!minutes.contains("未確定"));

        let results = t.get(Cast::CityOfficer, &format!("{sheets}/results.pdf")).await.expect(200);
        let to_presenter =
            t.get(Cast::CenterStaff, &format!("/cases/{id}/result.pdf")).await.expect(200);
        for told in [flat(&results.bytes), flat(&to_presenter.bytes)] {
            assert!(told.contains("戸別収集を申し込む") && told.contains("見守りを続ける"));
            assert!(!told.contains("一包化") && !told.contains("花子"), "{told}");
        }
        let after = t.get(Cast::CenterStaff, &format!("{sheets}/set.pdf")).await.expect(200);
        assert!(
            pages(&after.bytes).iter().all(|page| page.contains("個別")),
            "whose pages they are"
        );
        let after = flat(&after.bytes);
        assert!(after.contains("会議録") && after.contains("会議の結果のお知らせ"), "{after}");
        for who in [Cast::OtherCenterStaff, Cast::Guest, Cast::Member] {
            t.get(who, &format!("{sheets}/minutes.pdf")).await.expect(404);
        }
        for name in ["minutes", "minutes.xlsx", "other.pdf"] {
            t.get(Cast::CenterStaff, &format!("{sheets}/{name}")).await.expect(404);
        }
    })
    .await;
}

#[tokio::test]
async fn a_set_says_which_case_lacks_its_sheet_and_leaves_out_an_outcome_that_nobody_recorded() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        chosen(&t, &id, &held.id).await.unwrap();
        t.write(|mut tx| async move {
            let lost = "update cases set shared_confirmed_at = null where municipality_id = $m";
            Query::of(lost, ()).run(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let path = format!("/meetings/{}", held.id);
        let set = format!("{path}/sheets/set.pdf");
        let before = flat(&t.get(Cast::CenterStaff, &set).await.expect(200).bytes);
        let lacking = "事例1（明第1-①-1）の資料は、匿名の内容が未確認のため、入っていません。";
        assert!(before.contains(lacking) && !before.contains("事例シート"), "{before}");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(!page.says("results.pdf") && !page.says("minutes.pdf"), "before it is held");

        let sure = [("sure", "yes")];
        t.post(Cast::CenterStaff, &format!("{path}/holding"), &sure).await.expect(303);
        let after = flat(&t.get(Cast::CenterStaff, &set).await.expect(200).bytes);
        assert!(after.contains("会議録") && !after.contains("結果のお知らせ"), "{after}");
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(!page.says("results.pdf") && !page.says("invitation.pdf"), "nobody is invited now");
    })
    .await;
}
