//! The levels of the ladder as issues see them: which are there, what an issue of each is called, where it may be raised to.

use super::Move;
use crate::{
    id::{ConferenceKindId, LevelId},
    preset::{DealsWith, Direction, Level, Preset},
    structure::Structure,
};

/// Which storey a level is, the lowest being 0; the highest for a level that is no longer in the structure.
pub fn storey(structure: &Structure, level: &LevelId) -> usize {
    let storeys = structure.storeys();
    let found = storeys.iter().position(|storey| storey.key == *level);
    found.unwrap_or(storeys.len().saturating_sub(1))
}

/// Whether a level is the lowest, whose issues stand on cases and not on other issues.
pub fn is_lowest(preset: &Preset, level: &LevelId) -> bool {
    preset.lowest_level().is_some_and(|lowest| lowest.key == *level)
}

/// What an issue of this level is called (地域課題, 市レベルの課題).
pub fn issue_word<'a>(preset: &'a Preset, level: &'a LevelId) -> &'a str {
    preset.level(level).map_or(level.as_str(), |l| l.issue_name.as_str())
}

/// What a decision on an issue of this level is called on every paper: the working group or the conference to which it leads
/// by its name in the structure.
pub fn decided_word(preset: &Preset, level: &LevelId, step: Move) -> String {
    let kinds = &preset.conference_kinds;
    let group = || kinds.iter().find(|kind| kind.deals_with(preset) == Some(DealsWith::Work));
    let above = || levels_above(preset, level).into_iter().next();
    let named = match step {
        Move::SolveHere if is_lowest(preset, level) => Some("地域で解決".to_owned()),
        Move::HandOver => group().map(|kind| format!("{}へ", kind.name)),
        Move::Escalate => above()
            .and_then(|level| preset.issue_kinds(&level.key).into_iter().next())
            .map(|kind| format!("{}へ上げる", kind.name)),
        _ => None,
    };
    named.unwrap_or_else(|| step.on_paper().to_owned())
}

/// The levels to which an issue of this level may be raised, nearest first: along the structure's upward edges,
/// from the conferences that deal with issues here (or any, where no conference here does) to conferences that
/// deal with issues further up.
pub fn levels_above<'a>(preset: &'a Preset, level: &LevelId) -> Vec<&'a Level> {
    let order = preset.level(level).map_or(0, |l| l.order);
    let kind = |key: &ConferenceKindId| preset.conference_kind(key);
    let of_issues = |key: &ConferenceKindId| {
        kind(key).and_then(|k| k.deals_with(preset)) == Some(DealsWith::Issues)
    };
    let here = |key: &ConferenceKindId| kind(key).is_some_and(|k| k.level == *level);
    let some_here = preset.conference_kinds.iter().any(|k| here(&k.key) && of_issues(&k.key));
    let mut above: Vec<&Level> = preset
        .edges
        .iter()
        .filter(|edge| matches!(edge.direction, Direction::Up | Direction::Both))
        .filter(|edge| {
            here(&edge.from) && (!some_here || of_issues(&edge.from)) && of_issues(&edge.to)
        })
        .filter_map(|edge| preset.level(&kind(&edge.to)?.level))
        .filter(|l| l.order > order)
        .collect();
    above.sort_by_key(|l| l.order);
    above.dedup_by(|a, b| a.key == b.key);
    above
}
