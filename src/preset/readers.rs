//! Who sees a field of a ledger, and whom a changed definition would open it to or close it for.

use super::{Audience, Ledger, Preset};
use crate::{access::Circle, fields::Spec};

impl Ledger {
    /// Whether a circle sees a field of the records that it reads: whoever writes sees all, others what their audience and wider
    /// ones do; what may tell of somebody is its keepers'.
    pub fn shows(&self, audiences: &[Audience], circle: Circle, field: &Spec) -> bool {
        if field.personal {
            return self.keeper.contains(&circle);
        }
        let holds = |who: &[Circle]| who.contains(&circle) || who.contains(&Circle::Public);
        if self.write.contains(&circle) {
            return true;
        }
        let last = audiences.len().saturating_sub(1);
        let of = audiences.iter().position(|one| one.key == field.audience).unwrap_or(last);
        let open = self.fields().all(|field| field.audience.is_empty());
        let tier = audiences.iter().skip(of).any(|one| holds(&one.who));
        (holds(&self.read) || self.keeper.contains(&circle)) && (open || tier)
    }
}

/// In sentences, whom `after` lets see fields that they did not see `before`, and who no longer sees what they saw.
pub fn readers_changed(before: &Preset, after: &Preset) -> Vec<String> {
    let mut sentences = Vec::new();
    for (old, new) in before.ledgers.iter().filter_map(|old| Some((old, after.ledger(&old.key)?))) {
        for (was, is) in old.fields().filter_map(|was| Some((was, new.field(&was.key)?))) {
            let sees = |circle: &Circle| {
                (
                    old.shows(&before.audiences, *circle, was),
                    new.shows(&after.audiences, *circle, is),
                )
            };
            let words = |wanted: (bool, bool)| {
                let all = Circle::ALL.iter().filter(|circle| sees(circle) == wanted);
                all.map(|circle| circle.label()).collect::<Vec<_>>().join("・")
            };
            let (come, go) = (words((false, true)), words((true, false)));
            let what = if is.personal { "開けられる" } else { "見られる" };
            let called = format!("台帳「{}」の欄「{}」", new.name, is.label);
            if !come.is_empty() {
                sentences.push(format!("{called}を、新しく{come}が{what}ようになります。"));
            }
            if !go.is_empty() {
                sentences.push(format!("{called}が、{go}から見えなくなります。"));
            }
        }
    }
    sentences
}
