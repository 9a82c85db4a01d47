//! What was held, as a prefecture asks for it: 回 and 事例 by level, kind of conference and host, a row for each period.

use super::{MeetingFilter, matrix::HeldMatrix, store};
use crate::{
    access::Actor,
    clock::fiscal_year_words,
    conferences,
    db::Conn,
    error::Result,
    imports::{Exporter, Holds, NOTHING_LEFT_OUT, Out},
    places,
    preset::ConferenceKind,
    structure::Structure,
    tabular::Field,
};

const TITLE: &str = "会議の開催状況(段階・主催別)";

const HEADERS: [&str; 8] =
    ["議事対象期間", "はじめの日", "終わりの日", "段階", "会議", "主催", "回", "事例"];

/// The counts of every period.
pub(super) const EXPORTER: Exporter = Exporter {
    key: "held",
    title: TITLE,
    help: "議事対象期間ごとに、開催した回数と検討した事例の数を、段階と主催で分けた表です。都道府県への報告に使えます。",
    holds: Holds::Nobody,
    write: |tx, actor, structure| Box::pin(out(tx, actor, structure)),
    left_out: NOTHING_LEFT_OUT,
};

async fn out(conn: &mut Conn, actor: &Actor, structure: &Structure) -> Result<Out> {
    let conferences = conferences::list(conn).await?;
    let mut rows = Vec::new();
    for period in places::periods(conn).await? {
        let filter = MeetingFilter { period: Some(period.id.clone()), ..MeetingFilter::default() };
        let meetings = store::by_day(conn, actor, &filter).await?;
        let cases = store::cases_of_period(conn, &period.id).await?;
        let held = HeldMatrix::of(structure, &conferences, meetings, &cases);
        for (kind, counted) in structure.conference_kinds.iter().zip(&held.kinds) {
            let year = fiscal_year_words(i16::try_from(period.fiscal_year).unwrap_or(i16::MAX));
            let name = format!("{year} 第{}回", period.number);
            let cases = counted.of_cases.then_some(counted.cases);
            rows.push(vec![
                name.into(),
                period.first_day.short().into(),
                period.last_day.short().into(),
                level(structure, kind).into(),
                kind.name.as_str().into(),
                kind.host.as_str().into(),
                (counted.held as i64).into(),
                cases.into(),
            ]);
        }
    }
    let seen = actor.center().map_or_else(String::new, |center| {
        format!("{}から見える会議だけの数です。", structure.center_name(center))
    });
    Ok(Out {
        name: "開催状況".into(),
        title: format!("{} {TITLE}", structure.whose(actor.center())),
        note: format!(
            "開催した会議だけを数えます。事例は、事例を検討する会議だけにあります。{seen}"
        ),
        fields: HEADERS.iter().map(|header| Field::new(*header)).collect(),
        headers: HEADERS.iter().map(ToString::to_string).collect(),
        groups: Vec::new(),
        rows: rows.into_iter().collect(),
    })
}

fn level<'a>(structure: &'a Structure, kind: &'a ConferenceKind) -> &'a str {
    structure.level(&kind.level).map_or(kind.level.as_str(), |level| level.name.as_str())
}
