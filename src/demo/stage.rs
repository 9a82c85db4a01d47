//! The stage on which the stories meet: who is there, and what has been made so far.

use std::collections::BTreeMap;

use super::seeds::Seeds;
use crate::{
    App,
    access::{Actor, Role, Seat},
    clock::{Clock, Day},
    error::{Error, Result},
    id::{
        AccountId, CaseId, CenterId, FollowUpId, IssueId, MeasureId, MeetingId, MunicipalityId,
        ReviewId,
    },
    structure::Structure,
};

/// A stage on which the stories meet.
pub(super) struct Stage<'a> {
    pub app: &'a App,
    pub seeds: &'a Seeds,
    pub structure: Structure,
    pub municipality: MunicipalityId,
    /// Accounts by login.
    pub accounts: BTreeMap<String, (AccountId, Actor)>,
    /// Meetings by their seed key.
    pub meetings: BTreeMap<String, MeetingId>,
    /// Cases by number, with the review they had.
    pub cases: BTreeMap<u16, CaseId>,
    pub reviews: BTreeMap<u16, ReviewId>,
    pub issues: BTreeMap<String, IssueId>,
    pub city_issues: BTreeMap<String, IssueId>,
    pub measures: BTreeMap<String, MeasureId>,
    pub measure_follow_ups: BTreeMap<(String, Day), FollowUpId>,
}

impl Stage<'_> {
    /// Whoever works at a centre.
    pub fn staff(&self, center: &CenterId) -> Result<Actor> {
        self.accounts
            .values()
            .find(|(_, actor)| actor.is(Role::CenterStaff) && actor.center() == Some(center))
            .map(|(_, actor)| actor.clone())
            .ok_or_else(|| Error::internal(format!("nobody works at {center}")))
    }

    /// The city officer.
    pub fn city(&self) -> Result<Actor> {
        self.accounts
            .get("city")
            .map(|(_, actor)| actor.clone())
            .ok_or_else(|| Error::internal("the city has no officer"))
    }

    /// A meeting by its seed key.
    pub fn meeting(&self, key: &str) -> Result<&MeetingId> {
        self.meetings.get(key).ok_or_else(|| Error::internal(format!("no meeting {key}")))
    }

    /// Somebody as an actor, without conference seats.
    pub fn actor_of(
        &self,
        account: &AccountId,
        name: &str,
        role: Role,
        center: Option<&CenterId>,
    ) -> Actor {
        let seat = Seat {
            account: account.clone(),
            name: name.to_owned(),
            role,
            center: center.filter(|_| role == Role::CenterStaff).cloned(),
            conferences: Vec::new(),
            meetings: Vec::new(),
            standing: self.structure.standing(role, center, &[]),
        };
        Actor::person(self.municipality.clone(), seat)
    }

    /// The clock's day.
    pub fn today(&self) -> Day {
        let clock: &Clock = self.app.db().clock();
        clock.today()
    }
}
