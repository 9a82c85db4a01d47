//! Words of a case that may tell who it is about. They are sealed, always; beside that the de-identified twin stands in
//! plain columns once a person confirmed it, for whoever may read the case.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    CaseRow, SCOPE,
    factors::{factors_of, replace_factors},
    list::find,
};
use crate::{
    access::{self, Action, Actor, Leave, Permit, Role, Scope},
    cases::{
        CaseAction, CaseFacts, Review, ReviewStatus,
        act::{ReadNamed, Unchoose},
        case::{Case, CaseSheets, MarkedFactor},
    },
    crypt::{Cell, PersonKey},
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    fields,
    forms::Answers,
    id::{AccountId, CaseId, CenterId, PersonId, ReviewId},
    persons::{self, ListNames, OpensName, RegisterFacts},
    record,
};

/// What is sealed of a case beside its named sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) consent_basis: String,
    pub(super) shared: Answers,
    /// By the factor's key.
    pub(super) factors: BTreeMap<String, String>,
    pub(super) return_reason: String,
    pub(super) close_reason: String,
    /// Why it was put off or taken off an agenda, by the review's id.
    #[serde(default)]
    pub(super) removal_reasons: BTreeMap<String, String>,
}

impl Words {
    /// The words of factors.
    pub(super) fn of_factors(factors: &[MarkedFactor]) -> BTreeMap<String, String> {
        let said = factors.iter().filter(|factor| !factor.words.is_empty());
        said.map(|factor| (factor.factor_id.to_string(), factor.words.clone())).collect()
    }

    pub(super) fn seal(&self, key: &PersonKey, id: &CaseId) -> Result<Vec<u8>> {
        key.seal(words_cell(id), &serde_json::to_string(self)?)
    }
}

pub(super) fn seal(key: &PersonKey, id: &CaseId, named: &Answers) -> Result<Vec<u8>> {
    key.seal(named_cell(id), &named.to_json())
}

fn named_cell(id: &CaseId) -> Cell<'_> {
    Cell { table: "case_sheets", column: "named_sheet", id: id.as_str() }
}

fn words_cell(id: &CaseId) -> Cell<'_> {
    Cell { table: "cases", column: "words", id: id.as_str() }
}

/// A case by name, with all that is written of it.
#[derive(Clone)]
pub struct Opened {
    pub case: Case,
    pub sheets: CaseSheets,
    pub factors: Vec<MarkedFactor>,
    pub(super) words: Words,
}

impl Opened {
    /// Why the case was put off or taken off the agenda.
    pub fn reason<'a>(&'a self, review: &'a Review) -> &'a str {
        if !matches!(review.status, ReviewStatus::Postponed | ReviewStatus::Withdrawn) {
            return "";
        }
        let sealed = self.words.removal_reasons.get(review.id.as_str());
        // In a row of before reasons were sealed it stands in the open.
        sealed.map_or(&review.reason, String::as_str)
    }
}

/// A case by name.
///
/// # Errors
/// `NotFound`; an internal error when a sealed cell was altered.
pub async fn opened<L>(conn: &mut Conn, leave: &L) -> Result<Opened>
where
    L: Leave<Action: OpensName + Action<Rule = CaseAction>>,
{
    let case = find(conn, &leave.facts().case).await?;
    let factors = factors_of(conn, &case.id).await?;
    opened_of(conn, leave, case, factors).await
}

/// [`opened`] where the plain part of the case is at hand.
///
/// # Errors
/// As [`opened`].
pub async fn opened_of<L>(
    conn: &mut Conn,
    leave: &L,
    mut case: Case,
    mut factors: Vec<MarkedFactor>,
) -> Result<Opened>
where
    L: Leave<Action: OpensName + Action<Rule = CaseAction>>,
{
    let (named, shared, sealed) = Query::of(
        "select s.named_sheet, s.shared_sheet, c.words
           from case_sheets s
           join cases c on c.municipality_id = s.municipality_id and c.id = s.case_id
          where s.municipality_id = $m
            and s.case_id = $1",
        &leave.facts().case,
    )
    .one::<(Vec<u8>, String, Option<Vec<u8>>)>(conn)
    .await?;
    let key = persons::key(conn, leave).await?;
    let named = Answers::from_json(&key.open(named_cell(&case.id), &named)?)?;
    let words = match sealed {
        Some(sealed) => serde_json::from_str(&key.open(words_cell(&case.id), &sealed)?)?,
        // A row of before anything but the named sheet was sealed.
        None => Words {
            title: case.title.clone(),
            consent_basis: case.consent_basis.clone(),
            shared: Answers::from_json(&shared)?,
            factors: Words::of_factors(&factors),
            return_reason: case.return_reason.clone(),
            close_reason: case.close_reason.clone(),
            removal_reasons: BTreeMap::new(),
        },
    };
    case.outline.title.clone_from(&words.title);
    case.outline.consent_basis.clone_from(&words.consent_basis);
    case.return_reason.clone_from(&words.return_reason);
    case.close_reason.clone_from(&words.close_reason);
    for factor in &mut factors {
        factor.words = words.factors.get(factor.factor_id.as_str()).cloned().unwrap_or_default();
    }
    let sheets = CaseSheets { named, shared: words.shared.clone() };
    Ok(Opened { case, sheets, factors, words })
}

/// Changes some of the sealed words.
pub(super) async fn rewrite<A>(
    tx: &mut Tx,
    permit: &Permit<A>,
    change: impl FnOnce(&mut Words),
) -> Result<()>
where
    A: OpensName + Action<Rule = CaseAction>,
{
    let unsealed = Query::of(
        "select cast(count(*) as bigint)
           from cases
          where municipality_id = $m and id = $1 and words is null",
        &permit.case,
    );
    if unsealed.count(tx).await? > 0 {
        seal_case(tx, permit, &permit.case).await?;
    }
    let mut words = opened(tx, permit).await?.words;
    change(&mut words);
    let key = persons::key(tx, permit).await?;
    let sealed = words.seal(&key, &permit.case)?;
    Query::of(
        "update cases set words = $2 where municipality_id = $m and id = $1",
        (&permit.case, sealed),
    )
    .run(tx)
    .await?;
    Ok(())
}

record! {
    struct Untitled of "c" {
        id: CaseId,
        center_id: CenterId,
        person_id: PersonId,
        presenter_id: Option<AccountId>,
        words: Option<Vec<u8>>,
    }
}

/// The same rows, with the titles that nobody confirmed yet where the actor may read the case by name. What cannot be opened
/// stays without one.
pub async fn with_titles(
    conn: &mut Conn,
    actor: &Actor,
    mut rows: Vec<CaseRow>,
) -> Result<Vec<CaseRow>> {
    let sealed = |row: &&CaseRow| !row.is_confirmed() && row.title.is_empty();
    let ids: Vec<&CaseId> = rows.iter().filter(sealed).map(|row| &row.id).collect();
    if ids.is_empty() || !matches!(actor.role(), Some(Role::CenterStaff | Role::CarePresenter)) {
        return Ok(rows);
    }
    let found = Query::select::<Untitled>(
        "from cases c
        where c.municipality_id = $m
          and c.id in ",
        (),
    )
    .list(ids)
    .all::<Untitled>(conn)
    .await?;
    let titles = titles(conn, actor, found).await?;
    for row in &mut rows {
        if let Some(title) = titles.get(&row.id) {
            row.title.clone_from(title);
        }
    }
    Ok(rows)
}

async fn titles(
    conn: &mut Conn,
    actor: &Actor,
    rows: Vec<Untitled>,
) -> Result<HashMap<CaseId, String>> {
    let mut keys: HashMap<PersonId, PersonKey> = HashMap::new();
    if let (Some(center), Some(Role::CenterStaff)) = (actor.center(), actor.role()) {
        let leave = access::seen_on::<ListNames>(actor, RegisterFacts { center: center.clone() })?;
        let ids: Vec<PersonId> = rows.iter().map(|row| row.person_id.clone()).collect();
        keys = persons::keys(conn, &leave, &ids).await?;
    }
    let mut titles = HashMap::new();
    for row in rows {
        let Some(sealed) = &row.words else { continue };
        let facts = CaseFacts {
            person: row.person_id.clone(),
            ..CaseFacts::new_at(row.center_id, row.presenter_id)
        };
        let Ok(leave) = access::seen_on::<ReadNamed>(actor, facts) else { continue };
        let key = match (keys.get(&row.person_id), actor.role()) {
            (Some(key), _) => Some(key.clone()),
            (None, Some(Role::CenterStaff)) => None,
            (None, _) => {
                let key = persons::key(conn, &leave).await;
                persons::if_it_opens(&row.person_id, key)?
            }
        };
        let Some(key) = key else { continue };
        let opened = key.open(words_cell(&row.id), sealed);
        if let Some(words) = opened.ok().and_then(|text| serde_json::from_str::<Words>(&text).ok())
        {
            titles.insert(row.id, words.title);
        }
    }
    Ok(titles)
}

/// Unconfirmed cases that are looked through for words in their titles.
const LOOKED_THROUGH: i64 = 2_000;

/// The unconfirmed cases whose sealed title holds all of these words, as [`nihon::sought`] gives them, as far as the actor may read it. No index can know them.
pub async fn titled(
    conn: &mut Conn,
    actor: &Actor,
    scope: &Scope,
    words: &[String],
) -> Result<Vec<CaseId>> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let query = Query::select::<CaseRow>(
        "from cases c
        where c.municipality_id = $m
          and c.shared_confirmed_at is null",
        (),
    );
    let rows = scope
        .filter(query, &SCOPE)
        .with(" order by c.registered_on desc, c.id limit $1", LOOKED_THROUGH)
        .all::<CaseRow>(conn)
        .await?;
    let mut rows = with_titles(conn, actor, rows).await?;
    rows.retain(|row| {
        let title = nihon::sought(&row.title);
        !title.is_empty() && words.iter().all(|word| title.contains(word.as_str()))
    });
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Cases of one day's housekeeping that are sealed later than they were written.
const SEALED_AT_ONCE: i64 = 5_000;

/// Seals the words of cases that were written when only the named sheet was sealed, and says how many.
pub async fn seal_older(tx: &mut Tx, actor: &Actor) -> Result<u64> {
    let older = Query::of(
        "select id from cases where municipality_id = $m and words is null order by id limit $1",
        SEALED_AT_ONCE,
    )
    .all::<CaseId>(tx)
    .await?;
    let mut sealed = 0;
    for id in &older {
        let permit = access::leave(tx, actor, ReadNamed, id).await?;
        match seal_case(tx, &permit, id).await {
            // What its person's disposal left behind.
            Err(Error::NotFound) => {}
            done => {
                done?;
                sealed += 1;
            }
        }
    }
    Ok(sealed)
}

/// Seals the words of a case, and clears the columns in which they stood.
async fn seal_case<L>(tx: &mut Tx, leave: &L, id: &CaseId) -> Result<()>
where
    L: Leave<Action: OpensName + Action<Rule = CaseAction>>,
{
    let Opened { mut case, factors, words, .. } = opened(tx, leave).await?;
    let key = persons::key(tx, leave).await?;
    let leaves = case.is_confirmed();
    case.outline.consent_basis.clear();
    if !leaves {
        case.outline.title.clear();
    }
    let columns =
        fields::columns(<crate::cases::Outline as fields::Declared>::fields(), &case.outline);
    let columns = columns.set("words", words.seal(&key, id)?);
    let columns = columns.set("return_reason", "").set("close_reason", "");
    Query::update("cases", columns).with(" and id = $1", id).change_one(tx).await?;
    if !leaves {
        Query::of(
            "update case_sheets set shared_sheet = '{}' where municipality_id = $m and case_id = $1",
            id,
        )
        .run(tx)
        .await?;
        replace_factors(tx, id, &factors, leaves).await?;
    }
    Ok(())
}

/// Seals the reasons for which cases were put off or taken off an agenda before such reasons were sealed, and says how many.
pub async fn seal_older_reasons(tx: &mut Tx, actor: &Actor) -> Result<u64> {
    let older = Query::of(
        "select id, case_id, reason
           from case_reviews
          where municipality_id = $m
            and reason <> ''
          order by case_id, id
          limit $1",
        SEALED_AT_ONCE,
    )
    .all::<(ReviewId, CaseId, String)>(tx)
    .await?;
    let mut by_case: BTreeMap<CaseId, BTreeMap<String, String>> = BTreeMap::new();
    for (review, case, reason) in &older {
        let of_case = by_case.entry(case.clone()).or_default();
        of_case.insert(review.to_string(), reason.clone());
    }
    for (case, reasons) in by_case {
        let permit = access::leave(tx, actor, Unchoose, &case).await?;
        match rewrite(tx, &permit, |words| words.removal_reasons.extend(reasons)).await {
            // What its person's disposal left behind goes the same way.
            Err(Error::NotFound) => {}
            done => done?,
        }
    }
    let ids = older.iter().map(|(review, ..)| review);
    Query::update("case_reviews", Pairs::new().set("reason", ""))
        .push(" and id in ")
        .list(ids)
        .run(tx)
        .await
}
