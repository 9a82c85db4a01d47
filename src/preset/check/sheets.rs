//! Forms, factors and the rules of answering and following up.

use super::findings::Findings;
use crate::preset::reading::Step;
use crate::{
    fields::{AnswerKind, RefTo, Spec},
    preset::{Form, Preset},
};

pub(super) fn check(preset: &Preset, findings: &mut Findings<'_, '_>) {
    if preset.form("case_sheet").is_none() {
        findings.at(&[Step::Key("forms")], "事例の様式（key = \"case_sheet\"）がありません");
    }
    for (index, form) in preset.forms.iter().enumerate() {
        if preset.forms[..index]
            .iter()
            .any(|other| other.key == form.key && other.version == form.version)
        {
            let path = [Step::Key("forms"), Step::Index(index), Step::Key("version")];
            findings.at(
                &path,
                format!("様式「{}」の第{}版が二度書かれています", form.key, form.version),
            );
        }
        fields(preset, (index, form), findings);
    }
    factors(preset, findings);
    follow_up(preset, findings);
    candidates(preset, findings);
}

fn fields(preset: &Preset, (index, form): (usize, &Form), findings: &mut Findings<'_, '_>) {
    let base = [Step::Key("forms"), Step::Index(index), Step::Key("sections")];
    findings.unique(&base, form.sections.iter().map(|section| &section.key));
    let mut seen: Vec<&str> = Vec::new();
    for (section_index, section) in form.sections.iter().enumerate() {
        let base = [&base[..], &[Step::Index(section_index), Step::Key("fields")]].concat();
        findings.unique(&base, section.fields.iter().map(|field| &field.key));
        let earlier = seen.len();
        for (field_index, field) in section.fields.iter().enumerate() {
            let path = [&base[..], &[Step::Index(field_index)]].concat();
            if seen[..earlier].contains(&field.key.as_str()) {
                findings
                    .at(&path, format!("キー「{}」は同じ様式の別の欄が使っています", field.key));
            }
            seen.push(&field.key);
            field_rules(&path, field, findings);
            condition(&path, (field, &section.fields[..field_index]), preset, findings);
            of_no_ledger(&path, field, findings);
        }
    }
}

/// What only ledgers have.
fn of_no_ledger(path: &[Step<'_>], field: &Spec, findings: &mut Findings<'_, '_>) {
    let label = &field.label;
    if matches!(field.kind, AnswerKind::Computed | AnswerKind::File)
        || (field.kind == AnswerKind::Ref && !RefTo::of(&field.to).is_some_and(RefTo::is_structure))
    {
        findings.at(path, format!("欄「{label}」の種類は、台帳でだけ使えます"));
    }
    for (key, said) in [
        ("role", field.role.is_some()),
        ("list", !field.list.is_empty()),
        ("audience", !field.audience.is_empty()),
        ("filter", field.filter),
        ("default", field.default.is_some()),
    ] {
        if said {
            findings.at(path, format!("欄「{label}」の {key} は、台帳でだけ使えます"));
        }
    }
}

/// What holds for a field wherever it is asked.
pub(super) fn field_rules(path: &[Step<'_>], field: &Spec, findings: &mut Findings<'_, '_>) {
    let label = &field.label;
    let chooses = matches!(field.kind, AnswerKind::Choice | AnswerKind::Multi | AnswerKind::Mark);
    if chooses && !field.list.is_empty() && !field.choices.is_empty() {
        findings.at(path, format!("欄「{label}」に choices と list の両方が書かれています"));
    }
    if chooses && field.choices.is_empty() && field.list.is_empty() {
        findings.at(path, format!("欄「{label}」は選択肢から選びますが、choices がありません"));
    }
    if !chooses && !field.choices.is_empty() {
        findings.at(path, format!("欄「{label}」は選択式ではないので、choices は書けません"));
    }
    if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
        findings.at(path, format!("欄「{label}」の min は max より大きくできません"));
    }
    if field.max == Some(0) {
        findings.at(path, format!("欄「{label}」の max は1以上です"));
    }
    findings.unique(
        &[path, &[Step::Key("choices")]].concat(),
        field.choices.iter().map(|choice| &choice.key),
    );
    findings
        .unique(&[path, &[Step::Key("items")]].concat(), field.items.iter().map(|item| &item.key));
    let columns = [path, &[Step::Key("columns")]].concat();
    findings.unique(&columns, field.columns.iter().map(|column| &column.key));
    match field.kind {
        AnswerKind::Figures if field.items.is_empty() => {
            findings.at(path, format!("欄「{label}」で数えるもの（items）がありません"));
        }
        AnswerKind::Table if field.columns.is_empty() => {
            findings.at(path, format!("欄「{label}」の列（columns）がありません"));
        }
        _ => {}
    }
    for (index, column) in field.columns.iter().enumerate() {
        let path = [&columns[..], &[Step::Index(index)]].concat();
        let fits = match field.kind {
            AnswerKind::Figures => matches!(column.kind, AnswerKind::Number | AnswerKind::Money),
            _ => column.kind.is_single() || column.kind == AnswerKind::Textarea,
        };
        if !fits {
            findings.at(&path, format!("欄「{label}」の列「{}」の種類は使えません", column.label));
        }
    }
}

/// What a field hangs on is asked before it, in its section, and can be answered so.
pub(super) fn condition(
    path: &[Step<'_>],
    (field, earlier): (&Spec, &[Spec]),
    preset: &Preset,
    findings: &mut Findings<'_, '_>,
) {
    let Some(shown) = &field.shown_if else { return };
    let path = [path, &[Step::Key("shown_if")]].concat();
    let Some(other) = earlier.iter().find(|other| other.key == shown.field) else {
        let sentence = format!(
            "欄「{}」の条件の「{}」という欄は、同じまとまりの、この欄より前にありません",
            field.label, shown.field
        );
        findings.at(&path, sentence);
        return;
    };
    let list = preset.choice_list(&other.list).map(|list| list.choices.clone());
    let offered = list.unwrap_or_else(|| other.offered());
    if !offered.is_empty() && !offered.iter().any(|choice| choice.key == shown.is) {
        let sentence = format!(
            "欄「{}」の条件の「{}」は、欄「{}」の選択肢にありません",
            field.label, shown.is, other.label
        );
        findings.at(&path, sentence);
    }
}

fn factors(preset: &Preset, findings: &mut Findings<'_, '_>) {
    for (index, factor) in preset.factors.iter().enumerate() {
        let path = |field| [Step::Key("factors"), Step::Index(index), Step::Key(field)];
        findings.reference(
            &path("group"),
            "要素の群",
            &factor.group,
            preset.factor_groups.iter().map(|x| &x.key),
        );
        if factor.values.is_empty() {
            findings.at(&path("values"), format!("要素「{}」に書ける値がありません", factor.name));
        }
        if factor.to_fiscal_year.is_some_and(|last| last < factor.from_fiscal_year) {
            findings.at(
                &path("to_fiscal_year"),
                format!("要素「{}」の最後の年度が最初の年度より前です", factor.name),
            );
        }
    }
}

fn follow_up(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let months = &preset.follow_up.months;
    let path = [Step::Key("follow_up"), Step::Key("months")];
    if months.is_empty() || months.first() == Some(&0) || !months.is_sorted_by(|a, b| a < b) {
        findings.at(&path, "確認の月は1以上の数を小さい順に書いてください（例: [3, 6, 12]）");
    }
}

fn candidates(preset: &Preset, findings: &mut Findings<'_, '_>) {
    if preset.candidates.cases < 2 {
        findings.at(
            &[Step::Key("candidates"), Step::Key("cases")],
            "共通する要因とみる事例の数は2以上にしてください（例: 3）",
        );
    }
}
