//! The fields of a kind of conference: what may be chosen, what is filled in, and how it is read back.

use super::conference::beside_suspended;
use crate::{
    access::Circle,
    clock::fiscal_year_words,
    id::ConferenceKindId,
    preset::{
        Cadence, ConferenceKind, ConferenceStatus, CouncilTier, CouncilTierNumber, DealsWith,
        Preset, Suspension, UnitTier,
    },
    web::{FormState, form::Choice},
};

/// What the form offers to choose from.
pub(super) struct Offered {
    pub levels: Vec<Choice>,
    pub subjects: Vec<Choice>,
    pub units: Vec<Choice>,
    pub case_kinds: Vec<Choice>,
    pub functions: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub tiers: Vec<Choice>,
    pub charts: Vec<Choice>,
    /// Who may run a kind's conferences.
    pub circles: Vec<Choice>,
}

/// In which charts of 資料2 別添2 a kind stands.
pub(super) enum Charts {
    Nowhere,
    Structure,
    Held,
    Both,
}

const STRUCTURE: &str = "structure";
const HELD: &str = "held";

impl Charts {
    fn of(preset: &Preset, key: &ConferenceKindId) -> Charts {
        let has = |kinds: &[ConferenceKindId]| kinds.contains(key);
        Charts::from(
            has(&preset.papers.structure.conference_kinds),
            has(&preset.papers.held.conference_kinds),
        )
    }

    fn from(structure: bool, held: bool) -> Charts {
        match (structure, held) {
            (false, false) => Charts::Nowhere,
            (true, false) => Charts::Structure,
            (false, true) => Charts::Held,
            (true, true) => Charts::Both,
        }
    }

    /// The values of the boxes to tick.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        match self {
            Charts::Nowhere => vec![],
            Charts::Structure => vec![STRUCTURE],
            Charts::Held => vec![HELD],
            Charts::Both => vec![STRUCTURE, HELD],
        }
    }

    /// Puts a kind into its charts, after those that stand there, and takes it out of the other.
    pub(super) fn put(&self, preset: &mut Preset, key: &ConferenceKindId) {
        let papers = &mut preset.papers;
        for (chart, kinds) in [
            (STRUCTURE, &mut papers.structure.conference_kinds),
            (HELD, &mut papers.held.conference_kinds),
        ] {
            let wanted = self.keys().contains(&chart);
            if !wanted {
                kinds.retain(|k| k != key);
            } else if !kinds.contains(key) {
                kinds.push(key.clone());
            }
        }
    }
}

/// A kind of which nothing is known but its key.
pub(super) fn blank(key: ConferenceKindId) -> ConferenceKind {
    ConferenceKind {
        key,
        name: String::new(),
        short_name: String::new(),
        level: "".into(),
        subject: String::new(),
        unit: UnitTier::Municipality,
        in_units: Vec::new(),
        kept_by: Vec::new(),
        hears: None,
        name_pattern: String::new(),
        functions: Vec::new(),
        host: String::new(),
        secretariat: String::new(),
        cadence: Cadence { words: String::new(), min: None, max: None, as_needed: false },
        purpose: String::new(),
        roles: Vec::new(),
        roles_since: String::new(),
        members_words: Vec::new(),
        held_in_words: String::new(),
        status: ConferenceStatus::Active,
        care_conference: true,
        case_kinds: Vec::new(),
        cases_per_meeting: None,
        suspension: None,
        council_tier: None,
        members: Vec::new(),
    }
}

/// The form on a kind that is there.
pub(super) fn filled(preset: &Preset, kind: &ConferenceKind, version: i64) -> FormState {
    let number = |n: Option<u16>| n.map_or_else(String::new, |n| n.to_string());
    let council = kind.council_tier.as_ref();
    let mut form = FormState::empty()
        .with("version", version)
        .with("name", &kind.name)
        .with("short_name", &kind.short_name)
        .with("level", &kind.level)
        .with("subject", &kind.subject)
        .with("unit", kind.unit.code())
        .with("host", &kind.host)
        .with("secretariat", &kind.secretariat)
        .with("cadence", &kind.cadence.words)
        .with("min", number(kind.cadence.min))
        .with("max", number(kind.cadence.max))
        .with("roles", kind.roles.join("\n"))
        .with("members_words", kind.members_words.join("\n"))
        .with("status", status_key(kind.status))
        .with("tier", council.map_or_else(String::new, |c| u8::from(c.tier).to_string()))
        .with("tier_words", council.map_or("", |c| c.words.as_str()))
        .with("note", kind.suspension.as_ref().map_or("", |s| s.note.as_str()));
    if let Some(suspension) = &kind.suspension {
        form.set("since", suspension.since_fiscal_year);
    }
    if kind.cadence.as_needed {
        form.set("as_needed", "yes");
    }
    if kind.care_conference {
        form.set("care_conference", "yes");
    }
    form.set_all("functions", kind.functions.clone());
    form.set_all("kept_by", kind.kept_by.iter().map(|circle| circle.code()));
    form.set_all("case_kinds", &kind.case_kinds);
    form.set_all("charts", Charts::of(preset, &kind.key).keys());
    form
}

/// The kind as the form has it; what the form does not ask stays as it was.
pub(super) fn read(
    form: &mut FormState,
    preset: &Preset,
    kind: &ConferenceKind,
) -> Option<(ConferenceKind, Charts)> {
    let offered = choices(preset);
    let mut changed = kind.clone();
    changed.name = form.required("name", "会議の名前", 60);
    changed.short_name = form.required("short_name", "略称", 12);
    let level = form.required_choice("level", "段階", &offered.levels);
    let subject = form.required_choice("subject", "検討対象", &offered.subjects);
    let unit = form.required_choice("unit", "開く単位", &offered.units);
    let case_kinds = form.chosen("case_kinds", "扱う事例の種類", &offered.case_kinds);
    changed.case_kinds = case_kinds.into_iter().map(Into::into).collect();
    changed.host = form.required("host", "主催", 60);
    changed.secretariat = form.optional("secretariat", "事務局", 60);
    let kept_by = form.chosen("kept_by", "運営する人", &offered.circles);
    changed.kept_by = kept_by.iter().filter_map(|circle| circle.parse().ok()).collect();
    changed.cadence.words = form.required("cadence", "開催頻度", 40);
    let times = |n: Option<i64>| n.and_then(|n| u16::try_from(n).ok());
    changed.cadence.min = times(form.optional_integer("min", "1年の回数(最少)", 0..=366));
    changed.cadence.max = times(form.optional_integer("max", "1年の回数(最多)", 0..=366));
    changed.cadence.as_needed = form.ticked("as_needed");
    changed.care_conference = form.ticked("care_conference");
    changed.roles = lines(&form.required("roles", "役割", 1000));
    changed.members_words = lines(&form.optional("members_words", "メンバー", 1000));
    changed.functions = form.chosen("functions", "担う機能", &offered.functions);
    let charts = form.chosen("charts", "資料2 別添2に載せるところ", &offered.charts);
    let has = |chart: &str| charts.iter().any(|c| c == chart);
    let charts = Charts::from(has(STRUCTURE), has(HELD));
    read_status(form, &mut changed, &offered);
    read_tier(form, &mut changed, &offered);
    changed.level = level?.into();
    changed.subject = subject?;
    changed.unit = unit.as_deref()?.parse().ok()?;
    changed.in_units.retain(|_| changed.unit == kind.unit);
    let of_cases = changed.deals_with(preset) == Some(DealsWith::Cases);
    if of_cases && changed.case_kinds.is_empty() {
        let sentence = "事例を検討する会議です。扱う事例の種類を選んでください。";
        form.error("case_kinds", sentence);
    } else if !of_cases {
        changed.case_kinds.clear();
    }
    changed.name_pattern = pattern(kind, &changed);
    Some((changed, charts))
}

fn read_status(form: &mut FormState, kind: &mut ConferenceKind, offered: &Offered) {
    let status = form.required_choice("status", "状態", &offered.statuses);
    kind.status = ConferenceStatus::Active;
    kind.suspension = None;
    if status.as_deref() == Some(status_key(ConferenceStatus::Suspended)) {
        let since = form.required_integer("since", "休止した年度", 1..=2100);
        let note = form.required("note", "休止の理由", 100);
        let since = since.and_then(|year| i16::try_from(year).ok());
        kind.status = ConferenceStatus::Suspended;
        // People write 5 for 令和5年度; 平成 and everything else is a calendar year.
        let since = since.map(|year| if year < 100 { year + 2018 } else { year });
        if since.is_some_and(|year| year < 1989) {
            form.error("since", "休止した年度は、令和の年か、1989年以後の西暦で入力してください。");
        }
        kind.suspension = since.map(|since_fiscal_year| Suspension { since_fiscal_year, note });
    }
}

fn read_tier(form: &mut FormState, kind: &mut ConferenceKind, offered: &Offered) {
    let tier = form.optional_choice("tier", "協議体", &offered.tiers);
    let tier = match tier.as_deref() {
        Some("1") => Some(CouncilTierNumber::First),
        Some("2") => Some(CouncilTierNumber::Second),
        _ => None,
    };
    let words = form.optional("tier_words", "協議体についての言葉", 60);
    kind.council_tier = tier.map(|tier| CouncilTier {
        tier,
        words: if words.is_empty() {
            format!("※第{}層協議体の役割も兼ねる", u8::from(tier))
        } else {
            words
        },
    });
}

/// How its conferences are called: as before with the new name, unless they now sit in other units.
fn pattern(old: &ConferenceKind, new: &ConferenceKind) -> String {
    let whole = new.unit == UnitTier::Municipality;
    if old.unit == new.unit && !old.name_pattern.is_empty() {
        old.name_pattern.replace(&old.name, &new.name)
    } else if whole {
        new.name.clone()
    } else {
        format!("{{unit}} {}", new.name)
    }
}

/// The lines of a text that say something.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// Everything the form offers, from the structure.
pub(super) fn choices(preset: &Preset) -> Offered {
    let mut levels: Vec<_> = preset.levels.iter().collect();
    levels.sort_by_key(|level| std::cmp::Reverse(level.order));
    let subjects = preset.subjects.iter().map(|s| {
        let about = match s.deals_with {
            DealsWith::Cases => "事例を検討する",
            DealsWith::Issues => "課題を検討する",
            DealsWith::Work => "取組を進める",
        };
        Choice::new(&s.key, format!("{}({about})", s.name))
    });
    let mut units = UnitTier::ALL.to_vec();
    units.retain(|tier| !preset.units(*tier).is_empty());
    Offered {
        levels: levels.into_iter().map(|l| Choice::new(&l.key, &l.name)).collect(),
        subjects: subjects.collect(),
        units: units.into_iter().map(|tier| Choice::new(tier.code(), tier.label())).collect(),
        circles: Circle::RUNNING.iter().map(|c| Choice::new(c.code(), c.label())).collect(),
        case_kinds: (preset.case_kinds.iter()).map(|k| Choice::new(&k.key, &k.name)).collect(),
        functions: (preset.functions.iter()).map(|f| Choice::new(&f.key, &f.name)).collect(),
        statuses: vec![
            Choice::new(status_key(ConferenceStatus::Active), "開催する"),
            Choice::new(status_key(ConferenceStatus::Suspended), "休止する"),
        ],
        tiers: vec![
            Choice::new("1", "第1層協議体を兼ねる"),
            Choice::new("2", "第2層協議体を兼ねる"),
        ],
        charts: vec![Choice::new(STRUCTURE, "機能と構造の図"), Choice::new(HELD, "開催状況の表")],
    }
}

fn status_key(status: ConferenceStatus) -> &'static str {
    match status {
        ConferenceStatus::Active => "active",
        ConferenceStatus::Suspended => "suspended",
    }
}

/// What of a kind somebody else saved otherwise than was typed, in words.
pub(super) fn theirs(
    preset: &Preset,
    saved: &ConferenceKind,
    typed: &ConferenceKind,
) -> Vec<(String, String)> {
    let typed = words(preset, typed);
    let saved = words(preset, saved).into_iter().zip(typed);
    saved.filter(|(saved, typed)| saved != typed).map(|(saved, _)| saved).collect()
}

/// A kind in words, for somebody who changed it at the same time.
fn words(preset: &Preset, kind: &ConferenceKind) -> Vec<(String, String)> {
    let level = preset.level(&kind.level).map_or("", |l| l.name.as_str());
    let subject = preset.subject(&kind.subject).map_or("", |s| s.name.as_str());
    let suspension = kind.suspension.as_ref().map_or_else(String::new, |s| {
        beside_suspended(&format!("{}から", fiscal_year_words(s.since_fiscal_year)), &s.note)
    });
    let times = |n: Option<u16>| n.map_or_else(|| "－".to_owned(), |n| format!("{n}回"));
    let functions = preset.functions.iter().filter(|f| kind.functions.contains(&f.key));
    let functions: Vec<&str> = functions.map(|f| f.name.as_str()).collect();
    let of_cases = preset.case_kinds.iter().filter(|k| kind.case_kinds.contains(&k.key));
    let of_cases: Vec<&str> = of_cases.map(|k| k.name.as_str()).collect();
    let yes = |is: bool| if is { "はい" } else { "いいえ" }.to_owned();
    let keepers: Vec<&str> = kind.kept_by.iter().map(|circle| circle.label()).collect();
    [
        ("会議の名前", kind.name.clone()),
        ("略称", kind.short_name.clone()),
        ("段階", level.to_owned()),
        ("検討対象", subject.to_owned()),
        ("開く単位", kind.unit.label().to_owned()),
        ("運営する人", keepers.join("、")),
        ("主催", kind.host.clone()),
        ("事務局", kind.secretariat.clone()),
        ("開催頻度", kind.cadence.words.clone()),
        ("1年の回数", format!("{}～{}", times(kind.cadence.min), times(kind.cadence.max))),
        ("随時開く", yes(kind.cadence.as_needed)),
        ("扱う事例の種類", of_cases.join("、")),
        ("担う機能", functions.join("、")),
        ("地域ケア会議に数える", yes(kind.care_conference)),
        ("協議体", kind.council_tier.as_ref().map_or_else(String::new, |c| c.words.clone())),
        ("役割", kind.roles.join("、")),
        ("メンバー", kind.members_words.join("、")),
        ("休止", suspension),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .to_vec()
}
