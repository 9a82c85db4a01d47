//! A record for those who stand elsewhere: what it is called, and its thread, to which every room adds its own stations.

use crate::{
    access::Subject,
    clock::Day,
    id::{Id, UnitId},
    web::diagram::{Station, StationKind},
};

/// What somebody who may know of a record is told of it on other pages.
#[derive(Clone, Debug)]
pub struct Known {
    pub subject: Subject,
    pub name: Name,
    /// Its page.
    pub href: String,
    /// The unit it belongs to; a case's is its centre.
    pub unit: Option<UnitId>,
}

/// What a record is called; never a name of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// 「明1-R7-3」
    Label(String),
    /// What people wrote above it.
    Title(String),
}

impl Name {
    /// As it stands alone.
    pub fn text(&self) -> &str {
        let (Name::Label(text) | Name::Title(text)) = self;
        text
    }
}

impl Known {
    /// The record as a station.
    pub fn station(&self, kind: StationKind) -> Station {
        Station::new(kind, self.name.text()).href(&self.href)
    }
}

/// Where a record of a thread lies, as seen from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is the start.
    Start,
    /// It came of the start.
    Forward,
    /// The start came of it.
    Back,
}

impl Way {
    /// Whether the thread goes on to what came of it.
    pub fn leads_on(self) -> bool {
        self != Way::Back
    }

    /// Whether the thread goes back to what it came from.
    pub fn leads_back(self) -> bool {
        self != Way::Forward
    }
}

/// Something that a thread came to.
#[derive(Clone, Debug)]
pub struct Stop {
    /// A record; or what a room draws beside its records, under a kind that no room answers for.
    pub subject: Subject,
    pub way: Way,
    /// The day that stands at the station.
    pub day: Option<Day>,
    pub known: Option<Known>,
    /// None until the room whose record it is has drawn it.
    pub station: Option<Station>,
}

impl Stop {
    /// A record that another room is to draw.
    pub fn at(subject: Subject, way: Way) -> Stop {
        Stop { subject, way, day: None, known: None, station: None }
    }

    /// A room's own record.
    pub fn of(known: Known, way: Way, day: Day, station: Station) -> Stop {
        let stop = Stop::at(known.subject.clone(), way).drawn(Some(day), station);
        Stop { known: Some(known), ..stop }
    }

    /// With its station.
    pub fn drawn(self, day: Option<Day>, station: Station) -> Stop {
        Stop { day, station: Some(station), ..self }
    }
}

/// What a room is asked for its part of a thread: the start, and the stops that it was not asked about before.
pub struct Reach<'a> {
    pub start: &'a Subject,
    pub stops: &'a [Stop],
}

impl Reach<'_> {
    /// Records of this kind that wait to be drawn, as far as the actor may know of them.
    pub fn waiting<T>(&self, kind: &str) -> impl Iterator<Item = (Id<T>, Way)> {
        let waiting = self.stops.iter().filter(|stop| stop.station.is_none());
        waiting.filter_map(move |stop| Some((stop.subject.id_of(kind)?, stop.way)))
    }

    /// Records of this kind that stand in the thread.
    pub fn standing<T>(&self, kind: &str) -> impl Iterator<Item = (Id<T>, &Stop)> {
        let standing = self.stops.iter().filter(|stop| stop.station.is_some());
        standing.filter_map(move |stop| Some((stop.subject.id_of(kind)?, stop)))
    }
}

/// A room's part of a thread.
#[derive(Debug, Default)]
pub struct Strand {
    /// In the order in which they are drawn.
    pub stops: Vec<Stop>,
    /// Pieces of thread; one whose ends do not both stand there is not drawn.
    pub ties: Vec<Tie>,
    /// What is waited for here, at the furthest station that waits.
    pub waits: Option<Wait>,
}

/// What is waited for.
#[derive(Debug)]
pub struct Wait {
    /// The station at which it is.
    pub at: Subject,
    pub kind: StationKind,
    /// What, since when, and whose turn it is.
    pub words: String,
}

/// A piece of thread.
#[derive(Debug)]
pub struct Tie {
    pub from: Subject,
    pub to: Subject,
    /// Days until what runs back arrived; none while it did not. Of what leads on, the stations say their days.
    pub days: Option<i64>,
    /// Whether it runs back along the thread, to what was asked.
    pub back: bool,
}

impl Strand {
    /// Leads the thread on.
    pub fn tie(&mut self, from: &Subject, to: &Subject) {
        self.ties.push(Tie { from: from.clone(), to: to.clone(), days: None, back: false });
    }

    /// Leads it back.
    pub fn tie_back(&mut self, from: &Subject, to: &Subject, days: Option<i64>) {
        self.ties.push(Tie { from: from.clone(), to: to.clone(), days, back: true });
    }
}
