//! `tsumugi template`, `import` and `export`: the exchange room for those at the machine itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use serde::Serialize;

use crate::{
    App,
    access::Actor,
    config::Config,
    demo,
    error::{Error, Result},
    exchange::{self, Arrived, ExchangeFacts},
    id::{CenterId, ImportId},
    imports::{Holds, Out, Report},
    places::{self, Municipality},
    structure::Structure,
    tabular::{Answered, Encoding},
};

pub use crate::exchange::Kind;

/// Of which municipality; none is the database's only one.
pub type Code<'a> = Option<&'a str>;

/// `tsumugi template KIND`: writes an empty Excel file, by default into the folder one stands in.
pub async fn template(
    config: Config,
    code: Code<'_>,
    kind: Kind,
    out: Option<PathBuf>,
) -> Result<()> {
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    let (_, structure) = of(&app, code).await?;
    let path = out.unwrap_or_else(|| PathBuf::from(kind.form_name()));
    let content = kind.empty_form(&structure, app.db().clock().today())?;
    write(&path, &content)?;
    println!("{} を書き出しました。", path.display());
    app.db().close().await;
    Ok(())
}

/// What is to be brought in, and how.
pub struct Import {
    pub kind: Kind,
    pub file: PathBuf,
    /// Name, symbol or key of the centre of rows that name none.
    pub center: Option<String>,
    pub mode: Mode,
    pub answer: Answer,
    /// What the file leaves open: keys of questions, each with the reply.
    pub said: Vec<(String, String)>,
}

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    DryRun,
    Write,
}

/// How the outcome is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Words,
    Json,
}

/// The outcome as JSON.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Outcome<'a> {
    /// The file as a whole cannot be read.
    Refused {
        reason: String,
    },
    /// Cells are wrong; nothing was written.
    Wrong {
        report: &'a Report,
    },
    /// Nothing is wrong, and nothing was to be written.
    Readable {
        report: &'a Report,
    },
    /// Nothing was wrong, and nothing of it was new.
    Nothing {
        report: &'a Report,
    },
    Imported {
        report: &'a Report,
    },
}

/// The exit code of an import that took nothing in, because all of it was there already.
const NOTHING: u8 = 2;

/// `tsumugi import KIND FILE`: exit code 1 when the file is refused, a cell is wrong or a question open, and then nothing was
/// written; 2 when nothing of it was new.
pub async fn import(config: Config, code: Code<'_>, import: &Import) -> Result<ExitCode> {
    let content = fs::read(&import.file)
        .map_err(|e| Error::startup(format!("{} を読めません: {e}", import.file.display())))?;
    let name =
        import.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    let (municipality, structure) = of(&app, code).await?;
    let actor = Actor::system(municipality.id, "import");
    let center = import.center.as_deref().map(|word| center_named(&structure, word)).transpose()?;
    let mut conn = app.db().read(actor.municipality()).await?;
    let of_center = center.clone();
    let reader =
        exchange::reader_for(&mut conn, import.kind, &actor, &structure, of_center).await?;
    drop(conn);
    let mut answered = Answered::default().on(app.db().clock().today().0);
    for (question, reply) in &import.said {
        answered.say(question, reply);
    }
    let (kind, content) = (import.kind, Arc::new(content));
    let arrived = Arrived { kind, center: center.as_ref(), name: &name, content };
    let m = actor.municipality();
    let read = exchange::parse_as_before(&app, m, &reader, &arrived, answered).await?;
    let parsed = match read {
        Ok((parsed, _)) => parsed,
        Err(refusal) => {
            tell(import, &Outcome::Refused { reason: refusal.to_string() })?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let report = match import.mode {
        Mode::DryRun => {
            let mut conn = app.db().read(actor.municipality()).await?;
            exchange::dry_run(&mut conn, &parsed).await
        }
        Mode::Write => {
            exchange::used(&app, &actor, &arrived, &parsed).await?;
            exchange::import_alone(&app, &actor, &parsed).await
        }
    }?;
    let outcome = match import.mode {
        _ if !report.is_clean() => Outcome::Wrong { report: &report },
        Mode::DryRun => Outcome::Readable { report: &report },
        Mode::Write if report.counts().taken(import.kind.replaces) == 0 => {
            Outcome::Nothing { report: &report }
        }
        Mode::Write => Outcome::Imported { report: &report },
    };
    tell(import, &outcome)?;
    app.db().close().await;
    Ok(match outcome {
        Outcome::Refused { .. } | Outcome::Wrong { .. } => ExitCode::FAILURE,
        Outcome::Nothing { .. } => ExitCode::from(NOTHING),
        Outcome::Readable { .. } | Outcome::Imported { .. } => ExitCode::SUCCESS,
    })
}

fn tell(import: &Import, outcome: &Outcome<'_>) -> Result<()> {
    if import.answer == Answer::Json {
        println!("{}", serde_json::to_string_pretty(outcome)?);
        return Ok(());
    }
    let (report, end) = match outcome {
        Outcome::Refused { reason } => {
            eprintln!("{reason}\n何も取り込んでいません。");
            return Ok(());
        }
        Outcome::Wrong { report } if report.errors_total == 0 => {
            (report, "答えの要る問いがあるので、何も取り込んでいません。")
        }
        Outcome::Wrong { report } => (report, "誤りがあるので、何も取り込んでいません。"),
        Outcome::Nothing { report } => (report, "取り込んだものは0件でした。"),
        Outcome::Readable { report } => {
            (report, "誤りはありません。まだ取り込んでいません(--dry-run)。")
        }
        Outcome::Imported { report } => (report, "取り込みました。"),
    };
    for error in &report.errors {
        let value = match error.value.as_str() {
            "" => String::new(),
            value => format!("「{value}」"),
        };
        let sheet = match error.sheet.as_str() {
            "" => String::new(),
            sheet => format!("シート「{sheet}」"),
        };
        eprintln!(
            "{} {sheet}{}行目 {}列({}){value}: {}",
            error.file, error.row, error.column, error.header, error.reason
        );
    }
    for question in &report.questions {
        let state = if question.is_open() { "答えが要ります" } else { question.holds() };
        eprintln!("問い: {} {} [{state}]", question.text, question.places());
        for reply in &question.replies {
            eprintln!("    --answer '{}={}'  {}", question.key, reply.key, reply.words);
        }
    }
    for note in &report.notes {
        println!("{note}");
    }
    for column in &report.unknown_columns {
        println!("読み取らない列: {}列「{}」", column.column, column.header);
    }
    for row in &report.skipped {
        let row_words = if row.row > 0 { format!("{}行目", row.row) } else { String::new() };
        println!("読まなかった行: {row_words}({})", row.reason);
    }
    println!(
        "{}: {}行を読み取り、新規{}、登録済み{}、{}{}、誤り{}か所。{end}",
        report.file,
        report.read,
        report.new,
        report.unchanged,
        import.kind.changed_words,
        report.changed,
        report.errors_total,
    );
    Ok(())
}

/// `tsumugi export`: the structure as TOML, meetings and cases (by label) as xlsx and CSV, into a folder.
pub async fn export(config: Config, code: Code<'_>, folder: &Path) -> Result<()> {
    let clock = demo::clock(&config)?;
    let app = App::open(config, clock).await?;
    let (municipality, structure) = of(&app, code).await?;
    let actor = Actor::system(municipality.id, "export");
    fs::create_dir_all(folder)
        .map_err(|e| Error::startup(format!("{} を作れません: {e}", folder.display())))?;
    write(&folder.join("structure.toml"), structure.to_toml().as_bytes())?;
    let facts = &ExchangeFacts { import: ImportId::new(), names_people: true, center: None };
    let (by, of_structure) = (&actor, &structure);
    let today = app.db().clock().today();
    let tables = crate::ROOMS.iter().flat_map(|room| room.exports);
    for exporter in tables.filter(|exporter| exporter.holds != Holds::Names) {
        let out = app
            .db()
            .write(actor.municipality(), |mut tx| async move {
                let out = exchange::written(&mut tx, exporter, by, of_structure, facts).await?;
                Ok((tx, out))
            })
            .await?;
        let stem = exporter.key;
        write(&folder.join(format!("{stem}.xlsx")), &out.xlsx(today)?)?;
        write(&folder.join(format!("{stem}.csv")), &out.csv(Encoding::Utf8).bytes)?;
        write_cp932(folder, stem, &out)?;
        println!("{}: {}行", out.name, out.rows.len());
    }
    println!("{} に書き出しました。", folder.display());
    app.db().close().await;
    Ok(())
}

/// The CSV for older systems, with a word on what it could not hold.
fn write_cp932(folder: &Path, stem: &str, out: &Out) -> Result<()> {
    let csv = out.csv(Encoding::Cp932);
    write(&folder.join(format!("{stem}.cp932.csv")), &csv.bytes)?;
    if !csv.lost.is_empty() {
        let lost: String = csv.lost.iter().collect();
        println!("{stem}.cp932.csv: Shift_JISで書けない文字を「〓」にしました: {lost}");
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content)
        .map_err(|e| Error::startup(format!("{} に書けません: {e}", path.display())))
}

/// The municipality and its structure of today.
pub(super) async fn of(app: &App, code: Code<'_>) -> Result<(Municipality, Structure)> {
    let mut conn = app.db().read_beyond().await?;
    let all = places::municipalities(&mut conn).await?;
    let codes = || {
        let codes: Vec<String> = all.iter().map(|m| format!("{}({})", m.id, m.name)).collect();
        codes.join("、")
    };
    let municipality = match (code, all.as_slice()) {
        (None, [only]) => only.clone(),
        (None, []) => {
            return Err(Error::startup(
                "市町村がまだありません。先に tsumugi init --preset FILE を実行してください。",
            ));
        }
        (None, _) => {
            return Err(Error::startup(format!(
                "市町村がいくつもあります。--municipality で選んでください: {}",
                codes()
            )));
        }
        (Some(code), all) => {
            all.iter().find(|m| m.id.as_str() == code).cloned().ok_or_else(|| {
                Error::startup(format!("市町村 {code} はありません。あるのは: {}", codes()))
            })?
        }
    };
    conn.enter(&municipality.id);
    let year = app.db().clock().today().fiscal_year();
    let structure = places::structure_for(&mut conn, year).await?;
    Ok((municipality, structure))
}

fn center_named(structure: &Structure, word: &str) -> Result<CenterId> {
    structure
        .centers
        .iter()
        .find(|c| c.key.as_str() == word || c.symbol == word || c.name == word)
        .map(|c| c.key.clone())
        .ok_or_else(|| {
            let names: Vec<&str> = structure.centers.iter().map(|c| c.symbol.as_str()).collect();
            Error::startup(format!(
                "センター「{word}」はありません。あるのは: {}",
                names.join("、")
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands;

    /// A closing database waits for every connection, so each command must have let go of its own.
    #[tokio::test]
    async fn the_commands_work_on_a_new_data_folder_and_come_to_an_end() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().join("data"), ..Config::default() };
        let preset = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
        fs::create_dir_all(&config.data).unwrap();
        commands::init(config.clone(), preset.as_ref(), None).await.unwrap();
        let file = folder.path().join("予定.csv");
        let run = async |text: &str, mode, answer| {
            fs::write(&file, text).unwrap();
            let what = Import {
                kind: "schedules".parse().unwrap(),
                file: file.clone(),
                center: Some("明第1".into()),
                mode,
                answer,
                said: Vec::new(),
            };
            let code = import(config.clone(), None, &what).await.unwrap();
            code == ExitCode::SUCCESS
        };
        let good = "会議の種類,開催日\n地域個別ケア会議,R7.12.2\n";
        let bad = "会議の種類,開催日\n地域個別ケア会議,R7.13.2\n";
        let all = async {
            assert!(run(good, Mode::DryRun, Answer::Json).await);
            assert!(!run(bad, Mode::DryRun, Answer::Words).await);
            assert!(!run(bad, Mode::Write, Answer::Words).await);
            assert!(!run("名簿\n", Mode::Write, Answer::Json).await);
            assert!(run(good, Mode::Write, Answer::Json).await);
            assert!(!run(good, Mode::Write, Answer::Words).await, "nothing of it is new");
            let empty = folder.path().join("空.xlsx");
            template(config.clone(), None, "cases".parse().unwrap(), Some(empty.clone()))
                .await
                .unwrap();
            assert!(fs::metadata(&empty).unwrap().len() > 5_000);
            let out = folder.path().join("out");
            export(config.clone(), None, &out).await.unwrap();
            let days = fs::read_to_string(out.join("schedules.csv")).unwrap();
            assert!(days.contains("R7.12.2"), "{days}");
            let elsewhere =
                template(config.clone(), Some("99999"), "cases".parse().unwrap(), None).await;
            assert!(elsewhere.is_err());
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), all)
            .await
            .expect("no command waits for itself");
    }
}
