//! The threads of everything in the demo world, as several people see them, boiled down to a line for each person.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{
    access::{self, Actor, Load, Subject},
    accounts,
    cases::{CaseAction, CaseFacts},
    db::{Conn, Query},
    demo,
    issues::{IssueAction, IssueFacts},
    measures::{MeasureAction, MeasureFacts},
    places, session,
    web::diagram::Thread,
};

use super::thread;

/// People who know different parts of the world.
const PEOPLE: [&str; 7] = ["city", "mei1", "kogane", "caremane", "member", "doctor", "sc"];

/// A thread that says something else changes the line of everybody who sees it; what all of them say is then in
/// `threads.txt` in the folder for passing files.
#[tokio::test]
async fn every_thread_of_the_demo_world_says_what_it_said() {
    let (app, _folder, m) = demo::tests::world().await;
    let mut conn = app.db().read(&m).await.unwrap();
    let structure = places::structure_for(&mut conn, 2025).await.unwrap();
    let everybody = accounts::list(&mut conn).await.unwrap();
    let subjects = records(&mut conn).await;
    let (mut lines, mut all) = (String::new(), String::new());
    for login in PEOPLE {
        let account = everybody.iter().find(|account| account.login == login).unwrap();
        let actor = session::actor_of(&mut conn, &account.id).await.unwrap().unwrap();
        let mut told = Told::default();
        for (name, subject) in &subjects {
            let thread = thread(&mut conn, &actor, &structure, subject).await;
            let asked = std::slice::from_ref(subject);
            let known = crate::subjects(&mut conn, &actor, &structure, asked).await.unwrap();
            let may_read = may_read(&mut conn, &actor, subject).await;
            assert_eq!((thread.is_some(), !known.is_empty()), (may_read, may_read), "{name}");
            if let Some(thread) = thread {
                told.thread(name, &thread);
            }
        }
        // Ids are new in every world.
        for (name, subject) in &subjects {
            told.text = told.text.replace(&subject.id, name);
        }
        let digest: String =
            Sha256::digest(&told.text).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let Told { threads, stations, ties, text } = told;
        writeln!(lines, "{login}: {threads} threads, {stations} stations, {ties} ties, {digest}")
            .unwrap();
        writeln!(all, "# {login}\n{text}").unwrap();
    }
    std::fs::write(std::env::temp_dir().join("threads.txt"), all).unwrap();
    insta::assert_snapshot!(lines, @r"
    city: 202 threads, 882 stations, 837 ties, 5c672bf6e606
    mei1: 22 threads, 117 stations, 124 ties, 54ea5bae6d23
    kogane: 13 threads, 30 stations, 17 ties, 7be9b9549b98
    caremane: 14 threads, 72 stations, 73 ties, 538061e2a43c
    member: 19 threads, 114 stations, 124 ties, 5653fe4dc3aa
    doctor: 33 threads, 195 stations, 213 ties, 202f5c6f05cd
    sc: 71 threads, 354 stations, 367 ties, 1703cf7c7c58
    ");
}

/// Every case, issue and measure, with a name that is the same in every world.
async fn records(conn: &mut Conn) -> Vec<(String, Subject)> {
    let mut all = Vec::new();
    for (kind, sql) in [
        ("case", "select id from cases where municipality_id = $m order by id"),
        ("issue", "select id from issues where municipality_id = $m order by id"),
        ("measure", "select id from measures where municipality_id = $m order by id"),
    ] {
        let ids: Vec<String> = Query::of(sql, ()).all(conn).await.unwrap();
        let named = |(n, id)| (format!("{kind} {n}"), Subject::new(kind, id));
        all.extend(ids.into_iter().enumerate().map(named));
    }
    all
}

/// Whether the rules of its room let this person read it.
async fn may_read(conn: &mut Conn, actor: &Actor, subject: &Subject) -> bool {
    let id = subject.id.as_str();
    match subject.kind {
        "case" => {
            let facts = CaseFacts::load(conn, &id.into()).await.unwrap();
            access::may(CaseAction::Read, actor, &facts)
        }
        "issue" => {
            let facts = IssueFacts::load(conn, &id.into()).await.unwrap();
            access::may(IssueAction::Read, actor, &facts)
        }
        _ => {
            let facts = MeasureFacts::load(conn, &id.into()).await.unwrap();
            access::may(MeasureAction::Read, actor, &facts)
        }
    }
}

/// What threads say, and how much of it there is.
#[derive(Default)]
struct Told {
    threads: usize,
    stations: usize,
    ties: usize,
    text: String,
}

impl Told {
    fn thread(&mut self, name: &str, thread: &Thread) {
        self.threads += 1;
        self.stations += thread.stations.len();
        self.ties += thread.edges.len();
        let waits = thread.waits.as_deref().unwrap_or("-");
        let storeys = thread.storeys.join(" ");
        writeln!(self.text, "\n{name}: {} [{storeys}] {waits}", thread.title).unwrap();
        for station in &thread.stations {
            writeln!(self.text, "  {station:?}").unwrap();
        }
        for edge in &thread.edges {
            writeln!(self.text, "  {edge:?}").unwrap();
        }
    }
}
