//! The columns of a list of meetings: the same for the empty form, for reading and for the export.

use crate::{
    fields::{Heading, Spec, field, headings},
    structure::Structure,
};

pub(super) const NUMBER: &str = "管理番号";
pub(super) const CENTER: &str = "センター";
pub(super) const CONFERENCE: &str = "会議の種類";
pub(super) const DAY: &str = "開催日";
pub(super) const STARTS: &str = "開始";
pub(super) const ENDS: &str = "終了";
pub(super) const PLACE: &str = "場所";
pub(super) const STATE: &str = "状態";

/// Headings that number the meetings in some lists and in others only the rows.
const COUNTS: &[&str] = &["番号", "No", "No.", "ID", "#", "項番", "連番", "通番"];

/// The column of centres, which the matrix has too.
pub(super) fn center(structure: &Structure) -> Spec {
    field(CENTER)
        .also(&["地域包括支援センター", "センター名", "包括", "包括支援センター", "圏域"])
        .shaped(30, "")
        .hint("市全体の会議は空にします。")
        .choices(structure.centers.iter().map(|c| (&c.key, &c.name)))
}

/// All columns, in their order.
pub(super) fn columns(structure: &Structure) -> Vec<Heading> {
    let kinds = structure.conference_kinds.iter();
    let states = ["予定", "実施済", "中止"];
    let specs = [
        field(NUMBER).also(&["会議番号"]).perhaps(COUNTS).shaped(16, "(例) 7-1").hint(
            "付けておくと、日にちが変わったときも同じ会議として直せます。空でも取り込めます。",
        ),
        center(structure),
        field(CONFERENCE)
            .required()
            .also(&["会議", "会議体", "会議種別", "会議の名称", "会議名"])
            .shaped(30, "")
            .choices(kinds.map(|k| (&k.key, &k.name))),
        field(DAY)
            .required()
            .also(&[
                "日付",
                "開催予定日",
                "予定日",
                "開催年月日",
                "日程",
                "開催日時",
                "日時",
                "開催予定日時",
            ])
            .shaped(16, "R7.11.20")
            .hint("R7.11.20、令和7年11月20日、2025/11/20 のどれでも書けます。"),
        field(STARTS)
            .also(&["開始時刻", "開始時間", "時間", "時刻", "開催時間", "開催時刻"])
            .shaped(10, "14:00"),
        field(ENDS).also(&["終了時刻", "終了時間"]).shaped(10, "15:30"),
        field(PLACE).also(&["会場", "開催場所"]).shaped(30, "センター会議室"),
        field(STATE)
            .also(&["予定・実績", "区分"])
            .shaped(10, "")
            .choices(states.map(|state| (state, state)))
            .hint("空のときは、過ぎた日は実施済、これからの日は予定とします。"),
    ];
    specs.iter().flat_map(|spec| headings(spec, &spec.label)).collect()
}
