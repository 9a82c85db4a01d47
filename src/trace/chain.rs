//! The thread of one record: rooms are asked what they know of the stops that were reached, until nothing is new to
//! any of them.

use std::collections::{HashMap, HashSet};

use crate::{
    ROOMS,
    access::{Actor, Subject},
    clock::Day,
    db::Conn,
    error::{Error, Result},
    room::{Name, Reach, Room, Stop, Strand, Way},
    structure::Structure,
    web::diagram::{Station, Thread},
};

/// The thread of a record, forward and back.
///
/// # Errors
/// `NotFound` when the actor may not know of the record, or no thread runs through such a record.
pub async fn chain(
    conn: &mut Conn,
    actor: &Actor,
    structure: &Structure,
    start: &Subject,
) -> Result<Thread> {
    Walk { rooms: ROOMS.iter().collect(), actor, structure, start }.thread(conn).await
}

/// Whose thread is walked, for whom, and who is asked.
pub(super) struct Walk<'a> {
    pub rooms: Vec<&'a Room>,
    pub actor: &'a Actor,
    pub structure: &'a Structure,
    pub start: &'a Subject,
}

impl Walk<'_> {
    /// See [`chain`].
    pub async fn thread(&self, conn: &mut Conn) -> Result<Thread> {
        let strands = self.strands(conn).await?;
        let start = self.start;
        let stops = || strands.iter().flat_map(|strand| &strand.stops);
        let known =
            stops().filter(|stop| stop.subject == *start).find_map(|stop| stop.known.as_ref());
        let title = match &known.ok_or(Error::NotFound)?.name {
            Name::Label(label) => format!("{label} のつながり"),
            Name::Title(title) => format!("「{title}」のつながり"),
        };
        let words = self.structure.storeys().into_iter().map(|level| &level.issue_name);
        let mut thread = Thread::new(title).storeys(words);
        let mut places: HashMap<&Subject, usize> = HashMap::new();
        let mut days: Vec<Option<Day>> = Vec::new();
        for stop in stops() {
            let Some(station) = &stop.station else {
                continue;
            };
            places.entry(&stop.subject).or_insert_with(|| {
                days.push(stop.day);
                thread.add(Station {
                    day: stop.day.map(Day::short).unwrap_or_default(),
                    current: stop.subject == *start,
                    ..station.clone()
                })
            });
        }
        for tie in strands.iter().flat_map(|strand| &strand.ties) {
            if let (Some(&from), Some(&to)) = (places.get(&tie.from), places.get(&tie.to)) {
                match tie.back {
                    // As the days that stand at the two say it; what was known of before it happened says nothing.
                    false => {
                        let between = days[from].zip(days[to]).map(|(from, to)| to.since(from));
                        thread.edge(from, to, between.filter(|days| *days >= 0));
                    }
                    true => thread.back(from, to, tie.days),
                }
            }
        }
        let waits = || strands.iter().filter_map(|strand| strand.waits.as_ref());
        let at: Vec<usize> = waits().filter_map(|wait| places.get(&wait.at).copied()).collect();
        thread.settle(&at);
        // The furthest point counts.
        thread.waits = waits().max_by_key(|wait| wait.kind).map(|wait| wait.words.clone());
        Ok(thread)
    }

    /// What the rooms know of a thread, in their order.
    async fn strands(&self, conn: &mut Conn) -> Result<Vec<Strand>> {
        let Walk { rooms, actor, structure, start } = self;
        let mut stops = vec![Stop::at((*start).clone(), Way::Start)];
        let mut known: HashSet<(Subject, bool)> = HashSet::new();
        let mut strands: Vec<(usize, Strand)> = Vec::new();
        // How many stops each room was asked about.
        let mut asked = vec![0; rooms.len()];
        while asked.iter().any(|count| *count < stops.len()) {
            for (n, room) in rooms.iter().enumerate() {
                let reach = Reach { start, stops: &stops[asked[n]..] };
                let strand = (room.stations)(conn, actor, structure, &reach).await?;
                let new =
                    |stop: &&Stop| known.insert((stop.subject.clone(), stop.station.is_some()));
                stops.extend(strand.stops.iter().filter(new).cloned());
                asked[n] = stops.len();
                strands.push((n, strand));
            }
        }
        strands.sort_by_key(|(n, _)| *n);
        Ok(strands.into_iter().map(|(_, strand)| strand).collect())
    }
}
