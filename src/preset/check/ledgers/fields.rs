//! The fields of a ledger.

use super::one::{One, chooses};
use crate::{
    fields::{AnswerKind, FieldRole, How, RefTo, Spec},
    preset::{
        check::{findings::Findings, sheets},
        reading::Step,
    },
};

pub(super) fn check(one: &One<'_>, findings: &mut Findings<'_, '_>) {
    let base = one.path(&[Step::Key("sections")]);
    findings.unique(&base, one.ledger.sections.iter().map(|section| &section.key));
    let mut earlier: Vec<(&str, Option<FieldRole>)> = Vec::new();
    for (section_index, section) in one.ledger.sections.iter().enumerate() {
        let base = [&base[..], &[Step::Index(section_index), Step::Key("fields")]].concat();
        findings.unique(&base, section.fields.iter().map(|field| &field.key));
        let before = earlier.clone();
        for (index, field) in section.fields.iter().enumerate() {
            let path = [&base[..], &[Step::Index(index)]].concat();
            if before.iter().any(|(key, _)| *key == field.key) {
                findings
                    .at(&path, format!("キー「{}」は同じ台帳の別の欄が使っています", field.key));
            }
            if let Some(role) = field.role
                && earlier.iter().any(|(_, known)| *known == Some(role))
            {
                let sentence = format!("role = \"{}\" の欄が二つあります", role.code());
                findings.at(&path, sentence);
            }
            earlier.push((&field.key, field.role));
            sheets::field_rules(&path, field, findings);
            sheets::condition(&path, (field, &section.fields[..index]), one.preset, findings);
            sealed_condition(&path, (field, &section.fields[..index]), findings);
            rules(one, &path, field, findings);
        }
    }
}

/// Whoever may not open an answer must not lose, or learn by, what hangs on it.
fn sealed_condition(
    path: &[Step<'_>],
    (field, earlier): (&Spec, &[Spec]),
    findings: &mut Findings<'_, '_>,
) {
    let on = field.shown_if.as_ref().and_then(|shown| {
        earlier.iter().find(|other| other.key == shown.field).filter(|other| other.personal)
    });
    if let Some(on) = on.filter(|_| !field.personal) {
        let sentence = format!(
            "欄「{}」は個人が分かるので、ほかの人も見る欄「{}」の条件には使えません",
            on.label, field.label
        );
        findings.at(&[path, &[Step::Key("shown_if")]].concat(), sentence);
    }
    for (index, column) in field.columns.iter().enumerate() {
        if column.personal || !column.audience.is_empty() {
            let sentence = format!(
                "欄「{}」の列「{}」だけを封をしたり、見せる範囲を狭めたりはできません。欄に書いてください",
                field.label, column.label
            );
            findings.at(&[path, &[Step::Key("columns"), Step::Index(index)]].concat(), sentence);
        }
    }
}

fn rules(one: &One<'_>, path: &[Step<'_>], field: &Spec, findings: &mut Findings<'_, '_>) {
    let label = &field.label;
    let lists = one.preset.choice_lists.iter().map(|list| &list.key);
    if !field.list.is_empty() {
        findings.reference(path, "選択肢の一覧", &field.list, lists);
    }
    if let Some(role) = field.role
        && !fits(role, field)
    {
        let sentence = format!(
            "欄「{label}」は role = \"{}\"（{}）にできない種類です",
            role.code(),
            role.label()
        );
        findings.at(path, sentence);
    }
    if field.role == Some(FieldRole::Count) && field.unit.is_empty() {
        let sentence = format!("欄「{label}」は数です。何を数えるか counted_in に書いてください");
        findings.at(path, sentence);
    }
    if !field.audience.is_empty() {
        let known = one.preset.audiences.iter().map(|audience| &audience.key);
        findings.reference(path, "見せる範囲", &field.audience, known);
        if field.personal {
            let sentence =
                format!("欄「{label}」は個人が分かるので、見せる範囲（audience）は書けません");
            findings.at(path, sentence);
        }
    }
    if field.personal && (field.filter || field.role.is_some_and(FieldRole::is_column)) {
        let sentence = format!(
            "欄「{label}」は個人が分かるので、絞り込みや、一覧に出る役割（role）には使えません"
        );
        findings.at(path, sentence);
    }
    if field.kind == AnswerKind::Ref {
        let ledgers = one.preset.ledgers.iter().map(|ledger| ledger.key.as_str());
        if RefTo::of(&field.to).is_none() && !ledgers.clone().any(|key| key == field.to) {
            let sentence = format!(
                "欄「{label}」が指す「{}」は、台帳でも、決まった語（{}）でもありません",
                field.to,
                RefTo::ALL.iter().map(|to| to.code()).collect::<Vec<_>>().join("、")
            );
            findings.at(path, sentence);
        }
    }
    if let Some((first, last)) = field.from_fiscal_year.zip(field.to_fiscal_year)
        && last < first
    {
        findings.at(path, format!("欄「{label}」の最後の年度が最初の年度より前です"));
    }
    computed(one, path, field, findings);
}

fn computed(one: &One<'_>, path: &[Step<'_>], field: &Spec, findings: &mut Findings<'_, '_>) {
    let label = &field.label;
    match (&field.computed, field.kind == AnswerKind::Computed) {
        (None, true) => {
            let sentence = format!("欄「{label}」がどう決まるか、computed に書いてください");
            findings.at(path, sentence);
        }
        (Some(_), false) => {
            let sentence = format!("欄「{label}」は人が書く種類なので、computed は書けません");
            findings.at(path, sentence);
        }
        (Some(how), true) => {
            let from = one.preset.ledgers.iter().find(|ledger| ledger.key.as_str() == how.ledger);
            let Some(from) = from else {
                let sentence = format!("台帳「{}」は定められていません", how.ledger);
                findings.at(path, sentence);
                return;
            };
            let refers = from.parent.as_ref() == Some(&one.ledger.key)
                || from.fields().any(|x| x.to == one.ledger.key.as_str());
            if !refers {
                let sentence = format!(
                    "台帳「{}」の記録は、台帳「{}」の記録を指していません",
                    from.name,
                    one.name()
                );
                findings.at(path, sentence);
            }
            if how.how != How::Count && from.field(&how.field).is_none() {
                let sentence =
                    format!("台帳「{}」に「{}」という欄はありません", from.name, how.field);
                findings.at(path, sentence);
            }
        }
        (None, false) => {}
    }
}

/// Whether a field of this kind can be what its role says.
fn fits(role: FieldRole, field: &Spec) -> bool {
    use AnswerKind::{
        Address, Choice, Day, Mail, Money, Multi, Number, Phone, Ref, Text, Textarea, Url, Year,
    };
    let to = |wanted: RefTo| field.kind == Ref && RefTo::of(&field.to) == Some(wanted);
    match role {
        FieldRole::Title => {
            matches!(field.kind, Text | Choice) || (field.kind == Ref && !field.many)
        }
        FieldRole::Reading => field.kind == Text,
        FieldRole::Day | FieldRole::Until => matches!(field.kind, Day | Year),
        FieldRole::Center => to(RefTo::Center) && !field.many,
        FieldRole::Area => to(RefTo::Area) && !field.many,
        FieldRole::District => to(RefTo::District) && !field.many,
        FieldRole::Person => to(RefTo::Person) && !field.many,
        FieldRole::Assignee => {
            !field.many
                && field.kind == Ref
                && (to(RefTo::Account) || RefTo::of(&field.to).is_none())
        }
        FieldRole::Place => matches!(field.kind, Text | Address),
        FieldRole::Count => matches!(field.kind, Number | Money),
        FieldRole::Finding | FieldRole::OpenTo | FieldRole::Outcome => {
            chooses(field.kind) || field.kind == Textarea && role == FieldRole::Outcome
        }
        FieldRole::Contact => matches!(field.kind, Phone | Mail | Url | Text | Multi),
    }
}
