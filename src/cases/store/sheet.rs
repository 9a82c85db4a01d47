//! A case and its two sheets.

use super::{
    factors::replace_factors,
    list::find,
    words::{Words, opened, seal},
};
use crate::{
    access::{Load, Permit},
    cases::{
        CaseFacts, CaseStatus,
        act::{Edit, Register, Share},
        case::{NewCase, Outline, SheetInput},
        twin::{Twin, confirmation_holds, shared_from},
    },
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    events,
    fields::{self, Declared},
    forms::Answers,
    id::{AccountId, CaseId, CenterId, ConferenceId, MeetingId, PeriodId, PersonId},
    persons::{self, Cleared},
    preset::Form,
    record,
};

record! {
    struct FactsRow {
        person_id: PersonId,
        center_id: CenterId,
        presenter_id: Option<AccountId>,
        presenter_name: String,
        status: CaseStatus,
        shared_confirmed_at: Option<i64>,
    }
}

// What asking for leave needs to know of a case.
impl Load for CaseFacts {
    type Key = CaseId;

    async fn load(conn: &mut Conn, id: &CaseId) -> Result<CaseFacts> {
        let row = Query::select::<FactsRow>(
            "from cases
            where municipality_id = $m
              and id = $1",
            id,
        )
        .one::<FactsRow>(conn)
        .await?;
        let before = Query::of(
            "select conference_id, meeting_id
               from case_reviews
              where municipality_id = $m and case_id = $1 and status <> 'withdrawn'",
            id,
        )
        .all::<(ConferenceId, MeetingId)>(conn)
        .await?;
        let (conferences, meetings) = before.into_iter().unzip();
        Ok(CaseFacts {
            case: id.clone(),
            person: row.person_id,
            center: row.center_id,
            presenter: row.presenter_id,
            presenter_name: row.presenter_name,
            status: row.status,
            confirmed: row.shared_confirmed_at.is_some(),
            conferences,
            meetings,
        })
    }
}

/// The de-identified sheet, once it was confirmed; empty until then.
pub async fn shared_sheet(conn: &mut Conn, case: &CaseId) -> Result<Answers> {
    let shared = Query::of(
        "select shared_sheet from case_sheets where municipality_id = $m and case_id = $1",
        case,
    )
    .one::<String>(conn)
    .await?;
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
    let id: CaseId = permit.id();
    let label = format!("{prefix}{:03}", last_serial(tx, prefix).await? + 1);
    let sheet = &new.sheet;
    let key = persons::key(tx, &permit).await?;
    let words = Words {
        title: sheet.outline.title.clone(),
        consent_basis: sheet.outline.consent_basis.clone(),
        shared: shared_from(form, &sheet.named, &Answers::default()),
        factors: Words::of_factors(&sheet.factors),
        ..Words::default()
    };
    let row = columns(sheet, false)
        .set("words", words.seal(&key, &id)?)
        .and(new_columns(&id, &permit.center, &permit.person))
        .set("label", &label)
        .set("status", CaseStatus::Draft)
        .set("registered_on", new.registered_on)
        .set("period_id", period);
    Query::insert("cases", row).run(tx).await?;
    Query::insert(
        "case_sheets",
        Pairs::new()
            .set("case_id", &id)
            .set("named_sheet", seal(&key, &id, &sheet.named)?)
            .set("shared_sheet", Answers::default().to_json()),
    )
    .run(tx)
    .await?;
    replace_factors(tx, &id, &sheet.factors, false).await?;
    events::record(
        tx,
        &permit,
        &serde_json::json!({ "label": label, "kind": sheet.outline.kind_id }),
    )
    .await?;
    Ok(id)
}

/// The columns that are written whenever a sheet is: registered, changed or imported. The title stands in the open only
/// where the twin `leaves`, the ground of consent never; see `words.rs`.
pub(super) fn columns(sheet: &SheetInput, leaves: bool) -> Pairs {
    let mut outline = sheet.outline.clone();
    outline.consent_basis.clear();
    if !leaves {
        outline.title.clear();
    }
    fields::columns(Outline::fields(), &outline)
        .set("presenter_id", &sheet.presenter_id)
        .set("form_version", sheet.form_version)
}

/// Whose a new case is, and that nothing was decided of it yet.
pub(super) fn new_columns(id: &CaseId, center: &CenterId, person: &PersonId) -> Pairs {
    Pairs::new()
        .set("id", id)
        .set("center_id", center)
        .set("person_id", person)
        .set("return_reason", "")
        .set("close_reason", "")
        .set("version", 1)
}

/// What a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Saved; a confirmation of the de-identified twin, if there was one, still holds.
    Saved,
    /// Saved; the confirmation was withdrawn, because what it was given for has changed.
    ConfirmationWithdrawn,
}

/// Changes a case's columns, named sheet and factors. See [`confirmation_holds`] for what this does to a
/// confirmation.
///
/// # Errors
/// `Overtaken` when somebody else changed the case since `version`.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Edit>,
    version: i64,
    sheet: &SheetInput,
    form: &Form,
) -> Result<Changed> {
    let id: CaseId = permit.id();
    let case = find(tx, &id).await?;
    if case.version != version {
        return Err(Error::Overtaken);
    }
    let before = opened(tx, &permit).await?;
    let words = Words {
        title: sheet.outline.title.clone(),
        consent_basis: sheet.outline.consent_basis.clone(),
        shared: shared_from(form, &sheet.named, &before.sheets.shared),
        factors: Words::of_factors(&sheet.factors),
        ..before.words.clone()
    };
    let before_named = &before.sheets.named;
    let holds = confirmation_holds(form, before_named, &sheet.named)
        && before.words.title == words.title
        && case.presenter_name == sheet.outline.presenter_name
        && before.words.factors == words.factors;
    let (withdrawn, leaves) = (case.is_confirmed() && !holds, case.is_confirmed() && holds);
    let key = persons::key(tx, &permit).await?;
    let columns = columns(sheet, leaves).set("words", words.seal(&key, &id)?);
    Query::update("cases", columns.set("version", version + 1))
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    if withdrawn {
        clear_confirmation(tx, &id).await?;
    }
    Query::of(
        "update case_sheets set named_sheet = $2, shared_sheet = $3
          where municipality_id = $m and case_id = $1",
        (&id, seal(&key, &id, &sheet.named)?, plain(leaves, &words.shared)),
    )
    .run(tx)
    .await?;
    replace_factors(tx, &id, &sheet.factors, leaves).await?;
    let changed: Vec<&str> = form
        .fields()
        .filter(|f| before_named.get(&f.key) != sheet.named.get(&f.key))
        .map(|f| f.key.as_str())
        .collect();
    let detail = serde_json::json!({ "fields": changed, "confirmation_withdrawn": withdrawn });
    events::record(tx, &permit, &detail).await?;
    Ok(if withdrawn { Changed::ConfirmationWithdrawn } else { Changed::Saved })
}

/// A de-identified twin, kept for later or confirmed as fit to leave the centre.
#[derive(Clone, Copy)]
pub enum Shared<'t> {
    Draft(&'t Twin),
    Confirmed(Cleared<'t, Twin>),
}

/// Writes the de-identified twin beside the named sheet and, when it is, confirms it. Keeping it unconfirmed
/// withdraws an earlier confirmation.
pub async fn share(
    tx: &mut Tx,
    permit: Permit<Share>,
    version: i64,
    shared: Shared<'_>,
) -> Result<Changed> {
    let id: CaseId = permit.id();
    let case = find(tx, &id).await?;
    if case.version != version {
        return Err(Error::Overtaken);
    }
    let (twin, confirmed): (&Twin, _) = match &shared {
        Shared::Draft(twin) => (twin, None),
        Shared::Confirmed(twin) => (twin, Some(permit.at())),
    };
    let (by, leaves) = (confirmed.map(|_| permit.actor().key()), confirmed.is_some());
    let words = Words {
        title: twin.title.clone(),
        shared: twin.shared.clone(),
        ..opened(tx, &permit).await?.words
    };
    let key = persons::key(tx, &permit).await?;
    let columns = Pairs::new()
        .set("title", if leaves { twin.title.as_str() } else { "" })
        .set("words", words.seal(&key, &id)?)
        .set("shared_confirmed_at", confirmed.map(|at| at.0))
        .set("shared_confirmed_by", by)
        .set("version", version + 1);
    Query::update("cases", columns)
        .with(" and id = $1 and version = $2", (&id, version))
        .change_one(tx)
        .await?;
    Query::of(
        "update case_sheets set shared_sheet = $2 where municipality_id = $m and case_id = $1",
        (&id, plain(leaves, &twin.shared)),
    )
    .run(tx)
    .await?;
    replace_factors(tx, &id, &twin.factors, leaves).await?;
    events::record(tx, &permit, &serde_json::json!({ "confirmed": confirmed.is_some() })).await?;
    Ok(if case.is_confirmed() && confirmed.is_none() {
        Changed::ConfirmationWithdrawn
    } else {
        Changed::Saved
    })
}

/// A shared sheet as it stands in the open: empty until it `leaves`.
fn plain(leaves: bool, shared: &Answers) -> String {
    if leaves { shared.to_json() } else { Answers::default().to_json() }
}

async fn clear_confirmation(tx: &mut Tx, id: &CaseId) -> Result<()> {
    Query::of(
        "update cases set shared_confirmed_at = null, shared_confirmed_by = null
          where municipality_id = $m and id = $1",
        id,
    )
    .run(tx)
    .await?;
    Ok(())
}

/// The last serial that was given under a label's prefix, to a case that is there or one that is gone; 0 when none was.
pub(super) async fn last_serial(conn: &mut Conn, prefix: &str) -> Result<i64> {
    // Labels of one prefix sort by length and then by their digits, so that 1000 follows 999.
    let mut highest = 0;
    for given in [
        "select label
           from cases
          where municipality_id = $m
            and label >= $1
            and label < $2
          order by length(label) desc, label desc limit 1",
        "select label
           from case_labels_gone
          where municipality_id = $m
            and label >= $1
            and label < $2
          order by length(label) desc, label desc limit 1",
    ] {
        let last =
            Query::of(given, (prefix, format!("{prefix}:"))).optional::<String>(conn).await?;
        let serial: Option<i64> = last.and_then(|label| label.strip_prefix(prefix)?.parse().ok());
        highest = highest.max(serial.unwrap_or(0));
    }
    Ok(highest)
}
