//! Ids: UUIDv7 as text, made in the program, typed by what they name.

use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a `T`. `Id<Case>` cannot be passed where `Id<Meeting>` is wanted.
///
/// UUIDv7 text sorts by the time it was made. Ids that come with a preset (centres, areas, conferences) are
/// the preset's own keys instead, so that a preset can be installed twice without making anything twice.
pub struct Id<T> {
    text: Box<str>,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new id.
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    pub fn new() -> Id<T> {
        Id::from(uuid::Uuid::now_v7().to_string())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T> Default for Id<T> {
    fn default() -> Self {
        Id::new()
    }
}

impl<T> From<String> for Id<T> {
    fn from(text: String) -> Self {
        Id { text: text.into_boxed_str(), of: PhantomData }
    }
}
impl<T> From<&str> for Id<T> {
    fn from(text: &str) -> Self {
        Id { text: text.into(), of: PhantomData }
    }
}
impl<T> From<&Id<T>> for Id<T> {
    fn from(id: &Id<T>) -> Self {
        id.clone()
    }
}
impl<T> From<&Id<T>> for String {
    fn from(id: &Id<T>) -> Self {
        id.text.to_string()
    }
}
impl<T> AsRef<str> for Id<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Text that cannot be an id of ours.
#[derive(Debug, thiserror::Error)]
#[error("idではありません")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
        if text.is_empty() || text.len() > 120 || !text.bytes().all(plain) {
            return Err(NotAnId);
        }
        Ok(Id::from(text))
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Id { text: self.text.clone(), of: PhantomData }
    }
}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
/// What ids name. The types themselves live in their rooms; these marks are here so that the foundation can
/// speak of a centre or a meeting without knowing the rooms.
pub mod tag {
    pub enum Municipality {}
    pub enum Unit {}
    pub enum District {}
    pub enum Center {}
    pub enum Login {}
    pub enum Account {}
    pub enum Person {}
    pub enum Level {}
    pub enum ConferenceKind {}
    pub enum Conference {}
    pub enum Member {}
    pub enum Period {}
    pub enum Factor {}
    pub enum Profession {}
    pub enum Meeting {}
    pub enum Plan {}
    pub enum Attendance {}
    pub enum AgendaItem {}
    pub enum CaseKind {}
    pub enum Case {}
    pub enum Review {}
    pub enum Advice {}
    pub enum Decision {}
    pub enum Reply {}
    pub enum FollowUp {}
    pub enum Issue {}
    pub enum Evidence {}
    pub enum Measure {}
    pub enum Feedback {}
    pub enum Edition {}
    pub enum Import {}
    pub enum Event {}
    pub enum Job {}
    /// Something that may be taken back for some minutes.
    pub enum Undo {}
    pub enum File {}
    pub enum Typed {}
    pub enum SavedFilter {}
    pub enum Attachment {}
    pub enum Ledger {}
    /// A record of a ledger.
    pub enum Entry {}
}

pub type MunicipalityId = Id<tag::Municipality>;
/// A place of any level for which conferences are held: `center.mei1`, `district.aji`, `municipality`; see
/// [`crate::preset::UnitTier`].
pub type UnitId = Id<tag::Unit>;
pub type DistrictId = Id<tag::District>;
pub type CenterId = Id<tag::Center>;
pub type LoginId = Id<tag::Login>;
pub type AccountId = Id<tag::Account>;
pub type PersonId = Id<tag::Person>;
pub type LevelId = Id<tag::Level>;
pub type ConferenceKindId = Id<tag::ConferenceKind>;
pub type ConferenceId = Id<tag::Conference>;
pub type MemberId = Id<tag::Member>;
/// A deliberation period: fiscal year of its city conference, and number, as `2025-2`.
pub type PeriodId = Id<tag::Period>;
pub type FactorId = Id<tag::Factor>;
pub type ProfessionId = Id<tag::Profession>;
pub type MeetingId = Id<tag::Meeting>;
/// Of meetings that were planned at once.
pub type PlanId = Id<tag::Plan>;
pub type AttendanceId = Id<tag::Attendance>;
pub type AgendaItemId = Id<tag::AgendaItem>;
pub type CaseKindId = Id<tag::CaseKind>;
pub type CaseId = Id<tag::Case>;
pub type ReviewId = Id<tag::Review>;
pub type AdviceId = Id<tag::Advice>;
pub type DecisionId = Id<tag::Decision>;
pub type ReplyId = Id<tag::Reply>;
pub type FollowUpId = Id<tag::FollowUp>;
pub type IssueId = Id<tag::Issue>;
pub type EvidenceId = Id<tag::Evidence>;
pub type MeasureId = Id<tag::Measure>;
pub type FeedbackId = Id<tag::Feedback>;
pub type EditionId = Id<tag::Edition>;
pub type ImportId = Id<tag::Import>;
pub type EventId = Id<tag::Event>;
pub type JobId = Id<tag::Job>;
/// Something that may be taken back.
pub type UndoId = Id<tag::Undo>;
/// Words that somebody typed into a search.
pub type TypedId = Id<tag::Typed>;
pub type SavedFilterId = Id<tag::SavedFilter>;
pub type FileId = Id<tag::File>;
pub type AttachmentId = Id<tag::Attachment>;
/// The key of a ledger in a structure.
pub type LedgerId = Id<tag::Ledger>;
/// A record of a ledger.
pub type EntryId = Id<tag::Entry>;
