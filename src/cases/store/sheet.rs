//! A case and its two sheets.

use super::factors::replace_factors;
use crate::{
    access::Permit,
    cases::{
        CaseFacts, CaseStatus,
        act::{Edit, Register, Share},
        case::{Case, CaseSheets, NewCase, SheetInput, confirmation_holds, twin},
    },
    crypt::{Cell, PersonKey},
    db::{Conn, Query, Tx},
    error::{Error, Result},
    events,
    forms::Answers,
    id::{
        AccountId, CaseId, CenterId, ConferenceId, MeetingId, MunicipalityId, PeriodId, PersonId,
    },
    on, persons,
    preset::Form,
};

/// One case.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, municipality: &MunicipalityId, id: &CaseId) -> Result<Case> {
    on!(conn, c => sqlx::query_as::<_, Case>(
        "select id, center_id, person_id, presenter_id, presenter_name, kind_id, label, title, status,
                registered_on, submitted_on, age_band, sex, care_level, household, consent, consent_on,
                consent_basis, form_version, shared_confirmed_at, shared_confirmed_by, period_id,
                return_reason, close_reason, version
           from cases
          where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}

/// All cases of a centre in the order of their labels, for its own export.
pub async fn all_of_center(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    center: &CenterId,
) -> Result<Vec<Case>> {
    Ok(on!(conn, c => sqlx::query_as::<_, Case>(
        "select id, center_id, person_id, presenter_id, presenter_name, kind_id, label, title, status,
                registered_on, submitted_on, age_band, sex, care_level, household, consent, consent_on,
                consent_basis, form_version, shared_confirmed_at, shared_confirmed_by, period_id,
                return_reason, close_reason, version
           from cases
          where municipality_id = $1 and center_id = $2
          order by length(label), label")
        .bind(municipality.as_str())
        .bind(center.as_str())
        .fetch_all(c))?)
}

#[derive(sqlx::FromRow)]
struct FactsRow {
    center_id: CenterId,
    presenter_id: Option<AccountId>,
    status: CaseStatus,
    shared_confirmed_at: Option<i64>,
}

/// What asking for leave needs to know of a case.
///
/// # Errors
/// `NotFound`.
pub async fn facts(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &CaseId,
) -> Result<CaseFacts> {
    let row = on!(conn, c => sqlx::query_as::<_, FactsRow>(
        "select center_id, presenter_id, status, shared_confirmed_at
           from cases
          where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)?;
    let before = on!(conn, c => sqlx::query_as::<_, (ConferenceId, MeetingId)>(
        "select conference_id, meeting_id
           from case_reviews
          where municipality_id = $1 and case_id = $2 and status <> 'withdrawn'")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_all(c))?;
    let (conferences, meetings) = before.into_iter().unzip();
    Ok(CaseFacts {
        case: id.clone(),
        center: row.center_id,
        presenter: row.presenter_id,
        status: row.status,
        confirmed: row.shared_confirmed_at.is_some(),
        conferences,
        meetings,
    })
}

/// Both sheets of a case, opened. Callers have checked [`crate::cases::CaseAction::ReadNamed`], or show the
/// shared one alone.
pub async fn sheets(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
    person: &PersonId,
) -> Result<CaseSheets> {
    let (named, shared) = on!(conn, c => sqlx::query_as::<_, (Vec<u8>, String)>(
        "select named_sheet, shared_sheet from case_sheets where municipality_id = $1 and case_id = $2")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)?;
    let key = persons::key(conn, municipality, person).await?;
    Ok(CaseSheets {
        named: Answers::from_json(&key.open(named_cell(case), &named)?)?,
        shared: Answers::from_json(&shared)?,
    })
}

/// The de-identified sheet alone, without opening the other.
pub async fn shared_sheet(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    case: &CaseId,
) -> Result<Answers> {
    let (shared,) = on!(conn, c => sqlx::query_as::<_, (String,)>(
        "select shared_sheet from case_sheets where municipality_id = $1 and case_id = $2")
        .bind(municipality.as_str())
        .bind(case.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)?;
    Ok(Answers::from_json(&shared)?)
}

/// Registers a case under the next label of its centre, as a draft.
///
/// `prefix` is the label up to its serial (「明第1-R7-」: see [`crate::cases::label_prefix`]); `form` the definition
/// that the sheet answers.
pub async fn register(
    tx: &mut Tx,
    permit: Permit<Register>,
    new: &NewCase,
    form: &Form,
    prefix: &str,
    period: Option<&PeriodId>,
) -> Result<CaseId> {
    let m = permit.municipality();
    let id: CaseId = permit.id();
    let label = format!("{prefix}{:03}", last_serial(tx, m, prefix).await? + 1);
    let sheet = &new.sheet;
    on!(tx, run sqlx::query(
        "insert into cases (municipality_id, id, center_id, person_id, presenter_id, presenter_name, kind_id,
                            label, title, status, registered_on, age_band, sex, care_level, household,
                            consent, consent_on, consent_basis, form_version, period_id, return_reason,
                            close_reason, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, '', '', 1)")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(new.center_id.as_str())
        .bind(new.person_id.as_str())
        .bind(sheet.presenter_id.as_ref().map(AccountId::as_str))
        .bind(&sheet.presenter_name)
        .bind(sheet.kind_id.as_str())
        .bind(&label)
        .bind(&sheet.title)
        .bind(new.registered_on)
        .bind(sheet.age_band)
        .bind(sheet.sex)
        .bind(sheet.care_level)
        .bind(sheet.household)
        .bind(sheet.consent)
        .bind(sheet.consent_on)
        .bind(&sheet.consent_basis)
        .bind(sheet.form_version)
        .bind(period.map(PeriodId::as_str)))?;
    let key = persons::key(tx, m, &new.person_id).await?;
    let shared = twin(form, &sheet.named, &Answers::default());
    on!(tx, run sqlx::query(
        "insert into case_sheets (municipality_id, case_id, named_sheet, shared_sheet)
         values ($1, $2, $3, $4)")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(seal(&key, &id, &sheet.named)?)
        .bind(shared.to_json()))?;
    replace_factors(tx, m, &id, &sheet.factors).await?;
    events::record(tx, &permit, &serde_json::json!({ "label": label, "kind": sheet.kind_id }))
        .await?;
    Ok(id)
}

/// What a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Saved; a confirmation of the de-identified twin, if there was one, still holds.
    Saved,
    /// Saved; the confirmation was withdrawn, because what it was given for has changed.
    ConfirmationWithdrawn,
    /// Not saved: somebody else changed the case since `version`.
    Collided,
}

/// Changes a case's columns, named sheet and factors. See [`confirmation_holds`] for what this does to a
/// confirmation.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Edit>,
    version: i64,
    sheet: &SheetInput,
    form: &Form,
) -> Result<Changed> {
    let m = permit.municipality();
    let id: CaseId = permit.id();
    let case = find(tx, m, &id).await?;
    if case.version != version {
        return Ok(Changed::Collided);
    }
    let before = sheets(tx, m, &id, &case.person_id).await?;
    let factors_before = super::factors_of(tx, m, &id).await?;
    let words = |all: &[crate::cases::MarkedFactor]| {
        let mut said: Vec<(String, String)> = all
            .iter()
            .filter(|f| !f.words.is_empty())
            .map(|f| (f.factor_id.to_string(), f.words.clone()))
            .collect();
        said.sort();
        said
    };
    let holds = confirmation_holds(form, &before.named, &sheet.named)
        && case.title == sheet.title
        && words(&factors_before) == words(&sheet.factors);
    let withdrawn = case.is_confirmed() && !holds;
    let touched = on!(tx, run sqlx::query(
        "update cases
            set presenter_id = $4, presenter_name = $5, kind_id = $6, title = $7, age_band = $8, sex = $9,
                care_level = $10, household = $11, consent = $12, consent_on = $13, consent_basis = $14,
                form_version = $15, version = version + 1
          where municipality_id = $1 and id = $2 and version = $3")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(version)
        .bind(sheet.presenter_id.as_ref().map(AccountId::as_str))
        .bind(&sheet.presenter_name)
        .bind(sheet.kind_id.as_str())
        .bind(&sheet.title)
        .bind(sheet.age_band)
        .bind(sheet.sex)
        .bind(sheet.care_level)
        .bind(sheet.household)
        .bind(sheet.consent)
        .bind(sheet.consent_on)
        .bind(&sheet.consent_basis)
        .bind(sheet.form_version))?;
    if touched == 0 {
        return Ok(Changed::Collided);
    }
    if withdrawn {
        clear_confirmation(tx, m, &id).await?;
    }
    let key = persons::key(tx, m, &case.person_id).await?;
    let shared = twin(form, &sheet.named, &before.shared);
    on!(tx, run sqlx::query(
        "update case_sheets set named_sheet = $3, shared_sheet = $4
          where municipality_id = $1 and case_id = $2")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(seal(&key, &id, &sheet.named)?)
        .bind(shared.to_json()))?;
    replace_factors(tx, m, &id, &sheet.factors).await?;
    let changed: Vec<&str> = form
        .fields()
        .filter(|f| before.named.get(&f.key) != sheet.named.get(&f.key))
        .map(|f| f.key.as_str())
        .collect();
    let detail = serde_json::json!({ "fields": changed, "confirmation_withdrawn": withdrawn });
    events::record(tx, &permit, &detail).await?;
    Ok(if withdrawn { Changed::ConfirmationWithdrawn } else { Changed::Saved })
}

/// Whether the de-identified twin is only kept, or confirmed as fit to leave the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    Keep,
    Confirm,
}

/// Writes the de-identified twin beside the named sheet and, when asked, confirms it. Keeping it unconfirmed
/// withdraws an earlier confirmation.
pub async fn share(
    tx: &mut Tx,
    permit: Permit<Share>,
    version: i64,
    title: &str,
    personal: &Answers,
    form: &Form,
    sharing: Sharing,
) -> Result<Changed> {
    let m = permit.municipality();
    let id: CaseId = permit.id();
    let case = find(tx, m, &id).await?;
    if case.version != version {
        return Ok(Changed::Collided);
    }
    let named = sheets(tx, m, &id, &case.person_id).await?.named;
    let shared = twin(form, &named, personal);
    let confirmed = (sharing == Sharing::Confirm).then(|| permit.at());
    let by = confirmed.map(|_| permit.actor().key());
    on!(tx, run sqlx::query(
        "update cases
            set title = $4, shared_confirmed_at = $5, shared_confirmed_by = $6, version = version + 1
          where municipality_id = $1 and id = $2 and version = $3")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(version)
        .bind(title)
        .bind(confirmed.map(|at| at.0))
        .bind(by))?;
    on!(tx, run sqlx::query(
        "update case_sheets set shared_sheet = $3 where municipality_id = $1 and case_id = $2")
        .bind(m.as_str())
        .bind(id.as_str())
        .bind(shared.to_json()))?;
    events::record(tx, &permit, &serde_json::json!({ "confirmed": confirmed.is_some() })).await?;
    Ok(if case.is_confirmed() && confirmed.is_none() {
        Changed::ConfirmationWithdrawn
    } else {
        Changed::Saved
    })
}

async fn clear_confirmation(tx: &mut Tx, m: &MunicipalityId, id: &CaseId) -> Result<()> {
    on!(tx, run sqlx::query(
        "update cases set shared_confirmed_at = null, shared_confirmed_by = null
          where municipality_id = $1 and id = $2")
        .bind(m.as_str())
        .bind(id.as_str()))?;
    Ok(())
}

/// The last serial that was given under a label's prefix; 0 when none was.
pub(super) async fn last_serial(conn: &mut Conn, m: &MunicipalityId, prefix: &str) -> Result<i64> {
    // Labels of one prefix sort by length and then by their digits, so that 1000 follows 999.
    let last = Query::new("select label from cases where municipality_id = ")
        .bind(m)
        .push(" and label >= ")
        .bind(prefix)
        .push(" and label < ")
        .bind(format!("{prefix}:"))
        .push(" order by length(label) desc, label desc limit 1")
        .optional::<(String,)>(conn)
        .await?;
    Ok(last.and_then(|(label,)| label.strip_prefix(prefix)?.parse().ok()).unwrap_or(0))
}

pub(super) fn seal(key: &PersonKey, id: &CaseId, named: &Answers) -> Result<Vec<u8>> {
    key.seal(named_cell(id), &named.to_json())
}

fn named_cell(id: &CaseId) -> Cell<'_> {
    Cell { table: "case_sheets", column: "named_sheet", id: id.as_str() }
}
