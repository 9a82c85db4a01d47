//! The order in which the world is played: every story's steps on their own days.

use std::collections::BTreeMap;

use super::{
    cases, city, issues, people,
    seeds::{SeedCase, SeedIssue, SeedMeeting, Seeds},
    sittings,
    stage::Stage,
};
use crate::{
    App,
    clock::Day,
    commands,
    error::{Error, Result},
    id::MunicipalityId,
    preset::Preset,
    structure::Structure,
};

/// One step of one story. On a day, steps come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'a> {
    Register(&'a Key<SeedCase>),
    Choose(&'a Key<SeedCase>),
    Hold(&'a Key<SeedMeeting>),
    Record(&'a Key<SeedCase>),
    Decide(&'a Key<SeedIssue>),
    Answer(&'a Key<SeedMeeting>),
    CloseMinutes(&'a Key<SeedMeeting>),
    FollowCase(&'a Key<SeedCase>, Day),
    Acknowledge(usize, usize, usize),
    FollowMeasure(usize, usize, usize),
}

/// A seed with its place in the file, by which steps of one day are ordered.
#[derive(Debug)]
pub(super) struct Key<T> {
    at: usize,
    pub seed: T,
}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

fn keyed<T: Clone>(seeds: &[T]) -> Vec<Key<T>> {
    seeds.iter().cloned().enumerate().map(|(at, seed)| Key { at, seed }).collect()
}

/// Plays the whole world up to the day it stands on.
pub(super) async fn play(app: &App, seeds: &Seeds, preset: Preset) -> Result<()> {
    let until = Day(seeds.as_of);
    let first = seeds.meetings.iter().map(|m| Day(m.day)).min().unwrap_or(until);
    set(app, first.plus_days(-30));
    let municipality = MunicipalityId::from(preset.municipality.code.as_str());
    commands::install(app, &municipality, &preset, true).await?;
    let mut stage = Stage {
        app,
        seeds,
        structure: Structure::new(preset),
        municipality,
        accounts: BTreeMap::new(),
        meetings: BTreeMap::new(),
        cases: BTreeMap::new(),
        reviews: BTreeMap::new(),
        issues: BTreeMap::new(),
        city_issues: BTreeMap::new(),
        measures: BTreeMap::new(),
        measure_follow_ups: BTreeMap::new(),
    };
    people::hire(&mut stage).await?;
    people::seat_members(&stage).await?;
    sittings::plan(&mut stage).await?;

    let (meetings, all_cases, all_issues) =
        (keyed(&seeds.meetings), keyed(&seeds.cases), keyed(&seeds.issues));
    for (day, step) in steps(seeds, &meetings, &all_cases, &all_issues)?.into_iter() {
        if day > until {
            break;
        }
        set(app, day);
        match step {
            Step::Register(case) => cases::register(&mut stage, &case.seed).await?,
            Step::Choose(case) => cases::choose(&mut stage, &case.seed).await?,
            Step::Hold(meeting) => sittings::hold(&stage, &meeting.seed).await?,
            Step::Record(case) => cases::record(&stage, &case.seed, until).await?,
            Step::Decide(issue) => issues::decide(&mut stage, &issue.seed).await?,
            Step::Answer(meeting) => city::answer(&mut stage, &meeting.seed).await?,
            Step::CloseMinutes(meeting) => sittings::close_minutes(&stage, &meeting.seed).await?,
            Step::FollowCase(case, due) => cases::follow(&stage, &case.seed, due).await?,
            Step::Acknowledge(issue, measure, at) => {
                city::acknowledge(&stage, issue, measure, at).await?;
            }
            Step::FollowMeasure(issue, measure, at) => {
                city::follow(&stage, issue, measure, at).await?;
            }
        }
    }
    set(app, until);
    sittings::hand_in_reports(&stage).await?;
    cases::leave_some_undone(&mut stage).await
}

/// Every step with its day, in order.
fn steps<'a>(
    seeds: &'a Seeds,
    meetings: &'a [Key<SeedMeeting>],
    cases: &'a [Key<SeedCase>],
    issues: &'a [Key<SeedIssue>],
) -> Result<Vec<(Day, Step<'a>)>> {
    let day_of = |key: &str| {
        seeds
            .meeting(key)
            .map(|m| Day(m.day))
            .ok_or_else(|| Error::internal(format!("the seeds name no meeting {key}")))
    };
    let mut all = Vec::new();
    for meeting in meetings {
        let day = Day(meeting.seed.day);
        all.push((day, Step::Hold(meeting)));
        if meeting.seed.center.is_none() {
            all.push((day, Step::Answer(meeting)));
        }
        all.push((day.plus_days(7), Step::CloseMinutes(meeting)));
    }
    for case in cases {
        let day = day_of(&case.seed.meeting)?;
        all.push((day.plus_days(-21), Step::Register(case)));
        all.push((day.plus_days(-10), Step::Choose(case)));
        all.push((day, Step::Record(case)));
        for follow_up in &case.seed.follow_ups {
            if let Some(done) = follow_up.done {
                all.push((Day(done), Step::FollowCase(case, Day(follow_up.due))));
            }
        }
    }
    for issue in issues {
        all.push((day_of(&issue.seed.meeting)?, Step::Decide(issue)));
    }
    for (i, city_issue) in seeds.city_issues.iter().enumerate() {
        for (m, measure) in city_issue.measures.iter().enumerate() {
            for (f, feedback) in measure.feedback.iter().enumerate() {
                if let Some(day) = feedback.acknowledged {
                    all.push((Day(day), Step::Acknowledge(i, m, f)));
                }
            }
            for (f, follow_up) in measure.follow_ups.iter().enumerate() {
                if let Some(day) = follow_up.done {
                    all.push((Day(day), Step::FollowMeasure(i, m, f)));
                }
            }
        }
    }
    all.sort();
    Ok(all)
}

/// Sets the standing clock to the morning of a day.
fn set(app: &App, day: Day) {
    let clock = app.db().clock();
    clock.advance_days(day.since(clock.today()));
}
