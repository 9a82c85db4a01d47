//! States, moves and what waits of a ledger.

use super::{one::One, views};
use crate::{
    access::Circle,
    fields::AnswerKind,
    preset::{check::findings::Findings, reading::Step},
};

pub(super) fn check(one: &One<'_>, findings: &mut Findings<'_, '_>) {
    let ledger = one.ledger;
    findings.unique(&one.path(&[Step::Key("states")]), ledger.states.iter().map(|x| &x.key));
    findings.unique(&one.path(&[Step::Key("moves")]), ledger.moves.iter().map(|x| &x.key));
    moves(one, findings);
    due(one, findings);
    views::check(one, findings);
    for (index, mark) in ledger.marks.iter().enumerate() {
        if !ledger.states.iter().any(|state| state.mark == mark.mark) {
            let path = one.path(&[Step::Key("marks"), Step::Index(index)]);
            findings.at(&path, format!("印「{}」の状態がありません", mark.mark));
        }
    }
}

fn moves(one: &One<'_>, findings: &mut Findings<'_, '_>) {
    let ledger = one.ledger;
    for (index, step) in ledger.moves.iter().enumerate() {
        let at = |key| [Step::Key("moves"), Step::Index(index), Step::Key(key)];
        for from in &step.from {
            one.state(&at("from"), from, findings);
        }
        one.state(&at("to"), &step.to, findings);
        if step.from.is_empty() {
            let sentence = format!("「{}」は、どの状態からも始められません", step.label);
            findings.at(&one.path(&at("from")), sentence);
        }
        if step.who.is_empty() || step.who.contains(&Circle::Public) {
            let sentence = format!("「{}」をする人（who）を書いてください", step.label);
            findings.at(&one.path(&at("who")), sentence);
        }
        for key in &step.asks {
            let Some(field) = one.field(&at("asks"), key, findings) else {
                continue;
            };
            if let Some(circle) = step.who.iter().find(|circle| !one.reads(**circle, field)) {
                let sentence = format!(
                    "「{}」で尋ねる欄「{}」を、する人（who）の「{}」は見られません",
                    step.label,
                    field.label,
                    circle.label()
                );
                findings.at(&one.path(&at("asks")), sentence);
            }
            if one.asks_strangers(field, &step.who) {
                let sentence = format!(
                    "「{}」で尋ねる欄「{}」は個人が分かるので、開けない人（who）には尋ねられません",
                    step.label, field.label
                );
                findings.at(&one.path(&at("asks")), sentence);
            }
        }
    }
    // The first state is where a record begins; files bring records in any state that no move leads to on purpose.
    for (index, state) in ledger.states.iter().enumerate().skip(1) {
        let entered = ledger.moves.iter().any(|step| step.to == state.key);
        let left = ledger.moves.iter().any(|step| step.from.contains(&state.key));
        if !entered && !left {
            let path = one.path(&[Step::Key("states"), Step::Index(index)]);
            findings.at(
                &path,
                format!("状態「{}」へ移る動きも、そこから移る動きもありません", state.name),
            );
        }
    }
}

fn due(one: &One<'_>, findings: &mut Findings<'_, '_>) {
    for (index, rule) in one.ledger.due.iter().enumerate() {
        let at = |key| [Step::Key("due"), Step::Index(index), Step::Key(key)];
        for key in &rule.states {
            one.state(&at("in"), key, findings);
        }
        if rule.after.is_some() != rule.on.is_empty() {
            let sentence = format!(
                "「{}」がいつまでか、after（日数）か on（日付の欄）のどちらか一つで書いてください",
                rule.words
            );
            findings.at(&one.path(&[Step::Key("due"), Step::Index(index)]), sentence);
        }
        if !rule.on.is_empty()
            && let Some(field) = one.field(&at("on"), &rule.on, findings)
            && (field.kind != AnswerKind::Day || field.rough)
        {
            let sentence = format!("欄「{}」は日付ではないので、on には使えません", field.label);
            findings.at(&one.path(&at("on")), sentence);
        }
        if rule.who == Circle::Public {
            let sentence = format!("「{}」をだれが待たれているのか分かりません", rule.words);
            findings.at(&one.path(&at("who")), sentence);
        }
    }
}
