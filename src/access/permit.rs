//! Rules, and the leave that follows from them.

use std::{fmt, marker::PhantomData, ops::Deref};

use serde::{Deserialize, Serialize};

use super::{Actor, Role, Verdict};
use crate::{
    clock::Instant,
    db::{Conn, Tx},
    error::{Error, Result},
    id::{CenterId, Id, MunicipalityId},
    words::Words,
};

/// A room's rules: the enum of its actions, judged in one `match`.
pub trait Rule: Words {
    /// What is known of the subject, loaded in the transaction of the check.
    type Facts: Facts;

    /// May this actor do it to this subject? Called for people only; the program itself may do all.
    fn verdict(self, actor: &Actor, facts: &Self::Facts) -> Verdict;
}

/// Facts about one subject.
pub trait Facts: Send + Sync {
    /// Which record the facts are about; the permit speaks of this one.
    fn subject(&self) -> Subject;

    /// The centre whose names the record touches, if it does.
    fn keeper(&self) -> Option<&CenterId> {
        None
    }
}

/// Facts that are read from the database.
pub trait Load: Facts + Sized {
    /// What they are found by.
    type Key: Sync + ?Sized;

    /// Reads them.
    ///
    /// # Errors
    /// `NotFound`.
    fn load(conn: &mut Conn, key: &Self::Key) -> impl Future<Output = Result<Self>> + Send;
}

/// A record, named loosely: for events, agendas and evidence, which point at records of several rooms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    pub kind: &'static str,
    pub id: String,
}

impl Subject {
    /// A subject of a kind, e.g. `Subject::new("case", &case.id)`.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Subject {
        Subject { kind, id: id.to_string() }
    }

    /// Its id, if it is a record of this kind.
    pub fn id_of<T>(&self, kind: &str) -> Option<Id<T>> {
        (self.kind == kind).then(|| Id::from(self.id.as_str()))
    }
}

/// One action as a type, so that a permit for one cannot be used for another; made by [`actions!`](crate::actions).
pub trait Action: Send + Sync + 'static {
    type Rule: Rule;
    /// The action in its room's enum.
    const RULE: Self::Rule;
}

/// What is known of an action's subject.
pub type FactsOf<A> = <<A as Action>::Rule as Rule>::Facts;
/// What an action's subject is found by.
pub type KeyOf<A> = <FactsOf<A> as Load>::Key;

/// Leave to do an action to one subject: [`Seen`], to read with, or [`Permit`], to change with. What opens sealed cells
/// takes one and learns from it whose; which actions open what, their room says.
pub trait Leave: Send + Sync {
    type Action: Action;

    /// What was known when it was given.
    fn facts(&self) -> &FactsOf<Self::Action>;
}

/// Leave to read what `A` is about. It is no permit: what a page knew may have changed when a command runs.
pub struct Seen<A: Action>(FactsOf<A>);

impl<A: Action> Deref for Seen<A> {
    type Target = FactsOf<A>;

    fn deref(&self) -> &FactsOf<A> {
        &self.0
    }
}

impl<A: Action> Leave for Seen<A> {
    type Action = A;

    fn facts(&self) -> &FactsOf<A> {
        &self.0
    }
}

/// Leave to do `A` to one subject, with what was known of it. Neither cloned nor made by hand.
#[must_use]
pub struct Permit<A: Action> {
    actor: Actor,
    subject: Subject,
    facts: FactsOf<A>,
    at: Instant,
    action: PhantomData<A>,
}

impl<A: Action> fmt::Debug for Permit<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({:?} {} {})", A::RULE, self.subject.kind, self.subject.id)
    }
}

/// A permit knows what was known when it was given.
impl<A: Action> Deref for Permit<A> {
    type Target = FactsOf<A>;

    fn deref(&self) -> &FactsOf<A> {
        &self.facts
    }
}

impl<A: Action> Leave for Permit<A> {
    type Action = A;

    fn facts(&self) -> &FactsOf<A> {
        &self.facts
    }
}

impl<A: Action> Permit<A> {
    /// Who was permitted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The tenant.
    pub fn municipality(&self) -> &MunicipalityId {
        self.actor.municipality()
    }

    /// The record the leave is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The record's id, typed by the caller's room.
    pub fn id<T>(&self) -> Id<T> {
        Id::from(self.subject.id.as_str())
    }

    /// When the transaction began.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The action's name in the history, e.g. `submit`.
    pub fn action(&self) -> &'static str {
        A::RULE.code()
    }
}

/// Asks for leave to do `A`, from facts read in this transaction.
///
/// # Errors
/// `NotFound` when there is no such subject or the person may not know of it, `Forbidden` when they only may not do this.
pub async fn leave<A: Action>(
    tx: &mut Tx,
    actor: &Actor,
    _action: A,
    key: &KeyOf<A>,
) -> Result<Permit<A>>
where
    FactsOf<A>: Load,
{
    let Seen(facts) = seen::<A>(tx, actor, key).await?;
    Ok(granted(tx, actor, facts))
}

/// Asks for leave to do `A` to what is not there yet, or is known already.
///
/// # Errors
/// As [`leave`].
pub fn permit<A: Action>(tx: &mut Tx, actor: &Actor, facts: &FactsOf<A>) -> Result<Permit<A>>
where
    FactsOf<A>: Clone,
{
    check(A::RULE, actor, facts)?;
    Ok(granted(tx, actor, facts.clone()))
}

fn granted<A: Action>(tx: &Tx, actor: &Actor, facts: FactsOf<A>) -> Permit<A> {
    let (actor, subject) = (actor.clone(), facts.subject());
    Permit { actor, subject, facts, at: tx.now(), action: PhantomData }
}

/// What is known of a subject, once it is sure that `A` may be done to it.
///
/// # Errors
/// As [`leave`].
pub async fn seen<A: Action>(conn: &mut Conn, actor: &Actor, key: &KeyOf<A>) -> Result<Seen<A>>
where
    FactsOf<A>: Load,
{
    let facts = FactsOf::<A>::load(conn, key).await?;
    seen_on(actor, facts)
}

/// [`seen`] where the facts are at hand.
///
/// # Errors
/// As [`leave`].
pub fn seen_on<A: Action>(actor: &Actor, facts: FactsOf<A>) -> Result<Seen<A>> {
    check(A::RULE, actor, &facts)?;
    Ok(Seen(facts))
}

/// The same judgement without a permit: for drawing only those buttons that will work.
///
/// # Errors
/// As [`leave`].
pub fn check<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> Result<()> {
    match verdict(rule, actor, facts) {
        Verdict::Yes => Ok(()),
        Verdict::Hidden => Err(Error::NotFound),
        Verdict::ReadOnly => Err(Error::forbidden(format!(
            "「{}」は、{}の役割では行えません。",
            rule.label(),
            actor.role().map_or("この", Role::label)
        ))),
    }
}

/// Whether the actor may.
pub fn may<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> bool {
    verdict(rule, actor, facts) == Verdict::Yes
}

fn verdict<R: Rule>(rule: R, actor: &Actor, facts: &R::Facts) -> Verdict {
    if actor.is_system() { Verdict::Yes } else { rule.verdict(actor, facts) }
}

/// A room's actions: the enum with codes and labels as in [`words!`](crate::words), and for each action a type of the same
/// name, so that permits can speak of it. The one `match` follows as `impl Rule`.
///
/// ```ignore
/// actions! {
///     /// What is done with meetings.
///     pub enum MeetingAction {
///         ReadMeeting "read_meeting" "会議を見る",
///         PlanMeeting "plan_meeting" "会議を計画する",
///     }
/// }
/// ```
#[macro_export]
macro_rules! actions {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident {
        $($Action:ident $code:literal $label:literal),* $(,)?
    }) => {
        $crate::words! {
            $(#[$meta])* $vis enum $Name { $(#[doc = $label] $Action $code $label),* }
        }

        $(
            #[doc = $label]
            #[allow(dead_code, reason = "an action that only pages ask for needs no permit")]
            #[derive(Clone, Copy, Debug, Default)]
            $vis struct $Action;

            impl $crate::access::Action for $Action {
                type Rule = $Name;
                const RULE: $Name = $Name::$Action;
            }
        )*
    };
}
