//! All SQL of places.

use crate::{
    clock::Day,
    db::{Conn, Pairs, Query, Tx},
    error::{Error, Result},
    id::{MunicipalityId, PeriodId},
    preset::{self, MonthPoint, Preset},
    record,
    structure::{Period, Structure},
};

record! {
    /// The tenant.
    #[derive(Clone, Debug)]
    pub struct Municipality {
        pub id: MunicipalityId,
        pub name: String,
        pub version: i64,
    }
}

/// Makes the tenant row. A municipality that is there already stays as it is.
pub async fn install_municipality(
    tx: &mut Tx,
    id: &MunicipalityId,
    name: &str,
    demo: bool,
) -> Result<()> {
    Query::beyond(
        "insert into municipalities (id, name, demo, version) values ($1, $2, $3, 0)
         on conflict (id) do nothing",
        (id, name, demo),
    )
    .run(tx)
    .await?;
    Ok(())
}

/// Takes the places of a preset: its document, in force from its fiscal year on, its centres and its deliberation
/// periods. May run again; a centre or a period the preset no longer has goes away, so whoever changes a structure
/// asks first whether records point at it ([`crate::room::Room::uses`]).
pub async fn install(tx: &mut Tx, preset: &Preset) -> Result<()> {
    Query::insert(
        "structures",
        Pairs::new()
            .set("fiscal_year", i64::from(preset.municipality.fiscal_year))
            .set("body", preset.to_toml()),
    )
    .push(" on conflict (municipality_id, fiscal_year) do update set body = excluded.body")
    .run(tx)
    .await?;
    install_centers(tx, preset).await?;
    install_periods(tx, preset).await?;
    Query::of(
        "update municipalities set name = $1, version = version + 1 where id = $m",
        &preset.municipality.name,
    )
    .run(tx)
    .await?;
    Ok(())
}

async fn install_centers(tx: &mut Tx, preset: &Preset) -> Result<()> {
    for (sort, center) in preset.centers.iter().enumerate() {
        Query::insert(
            "centers",
            Pairs::new()
                .set("id", &center.key)
                .set("name", &center.name)
                .set("symbol", &center.symbol)
                .set("sort", sort as i64),
        )
        .push(
            " on conflict (municipality_id, id) do update
                set name = excluded.name, symbol = excluded.symbol, sort = excluded.sort",
        )
        .run(tx)
        .await?;
    }
    Query::of("delete from centers where municipality_id = $m and id not in ", ())
        .list(preset.centers.iter().map(|c| &c.key))
        .run(tx)
        .await?;
    Ok(())
}

/// The periods of the year before the structure to the year after today, or after its newest division of the year.
async fn install_periods(tx: &mut Tx, preset: &Preset) -> Result<()> {
    let first = preset.municipality.fiscal_year - 1;
    let divided = preset.periods.iter().filter_map(|p| p.from_fiscal_year);
    let last = divided
        .chain([preset.municipality.fiscal_year, tx.now().day().fiscal_year()])
        .max()
        .unwrap_or(first)
        + 1;
    let mut called_for = Vec::new();
    for fiscal_year in first..=last {
        for period in preset.periods_in(fiscal_year) {
            if install_period(tx, preset, fiscal_year, period).await? {
                called_for.push(period_id(fiscal_year, period.number));
            }
        }
    }
    Query::of(
        "delete
           from deliberation_periods
          where municipality_id = $m
            and fiscal_year >= $1
            and id not in ",
        i64::from(first),
    )
    .list(called_for)
    .run(tx)
    .await?;
    Ok(())
}

/// False when the period has no days.
async fn install_period(
    tx: &mut Tx,
    preset: &Preset,
    fiscal_year: i16,
    period: &preset::Period,
) -> Result<bool> {
    let Some(window) = preset.period(fiscal_year, period.number) else {
        return Ok(false);
    };
    // Until the day is fixed, the city conference is taken to sit at the end of its usual month.
    let city_day = period
        .city_conference
        .and_then(|m: MonthPoint| m.first_day(fiscal_year))
        .map(|d| Day(d.last_of_month()));
    Query::insert(
        "deliberation_periods",
        Pairs::new()
            .set("id", period_id(fiscal_year, period.number))
            .set("fiscal_year", i64::from(fiscal_year))
            .set("number", i64::from(period.number))
            .set("first_day", Day(window.first_day))
            .set("last_day", Day(window.last_day))
            .set("city_day", city_day),
    )
    .push(
        " on conflict (municipality_id, id) do update
             set first_day = excluded.first_day, last_day = excluded.last_day,
                 city_day = excluded.city_day",
    )
    .run(tx)
    .await?;
    Ok(true)
}

fn period_id(fiscal_year: i16, number: u8) -> String {
    format!("{fiscal_year}-{number}")
}

/// One municipality.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn) -> Result<Municipality> {
    Query::select::<Municipality>("from municipalities where id = $m", ()).one(conn).await
}

/// All municipalities of the database, for commands that work on the only one.
pub async fn municipalities(conn: &mut Conn) -> Result<Vec<Municipality>> {
    Query::beyond("select id, name, version from municipalities order by id", ()).all(conn).await
}

/// The structure in force in a fiscal year: the newest that began in or before it, else the oldest there is.
pub async fn structure_for(conn: &mut Conn, fiscal_year: i16) -> Result<Structure> {
    let newest = Query::of(
        "select body
           from structures
          where municipality_id = $m
            and fiscal_year <= $1
          order by fiscal_year desc limit 1",
        i64::from(fiscal_year),
    )
    .optional::<String>(conn)
    .await?;
    let body = match newest {
        Some(found) => found,
        None => Query::of(
            "select body from structures where municipality_id = $m order by fiscal_year limit 1",
            (),
        )
        .optional::<String>(conn)
        .await?
        .ok_or_else(|| Error::conflict("この市町村の体系がまだ登録されていません。"))?,
    };
    Structure::read(&body)
}

/// Centres in the order of the structure: id and name.
#[cfg(test)]
pub async fn centers(conn: &mut Conn) -> Result<Vec<(crate::id::CenterId, String)>> {
    Query::of("select id, name from centers where municipality_id = $m order by sort, id", ())
        .all(conn)
        .await
}

/// All deliberation periods, newest first.
pub async fn periods(conn: &mut Conn) -> Result<Vec<Period>> {
    Query::select::<Period>(
        "from deliberation_periods
        where municipality_id = $m
        order by fiscal_year desc, number desc",
        (),
    )
    .all(conn)
    .await
}

/// One deliberation period.
///
/// # Errors
/// `NotFound`.
pub async fn period(conn: &mut Conn, id: &PeriodId) -> Result<Period> {
    Query::select::<Period>(
        "from deliberation_periods
        where municipality_id = $m
          and id = $1",
        id,
    )
    .one(conn)
    .await
}
