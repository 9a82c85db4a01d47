//! What a change of the structure takes away or moves under the records that point at it. Such a change is
//! refused, with a sentence that says what still refers to it.

use std::collections::BTreeSet;

use super::units;
use crate::{
    clock::fiscal_year_words,
    db::Conn,
    error::Result,
    fields::Spec,
    id::{ConferenceId, LevelId},
    places,
    preset::{ConferenceKind, Ledger, Level, Preset, UnitTier},
    room::StructurePart,
};

/// Something that goes or moves.
struct Loss {
    part: StructurePart,
    /// What cannot be done, without a full stop: 「会議の種類「X」は消せません」.
    refusal: String,
    /// What to do instead; may be empty.
    instead: &'static str,
}

/// What never changes in a structure that is in use, and the years a new version may begin in.
pub(super) fn fixed(before: &Preset, after: &Preset, this_year: i16) -> Vec<String> {
    let (old, new) = (&before.municipality, &after.municipality);
    let mut sentences = Vec::new();
    if old.code != new.code {
        sentences.push(format!(
            "市区町村コードが違います。これは「{}」({})の体系で、いま使っているのは「{}」({})です。",
            new.name, new.code, old.name, old.code
        ));
    }
    if new.fiscal_year < old.fiscal_year {
        sentences.push(format!(
            "使い始める年度を、いまの体系の{}より前にはできません。",
            fiscal_year_words(old.fiscal_year)
        ));
    } else if new.fiscal_year > old.fiscal_year.max(this_year) {
        sentences.push(format!(
            "これは{}から使う体系です。その年度になってから入れ替えてください。",
            fiscal_year_words(new.fiscal_year)
        ));
    }
    sentences
}

/// A sentence for everything that `after` would take away or move although records point at it; empty when
/// nothing stands in the way.
///
/// # Errors
/// Whatever a room's own reading of the database gives.
pub async fn still_used(conn: &mut Conn, before: &Preset, after: &Preset) -> Result<Vec<String>> {
    let mut losses = Vec::new();
    conferences(before, after, &mut losses);
    levels(before, after, &mut losses);
    entries(before, after, &mut losses);
    ledgers(before, after, &mut losses);
    for period in places::periods(conn).await? {
        let year = i16::try_from(period.fiscal_year).unwrap_or(i16::MAX);
        let number = u8::try_from(period.number).unwrap_or(u8::MAX);
        if before.period(year, number) != after.period(year, number) {
            losses.push(Loss {
                part: part_of(&period),
                refusal: format!(
                    "{} 第{number}回の議事対象期間({}～{})は変えられません",
                    fiscal_year_words(year),
                    period.first_day.long(),
                    period.last_day.long()
                ),
                instead: "区切りを変えるのは、会議や事例のまだない年度からにしてください。",
            });
        }
    }
    let mut sentences = Vec::new();
    for loss in losses {
        let found = crate::uses(conn, &loss.part).await?;
        if !found.is_empty() {
            sentences.push(format!(
                "{}。{}があります。{}",
                loss.refusal,
                found.join("、"),
                loss.instead
            ));
        }
    }
    Ok(sentences)
}

/// A stored period as rooms are asked about it.
pub(super) fn part_of(period: &crate::structure::Period) -> StructurePart {
    StructurePart::Period {
        id: period.id.clone(),
        first_day: period.first_day,
        last_day: period.last_day,
    }
}

/// The conferences of a kind as rooms are asked about them.
pub(super) fn conferences_of(preset: &Preset, kind: &ConferenceKind) -> Vec<ConferenceId> {
    let wanted = units::of_kind(preset, kind);
    wanted.into_iter().map(|wanted| wanted.id).collect()
}

/// What to do with a kind that cannot go.
pub(super) const SUSPEND: &str = "開かないときは、会議の内容で「休止する」を選べます。";

fn conferences(before: &Preset, after: &Preset, losses: &mut Vec<Loss>) {
    for kind in &before.conference_kinds {
        let all = conferences_of(before, kind);
        let name = &kind.name;
        let Some(now) = after.conference_kind(&kind.key) else {
            losses.push(Loss {
                part: StructurePart::Conferences(all),
                refusal: format!("会議の種類「{name}」は消せません"),
                instead: SUSPEND,
            });
            continue;
        };
        if kind.deals_with(before) != now.deals_with(after)
            || (kind.unit == UnitTier::Municipality) != (now.unit == UnitTier::Municipality)
        {
            losses.push(Loss {
                part: StructurePart::Conferences(all),
                refusal: format!("「{name}」が扱うものと開く単位は変えられません"),
                instead: "別の会議の種類を加えてください。",
            });
            continue;
        }
        let kept: BTreeSet<ConferenceId> = conferences_of(after, now).into_iter().collect();
        let gone: Vec<ConferenceId> = all.into_iter().filter(|id| !kept.contains(id)).collect();
        if !gone.is_empty() {
            losses.push(Loss {
                refusal: format!("「{name}」の会議体{}つは消せません", gone.len()),
                part: StructurePart::Conferences(gone),
                instead: "開かない会議体は、そのページで休止にできます。",
            });
        }
    }
}

/// Issues live on levels: the lowest holds those of centres, and they are raised from one to the next.
fn levels(before: &Preset, after: &Preset, losses: &mut Vec<Loss>) {
    let (old, new) = (from_below(before), from_below(after));
    let stays = |level: &&Level| after.level(&level.key).is_some();
    let known = |level: &&Level| before.level(&level.key).is_some();
    let old_order: Vec<&Level> = old.iter().copied().filter(stays).collect();
    let new_order: Vec<&Level> = new.iter().copied().filter(known).collect();
    let is_lowest =
        |levels: &[&Level], key: &LevelId| levels.first().is_some_and(|l| l.key == *key);
    for level in &old {
        let name = &level.name;
        let refusal = if after.level(&level.key).is_none() {
            format!("段階「{name}」は消せません")
        } else if is_lowest(&old, &level.key) != is_lowest(&new, &level.key) {
            format!("「{name}」がいちばん下の段階かどうかは変えられません")
        } else if place(&old_order, &level.key) != place(&new_order, &level.key) {
            format!("段階「{name}」の上下は入れ替えられません")
        } else {
            continue;
        };
        losses.push(Loss { part: StructurePart::Level(level.key.clone()), refusal, instead: "" });
    }
}

fn from_below(preset: &Preset) -> Vec<&Level> {
    let mut levels: Vec<&Level> = preset.levels.iter().collect();
    levels.sort_by_key(|level| level.order);
    levels
}

fn place(levels: &[&Level], key: &LevelId) -> Option<usize> {
    levels.iter().position(|level| level.key == *key)
}

/// Whatever else records keep the key of.
fn entries(before: &Preset, after: &Preset, losses: &mut Vec<Loss>) {
    let mut gone = |part: StructurePart, what: &str, name: &str, instead: &'static str| {
        losses
            .push(Loss { part, refusal: format!("{what}「{name}」は消せません"), instead });
    };
    for (what, tier) in [
        (before.center_word(), UnitTier::Center),
        ("圏域", UnitTier::Area),
        ("地区", UnitTier::District),
        ("区域", UnitTier::Division),
    ] {
        let there = after.units(tier);
        for unit in before.units(tier).into_iter().filter(|unit| !there.contains(unit)) {
            let name = before.unit_title(&unit);
            gone(StructurePart::Unit(unit), what, &name, "");
        }
    }
    for kind in &before.case_kinds {
        if after.case_kind(&kind.key).is_none() {
            let part = StructurePart::CaseKind(kind.key.clone());
            gone(part, "事例の種類", &kind.name, "");
        }
    }
    for profession in &before.professions {
        if after.profession(&profession.key).is_none() {
            let part = StructurePart::Profession(profession.key.clone());
            gone(part, "職種・立場", &profession.name, "");
        }
    }
    for factor in &before.factors {
        if !after.factors.iter().any(|f| f.key == factor.key) {
            let part = StructurePart::Factor(factor.key.clone());
            let instead = "使うのをやめるときは、終わりの年度(to_fiscal_year)を書いてください。";
            gone(part, "要因", &factor.name, instead);
        }
    }
    for answer in &before.measure_answers {
        if !after.measure_answers.iter().any(|a| a.key == answer.key) {
            let part = StructurePart::MeasureAnswer(answer.key.clone());
            gone(part, "施策での答え方", &answer.name, "");
        }
    }
    for department in &before.departments {
        if !after.departments.iter().any(|d| d.key == department.key) {
            let part = StructurePart::Department(department.key.clone());
            gone(part, "部署", &department.name, "");
        }
    }
    let sheets = |preset: &Preset| -> BTreeSet<u32> {
        let sheets = preset.forms.iter().filter(|form| form.key == CASE_SHEET);
        sheets.map(|form| form.version).collect()
    };
    for version in sheets(before).difference(&sheets(after)) {
        let part = StructurePart::SheetVersion(i64::from(*version));
        let instead = "前の版は残し、新しい版を加えてください。";
        gone(part, "事例の様式", &format!("第{version}版"), instead);
    }
}

/// The form that cases are written on, as `src/preset/check/sheets.rs` requires it.
const CASE_SHEET: &str = "case_sheet";

/// Ledgers, their states, fields and choices: what records have is not taken out, and means what it meant.
fn ledgers(before: &Preset, after: &Preset, losses: &mut Vec<Loss>) {
    let end = "使うのをやめるときは、終わりの年度(to_fiscal_year)を書いてください。";
    for old in &before.ledgers {
        let of_any = || StructurePart::Ledger(old.key.clone());
        let mut lost = |part: StructurePart, refusal: String, instead: &'static str| {
            losses.push(Loss { part, refusal, instead });
        };
        let Some(new) = after.ledger(&old.key) else {
            lost(of_any(), format!("台帳「{}」は消せません", old.name), "");
            continue;
        };
        if new.parent != old.parent {
            lost(of_any(), format!("台帳「{}」の親は変えられません", old.name), "");
        }
        if old.states.is_empty() && !new.states.is_empty() {
            lost(of_any(), format!("台帳「{}」に、状態は後から加えられません", old.name), "");
        }
        for state in old.states.iter().filter(|state| new.state(&state.key).is_none()) {
            let (ledger, key) = (old.key.clone(), state.key.clone());
            let refusal = format!("台帳「{}」の状態「{}」は消せません", old.name, state.name);
            lost(StructurePart::LedgerState { ledger, state: key }, refusal, "");
        }
        for field in old.fields() {
            let called = format!("台帳「{}」の欄「{}」", old.name, field.label);
            let Some(now) = new.field(&field.key) else {
                lost(of_any(), format!("{called}は消せません"), end);
                continue;
            };
            let parts = |spec: &Spec| -> Vec<String> {
                let keys = spec.items.iter().map(|item| item.key.clone());
                keys.chain(spec.columns.iter().map(|column| column.key.clone())).collect()
            };
            if parts(field).iter().any(|key| !parts(now).contains(key)) {
                lost(of_any(), format!("{called}の行や列は消せません"), "");
            }
            let column = |spec: &Spec| spec.role.filter(|role| role.is_column());
            if column(now) != column(field) {
                lost(of_any(), format!("{called}の役割(role)は変えられません"), "");
            }
            if now.personal != field.personal {
                let refusal =
                    format!("{called}は、個人が分かる欄かどうか(personal)を変えられません");
                lost(of_any(), refusal, "別の欄を加えてください。");
            }
            if now.kind != field.kind || now.to != field.to || now.many != field.many {
                lost(
                    of_any(),
                    format!("{called}の種類は変えられません"),
                    "別の欄を加えてください。",
                );
            }
            for (value, name) in choices_gone((before, old), (after, new), &field.key) {
                let (ledger, field) = (old.key.clone(), field.key.clone());
                let refusal = format!("{called}の選択肢「{name}」は消せません");
                lost(StructurePart::LedgerValue { ledger, field, value }, refusal, end);
            }
        }
    }
}

/// The choices that a field no longer has, each with its name.
fn choices_gone(
    (before, old): (&Preset, &Ledger),
    (after, new): (&Preset, &Ledger),
    field: &str,
) -> Vec<(String, String)> {
    let of = |preset: &Preset, ledger: &Ledger| {
        let field = ledger.field(field).filter(|field| field.to.is_empty());
        field.map_or_else(Vec::new, |field| preset.choices_of(field))
    };
    let now = of(after, new);
    let gone = of(before, old).into_iter().filter(|was| !now.iter().any(|c| c.key == was.key));
    gone.map(|choice| (choice.key, choice.name)).collect()
}
