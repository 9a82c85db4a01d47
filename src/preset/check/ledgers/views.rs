//! The views of a ledger: what each kind of table is made of is there and can be that.

use super::one::{One, chooses, placeholders};
use crate::{
    fields::{AnswerKind, FieldRole, RefTo, Spec},
    preset::{
        FISCAL_YEAR, MONTH, NOTED, STATE, STATE_YEAR, View, ViewKind, check::findings::Findings,
        reading::Step,
    },
};

pub(super) fn check(one: &One<'_>, findings: &mut Findings<'_, '_>) {
    let views = &one.ledger.views;
    findings.unique(&one.path(&[Step::Key("views")]), views.iter().map(|view| &view.key));
    for (index, view) in views.iter().enumerate() {
        Looked { one, view, index }.check(findings);
    }
}

/// One view of a ledger.
struct Looked<'p> {
    one: &'p One<'p>,
    view: &'p View,
    index: usize,
}

impl Looked<'_> {
    fn at(&self, key: &'static str, sentence: String, findings: &mut Findings<'_, '_>) {
        findings.at(&self.one.path(&self.path(key)), sentence);
    }

    fn path(&self, key: &'static str) -> [Step<'static>; 3] {
        [Step::Key("views"), Step::Index(self.index), Step::Key(key)]
    }

    fn check(&self, findings: &mut Findings<'_, '_>) {
        let view = self.view;
        self.wants(findings);
        for (key, value) in
            [("rows", &view.rows), ("columns", &view.columns), ("names", &view.names)]
        {
            if !value.is_empty() {
                self.axis(key, value, findings);
            }
        }
        if view.rows == STATE_YEAR || !view.of.is_empty() {
            self.one.state(&self.path("of"), &view.of, findings);
        }
        for key in view.only.keys() {
            self.one.field(&self.path("only"), key, findings);
        }
        if let Some(key) = placeholders(&view.note).find(|key| !NOTED.contains(key)) {
            let known = NOTED.map(|key| format!("{{{key}}}")).join("、");
            let sentence = format!("注記の {{{key}}} は分かりません。書けるのは{known}です");
            self.at("note", sentence, findings);
        }
        self.lines(findings);
    }

    fn wants(&self, findings: &mut Findings<'_, '_>) {
        let view = self.view;
        let wants: &[(&str, &str)] = match view.kind {
            ViewKind::Matrix | ViewKind::Counts | ViewKind::Yearly => {
                &[("rows", &view.rows), ("columns", &view.columns)]
            }
            ViewKind::Names => &[("rows", &view.rows), ("names", &view.names)],
            ViewKind::Map => &[("rows", &view.rows)],
            ViewKind::Stages => &[],
        };
        for (key, value) in wants {
            if value.is_empty() {
                let sentence = format!("一覧「{}」の {key} を書いてください", view.title);
                self.at("title", sentence, findings);
            }
        }
        if view.kind == ViewKind::Counts && view.rows == view.columns && !view.rows.is_empty() {
            let sentence = format!("一覧「{}」の行と列が同じです", view.title);
            self.at("columns", sentence, findings);
        }
        if view.kind == ViewKind::Stages && self.one.ledger.states.is_empty() {
            let sentence =
                format!("台帳「{}」には状態がないので、段階の進みは見られません", self.one.name());
            self.at("kind", sentence, findings);
        }
    }

    /// What stands at a side of a table, or in its cells.
    fn axis(&self, key: &'static str, value: &str, findings: &mut Findings<'_, '_>) {
        let (view, kind) = (self.view, self.view.kind);
        let own = [STATE, STATE_YEAR, FISCAL_YEAR, MONTH].contains(&value);
        let fits = match (kind, key) {
            (ViewKind::Names, "rows") => value == STATE_YEAR,
            (ViewKind::Counts, "rows" | "columns") => value != STATE_YEAR,
            (ViewKind::Yearly, "columns") => value == FISCAL_YEAR,
            _ => false,
        };
        if own && !fits {
            let sentence = format!("一覧「{}」の {key} に「{value}」は書けません", view.title);
            self.at(key, sentence, findings);
            return;
        }
        if own {
            let by_day = [FISCAL_YEAR, MONTH].contains(&value) && view.of.is_empty();
            if by_day && self.one.ledger.by_role(FieldRole::Day).is_none() {
                let sentence = format!(
                    "台帳「{}」に日の欄（role = \"day\"）がありません。年度や月ごとに数えるには、その欄を置くか、of に状態を書いてください",
                    self.one.name()
                );
                self.at(key, sentence, findings);
            }
            return;
        }
        let Some(field) = self.one.field(&self.path(key), value, findings) else { return };
        if field.personal {
            let sentence = format!("欄「{}」は個人が分かるので、一覧には使えません", field.label);
            self.at(key, sentence, findings);
        }
        let wrong = match (kind, key) {
            (ViewKind::Counts, _) if !is_counted_by(field) => "ごとには数えられません",
            (ViewKind::Yearly, "rows") if field.kind != AnswerKind::Figures => {
                "は数の表（kind = \"figures\"）ではありません"
            }
            (ViewKind::Yearly, "columns") => {
                "は年度の表の列になりません。fiscal_year と書いてください"
            }
            _ => return,
        };
        self.at(key, format!("欄「{}」{wrong}", field.label), findings);
    }

    /// Which items meetings count.
    fn lines(&self, findings: &mut Findings<'_, '_>) {
        let items = self.one.ledger.field(&self.view.rows).map(|field| &field.items);
        for (at, line) in self.view.lines.iter().enumerate() {
            if items.is_some_and(|items| items.iter().any(|item| item.key == line.item)) {
                continue;
            }
            let path = [&self.path("lines")[..], &[Step::Index(at)]].concat();
            let sentence = format!("数えるもの「{}」は、行の欄にありません", line.item);
            findings.at(&self.one.path(&path), sentence);
        }
    }
}

/// Whether its values are few and known, so that each can have a row.
fn is_counted_by(field: &Spec) -> bool {
    let structure =
        field.kind == AnswerKind::Ref && RefTo::of(&field.to).is_some_and(RefTo::is_structure);
    chooses(field.kind) || matches!(field.kind, AnswerKind::YesNo | AnswerKind::Week) || structure
}
