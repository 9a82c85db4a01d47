use super::*;
use crate::{
    fields::{Answer, Spec},
    testing::MATSUDO,
    web::FormState,
};

fn sheet() -> Form {
    MATSUDO.form("case_sheet").unwrap().clone()
}

#[test]
fn a_new_line_of_the_preset_is_asked_read_kept_and_shown() {
    let mut form = sheet();
    let line = r#"key = "pets"
label = "ペット"
kind = "multi"
choices = [{ key = "dog", name = "犬" }, { key = "cat", name = "猫" }]"#;
    let field: Spec = toml::from_str(line).unwrap();
    form.sections[0].fields.push(field);

    let html = inputs(&form.sections[0], &FormState::empty(), "sheet.").unwrap();
    assert!(html.contains("ペット") && html.contains(r#"name="sheet.pets""#), "{html}");

    let mut state = FormState::from_pairs([("sheet.pets", "cat"), ("sheet.pets", "dog")]);
    let mut answers = Answers::default();
    read(form.fields(), &mut state, "sheet.", &mut answers);
    assert!(state.is_valid(), "{:?}", state.all_errors());
    let kept = Answers::from_json(&answers.to_json()).unwrap();
    assert_eq!(kept, answers);
    let shown = show(&form, &kept);
    assert_eq!(shown[0].answers[0].lines, ["犬、猫"]);

    let mut again = FormState::empty();
    fill(form.fields(), &kept, &mut again, "sheet.");
    assert!(again.has("sheet.pets", "dog") && again.has("sheet.pets", "cat"));
}

#[test]
fn what_cannot_be_read_is_told_at_its_field_and_what_is_missing_only_when_handed_in() {
    let form = sheet();
    let long = "あ".repeat(1001);
    let mut state = FormState::from_pairs([
        ("sheet.wish", long.as_str()),
        ("sheet.physical_independence", "z9"),
        ("sheet.adl.before", "歩けた"),
    ]);
    let mut answers = Answers::default();
    read(form.fields(), &mut state, "sheet.", &mut answers);
    assert!(state.is_wrong("sheet.wish") && state.is_wrong("sheet.physical_independence"));
    assert_eq!(state.value("sheet.wish"), long);
    assert_eq!(
        answers.get("adl"),
        Some(&Answer::Stages {
            before: "歩けた".into(),
            expected: String::new(),
            after: String::new()
        })
    );
    let lacking: Vec<&str> =
        missing(&form, &Answers::default()).iter().map(|f| f.key.as_str()).collect();
    assert_eq!(lacking, ["wish", "background", "question"]);
}

#[test]
fn answers_to_a_field_that_left_the_sheet_are_still_shown() {
    let mut answers = Answers::default();
    answers.set("gone", Answer::Text("昔の答え".into()));
    let shown = show(&sheet(), &answers);
    assert_eq!(shown.last().unwrap().answers[0].lines, ["昔の答え"]);
}

#[test]
fn what_hangs_on_an_answer_is_read_missed_and_taken_in_only_upon_it() {
    let mut form = sheet();
    let lines = r#"fields = [
        { key = "pets", label = "ペット", kind = "yes_no" },
        { key = "which", label = "種類", kind = "text", required = true, personal = true, shown_if = { field = "pets", is = "yes" } },
    ]"#;
    let fields: std::collections::BTreeMap<String, Vec<Spec>> = toml::from_str(lines).unwrap();
    form.sections[0].fields = fields.into_values().flatten().collect();
    let section = &form.sections[0];
    let html = inputs(section, &FormState::empty(), "sheet.").unwrap();
    assert!(html.contains("「ペット」で「はい」を選んだとき"), "{html}");

    for (pets, which) in [("yes", Some("犬")), ("no", None), ("", None)] {
        let mut state = FormState::from_pairs([("sheet.pets", pets), ("sheet.which", "犬")]);
        let mut answers = Answers::default();
        read(&section.fields, &mut state, "sheet.", &mut answers);
        assert_eq!(answers.get("which").map(Answer::text), which, "{pets}");
        answers.set("which", Answer::nothing());
        let missed = missing(&form, &answers).iter().any(|field| field.key == "which");
        assert_eq!(missed, pets == "yes");

        answers.set("which", Answer::Text("犬".into()));
        let mut beside = answers.clone();
        drop_unasked(&form, &mut answers, &mut beside);
        assert_eq!(answers.get("which").map(Answer::text), which, "{pets}");
        assert_eq!(beside.get("which"), answers.get("which"));
    }
}
