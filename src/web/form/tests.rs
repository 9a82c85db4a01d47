use super::*;
use crate::clock::Day;

#[test]
fn a_form_comes_back_with_its_values_and_says_what_is_wrong_in_order() {
    let mut form =
        FormState::from_pairs([("title", "  "), ("held_on", "R7.13.1"), ("people", "十人")]);
    assert_eq!(form.required("title", "件名", 20), "");
    assert_eq!(form.required_day("held_on", "開催日"), None);
    assert_eq!(form.optional_integer("people", "出席者数", 0..=200), None);
    assert!(!form.is_valid());
    let errors = form.all_errors();
    let ids: Vec<&str> = errors.iter().map(|(id, _, _)| id.as_str()).collect();
    assert_eq!(ids, ["f-title", "f-held_on", "f-people"]);
    assert_eq!(errors[0].2, "件名を入力してください。");
    assert_eq!(form.value("held_on"), "R7.13.1");
    assert_eq!(form.described_by("held_on", "help"), "f-held_on-error f-held_on-help");
}

#[test]
fn length_is_counted_in_characters() {
    let mut form = FormState::from_pairs([("title", "地域ケア会議")]);
    form.required("title", "件名", 6);
    assert!(form.is_valid());
    form.required("title", "件名", 5);
    assert_eq!(form.errors("title"), ["件名は5文字までです。1文字減らしてください(いま6文字)。"]);
}

#[test]
fn days_and_numbers_are_read_as_people_write_them() {
    let mut form = FormState::from_pairs([
        ("a", "令和７年11月20日"),
        ("b", "2025/11/20"),
        ("n", "１，２００"),
    ]);
    assert_eq!(form.required_day("a", "開催日"), form.required_day("b", "開催日"));
    assert_eq!(form.required_integer("n", "人数", 0..=9999), Some(1200));
    assert_eq!(form.day_reading("a").as_deref(), Some("令和7年11月20日(木)・2025年"));
    assert!(form.is_valid(), "{:?}", form.all_errors());
}

#[test]
fn a_day_of_a_mistyped_year_is_refused_and_a_month_may_stand_without_its_day() {
    let today = Day::of(2025, 11, 20);
    let mut form = FormState::from_pairs([
        ("near", "R8.1.1"),
        ("ahead", "R99.1.1"),
        ("ago", "S25.1.1"),
        ("month", "R8.2"),
        ("whole", "R8.2.3"),
        ("none", "来年"),
    ]);
    assert_eq!(form.day_near("near", "期限", today), Some(Day::of(2026, 1, 1)));
    assert_eq!(form.day_near("ahead", "期限", today), None);
    assert_eq!(form.day_near("ago", "期限", today), None);
    assert_eq!(form.optional_month("month", "予定の月"), Some(Day::of(2026, 2, 1)));
    assert_eq!(form.optional_month("whole", "予定の月"), Some(Day::of(2026, 2, 3)));
    assert_eq!(form.optional_month("empty", "予定の月"), None);
    assert_eq!(form.all_errors().len(), 2, "{:?}", form.all_errors());
    assert_eq!(form.optional_month("none", "予定の月"), None);
    assert!(form.errors("ahead")[0].contains("今日からずっと先の日です。年を確かめてください。"));
    assert!(form.errors("ago")[0].contains("年より前の日です"));
    assert!(form.errors("none")[0].contains("例: R7.11"));
}

#[test]
fn a_form_says_of_which_fields_it_differs_from_what_is_saved() {
    let typed = [("title", " 通院の足 "), ("decision.1.what", "電話する"), ("note", "")];
    let saved = [("title", "通院の足"), ("decision.1.what", "訪ねる")];
    let (typed, saved) = (FormState::from_pairs(typed), FormState::from_pairs(saved));
    assert!(!typed.differs(&saved, &["title"]) && !typed.differs(&saved, &["note"]));
    assert!(typed.differs(&saved, &["decision."]) && !typed.differs(&saved, &["deci"]));
}

#[test]
fn only_what_was_offered_can_be_chosen() {
    let offered = [Choice::new("east", "東部"), Choice::new("west", "西部")];
    let mut form = FormState::from_pairs([("area", "north"), ("areas", "west"), ("areas", "east")]);
    assert_eq!(form.required_choice("area", "圏域", &offered), None);
    assert_eq!(form.chosen("areas", "圏域", &offered), ["east", "west"]);
    assert_eq!(form.all_errors().len(), 1);
}

#[test]
fn a_secret_is_never_given_back() {
    let mut form = FormState::from_pairs([("password", " ひみつ ")]);
    assert_eq!(form.secret("password", "パスワード"), " ひみつ ");
    assert_eq!(form.value("password"), "");
}
