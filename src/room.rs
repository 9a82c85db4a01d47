//! What a room is: a folder's contract with the rest of the house, as plain function pointers.
//!
//! Rooms never call downwards. What a page shows from a room below arrives through these tables: the page asks
//! for the panels of a subject, and every room that has something to say about it is asked.

mod matter;
mod strand;

pub use matter::{Decided, Matter, Matters, called};
pub use strand::{Known, Name, Reach, Stop, Strand, Wait, Way};

use futures_util::future::BoxFuture;

use crate::{
    access::{Actor, MatrixRow, Seated, Subject},
    clock::Day,
    config::Config,
    db::{Conn, Tx},
    error::Result,
    id::{
        AccountId, CaseKindId, ConferenceId, FactorId, LedgerId, LevelId, MeetingId, PeriodId,
        ProfessionId, UnitId,
    },
    imports::{Exporter, Importer},
    jobs::JobKind,
    preset::Preset,
    structure::Structure,
    texts::Searchable,
    undo::Undoes,
    web::{Nav, Routes},
};

/// What a hook answers with, once it has asked the database.
type Asked<'a, T> = BoxFuture<'a, Result<T>>;

/// See [`Room::install`].
type Install = for<'a> fn(&'a mut Tx, &'a Preset) -> Asked<'a, ()>;
/// See [`Room::seats`].
type SeatsOf = for<'a> fn(&'a mut Conn, &'a AccountId, Day) -> Asked<'a, Seats>;
/// See [`Room::panels`].
type Panels =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a Subject) -> Asked<'a, Vec<Panel>>;
/// See [`Room::matters`].
type MattersOf =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a MeetingId) -> Asked<'a, Matters>;
/// See [`Room::subjects`].
type SubjectsOf =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a [Subject]) -> Asked<'a, Vec<Known>>;
/// See [`Room::offers`].
type OffersOf =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a Wish<'a>) -> Asked<'a, Vec<Known>>;
/// See [`Room::stations`].
type StationsOf =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a Reach<'a>) -> Asked<'a, Strand>;
/// See [`Room::due`].
type DueFor = for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, Day) -> Asked<'a, Vec<Due>>;
/// See [`Room::opened`].
type Opened = for<'a> fn(&'a mut Conn, &'a Actor) -> Asked<'a, Vec<String>>;
/// See [`Room::tidy`].
type Tidy = for<'a> fn(&'a mut Tx, &'a Actor, &'a Config) -> Asked<'a, Vec<Tidied>>;
/// See [`Room::search`].
type Search =
    for<'a> fn(&'a mut Conn, &'a Actor, &'a Structure, &'a [String]) -> Asked<'a, Vec<Found>>;

/// See [`Room::forget`].
type Forget = for<'a> fn(&'a mut Tx, &'a Subject) -> Asked<'a, ()>;
/// See [`Room::uses`].
type Uses = for<'a> fn(&'a mut Conn, &'a StructurePart) -> Asked<'a, Vec<String>>;

/// A capability.
pub struct Room {
    /// The folder's name.
    pub name: &'static str,
    /// Its pages.
    pub routes: fn() -> Routes,
    /// Its entries of the left navigation.
    pub nav: &'static [Nav],
    /// The beginnings of its pages' addresses, each with the chapter of the guide that explains them: 「使い方」 leads there.
    pub guide: &'static [(&'static str, &'static str)],
    /// Takes its part of a preset into the database; called in reading order, in one transaction, and again
    /// when a preset is installed anew.
    pub install: Install,
    /// How many of its records point at a part of the structure, in words (「会議32回」); empty for none. A part
    /// that is pointed at is not taken out of the structure.
    pub uses: Uses,
    /// Takes out what of its own lies beside a record that is about to be deleted.
    pub forget: Forget,
    /// Where an account sits today, for roles that see what comes before their conferences.
    pub seats: SeatsOf,
    /// Fragments for the pages of rooms above.
    pub panels: Panels,
    /// What a meeting dealt with of its own, in words for paper, as far as the actor may know of it.
    pub matters: MattersOf,
    /// The kinds of record it answers for, as [`Subject`] names them.
    pub kinds: &'static [&'static str],
    /// What the actor may know of those of these records that are its own; what they may not know of is left out.
    pub subjects: SubjectsOf,
    /// Which of its records the actor may choose where somebody points at one, the newest first: of what they may know of, what
    /// holds the words in its name.
    pub offers: OffersOf,
    /// Its part of a record's thread, within what the actor may see: what came of the stops that lead on, what those came
    /// from that lead back, and its own records among those that wait to be drawn. It follows its own records as far as
    /// they lead, and is not asked about them again.
    pub stations: StationsOf,
    /// What waits for this person.
    pub due: DueFor,
    /// What a seat among its records opens to this person and until when, in sentences; nothing for those who work here.
    pub opened: Opened,
    /// What is to be found of its records.
    pub texts: &'static [Searchable],
    /// What the search box finds beside: what is sealed, which only its readers may look through, and what is no record.
    pub search: Search,
    /// The files it can take in.
    pub imports: &'static [Importer],
    /// The tables it can give out.
    pub exports: &'static [Exporter],
    /// The long work it can do.
    pub jobs: &'static [JobKind],
    /// Its records whose moves can be taken back.
    pub undoes: &'static [Undoes],
    /// Clears away what of its own has had its time; called once a day for each municipality, all rooms in one
    /// transaction.
    pub tidy: Tidy,
    /// Its rows of the permission matrix.
    pub matrix: fn() -> Vec<MatrixRow>,
    /// Its workflows as Markdown (Mermaid), for docs/generated/workflow.md; empty when it has none.
    pub workflow: fn() -> String,
}

impl Room {
    /// A room with nothing but its name; others are written as `Room { routes, ..Room::named("cases") }`.
    pub const fn named(name: &'static str) -> Room {
        Room {
            name,
            routes: Routes::new,
            nav: &[],
            guide: &[],
            install: |_, _| Box::pin(async { Ok(()) }),
            uses: |_, _| Box::pin(async { Ok(Vec::new()) }),
            forget: |_, _| Box::pin(async { Ok(()) }),
            seats: |_, _, _| Box::pin(async { Ok(Seats::default()) }),
            panels: |_, _, _, _| Box::pin(async { Ok(Vec::new()) }),
            matters: |_, _, _, _| Box::pin(async { Ok(Matters::default()) }),
            kinds: &[],
            subjects: |_, _, _, _| Box::pin(async { Ok(Vec::new()) }),
            offers: |_, _, _, _| Box::pin(async { Ok(Vec::new()) }),
            stations: |_, _, _, _| Box::pin(async { Ok(Strand::default()) }),
            due: |_, _, _, _| Box::pin(async { Ok(Vec::new()) }),
            opened: |_, _| Box::pin(async { Ok(Vec::new()) }),
            texts: &[],
            search: |_, _, _, _| Box::pin(async { Ok(Vec::new()) }),
            imports: &[],
            exports: &[],
            jobs: &[],
            undoes: &[],
            tidy: |_, _, _| Box::pin(async { Ok(Vec::new()) }),
            matrix: Vec::new,
            workflow: String::new,
        }
    }
}

/// What somebody looks for who is about to point at a record.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The kind of record, as [`Subject`] names it.
    pub kind: &'a str,
    /// Part of its name; all of them for none.
    pub words: &'a str,
    pub most: i64,
}

/// What was cleared away.
#[derive(Clone, Debug)]
pub struct Tidied {
    /// In words, counted in 件.
    pub what: &'static str,
    pub count: u64,
}

/// A part of the structure, or what else may be taken out again, that records point at by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StructurePart {
    /// These 会議体.
    Conferences(Vec<ConferenceId>),
    Level(LevelId),
    /// A place of any level: of a centre also the names it holds and the people who work there.
    Unit(UnitId),
    /// The days of a deliberation period, as they are now.
    Period {
        id: PeriodId,
        first_day: Day,
        last_day: Day,
    },
    CaseKind(CaseKindId),
    Factor(FactorId),
    Profession(ProfessionId),
    MeasureAnswer(String),
    Department(String),
    /// One version of the sheet of a case.
    SheetVersion(i64),
    /// One sitting.
    Meeting(MeetingId),
    Ledger(LedgerId),
    /// Records of a ledger in this state.
    LedgerState {
        ledger: LedgerId,
        state: String,
    },
    /// Records of a ledger that answer a field so.
    LedgerValue {
        ledger: LedgerId,
        field: String,
        value: String,
    },
}

/// What [`Room::uses`] answers for a count: nothing for 0.
pub fn counted(what: &str, count: i64, unit: &str) -> Option<String> {
    (count > 0).then(|| format!("{what}{count}{unit}"))
}

/// Conferences and meetings somebody sits in today.
#[derive(Clone, Debug, Default)]
pub struct Seats {
    pub conferences: Vec<Seated>,
    pub meetings: Vec<MeetingId>,
}

/// A fragment of a page, rendered by the room it comes from.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Panels are shown in this order, lowest first; leave gaps.
    pub order: u16,
    /// Heading and anchor of the fragment.
    pub title: String,
    pub anchor: &'static str,
    /// Safe HTML.
    pub html: String,
    /// What its room would have done next with the subject: words and page.
    pub next: Option<(String, String)>,
}

/// Days ahead that 今日 shows; what is due later is only counted.
pub const AHEAD: i64 = 31;

/// Something that waits for a person.
#[derive(Clone, Debug)]
pub struct Due {
    /// What is to be done, as a verb: 「匿名化した内容を確認する」.
    pub title: String,
    /// About what: a label, a centre, a meeting.
    pub about: String,
    pub href: String,
    /// Until when; none for "when you can".
    pub day: Option<Day>,
    pub group: DueGroup,
}

/// The parts of 今日.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueGroup {
    /// 今日することと期限を過ぎたもの
    Todo,
    /// これからの会議
    Meetings,
    /// 返ってきたもの
    CameBack,
}

/// Something the search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// 事例, 課題, 会議 …
    pub kind: &'static str,
    pub title: String,
    pub excerpt: String,
    pub href: String,
    /// Where it says somebody's name: the action by which that may be seen, and whose it is.
    pub by_name: Option<(&'static str, Subject)>,
}
