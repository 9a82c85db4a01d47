//! How issues are called on screen, and what a form offers to choose from.

use super::{Issue, is_lowest, issue_word};
use crate::{
    access::Actor,
    id::{LevelId, UnitId},
    structure::Structure,
    web::form::Choice,
};

/// What an issue is called: 「明第1 地域課題3」, 「市レベルの課題2」.
pub fn name(structure: &Structure, issue: &Issue) -> String {
    let word = issue_word(structure, &issue.level_id);
    if issue.unit_id.is_municipality() {
        return format!("{word}{}", issue.number);
    }
    format!("{} {word}{}", structure.unit_symbol(&issue.unit_id), issue.number)
}

/// Where it lives: the centre's name, the district's, the municipality's.
pub fn place(structure: &Structure, issue: &Issue) -> String {
    structure.unit_title(&issue.unit_id)
}

/// The key of the mark that the style sheet colours: the lowest level's issues, or those above.
pub fn mark(structure: &Structure, issue: &Issue) -> &'static str {
    if is_lowest(structure, &issue.level_id) { "issue-1" } else { "issue-2" }
}

/// Levels to choose from, lowest first.
pub fn levels(structure: &Structure) -> Vec<Choice> {
    structure
        .storeys()
        .into_iter()
        .map(|level| Choice::new(&level.key, &level.issue_name))
        .collect()
}

/// Places for which this actor registers issues, the lowest level first: `level:unit`, and its name.
pub fn places_kept_by(structure: &Structure, actor: &Actor) -> Vec<Choice> {
    let mut places = Vec::new();
    for level in structure.storeys() {
        let mut units = structure.issue_units(&level.key);
        let alone = units.len() == 1;
        units.retain(|unit| actor.keeps(&level.key, unit));
        places.extend(units.into_iter().map(|unit| {
            let name = if alone {
                level.issue_name.clone()
            } else {
                format!("{} {}", structure.unit_title(&unit), level.issue_name)
            };
            Choice::new(format!("{}:{unit}", level.key), name)
        }));
    }
    places
}

/// The level and unit that [`places_kept_by`] offered.
pub fn place_of(choice: &str) -> Option<(LevelId, UnitId)> {
    let (level, unit) = choice.split_once(':')?;
    Some((level.into(), unit.into()))
}

/// Units that may have issues, the lowest level's first, to choose from.
pub fn units(structure: &Structure) -> Vec<Choice> {
    let mut units: Vec<UnitId> = Vec::new();
    for level in structure.storeys() {
        for unit in structure.issue_units(&level.key) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    units.retain(|unit| !unit.is_municipality());
    units.iter().map(|unit| Choice::new(unit.as_str(), structure.unit_title(unit))).collect()
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
