//! The same pages of municipalities of different sizes, turn by turn.

use std::{path::Path, time::Duration};

use crate::{
    import,
    load::{self, Ask, Load, Packing},
    options::{Options, Result},
    pages::{sign_in, told},
    server::Server,
    table::{Outcome, Row, Table},
    world::{self, Database, World},
};

/// What a large municipality's page must still reach of the rate of the first size.
const PART: f64 = 0.7;
/// Cases that are taken in from a file; the others of a larger world are copies.
const FILE: usize = 10_000;
/// Numbers of connections.
const CONNECTIONS: usize = 8;

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Officer,
    Staff,
}

/// What is asked; `{case}` stands for one of the centre's own, `{middle}` for the one halfway down the list.
const ASKS: [(&str, Who, &str); 16] = [
    ("list, as it is first shown", Who::Officer, "/cases"),
    ("list of one centre", Who::Officer, "/cases?center=mei1"),
    ("list of one centre, for its staff with names", Who::Staff, "/cases"),
    ("list by one state", Who::Officer, "/cases?status=submitted"),
    ("list by one factor", Who::Officer, "/cases?factor=garbage_problem"),
    ("list by one period", Who::Officer, "/cases?during=2025-1"),
    (
        "list by three filters, one in 100",
        Who::Officer,
        "/cases?status=submitted&care_level=care_two&kind=difficult",
    ),
    (
        "list by centre, state and factor",
        Who::Officer,
        "/cases?center=mei1&status=closed&factor=dementia",
    ),
    (
        "list by state, period and factor",
        Who::Officer,
        "/cases?status=closed&during=2025-1&factor=garbage_problem",
    ),
    ("list by label", Who::Officer, "/cases?sort=label"),
    ("list by day, oldest first", Who::Officer, "/cases?sort=registered"),
    ("list, page 10", Who::Officer, "/cases?page=10"),
    ("list, halfway down", Who::Officer, "/cases?after={middle}"),
    ("one case's page", Who::Staff, "/cases/{case}"),
    ("今日 of a centre", Who::Staff, "/"),
    ("今日 of the city", Who::Officer, "/"),
];

/// One size: its server, who asks there, and what for.
struct City {
    cases: usize,
    server: Server,
    officer: String,
    staff: String,
    case: String,
    middle: String,
}

impl City {
    async fn open(database: &Database, folder: &Path, cases: usize) -> Result<City> {
        let (world, whole) = World::kept(database, folder, cases).await?;
        if !whole {
            let first = cases.min(FILE);
            import::take_in(&world, &world.file(0..first)?, first).await?;
            if cases > first {
                world.multiply(first, cases).await?;
            }
            world.settle().await?;
            std::fs::write(world.data().join(world::WHOLE), "")?;
        }
        let server = Server::start(&world)?;
        let (officer, staff) =
            (sign_in(server.app, world::OFFICER)?, sign_in(server.app, world::STAFF)?);
        let (case, middle) = (world.a_case().await?, world.middle(cases).await?);
        world.app.db().close().await;
        let (case, middle) = (case.to_string(), middle.to_string());
        Ok(City { cases, server, officer, staff, case, middle })
    }

    fn ask(&self, who: Who, path: &str) -> Ask {
        Ask {
            server: self.server.app,
            path: path.replace("{case}", &self.case).replace("{middle}", &self.middle),
            cookie: if who == Who::Officer { self.officer.clone() } else { self.staff.clone() },
            packing: Packing::Plain,
        }
    }
}

/// Fills a world of each size, then lets them take turns at each page.
pub async fn measure(options: &Options, database: &Database, table: &mut Table) -> Result<()> {
    let passing = tempfile::tempdir()?;
    let folder = options.worlds.as_deref().unwrap_or(passing.path());
    let mut cities = Vec::new();
    for cases in &options.sizes {
        cities.push(City::open(database, folder, *cases).await?);
    }
    for (what, who, path) in ASKS {
        let asks: Vec<Ask> = cities.iter().map(|city| city.ask(who, path)).collect();
        let mut loads = vec![Vec::new(); asks.len()];
        for ask in &asks {
            load::load(ask, CONNECTIONS, Duration::from_millis(300))?;
        }
        for _ in 0..options.rounds {
            for (ask, loads) in asks.iter().zip(&mut loads) {
                loads.push(load::load(ask, CONNECTIONS, options.round() / 2)?);
            }
        }
        let loads: Vec<Load> = loads.iter().map(|rounds| Load::median(rounds)).collect();
        for (city, load) in cities.iter().zip(&loads).skip(1) {
            let part = load.rate / loads[0].rate;
            table.add(Row {
                what: format!("{what}, {}, {} cases", database.name(), city.cases),
                measured: told(load),
                baseline: format!("{} cases: {}", cities[0].cases, told(&loads[0])),
                ratio: format!("{:.0} %", part * 100.0),
                target: "≥ 70 %",
                outcome: Outcome::of(part >= PART),
            });
        }
    }
    Ok(())
}
