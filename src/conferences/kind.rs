//! A kind of conference: what it is for, its conferences, and the form that changes it.

use axum::{extract::Path, response::Response};

use super::{
    conference::Conference,
    rules::{ConferenceAction, ConferenceFacts, LadderAction},
    store,
    structure::{STALE, Saved, facts, save, version},
};
use crate::{
    access,
    error::{Error, Result},
    preset::{
        ConferenceKind, ConferenceStatus, CouncilTier, CouncilTierNumber, Preset, Suspension,
    },
    web::{self, Fields, FormState, Frame, Visit, form::Choice},
};

#[derive(askama::Template)]
#[template(path = "conferences/kind.html")]
struct KindPage {
    frame: Frame,
    kind: ConferenceKind,
    level: String,
    subject: String,
    functions: Vec<String>,
    /// The conferences, and whether this person may open them.
    conferences: Vec<(Conference, bool)>,
    may_edit: bool,
}

/// `GET /conferences/kinds/{kind}`
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Response> {
    access::check(LadderAction::ReadLadder, visit.actor(), &facts(&visit))?;
    let structure = visit.structure();
    let kind = structure
        .conference_kind(&key)
        .ok_or(Error::NotFound)?
        .clone();
    let mut conn = visit.read().await?;
    let conferences = store::of_kind(&mut conn, visit.municipality(), &key.as_str().into()).await?;
    let may_open = |c: &Conference| {
        let facts = ConferenceFacts {
            conference: c.id.clone(),
            center: c.center_id.clone(),
        };
        access::may(ConferenceAction::ReadConference, visit.actor(), &facts)
    };
    let functions = structure
        .functions
        .iter()
        .filter(|f| kind.functions.contains(&f.key));
    web::page(&KindPage {
        frame: visit.frame(kind.name.clone()),
        level: structure
            .level(&kind.level)
            .map_or_else(String::new, |l| l.name.clone()),
        subject: structure
            .subject(&kind.subject)
            .map_or_else(String::new, |s| s.name.clone()),
        functions: functions.map(|f| f.name.clone()).collect(),
        conferences: conferences
            .into_iter()
            .map(|c| (c.clone(), may_open(&c)))
            .collect(),
        may_edit: access::may(LadderAction::EditLadder, visit.actor(), &facts(&visit)),
        kind,
    })
}

#[derive(askama::Template)]
#[template(path = "conferences/kind_edit.html")]
struct KindEditPage {
    frame: Frame,
    key: String,
    back: String,
    name: String,
    form: FormState,
    functions: Vec<Choice>,
    statuses: Vec<Choice>,
    tiers: Vec<Choice>,
    /// What is saved now, when somebody else changed it.
    theirs: Option<Vec<(String, String)>>,
}

/// `GET /conferences/kinds/{kind}/edit`
pub async fn edit(visit: Visit, Path(key): Path<String>) -> Result<Response> {
    access::check(LadderAction::EditLadder, visit.actor(), &facts(&visit))?;
    let kind = visit
        .structure()
        .conference_kind(&key)
        .ok_or(Error::NotFound)?;
    let form = filled(kind, version(&visit).await?);
    web::page(&page(&visit, kind, form, None))
}

/// `POST /conferences/kinds/{kind}`
pub async fn change(
    visit: Visit,
    Path(key): Path<String>,
    Fields(mut form): Fields,
) -> Result<Response> {
    access::check(LadderAction::EditLadder, visit.actor(), &facts(&visit))?;
    let kind = visit
        .structure()
        .conference_kind(&key)
        .ok_or(Error::NotFound)?;
    let version = form
        .required_integer("version", "版", 0..=i64::MAX)
        .unwrap_or_default();
    let changed = read(&mut form, &visit, kind);
    let (Some(changed), true) = (changed, form.is_valid()) else {
        return web::refused(&page(&visit, kind, form, None));
    };
    let change = |preset: &mut Preset| {
        if let Some(there) = preset.conference_kinds.iter_mut().find(|k| k.key == key) {
            *there = changed.clone();
        }
    };
    match save(&visit, version, &format!("conference_kinds.{key}"), &change).await? {
        Saved::Done => Ok(web::done(
            &format!("/conferences/kinds/{key}"),
            "会議の内容を保存しました。",
        )),
        Saved::Refused(sentences) => {
            for sentence in sentences {
                form.error("", sentence);
            }
            web::refused(&page(&visit, kind, form, None))
        }
        Saved::Stale => {
            form.error("", STALE);
            form.set("version", self::version(&visit).await?);
            web::collided(&page(&visit, kind, form, Some(words(kind))))
        }
    }
}

fn filled(kind: &ConferenceKind, version: i64) -> FormState {
    let number = |n: Option<u16>| n.map_or_else(String::new, |n| n.to_string());
    let council = kind.council_tier.as_ref();
    let mut form = FormState::empty()
        .with("version", version)
        .with("name", &kind.name)
        .with("short_name", &kind.short_name)
        .with("host", &kind.host)
        .with("secretariat", &kind.secretariat)
        .with("cadence", &kind.cadence.words)
        .with("min", number(kind.cadence.min))
        .with("max", number(kind.cadence.max))
        .with("roles", kind.roles.join("\n"))
        .with("members_words", kind.members_words.join("\n"))
        .with(
            "status",
            if is_suspended(kind) {
                "suspended"
            } else {
                "active"
            },
        )
        .with(
            "tier",
            council.map_or_else(String::new, |c| u8::from(c.tier).to_string()),
        )
        .with("tier_words", council.map_or("", |c| c.words.as_str()))
        .with(
            "note",
            kind.suspension.as_ref().map_or("", |s| s.note.as_str()),
        );
    if let Some(suspension) = &kind.suspension {
        form.set("since", suspension.since_fiscal_year - 2018);
    }
    if kind.cadence.as_needed {
        form.set("as_needed", "yes");
    }
    form.set_all("functions", kind.functions.clone());
    form
}

fn is_suspended(kind: &ConferenceKind) -> bool {
    kind.status == ConferenceStatus::Suspended
}

fn read(form: &mut FormState, visit: &Visit, kind: &ConferenceKind) -> Option<ConferenceKind> {
    let mut changed = kind.clone();
    changed.name = form.required("name", "名前", 60);
    changed.short_name = form.required("short_name", "略称", 12);
    changed.host = form.required("host", "主催", 60);
    changed.secretariat = form.optional("secretariat", "事務局", 60);
    changed.cadence.words = form.required("cadence", "開催頻度", 40);
    let times = |n: Option<i64>| n.and_then(|n| u16::try_from(n).ok());
    changed.cadence.min = times(form.optional_integer("min", "年の回数(少なくとも)", 0..=366));
    changed.cadence.max = times(form.optional_integer("max", "年の回数(多くとも)", 0..=366));
    changed.cadence.as_needed = form.ticked("as_needed");
    changed.roles = lines(&form.required("roles", "役割", 1000));
    changed.members_words = lines(&form.optional("members_words", "メンバー", 1000));
    changed.functions = form.chosen("functions", "機能", &functions(visit));
    match form
        .required_choice("status", "状態", &statuses())
        .as_deref()
    {
        Some("suspended") => {
            let since = form.required_integer("since", "休止した年度", 1..=99);
            let note = form.required("note", "休止の理由", 100);
            changed.status = ConferenceStatus::Suspended;
            let since = i16::try_from(since?).ok()? + 2018;
            changed.suspension = Some(Suspension {
                since_fiscal_year: since,
                note,
            });
        }
        _ => {
            changed.status = ConferenceStatus::Active;
            changed.suspension = None;
        }
    }
    let tier = match form.optional_choice("tier", "協議体", &tiers()).as_deref() {
        Some("1") => Some(CouncilTierNumber::First),
        Some("2") => Some(CouncilTierNumber::Second),
        _ => None,
    };
    let words = form.optional("tier_words", "協議体についての言葉", 60);
    changed.council_tier = tier.map(|tier| CouncilTier {
        tier,
        words: if words.is_empty() {
            format!("※第{}層協議体の役割も兼ねる", u8::from(tier))
        } else {
            words
        },
    });
    Some(changed)
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

fn functions(visit: &Visit) -> Vec<Choice> {
    visit
        .structure()
        .functions
        .iter()
        .map(|f| Choice::new(&f.key, &f.name))
        .collect()
}

fn statuses() -> Vec<Choice> {
    vec![
        Choice::new("active", "開催する"),
        Choice::new("suspended", "休止する"),
    ]
}

fn tiers() -> Vec<Choice> {
    vec![
        Choice::new("1", "第1層協議体を兼ねる"),
        Choice::new("2", "第2層協議体を兼ねる"),
    ]
}

fn words(kind: &ConferenceKind) -> Vec<(String, String)> {
    [
        ("名前", kind.name.clone()),
        ("略称", kind.short_name.clone()),
        ("主催", kind.host.clone()),
        ("事務局", kind.secretariat.clone()),
        ("開催頻度", kind.cadence.words.clone()),
        ("役割", kind.roles.join("、")),
        ("メンバー", kind.members_words.join("、")),
        (
            "休止",
            kind.suspension
                .as_ref()
                .map_or_else(String::new, |s| s.note.clone()),
        ),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .to_vec()
}

fn page(
    visit: &Visit,
    kind: &ConferenceKind,
    form: FormState,
    theirs: Option<Vec<(String, String)>>,
) -> KindEditPage {
    KindEditPage {
        frame: visit.frame(format!("{}を直す", kind.name)),
        key: kind.key.clone(),
        back: format!("/conferences/kinds/{}", kind.key),
        name: kind.name.clone(),
        form,
        functions: functions(visit),
        statuses: statuses(),
        tiers: tiers(),
        theirs,
    }
}
