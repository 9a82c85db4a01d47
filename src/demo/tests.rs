use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::*;
use crate::{config::PasswordCost, id::MunicipalityId, measures, meetings, papers, places};

/// The whole world, made in a folder of the test.
pub(crate) async fn world() -> (App, tempfile::TempDir, MunicipalityId) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        password_cost: PasswordCost::Cheap,
        ..Config::default()
    };
    run(config.clone(), true).await.unwrap();
    let app = App::open(config, Clock::standing(Day::of(2026, 1, 13))).await.unwrap();
    (app, folder, "122076".into())
}

#[tokio::test]
async fn the_world_has_the_meetings_and_cases_of_the_second_period() {
    let (app, _folder, m) = world().await;
    let mut conn = app.db().read(&m).await.unwrap();
    let structure = places::structure_for(&mut conn, 2025).await.unwrap();
    let period = "2025-2".into();
    let held = meetings::held_matrix(&mut conn, &structure, &period).await.unwrap();
    let totals: Vec<(&str, usize, i64)> =
        held.kinds.iter().map(|k| (k.name.as_str(), k.held, k.cases)).collect();
    assert!(totals.contains(&("地域包括ケア推進会議", 15, 0)), "{totals:?}");
    assert!(totals.contains(&("地域個別ケア会議", 30, 60)), "{totals:?}");
    let answered = measures::of_period(&mut conn, &"2025-1".into()).await.unwrap();
    assert_eq!(answered.len(), 11);
}

#[tokio::test]
async fn the_papers_of_the_second_period_say_what_was_held() {
    let (app, folder, m) = world().await;
    let mut conn = app.db().read(&m).await.unwrap();
    let structure = places::structure_for(&mut conn, 2025).await.unwrap();
    let period = "2025-2".into();
    let awaited = papers::awaited(&mut conn, &structure, &period).await.unwrap();
    assert_eq!(awaited.len(), 3, "two centres are late and one is asked again");
    let state = papers::sheets::EditionState::Draft;
    let compiled = papers::compile(&mut conn, &period, state).await.unwrap();
    let pdf = compiled
        .set(papers::Document::Status, papers::Format::Pdf, Day::of(2026, 1, 13))
        .await
        .unwrap();
    let file = folder.path().join("betten2.pdf");
    fs::write(&file, pdf).unwrap();
    let text = std::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let seeds = seeds::Seeds::matsudo().unwrap();
    for meeting in seeds.meetings.iter().filter(|x| x.period.as_str() == "2025-2") {
        let Some(center) = &meeting.center else {
            continue;
        };
        let center = structure.center(center).unwrap();
        let line = text
            .lines()
            .find(|l| l.starts_with(&center.symbol) && l.contains(&Day(meeting.day).short()));
        assert!(line.is_some(), "{} {} is missing", center.symbol, Day(meeting.day).short());
    }
    assert!(text.contains("15回") && text.contains("30回 60事例"), "{text}");
    assert!(!text.contains("個別レベル"));
}

/// Addresses of this server that a page leads to, as a browser reads them.
fn led_to(path: &str, body: &str) -> Vec<String> {
    let plain = path.split(['?', '#']).next().unwrap_or("/");
    let hrefs = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let whole = hrefs.map(|href| match href.starts_with('?') {
        true => format!("{plain}{href}"),
        false => href.to_owned(),
    });
    let here = whole.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
    here.map(|href| href.replace("&#38;", "&").replace("&amp;", "&"))
        .map(|href| href.split('#').next().unwrap_or("/").to_owned())
        .collect()
}

/// What sort of address it is: its path with numbers and ids left out, and the names of what it asks for.
fn sort_of(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_word = |part: &&str| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let parts: Vec<&str> = path.split('/').map(|p| if is_word(&p) { p } else { "*" }).collect();
    let names: BTreeSet<&str> =
        query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{names:?}", parts.join("/"))
}

/// Walks from 今日 and the guide over every sort of address that the pages lead to, some of each; what led to a page that the
/// reader may not open.
async fn led_astray(app: &App, cookie: &str) -> (BTreeSet<String>, usize) {
    let mut waiting: VecDeque<(String, String)> = VecDeque::new();
    waiting.extend(["/", "/help"].map(|path| ("the address bar".to_owned(), path.to_owned())));
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut visited: BTreeMap<String, usize> = BTreeMap::new();
    let mut astray = BTreeSet::new();
    let mut opened = 0;
    while let Some((from, path)) = waiting.pop_front() {
        let times = visited.entry(sort_of(&path)).or_default();
        *times += 1;
        if *times > 3 || !known.insert(path.clone()) {
            continue;
        }
        let (status, body, _) = asked(app, &path, None, cookie).await;
        opened += 1;
        if status >= 400 {
            astray.insert(format!("{status} {path} (from {from})"));
        }
        if status == 200 && body.starts_with("<!DOCTYPE html>") {
            waiting.extend(led_to(&path, &body).into_iter().map(|to| (path.clone(), to)));
        }
    }
    (astray, opened)
}

#[tokio::test]
async fn no_page_leads_its_reader_to_one_that_they_may_not_open() {
    let (app, _folder, _) = world().await;
    let seeds = seeds::Seeds::matsudo().unwrap();
    let (mut astray, mut roles) = (Vec::new(), BTreeSet::new());
    for account in &seeds.accounts {
        if !roles.insert(account.role.clone()) {
            continue;
        }
        let fields = format!("login={}&password={}", account.login, seeds.password);
        let (_, _, cookie) = asked(&app, "/session", Some(fields), "").await;
        let (led, opened) = led_astray(&app, &cookie).await;
        assert!(opened > 3, "{}: {opened} pages", account.role);
        astray.extend(led.into_iter().map(|page| format!("{}: {page}", account.role)));
    }
    assert_eq!(roles.len(), crate::access::Role::ALL.len());
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[tokio::test]
async fn every_page_that_asks_for_leave_notes_what_it_showed() {
    let (app, _folder, _) = world().await;
    let asks = |guard| matches!(guard, crate::web::Guard::Action(_));
    let routes: Vec<(regex::Regex, &str, bool)> = App::routes()
        .declared()
        .iter()
        .filter(|route| route.method == axum::http::Method::GET)
        .map(|route| {
            let pattern = regex::Regex::new(r"\{\w+\}").unwrap().replace_all(route.path, "[^/]+");
            (regex::Regex::new(&format!("^{pattern}$")).unwrap(), route.path, asks(route.guard))
        })
        .collect();
    let seeds = seeds::Seeds::matsudo().unwrap();
    let mut seen = BTreeSet::new();
    for login in ["city", "mei1"] {
        let fields = format!("login={login}&password={}", seeds.password);
        let (_, _, cookie) = asked(&app, "/session", Some(fields), "").await;
        let mut waiting = vec!["/".to_owned()];
        let mut visited: BTreeMap<&str, usize> = BTreeMap::new();
        while let Some(path) = waiting.pop() {
            let plain = path.split(['?', '#']).next().unwrap().to_owned();
            let found = routes.iter().filter(|(pattern, ..)| pattern.is_match(&plain));
            let Some((_, route, asks)) =
                found.min_by_key(|(_, route, _)| route.matches('{').count())
            else {
                continue;
            };
            let times = visited.entry(route).or_default();
            *times += 1;
            if *times > 2 {
                continue;
            }
            let before = app.views().counts();
            let (status, body, _) = asked(&app, &path, None, &cookie).await;
            if status != 200 {
                continue;
            }
            if *asks {
                assert_ne!(app.views().counts(), before, "{path} showed something unnoted");
                seen.insert(*route);
            }
            waiting.extend(led_to(&path, &body));
        }
    }
    assert!(seen.len() > 25, "{} kinds of pages: {seen:?}", seen.len());
}

/// What the server answers, and the session it gives: to a posted form, or else to a question.
async fn asked(app: &App, path: &str, form: Option<String>, cookie: &str) -> (u16, String, String) {
    use {axum::http::Request, http_body_util::BodyExt, tower::ServiceExt};
    let request = match &form {
        Some(_) => Request::post(path),
        None => Request::get(path),
    };
    let request = request
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(form.unwrap_or_default()))
        .unwrap();
    let answer = app.router().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let session = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
    let session =
        session.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned(), session)
}
