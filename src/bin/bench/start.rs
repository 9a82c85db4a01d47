//! The program itself as a command, on the demo world: its start, and a period's papers.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    load::{self, Ask, Packing},
    options::{Options, Result},
    table::{Outcome, Row, Table, median, words},
};

/// A server that does not answer within this time has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes a demo world, then starts it and sets its papers, some times over.
pub fn measure(options: &Options, table: &mut Table) -> Result<()> {
    let program = program()?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("demo");
    finish(tsumugi(&program, &data).args(["demo", "--prepare-only"]))?;
    let starts = (0..options.rounds).map(|_| started(&program, &data));
    let start = median(starts.collect::<Result<Vec<_>>>()?);
    table.add(Row {
        what: "start with the demo world, to the first answered /sign-in".into(),
        measured: words(start),
        baseline: String::new(),
        ratio: String::new(),
        target: "< 0.5 s",
        outcome: Outcome::of(start < Duration::from_millis(500)),
    });
    let out = folder.path().join("papers");
    let papers = (0..options.rounds).map(|_| {
        let begun = Instant::now();
        finish(tsumugi(&program, &data).args(["papers", "--period", "2025-2", "--out"]).arg(&out))?;
        Ok(begun.elapsed())
    });
    let papers = median(papers.collect::<Result<Vec<_>>>()?);
    let files = std::fs::read_dir(&out)?.count();
    table.add(Row {
        what: format!("papers of 2025-2: 60 cases, 45 meetings, {files} files, the whole command"),
        measured: words(papers),
        baseline: String::new(),
        ratio: String::new(),
        target: "< 1 s",
        outcome: Outcome::of(papers < Duration::from_secs(1)),
    });
    Ok(())
}

/// The program, built beside this one.
fn program() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("tsumugi");
    if !path.exists() {
        return Err(format!("{} is not built; `make bench` builds it", path.display()).into());
    }
    Ok(path)
}

fn tsumugi(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--data").arg(data).stdout(Stdio::null()).env("TSUMUGI_LOG", "error");
    command
}

fn finish(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(())
}

/// From the start of the process until the sign-in page was read.
fn started(program: &Path, data: &Path) -> Result<Duration> {
    let server: SocketAddr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let begun = Instant::now();
    let mut child =
        tsumugi(program, data).args(["demo", "--listen", &server.to_string()]).spawn()?;
    let took = answered(server, begun);
    stop(&mut child);
    took
}

fn answered(server: SocketAddr, begun: Instant) -> Result<Duration> {
    let ask =
        Ask { server, path: "/sign-in".into(), cookie: String::new(), packing: Packing::Plain };
    while begun.elapsed() < PATIENCE {
        if load::once(&ask).is_ok_and(|answer| answer.status == 200) {
            return Ok(begun.elapsed());
        }
        thread::sleep(Duration::from_millis(1));
    }
    Err("the demo did not answer".into())
}

fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
