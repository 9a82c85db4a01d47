//! Enter in a field saves or does nothing: no form lets it confirm, finish, suspend or cancel something.

use super::*;

/// Forms whose first button saves or looks for what was typed, and does nothing beyond that.
const SAVES: &[&str] = &[
    "{% if let Some(account) = account %}/accounts/{{ account.id }}{% else %}/accounts{% endif %}",
    "/session",
    "/cases",
    "/cases/{{ case.id }}/steps/{{ key }}",
    "/cases/{{ case.id }}/follow-up",
    "/conferences/{{ conference.id }}/resumption",
    "/settings/structure/levels",
    "/settings/structure/centers",
    "/settings/structure/periods",
    "/settings/structure/edges",
    "/filters",
    "/words",
    "/imports/{{ import.id }}/answers",
    "{% if let Some(issue) = issue %}/issues/{{ issue.id }}{% else %}/issues{% endif %}",
    "/issues/{{ issue.id }}/evidence",
    "/issues/{{ issue.id }}/split",
    "{% if let Some(measure) = measure %}/measures/{{ measure.id }}{% else %}/measures{% endif %}",
    "/measures/{{ measure.id }}/follow-ups",
    "/meetings/{{ meeting.id }}/minutes",
    "/meetings/{{ meeting.id }}/attendance",
    "/meetings/{{ meeting.id }}/attendance/people",
    "/meetings/{{ meeting.id }}/agenda/{{ item.id }}/title",
    "/meetings/{{ meeting.id }}/agenda",
    "{% if let Some(id) = id %}/persons/{{ id }}{% else %}/persons{% endif %}",
    "{% if let Some(entry) = entry %}/records/{{ entry.id }}{% else %}/ledgers/{{ ledger.key }}{% endif %}",
    "{{ action }}",
];

#[test]
fn enter_in_a_field_saves_or_does_nothing() {
    let form = Regex::new(r#"(?s)<form[^>]* method="post"[^>]*>.*?</form>"#).unwrap();
    let line = Regex::new(r#"fields::(text|day|field|number)\(|<input class="input""#).unwrap();
    let action = Regex::new(r#"action="(?P<to>[^"]*)""#).unwrap();
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for path in files(&root().join("src"), ".html") {
        let page = fs::read_to_string(&path).unwrap();
        for form in form.find_iter(&page).filter(|form| line.is_match(form.as_str())) {
            let begins = form.as_str().find("fields::enter_");
            let first = line.find(form.as_str()).map(|first| first.start());
            if begins.is_some_and(|begins| first.is_some_and(|first| begins < first)) {
                continue;
            }
            let to = action.captures(form.as_str()).map_or("", |to| to.name("to").unwrap().into());
            match SAVES.iter().find(|saves| **saves == to) {
                Some(saves) => drop(used.insert(*saves)),
                None => wrong.push(format!("{}: {to}", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "Enter presses the button of these:\n{}", wrong.join("\n"));
    let gone: Vec<_> = SAVES.iter().filter(|saves| !used.contains(**saves)).collect();
    assert!(gone.is_empty(), "no such forms any more: {gone:?}");
}
