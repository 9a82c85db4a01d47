//! What a column of a file may be: by what stands over it and what its cells are.

use super::{
    Holds,
    header::{Column, Head},
};

/// For each declared column that has none yet, the file's column that it most likely is: headings that hold one another, and
/// cells of its kind. Nothing is read by a guess until a person agrees to it.
pub(super) fn proposals(
    columns: &[Column],
    placed: &[bool],
    heads: &[Head],
    held: &[Holds],
    free: &[bool],
) -> Vec<Option<usize>> {
    let mut likely: Vec<(u32, usize, usize)> = Vec::new();
    for (number, column) in columns.iter().enumerate().filter(|(n, _)| !placed[*n]) {
        for (at, head) in heads.iter().enumerate().filter(|(at, _)| free[*at]) {
            let by_name = column.keys().map(|key| likeness(key, head)).max().unwrap_or_default();
            let of_kind = held[at] == column.holds;
            let needs_kind = matches!(column.holds, Holds::Days | Holds::Numbers);
            let score = match (by_name, of_kind) {
                (0, true) if column.required && column.holds == Holds::Days => 1,
                (0, _) => 0,
                (_, false) if needs_kind && held[at] != Holds::Nothing => 0,
                (likeness, true) => likeness + 3,
                (likeness, false) => likeness,
            };
            if score > 0 {
                likely.push((score, number, at));
            }
        }
    }
    likely.sort_by_key(|(score, number, at)| (std::cmp::Reverse(*score), *number, *at));
    let mut proposed = vec![None; columns.len()];
    for (_, number, at) in likely {
        if proposed[number].is_none() && !proposed.contains(&Some(at)) {
            proposed[number] = Some(at);
        }
    }
    proposed
}

/// How much of one heading the other holds, in characters doubled; 0 for none.
fn likeness(key: &str, head: &Head) -> u32 {
    let Some(own) = head.keys.last() else { return 0 };
    let (short, long) =
        if key.len() < own.len() { (key, own.as_str()) } else { (own.as_str(), key) };
    let characters = short.chars().count();
    if characters >= 2 && long.contains(short) {
        u32::try_from(characters * 2).unwrap_or(u32::MAX)
    } else {
        0
    }
}
