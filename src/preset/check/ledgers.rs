//! Ledgers: what their parts point at is there, and what a form would ask can be answered, moved, found and kept from those
//! whom it does not concern.

mod fields;
mod one;
mod views;
mod ways;

use one::{One, placeholders};

use super::findings::Findings;
use crate::{
    access::Circle,
    fields::{AnswerKind, FieldRole, RefTo, Spec},
    id::LedgerId,
    preset::{FACETS, Ledger, Preset, reading::Step},
};

pub(super) fn check(preset: &Preset, findings: &mut Findings<'_, '_>) {
    findings.unique(&[Step::Key("audiences")], preset.audiences.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("choice_lists")], preset.choice_lists.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("ledgers")], preset.ledgers.iter().map(|x| &x.key));
    let names = preset.ledgers.iter().map(|ledger| ledger.name.as_str());
    findings.names("ledgers", "台帳", names.enumerate());
    let names = preset.audiences.iter().map(|audience| audience.name.as_str());
    findings.names("audiences", "見せる範囲", names.enumerate());
    for (index, list) in preset.choice_lists.iter().enumerate() {
        let path = [Step::Key("choice_lists"), Step::Index(index), Step::Key("choices")];
        findings.unique(&path, list.choices.iter().map(|choice| &choice.key));
        if list.choices.is_empty() {
            findings.at(&path, format!("選択肢の一覧「{}」に選択肢がありません", list.name));
        }
        for (at, choice) in list.choices.iter().enumerate() {
            if !choice.factor.is_empty()
                && !preset.factors.iter().any(|factor| factor.key.as_str() == choice.factor)
            {
                let path = [&path[..], &[Step::Index(at), Step::Key("factor")]].concat();
                findings.at(&path, format!("要因「{}」は定められていません", choice.factor));
            }
        }
    }
    for (index, ledger) in preset.ledgers.iter().enumerate() {
        One { preset, ledger, index }.check(findings);
    }
}

impl One<'_> {
    fn check(&self, findings: &mut Findings<'_, '_>) {
        self.parents(findings);
        self.circles(findings);
        fields::check(self, findings);
        self.words(findings);
        self.facets(findings);
        ways::check(self, findings);
    }

    fn parents(&self, findings: &mut Findings<'_, '_>) {
        let path = self.path(&[Step::Key("parent")]);
        let Some(first) = &self.ledger.parent else {
            return;
        };
        let known = self.preset.ledgers.iter().map(|ledger| &ledger.key);
        if !findings.reference(&path, "親の台帳", first, known) {
            return;
        }
        let above = |key: &LedgerId| self.preset.ledger(key).and_then(|x| x.parent.as_ref());
        let mut chain: Vec<&LedgerId> = vec![&self.ledger.key];
        let mut next = Some(first);
        while let Some(key) = next {
            if chain.contains(&key) {
                let sentence = format!("台帳「{}」の親をたどると、自分に戻ります", self.name());
                findings.at(&path, sentence);
                return;
            }
            chain.push(key);
            next = above(key);
        }
        if chain.len() > 3 {
            let sentence = format!(
                "台帳「{}」は親の親の、さらに下にあります。台帳は三段までです",
                self.name()
            );
            findings.at(&path, sentence);
        }
    }

    fn circles(&self, findings: &mut Findings<'_, '_>) {
        let ledger = self.ledger;
        for (key, who) in [("read", &ledger.read), ("write", &ledger.write)] {
            if who.is_empty() {
                let sentence = format!("台帳「{}」の {key} にだれも書かれていません", self.name());
                findings.at(&self.path(&[Step::Key(key)]), sentence);
            }
        }
        for (key, who) in
            [("read", &ledger.read), ("write", &ledger.write), ("keeper", &ledger.keeper)]
        {
            if who.contains(&Circle::Secretariat) {
                let sentence = format!(
                    "台帳「{}」の {key} に、事務局の席（secretariat）は書けません。席は会議ごとなので、役割で書いてください",
                    self.name()
                );
                findings.at(&self.path(&[Step::Key(key)]), sentence);
            }
        }
        for who in [&ledger.write, &ledger.keeper] {
            if who.contains(&Circle::Public) {
                let sentence =
                    format!("台帳「{}」は、サインインしない人には書かせられません", self.name());
                findings.at(&self.path(&[Step::Key("write")]), sentence);
            }
        }
        let by_center = |ledger: &Ledger| ledger.by_role(FieldRole::Center).is_some();
        let above = || ledger.parent.as_ref().and_then(|parent| self.preset.ledger(parent));
        let who = ledger.keeper.iter().chain(&ledger.write).chain(&ledger.read);
        if who.into_iter().any(|circle| *circle == Circle::OwnCenter)
            && !by_center(ledger)
            && !above().is_some_and(by_center)
        {
            let sentence = format!(
                "台帳「{}」の記録がどのセンターのものか分からないので、own_center は使えません。role = \"center\" の欄を加えてください",
                self.name()
            );
            findings.at(&self.path(&[Step::Key("key")]), sentence);
        }
        if ledger.is_personal() && ledger.keeper.is_empty() {
            let sentence = format!(
                "台帳「{}」には個人が分かる欄があります。それを開ける人を keeper に書いてください",
                self.name()
            );
            findings.at(&self.path(&[Step::Key("keeper")]), sentence);
        }
    }

    /// By what records are told apart is kept so that it can be looked up.
    fn apart(&self, findings: &mut Findings<'_, '_>) {
        for (at, key) in self.ledger.unique.iter().enumerate() {
            let single = |field: &&Spec| {
                matches!(
                    field.kind,
                    AnswerKind::Choice | AnswerKind::Mark | AnswerKind::YesNo | AnswerKind::Ref
                ) && !field.many
            };
            if let Some(field) = self.ledger.field(key).filter(|field| !single(field)) {
                let sentence = format!(
                    "欄「{}」では、同じ記録かどうかを確かめられません。unique には、一つを選ぶ欄を書いてください",
                    field.label
                );
                findings.at(&self.path(&[Step::Key("unique"), Step::Index(at)]), sentence);
            }
        }
    }

    /// What a record is called, everybody reads who reads the record.
    fn called(&self, findings: &mut Findings<'_, '_>) {
        let ledger = self.ledger;
        let Some(widest) = self.preset.audiences.first() else { return };
        if ledger.fields().all(|field| field.audience.is_empty()) {
            return;
        }
        let title = ledger.by_role(FieldRole::Title).map(|field| field.key.as_str());
        let reading = ledger.by_role(FieldRole::Reading).map(|field| field.key.as_str());
        for key in placeholders(&ledger.label).chain(title).chain(reading) {
            if let Some(field) = ledger.field(key).filter(|field| field.audience != widest.key) {
                let sentence = format!(
                    "記録の呼び名は、記録を見る人みなに見えます。欄「{}」の見せる範囲（audience）を「{}」にするか、呼び名（label、role = \"title\"）に使わないでください",
                    field.label, widest.key
                );
                findings.at(&self.path(&[Step::Key("label")]), sentence);
            }
        }
    }

    /// Patterns and lists of fields.
    fn words(&self, findings: &mut Findings<'_, '_>) {
        self.called(findings);
        self.apart(findings);
        let ledger = self.ledger;
        let number = |key: &&str| *key == "number" && !ledger.number.is_empty();
        for key in placeholders(&ledger.label).filter(|key| !number(key)) {
            if let Some(field) = self.field(&[Step::Key("label")], key, findings)
                && field.personal
            {
                let sentence = format!(
                    "欄「{}」は個人が分かるので、記録の呼び名（label）には使えません",
                    field.label
                );
                findings.at(&self.path(&[Step::Key("label")]), sentence);
            }
        }
        let titles = ledger.by_role(FieldRole::Title).map(|field| field.key.as_str());
        for key in placeholders(&ledger.label).chain(titles) {
            let beyond = |field: &&Spec| {
                field.kind == AnswerKind::Ref
                    && !RefTo::of(&field.to).is_some_and(RefTo::is_structure)
            };
            if let Some(field) = ledger.field(key).filter(beyond) {
                let sentence = format!(
                    "欄「{}」が指す記録は、だれもが見られるとは限らないので、記録の呼び名には使えません",
                    field.label
                );
                findings.at(&self.path(&[Step::Key("label")]), sentence);
            }
        }
        if ledger.label.is_empty() && ledger.by_role(FieldRole::Title).is_none() {
            let sentence = format!(
                "台帳「{}」の記録を何と呼ぶか分かりません。label を書くか、欄の一つに role = \"title\" を書いてください",
                self.name()
            );
            findings.at(&self.path(&[Step::Key("key")]), sentence);
        }
        if !ledger.number.is_empty() && !placeholders(&ledger.number).any(|key| key == "number") {
            let sentence = "番号の形（number）に {number} がありません";
            findings.at(&self.path(&[Step::Key("number")]), sentence);
        }
        if placeholders(&ledger.number).any(|key| !matches!(key, "number" | "year")) {
            let sentence = "番号の形（number）に書けるのは {year}（年度）と {number} だけです";
            findings.at(&self.path(&[Step::Key("number")]), sentence);
        }
        for (what, keys) in
            [("unique", &ledger.unique), ("columns", &ledger.columns), ("card", &ledger.card)]
        {
            for (at, key) in keys.iter().enumerate() {
                let path = [Step::Key(what), Step::Index(at)];
                if let Some(field) = self.field(&path, key, findings)
                    && field.personal
                {
                    let sentence =
                        format!("欄「{}」は個人が分かるので、{what} には使えません", field.label);
                    findings.at(&self.path(&path), sentence);
                }
            }
        }
        let sort = ledger.sort.trim_start_matches('-');
        if !sort.is_empty() && !matches!(sort, "number" | "state") {
            self.field(&[Step::Key("sort")], sort, findings);
        }
    }

    fn facets(&self, findings: &mut Findings<'_, '_>) {
        let facets: Vec<&Spec> = self.ledger.facets().collect();
        if let Some(field) = facets.get(FACETS) {
            let sentence = format!(
                "台帳「{}」で、絞り込みと一覧に使う欄は{FACETS}までです（「{}」が{}個目です）",
                self.name(),
                field.label,
                FACETS + 1
            );
            findings.at(&self.path(&[Step::Key("sections")]), sentence);
        }
    }
}
