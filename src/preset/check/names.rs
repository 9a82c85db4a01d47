//! Names: none is empty, and none could mean two things to somebody who reads a list or to a file that is taken in.

use std::collections::HashMap;

use nihon::fold_key;

use super::findings::Findings;
use crate::{
    id::UnitId,
    preset::{Preset, reading::Step},
};

pub(super) fn check(preset: &Preset, findings: &mut Findings<'_, '_>) {
    macro_rules! names {
        ($list:ident, $what:literal) => {
            let names = preset.$list.iter().map(|x| x.name.as_str());
            findings.names(stringify!($list), $what, names.enumerate());
        };
    }
    names!(levels, "段階");
    names!(areas, "圏域");
    names!(divisions, "区域");
    names!(centers, "センター");
    names!(organisations, "機関・団体");
    names!(professions, "職種");
    names!(departments, "担当課");
    names!(case_kinds, "事例の種類");
    names!(conference_kinds, "会議");
    names!(factor_groups, "要素の群");
    names!(measure_answers, "回答の種類");
    for group in &preset.factor_groups {
        let factors = preset.factors.iter().enumerate().filter(|(_, x)| x.group == group.key);
        findings.names("factors", "要因", factors.map(|(at, x)| (at, x.name.as_str())));
    }
    for (index, level) in preset.levels.iter().enumerate() {
        if level.issue_name.trim().is_empty() {
            let path = [Step::Key("levels"), Step::Index(index), Step::Key("issue_name")];
            let sentence = format!("段階「{}」の課題の呼び名（issue_name）が空です", level.name);
            findings.at(&path, sentence);
        }
    }
    districts(preset, findings);
    centers(preset, findings);
}

fn districts(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let mut whose: HashMap<String, usize> = HashMap::new();
    for (index, district) in preset.districts.iter().enumerate() {
        for name in std::iter::once(&district.name).chain(&district.aliases) {
            let path = [Step::Key("districts"), Step::Index(index), Step::Key("name")];
            let key = fold_key(name);
            if key.is_empty() {
                findings.at(&path, "地区の名称または別名が空です");
                continue;
            }
            // Another way to write one's own name is no second one.
            if *whose.entry(key).or_insert(index) != index {
                let sentence = format!("地区の名称または別名「{name}」が二度使われています");
                findings.at(&path, sentence);
            }
        }
    }
}

/// Files call a centre by its name, its symbol, its key, or its area where that has only the one: none of these may be
/// another centre's as well, or that one's cases would enter as this one's.
fn centers(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let mut whose: HashMap<String, (usize, &str)> = HashMap::new();
    for (index, center) in preset.centers.iter().enumerate() {
        let path = |field| [Step::Key("centers"), Step::Index(index), Step::Key(field)];
        if center.symbol.trim().is_empty() {
            findings.at(&path("symbol"), "事例の記号に使う略称（symbol）が空です");
        } else if center.symbol != center.symbol.trim() {
            let sentence = format!("略称「{}」の前か後ろの空白を取ってください", center.symbol);
            findings.at(&path("symbol"), sentence);
        }
        let area = preset.unit_name(&UnitId::center(&center.key));
        for (field, what, word) in [
            ("name", "名前", center.name.as_str()),
            ("symbol", "略称", &center.symbol),
            ("key", "キー", center.key.as_str()),
            ("area", "圏域", &area),
        ] {
            let key = fold_key(word);
            if key.is_empty() {
                continue;
            }
            let (owner, as_what) = *whose.entry(key).or_insert((index, what));
            // Two centres of one name or of one key are refused as such.
            if owner == index || (what == as_what && matches!(what, "名前" | "キー")) {
                continue;
            }
            let other = &preset.centers[owner].name;
            let sentence = format!(
                "センター「{}」の{what}「{word}」は、センター「{other}」の{as_what}と区別できません",
                center.name
            );
            findings.at(&path(field), sentence);
        }
    }
}
