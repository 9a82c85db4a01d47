//! The case list and one case's page under load, beside bare handlers that run the same statements.

use std::{net::SocketAddr, time::Duration};

use tsumugi::bench::accounts;

use crate::{
    load::{self, Ask, Load, Packing},
    options::{Options, Result},
    server::Server,
    table::{Outcome, Row, Table, words},
    world::{self, World},
};

/// A server must answer with at least this part of the bare handler's throughput.
const PART: f64 = 0.25;
/// p99 at the higher number of connections may be this many times p50.
const TAIL: f64 = 5.0;
/// Bytes of resident memory under load.
const MEMORY: u64 = 150 * 1000 * 1000;
/// Numbers of connections.
const FEW: usize = 8;
const MANY: usize = 64;

/// A page and the bare handler it is compared with.
struct Compared {
    what: &'static str,
    page: Ask,
    bare: Ask,
}

/// Starts a server of `world` and asks it for pages.
pub async fn measure(options: &Options, world: &World, table: &mut Table) -> Result<()> {
    let case = world.a_case().await?;
    let server = Server::start(world)?;
    let ask = |server, path: String, cookie: &str| Ask {
        server,
        path,
        cookie: cookie.to_owned(),
        packing: Packing::Plain,
    };
    let officer = sign_in(server.app, world::OFFICER)?;
    let staff = sign_in(server.app, world::STAFF)?;
    let list = "/cases?status=submitted&sort=-registered&page=3";
    let all = [
        Compared {
            what: "case list",
            page: ask(server.app, list.into(), &officer),
            bare: ask(server.bare, "/list?page=3".into(), ""),
        },
        Compared {
            what: "one case's page",
            page: ask(server.app, format!("/cases/{case}"), &staff),
            bare: ask(server.bare, format!("/case/{case}"), ""),
        },
    ];
    for compared in &all {
        for connections in [FEW, MANY] {
            compare(options, world, compared, connections, table)?;
        }
    }
    let packed = Ask { packing: Packing::Gzip, ..all[0].page.clone() };
    let rounds: Result<Vec<Load>> =
        (0..options.rounds).map(|_| load::load(&packed, MANY, options.round())).collect();
    let packed = Load::median(&rounds?);
    table.add(Row {
        what: format!("case list as browsers ask (gzip), {}, {MANY} connections", world.on),
        measured: told(&packed),
        baseline: String::new(),
        ratio: String::new(),
        target: "",
        outcome: Outcome::NoTarget,
    });
    let memory = server.memory()?;
    table.add(Row {
        what: format!("resident memory after all of that load, {}", world.on),
        measured: format!("{} MB (at most {} MB)", memory.now / 1_000_000, memory.most / 1_000_000),
        baseline: String::new(),
        ratio: String::new(),
        target: "< 150 MB",
        outcome: Outcome::of(memory.most < MEMORY),
    });
    Ok(())
}

/// Lets a page and its baseline take turns, so that a noisy neighbour disturbs both.
fn compare(
    options: &Options,
    world: &World,
    compared: &Compared,
    connections: usize,
    table: &mut Table,
) -> Result<()> {
    let warm = Duration::from_millis(300);
    load::load(&compared.page, connections, warm)?;
    load::load(&compared.bare, connections, warm)?;
    let (mut pages, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        pages.push(load::load(&compared.page, connections, options.round())?);
        bares.push(load::load(&compared.bare, connections, options.round())?);
    }
    let (page, bare) = (Load::median(&pages), Load::median(&bares));
    let part = page.rate / bare.rate;
    let what = format!("{}, {}, {connections} connections", compared.what, world.on);
    table.add(Row {
        what: what.clone(),
        measured: told(&page),
        baseline: format!("bare: {:.0}/s, p50 {}", bare.rate, words(bare.p50)),
        ratio: format!("{:.0} %", part * 100.0),
        target: "≥ 25 % of bare",
        outcome: Outcome::of(part >= PART),
    });
    if connections == MANY {
        let tail = page.p99.as_secs_f64() / page.p50.as_secs_f64();
        table.add(Row {
            what: format!("{what}: tail"),
            measured: format!("p99 {}", words(page.p99)),
            baseline: format!("p50 {}", words(page.p50)),
            ratio: format!("{tail:.1} ×"),
            target: "< 5 × p50",
            outcome: Outcome::of(tail < TAIL),
        });
    }
    Ok(())
}

pub fn told(load: &Load) -> String {
    format!(
        "{:.0}/s, p50 {}, p99 {}, {} kB",
        load.rate,
        words(load.p50),
        words(load.p99),
        load.bytes / 1000
    )
}

/// The session's cookie, `name=value`.
pub fn sign_in(server: SocketAddr, login: &str) -> Result<String> {
    let fields = [("login", login), ("password", world::PASSWORD)];
    let answer = load::post(server, "/session", &fields)?;
    let cookie = answer
        .header("set-cookie")
        .filter(|value| value.starts_with(accounts::SESSION_COOKIE))
        .and_then(|value| value.split(';').next())
        .ok_or_else(|| format!("{login} could not sign in: {}", answer.head))?;
    Ok(cookie.to_owned())
}
