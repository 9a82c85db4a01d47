//! The sheets of a meeting as values: what stands on them, in words.

use serde::Serialize;

use super::{
    agenda::AgendaItem,
    attendance::{Attendance, Presence},
    meeting::Meeting,
};
use crate::{
    clock::Day,
    error::{Error, Result},
    print::{Edge, Sheet, Template},
    room::{Matter, Matters},
    structure::Structure,
    web::Visit,
    words,
};

words! {
    /// What is printed of a meeting. Its word is the file's name in addresses.
    pub enum Handout {
        /// All that lies on the table, or all that is kept afterwards.
        Set "set" "会議一式",
        Invitation "invitation" "開催案内",
        Agenda "agenda" "次第",
        Roster "roster" "委員名簿",
        Seats "seats" "席次表",
        Minutes "minutes" "会議録",
        Results "results" "結果のお知らせ",
    }
}

const PARTS: &[(&str, &str)] = &[("/meetings/parts.typ", include_str!("sheets/parts.typ"))];

static INVITATION: Template = of("/meetings/invitation.typ", include_str!("sheets/invitation.typ"));
static AGENDA: Template = of("/meetings/agenda.typ", include_str!("sheets/agenda.typ"));
static ROSTER: Template = of("/meetings/roster.typ", include_str!("sheets/roster.typ"));
static SEATS: Template = of("/meetings/seats.typ", include_str!("sheets/seats.typ"));
static MINUTES: Template = of("/meetings/minutes.typ", include_str!("sheets/minutes.typ"));
static RESULTS: Template = of("/meetings/results.typ", include_str!("sheets/results.typ"));

const fn of(path: &'static str, source: &'static str) -> Template {
    Template { path, source, parts: PARTS }
}

/// A meeting as its sheets show it. Each takes of it what it is for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sitting {
    pub edge: Edge,
    pub head: Head,
    /// The day of a letter.
    pub dated: String,
    /// Whether its day has passed, so that an invitation is a copy for the files.
    pub is_over: bool,
    /// Who sends it.
    pub sender: String,
    pub items: Vec<Item>,
    /// What is handed out with the agenda.
    pub handed: Vec<String>,
    /// The cases whose sheets are not handed out, because nobody confirmed that they tell nobody.
    pub unconfirmed: Vec<String>,
    /// Whether cases were dealt with, whose presenters are told of the outcome.
    pub of_cases: bool,
    pub people: Vec<Seated>,
    /// 「出席 6人・欠席 1人」
    pub present: String,
    /// The seats of those who lead the meeting.
    pub desk: Vec<Seated>,
    /// Whether the record may be shown to whom it is printed for.
    pub confirmed: bool,
    pub matters: Vec<Matter>,
    pub kept_back: usize,
    pub minutes: Vec<String>,
    pub learning: Vec<String>,
}

/// When, where and under whom.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    pub conference: String,
    pub when: String,
    pub place: String,
    /// Empty where nobody was written down, so that there is room to write by hand.
    pub chair: String,
    pub recorder: String,
    pub period: String,
    pub confidentiality: String,
}

/// An item of the agenda.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub title: String,
    /// 「事例1（明第1-①-1）」
    pub called: String,
    /// The title of what it is about.
    pub about: String,
    pub carried: bool,
    /// What became of it; empty where that is not known yet.
    pub outcome: String,
}

/// Somebody on the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seated {
    pub profession: String,
    pub name: String,
    pub office: String,
    pub seat: &'static str,
    pub presence: String,
    /// Whether they have no seat at the table.
    pub absent: bool,
}

impl Item {
    /// A matter that no agenda lists.
    fn of(matter: &Matter, confirmed: bool) -> Item {
        let called = matter.called();
        let untitled = matter.title.is_empty();
        Item {
            outcome: if confirmed { matter.outcome.clone() } else { String::new() },
            title: if untitled { called.clone() } else { matter.title.clone() },
            called: if untitled { String::new() } else { called },
            about: String::new(),
            carried: false,
        }
    }
}

impl Head {
    /// Of a meeting of the conference with this name.
    pub fn of(structure: &Structure, meeting: &Meeting, conference: &str) -> Head {
        let times = match (meeting.starts.as_str(), meeting.ends.as_str()) {
            ("", _) => String::new(),
            (starts, ends) => format!("　{starts}～{ends}"),
        };
        let place = if meeting.place.is_empty() { "未定" } else { &meeting.place };
        Head {
            conference: conference.to_owned(),
            when: match meeting.day {
                Some(day) => format!("{}{times}", day.long()),
                None => format!("未定（{}）", meeting.day_words()),
            },
            place: format!("{place}（{}）", meeting.mode.label()),
            chair: meeting.chair.clone(),
            recorder: meeting.recorder.clone(),
            period: String::new(),
            confidentiality: structure.papers.confidentiality.clone(),
        }
    }
}

impl Sitting {
    /// Of a meeting of the conference with this name, as it is printed today for somebody who `writes` its minutes or not.
    pub fn of(visit: &Visit, meeting: &Meeting, conference: &str, writes: bool) -> Sitting {
        let structure = visit.structure();
        // Who calls a meeting and sends its letters.
        let sender = structure.whose(meeting.center_id.as_ref()).to_owned();
        let head = Head::of(structure, meeting, conference);
        let day = meeting.day.map_or_else(|| meeting.day_words(), Day::long);
        let mut edge = visit.edge(&sender).about(format!("{conference}　{day}"));
        if !meeting.shows_minutes(false) {
            edge.state = "未確定";
        }
        Sitting {
            edge,
            head,
            dated: nihon::wareki(visit.today().0),
            is_over: meeting.day.is_some_and(|day| day < visit.today()),
            sender,
            confirmed: meeting.shows_minutes(writes),
            ..Sitting::default()
        }
    }

    /// Sets an agenda, with what the rooms call what it is about.
    pub fn with_agenda(&mut self, agenda: &[AgendaItem], of_meeting: &Matters) {
        let confirmed = self.confirmed;
        let item = |item: &AgendaItem| {
            let about = of_meeting.all.iter().find(|matter| item.is_about(&matter.subject));
            Item {
                title: item.title.clone(),
                called: about.map_or_else(|| item.label.clone(), Matter::called),
                about: about.map_or_else(String::new, |matter| matter.title.clone()),
                carried: item.carried_from.is_some(),
                // What was decided says more than that it was dealt with.
                outcome: match about.map(|matter| matter.outcome.as_str()) {
                    Some(decided) if confirmed && !decided.is_empty() => decided.to_owned(),
                    _ => item.outcome.label().to_owned(),
                },
            }
        };
        self.items = agenda.iter().map(item).collect();
        if agenda.is_empty() {
            // Nobody wrote an agenda: what was dealt with stands in its place.
            self.items = of_meeting.all.iter().map(|matter| Item::of(matter, confirmed)).collect();
        }
        let sheets = of_meeting.all.iter().filter(|matter| matter.sheet.is_some());
        let sheets = sheets.map(|matter| format!("{} の資料（匿名）", matter.called()));
        let unconfirmed = of_meeting.all.iter().filter(|matter| matter.unconfirmed);
        self.unconfirmed = unconfirmed.map(Matter::called).collect();
        self.handed = sheets.chain(of_meeting.attached.iter().cloned()).collect();
    }

    /// Sets the people of the list by profession, in the structure's order, and counts who came.
    pub fn with_people(&mut self, structure: &Structure, mut people: Vec<Attendance>) {
        let place = |p: &Attendance| {
            let of = |key| structure.professions.iter().position(|known| known.key == key);
            p.profession_id.clone().and_then(of).unwrap_or(usize::MAX)
        };
        people.sort_by_key(place);
        let count =
            |which: &[Presence]| people.iter().filter(|p| which.contains(&p.presence)).count();
        let there = people.iter().filter(|p| p.presence.is_there()).count();
        let mut besides = Vec::new();
        for (presence, word) in [(Presence::Online, "オンライン"), (Presence::Proxy, "代理")]
        {
            if count(&[presence]) > 0 {
                besides.push(format!("うち{word} {}人", count(&[presence])));
            }
        }
        let besides = if besides.is_empty() {
            String::new()
        } else {
            format!("（{}）", besides.join("・"))
        };
        if count(&[Presence::Expected]) == people.len() {
            self.present = "出欠は記録されていません。".to_owned();
            self.people = people.into_iter().map(|p| seated(structure, p)).collect();
            return;
        }
        self.present = format!("出席 {there}人{besides}・欠席 {}人", count(&[Presence::Absent]));
        if count(&[Presence::Expected]) > 0 {
            self.present += &format!("・未定 {}人", count(&[Presence::Expected]));
        }
        self.people = people.into_iter().map(|p| seated(structure, p)).collect();
    }
}

fn seated(structure: &Structure, p: Attendance) -> Seated {
    let proxy =
        if p.proxy_name.is_empty() { String::new() } else { format!("（{}）", p.proxy_name) };
    Seated {
        profession: structure.profession_name(p.profession_id.as_ref()).to_owned(),
        name: p.name,
        office: p.organisation,
        seat: p.seat.label(),
        presence: format!("{}{proxy}", p.presence.label()),
        absent: p.presence == Presence::Absent,
    }
}

impl Handout {
    /// What is offered of a meeting: nobody is invited to a day that is past, and nothing is told of what was not held yet.
    pub(super) fn offered(meeting: &Meeting, today: Day) -> Vec<Handout> {
        let (held, ahead) = (meeting.status.was_held(), meeting.status.is_ahead());
        let offered = |handout: &Handout| match handout {
            Handout::Invitation => ahead && meeting.day.is_none_or(|day| day >= today),
            Handout::Minutes => held,
            Handout::Results => held && meeting.shows_minutes(false),
            Handout::Set | Handout::Agenda | Handout::Roster | Handout::Seats => true,
        };
        Handout::ALL.iter().copied().filter(offered).collect()
    }

    /// Of a set, what lies on the table before the meeting, and what is kept of it afterwards; of it only what is offered.
    pub(super) fn in_set(meeting: &Meeting, today: Day) -> Vec<Handout> {
        let kept: &[Handout] = if meeting.status.was_held() {
            &[Handout::Agenda, Handout::Minutes, Handout::Results]
        } else {
            &[Handout::Invitation, Handout::Agenda, Handout::Roster, Handout::Seats]
        };
        let offered = Handout::offered(meeting, today);
        kept.iter().copied().filter(|one| offered.contains(one)).collect()
    }

    /// Whether there is anything to set on it.
    pub(super) fn is_empty_of(self, sitting: &Sitting) -> bool {
        match self {
            Handout::Roster | Handout::Seats => sitting.people.is_empty(),
            Handout::Results => !sitting.matters.iter().any(Matter::tells),
            _ => false,
        }
    }

    /// One sheet of a meeting; the set is made of several.
    ///
    /// # Errors
    /// When the value cannot be written, which is a defect of ours.
    pub fn sheet(self, sitting: &Sitting) -> Result<Sheet> {
        let (template, anonymous) = match self {
            Handout::Set | Handout::Agenda => (&AGENDA, false),
            Handout::Invitation => (&INVITATION, false),
            Handout::Roster => (&ROSTER, false),
            Handout::Seats => (&SEATS, false),
            Handout::Minutes => (&MINUTES, true),
            Handout::Results => (&RESULTS, true),
        };
        let mut value = sitting.clone();
        if anonymous {
            value.edge = value.edge.anonymous();
        } else {
            value.edge.state = "";
        }
        Sheet::new(template, &value).map_err(Error::internal)
    }
}
