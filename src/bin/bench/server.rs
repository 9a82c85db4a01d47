//! The measured server: the whole application on one port, and on another the bare handlers it is compared with.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use axum::{
    Json, Router,
    extract::{Path as UrlPath, Query, State},
    routing::get,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tsumugi::Result as Answered;
use tsumugi::bench::{
    App,
    access::{self, Actor, Scope},
    accounts,
    cases::{CaseFilter, CaseStatus, ReadNamed, store},
    events,
    id::{CaseId, MunicipalityId},
    persons,
};

use crate::{
    options::Result,
    world::{self, World},
};

/// A running server; dropping it stops it.
pub struct Server {
    child: Child,
    pub app: SocketAddr,
    pub bare: SocketAddr,
}

impl Server {
    /// Starts this program again as a server of `world`.
    pub fn start(world: &World) -> Result<Server> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--server")
            .arg(world.data())
            .arg("--database")
            .arg(&world.database)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(out).lines();
        let mut address = || -> Result<SocketAddr> {
            Ok(lines.next().ok_or("the server did not start")??.parse()?)
        };
        let (app, bare) = (address()?, address()?);
        Ok(Server { child, app, bare })
    }

    /// Bytes in memory, now and at most.
    pub fn memory(&self) -> Result<Memory> {
        memory_of(&self.child.id().to_string())
    }
}

/// Bytes in memory of a process, now and at most.
pub fn memory_of(process: &str) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kib = |name: &str| -> Result<u64> {
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .ok_or("no such line in /proc")?;
        Ok(line.trim_matches([':', ' ', '\t', 'k', 'B']).parse()?)
    };
    Ok(Memory { now: kib("VmRSS")? * 1024, most: kib("VmHWM")? * 1024 })
}

/// Resident memory of the server, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub now: u64,
    pub most: u64,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `--server` does: tells the two addresses, then serves until it is killed.
#[tokio::main]
pub async fn run(data: &Path, database: &str) -> Result<()> {
    let app = App::open(world::config(data, database), world::clock()).await?;
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    let (pages, bare) = (TcpListener::bind(free).await?, TcpListener::bind(free).await?);
    println!("{}\n{}", pages.local_addr()?, bare.local_addr()?);
    let bare_router = Router::new()
        .route("/list", get(bare_list))
        .route("/case/{id}", get(bare_case))
        .with_state(app.clone());
    tokio::try_join!(
        axum::serve(pages, app.router()).into_future(),
        axum::serve(bare, bare_router).into_future(),
    )?;
    Ok(())
}

/// The list's own two statements, and its rows as JSON.
async fn bare_list(
    State(app): State<App>,
    Query(asked): Query<world::Asked>,
) -> Answered<Json<Value>> {
    let m = MunicipalityId::from(world::CITY);
    let filter = CaseFilter { status: Some(CaseStatus::Submitted), ..CaseFilter::default() };
    let wanted = store::BY_REGISTERED.down().page(asked.page);
    let mut conn = app.db().read(&m).await?;
    let part = store::list(&mut conn, &Scope::all(), &filter, &wanted).await?;
    let rows: Vec<Value> = part
        .rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id.as_str(),
                "center": row.center_id.as_str(),
                "kind": row.kind_id.as_str(),
                "label": row.label,
                "title": row.title,
                "status": row.status,
                "registered_on": row.registered_on.iso(),
                "age_band": row.age_band,
                "care_level": row.care_level,
                "household": row.household,
                "confirmed": row.shared_confirmed_at,
            })
        })
        .collect();
    Ok(Json(json!({ "total": part.total.count, "rows": rows })))
}

/// The main statements of one case's page (not those of the panels that other rooms add), and what they give as JSON.
async fn bare_case(State(app): State<App>, UrlPath(id): UrlPath<CaseId>) -> Answered<Json<Value>> {
    let m = MunicipalityId::from(world::CITY);
    let mut conn = app.db().read(&m).await?;
    let conn = &mut conn;
    let leave = access::seen::<ReadNamed>(conn, &Actor::system(m, "bench"), &id).await?;
    let store::Opened { case, sheets, factors, .. } = store::opened(conn, &leave).await?;
    let person = persons::find(conn, &leave).await?;
    let decisions = store::decisions_of(conn, &id).await?;
    let reviews = store::reviews_of(conn, &id).await?;
    let follow_ups = store::follow_ups_of(conn, &id).await?;
    let events = events::of(conn, "case", id.as_str()).await?;
    let actors: Vec<&str> = events.iter().map(|event| event.actor.as_str()).collect();
    let names = accounts::names(conn, &actors).await?;
    Ok(Json(json!({
        "label": case.label,
        "title": case.title,
        "status": case.status,
        "name": person.name,
        "kana": person.kana,
        "address": person.address,
        "sheet": sheets.named,
        "shared": sheets.shared,
        "factors": factors.iter().map(|f| (f.factor_id.as_str(), f.cell())).collect::<Vec<_>>(),
        "decisions": decisions.iter().map(|d| (&d.what, &d.who)).collect::<Vec<_>>(),
        "reviews": reviews.iter().map(|r| &r.label).collect::<Vec<_>>(),
        "follow_ups": follow_ups.len(),
        "history": events.iter().map(|e| (e.at.0, &e.action, names.get(&e.actor))).collect::<Vec<_>>(),
    })))
}
