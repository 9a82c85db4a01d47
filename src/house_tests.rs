//! Tests of the house itself: stairs go one way, both schemas agree, every statement names the municipality
//! first, every route says who may come in, and the generated pages are up to date.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

use crate::{App, db, documents, testing::each_database, web::Guard};

mod circles;
mod enter;
mod everything;
mod gate;
mod guide;
mod leaving;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_test(path: &Path) -> bool {
    path.components().any(|c| {
        let name = c.as_os_str().to_string_lossy();
        name == "tests"
            || name == "house_tests"
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            || name == "testing.rs"
    })
}

/// The rooms that the lib lists after its second heading, in reading order.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let (_, below) =
        lib.split_once("— rooms, in reading order —").expect("lib.rs has its headings");
    below
        .lines()
        .skip(1)
        .take_while(|l| !l.trim().is_empty())
        .filter_map(|l| {
            l.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
        })
        .collect()
}

/// Rooms that know the others through the table alone, each with what it may name all the same.
const THROUGH_THE_TABLE: [(&str, &[&str]); 3] =
    [("trace", &[]), ("exchange", &["places"]), ("desk", &[])];

#[test]
fn stairs_go_one_way() {
    let rooms = rooms();
    assert!(rooms.len() >= 10, "{rooms:?}");
    let step = Regex::new(r"\bcrate::(?:\{([^;]*?)\};|(\w+))").unwrap();
    let word = Regex::new(r"\b([a-z_]+)\b").unwrap();
    let token = Regex::new(r"[{},]|[A-Za-z_]+|::").unwrap();
    let above_all = [
        "bench.rs",
        "session.rs",
        "server.rs",
        "commands.rs",
        "worker.rs",
        "housekeeping.rs",
        "indexing.rs",
        "lib.rs",
        "main.rs",
        "testing.rs",
        "house_tests.rs",
    ];
    let mut steps_back = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        if above_all.contains(&first.as_str())
            || first == "demo"
            || first == "bin"
            || first == "commands"
            || is_test(inside)
        {
            continue;
        }
        let here = rooms.iter().position(|r| *r == first.trim_end_matches(".rs"));
        let text = fs::read_to_string(&file).unwrap();
        let mut named = BTreeSet::new();
        for found in step.captures_iter(&text) {
            if let Some(one) = found.get(2) {
                named.insert(one.as_str().to_owned());
            }
            // In a group, only the first name of each path counts: `{cases::{self, Case}, id::CaseId}`.
            if let Some(group) = found.get(1) {
                let mut depth = 0;
                let mut path_begins = true;
                for token in token.find_iter(group.as_str()) {
                    match token.as_str() {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        "," if depth == 0 => path_begins = true,
                        "," | "::" => {}
                        name if path_begins && depth == 0 => {
                            if word.is_match(name) {
                                named.insert(name.to_owned());
                            }
                            path_begins = false;
                        }
                        _ => {}
                    }
                }
            }
        }
        let through = THROUGH_THE_TABLE.iter().find(|(room, _)| *room == first);
        for name in named {
            let Some(there) = rooms.iter().position(|r| *r == name) else {
                continue;
            };
            if through.is_some_and(|(_, but)| name != first && !but.contains(&name.as_str())) {
                steps_back.push(format!("{} names crate::{name}", inside.display()));
            }
            let backwards = match here {
                Some(here) => there > here,
                // The foundation knows no room.
                None => true,
            };
            if backwards {
                steps_back.push(format!("{} uses crate::{name}", inside.display()));
            }
        }
    }
    assert!(steps_back.is_empty(), "steps backwards:\n{}", steps_back.join("\n"));
}

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let shapes = std::sync::Mutex::new(Vec::new());
    each_database(async |t| {
        let shape = db::schema_shape(t.app.db()).await.unwrap();
        assert!(shape.len() > 100, "{shape:?}");
        shapes.lock().unwrap().push(shape);
    })
    .await;
    let shapes = shapes.into_inner().unwrap();
    if let [sqlite, postgres] = &shapes[..] {
        assert_eq!(sqlite, postgres);
    }
}

/// Every statement in the stores, with the file it stands in. A statement put together from fragments is read
/// up to where its expression ends; one whose columns are written by the program is read as its beginning.
fn statements() -> Vec<(PathBuf, String)> {
    let literal = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let begins = Regex::new(r"(?is)^\s*(select|insert|update|delete|with|from)\b").unwrap();
    let made =
        Regex::new(r#"(Query::insert|Query::update|insert_rows)\(\s*(?:\w+,\s*)?"(\w+)""#).unwrap();
    let begun = Regex::new(r"Query::(of|beyond|select::<\w+>)\($").unwrap();
    let mut all = Vec::new();
    for file in files(&root().join("src"), ".rs") {
        if is_test(file.strip_prefix(root()).unwrap()) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for found in made.captures_iter(&text) {
            let sql = match &found[1] {
                "Query::update" => format!("update {} set … where municipality_id = $m", &found[2]),
                _ => format!("insert into {} (municipality_id, …)", &found[2]),
            };
            all.push((file.clone(), sql));
        }
        for found in literal.captures_iter(&text) {
            let first = found.get(1).unwrap();
            if !begins.is_match(first.as_str()) || !first.as_str().contains(' ') {
                continue;
            }
            let before = text[..first.start()].trim_end_matches(['"', ' ', '\n']);
            let mut sql = first.as_str().to_owned();
            if before.ends_with("Query::beyond(") {
                sql.insert_str(0, BEYOND);
            }
            if begun.is_match(before) {
                let rest = &text[first.end() + 1..];
                let end = [rest.find(".await"), rest.find(';')].into_iter().flatten().min();
                for more in literal.captures_iter(&rest[..end.unwrap_or(rest.len())]) {
                    sql.push_str(&more[1]);
                }
            }
            all.push((file.clone(), sql));
        }
    }
    all
}

/// What stands before a statement that says it is about no municipality's tables.
const BEYOND: &str = "/* beyond */ ";

fn tables() -> BTreeSet<String> {
    let made = Regex::new(r"create table (\w+)").unwrap();
    files(&root().join("migrations"), ".sql")
        .iter()
        .flat_map(|f| {
            let text = fs::read_to_string(f).unwrap();
            made.captures_iter(&text).map(|c| c[1].to_owned()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_statement_names_the_municipality_first() {
    let tables = tables();
    let exempt: BTreeSet<&str> = db::NOT_BY_MUNICIPALITY.iter().map(|(t, _)| *t).collect();
    let uses = Regex::new(r"(?is)\b(?:from|join|into|update)\s+([a-z_]+)").unwrap();
    let begins_with_tenant = Regex::new(
        r"(?is)^\s*(?:insert\s+into\s+\w+\s*\(\s*municipality_id\b|.*?\bwhere\s+(?:\w+\.)?municipality_id\s*=\s*\$m)",
    )
    .unwrap();
    let mut found = 0;
    let mut wrong = Vec::new();
    for (file, sql) in statements() {
        let touched: BTreeSet<&str> = uses
            .captures_iter(&sql)
            .filter_map(|c| tables.get(&c[1]).map(String::as_str))
            .collect();
        let tenant: Vec<&&str> = touched.iter().filter(|t| !exempt.contains(**t)).collect();
        if tenant.is_empty() {
            continue;
        }
        found += 1;
        // A session is found by its token, and names the account that is joined to it.
        let by_token = touched.contains("sessions") || touched.contains("logins");
        if !begins_with_tenant.is_match(&sql) && !by_token {
            wrong.push(format!("{}: {}", file.display(), sql.trim().replace('\n', " ")));
        }
    }
    assert!(found > 20, "the test finds the stores' statements: {found}");
    assert!(wrong.is_empty(), "not by municipality first:\n{}", wrong.join("\n\n"));
}

#[test]
fn a_rooms_sql_touches_only_its_own_tables() {
    // Which room's migration made a table.
    let made = Regex::new(r"create table (\w+)").unwrap();
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for file in files(&root().join("migrations"), ".sql") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let room = name.split_once('_').unwrap().1.split('.').next().unwrap().to_owned();
        for table in made.captures_iter(&fs::read_to_string(&file).unwrap()) {
            owner.insert(table[1].to_owned(), room.clone());
        }
    }
    let uses = Regex::new(r"(?is)\b(?:from|join|into|update)\s+([a-z_]+)").unwrap();
    let mut wrong = Vec::new();
    for (file, sql) in statements() {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = room.trim_end_matches(".rs").to_owned();
        if room == "db" || room == "bin" {
            continue;
        }
        for table in uses.captures_iter(&sql) {
            let Some(of) = owner.get(&table[1]) else {
                continue;
            };
            let ours = *of == room
                || (of == "foundation" && ["drafts", "events", "jobs", "files", "keyring", "saved_filters", "texts", "typed", "undo"].contains(&room.as_str()))
                // The tenant's name and version come with every session, in one query.
                || (room == "accounts" && &table[1] == "municipalities")
                // Whether a database is in use at all.
                || (room == "keyring" && &table[1] == "municipalities")
                || (of == "places" && &table[1] == "centers")
                // Whether a database is empty, and under whose keys lies what leaves with everything.
                || (room == "everything"
                    && ["municipalities", "accounts", "cases", "case_reviews", "person_keys"].contains(&&table[1]));
            if !ours {
                wrong.push(format!("{} reads {} of {of}", inside.display(), &table[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "SQL beyond the own room:\n{}", wrong.join("\n"));
}

#[test]
fn every_route_says_who_may_come_in() {
    let routes = App::routes();
    let mut seen = BTreeSet::new();
    for route in routes.declared() {
        assert!(
            seen.insert((route.method.to_string(), route.path)),
            "{} is declared twice",
            route.path
        );
        match route.guard {
            Guard::Action(name) => assert!(!name.is_empty(), "{}", route.path),
            Guard::FirstSteps(reason) | Guard::SignedIn(reason) | Guard::Public(reason) => {
                assert!(reason.len() > 12, "{}: an exception needs its reason", route.path);
            }
        }
    }
    assert!(seen.len() > 30, "{}", seen.len());
}

/// Writes a generated page, or with `CI` set only compares it.
fn generated(name: &str, text: &str) {
    let path = root().join("docs/generated").join(name);
    let there = fs::read_to_string(&path).unwrap_or_default();
    if there == text {
        return;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "docs/generated/{name} is not what the code says; run the tests and commit it"
    );
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn the_permission_matrix_is_printed() {
    generated("permissions.md", &documents::permissions());
}

#[test]
fn the_workflows_are_drawn() {
    generated("workflow.md", &documents::workflow());
}

#[test]
fn the_dictionary_of_tables_is_printed() {
    let mut out = String::from(
        "# 表と列\n\nmigrations/ から作られる。どの表も `municipality_id` から始まる(例外は末尾)。\n",
    );
    for file in files(&root().join("migrations"), ".sql") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        out.push_str(&format!("\n## {name}\n"));
        for line in fs::read_to_string(&file).unwrap().lines() {
            if let Some(note) = line.trim().strip_prefix("-- ") {
                out.push_str(&format!("\n> {note}\n"));
            } else if let Some(table) = line.strip_prefix("create table ") {
                out.push_str(&format!("\n### {}\n\n", table.trim_end_matches(" (")));
            } else if let Some(added) = line.strip_prefix("alter table ") {
                let (table, change) =
                    added.trim_end_matches(';').split_once(' ').expect("a change");
                if let Some(gone) = change.strip_prefix("drop column ") {
                    out.push_str(&format!("- `{table}.{gone}` をなくす\n"));
                } else {
                    let column =
                        change.strip_prefix("add column ").expect("a column comes or goes");
                    let (name, kind) = column.split_once(' ').expect("a type");
                    out.push_str(&format!("- `{table}.{name}` {kind}\n"));
                }
            } else if let Some(table) = line.strip_prefix("drop table ") {
                out.push_str(&format!("\n`{}` をなくす\n", table.trim_end_matches(';')));
            } else if let Some(column) = line.strip_prefix("    ")
                && !column.starts_with("primary key")
            {
                let mut words = column.trim_end_matches(',').split_whitespace();
                if let Some(name) = words.next() {
                    out.push_str(&format!("- `{name}` {}\n", words.collect::<Vec<_>>().join(" ")));
                }
            }
        }
    }
    out.push_str("\n## municipality_id から始まらない表\n\n");
    for (table, reason) in db::NOT_BY_MUNICIPALITY {
        out.push_str(&format!("- `{table}`: {reason}\n"));
    }
    generated("dictionary.md", &out);
}

#[test]
fn every_path_the_docs_name_exists() {
    let path = Regex::new(
        r"`((?:src|docs|migrations|presets|seeds|scripts|frontend|e2e|crates|\.ci)/[\w./-]*\w)`",
    )
    .unwrap();
    let made_later = ["frontend/dist", "frontend/node_modules", "e2e/node_modules"];
    let mut missing = Vec::new();
    let mut texts = files(&root().join("docs"), ".md");
    texts.extend(["README.md", "STYLE.md", "CONTRIBUTING.md"].map(|f| root().join(f)));
    for file in texts {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        for named in path.captures_iter(&text) {
            let named = &named[1];
            if !made_later.iter().any(|m| named.starts_with(m)) && !root().join(named).exists() {
                missing.push(format!("{} names {named}", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_project_speaks_of_itself_alone() {
    let personal = Regex::new(r"\b(todo!|unimplemented!)\(").unwrap();
    for file in files(&root().join("src"), ".rs") {
        let text = fs::read_to_string(&file).unwrap();
        if !file.ends_with("house_tests.rs") {
            assert!(!personal.is_match(&text), "{} is unfinished", file.display());
        }
    }
}
