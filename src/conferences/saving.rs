//! How a changed structure is saved: one door for every form, with the same checks as a preset file.

use serde_json::json;

use super::{
    losses,
    rules::{EditLadder, LadderFacts},
    store,
};
use crate::{
    ROOMS,
    error::Result,
    events,
    id::Id,
    places,
    preset::{Preset, differences},
    web::Visit,
};

/// What became of a change.
pub enum Saved {
    Done,
    /// Somebody else changed the structure since the form was opened.
    Stale,
    /// The structure would not hold together, or records point at what would go; sentences that say why.
    Refused(Vec<String>),
}

/// The facts of this municipality's ladder.
pub(super) fn facts(visit: &Visit) -> LadderFacts {
    LadderFacts { municipality: visit.municipality().clone() }
}

/// Changes the structure in force, checks it as a preset file is checked, makes sure that no record points at what
/// goes, and makes it appear everywhere: centres, periods, conferences, and the status of kinds whose status
/// changed. `what` names the part changed, for the history.
pub async fn save(
    visit: &Visit,
    version: i64,
    what: &str,
    change: &(dyn Fn(&mut Preset) + Sync),
) -> Result<Saved> {
    visit
        .act_on(EditLadder, &facts(visit), |mut tx, permit| async move {
            if places::find(&mut tx).await?.version != version {
                return Ok((tx, Saved::Stale));
            }
            let year = visit.today().fiscal_year();
            let before = places::structure_for(&mut tx, year).await?;
            let mut after: Preset = (*before).clone();
            change(&mut after);
            if let Err(refusals) = Preset::parse("structure", &after.to_toml()) {
                let sentences = refusals.into_iter().map(|r| r.sentence).collect();
                return Ok((tx, Saved::Refused(sentences)));
            }
            let mut refusals = losses::fixed(&before, &after, year);
            refusals.extend(losses::still_used(&mut tx, &before, &after).await?);
            if !refusals.is_empty() {
                return Ok((tx, Saved::Refused(refusals)));
            }
            for room in ROOMS {
                (room.install)(&mut tx, &after).await?;
            }
            store::follow_kinds(&mut tx, &before, &after).await?;
            let sections: Vec<&str> = differences(&before, &after).iter().map(|s| s.key).collect();
            let detail = json!({ "changed": what, "sections": sections });
            events::record(&mut tx, &permit, &detail).await?;
            Ok((tx, Saved::Done))
        })
        .await
}

/// The version a form must carry: the municipality's, which counts up with every change of the structure.
pub async fn version(visit: &Visit) -> Result<i64> {
    let mut conn = visit.read().await?;
    Ok(places::find(&mut conn).await?.version)
}

/// What to say of a form that came too late.
pub(super) const STALE: &str = "ほかの画面か、ほかの人が先に保存しました。まだ保存していません。いまの体系とあなたの入力の違いを確かめ、\
     必要なら書き直して、もう一度保存してください。";

/// A key for a new entry: `prefix` and the first number that no entry has.
pub(super) fn new_key<'k, T: 'k>(
    prefix: &str,
    known: impl Iterator<Item = &'k Id<T>> + Clone,
) -> Id<T> {
    (1..)
        .map(|n: usize| Id::from(format!("{prefix}_{n}")))
        .find(|key| !known.clone().any(|k| k == key))
        .expect("there are more numbers than entries")
}
