//! Ten thousand cases from one workbook, beside the time in which calamine reads the same file.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use calamine::{Reader, Xlsx};
use tsumugi::bench::{
    access::Actor,
    exchange::{self, Kind},
    persons::{Gate, Text},
    tabular::Answered,
};

use crate::{
    options::{Options, Result},
    table::{Outcome, Row, Table, median, words},
    world::{self, Database, World},
};

/// Imports the workbook into one fresh world after another; the last is handed on.
pub async fn measure(options: &Options, database: &Database, table: &mut Table) -> Result<World> {
    let (mut readings, mut looks, mut imports) = (Vec::new(), Vec::new(), Vec::new());
    let (mut first, mut next) = (Vec::new(), Vec::new());
    let mut number = 0;
    loop {
        let world = World::make(database, number).await?;
        let file = world.file(0..options.cases)?;
        readings.push(calamine(&file, options.cases)?);
        let (look, import) = taken_in(&world, &file, options.cases).await?;
        looks.push(look);
        imports.push(import);
        first.push(looked_through(&world).await?);
        next.push(looked_through(&world).await?);
        number += 1;
        if number == options.rounds {
            tell(options, &world, table, readings, looks, imports);
            tell_gate(options, &world, table, median(first), median(next));
            world.settle().await?;
            return Ok(world);
        }
        world.app.db().close().await;
    }
}

fn tell(
    options: &Options,
    world: &World,
    table: &mut Table,
    readings: Vec<Duration>,
    looks: Vec<Duration>,
    imports: Vec<Duration>,
) {
    let (reading, look, import) = (median(readings), median(looks), median(imports));
    let ratio = import.as_secs_f64() / reading.as_secs_f64();
    table.add(Row {
        what: format!("import of {} cases from xlsx, {}", options.cases, world.on),
        measured: format!("{} (dry run alone {})", words(import), words(look)),
        baseline: format!("calamine reads it in {}", words(reading)),
        ratio: format!("{ratio:.1} ×"),
        target: "< 5 × calamine",
        outcome: Outcome::of(ratio < 5.0),
    });
}

fn tell_gate(options: &Options, world: &World, table: &mut Table, first: Duration, next: Duration) {
    table.add(Row {
        what: format!(
            "2,000 characters looked through for {} people of {} centres, {}",
            options.cases,
            world.structure.centers.len(),
            world.on
        ),
        measured: words(next),
        baseline: format!("the first time, with all of them to be opened: {}", words(first)),
        ratio: String::new(),
        target: "",
        outcome: Outcome::NoTarget,
    });
}

/// The time to look through a page of text for everybody who is registered.
async fn looked_through(world: &World) -> Result<Duration> {
    let text = "自宅での暮らしを続けるために、近所の方と月に一度の集まりを開いている。".repeat(57);
    let actor = Actor::system(world::CITY.into(), "bench");
    let centers = world.structure.centers.iter().map(|center| center.key.clone()).collect();
    let begun = Instant::now();
    let mut conn = world.app.db().read(actor.municipality()).await?;
    let gate = Gate::open(&mut conn, &actor, centers).await?;
    let told = gate.told_by(None, &[Text::at("text", text)])?;
    let took = begun.elapsed();
    if !told.is_empty() {
        return Err(format!("nobody is named, and yet: {told:?}").into());
    }
    Ok(took)
}

/// The time in which calamine alone reads the file.
fn calamine(file: &[u8], rows: usize) -> Result<Duration> {
    let begun = Instant::now();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file))?;
    let sheet = book.worksheet_range_at(0).ok_or("the workbook has a sheet")??;
    let took = begun.elapsed();
    if sheet.height() <= rows {
        return Err("the workbook is short of rows".into());
    }
    Ok(took)
}

/// The time to show what would be read, and the time to read the file, check all of it and take it in.
async fn taken_in(world: &World, file: &[u8], rows: usize) -> Result<(Duration, Duration)> {
    let db = world.app.db();
    let actor = Actor::system(world::CITY.into(), "bench");
    let begun = Instant::now();
    let mut conn = db.read(actor.municipality()).await?;
    let kind: Kind = "cases".parse()?;
    let reader = exchange::reader_for(&mut conn, &kind, &actor, &world.structure, None).await?;
    let parsed = exchange::parse(&*reader, "cases.xlsx", file, &Answered::default())
        .map_err(|refusal| refusal.to_string())?;
    let seen = exchange::dry_run(&mut conn, &parsed).await?;
    drop(conn);
    let look = begun.elapsed();
    if let Some(wrong) = seen.errors.first() {
        return Err(format!(
            "{}行 {}「{}」: {}",
            wrong.row, wrong.header, wrong.value, wrong.reason
        )
        .into());
    }
    // As people do it: the file was shown, and is read once more when they take it in.
    Ok((look, take_in(world, file, rows).await?))
}

/// The time to read a file of so many new cases, check all of it and take it in.
pub async fn take_in(world: &World, file: &[u8], rows: usize) -> Result<Duration> {
    let actor = Actor::system(world::CITY.into(), "bench");
    let begun = Instant::now();
    let mut conn = world.app.db().read(actor.municipality()).await?;
    let kind: Kind = "cases".parse()?;
    let reader = exchange::reader_for(&mut conn, &kind, &actor, &world.structure, None).await?;
    drop(conn);
    let parsed = exchange::parse(&*reader, "cases.xlsx", file, &Answered::default())
        .map_err(|refusal| refusal.to_string())?;
    let report = exchange::import_alone(&world.app, &actor, &parsed).await?;
    let import = begun.elapsed();
    if report.new != rows {
        return Err(format!("{} of {rows} cases were imported", report.new).into());
    }
    Ok(import)
}
