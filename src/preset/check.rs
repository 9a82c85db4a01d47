//! What a preset must hold to be usable: references that lead somewhere, a ladder without circles, months without
//! gaps. Each rule is one sentence for the person who wrote the file.

mod findings;
mod ladder;
mod ledgers;
mod names;
mod periods;
mod sheets;
mod words;

use super::reading::{Place, Step};
use super::{Preset, Refusal, UnitTier};
use findings::Findings;

/// All that is wrong, in the order of the lines.
pub(super) fn check(preset: &Preset, place: &Place<'_>) -> Vec<Refusal> {
    let mut findings = Findings::at_place(place);
    keys(preset, &mut findings);
    names::check(preset, &mut findings);
    municipality(preset, &mut findings);
    places(preset, &mut findings);
    ladder::levels(preset, &mut findings);
    ladder::conference_kinds(preset, &mut findings);
    ladder::edges(preset, &mut findings);
    periods::check(preset, &mut findings);
    sheets::check(preset, &mut findings);
    ledgers::check(preset, &mut findings);
    words::check(preset, &mut findings);
    findings.in_order()
}

fn keys(preset: &Preset, findings: &mut Findings<'_, '_>) {
    findings.unique(&[Step::Key("levels")], preset.levels.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("areas")], preset.areas.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("divisions")], preset.divisions.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("districts")], preset.districts.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("centers")], preset.centers.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("organisations")], preset.organisations.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("professions")], preset.professions.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("departments")], preset.departments.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("functions")], preset.functions.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("subjects")], preset.subjects.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("case_kinds")], preset.case_kinds.iter().map(|x| &x.key));
    findings
        .unique(&[Step::Key("conference_kinds")], preset.conference_kinds.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("factor_groups")], preset.factor_groups.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("factors")], preset.factors.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("measure_answers")], preset.measure_answers.iter().map(|x| &x.key));
    findings.unique(&[Step::Key("run_sheets")], preset.run_sheets.iter().map(|x| &x.key));
}

/// What holds together and will hardly work as meant, in the order of the lines.
pub(super) fn doubts(preset: &Preset, place: &Place<'_>) -> Vec<Refusal> {
    let mut findings = Findings::at_place(place);
    ladder::doubts(preset, &mut findings);
    findings.in_order()
}

fn municipality(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let municipality = &preset.municipality;
    let path = |field| [Step::Key("municipality"), Step::Key(field)];
    if let Err(sentence) = municipality_code(&municipality.code) {
        findings.at(&path("code"), sentence);
    }
    if municipality.name.trim().is_empty() {
        findings.at(&path("name"), "市区町村の名称が空です");
    }
    if !(2006..=2200).contains(&municipality.fiscal_year) {
        findings.at(&path("fiscal_year"), "年度は西暦の4桁（例: 2025）で書いてください");
    }
    for placeholder in ["{year}", "{number}"] {
        if !municipality.city_conference_title.contains(placeholder) {
            let sentence = format!("市の会議の題に {placeholder} がありません");
            findings.at(&path("city_conference_title"), sentence);
        }
    }
}

/// 全国地方公共団体コード: weights 6 to 2, modulo 11, the last digit of 11 minus the remainder.
/// Source: 総務省「全国地方公共団体コード仕様」.
fn municipality_code(code: &str) -> Result<(), String> {
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 6 || code.chars().count() != 6 {
        return Err(format!("市区町村コード「{code}」は6桁の数字で書いてください"));
    }
    let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
    let expected = (11 - sum % 11) % 10;
    if digits[5] == expected {
        Ok(())
    } else {
        Err(format!("市区町村コード「{code}」の検査数字が合いません（正しくは末尾が {expected}）"))
    }
}

fn places(preset: &Preset, findings: &mut Findings<'_, '_>) {
    for (index, center) in preset.centers.iter().enumerate() {
        let path = |field| [Step::Key("centers"), Step::Index(index), Step::Key(field)];
        for area in &center.area {
            findings.reference(
                &path("area"),
                "圏域",
                area,
                preset.areas.iter().map(|area| &area.key),
            );
        }
        if center.area.is_empty() && !preset.areas.is_empty() {
            findings.at(
                &path("key"),
                format!("センター「{}」が受け持つ圏域（area）がありません", center.name),
            );
        }
    }
    for (index, division) in preset.divisions.iter().enumerate() {
        for (place, part) in division.within.iter().enumerate() {
            let path = [
                Step::Key("divisions"),
                Step::Index(index),
                Step::Key("within"),
                Step::Index(place),
            ];
            let lower = part.tier().filter(|tier| *tier < UnitTier::Division);
            if !lower.is_some_and(|tier| preset.units(tier).contains(part)) {
                let sentence = format!(
                    "「{part}」という所はありません。area.・district.・center. のあとにキーを書いてください"
                );
                findings.at(&path, sentence);
            }
        }
    }
    for (index, district) in preset.districts.iter().enumerate() {
        let path = |field| [Step::Key("districts"), Step::Index(index), Step::Key(field)];
        if let Some(area) = &district.area {
            findings.reference(
                &path("area"),
                "圏域",
                area,
                preset.areas.iter().map(|area| &area.key),
            );
        }
    }
    for (sheet_index, sheet) in preset.run_sheets.iter().enumerate() {
        for (index, kind) in sheet.case_kinds.iter().enumerate() {
            let path = [
                Step::Key("run_sheets"),
                Step::Index(sheet_index),
                Step::Key("case_kinds"),
                Step::Index(index),
            ];
            findings.reference(
                &path,
                "事例の種類",
                kind,
                preset.case_kinds.iter().map(|kind| &kind.key),
            );
        }
    }
}
