//! Every page leads to the chapter of the guide that explains it, and every link within the guide leads somewhere.

use std::fs;

use axum::http::Method;

use super::{files, root};
use crate::{App, ROOMS};

/// Pages without a chapter of their own, each with the reason.
const WITHOUT: &[(&str, &str)] = &[
    ("/", "今日 is in the first chapters, to which /help leads"),
    ("/help", "the guide itself"),
    ("/jobs", "the page says all there is to say"),
    ("/drafts", "no page"),
    ("/sign-in", "nobody is signed in"),
    ("/healthz", "no page"),
    ("/assets", "no page"),
];

#[test]
fn every_page_has_its_chapter() {
    let known: Vec<(&str, &str)> = ROOMS.iter().flat_map(|room| room.guide).copied().collect();
    for (path, chapter) in &known {
        let file = root().join(format!("docs/guide/{chapter}.md"));
        assert!(file.exists(), "{path}: {chapter}");
    }
    let begins = |path: &str, to: &str| path == to || path.starts_with(&format!("{to}/"));
    let routes = App::routes();
    let pages = routes.declared().iter().filter(|route| route.method == Method::GET);
    for route in pages {
        let explained = known.iter().any(|(to, _)| begins(route.path, to));
        let excused = WITHOUT.iter().any(|(to, _)| begins(route.path, to));
        assert!(explained || excused, "{} has no chapter of the guide", route.path);
    }
}

#[test]
fn links_within_the_guide_lead_somewhere() {
    let folder = root().join("docs/guide");
    let link = regex::Regex::new(r"\]\(([^)#:]+)(?:#([^)]+))?\)").unwrap();
    for file in files(&folder, ".md") {
        let text = fs::read_to_string(&file).unwrap();
        for found in link.captures_iter(&text) {
            let to = folder.join(&found[1]);
            assert!(to.exists(), "{}: {}", file.display(), &found[0]);
            if let Some(anchor) = found.get(2) {
                let heading = format!("## {}\n", anchor.as_str());
                assert!(fs::read_to_string(to).unwrap().contains(&heading), "{}", &found[0]);
            }
        }
    }
}
