//! What is to be found of measures. Who may know of one follows from the issues it answers, which its room asks.

use super::{store, words};
use crate::{
    access::Scope,
    db::Conn,
    error::Result,
    id::MeasureId,
    structure::Structure,
    texts::{Searchable, Text},
};

pub(super) const SEARCHABLE: Searchable = Searchable {
    kind: "measure",
    label: "施策",
    ids: |conn, after, most| Box::pin(store::ids_behind(conn, after, most)),
    texts: |conn, structure, ids| Box::pin(texts(conn, structure, ids)),
    scope: |_, _| Box::pin(async { Ok(Scope::all()) }),
};

async fn texts(conn: &mut Conn, structure: &Structure, ids: &[String]) -> Result<Vec<Text>> {
    let ids: Vec<MeasureId> = ids.iter().map(|id| MeasureId::from(id.as_str())).collect();
    let mut all = Vec::new();
    for measure in store::find_all(conn, &ids).await? {
        let mut text = Text {
            id: measure.id.to_string(),
            day: measure.decided_on,
            heading: measure.title.clone(),
            lines: Vec::new(),
            open: true,
            audience: Vec::new(),
        };
        text.say("内容", &measure.description);
        text.say("回答の種類", words::answer(structure, &measure.answer));
        text.say("理由", &measure.answer_reason);
        text.say("担当", words::department(structure, &measure.department));
        text.say("計画の位置付け", &measure.plan_clause);
        text.say("終えた理由", &measure.close_reason);
        for note in store::notes(conn, &measure.id).await? {
            text.say("経過", &note.body);
        }
        all.push(text);
    }
    Ok(all)
}
