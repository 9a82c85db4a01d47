//! How issues are called on screen, and what a form offers to choose from.

use super::{Issue, belongs_to_a_center, issue_word, lowest_level};
use crate::{
    access::{Actor, Role},
    id::{CenterId, LevelId},
    structure::Structure,
    web::form::Choice,
};

/// What an issue is called: 「明第1 地域課題3」, 「市レベルの課題2」.
pub fn name(structure: &Structure, issue: &Issue) -> String {
    let word = issue_word(structure, &issue.level_id);
    match &issue.center_id {
        Some(center) => format!("{} {word}{}", symbol(structure, center), issue.number),
        None => format!("{word}{}", issue.number),
    }
}

/// Where it lives: the centre's name, or the municipality's.
pub fn place<'a>(structure: &'a Structure, issue: &'a Issue) -> &'a str {
    match &issue.center_id {
        Some(center) => structure.center_name(center),
        None => &structure.municipality.name,
    }
}

/// The key of the mark that the style sheet colours: the lowest level's issues, or those above.
pub fn mark(structure: &Structure, issue: &Issue) -> &'static str {
    if belongs_to_a_center(structure, &issue.level_id) { "issue-1" } else { "issue-2" }
}

fn symbol<'a>(structure: &'a Structure, center: &'a CenterId) -> &'a str {
    structure.center_of(center).map_or(center.as_str(), |c| c.symbol.as_str())
}

/// Levels to choose from, lowest first.
pub fn levels(structure: &Structure) -> Vec<Choice> {
    let mut levels: Vec<_> = structure.levels.iter().collect();
    levels.sort_by_key(|level| level.order);
    levels.into_iter().map(|level| Choice::new(&level.key, &level.issue_name)).collect()
}

/// Levels at which this actor registers issues: a centre's staff at the lowest, the city above it.
pub fn levels_kept_by(structure: &Structure, actor: &Actor) -> Vec<Choice> {
    let lowest = lowest_level(structure).map(|level| level.key.clone()).unwrap_or_default();
    let keeps = |choice: &Choice| match actor.role() {
        Some(Role::CenterStaff) => choice.value == lowest,
        Some(Role::CityOfficer) => choice.value != lowest,
        _ => false,
    };
    levels(structure).into_iter().filter(keeps).collect()
}

/// Centres to choose from.
pub fn centers(structure: &Structure) -> Vec<Choice> {
    structure.centers.iter().map(|center| Choice::new(&center.key, &center.name)).collect()
}

/// The centre an issue registered by this actor at this level belongs to.
pub fn center_for(structure: &Structure, level: &LevelId, actor: &Actor) -> Option<CenterId> {
    actor.center().filter(|_| belongs_to_a_center(structure, level)).cloned()
}

/// How alike two titles are, from 0 to 1: the share of neighbouring pairs of characters they have in common.
///
/// strsim's `sorensen_dice` counts the pairs in characters but divides by bytes, of which Japanese has three each.
pub fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| {
        let folded: Vec<char> =
            text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        folded.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (one, mut other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    if all == 0 {
        return 0.0;
    }
    let mut common = 0_u32;
    for pair in one {
        if let Some(at) = other.iter().position(|p| *p == pair) {
            other.swap_remove(at);
            common += 1;
        }
    }
    f64::from(common * 2) / all as f64
}

/// From this likeness on, a title is taken for a possible duplicate.
pub const ALIKE: f64 = 0.45;
