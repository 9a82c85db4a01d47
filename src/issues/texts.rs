//! What is to be found of issues: what was written of them and why it was decided so.

use super::{IssueWords, store, words};
use crate::{
    access::Clause,
    db::Conn,
    error::Result,
    fields::Declared,
    id::IssueId,
    structure::Structure,
    texts::{Searchable, Text},
};

pub(super) const SEARCHABLE: Searchable = Searchable {
    kind: "issue",
    label: "課題",
    ids: |conn, after, most| Box::pin(store::ids_behind(conn, after, most)),
    texts: |conn, structure, ids| Box::pin(texts(conn, structure, ids)),
    scope: |conn, actor| Box::pin(store::scope(conn, actor)),
};

async fn texts(conn: &mut Conn, structure: &Structure, ids: &[String]) -> Result<Vec<Text>> {
    let ids: Vec<IssueId> = ids.iter().map(|id| IssueId::from(id.as_str())).collect();
    let decisions = store::decisions(conn, &ids).await?;
    let mut all = Vec::new();
    for issue in store::find_all(conn, &ids).await? {
        let mut text = Text {
            id: issue.id.to_string(),
            day: issue.raised_on,
            heading: format!("{} {}", words::name(structure, &issue), issue.title),
            lines: Vec::new(),
            open: true,
            audience: vec![
                Clause::Units(vec![issue.unit_id.clone()]),
                Clause::Ids(vec![issue.id.to_string()]),
            ],
        };
        for field in IssueWords::fields().iter().filter(|field| field.key != "title") {
            text.say(&field.spec.label, &field.text(&issue.words));
        }
        text.say("終了の理由", &issue.close_reason);
        for decision in decisions.iter().filter(|decision| decision.issue_id == issue.id) {
            text.day = text.day.max(decision.decided_on);
            text.say(&format!("扱い({})", decision.step.label()), &decision.reason);
        }
        all.push(text);
    }
    Ok(all)
}
