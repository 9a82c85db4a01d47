//! The conferences of Matsudo as its paper shows them, and those of an invented city with more levels.

use super::{edition, status, words};
use crate::papers::sheets::*;

fn pointer(number: &str, title: &str) -> Option<Pointer> {
    Some(Pointer { number: number.into(), title: title.into() })
}

fn conference(key: &str, name: &str, level: &str) -> ConferenceBox {
    ConferenceBox {
        key: key.into(),
        name: name.into(),
        level: level.into(),
        purpose: String::new(),
        roles_since: String::new(),
        roles: vec![],
        members: vec![],
        secretariat: None,
        cadence: String::new(),
        facts: vec![],
        also_serves: None,
        outcome: None,
        suspended: false,
    }
}

fn case_conference() -> ConferenceBox {
    ConferenceBox {
        roles: words(&["個別事例の課題の解決", "専門職への職務を通じたトレーニング(OJT)"]),
        members: words(&[
            "個別事例に関係する幅広い地域の専門職等(医療・介護関係者以外も含む)",
            "地域包括支援センター(事務局)",
        ]),
        cadence: "年4～6回程度".into(),
        outcome: Some("検討結果を個別支援にフィードバック".into()),
        ..conference("case", "地域個別ケア会議", "地域レベル")
    }
}

fn area_conference() -> ConferenceBox {
    ConferenceBox {
        roles: words(&[
            "地域レベルの課題の解決",
            "個別事例の検討から把握された課題",
            "地域の専門職・関係者が把握した課題",
        ]),
        members: words(&["地域の専門職・関係者", "地域包括支援センター(事務局)"]),
        cadence: "年2回程度".into(),
        ..conference("area", "地域包括ケア推進会議", "地域レベル")
    }
}

fn independence_conference() -> ConferenceBox {
    ConferenceBox {
        roles: words(&["自立支援に資するケアマネジメントの検討"]),
        members: words(&["地域包括支援センター", "指定介護予防支援事業所", "リハビリ専門職等"]),
        cadence: "令和5年度から休止".into(),
        suspended: true,
        ..conference("independence", "自立支援型個別ケア会議", "地域レベル")
    }
}

fn city_conference() -> ConferenceBox {
    ConferenceBox {
        roles: words(&[
            "市レベルの課題の解決",
            "地域レベルでは解決できない課題",
            "市全体で対応すべき課題",
        ]),
        members: words(&["関係団体・機関の代表等"]),
        secretariat: Some("松戸市(地域包括ケア推進課)".into()),
        cadence: "年2回程度".into(),
        ..conference("city", "市地域ケア会議", "市レベル")
    }
}

fn edge(lower: &str, upper: &str, up: Option<&str>, down: Option<&str>) -> Edge {
    Edge {
        lower: lower.into(),
        upper: upper.into(),
        up: up.map(str::to_owned),
        down: down.map(str::to_owned),
        paper: None,
    }
}

fn five_functions() -> Vec<Function> {
    let names = [
        "個別課題解決機能",
        "ネットワーク構築機能",
        "地域課題発見機能",
        "地域づくり・資源開発機能",
        "政策形成機能",
    ];
    (1..).zip(names).map(|(number, name)| Function { number, name: name.into() }).collect()
}

pub(super) fn structure() -> Structure {
    Structure {
        title: "松戸市 地域ケア会議の機能と構造".into(),
        functions: five_functions(),
        goal: "地域包括ケアシステム実現による住民の安心・安全とQOLの向上".into(),
        levels: vec![
            Level {
                name: "地域レベルの会議".into(),
                paper: pointer("資料2", "地域レベルの会議における主な議論のまとめ"),
                conferences: vec![case_conference(), independence_conference(), area_conference()],
            },
            Level {
                name: "市レベルの会議".into(),
                paper: pointer("資料3", "整理された市レベルの課題と解決に向けた議論"),
                conferences: vec![city_conference()],
            },
        ],
        edges: vec![
            Edge {
                paper: pointer("資料2 別添1", "地域課題の普遍化"),
                ..edge("case", "area", Some("地域課題を明らかにし、普遍化をはかる"), None)
            },
            edge("area", "city", Some("地域課題を整理し、市レベルの課題を検討"), None),
        ],
        note: Some(
            "地域ケア会議では高齢者個人に対する支援の充実と、それを支える社会基盤の整備を進めていきます"
                .into(),
        ),
    }
}

pub(super) fn life_support() -> LifeSupport {
    let one = |conference, from_track, to_track| LayerBox { conference, from_track, to_track };
    let working = ConferenceBox {
        roles: words(&["地域ニーズと地域資源の把握", "資源開発や担い手の養成"]),
        members: words(&[
            "多機能コーディネーター(第2層)",
            "地域課題ごとに、地縁団体、市民活動団体、各分野の専門職等で組織する",
        ]),
        secretariat: Some("地域包括支援センター".into()),
        cadence: "随時".into(),
        facts: words(&["開催地区：各15圏域"]),
        ..conference("working", "2層ワーキング", "")
    };
    let bare = |conference| ConferenceBox { level: String::new(), outcome: None, ..conference };
    let serves = |words: &str, conference| ConferenceBox {
        also_serves: Some(words.into()),
        ..bare(conference)
    };
    LifeSupport {
        title: "生活支援体制整備事業のイメージ(松戸市)".into(),
        lead: "地域の意向・実情に応じて、人と人、人と資源が世代を超えて住民主体の活動を活発化し、地域の課題を地域で解決するとともに、日常生活圏域全体や市全域で解決すべき課題については、地域ケア会議に接続することによって、効果的・効率的に、社会資源の把握・開発など、生活支援体制の整備を推進していく。".into(),
        tracks: words(&["ワーキングを通じた生活支援体制整備", "地域ケア会議を通じた生活支援体制整備"]),
        layers: vec![
            Layer {
                name: "1層".into(),
                extent: "市全域".into(),
                rows: vec![vec![one(serves("第1層協議体の役割も兼ねる", city_conference()), 0, 1)]],
            },
            Layer {
                name: "2層".into(),
                extent: "日常生活圏域".into(),
                rows: vec![
                    vec![one(working, 0, 0), one(serves("第2層協議体の役割も兼ねる", area_conference()), 1, 1)],
                    vec![
                        one(bare(independence_conference()), 0, 0),
                        one(bare(case_conference()), 1, 1),
                    ],
                ],
            },
        ],
        edges: vec![
            edge("working", "city", Some("課題・取組の共有"), Some("取組の評価・助言")),
            edge("area", "city", Some("地域レベルでは解決できない課題"), Some("市レベルで検討された内容の展開")),
            edge("working", "area", Some("連携"), Some("連携")),
            edge(
                "case",
                "area",
                Some("個別事例の検討から把握された地域レベルの課題"),
                Some("市、地域レベルで検討された内容の展開"),
            ),
        ],
    }
}

pub(super) fn schedule() -> Schedule {
    let bar = |from, to, title: &str, items: &[&str]| Bar {
        from,
        to,
        title: title.into(),
        items: words(items),
    };
    let row = |purpose: &str, conference: &str, bars| ScheduleRow {
        purpose: purpose.into(),
        conference: conference.into(),
        bars,
        suspended: false,
    };
    let individual = "個別事例の課題の解決、専門職に対するOJT";
    let sorting = ["課題整理", "課題解決に向けた議論"];
    Schedule {
        title: "地域ケア会議の実施スケジュール".into(),
        columns: words(&["前年度12～3月", "4～5月", "6～11月"]),
        rows: vec![
            row(
                "市レベルの課題の解決",
                "市地域ケア会議",
                vec![
                    bar(0, 1, "第1回", &sorting),
                    bar(2, 2, "第2回", &["課題整理", "課題解決に向けた議論", "次年度の計画"]),
                ],
            ),
            row(
                "地域レベルの課題の解決",
                "地域包括ケア推進会議",
                vec![bar(0, 1, "", &sorting), bar(2, 2, "", &sorting)],
            ),
            row(individual, "地域個別ケア会議", vec![bar(0, 2, "各地区年4～6回 開催", &[])]),
            ScheduleRow {
                suspended: true,
                ..row(
                    individual,
                    "自立支援型個別ケア会議",
                    vec![bar(
                        0,
                        2,
                        "年12回程度開催(令和5年度～休止)",
                        &["自立支援に資するケアマネジメントの検討"],
                    )],
                )
            },
        ],
    }
}

/// 資料2 別添2 of an invented city: five kinds of small conferences on the ground, one body a level above
/// them, and the life support system left to another paper.
pub(in crate::papers) fn other_city(levels: usize) -> FunctionsAndStatus {
    let kinds = ["ケース", "プラン", "適正化", "サービス調整", "地域課題"];
    let body = |key: &str, name: &str, level: usize| ConferenceBox {
        roles: words(&["この段の課題の解決", "下の段では解決できない課題の検討"]),
        members: words(&["医療・介護・福祉の専門職", "民生委員児童委員、地区の団体の代表"]),
        secretariat: Some("地域包括支援センター".into()),
        cadence: "年2回程度".into(),
        ..conference(key, name, &format!("第{level}段"))
    };
    let mut ladder = vec![Level {
        name: "第1段の会議".into(),
        paper: None,
        conferences: kinds.iter().map(|kind| body(kind, &format!("{kind}小会議"), 1)).collect(),
    }];
    let mut edges: Vec<Edge> = kinds
        .iter()
        .map(|kind| edge(kind, "2", Some("課題を上げる"), Some("結果を返す")))
        .collect();
    for level in 2..=levels {
        let (key, name) = (level.to_string(), format!("第{level}段ネットワーク会議"));
        ladder.push(Level {
            name: format!("第{level}段の会議"),
            paper: None,
            conferences: vec![body(&key, &name, level)],
        });
        if level > 2 {
            edges.push(edge(
                &(level - 1).to_string(),
                &key,
                Some("課題を上げる"),
                Some("結果を返す"),
            ));
        }
    }
    FunctionsAndStatus {
        edition: Edition {
            places: "センター".into(),
            municipality: "架空市".into(),
            conference: "令和7年度 第1回 架空市地域ケア会議".into(),
            ..edition()
        },
        structure: Structure {
            title: "地域ケア会議の体系".into(),
            levels: ladder,
            edges,
            ..structure()
        },
        life_support: None,
        ..status()
    }
}
