//! `tsumugi export --all` and `tsumugi import --all`: leaving with everything, and arriving with it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use age::secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tempfile::TempPath;
use tokio::sync::Mutex;

use super::municipality::{Code, of, there};
use crate::{
    App,
    access::{self, Actor},
    accounts::password,
    config::{Config, PasswordCost},
    demo,
    error::{Error, Result},
    everything::{self, EverythingFacts, Manifest, Parcel, Seal, TakeOut, Whole},
    id::MunicipalityId,
    private,
    serving::asked_to_stop,
};

/// Where the passphrase comes from; never from the command itself, which others on the machine may read.
#[derive(Clone, Debug)]
pub enum Passphrase {
    Asked,
    /// The first line of a file that nobody else may read.
    InFile(PathBuf),
}

impl From<Option<PathBuf>> for Passphrase {
    fn from(file: Option<PathBuf>) -> Passphrase {
        file.map_or(Passphrase::Asked, Passphrase::InFile)
    }
}

/// The effort of guessing a passphrase, as an exponent of two: about a second and 256 MiB, as the program `age` has it.
const WORK: u8 = 18;

/// `tsumugi export --all FILE`: writes every table into one new file; with a passphrase names too, and the file is sealed.
///
/// # Errors
/// A startup sentence; nothing is left behind then.
pub async fn export_all(
    config: Config,
    code: Code<'_>,
    to: &Path,
    words: Option<Passphrase>,
) -> Result<()> {
    not_there(to)?;
    let work = if config.password_cost == PasswordCost::Cheap { 2 } else { WORK };
    let app = there(config).await?;
    let (municipality, _) = of(&app, code).await?;
    let seal = match words {
        None => Seal::None,
        Some(from) => Seal::Passphrase { words: new(&from, &municipality.name)?, work },
    };
    let actor = &Actor::system(municipality.id, "export");
    let whole = &Whole { name: &municipality.name, seal, tell: &|words| eprintln!("{words}") };
    let (manifest, part) = tokio::select! {
        // Asked first, so that a signal is heard from the beginning.
        biased;
        () = asked_to_stop() => {
            return Err(Error::startup("書き出しを中止しました。何も残していません。"));
        }
        done = written(&app, actor, whole, to) => done?,
    };
    part.persist_noclobber(to).map_err(|error| cannot_write(to, error))?;
    say(&manifest, to);
    app.db().close().await;
    Ok(())
}

/// Writes the file under another name, which goes when nobody keeps it, and the event.
async fn written(
    app: &App,
    actor: &Actor,
    whole: &Whole<'_>,
    to: &Path,
) -> Result<(Manifest, TempPath)> {
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Nobody else may read what the library makes.
    let part = tempfile::Builder::new().prefix(".tsumugi-").suffix(".part").tempfile_in(folder);
    let (file, part) = part.map_err(|error| cannot_write(to, error))?.into_parts();
    let facts = &EverythingFacts { municipality: actor.municipality().clone() };
    let leave = access::seen_on::<TakeOut>(actor, facts.clone())?;
    let mut conn = app.db().snapshot(actor.municipality()).await?;
    let manifest = everything::written(&mut conn, &leave, whole, file).await?;
    drop(conn);
    let detail = &json!({ "names": manifest.names, "rows": manifest.rows() });
    app.db()
        .write(actor.municipality(), |mut tx| async move {
            let permit = access::permit::<TakeOut>(&mut tx, actor, facts)?;
            crate::events::record(&mut tx, &permit, detail).await?;
            Ok((tx, ()))
        })
        .await?;
    Ok((manifest, part))
}

fn say(manifest: &Manifest, to: &Path) {
    for (table, missing) in
        manifest.tables.iter().flat_map(|t| t.missing.iter().map(move |missing| (t, missing)))
    {
        let (column, cells, why) = (&missing.column, missing.cells, &missing.why);
        println!("入っていないもの: {}.{column} {cells}行({why})", table.table);
    }
    let rows = manifest.rows();
    println!("{} に、すべて({rows}行)を書き出しました。", to.display());
    if manifest.names {
        println!("氏名なども入っています。合言葉は、ファイルとは別に保管してください。");
    }
}

fn not_there(to: &Path) -> Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(Error::startup(format!(
            "{} は、すでにあります。上書きはしません。別の名前にしてください。",
            to.display()
        )));
    }
    Ok(())
}

fn cannot_write(to: &Path, error: impl std::fmt::Display) -> Error {
    Error::startup(format!("{} に書けません: {error}", to.display()))
}

/// `tsumugi import --all FILE`: takes such a file into an empty database, all of it or nothing.
///
/// # Errors
/// A startup sentence; nothing is written then.
pub async fn import_all(config: Config, file: &Path, words: &Passphrase) -> Result<()> {
    let unreadable = |error| Error::startup(format!("{} を読めません: {error}", file.display()));
    let mut parcel = Parcel::open(File::open(file).map_err(unreadable)?, || present(words))?;
    eprintln!("ファイルを確かめています。");
    parcel.look_through()?;
    let municipality = parcel.manifest().municipality.clone();
    let rows = parcel.manifest().rows();
    let actor = Actor::system(MunicipalityId::from(municipality.id.as_str()), "import");
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    let parcel = Mutex::new(parcel);
    everything::take_in(app.db(), &actor, &parcel, &|words| eprintln!("{words}")).await?;
    app.db().analyze().await?;
    app.db().close().await;
    println!(
        "{} のすべて({rows}行)を取り込みました。tsumugi verify で、履歴が書かれたときのままかを確かめられます。",
        municipality.name
    );
    Ok(())
}

/// A passphrase for a new file.
fn new(from: &Passphrase, city: &str) -> Result<SecretString> {
    let words = match from {
        Passphrase::InFile(file) => in_file(file)?,
        Passphrase::Asked => {
            let words = ask("ファイルに封をする合言葉: ")?;
            if ask("もう一度: ")?.expose_secret() != words.expose_secret() {
                return Err(Error::startup("二度の合言葉が違います。何も書き出していません。"));
            }
            words
        }
    };
    match password::weakness(words.expose_secret(), &[city]) {
        None => Ok(words),
        Some(why) => Err(Error::startup(format!("合言葉を受け付けられません。{why}"))),
    }
}

/// The passphrase of a file that is there.
fn present(from: &Passphrase) -> Result<SecretString> {
    match from {
        Passphrase::InFile(file) => in_file(file),
        Passphrase::Asked => ask("ファイルの合言葉: "),
    }
}

fn ask(prompt: &str) -> Result<SecretString> {
    rpassword::prompt_password(prompt).map(SecretString::from).map_err(|error| {
        Error::startup(format!(
            "合言葉をたずねる画面がありません({error})。--passphrase-file FILE で渡してください。"
        ))
    })
}

fn in_file(file: &Path) -> Result<SecretString> {
    let trouble = |error| Error::startup(format!("{} を読めません: {error}", file.display()));
    if private::others_may(file).map_err(trouble)? {
        let file = file.display();
        return Err(Error::startup(format!(
            "合言葉のファイル {file} を、この計算機のほかの利用者も読めます。chmod 600 {file} としてから、やり直してください。"
        )));
    }
    let text = fs::read_to_string(file).map_err(trouble)?;
    Ok(text.lines().next().unwrap_or_default().to_owned().into())
}
