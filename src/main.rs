//! The commands. Each is a few lines here; what they do lives in [`tsumugi::commands`] and the rooms.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use tsumugi::{
    Config, Result,
    commands::{self, Kind},
};

/// Importing a list or drawing a page makes and drops many short texts; the system's allocator spends a tenth of the
/// whole time on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 紡ぎ: 地域ケア会議を一つの流れで支えるシステム
#[derive(Debug, Parser)]
#[command(name = "tsumugi", version, about, disable_help_subcommand = true)]
struct Cli {
    /// データの置き場所(データベース、鍵)。既定は data
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 設定ファイル。既定は tsumugi.toml(あれば読む)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 架空の事例が入ったデモを作り、http://localhost:8080 で動かす
    Demo {
        /// デモを作るだけで、動かさない
        #[arg(long)]
        prepare_only: bool,
        #[command(flatten)]
        serving: Serving,
    },
    /// サーバーを動かす
    Serve(Serving),
    /// データベースをこの版の形にする
    Migrate,
    /// プリセットから市町村を作る(あるときは体系を新しくする)
    Init {
        #[arg(long, value_name = "FILE")]
        preset: PathBuf,
        /// 最初の市担当者の利用者ID。パスワードは作られて一度だけ表示される
        #[arg(long, value_name = "LOGIN")]
        officer: Option<String>,
    },
    /// プリセットを扱う
    #[command(subcommand)]
    Preset(PresetCommand),
    /// 記入用の空のExcelファイルを書き出す
    Template {
        kind: Kind,
        /// 書き出す先。既定は、いまのフォルダー
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
    /// ExcelまたはCSVを取り込む。すべて取り込むか、何も取り込まないかのどちらか。
    /// --all では、export --all で書き出したものを空のデータベースに取り込む
    Import(Importing),
    /// 議事対象期間の資料(資料2、別添1、別添2、資料3)をPDFとExcelで書き出す
    Papers {
        /// 例: 2025-2(令和7年度 第2回)
        #[arg(long)]
        period: String,
        /// 一つの会議体(区の会議など)の資料にする。その会議体を開く所のことだけを、その段階まで載せる
        #[arg(long, value_name = "会議体の名前")]
        conference: Option<String>,
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        of: Of,
    },
    /// 履歴が書かれたときのままかを調べる。違う行があれば、その番号を示す
    Verify,
    /// 体系(プリセット)と、会議の予定・開催状況・匿名の事例の一覧だけを、フォルダーに書き出す。
    /// --all では、すべての表を一つのファイルに書き出す
    Export {
        #[arg(long, value_name = "DIR", required_unless_present = "all")]
        out: Option<PathBuf>,
        /// すべての表を、この新しいファイルに書き出す
        #[arg(long, value_name = "FILE", conflicts_with = "out")]
        all: Option<PathBuf>,
        /// 氏名など封をして置いている内容も、開いて入れる。ファイルは合言葉で封をする
        #[arg(long, requires = "all")]
        with_names: bool,
        /// 合言葉を書いたファイル(1行目)。なければ、画面でたずねる
        #[arg(long, value_name = "FILE", requires = "with_names")]
        passphrase_file: Option<PathBuf>,
        #[command(flatten)]
        of: Of,
    },
}

/// Which municipality a command is about.
#[derive(Debug, Args)]
struct Of {
    /// 市町村の番号(全国地方公共団体コード)。データベースにある市町村が一つだけのときは要らない
    #[arg(long, value_name = "CODE")]
    municipality: Option<String>,
}

#[derive(Debug, Args)]
struct Importing {
    #[arg(required_unless_present = "all")]
    kind: Option<Kind>,
    #[arg(required_unless_present = "all")]
    file: Option<PathBuf>,
    /// export --all --with-names で書き出したファイルを、空のデータベースに取り込む
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kind", "file", "dry_run", "json", "center", "answers", "municipality"])]
    all: Option<PathBuf>,
    /// --all のファイルの合言葉を書いたファイル(1行目)。なければ、画面でたずねる
    #[arg(long, value_name = "FILE", requires = "all")]
    passphrase_file: Option<PathBuf>,
    /// 読み取りの結果だけを見せ、取り込まない
    #[arg(long)]
    dry_run: bool,
    /// 結果をJSONで出す
    #[arg(long)]
    json: bool,
    /// センターの列がない行のセンター(名前・記号・キー)
    #[arg(long, value_name = "CENTER")]
    center: Option<String>,
    /// 問いへの答え。問いと答えの書き方は、答えずに実行すると出る。いくつでも書ける
    #[arg(long = "answer", value_name = "QUESTION=REPLY", value_parser = said)]
    answers: Vec<(String, String)>,
    #[command(flatten)]
    of: Of,
}

fn said(text: &str) -> Result<(String, String), String> {
    let (question, reply) = text.rsplit_once('=').ok_or("「問い=答え」の形で書いてください。")?;
    Ok((question.to_owned(), reply.to_owned()))
}

#[derive(Debug, Subcommand)]
enum PresetCommand {
    /// プリセットを読み、誤りをファイル名と行で示す
    Check { file: PathBuf },
}

/// Flags of a server; those not given leave the file's and the environment's settings alone.
#[derive(Debug, Args, Serialize)]
struct Serving {
    /// 待ち受ける住所と番号。既定は 127.0.0.1:8080
    #[arg(long, value_name = "ADDR:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<std::net::SocketAddr>,
}

/// Flags that every command knows.
#[derive(Serialize)]
struct Flags<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<std::net::SocketAddr>,
}

/// How long work on other threads (setting a paper, reading a file) is waited for when all else has ended.
const LAST_WORK: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    let outcome = runtime.block_on(run(cli));
    runtime.shutdown_timeout(LAST_WORK);
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode> {
    let listen = match &cli.command {
        Command::Serve(serving) | Command::Demo { serving, .. } => serving.listen,
        _ => None,
    };
    let mut config = Config::load(cli.config.clone(), Flags { data: cli.data.as_ref(), listen })?;
    match cli.command {
        Command::Demo { prepare_only, .. } => {
            if cli.data.is_none() && config.data == Config::default().data {
                config.data = PathBuf::from("demo-data");
            }
            tsumugi::run_demo(config, prepare_only).await?;
        }
        Command::Serve(_) => commands::serve(config).await?,
        Command::Migrate => commands::migrate(config).await?,
        Command::Init { preset, officer } => commands::init(config, &preset, officer).await?,
        Command::Preset(PresetCommand::Check { file }) => {
            return commands::preset_check(&file);
        }
        Command::Template { kind, out, of } => {
            commands::template(config, of.municipality.as_deref(), kind, out).await?;
        }
        Command::Import(Importing { all: Some(file), passphrase_file, .. }) => {
            commands::import_all(config, &file, &passphrase_file.into()).await?;
        }
        Command::Import(importing) => {
            let (Some(kind), Some(file)) = (importing.kind, importing.file) else {
                unreachable!("both are required without --all");
            };
            let import = commands::Import {
                kind,
                file,
                center: importing.center,
                mode: if importing.dry_run {
                    commands::Mode::DryRun
                } else {
                    commands::Mode::Write
                },
                answer: if importing.json {
                    commands::Answer::Json
                } else {
                    commands::Answer::Words
                },
                said: importing.answers,
            };
            return commands::import(config, importing.of.municipality.as_deref(), &import).await;
        }
        Command::Papers { period, conference, out, of } => {
            let (code, conference) = (of.municipality.as_deref(), conference.as_deref());
            commands::papers(config, code, &period, conference, &out).await?;
        }
        Command::Verify => return commands::verify(config).await,
        Command::Export { out, all, with_names, passphrase_file, of } => {
            let code = of.municipality.as_deref();
            let words = with_names.then(|| passphrase_file.into());
            match (all, out) {
                (Some(file), _) => commands::export_all(config, code, &file, words).await?,
                (None, out) => commands::export(config, code, &out.unwrap_or_default()).await?,
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
