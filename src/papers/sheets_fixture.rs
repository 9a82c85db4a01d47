//! The papers of 令和7年度 第2回 松戸市地域ケア会議 as the tests set them: conferences and meeting days as the
//! city published them, issues, factors and measures invented.

mod ladder;

use jiff::civil::{Date, date};

use super::sheets::*;
pub(super) use ladder::other_city;
use ladder::{life_support, schedule, structure};

/// Month and day in 2025.
type MonthDay = [i8; 2];

/// Centre, day of its area conference, days of its two case conferences.
pub(super) const HELD: [(&str, MonthDay, [MonthDay; 2]); 15] = [
    ("明第1", [11, 20], [[7, 29], [9, 30]]),
    ("明第2西", [11, 12], [[7, 9], [9, 10]]),
    ("明第2東", [11, 19], [[7, 16], [9, 17]]),
    ("本庁", [11, 26], [[7, 9], [9, 10]]),
    ("矢切", [11, 28], [[7, 25], [9, 26]]),
    ("東部", [9, 19], [[7, 24], [11, 21]]),
    ("常盤平", [11, 20], [[7, 17], [9, 18]]),
    ("常盤平団地", [9, 4], [[7, 3], [11, 6]]),
    ("五香松飛台", [11, 27], [[7, 31], [9, 25]]),
    ("六実六高台", [11, 19], [[7, 16], [9, 17]]),
    ("小金", [11, 25], [[7, 31], [10, 30]]),
    ("小金原", [11, 17], [[6, 16], [8, 18]]),
    ("新松戸", [11, 18], [[7, 15], [9, 16]]),
    ("馬橋西", [11, 28], [[7, 25], [9, 26]]),
    ("馬橋", [11, 6], [[7, 3], [9, 4]]),
];

pub(super) const DATED: Date = date(2026, 1, 20);

fn day([month, day]: [i8; 2]) -> Date {
    date(2025, month, day)
}

fn words(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

pub(super) fn edition() -> Edition {
    Edition {
        places: "センター".into(),
        municipality: "松戸市".into(),
        conference: "令和7年度 第2回 松戸市地域ケア会議".into(),
        held_on: Some(date(2026, 1, 29)),
        period: "令和7年6月～11月実施分".into(),
        unreported: None,
        state: EditionState::Locked {
            number: 1,
            on: DATED,
        },
        // As long as cities word it.
        confidential: Some(
            "この資料は地域ケア会議の構成員限りです(介護保険法第115条の48第5項により守秘義務があります)".into(),
        ),
    }
}

fn name(number: &str, title: &str) -> PaperName {
    PaperName { number: number.into(), title: title.into(), intro: String::new() }
}

fn held() -> HeldTable {
    let sitting = |on, cases| HeldMeeting { on: day(on), cases, note: None };
    HeldTable {
        title: "地域ケア会議開催状況(今回議事対象分)".into(),
        windows: vec![
            Window {
                name: "第1回".into(),
                words: "前年12月～当年5月実施分".into(),
                current: false,
            },
            Window {
                name: "第2回".into(), words: "当年6月～11月実施分".into(), current: true
            },
        ],
        place_head: "地域包括支援センター".into(),
        conferences: vec![
            HeldConference {
                name: "地域包括ケア推進会議".into(),
                total: Tally { meetings: 15, cases: None },
            },
            HeldConference {
                name: "地域個別ケア会議".into(),
                total: Tally { meetings: 30, cases: Some(60) },
            },
        ],
        centres: HELD
            .iter()
            .map(|(centre, area, cases)| HeldCentre {
                centre: (*centre).into(),
                meetings: vec![
                    vec![sitting(*area, None)],
                    cases.iter().map(|on| sitting(*on, Some(2))).collect(),
                ],
            })
            .collect(),
        total_head: "開催回数および検討事例の件数".into(),
    }
}

/// 資料2 別添2
pub(super) fn status() -> FunctionsAndStatus {
    FunctionsAndStatus {
        edition: edition(),
        name: name("資料2 別添2", "地域ケア会議の機能と実施状況"),
        structure: structure(),
        life_support: Some(life_support()),
        schedule: schedule(),
        held: held(),
    }
}

const ISSUES: [(&str, &str, Decision, &str, &str); 6] = [
    (
        "独居の高齢者のゴミ出しを支える担い手がいない",
        "集合住宅の上階に住む独居の方のゴミ出しが滞り、住環境の悪化につながっている。自治会の見守り活動と結びつけた有償ボランティアの可能性を話し合い、二つの自治会が試行を引き受けた。",
        Decision::SolvedInArea,
        "自治会と地区社会福祉協議会の試行で対応できる見込みが立ったため。",
        "令和8年3月に利用者数と担い手の負担を確かめる。",
    ),
    (
        "認知症が疑われても受診につながらない",
        "本人に困りごとの自覚がなく、家族も遠方で関与が薄い。医師会の地域サポート医による訪問の活用と、民生委員からの早めの連絡の道筋を確かめたが、精神科の往診は圏域では足りない。",
        Decision::Escalated,
        "専門医の訪問は圏域だけでは確保できず、市全体で対応する必要があるため。",
        "市の会議の結果を次回の推進会議で共有する。",
    ),
    (
        "買い物に行けない坂の上の地区がある",
        "路線バスの減便により、坂の上の住民が買い物と通院に困っている。移動販売の誘致と、地域の車を使った付き添いの仕組みを検討した。",
        Decision::HandedToWorkingGroup,
        "住民主体の移動支援として具体化するため。",
        "2層ワーキングで6か月後に試行の結果を報告する。",
    ),
    (
        "個人情報を理由に見守りの名簿が共有されない",
        "マンションの管理組合と民生委員の間で名簿の扱いが定まらない。災害時要支援者名簿との関係を整理した。",
        Decision::Escalated,
        "個人情報の取扱いの基準は市が示す必要があるため。",
        "市の基準が示されるまで、同意書の様式を圏域で共有する。",
    ),
    (
        "退院直後の支援が間に合わない",
        "退院の連絡が前日になることがあり、介護保険の申請やベッドの手配が間に合わない。病院の連携室との定例の顔合わせを続ける。",
        Decision::Continued,
        "病院側の事情の聞き取りが済んでいないため。",
        "次回までに三病院から聞き取る。",
    ),
    (
        "家族の介護負担が見えにくい",
        "老老介護の世帯で介護者の体調悪化が重なった。推進会議の後に検討した事例であり、根拠をそろえて次回に扱う。",
        Decision::CarriedOver,
        "推進会議の後に検討された事例によるため。",
        "次回の推進会議の最初の議題とする。",
    ),
];

/// `明第1-①-1`
fn label(centre: &str, meeting: usize, number: usize) -> String {
    format!("{centre}-{}-{number}", ["①", "②"][meeting % 2])
}

/// 資料2, with `each` issues a centre and one centre whose report is not in.
pub(super) fn discussions(each: usize) -> AreaDiscussions {
    let standard =
        |decision: Decision| DecisionWord { decision, word: decision.step().on_paper().into() };
    let mut decisions: Vec<DecisionWord> = Decision::ALL.map(standard).into();
    decisions[1].word = "2層ワーキングへ".into();
    let centres = HELD.iter().enumerate().map(|(at, (centre, area, cases))| CentreReport {
        centre: (*centre).into(),
        meetings: vec![vec![day(*area)], cases.iter().map(|on| day(*on)).collect()],
        cases: 4,
        summary: if at == 0 {
            "見守りを中心に協議した。".into()
        } else {
            String::new()
        },
        awaited: (at == 13).then(|| "報告書は未提出です（締切 R7.12.10）。".into()),
        issues: if at == 13 || at == 6 {
            vec![]
        } else {
            (0..each).map(|n| issue(centre, *area, at + n)).collect()
        },
    });
    AreaDiscussions {
        edition: Edition { confidential: Some("非公開".into()), ..edition() },
        name: name("資料2", "地域レベルの会議における主な議論のまとめ"),
        conferences: [("地域包括ケア推進会議", false), ("地域個別ケア会議", true)]
            .map(|(name, of_cases)| HeldKind { name: name.into(), of_cases })
            .into(),
        decisions,
        centres: centres.collect(),
    }
}

pub(super) fn issue(centre: &str, area: [i8; 2], at: usize) -> AreaIssueEntry {
    let (title, discussed, decision, reason, follow_up) = ISSUES[at % ISSUES.len()];
    let evidence = |kind, count| Evidence { kind, count };
    AreaIssueEntry {
        number: at as i64 + 1,
        title: title.into(),
        evidence: vec![
            evidence(EvidenceKind::Case, 2),
            evidence(EvidenceKind::Consultation, 7),
            evidence(EvidenceKind::Observation, 1),
        ],
        case_labels: vec![label(centre, 0, 1), label(centre, 1, 2)],
        discussed: discussed.into(),
        decision,
        decided_at: format!("地域包括ケア推進会議 R7.{}.{}", area[0], area[1]),
        reason: reason.into(),
        follow_up: Some(follow_up.into()),
    }
}

/// 資料2 別添1
pub(super) fn generalization() -> Generalization {
    let group =
        |name: &str, factors: &[&str]| FactorGroup { name: name.into(), factors: words(factors) };
    let groups = vec![
        group("地域要素", &["見守り不在", "地縁の欠如", "ゴミ出し問題", "その他（個人情報等）"]),
        group("家族要素", &["世帯の困難", "その他（家族不干渉等）"]),
        group("本人要素", &["助けを求める力の欠如", "認知症", "その他（危険運転、買い物等）"]),
        group(
            "本人要素・医療関係",
            &["かかりつけ医不在", "医療連携困難", "精神疾患", "その他疾病"],
        ),
    ];
    let centres: Vec<FactorRow> = HELD
        .iter()
        .enumerate()
        .map(|(at, (centre, ..))| FactorRow {
            centre: (*centre).into(),
            cases: 4,
            counts: (0..13)
                .map(|factor| FactorCount {
                    marked: ((at * 7 + factor * 5) % 11 / 3) as u32,
                    suspected: u32::from(matches!(factor, 7 | 11) && at % 3 == 0),
                })
                .collect(),
        })
        .collect();
    let sum = |factor: usize| FactorCount {
        marked: centres.iter().map(|row| row.counts[factor].marked).sum(),
        suspected: centres.iter().map(|row| row.counts[factor].suspected).sum(),
    };
    let total = FactorRow { centre: "計".into(), cases: 60, counts: (0..13).map(sum).collect() };
    let combination =
        |factors: &[&str], cases, centres| Combination { factors: words(factors), cases, centres };
    Generalization {
        edition: edition(),
        name: name("資料2 別添1", "地域課題を明らかにし、普遍化をはかる"),
        groups,
        total,
        centres,
        combinations: vec![
            combination(&["見守り不在", "世帯の困難", "認知症"], 14, 9),
            combination(&["助けを求める力の欠如", "かかりつけ医不在"], 11, 8),
            combination(&["ゴミ出し問題", "地縁の欠如"], 7, 5),
        ],
        awaited: false,
        issues: (0..12)
            .map(|at| {
                let (centre, area, _) = HELD[at];
                let entry = issue(centre, area, at);
                IssueOrigin {
                    centre: centre.into(),
                    title: entry.title,
                    case_labels: entry.case_labels,
                    evidence: entry.evidence,
                    generalized: (at % 4 != 3)
                        .then(|| "同じ状況にある独居世帯は圏域に約120世帯と見込まれ、民生委員の訪問でも同様の声がある。".into()),
                }
            })
            .collect(),
    }
}

/// 資料3
pub(super) fn city() -> CityIssues {
    let measure = |title: &str, department: &str, answer: &str, year: Option<&str>| MeasureEntry {
        title: title.into(),
        department: department.into(),
        budget_year: year.map(str::to_owned),
        plan_clause: Some("いきいき安心プラン 第4章2(3)".into()),
        answer: answer.into(),
        reason: (answer == "対応しない").then(|| "県の事業で同じ支援が始まるため。".into()),
        due: Some(date(2027, 3, 31)),
        progress: "予算要求済み".into(),
    };
    let issue = |at: usize, measures: Vec<MeasureEntry>| CityIssueEntry {
        number: at as i64 + 1,
        title: ISSUES[at].0.into(),
        place: String::new(),
        behind: HELD
            .iter()
            .skip(at)
            .step_by(4)
            .map(|(centre, ..)| AreaIssueBehind {
                centre: (*centre).into(),
                title: ISSUES[at].0.into(),
                case_labels: vec![label(centre, 0, 1), label(centre, 1, 1)],
            })
            .collect(),
        cases: 8,
        discussed: ISSUES[at].1.into(),
        went_on: None,
        rolled_out: if measures.is_empty() {
            vec![]
        } else {
            vec![RollOut {
                what: "訪問の依頼の流れと様式を定め、全センターに周知した。".into(),
                to: words(&["全15センター", "事例提供者12人"]),
                on: Some(date(2026, 2, 10)),
                acknowledged: 21,
                receivers: 27,
            }]
        },
        measures,
    };
    let previous = |at: usize, answer: &str, status: &str, due| PreviousMeasure {
        issue: ISSUES[at].0.into(),
        measure: "見守り協定の締結先の拡大".into(),
        department: "地域包括ケア推進課".into(),
        answer: answer.into(),
        due,
        status: status.into(),
        progress: "コンビニエンスストア2社、新聞販売店9店と締結。".into(),
    };
    CityIssues {
        edition: edition(),
        name: name("資料3", "整理された市レベルの課題と解決に向けた議論"),
        below: "地域課題".into(),
        levels: vec![LevelIssues {
            word: "市レベルの課題".into(),
            issues: vec![
                issue(
                    1,
                    vec![
                        measure(
                            "専門サポート医の訪問枠の拡大",
                            "地域包括ケア推進課",
                            "既存事業の拡充",
                            Some("令和8年度"),
                        ),
                        measure(
                            "認知症初期集中支援チームの増設",
                            "高齢者支援課",
                            "新規予算",
                            Some("令和8年度"),
                        ),
                        measure("受診の送迎への助成", "高齢者支援課", "対応しない", None),
                    ],
                ),
                issue(
                    3,
                    vec![measure(
                        "見守り名簿の共有の手引きの作成",
                        "福祉政策課",
                        "運用改善（予算不要）",
                        None,
                    )],
                ),
                issue(2, vec![]),
            ],
        }],
        awaited: false,
        previous: PreviousMeasures {
            period: "令和7年度 第1回".into(),
            measures: vec![
                previous(0, "既存事業の拡充", "完了", Some(date(2025, 9, 30))),
                previous(3, "計画に位置付け", "期限超過", Some(date(2025, 10, 31))),
                previous(2, "継続検討", "実施中", None),
            ],
        },
    }
}
