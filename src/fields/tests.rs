mod kinds;

use super::*;
use crate::{clock::Day, fields, web::FormState, words};

words! {
    /// 緊急度.
    pub enum Urgency {
        Usual "usual" "通常",
        Soon "soon" "早めに",
    } else Usual
}

fields! {
    /// A record as a room would declare one.
    #[derive(Clone, Debug)]
    pub struct Visit {
        what: String = field("用件").most(5).required(),
        urgency: Urgency = field("緊急度").said(&[("急ぎ", "soon")]),
        day: Option<Day> = field("訪問日"),
        people: Option<i64> = field("人数").within(1, 50).unit("人"),
        by_car: bool = field("車で行く"),
        code: String = field("番号").clean(|text, said| match (text, said) {
            ("9", Said::InFile) => Ok("09".into()),
            (text, _) if text.len() == 2 => Ok(text.into()),
            _ => Err("2桁で入力してください。"),
        }),
    }
}

fn read_from(pairs: &[(&str, &str)]) -> (Visit, FormState) {
    let mut form = FormState::from_pairs(pairs.iter().copied());
    let mut visit = Visit::blank();
    read(Visit::fields(), &mut form, "v.", &mut visit);
    (visit, form)
}

#[test]
fn a_declared_field_is_read_filled_and_shown_without_another_line() {
    let typed = [("v.what", "見守り"), ("v.urgency", "soon"), ("v.day", "令和7年7月1日")];
    let (visit, form) = read_from(&typed);
    assert!(form.is_valid(), "{:?}", form.all_errors());
    assert_eq!((visit.urgency, visit.day), (Urgency::Soon, Some(Day::of(2025, 7, 1))));
    let mut again = FormState::empty();
    fill(Visit::fields(), &mut again, "", &visit);
    assert_eq!((again.value("urgency"), again.value("day")), ("soon", "R7.7.1"));
    let other = Visit { urgency: Urgency::Usual, ..visit };
    assert_eq!(theirs(Visit::fields(), &again, &other), [("緊急度".into(), "通常".into())]);
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_what_was_typed_stays() {
    let (visit, form) =
        read_from(&[("v.what", ""), ("v.urgency", "never"), ("v.day", "13月"), ("v.code", "9")]);
    for name in ["v.what", "v.urgency", "v.day", "v.code"] {
        assert!(form.is_wrong(name), "{name}");
    }
    assert_eq!(form.errors("v.code"), ["番号は、2桁で入力してください。"]);
    assert_eq!(form.value("v.day"), "13月");
    assert_eq!(visit.urgency, Urgency::Usual);
}

#[test]
fn numbers_and_boxes_are_read_compared_by_what_they_mean_and_refused_whoever_says_them() {
    let typed = [("v.what", "見守り"), ("v.people", "１２"), ("v.by_car", "yes")];
    let (visit, form) = read_from(&typed);
    assert!(form.is_valid(), "{:?}", form.all_errors());
    assert_eq!((visit.people, visit.by_car), (Some(12), true));
    let (_, wrong) = read_from(&[("v.what", "見守り"), ("v.people", "51")]);
    assert_eq!(wrong.errors("v.people"), ["人数は1から50までの数字で入力してください。"]);

    let other = Visit { by_car: false, ..visit.clone() };
    let form = FormState::from_pairs([("what", "見守り"), ("people", "１２"), ("by_car", "yes")]);
    let theirs = theirs(Visit::fields(), &form, &other);
    assert!(theirs.contains(&("車で行く".into(), "いいえ".into())), "{theirs:?}");
    assert!(!theirs.iter().any(|(label, _)| label == "人数"), "１２ is 12: {theirs:?}");

    assert_eq!(refusals(Visit::fields(), &visit).to_string(), "");
    let wrong = Visit { people: Some(0), what: "長すぎる用件".into(), ..visit };
    let at: Vec<String> = refusals(Visit::fields(), &wrong).into_iter().map(|(f, _)| f).collect();
    assert_eq!(at, ["what", "people"]);
}

#[test]
fn a_line_of_a_preset_gives_the_same_declaration() {
    let of_preset: Spec =
        toml::from_str("key = \"what\"\nlabel = \"用件\"\nkind = \"text\"\nmax = 5").unwrap();
    let of_rust = Visit::fields()[0].spec.clone();
    assert_eq!(of_preset, Spec { required: Needed::Never, ..of_rust });
    assert!(!toml::to_string(&of_preset).unwrap().contains("required"));
}
