//! Commands, whole: what they must know and what they refuse, whoever calls them: a page, a file, the demo.
//!
//! What is refused for what it says comes back as [`Error::Refused`], each sentence at the field that a page has for it.

use super::{
    CaseStatus, NewCase, Outcome, RecordInput, ReviewStatus, SheetInput,
    act::{Close, Discard, Edit, Follow, Record, Register, Return, Share, Submit},
    case::lacks_for_submission,
    choosing,
    sheet_form::{current_form, sheet_form},
    store::{self, Changed, Doing, Shared},
    twin::{Twin, lacks_for_confirmation},
};
use crate::{
    access::Permit,
    clock::Day,
    db::{Conn, Tx},
    drafts,
    error::{Error, Refusals, Result, unless_overtaken},
    forms::Answers,
    id::{CaseId, CenterId, FollowUpId, ReviewId},
    meetings::{self, AgendaOutcome},
    persons,
    structure::Structure,
};

/// A label of a centre's cases up to its serial, in the fiscal year of a day: 「明第1-R7-」.
pub fn label_prefix(structure: &Structure, center: &CenterId, day: Day) -> String {
    let symbol = structure.center_of(center).map_or(center.as_str(), |c| &c.symbol);
    format!("{symbol}-R{}-", day.fiscal_year() - 2018)
}

/// The turn in which cases of a centre get their labels.
pub fn label_turn(structure: &Structure, center: &CenterId, day: Day) -> String {
    format!("case.label:{}", label_prefix(structure, center, day))
}

/// Registers a case under the next label of its centre, as a draft.
pub async fn register(
    tx: &mut Tx,
    permit: Permit<Register>,
    structure: &Structure,
    new: &NewCase,
) -> Result<CaseId> {
    sheet_refusals(&new.sheet).or_refuse()?;
    let prefix = label_prefix(structure, &permit.center, new.registered_on);
    let period = structure.period_of_day(new.registered_on);
    store::register(tx, permit, new, current_form(structure)?, &prefix, period.as_ref()).await
}

/// Changes what is written of a case.
pub async fn change(
    tx: &mut Tx,
    permit: Permit<Edit>,
    structure: &Structure,
    version: i64,
    sheet: &SheetInput,
) -> Result<Changed> {
    let case = store::find(tx, &permit.id()).await?;
    sheet_refusals(sheet).or_refuse()?;
    store::change(tx, permit, version, sheet, sheet_form(structure, case.form_version)?).await
}

/// What a sheet may not say: what cannot stand together. Who it is about it may tell; it is sealed.
pub fn sheet_refusals(sheet: &SheetInput) -> Refusals {
    let mut refusals = Refusals::default();
    if let Some((field, sentence)) = sheet.outline.contradiction() {
        refusals.at(field, sentence);
    }
    refusals
}

/// Whether a case may still be taken back as a mistake: it is a draft, and nothing came of it. What issues and measures say of
/// a case came of a meeting's look at it, which stays with the case even when it is withdrawn.
///
/// # Errors
/// A conflict sentence when it may not.
pub async fn may_be_discarded(conn: &mut Conn, id: &CaseId) -> Result<()> {
    let case = store::find(conn, id).await?;
    if case.status != CaseStatus::Draft {
        let sentence = format!(
            "この事例は「{}」なので、消せません。消せるのは作成中の事例だけです。",
            case.status.label()
        );
        return Err(Error::conflict(sentence));
    }
    let looked_at = !store::reviews_of(conn, id).await?.is_empty();
    if looked_at || !store::follow_ups_of(conn, id).await?.is_empty() {
        return Err(Error::conflict(
            "この事例は会議の議題になったことがあり、その記録が残っているので、消せません。使わないときは、事例のページから終了にしてください。",
        ));
    }
    Ok(())
}

/// Takes back a draft that was a mistake, with all that was written of it, and says which it was.
///
/// # Errors
/// As [`may_be_discarded`].
pub async fn discard(tx: &mut Tx, permit: Permit<Discard>) -> Result<String> {
    let id = permit.case.clone();
    may_be_discarded(tx, &id).await?;
    drafts::forget_below(tx, &format!("/cases/{id}")).await?;
    crate::forget(tx, permit.subject()).await?;
    store::discard(tx, permit).await
}

/// Hands a case in; refused while something is missing.
pub async fn submit(tx: &mut Tx, permit: Permit<Submit>, structure: &Structure) -> Result<()> {
    let store::Opened { case, sheets, .. } = store::opened(tx, &permit).await?;
    let form = sheet_form(structure, case.form_version)?;
    let mut refusals = Refusals::default();
    for lack in lacks_for_submission(&case, form, &sheets.named) {
        refusals.at("", lack.words());
    }
    refusals.or_refuse()?;
    store::submit(tx, permit).await
}

/// Whether the de-identified twin is only kept, or confirmed as fit to leave the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    Keep,
    Confirm,
}

/// What a person wrote beside the named sheet to leave the centre, and whether it may.
pub struct Sharable<'a> {
    pub title: &'a str,
    pub written: &'a Answers,
    pub sharing: Sharing,
}

/// Keeps the de-identified twin and, when asked, confirms it; that is refused while something of it is missing or tells
/// who the person is: title, answers, and the words of factors, all of which leave the centre.
pub async fn share(
    tx: &mut Tx,
    permit: Permit<Share>,
    structure: &Structure,
    version: i64,
    Sharable { title, written, sharing }: Sharable<'_>,
) -> Result<Changed> {
    let store::Opened { case, sheets, factors, .. } = store::opened(tx, &permit).await?;
    let form = sheet_form(structure, case.form_version)?;
    let twin =
        &Twin::of(structure, form, (title, &case.presenter_name), &sheets.named, written, factors);
    if sharing == Sharing::Keep {
        return store::share(tx, permit, version, Shared::Draft(twin)).await;
    }
    let mut refusals = Refusals::default();
    refusals.when(title.is_empty(), "title", "件名(匿名)を入力してください。");
    for lack in lacks_for_confirmation(form, &sheets.named, &twin.shared) {
        let sentence = format!(
            "「{}」の匿名の文を書いてください。出さない内容なら「(省略)」と書きます。",
            lack.label
        );
        refusals.at(format!("shared.{}", lack.key), sentence);
    }
    let twin = persons::clear_beside(tx, &permit, twin, refusals).await?;
    store::share(tx, permit, version, Shared::Confirmed(twin)).await
}

/// Writes the record of a review. Finishing it on or after the
/// meeting's day moves the case to discussed, and settles it on the meeting's agenda.
///
/// # Errors
/// `Overtaken` when somebody else wrote it since `version`; a conflict sentence when the review was taken off or put off.
pub async fn record(
    tx: &mut Tx,
    permit: Permit<Record>,
    id: &ReviewId,
    version: i64,
    input: &RecordInput,
    doing: Doing,
) -> Result<()> {
    let review = store::review(tx, id).await?;
    if !matches!(review.status, ReviewStatus::Planned | ReviewStatus::Discussed) {
        return Err(Error::conflict("この会議では検討しないことになった事例です。"));
    }
    if review.case_id != permit.case {
        return Err(Error::NotFound);
    }
    let meeting = meetings::find(tx, &review.meeting_id).await?;
    // Whoever read the confirmed minutes would not learn of it.
    meeting.still_open()?;
    let mut refusals = Refusals::default();
    let finishes = doing == Doing::Finish && review.status == ReviewStatus::Planned;
    if finishes {
        let follow_ups = store::follow_ups_of(tx, &review.case_id).await?;
        let days = input.follow_ups.len() + follow_ups.len();
        refusals.append(unfinished(input, days, meeting.on_or_about(), permit.at().day()));
    }
    let input = persons::clear_beside(tx, &permit, input, refusals).await?;
    if finishes {
        let about = choosing::subject(&review.case_id);
        let outcome = AgendaOutcome::Discussed;
        meetings::settle_agenda_item(tx, &permit, &review.meeting_id, &about, outcome).await?;
    }
    store::record(tx, permit, id, version, input, (doing, meeting.on_or_about())).await
}

/// What keeps a record from being finished, with so many days on which the case is looked at again.
pub fn unfinished(input: &RecordInput, days: usize, held_on: Day, today: Day) -> Refusals {
    let mut refusals = Refusals::default();
    if input.decisions.is_empty() && input.policy.is_empty() {
        refusals.at("decision.1.what", "決定か支援方針のどちらかを書いてください。");
    }
    if days == 0 {
        refusals.at("months", "次回確認の日を一つ以上選ぶか、日を入力してください。");
    }
    if held_on > today {
        let held_on = held_on.long();
        let sentence = format!(
            "会議の日({held_on})より前なので、記録を終えられません。「下書きを保存する」で残せます。"
        );
        refusals.at("", sentence);
    }
    refusals
}

/// Sends a case back to its presenter, with a reason that does not tell who it is about.
pub async fn return_to_draft(tx: &mut Tx, permit: Permit<Return>, reason: &str) -> Result<()> {
    let reason = &("return_reason", reason);
    let reason = persons::clear(tx, &permit, reason).await?;
    store::return_to_draft(tx, permit, reason).await
}

/// Finishes a follow-up with what it found and a note that does not tell who it is about.
///
/// # Errors
/// A conflict sentence when it was finished already.
pub async fn finish_follow_up(
    tx: &mut Tx,
    permit: Permit<Follow>,
    id: &FollowUpId,
    (outcome, note): (Outcome, &str),
) -> Result<()> {
    let note = &("note", note);
    let note = persons::clear(tx, &permit, note).await?;
    let today = permit.at().day();
    let done = store::finish_follow_up(tx, permit, id, today, outcome, note).await;
    unless_overtaken(done)?.ok_or_else(|| Error::conflict("この確認は、すでに記録されています。"))
}

/// Ends a case: with a dated follow-up behind it, or a reason that does not tell who it is about.
pub async fn close(tx: &mut Tx, permit: Permit<Close>, reason: &str) -> Result<()> {
    let follow_ups = store::follow_ups_of(tx, &permit.case).await?;
    let mut refusals = Refusals::default();
    if reason.is_empty() && follow_ups.is_empty() {
        let sentence = "次回確認の日が決まっていないので、終了の理由を入力してください。";
        refusals.at("close_reason", sentence);
    } else if reason.is_empty() && follow_ups.iter().any(|f| f.done_on.is_none()) {
        let sentence =
            "まだ済んでいない確認があります。先に記録するか、終了の理由を入力してください。";
        refusals.at("close_reason", sentence);
    }
    let reason = &("close_reason", reason);
    let reason = persons::clear_beside(tx, &permit, reason, refusals).await?;
    store::close(tx, permit, reason).await
}
