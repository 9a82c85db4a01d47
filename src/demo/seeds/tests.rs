//! The demo world is whole: its dates are the real ones, its references lead somewhere, its twins hold no names.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::preset::{FactorValue, Preset};

fn world() -> (Seeds, Preset) {
    let seeds = Seeds::matsudo().expect("the seeds are well-formed");
    let preset = Preset::parse("matsudo.toml", include_str!("../../../presets/matsudo.toml"))
        .expect("shipped");
    (seeds, preset)
}

fn held<'s>(seeds: &'s Seeds, period: &str, kind: &str) -> Vec<&'s SeedMeeting> {
    seeds
        .meetings
        .iter()
        .filter(|meeting| {
            meeting.period.as_str() == period && meeting.conference_kind.as_str() == kind
        })
        .collect()
}

#[test]
fn both_periods_have_fifteen_area_meetings_thirty_case_meetings_and_sixty_cases() {
    let (seeds, preset) = world();
    for (period, number) in [("2025-1", 1), ("2025-2", 2)] {
        assert_eq!(held(&seeds, period, "area_conference").len(), 15);
        assert_eq!(held(&seeds, period, "individual").len(), 30);
        let window = preset.period(2025, number).expect("a period");
        for meeting in seeds.meetings.iter().filter(|m| m.period.as_str() == period) {
            let Some(center) = &meeting.center else {
                continue;
            };
            assert!(window.contains(meeting.day), "{}", meeting.key);
            assert!(preset.center(center).is_some(), "{}", meeting.key);
        }
        for meeting in held(&seeds, period, "individual") {
            let positions: Vec<u8> = seeds
                .cases
                .iter()
                .filter(|case| case.meeting == meeting.key)
                .map(|case| case.position)
                .collect();
            assert_eq!(positions, [1, 2], "{}", meeting.key);
        }
    }
    assert_eq!(seeds.cases.len(), 120);
}

#[test]
fn the_dates_of_the_second_period_are_those_that_were_published() {
    let (seeds, _) = world();
    let day = |key: &str| seeds.meeting(key).expect("a meeting").day;
    assert_eq!(
        [day("2025-2-mei1-a"), day("2025-2-mei1-1"), day("2025-2-mei1-2")],
        [date(2025, 11, 20), date(2025, 7, 29), date(2025, 9, 30)]
    );
    assert_eq!(
        [day("2025-2-tobu-a"), day("2025-2-tobu-1"), day("2025-2-tobu-2")],
        [date(2025, 9, 19), date(2025, 7, 24), date(2025, 11, 21)]
    );
    assert_eq!(day("2025-2-city"), date(2026, 1, 29));
}

#[test]
fn every_story_fits_its_person_and_the_preset() {
    let (seeds, preset) = world();
    let form = preset.form("case_sheet").expect("shipped");
    for case in &seeds.cases {
        let story = seeds.story(case).expect("a story");
        let age = case.person.age_on(story.held_on);
        assert!((65..=95).contains(&age), "case {}", case.number);
        for (key, answer) in &story.named {
            let field = form.field(key).unwrap_or_else(|| panic!("no field {key}"));
            assert!(
                field.choices.is_empty() || field.choice_name(answer).is_some(),
                "{key} = {answer}"
            );
            assert!(
                field.max.is_none_or(|max| answer.chars().count() <= max as usize),
                "{key} is too long"
            );
        }
        for (key, value) in &story.factors {
            let factor = preset.factors.iter().find(|factor| factor.key == *key).expect("a factor");
            let kind = match value.as_str() {
                "mark" => FactorValue::Mark,
                "suspected" => FactorValue::Suspected,
                _ => FactorValue::Text,
            };
            assert!(factor.allows(kind), "{} does not take {value}", factor.name);
        }
        for advice in &story.advice {
            assert!(preset.profession(&advice.profession).is_some(), "{}", advice.profession);
        }
        assert!(story.decisions.iter().all(|decision| decision.weeks > 0));
        assert_eq!(case.follow_ups.len(), preset.follow_up.months.len());
    }
}

#[test]
fn the_twin_of_a_text_holds_no_name_of_a_person_or_place() {
    let (seeds, _) = world();
    for case in &seeds.cases {
        let story = seeds.story(case).expect("a story");
        let names = &case.names;
        let telling = [
            &case.person.surname,
            &case.person.given,
            &names.town,
            &names.hospital,
            &names.clinic,
            &names.office,
            &names.shop,
            &names.commissioner,
            &names.kin,
        ];
        for (key, answer) in &story.deidentified {
            let told = telling.iter().find(|name| answer.contains(name.as_str()));
            assert_eq!(told, None, "case {} {key}: {answer}", case.number);
            assert!(!answer.contains(['{', '}']), "case {} {key}: {answer}", case.number);
        }
        assert!(story.named["background"].contains(&case.person.surname), "case {}", case.number);
        assert!(
            !story.named.values().any(|answer| answer.contains(['{', '}'])),
            "case {}",
            case.number
        );
    }
}

#[test]
fn nobody_appears_twice_and_nobody_tells_the_same_story_in_the_same_words() {
    let (seeds, _) = world();
    let mut surnames: BTreeMap<&str, u16> = BTreeMap::new();
    let mut stories: BTreeMap<(&str, usize), u16> = BTreeMap::new();
    for case in &seeds.cases {
        assert_eq!(
            surnames.insert(&case.person.surname, case.number),
            None,
            "{}",
            case.person.surname
        );
        assert_eq!(
            stories.insert((&case.text, case.variant), case.number),
            None,
            "case {}",
            case.number
        );
    }
}

#[test]
fn evidence_is_never_later_than_the_meeting_that_used_it() {
    let (seeds, _) = world();
    for issue in &seeds.issues {
        assert!(seeds.issue_text(issue).is_some(), "{}", issue.key);
        let meeting = seeds.meeting(&issue.meeting).expect("its meeting");
        assert!(!issue.cases.is_empty(), "{}", issue.key);
        for number in &issue.cases {
            let case = seeds.cases.iter().find(|case| case.number == *number).expect("its case");
            let reviewed = seeds.meeting(&case.meeting).expect("its meeting");
            assert_eq!(
                (&reviewed.center, &reviewed.period),
                (&meeting.center, &meeting.period),
                "{}",
                issue.key
            );
            assert!(reviewed.day <= meeting.day, "{}", issue.key);
        }
    }
    let count =
        |period: &str| seeds.issues.iter().filter(|issue| issue.key.starts_with(period)).count();
    assert_eq!((count("2025-1-"), count("2025-2-")), (24, 28));
}

#[test]
fn city_issues_unite_what_was_raised_and_measures_are_told_to_where_they_began() {
    let (seeds, preset) = world();
    for key in seeds.city_issues.iter().flat_map(|city| &city.issues) {
        let issue = seeds.issues.iter().find(|issue| issue.key == *key).expect("its area issue");
        let (_, decided) = seeds.issue_text(issue).expect("its text");
        assert_eq!(decided.decision, "to_city", "{key}");
    }
    for measure in seeds.city_issues.iter().flat_map(|city| &city.measures) {
        assert!(
            preset.departments.iter().any(|department| department.key == measure.department),
            "{}",
            measure.key
        );
        let answer = preset
            .measure_answers
            .iter()
            .find(|answer| answer.key == measure.answer)
            .expect("an answer");
        assert!(!answer.needs_reason || !measure.reason.is_empty(), "{}", measure.key);
        assert!(
            measure.feedback.iter().all(|told| preset.center(&told.center).is_some()),
            "{}",
            measure.key
        );
        assert!(!measure.follow_ups.is_empty(), "{}", measure.key);
    }
    let (due, overdue): (Vec<_>, Vec<_>) = seeds
        .city_issues
        .iter()
        .flat_map(|city| &city.measures)
        .flat_map(|measure| &measure.follow_ups)
        .filter(|look| look.done.is_none())
        .partition(|look| look.due >= seeds.as_of);
    assert!(!due.is_empty() && !overdue.is_empty(), "the demo shows both");
}

#[test]
fn accounts_refer_to_centres_areas_professions_and_meetings_that_exist() {
    let (seeds, preset) = world();
    for account in &seeds.accounts {
        assert!(preset.profession(&account.profession).is_some(), "{}", account.login);
        assert!(
            account.center.as_ref().is_none_or(|key| preset.center(key).is_some()),
            "{}",
            account.login
        );
        assert!(account.areas.iter().all(|key| preset.area(key).is_some()), "{}", account.login);
        assert!(
            account.meeting.as_ref().is_none_or(|key| seeds.meeting(key).is_some()),
            "{}",
            account.login
        );
        assert!(
            account.from.is_none_or(|from| account.to.is_some_and(|to| from < to)),
            "{}",
            account.login
        );
    }
}
