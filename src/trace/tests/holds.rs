//! What a thread holds: all that its start came from and what came of it, and nothing of its neighbours.

use crate::{
    ROOMS,
    access::{self, Subject},
    clock::Day,
    error::Result,
    id::{CaseId, IssueId, MeasureId, tag},
    issues::{self, EvidenceKind, IssueWords, NewEvidence, Split, tests::scene},
    room::{Known, Name, Reach, Room, Stop, Strand, Way},
    testing::{Cast, MATSUDO, TestApp, each_database},
    trace::chain::Walk,
    web::diagram::StationKind,
};

use super::{last, thread};

const DAY: Day = Day::of(2025, 8, 20);

struct Scene {
    first: CaseId,
    area: IssueId,
    city: IssueId,
    below: MeasureId,
    above: MeasureId,
}

/// Six cases of an area and one of another, its issue answered there, split, and raised to the city, which answers too.
async fn play(t: &TestApp) -> Scene {
    let area = scene::issue(t, "area", Some("mei1"), "通院の足", DAY.plus_days(1)).await;
    let mut own = Vec::new();
    for n in 1..=6 {
        let (case, review) = scene::reviewed(t, "mei1", DAY.plus_days(n - 6), "").await;
        own.push(NewEvidence::case(case, review, format!("明第1-{n}"), DAY.plus_days(n - 6)));
    }
    scene::evidence(t, &area, &own).await;
    let below = answered(t, &area, "送迎の試行", "R7.8.25").await;
    t.post(Cast::CenterStaff, &format!("/issues/{area}/deliberation"), &[]).await.expect(303);
    let system = &t.system();
    let words = &IssueWords { title: "薬の受取り".into(), ..IssueWords::blank() };
    let from = &area;
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, Split, from).await?;
        issues::split(&mut tx, permit, words, &[]).await?;
        Ok((tx, ()))
    })
    .await
    .expect("the issue is split");
    let city = scene::issue(t, "city", None, "移動手段", DAY.plus_days(9)).await;
    let (other, review) = scene::reviewed(t, "kogane", DAY, "").await;
    let beside = [
        NewEvidence::case(other, review, "小金-①-1", DAY),
        NewEvidence::counted(EvidenceKind::Survey, 40, DAY, "ニーズ調査"),
    ];
    scene::evidence(t, &city, &beside).await;
    scene::raised_into(t, &area, &city, DAY.plus_days(12)).await;
    let above = answered(t, &city, "乗合の試行", "R7.9.20").await;
    let told = [("body", "乗合を始めます")];
    t.post(Cast::CityOfficer, &format!("/measures/{above}/roll-down"), &told).await.expect(303);
    let first = own.swap_remove(0).case.expect("evidence of a case");
    Scene { first, area, city, below, above }
}

async fn answered(t: &TestApp, issue: &IssueId, title: &str, on: &str) -> MeasureId {
    let fields = [
        ("issue", issue.as_str()),
        ("title", title),
        ("answer", "plan_clause"),
        ("plan_clause", "第10期計画 第4章"),
        ("follow_up_1", "R7.10.5"),
        ("decided_on", on),
    ];
    let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
    MeasureId::from(last(made.location()))
}

/// A thread as its table says it.
async fn told(t: &TestApp, who: Cast, start: Subject) -> String {
    let mut conn = t.read().await;
    let thread = thread(&mut conn, t.actor(who), &MATSUDO, &start).await.expect("it may be seen");
    let said = |row: [String; 3]| row.join(" | ").trim_end_matches([' ', '|']).to_owned();
    let rows = thread.rows().into_iter().map(said);
    [thread.title.clone()]
        .into_iter()
        .chain(rows)
        .chain(thread.waits)
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn an_issue_stands_with_its_evidence_and_answers_above_and_below() {
    each_database(async |t| {
        let scene = play(&t).await;
        let said = told(&t, Cast::CenterStaff, Subject::new("issue", &scene.area)).await;
        insta::allow_duplicates! { insta::assert_snapshot!(said, @r"
            「通院の足」のつながり
            ● 個別事例 明第1-1 R7.8.15 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | 6日
            ● 個別事例 明第1-2 R7.8.16 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | 5日
            ● 個別事例 明第1-3 R7.8.17 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | 4日
            ● 個別事例 明第1-4 R7.8.18 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | 3日
            ● 個別事例 ほかの事例 2事例 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】
            ● 個別事例 ほかの圏域の事例 1事例 | ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29
            ○ 声・気づき ニーズ調査 調査 40人 R7.8.20 | ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29 | 9日
            ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29 | 8日
            ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】 | ◆ 施策 送迎の試行 予定 R7.8.25 【いまここ】 | 4日
            ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29 | ◆ 施策 乗合の試行 予定 R7.9.20 | 22日
            ◆ 施策 乗合の試行 予定 R7.9.20 | ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | 11日
            ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 【この画面】
            ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | ● 個別事例 明第1-1 R7.8.15
            ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | ● 個別事例 明第1-2 R7.8.16
            ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | ● 個別事例 明第1-3 R7.8.17
            ↩ 展開・フィードバック 8件に伝達 未確認 8件 R7.10.1 【いまここ】 | ● 個別事例 明第1-4 R7.8.18
            伝えた相手の確認を待っています(8件・今日から)
            "); }
        let upper = told(&t, Cast::CenterStaff, Subject::new("issue", &scene.city)).await;
        assert!(upper.contains("ほかの圏域の事例 1事例") && !upper.contains("小金-①-1"), "{upper}");
    })
    .await;
}

#[tokio::test]
async fn a_case_stands_alone_with_what_came_of_it() {
    each_database(async |t| {
        let scene = play(&t).await;
        let said = told(&t, Cast::CarePresenter, Subject::new("case", &scene.first)).await;
        insta::allow_duplicates! { insta::assert_snapshot!(said, @r"
            試験-001 のつながり
            ● 個別事例 試験-001 経過確認中 R7.8.15 【この画面】 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | 6日
            ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29 | 8日
            ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | ◆ 施策 送迎の試行 予定 R7.8.25 【いまここ】 | 4日
            ■ 市レベルの課題 移動手段 松戸市・回答済 R7.8.29 | ◆ 施策 乗合の試行 予定 R7.9.20 | 22日
            ◆ 施策 乗合の試行 予定 R7.9.20 | ↩ 展開・フィードバック 1件に伝達 未確認 1件 R7.10.1 【いまここ】 | 11日
            ↩ 展開・フィードバック 1件に伝達 未確認 1件 R7.10.1 【いまここ】 | ● 個別事例 試験-001 経過確認中 R7.8.15 【この画面】
            伝えた相手の確認を待っています(1件・今日から)
            "); }
    })
    .await;
}

#[tokio::test]
async fn a_measure_stands_alone_with_what_it_came_from() {
    each_database(async |t| {
        let scene = play(&t).await;
        let said = told(&t, Cast::CityOfficer, Subject::new("measure", &scene.below)).await;
        insta::allow_duplicates! { insta::assert_snapshot!(said, @r"
            「送迎の試行」のつながり
            ● 個別事例 明第1-1 R7.8.15 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | 6日
            ● 個別事例 明第1-2 R7.8.16 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | 5日
            ● 個別事例 明第1-3 R7.8.17 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | 4日
            ● 個別事例 明第1-4 R7.8.18 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | 3日
            ● 個別事例 ほかの事例 2事例 | ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21
            ▲ 地域課題 通院の足 明第1地域包括支援センター・回答済 R7.8.21 | ◆ 施策 送迎の試行 予定 R7.8.25 【この画面】 【いまここ】 | 4日
            圏域と事例提供者への展開を待っています(R7.8.25から37日)・担当 松戸市
            "); }
        let above = told(&t, Cast::CityOfficer, Subject::new("measure", &scene.above)).await;
        assert!(above.contains("ニーズ調査") && !above.contains("送迎の試行"), "{above}");
    })
    .await;
}

/// A room of later years: surveys, each under the id of the issue that came of it.
static SURVEYS: Room = Room {
    kinds: &["survey"],
    stations: |_, _, _, reach| Box::pin(surveys(reach)),
    ..Room::named("surveys")
};

async fn surveys(reach: &Reach<'_>) -> Result<Strand> {
    let mut strand = Strand::default();
    let own = reach.waiting::<tag::Issue>("survey");
    let back = reach.standing("issue").filter(|(_, issue)| issue.way.leads_back());
    for (id, way) in own.chain(back.map(|(id, _)| (id, Way::Back))) {
        let (survey, issue) = (Subject::new("survey", &id), Subject::new("issue", &id));
        strand.tie(&survey, &issue);
        if way.leads_on() {
            strand.stops.push(Stop::at(issue, Way::Forward));
        }
        let name = Name::Title("暮らしの調査".into());
        let known = Known { subject: survey, name, href: "/surveys/1".into(), unit: None };
        let station = known.station(StationKind::Voice);
        strand.stops.push(Stop::of(known, way, DAY, station));
    }
    Ok(strand)
}

#[tokio::test]
async fn a_room_of_later_years_is_a_station_of_every_thread_that_it_knows_of() {
    each_database(async |t| {
        let scene = play(&t).await;
        let mut conn = t.read().await;
        let actor = t.actor(Cast::CityOfficer);
        for (start, others) in [
            (Subject::new("survey", &scene.area), ["通院の足", "移動手段", "乗合の試行"]),
            (Subject::new("measure", &scene.above), ["暮らしの調査", "通院の足", "移動手段"]),
        ] {
            let rooms = ROOMS.iter().chain([&SURVEYS]).collect();
            let walk = Walk { rooms, actor, structure: &MATSUDO, start: &start };
            let thread = walk.thread(&mut conn).await.unwrap();
            for other in others {
                let at = thread.stations.iter().position(|station| station.label == other);
                let tied = thread.edges.iter().any(|e| Some(e.from) == at || Some(e.to) == at);
                assert!(tied, "{other}: {:?}", thread.rows());
            }
        }
    })
    .await;
}
