//! 会議の予定・開催日, in and out: a list with a row for each meeting, or the matrix of centres × kinds of conference in
//! which cities publish what was held.

mod columns;
mod finding;
mod lines;
mod matrix;
mod moments;
mod reading;
mod shapes;

use std::sync::Arc;

use futures_util::future::FutureExt;

use self::{columns::columns, lines::MeetingLines, reading::KEY};
use super::{MeetingFilter, MeetingStatus, by_day};
use crate::{
    access::Actor,
    clock::Day,
    conferences::{self, Conference},
    db::Conn,
    error::Result,
    fields::Heading,
    imports::{BLANK_ROWS, Exporter, Holds, Importer, Lines, Out, Reader, Report, World},
    structure::Structure,
    tabular::{Answered, Book, Cell, Paper, Refusal, SheetOut},
};

const TITLE: &str = "会議の予定・開催日";

/// What the room takes in.
pub(super) const IMPORTER: Importer = Importer {
    key: KEY,
    title: TITLE,
    unit: "回",
    changed_words: "内容が変わるもの(置き換えます)",
    replaces: true,
    names_people: false,
    parts: None,
    template,
    reader: |conn, world| {
        async move {
            let conferences = conferences::list(conn).await?;
            Ok(Arc::new(MeetingReader { world, conferences }) as Arc<dyn Reader>)
        }
        .boxed()
    },
};

/// What it gives out.
pub(super) const EXPORTER: Exporter = Exporter {
    key: KEY,
    title: TITLE,
    help: "日にちの決まった会議です。そのまま取り込みにも使えます。",
    holds: Holds::Nobody,
    write: |tx, actor, structure| Box::pin(out(tx, actor, structure)),
    left_out: |conn, actor| Box::pin(left_out(conn, actor)),
};

struct MeetingReader {
    world: World,
    conferences: Vec<Conference>,
}

impl Reader for MeetingReader {
    fn read(&self, book: &Book, answered: &Answered) -> Result<(Report, Arc<dyn Lines>), Refusal> {
        let (report, lines) = shapes::read(&self.world, &self.conferences, book, answered)?;
        Ok((report, Arc::new(MeetingLines { world: self.world.clone(), lines })))
    }
}

fn template(structure: &Structure, _: &str, _: Day) -> Result<SheetOut> {
    let headings = columns(structure);
    let center = structure.centers.first().map_or("", |c| c.name.as_str());
    let kind = structure.conference_kinds.iter().find(|k| k.care_conference);
    let mut example: Vec<Cell> = headings.iter().map(Heading::example).collect();
    example[1] = center.into();
    example[2] = kind.map_or("", |k| k.name.as_str()).into();
    Ok(SheetOut::new(TITLE)
        .paper(Paper::A4Landscape)
        .title(format!("{} {TITLE}", structure.municipality.name))
        .note(
            "1行に1回ずつ書きます。「(例)」で始まる行は読み飛ばします。センターを行に、会議の種類を列にした開催日の表も、\
             そのまま取り込めます。",
        )
        .table(headings.iter().map(Heading::drawn), [example])
        .blank_rows(BLANK_ROWS))
}

/// The meetings that wait for a day.
async fn left_out(conn: &mut Conn, actor: &Actor) -> Result<String> {
    let found = by_day(conn, actor, &MeetingFilter::default()).await?;
    Ok(match found.iter().filter(|meeting| meeting.day.is_none()).count() {
        0 => String::new(),
        some => format!("日にちの決まっていない会議{some}回は、入っていません。"),
    })
}

/// The meetings with a fixed day that this actor may see, in the shape in which they can be taken in again.
async fn out(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Out> {
    let found = by_day(conn, actor, &MeetingFilter::default()).await?;
    let conferences = conferences::list(conn).await?;
    let rows = found
        .iter()
        .filter_map(|meeting| {
            let day = meeting.day?;
            let conference = conferences.iter().find(|c| c.id == meeting.conference_id);
            let center = meeting.center_id.as_ref().map_or("", |c| structure.center_name(c));
            let state = match meeting.status {
                MeetingStatus::Cancelled => "中止",
                status if status.was_held() => "実施済",
                _ => "予定",
            };
            Some(vec![
                Cell::Empty,
                center.into(),
                conference
                    .map_or_else(|| structure.kind_name(&meeting.kind_id), |c| &c.name)
                    .into(),
                day.short().into(),
                meeting.starts.as_str().into(),
                meeting.ends.as_str().into(),
                meeting.place.as_str().into(),
                state.into(),
            ])
        })
        .collect();
    let headings = columns(structure);
    Ok(Out {
        name: TITLE.into(),
        title: format!("{} {TITLE}", structure.whose(actor.center())),
        note: "このまま取り込みにも使えます。".into(),
        fields: headings.iter().map(Heading::drawn).collect(),
        headers: headings.into_iter().map(|heading| heading.header).collect(),
        groups: Vec::new(),
        rows,
    })
}
