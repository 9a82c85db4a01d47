//! All SQL of places.

use crate::{
    clock::Day,
    db::{Conn, Query, Tx},
    error::{Error, Result},
    id::{CenterId, MunicipalityId, PeriodId},
    on,
    preset::{self, MonthPoint, Preset},
    structure::{Period, Structure},
};

/// The tenant.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Municipality {
    pub id: MunicipalityId,
    pub name: String,
    pub demo: bool,
    pub version: i64,
}

/// Makes the tenant row. A municipality that is there already stays as it is.
pub async fn install_municipality(
    tx: &mut Tx,
    id: &MunicipalityId,
    name: &str,
    demo: bool,
) -> Result<()> {
    on!(tx, run sqlx::query(
        "insert into municipalities (id, name, demo, version) values ($1, $2, $3, 0)
         on conflict (id) do nothing")
        .bind(id.as_str())
        .bind(name)
        .bind(demo))?;
    Ok(())
}

/// Takes the places of a preset: its document, in force from its fiscal year on, its centres and its deliberation
/// periods. May run again; a centre or a period the preset no longer has goes away, so whoever changes a structure
/// asks first whether records point at it ([`crate::room::Room::uses`]).
pub async fn install(tx: &mut Tx, municipality: &MunicipalityId, preset: &Preset) -> Result<()> {
    on!(tx, run sqlx::query(
        "insert into structures (municipality_id, fiscal_year, body) values ($1, $2, $3)
         on conflict (municipality_id, fiscal_year) do update set body = excluded.body")
        .bind(municipality.as_str())
        .bind(i64::from(preset.municipality.fiscal_year))
        .bind(preset.to_toml()))?;
    install_centers(tx, municipality, preset).await?;
    install_periods(tx, municipality, preset).await?;
    on!(tx, run sqlx::query(
        "update municipalities set name = $2, version = version + 1 where id = $1")
        .bind(municipality.as_str())
        .bind(&preset.municipality.name))?;
    Ok(())
}

async fn install_centers(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    preset: &Preset,
) -> Result<()> {
    for (sort, center) in preset.centers.iter().enumerate() {
        on!(tx, run sqlx::query(
            "insert into centers (municipality_id, id, area_id, name, symbol, sort)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (municipality_id, id) do update
                set area_id = excluded.area_id, name = excluded.name,
                    symbol = excluded.symbol, sort = excluded.sort")
            .bind(municipality.as_str())
            .bind(&center.key)
            .bind(&center.area)
            .bind(&center.name)
            .bind(&center.symbol)
            .bind(sort as i64))?;
    }
    Query::new("delete from centers where municipality_id = ")
        .bind(municipality)
        .push(" and id not in ")
        .list(preset.centers.iter().map(|c| &c.key))
        .run(tx)
        .await?;
    Ok(())
}

/// The periods of the year before the structure to the year after today, or after its newest division of the year.
async fn install_periods(
    tx: &mut Tx,
    municipality: &MunicipalityId,
    preset: &Preset,
) -> Result<()> {
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
            if install_period(tx, municipality, preset, fiscal_year, period).await? {
                called_for.push(period_id(fiscal_year, period.number));
            }
        }
    }
    Query::new("delete from deliberation_periods where municipality_id = ")
        .bind(municipality)
        .push(" and fiscal_year >= ")
        .bind(i64::from(first))
        .push(" and id not in ")
        .list(called_for)
        .run(tx)
        .await?;
    Ok(())
}

/// False when the period has no days.
async fn install_period(
    tx: &mut Tx,
    municipality: &MunicipalityId,
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
    on!(tx, run sqlx::query(
        "insert into deliberation_periods
                (municipality_id, id, fiscal_year, number, first_day, last_day, city_day)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (municipality_id, id) do update
            set first_day = excluded.first_day, last_day = excluded.last_day, city_day = excluded.city_day")
        .bind(municipality.as_str())
        .bind(period_id(fiscal_year, period.number))
        .bind(i64::from(fiscal_year))
        .bind(i64::from(period.number))
        .bind(Day(window.first_day))
        .bind(Day(window.last_day))
        .bind(city_day))?;
    Ok(true)
}

fn period_id(fiscal_year: i16, number: u8) -> String {
    format!("{fiscal_year}-{number}")
}

/// One municipality.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, id: &MunicipalityId) -> Result<Municipality> {
    on!(conn, c => sqlx::query_as(
        "select id, name, demo, version from municipalities where id = $1")
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}

/// All municipalities of the database, for commands that work on the only one.
pub async fn municipalities(conn: &mut Conn) -> Result<Vec<Municipality>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, name, demo, version from municipalities order by id")
        .fetch_all(c))?)
}

/// The structure in force in a fiscal year: the newest that began in or before it, else the oldest there is.
pub async fn structure_for(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    fiscal_year: i16,
) -> Result<Structure> {
    let newest = Query::new("select body from structures where municipality_id = ")
        .bind(municipality)
        .push(" and fiscal_year <= ")
        .bind(i64::from(fiscal_year))
        .push(" order by fiscal_year desc limit 1")
        .optional::<(String,)>(conn)
        .await?;
    let body = match newest {
        Some(found) => found,
        None => Query::new("select body from structures where municipality_id = ")
            .bind(municipality)
            .push(" order by fiscal_year limit 1")
            .optional::<(String,)>(conn)
            .await?
            .ok_or_else(|| Error::conflict("この市町村の体系がまだ登録されていません。"))?,
    };
    Structure::read(&body.0)
}

/// Centres in the order of the structure: id and name.
pub async fn centers(
    conn: &mut Conn,
    municipality: &MunicipalityId,
) -> Result<Vec<(CenterId, String)>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, name from centers where municipality_id = $1 order by sort, id")
        .bind(municipality.as_str())
        .fetch_all(c))?)
}

/// All deliberation periods, newest first.
pub async fn periods(conn: &mut Conn, municipality: &MunicipalityId) -> Result<Vec<Period>> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, fiscal_year, number, first_day, last_day, city_day
           from deliberation_periods
          where municipality_id = $1
          order by fiscal_year desc, number desc")
        .bind(municipality.as_str())
        .fetch_all(c))?)
}

/// One deliberation period.
///
/// # Errors
/// `NotFound`.
pub async fn period(
    conn: &mut Conn,
    municipality: &MunicipalityId,
    id: &PeriodId,
) -> Result<Period> {
    on!(conn, c => sqlx::query_as(
        "select id, fiscal_year, number, first_day, last_day, city_day
           from deliberation_periods
          where municipality_id = $1 and id = $2")
        .bind(municipality.as_str())
        .bind(id.as_str())
        .fetch_optional(c))?
    .ok_or(Error::NotFound)
}

/// The one municipality of a database, for commands that do not name one.
///
/// # Errors
/// A startup sentence when there is none, or there are several.
pub async fn only(conn: &mut Conn) -> Result<MunicipalityId> {
    let all: Vec<(MunicipalityId,)> = on!(conn, c => sqlx::query_as("select id from municipalities order by id limit 2").fetch_all(c))?;
    match &all[..] {
        [(one,)] => Ok(one.clone()),
        [] => Err(Error::startup(
            "このデータベースにはまだ市町村がありません。tsumugi init --preset FILE を先に行ってください。",
        )),
        _ => Err(Error::startup(
            "このデータベースには複数の市町村があり、どれのことか決められません。",
        )),
    }
}
