//! A municipality with many invented cases, on either database.

use std::{
    io::Cursor,
    ops::Range,
    path::{Path, PathBuf},
};

use calamine::{Data, Reader, Xlsx};
use sqlx::{Connection, Executor, PgConnection};
use tsumugi::bench::{
    App,
    access::{self, Actor, Role},
    accounts::{self, ChosenBy, NewAccount},
    clock::{Clock, Day},
    commands,
    config::{Config, PasswordCost},
    db::Query,
    exchange::Kind,
    id::{CaseId, CenterId, MunicipalityId},
    places,
    preset::Preset,
    structure::Structure,
    tabular::{Cell, Field, SheetOut, XlsxFile},
};

use crate::options::Result;

/// The municipality's id.
pub const CITY: &str = "bench";
/// The centre all of whose pages are asked for.
pub const CENTER: &str = "mei1";
/// Logins of the two people who ask, and their password.
pub const OFFICER: &str = "officer";
pub const STAFF: &str = "staff";
pub const PASSWORD: &str = "measured-with-patience";

const PRESET: &str = include_str!("../../../presets/matsudo.toml");

/// The day on which everything takes place, within the preset's second deliberation period of 2025.
const DAY: Day = Day::of(2025, 10, 1);

/// Says that the world beside it is there whole.
pub const WHOLE: &str = "whole";

/// The machine's clock, moved to [`DAY`].
pub fn clock() -> Clock {
    Clock::beginning(DAY)
}

/// What the list is asked for beside its filter.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    /// From 1.
    pub page: i64,
}

/// Which database.
#[derive(Clone, Debug)]
pub enum Database {
    Sqlite,
    /// Address of a server on which databases may be created.
    Postgres(String),
}

impl Database {
    pub fn name(&self) -> &'static str {
        match self {
            Database::Sqlite => "SQLite",
            Database::Postgres(_) => "PostgreSQL",
        }
    }

    /// The address of one database of this kind; made empty where it is to be.
    async fn address(&self, folder: &Path, name: &str, made: bool) -> Result<String> {
        let server = match self {
            Database::Sqlite => {
                return Ok(format!("sqlite:{}", folder.join("tsumugi.db").display()));
            }
            Database::Postgres(server) => server,
        };
        if made {
            let mut conn = PgConnection::connect(server).await?;
            let make =
                format!("create database {name} encoding 'UTF8' locale 'C' template template0");
            conn.execute(sqlx::AssertSqlSafe(make)).await?;
            conn.close().await?;
        }
        let (base, _) = server.rsplit_once('/').ok_or("the server's address names no database")?;
        Ok(format!("{base}/{name}"))
    }
}

/// A municipality on an empty database of its own, with a structure and two people, and no case yet.
pub struct World {
    pub on: &'static str,
    pub app: App,
    /// Address of the database.
    pub database: String,
    pub structure: Structure,
    folder: PathBuf,
    /// Takes the folder away when the world ends.
    _passing: Option<tempfile::TempDir>,
}

impl World {
    /// Makes it. `number` tells the databases of one run apart.
    pub async fn make(database: &Database, number: u32) -> Result<World> {
        let passing = tempfile::tempdir()?;
        let folder = passing.path().to_owned();
        let name = format!("bench_{}_{number}", std::process::id());
        let url = database.address(&folder, &name, true).await?;
        World::begin(database, folder, Some(passing), url).await
    }

    /// The world of this many cases that is kept in a folder, and whether it is there whole; else without a case.
    pub async fn kept(database: &Database, folder: &Path, cases: usize) -> Result<(World, bool)> {
        let name = format!("bench_{}_{cases}", database.name().to_lowercase());
        let folder = folder.join(&name);
        if folder.join(WHOLE).exists() {
            let url = database.address(&folder, &name, false).await?;
            let app = App::open(config(&folder, &url), clock()).await?;
            let structure = structure(&app).await?;
            let on = database.name();
            let world = World { on, app, database: url, structure, folder, _passing: None };
            return Ok((world, true));
        }
        std::fs::create_dir_all(&folder)?;
        let url = database.address(&folder, &name, true).await?;
        Ok((World::begin(database, folder, None, url).await?, false))
    }

    async fn begin(
        database: &Database,
        folder: PathBuf,
        passing: Option<tempfile::TempDir>,
        url: String,
    ) -> Result<World> {
        let app = App::open(config(&folder, &url), clock()).await?;
        let m = MunicipalityId::from(CITY);
        let preset = Preset::parse("presets/matsudo.toml", PRESET)
            .map_err(|refusals| format!("{refusals:?}"))?;
        commands::install(&app, &m, &preset, false).await?;
        let structure = structure(&app).await?;
        let on = database.name();
        let world = World { on, app, database: url, structure, folder, _passing: passing };
        world.hire(OFFICER, Role::CityOfficer, None).await?;
        let center = Some(CenterId::from(CENTER));
        world.hire(STAFF, Role::CenterStaff, center).await?;
        Ok(world)
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.folder
    }

    /// A workbook of these cases, every column filled, spread over all centres.
    pub fn file(&self, rows: Range<usize>) -> Result<Vec<u8>> {
        let centers: Vec<&str> = self.structure.centers.iter().map(|c| c.symbol.as_str()).collect();
        workbook(&self.structure, rows, usize::MAX, &centers)
    }

    async fn hire(&self, login: &str, role: Role, center_id: Option<CenterId>) -> Result<()> {
        let cost = PasswordCost::Cheap;
        let new = &NewAccount {
            login: login.to_owned(),
            password_hash: accounts::password::hash(cost, PASSWORD.into()).await?,
            password_by: ChosenBy::Owner,
            name: "例 一郎".into(),
            role,
            center_id,
            organisation: "計測".into(),
            profession_id: None,
        };
        let system = &Actor::system(CITY.into(), "bench");
        self.app
            .db()
            .write(system.municipality(), |mut tx| async move {
                let permit = access::permit(&mut tx, system, &new.facts())?;
                accounts::create(&mut tx, permit, new).await?;
                Ok((tx, ()))
            })
            .await?;
        Ok(())
    }

    /// Puts copies beside the cases until there are so many, spread over the years before. They tell nothing of anybody: what
    /// is sealed opens under its own id alone.
    pub async fn multiply(&self, from: usize, to: usize) -> Result<()> {
        let copies = (to / from - 1) as i64;
        self.app
            .db()
            .write(&CITY.into(), |mut tx| async move {
                Query::of(
                    "insert into cases (municipality_id, id, center_id, person_id, presenter_name, kind_id, label, title,
                                        status, registered_on, age_band, sex, care_level, household, consent,
                                        consent_basis, form_version, return_reason, close_reason, version)
                     with recursive copies (k) as (select 1 union all select k + 1 from copies where k < $1)
                     select c.municipality_id, c.id || '-' || cast(k as text), c.center_id, c.person_id,
                            c.presenter_name, c.kind_id, c.label || '-' || cast(k as text), c.title, c.status,
                            '20' || cast(19 + k % 6 as text) || substr(c.registered_on, 5), c.age_band, c.sex,
                            c.care_level, c.household, c.consent, c.consent_basis, c.form_version,
                            c.return_reason, c.close_reason, c.version
                       from cases c, copies
                      where c.municipality_id = $m",
                    copies,
                )
                .run(&mut tx)
                .await?;
                Query::of(
                    "insert into case_factors (municipality_id, case_id, factor_id, mark, words)
                     with recursive copies (k) as (select 1 union all select k + 1 from copies where k < $1)
                     select f.municipality_id, f.case_id || '-' || cast(k as text), f.factor_id, f.mark, f.words
                       from case_factors f, copies
                      where f.municipality_id = $m",
                    copies,
                )
                .run(&mut tx)
                .await?;
                Ok((tx, ()))
            })
            .await?;
        Ok(())
    }

    /// Confirms the twins of the imported cases and brings nine of ten some way, as years of work would have; and lets
    /// the planner learn the sizes.
    pub async fn settle(&self) -> Result<()> {
        self.app
            .db()
            .write(&CITY.into(), |mut tx| async move {
                Query::of(
                    "update cases
                        set shared_confirmed_at = 1759280400000,
                            title = '退院後の暮らしを支える人がいない その' || substr(label, length(label) - 1),
                            period_id = case when registered_on >= '2025-08-01' then '2025-2'
                                             else substr(registered_on, 1, 4) || '-1' end,
                            status = case substr(label, length(label), 1)
                                when '0' then 'draft' when '1' then 'submitted' when '2' then 'chosen'
                                when '3' then 'discussed' when '4' then 'following' else 'closed' end
                      where municipality_id = $m",
                    (),
                )
                .run(&mut tx)
                .await?;
                Ok((tx, ()))
            })
            .await?;
        self.app.db().analyze().await?;
        Ok(())
    }

    /// The case in the middle of the list as it is first shown.
    pub async fn middle(&self, cases: usize) -> Result<CaseId> {
        let mut conn = self.app.db().read(&CITY.into()).await?;
        Query::of(
            "select id from cases where municipality_id = $m
              order by registered_on desc, id desc limit 1 offset $1",
            cases as i64 / 2,
        )
        .one(&mut conn)
        .await
        .map_err(Into::into)
    }

    /// One case of [`CENTER`].
    pub async fn a_case(&self) -> Result<CaseId> {
        let mut conn = self.app.db().read(&CITY.into()).await?;
        Query::of(
            "select id from cases
              where municipality_id = $m and center_id = $1 and status = 'submitted'
              order by label limit 1",
            CENTER,
        )
        .one(&mut conn)
        .await
        .map_err(Into::into)
    }
}

/// The settings of every process that opens a world.
pub fn config(data: &Path, database: &str) -> Config {
    Config {
        data: PathBuf::from(data),
        database_url: database.to_owned(),
        password_cost: PasswordCost::Cheap,
        ..Config::default()
    }
}

pub async fn structure(app: &App) -> Result<Structure> {
    Ok(places::structure_for(&mut app.db().read(&CITY.into()).await?, DAY.fiscal_year()).await?)
}

/// A workbook of these cases, spread over these centres: all columns that say who and what it is, and some words in so many
/// others.
pub fn workbook(
    structure: &Structure,
    rows: Range<usize>,
    texts: usize,
    centers: &[&str],
) -> Result<Vec<u8>> {
    let headers = headers(structure)?;
    let rows = rows.map(|n| {
        let mut left = texts;
        let mut cell = |header: &String| match cell(structure, header, n, centers) {
            None if left == 0 => Cell::Empty,
            None => {
                left -= 1;
                format!("{header}について、面談で聞き取ったことを短く書いた文です。{n}").into()
            }
            Some(cell) => cell,
        };
        headers.iter().map(&mut cell).collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let fields = headers.iter().map(|header| Field::new(header.as_str()));
    Ok(XlsxFile::new(DAY.0).sheet(SheetOut::new("事例").table(fields, rows)).finish()?)
}

/// The headers of the template that people are given, without the mark of required columns.
fn headers(structure: &Structure) -> Result<Vec<String>> {
    let template = "cases".parse::<Kind>()?.empty_form(structure, DAY)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template))?;
    let sheet = book.worksheet_range_at(0).ok_or("the template has a sheet")??;
    let row = sheet
        .rows()
        .find(|row| row.first().is_some_and(|c| c.to_string().starts_with("管理番号")))
        .ok_or("the template has headers")?;
    Ok(row
        .iter()
        .filter(|cell| **cell != Data::Empty)
        .map(|cell| cell.to_string().replace("※必須", ""))
        .collect())
}

/// Whether a column is about a factor; 「その他」 stands in several groups and has its group behind it.
fn is_factor(structure: &Structure, header: &str) -> bool {
    structure.factors.iter().any(|factor| {
        header
            .strip_prefix(factor.name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    })
}

/// One cell of row `n`, none where people write some words; all people are invented.
fn cell(structure: &Structure, header: &str, n: usize, centers: &[&str]) -> Option<Cell> {
    Some(match header {
        "管理番号" => format!("7-{n}").into(),
        "センター" => centers[n % centers.len()].into(),
        "氏名" => format!("松戸 花子{n}").into(),
        "フリガナ" => "マツド ハナコ".into(),
        "生年月日" => format!("S{}.4.{}", 10 + n % 20, 1 + n % 28).into(),
        "性別" => "女性".into(),
        "事例の種類" => {
            structure.case_kinds[n % 7 % structure.case_kinds.len()].name.as_str().into()
        }
        "件名(匿名)" => format!("退院後の暮らしを支える人がいない その{}", n % 97).into(),
        "事例提供者" => "例 一郎".into(),
        "登録日" => format!("R7.{}.{}", 6 + n % 3, 1 + n % 28).into(),
        "要介護度" => ["要支援1", "要支援2", "要介護1", "要介護2", "要介護3"][n / 3 % 5].into(),
        "世帯" => ["独居", "日中独居", "子と同居"][n / 2 % 3].into(),
        "同意" => "本人同意".into(),
        "障害自立度" => "A1".into(),
        "認知症自立度" => "Ⅱa".into(),
        "提出日" | "住所" | "被保険者番号" | "年齢階級" | "同意日" | "同意の根拠" => {
            Cell::Empty
        }
        "見守り不在" => "○".into(),
        "認知症" if n % 4 < 2 => "○".into(),
        "ゴミ出し問題" if n % 10 == 3 => "疑い".into(),
        header if is_factor(structure, header) => Cell::Empty,
        _ => return None,
    })
}
