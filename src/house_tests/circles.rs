//! No circle of files: two files that need each other are one file, or want a third below them both.
//!
//! The graph is read from the text. A path is followed through every `use` to the file that *defines* its name, so
//! that what a `mod.rs` hands on ties nobody to it, and a path that is no longer than a module is no tie yet. The
//! tables that put the house together (`ROOMS` and `JOBS`, a room's `ROOM` and its `routes`) name what hangs below them and
//! need nothing of it; they do not count.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{files, is_test, root};

/// Names of the tables.
const TABLES: [&str; 4] = ["ROOMS", "JOBS", "ROOM", "routes"];

/// What a file says about names.
#[derive(Default)]
struct Source {
    file: String,
    module: Vec<String>,
    /// What it defines at its top.
    defines: BTreeSet<String>,
    /// `use`: the name here, and the path that it means.
    aliases: Vec<(String, Vec<String>)>,
    /// `use …::*`.
    globs: Vec<Vec<String>>,
    /// The paths that it needs: private `use`, and paths in the code.
    needs: Vec<Vec<String>>,
    /// Modules below it that are compiled for tests only.
    tests: Vec<Vec<String>>,
}

/// Where each file's names lead: file → file → names.
type Ties = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

#[test]
fn no_circle_of_files() {
    let mut circles = Vec::new();
    for (folder, top) in
        [("src", "lib.rs"), ("src/bin/bench", "main.rs"), ("crates/nihon/src", "lib.rs")]
    {
        let ties = ties(&root().join(folder), top);
        assert!(ties.len() > 3, "the test reads the files of {folder}");
        circles.extend(circles_of(&ties));
    }
    assert!(circles.is_empty(), "{} circles of files:\n\n{}", circles.len(), circles.join("\n\n"));
}

/// The ties between the files of one crate.
fn ties(folder: &Path, top: &str) -> Ties {
    let mut house = BTreeMap::new();
    let mut macros = BTreeMap::new();
    for path in files(folder, ".rs") {
        let inside = path.strip_prefix(folder).unwrap();
        let apart = top == "lib.rs" && (inside.starts_with("bin") || inside.ends_with("main.rs"));
        if apart || is_test(inside) {
            continue;
        }
        let mut module: Vec<String> = inside
            .with_extension("")
            .components()
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect();
        if inside == Path::new(top) || module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        let tokens = tokens(&fs::read_to_string(&path).unwrap());
        let file = path.strip_prefix(root()).unwrap().display().to_string();
        let source = read(file, module.clone(), &tokens);
        for name in exported_macros(&tokens) {
            macros.insert(name, source.file.clone());
        }
        house.insert(module, source);
    }
    let tests: Vec<Vec<String>> = house.values().flat_map(|s| s.tests.clone()).collect();
    house.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    let mut ties = Ties::new();
    for source in house.values() {
        let to = ties.entry(source.file.clone()).or_default();
        for path in &source.needs {
            let Some(path) = absolute(&house, source, path) else {
                continue;
            };
            let there = match path.as_slice() {
                [name] if macros.contains_key(name) => Some(macros[name].clone()),
                path => defining(&house, path, 0),
            };
            if let Some(there) = there
                && there != source.file
            {
                to.entry(there).or_default().insert(path.last().unwrap().clone());
            }
        }
    }
    ties
}

type House = BTreeMap<Vec<String>, Source>;

/// A path as from the crate's root; none when it leads out of the crate or names only what stands in the file.
fn absolute(house: &House, source: &Source, path: &[String]) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let mut from = match first.as_str() {
        "crate" => Vec::new(),
        "self" => source.module.clone(),
        "super" => source.module[..source.module.len().checked_sub(1)?].to_vec(),
        name => {
            let own = [source.module.as_slice(), &[name.to_owned()]].concat();
            if house.contains_key(&own) {
                own
            } else {
                let (_, meant) = source.aliases.iter().find(|(alias, _)| alias == name)?;
                if meant.first() == Some(first) {
                    return None;
                }
                absolute(house, source, meant)?
            }
        }
    };
    for step in rest {
        if step == "super" {
            from.pop()?;
        } else {
            from.push(step.clone());
        }
    }
    Some(from)
}

/// The file that defines what a path names; none for a module itself, and for what is not of this crate.
fn defining(house: &House, path: &[String], depth: usize) -> Option<String> {
    let known = (0..=path.len()).rev().find(|n| house.contains_key(&path[..*n]))?;
    let (source, name) = (&house[&path[..known]], path.get(known)?);
    if source.defines.contains(name) || depth > 8 {
        return Some(source.file.clone());
    }
    if let Some((_, meant)) = source.aliases.iter().find(|(alias, _)| alias == name) {
        let mut meant = absolute(house, source, meant)?;
        meant.extend_from_slice(&path[known + 1..]);
        return defining(house, &meant, depth + 1);
    }
    source.globs.iter().find_map(|glob| {
        let mut meant = absolute(house, source, glob)?;
        meant.push(name.clone());
        defining(house, &meant, depth + 1)
    })
}

/// Every strongly connected part with more than one file, with what ties it.
fn circles_of(ties: &Ties) -> Vec<String> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = ties
        .keys()
        .map(|file| {
            let mut seen = BTreeSet::new();
            let mut open = vec![file.as_str()];
            while let Some(at) = open.pop() {
                for next in ties.get(at).into_iter().flat_map(BTreeMap::keys) {
                    if seen.insert(next.as_str()) {
                        open.push(next);
                    }
                }
            }
            (file.as_str(), seen)
        })
        .collect();
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, seen) in &reach {
        let circle: BTreeSet<&str> =
            seen.iter().copied().filter(|to| reach[to].contains(file)).collect();
        if circle.is_empty() || !told.insert(circle.clone()) {
            continue;
        }
        let mut lines = vec![format!("{} files", circle.len())];
        for from in &circle {
            for (to, names) in ties[*from].iter().filter(|(to, _)| circle.contains(to.as_str())) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                lines.push(format!("  {from} → {to}: {}", names.join(", ")));
            }
        }
        circles.push(lines.join("\n"));
    }
    circles
}

/// Reads a file's names, leaving out what is compiled for tests only.
fn read(file: String, module: Vec<String>, tokens: &[String]) -> Source {
    let mut source = Source { file, module, ..Source::default() };
    let mut at = 0;
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        let after = |n: usize| tokens.get(at + n).map_or("", String::as_str);
        match token.as_str() {
            "#" if tokens[at..]
                .starts_with(&["#", "[", "cfg", "(", "test", ")", "]"].map(String::from)) =>
            {
                if after(7) == "mod" {
                    source.tests.push([source.module.as_slice(), &[after(8).to_owned()]].concat());
                }
                at = end_of_item(tokens, at + 7);
                continue;
            }
            "use" => {
                let end = at + tokens[at..].iter().position(|t| t == ";").unwrap();
                let handed_on = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
                let mut paths = Vec::new();
                tree(&tokens[at + 1..end], &mut 0, &[], &mut paths);
                for (name, path) in paths {
                    if name == "*" {
                        source.globs.push(path);
                        continue;
                    }
                    if !handed_on {
                        source.needs.push(path.clone());
                    }
                    source.aliases.push((name, path));
                }
                at = end;
            }
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
                if depth == 0 =>
            {
                let name = match after(1) {
                    "fn" | "unsafe" | "mut" => after(2),
                    name => name,
                };
                source.defines.insert(name.to_owned());
                if TABLES.contains(&name) {
                    at = end_of_item(tokens, at);
                    continue;
                }
            }
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            name if is_name(name) && after(1) == "::" && (at == 0 || tokens[at - 1] != "::") => {
                let mut path = vec![name.to_owned()];
                while tokens.get(at + 1).is_some_and(|t| t == "::")
                    && tokens.get(at + 2).is_some_and(|t| is_name(t))
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                source.needs.push(path);
            }
            _ => {}
        }
        at += 1;
    }
    source
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Where the item that begins at a token is over: after its `;` or its block.
fn end_of_item(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "}" => {
                depth -= 1;
                // A constant's block is followed by its semicolon, which does no harm.
                if depth == 0 {
                    return at;
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    at
}

/// The names of a `use` tree, each with its path.
fn tree(
    tokens: &[String],
    at: &mut usize,
    before: &[String],
    found: &mut Vec<(String, Vec<String>)>,
) {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token.as_str() {
            "::" => {}
            "{" => {
                while tokens.get(*at).is_some_and(|t| t != "}") {
                    tree(tokens, at, &path, found);
                    if tokens.get(*at).is_some_and(|t| t == ",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            "*" => {
                found.push(("*".into(), path));
                return;
            }
            "as" => {
                found.push((tokens[*at].clone(), path));
                *at += 1;
                return;
            }
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
        if tokens.get(*at).is_none_or(|t| t == "," || t == "}") {
            break;
        }
    }
    if let Some(name) = path.last().cloned() {
        found.push((name, path));
    }
}

fn exported_macros(tokens: &[String]) -> Vec<String> {
    tokens
        .windows(3)
        .filter(|w| w[0] == "macro_rules" && w[1] == "!")
        .map(|w| w[2].clone())
        .collect()
}

/// Rust's words and signs without comments, texts and lifetimes.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |n| n + 2)
        } else if let Some(length) = length_of_text(rest) {
            length
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let word = &rest[..end.unwrap_or(rest.len())];
            found.push(word.to_owned());
            word.len()
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// The length of the literal, or of the lifetime's mark, that a text begins with.
fn length_of_text(rest: &str) -> Option<usize> {
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'));
    if let Some(raw) = raw {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let begin = rest.len() - raw.len() + hashes + 1;
            return Some(
                rest[begin..].find(&close).map_or(rest.len(), |n| begin + n + close.len()),
            );
        }
    }
    let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut letters = rest.char_indices().skip(1);
    if mark == '\'' {
        let (_, first) = letters.next()?;
        if first != '\\' {
            let (at, second) = letters.next()?;
            return Some(if second == '\'' { at + 1 } else { 1 });
        }
        letters.next();
    }
    while let Some((at, c)) = letters.next() {
        match c {
            '\\' => {
                letters.next();
            }
            c if c == mark => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}
