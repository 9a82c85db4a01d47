//! What the commands do: thin sequences of what the foundation and the rooms offer.

mod everything;
mod exchange;
mod municipality;
mod verify;

pub use everything::{Passphrase, export_all, import_all};
pub use exchange::{Answer, Import, Kind, Mode, export, import, template};
pub use verify::verify;

use std::{fs, net::SocketAddr, path::Path, process::ExitCode, time::Duration};

use tokio::net::TcpListener;

use municipality::{Code, of, there};

use crate::{
    App, ROOMS, Whose,
    access::{self, Actor, Role},
    accounts::{self, ChosenBy, NewAccount},
    conferences::{self, still_used},
    config::Config,
    demo,
    error::{Error, Result},
    id::{MunicipalityId, PeriodId},
    papers::{self, sheets::EditionState},
    places,
    preset::{Preset, Refusal},
    serving,
};

/// How long closing the database is waited for when everything else has ended.
const CLOSING: Duration = Duration::from_secs(5);

/// `tsumugi serve`: migrates, listens, and works until it is asked to stop.
pub async fn serve(config: Config) -> Result<()> {
    start_logging(&config);
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    listen(app, None).await
}

/// `tsumugi migrate`
pub async fn migrate(config: Config) -> Result<()> {
    let clock = demo::clock(&config)?;
    App::open(config, clock).await?.db().close().await;
    println!("データベースは、この版の形になっています。");
    Ok(())
}

/// `tsumugi init`: takes a preset into the database, and on request makes the first city officer.
pub async fn init(config: Config, file: &Path, officer: Option<String>) -> Result<()> {
    let preset = read_preset(file)?;
    let cost = config.password_cost;
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    let municipality = MunicipalityId::from(preset.municipality.code.as_str());
    install(&app, &municipality, &preset, false).await?;
    println!("{} の体系を取り込みました。", preset.municipality.name);
    tell_doubts(file);
    if let Some(login) = officer {
        let password = accounts::password::spoken();
        let new = NewAccount {
            login: login.clone(),
            password_hash: accounts::password::hash(cost, password.clone()).await?,
            password_by: ChosenBy::SomebodyElse,
            name: "市担当者".into(),
            role: Role::CityOfficer,
            center_id: None,
            organisation: preset.municipality.department.clone(),
            profession_id: None,
        };
        let system = Actor::system(municipality, "init");
        let (new, system) = (&new, &system);
        app.db()
            .write(system.municipality(), |mut tx| async move {
                let permit = access::permit(&mut tx, system, &new.facts())?;
                accounts::create(&mut tx, permit, new).await?;
                Ok((tx, ()))
            })
            .await?;
        println!(
            "市担当者 {login} を登録しました。最初のサインインで変えるパスワード({}日以内に使ってください。この一度だけ表示します): {password}",
            accounts::ONE_TIME_DAYS
        );
    }
    app.db().close().await;
    Ok(())
}

/// `tsumugi preset check`: exit code 1 and one line for each thing that is wrong.
pub fn preset_check(file: &Path) -> Result<ExitCode> {
    match Preset::read(file) {
        Ok(preset) => {
            println!(
                "{}: 誤りはありません({}、階層 {}、センター {}、会議体の種類 {})。",
                file.display(),
                preset.municipality.name,
                preset.levels.len(),
                preset.centers.len(),
                preset.conference_kinds.len()
            );
            tell_doubts(file);
            Ok(ExitCode::SUCCESS)
        }
        Err(refusals) => {
            for refusal in refusals {
                eprintln!("{refusal}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Says what of a preset that was accepted will hardly work as meant.
fn tell_doubts(file: &Path) {
    let text = fs::read_to_string(file).unwrap_or_default();
    for doubt in Preset::doubts(&file.display().to_string(), &text) {
        eprintln!("注意: {doubt}");
    }
}

/// Takes a preset into every room, in one transaction.
///
/// # Errors
/// A startup sentence when records point at something the preset no longer has.
pub async fn install(
    app: &App,
    municipality: &MunicipalityId,
    preset: &Preset,
    demo: bool,
) -> Result<()> {
    app.db()
        .write(municipality, |mut tx| async move {
            let name = &preset.municipality.name;
            places::install_municipality(&mut tx, municipality, name, demo).await?;
            if places::find(&mut tx).await?.version > 0 {
                let year = tx.now().day().fiscal_year();
                let before = places::structure_for(&mut tx, year).await?;
                let used = still_used(&mut tx, &before, preset).await?;
                if !used.is_empty() {
                    return Err(Error::startup(used.join("\n")));
                }
            }
            for room in ROOMS {
                (room.install)(&mut tx, preset).await?;
            }
            Ok((tx, ()))
        })
        .await
}

/// Reads a preset or says all that is wrong with it.
pub(crate) fn read_preset(file: &Path) -> Result<Preset> {
    Preset::read(file).map_err(|refusals| {
        let lines: Vec<String> = refusals.iter().map(Refusal::to_string).collect();
        Error::startup(lines.join("\n"))
    })
}

/// Listens and serves until SIGTERM or Ctrl-C, then finishes what is under way.
pub(crate) async fn listen(app: App, greeting: Option<String>) -> Result<()> {
    let address = app.config().listen;
    let listener = bind(address).await?;
    let bound = listener.local_addr().unwrap_or(address);
    println!(
        "http://localhost:{} で動いています。止めるには Ctrl-C を押してください。",
        bound.port()
    );
    if let Some(greeting) = greeting {
        println!("{greeting}");
    }
    let worker = crate::worker::Worker::start(app.clone(), Whose::Everybody);
    serving::serve(listener, app.router(), serving::Limits::of(app.config()), async {
        serving::asked_to_stop().await;
        tokio::spawn(async {
            serving::asked_to_stop().await;
            eprintln!("すぐに止めます。");
            std::process::exit(1);
        });
    })
    .await;
    worker.stop().await;
    if tokio::time::timeout(CLOSING, app.db().close()).await.is_err() {
        tracing::warn!("some connection to the database was still busy at the end");
    }
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => Error::startup(format!(
            "ポート {} はほかのプログラムが使っています。--listen 127.0.0.1:別の番号 を付けて起動してください。",
            address.port()
        )),
        _ => Error::startup(format!("{address} で待ち受けられません: {e}")),
    })
}

/// Logs to standard error; a second call (tests) does nothing.
pub(crate) fn start_logging(config: &Config) {
    let _ = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(&config.log))
        .with_writer(std::io::stderr)
        .try_init();
}

/// Makes sure that a folder can be written.
fn writable(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| {
        Error::startup(format!("フォルダー {} に書き込めません: {e}", folder.display()))
    })
}

/// `tsumugi papers`: writes the four papers of a period, each as PDF and as Excel; of all, or for one conference.
pub async fn papers(
    config: Config,
    code: Code<'_>,
    period: &str,
    conference: Option<&str>,
    out: &Path,
) -> Result<()> {
    let app = there(config).await?;
    let (municipality, _) = of(&app, code).await?;
    let mut conn = app.db().read(&municipality.id).await?;
    let period: PeriodId = period
        .parse()
        .map_err(|_| Error::startup("期間は 2025-2 のように、年度と回の番号で書いてください。"))?;
    places::period(&mut conn, &period).await.map_err(|_| {
        Error::startup(format!("議事対象期間 {period} はありません。例: 2025-2(令和7年度 第2回)"))
    })?;
    let compiled = match conference {
        None => papers::compile(&mut conn, &period, EditionState::Draft).await?,
        Some(name) => {
            let all = conferences::list(&mut conn).await?;
            let named = all.iter().find(|conference| conference.name == name).ok_or_else(|| {
                let names: Vec<&str> = all.iter().map(|c| c.name.as_str()).collect();
                Error::startup(format!(
                    "会議体「{name}」はありません。あるのは: {}",
                    names.join("、")
                ))
            })?;
            papers::compile_for(&mut conn, &period, &named.id).await?
        }
    };
    let dated = conn.now().day();
    drop(conn);
    writable(out)?;
    for (document, format) in papers::all_documents() {
        let file = out.join(papers::file_name(document, format));
        let content = compiled.set(document, format, dated).await?;
        fs::write(&file, content)
            .map_err(|e| Error::startup(format!("{} に書き込めません: {e}", file.display())))?;
        println!("{}", file.display());
    }
    app.db().close().await;
    Ok(())
}
