//! What is kept: references, rows, answers that hang on others, what they are sorted by.

use super::*;

#[test]
fn a_reference_offers_what_its_room_knows() {
    let offered = |count: usize| {
        let all = (0..count).map(|at| (format!("r{at}"), format!("資源{at}")));
        of(REF).choices(all)
    };
    let control = |spec: &Spec| Input::new(spec, "a".into()).control;
    assert_eq!(control(&offered(12)), Control::Boxes);
    assert_eq!(control(&offered(13)), Control::Several);
    assert_eq!(control(&Spec { many: false, ..offered(13) }), Control::Select);
    assert!(matches!(control(&of(REF)), Control::Line { .. }));
    let spec = offered(13);
    let answer = typed(&spec, &[("a", "r12"), ("a", "r1")]);
    assert_eq!(
        (spec.lines(&answer).concat(), answer),
        ("資源1、資源12".into(), many(&["r1", "r12"]))
    );
    assert_eq!(from_cells(&spec, &["資源12".into()]), (many(&["r12"]), Vec::new()));
}

#[test]
fn a_table_and_figures_outlive_a_change_of_their_columns() {
    let answer = typed(&of(TABLE), &[("a.0.on", "R7.7.1"), ("a.0.what", "訪問")]);
    let mut later = of(TABLE);
    later.columns.reverse();
    later.columns.insert(0, field("担当").most(10));
    later.columns[0].key = "who".into();
    assert_eq!(later.lines(&answer), ["訪問｜令和7年7月1日(火)"]);
    let answer = typed(&of(FIGURES), &[("a.call.times", "3")]);
    let mut later = of(FIGURES);
    later.items.reverse();
    assert_eq!(later.lines(&answer), ["電話: 3回"]);
}

#[test]
fn a_field_that_hangs_on_another_is_asked_only_then() {
    let spec =
        Spec { key: "b".into(), ..of(r#"kind = "text", shown_if = { field = "a", is = "cat" }"#) };
    let other = of(CHOICE);
    let (dog, cat) = (text("dog"), text("cat"));
    assert!(
        spec.is_asked(|_| Some(&cat)) && !spec.is_asked(|_| Some(&dog)) && !spec.is_asked(|_| None)
    );
    let input = Input::new(&spec, "s.b".into()).among(&[&other, &spec], "s.");
    let when = input.when.unwrap();
    assert_eq!((when.name.as_str(), when.is.as_str()), ("s.a", "cat"));
    assert_eq!(when.words, "「答え」で「猫」を選んだとき");
}

#[test]
fn every_answer_comes_back_from_where_it_is_kept() {
    let stages = |text: &str| Answer::Stages {
        before: text.into(),
        expected: String::new(),
        after: String::new(),
    };
    for answer in [
        text(""),
        text("はい"),
        many(&[]),
        many(&["a"]),
        stages(""),
        stages("歩けた"),
        rows(&[]),
        rows(&[&[]]),
        rows(&[&["a", ""], &["b", "c"]]),
    ] {
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer, "{json}");
    }
}

/// Of two answers the one that people would put first has the smaller key.
fn sorted(spec: &Spec, first: &str, second: &str) -> std::cmp::Ordering {
    spec.key(&text(first)).cmp(&spec.key(&text(second)))
}

proptest! {
    #[test]
    fn keys_sort_as_people_would(a: i64, b: i64, day in 0i64..60_000, other in 0i64..60_000) {
        for line in [r#"kind = "number""#, r#"kind = "money""#] {
            prop_assert_eq!(sorted(&of(line), &a.to_string(), &b.to_string()), a.cmp(&b));
        }
        let on = |days: i64| Day::of(1900, 1, 1).plus_days(days);
        let order = sorted(&of(ROUGH), &on(day).iso(), &on(other).iso());
        prop_assert_eq!(order, day.cmp(&other));
        let year = |days: i64| on(days).fiscal_year().to_string();
        let order = sorted(&of(r#"kind = "year""#), &year(day), &year(other));
        prop_assert_eq!(order, on(day).fiscal_year().cmp(&on(other).fiscal_year()));
    }

    #[test]
    fn whatever_is_typed_is_read_or_answered_and_never_breaks(typed in ".{0,40}", at in 0..LINES.len()) {
        let spec = of(LINES[at].1);
        for name in ["a", "a.before", "a.0.on", "a.review.times"] {
            let mut form = FormState::from_pairs([(name, typed.as_str())]);
            let answer = spec.read(&mut form, "a");
            if form.is_valid() {
                let mut again = FormState::empty();
                spec.fill(&mut again, "a", &answer);
                prop_assert_eq!(spec.read(&mut again, "a"), answer, "{} {:?}", spec.label, again);
            }
        }
    }
}

#[test]
fn keys_know_an_order_of_choices_and_roughly_known_days() {
    let mark = of(MARK);
    assert_eq!(mark.key(&text("mostly")), "0000mostly");
    assert!(
        mark.key(&text("never")) < mark.key(&text("gone")),
        "what is no longer offered is last"
    );
    let rough = of(ROUGH);
    assert_eq!(rough.key(&text("2016年度")), "2016-04-01");
    assert_eq!(rough.key(&text("2019-10")), "2019-10-01");
    let number = of(r#"kind = "number""#);
    assert_eq!(number.key(&text("0")), "8000000000000000");
    assert_eq!(number.key(&text("")), "");
    let words = of(r#"kind = "text""#);
    assert_eq!(words.key(&text("ＡＢＣ 社")), "abc社");
    assert_eq!(words.key(&text(&"あ".repeat(100))).chars().count(), 60);
    let times = of(r#"kind = "times""#);
    assert!(times.key(&text("09:00-10:00")) < times.key(&text("10:00-11:00")));
}
