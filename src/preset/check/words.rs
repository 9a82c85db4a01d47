//! The papers: what they refer to exists, and the schedule chart covers each of its columns once.

use super::findings::Findings;
use crate::id::ConferenceKindId;
use crate::preset::Preset;
use crate::preset::reading::Step;

pub(super) fn check(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let papers = &preset.papers;
    for (field, paper) in [
        ("shiryo2", &papers.shiryo2),
        ("shiryo2_betten1", &papers.shiryo2_betten1),
        ("shiryo2_betten2", &papers.shiryo2_betten2),
        ("shiryo3", &papers.shiryo3),
    ] {
        if paper.number.trim().is_empty() || paper.title.trim().is_empty() {
            findings.at(&[Step::Key("papers"), Step::Key(field)], "資料の番号または題名が空です");
        }
    }
    kinds(
        preset,
        findings,
        &[Step::Key("structure"), Step::Key("conference_kinds")],
        &papers.structure.conference_kinds,
    );
    kinds(
        preset,
        findings,
        &[Step::Key("held"), Step::Key("conference_kinds")],
        &papers.held.conference_kinds,
    );
    for (index, tier) in papers.life_support.tiers.iter().enumerate() {
        let path = [
            Step::Key("life_support"),
            Step::Key("tiers"),
            Step::Index(index),
            Step::Key("conference_kinds"),
        ];
        kinds(preset, findings, &path, &tier.conference_kinds);
    }
    let reworded = papers.life_support.wordings.iter().enumerate();
    for (index, wording) in reworded {
        let path = [
            Step::Key("papers"),
            Step::Key("life_support"),
            Step::Key("wordings"),
            Step::Index(index),
            Step::Key("conference_kind"),
        ];
        let known = preset.conference_kinds.iter().map(|kind| &kind.key);
        findings.reference(&path, "会議", &wording.conference_kind, known);
    }
    for (index, flow) in papers.structure.flows.iter().enumerate() {
        for (field, kind) in [("from", Some(&flow.from)), ("to", flow.to.as_ref())] {
            let path = [
                Step::Key("papers"),
                Step::Key("structure"),
                Step::Key("flows"),
                Step::Index(index),
                Step::Key(field),
            ];
            if let Some(kind) = kind {
                findings.reference(
                    &path,
                    "会議",
                    kind,
                    preset.conference_kinds.iter().map(|kind| &kind.key),
                );
            }
        }
    }
    schedule(preset, findings);
}

fn kinds(
    preset: &Preset,
    findings: &mut Findings<'_, '_>,
    path: &[Step<'_>],
    keys: &[ConferenceKindId],
) {
    for (index, key) in keys.iter().enumerate() {
        let path = [&[Step::Key("papers")], path, &[Step::Index(index)]].concat();
        findings.reference(
            &path,
            "会議",
            key,
            preset.conference_kinds.iter().map(|kind| &kind.key),
        );
    }
}

fn schedule(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let base = [Step::Key("papers"), Step::Key("schedule")];
    let chart = &preset.papers.schedule;
    let columns = [&base[..], &[Step::Key("columns")]].concat();
    findings.unique(&columns, chart.columns.iter().map(|column| &column.key));
    for (index, column) in chart.columns.iter().enumerate() {
        if !preset.periods.iter().any(|period| period.number == column.period) {
            let path = [&columns[..], &[Step::Index(index), Step::Key("period")]].concat();
            findings.at(&path, format!("第{}回の議事対象期間は定められていません", column.period));
        }
    }
    for (index, row) in chart.rows.iter().enumerate() {
        let row_path = [&base[..], &[Step::Key("rows"), Step::Index(index)]].concat();
        let path = [&row_path[..], &[Step::Key("conference_kind")]].concat();
        findings.reference(
            &path,
            "会議",
            &row.conference_kind,
            preset.conference_kinds.iter().map(|kind| &kind.key),
        );
        let mut next = 0;
        for (place, cell) in row.cells.iter().enumerate() {
            let path =
                [&row_path[..], &[Step::Key("cells"), Step::Index(place), Step::Key("columns")]]
                    .concat();
            for key in &cell.columns {
                match chart.columns.iter().position(|column| column.key == *key) {
                    None => findings.at(&path, format!("列「{key}」は予定表にありません")),
                    Some(position) if position < next => {
                        findings.at(
                            &path,
                            format!("列「{key}」の順が戻っているか、二度使われています"),
                        );
                    }
                    Some(position) => next = position + 1,
                }
            }
        }
    }
}
