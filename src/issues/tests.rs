mod offers;
mod replies;
pub(crate) mod scene;
mod turn;

use super::{
    store::{decisions_at, evidence, evidence_counts, in_status},
    *,
};
use crate::{
    access::{self, Load, Role, Verdict},
    clock::Day,
    db::{Pairs, Query},
    id::{IssueId, UnitId},
    issues::IssueFacts,
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, comes_back, each_database, refused_at},
};

const DAY: Day = Day::of(2025, 9, 10);

async fn status(t: &TestApp, id: &IssueId) -> IssueStatus {
    let mut conn = t.read().await;
    find(&mut conn, id).await.unwrap().status
}

#[test]
fn every_issue_can_end_and_nothing_leaves_the_end() {
    for status in IssueStatus::ALL.iter().copied() {
        let mut reached = vec![status];
        let mut at = 0;
        while at < reached.len() {
            for step in reached[at].moves() {
                let next = reached[at].next(step).unwrap();
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        assert!(
            reached.contains(&IssueStatus::Closed) || status == IssueStatus::Merged,
            "{status:?}"
        );
        assert_eq!(status.moves().is_empty(), !status.is_live(), "{status:?}");
    }
}

#[test]
fn a_decision_without_reason_or_next_day_is_not_taken() {
    let at = |decision: &NewDecision| {
        let lacks = commands::lacks(decision, TEST_DAY).into_iter();
        lacks.map(|(field, _)| field).collect::<Vec<_>>()
    };
    for step in Move::ALL.iter().copied().filter(|step| *step != Move::TakeUp) {
        assert!(at(&NewDecision::new(step, DAY, " ")).contains(&"reason".into()), "{step:?}");
    }
    assert!(at(&NewDecision::new(Move::TakeUp, DAY, "")).is_empty());
    let kept = NewDecision::new(Move::Continue, DAY, "資源が足りない");
    assert_eq!(at(&kept), ["review_on"]);
    assert!(at(&kept.clone().review_on(DAY.plus_months(3))).is_empty());
    assert_eq!(at(&kept.review_on(DAY.plus_days(-1))), ["review_on"]);
    assert_eq!(at(&NewDecision::new(Move::HandOver, DAY, "担い手").review_on(DAY)), ["conference"]);
    assert_eq!(at(&NewDecision::new(Move::Escalate, DAY, "市のこと")), ["target"]);
    let to_come = NewDecision::new(Move::Close, TEST_DAY.plus_days(1), "できた");
    assert_eq!(at(&to_come), ["decided_on"]);
}

#[test]
fn issues_go_up_along_the_structures_edges() {
    let above: Vec<&str> =
        levels_above(&MATSUDO, &"area".into()).iter().map(|l| l.key.as_str()).collect();
    assert_eq!(above, ["city"]);
    assert!(levels_above(&MATSUDO, &"city".into()).is_empty());
}

#[test]
fn similar_titles_are_noticed() {
    assert!(
        words::likeness("ごみ出しが難しい高齢者への支援", "高齢者のごみ出しが難しい")
            >= words::ALIKE
    );
    assert!(words::likeness("ごみ出しが難しい", "買い物の足がない") < words::ALIKE);
}

#[tokio::test]
async fn every_word_of_the_workflow_survives_both_databases() {
    each_database(async |t| {
        let mut conn = t.read().await;
        comes_back::<IssueStatus>(&mut conn).await;
        comes_back::<Move>(&mut conn).await;
        comes_back::<EvidenceKind>(&mut conn).await;
    })
    .await;
}

#[tokio::test]
async fn staff_raise_an_issue_from_voices_alone_and_others_do_not_see_it() {
    each_database(async |t| {
        let fields = [
            ("place", "area:center.mei1"),
            ("title", "ごみ出しが難しい"),
            ("kind", "resident_voice"),
            ("label", "町会の懇談会"),
            ("how_many", "12"),
            ("known_on", "R7.9.1"),
            ("open", "yes"),
        ];
        let made = t.post(Cast::CenterStaff, "/issues", &fields).await.expect(303);
        let path = made.location().to_owned();
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("住民の声 12件"), "{}", page.text());
        assert!(t.get(Cast::CenterStaff, "/issues").await.expect(200).says("ごみ出しが難しい"));
        assert!(t.get(Cast::CityOfficer, &path).await.expect(200).says("ごみ出しが難しい"));
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        assert!(
            !t.get(Cast::OtherCenterStaff, "/issues").await.expect(200).says("ごみ出しが難しい")
        );
        t.get(Cast::Stranger, &path).await.expect(303);
        t.get(Cast::CityOfficer, &format!("{path}/edit")).await.expect(403);
        t.get(Cast::Guest, &path).await.expect(404);

        // The same thing again is noticed before it is registered twice.
        let again = t.post(Cast::CenterStaff, "/issues", &fields).await.expect(422);
        assert!(again.says("似た課題があります"));
        let wrong = t.post(
            Cast::CenterStaff,
            "/issues",
            &[("place", "area:center.mei1"), ("title", ""), ("cause", "坂が多い")],
        );
        assert!(wrong.await.expect(422).says("坂が多い"));
        t.post(Cast::Member, "/issues", &fields).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn half_a_title_does_not_bring_out_what_the_city_writes() {
    each_database(async |t| {
        let place = "city:municipality";
        let made = [("place", place), ("title", "ごみ出しの仕組みを作る"), ("open", "yes")];
        let evidence = [
            ("kind", "resident_voice"),
            ("label", "市民の声"),
            ("how_many", "3"),
            ("known_on", "R7.9.1"),
        ];
        let made = [&made[..], &evidence].concat();
        t.post(Cast::CityOfficer, "/issues", &made).await.expect(303);
        let again = t.post(Cast::CityOfficer, "/issues", &made).await.expect(422);
        assert!(again.says("似た課題があります") && again.says("ごみ出しの仕組みを作る"));
        for half in ["ごみ出しの仕組みを作", "ごみ出しの仕組み"] {
            let typed = [("place", place), ("title", half)];
            let page = t.post(Cast::CenterStaff, "/issues", &typed).await.expect(422);
            assert!(
                !page.says("似た課題") && !page.says("ごみ出しの仕組みを作る"),
                "{}",
                page.text()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn two_people_editing_lose_nothing() {
    each_database(async |t| {
        let id = scene::issue(&t, "area", Some("mei1"), "買い物の足がない", DAY).await;
        let path = format!("/issues/{id}");
        let first = [("title", "買い物の足がない"), ("cause", "坂が多い"), ("version", "1")];
        t.post(Cast::CenterStaff, &path, &first).await.expect(303);
        let second = [("title", "買い物に行けない"), ("cause", "バスの減便"), ("version", "1")];
        let shown = t.post(Cast::CenterStaff, &path, &second).await.expect(409);
        assert!(shown.says("坂が多い") && shown.says("バスの減便"));
    })
    .await;
}

#[tokio::test]
async fn a_case_counts_once_however_it_came_up() {
    each_database(async |t| {
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "ごみ出しの支援がない").await;
        let one = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let two = scene::issue(&t, "area", Some("mei1"), "独居の見守り", DAY).await;
        let row = NewEvidence::case(case, review, "明第1-①-1", DAY);
        scene::evidence(&t, &one, std::slice::from_ref(&row)).await;
        scene::evidence(&t, &two, &[row.clone(), row]).await;
        let survey = NewEvidence::counted(EvidenceKind::Survey, 40, DAY, "ニーズ調査");
        scene::evidence(&t, &two, &[survey]).await;
        let (system, _m) = (&t.system(), &t.municipality);
        let (from, into) = (&one, &two);
        t.write(|mut tx| async move {
            let decision = NewDecision::new(Move::Merge, DAY, "同じことを言っている");
            let decision = decision.onto(Target::Issue(into.clone()));
            decide(&mut tx, system, &MATSUDO, from, &decision).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let mut conn = t.read().await;
        let counts = evidence_counts(&mut conn, &[one.clone(), two.clone()]).await.unwrap();
        assert_eq!(counts[&two].words(), "個別事例 1事例・調査 40人");
        assert_eq!(counts[&one].cases(), 1);
        assert_eq!(status(&t, &one).await, IssueStatus::Merged);
    })
    .await;
}

#[tokio::test]
async fn evidence_later_than_the_meeting_is_carried_over() {
    each_database(async |t| {
        let sat = scene::meeting(&t, "area_conference", DAY).await;
        let id = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let late =
            NewEvidence::counted(EvidenceKind::Consultation, 3, DAY.plus_days(5), "総合相談");
        scene::evidence(&t, &id, &[late]).await;
        let fields =
            [("meeting", sat.as_str()), ("reason", "地域では解決できない"), ("target", "new:city")];
        let refused = t
            .post(Cast::CenterStaff, &format!("/issues/{id}/escalation"), &fields)
            .await
            .expect(422);
        assert!(refused.says("この会議より後に検討された"), "{}", refused.text());
        assert!(refused.says("地域では解決できない"));
        let carried =
            [("meeting", sat.as_str()), ("reason", "次回に検討する"), ("review_on", "R8.1.20")];
        t.post(Cast::CenterStaff, &format!("/issues/{id}/carry-over"), &carried).await.expect(303);
        assert_eq!(status(&t, &id).await, IssueStatus::CarriedOver);
    })
    .await;
}

#[tokio::test]
async fn what_the_city_returns_goes_back_to_every_area_with_its_reason() {
    each_database(async |t| {
        let one = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let sat = scene::meeting(&t, "area_conference", DAY).await;
        let fields =
            [("meeting", sat.as_str()), ("reason", "市の制度が要る"), ("target", "new:city")];
        t.post(Cast::CenterStaff, &format!("/issues/{one}/escalation"), &fields).await.expect(303);
        assert_eq!(status(&t, &one).await, IssueStatus::Raised);
        let mut conn = t.read().await;
        let upper = links_of(&mut conn, &one).await.unwrap()[0].to_issue_id.clone();
        drop(conn);
        // The area sees what its issue became, and does not decide there.
        t.get(Cast::CenterStaff, &format!("/issues/{upper}")).await.expect(200);
        t.get(Cast::CenterStaff, &format!("/issues/{upper}/deliberation")).await.expect(403);
        t.get(Cast::OtherCenterStaff, &format!("/issues/{upper}")).await.expect(404);
        t.post(Cast::CityOfficer, &format!("/issues/{upper}/deliberation"), &[]).await.expect(303);
        let no_reason =
            t.post(Cast::CityOfficer, &format!("/issues/{upper}/return"), &[]).await.expect(422);
        assert!(no_reason.says("理由を入力してください"));
        let back = [("reason", "地域の実情をもう少し調べてください")];
        t.post(Cast::CityOfficer, &format!("/issues/{upper}/return"), &back).await.expect(303);
        assert_eq!(status(&t, &one).await, IssueStatus::Returned);
        let page = t.get(Cast::CenterStaff, &format!("/issues/{one}")).await.expect(200);
        assert!(page.says("地域の実情をもう少し調べてください"));
        let mut conn = t.read().await;
        let due = hooks::due(&mut conn, t.actor(Cast::CenterStaff), &MATSUDO, DAY).await.unwrap();
        assert!(due.iter().any(|d| d.title.contains("差し戻された")));
        assert_eq!(in_status(&mut conn, IssueStatus::Returned).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_issue_is_handed_to_a_working_group_split_and_ended_with_a_reason() {
    each_database(async |t| {
        let id = scene::issue(&t, "area", Some("mei1"), "集いの場が足りない", DAY).await;
        let voices = NewEvidence::counted(EvidenceKind::ResidentVoice, 8, DAY, "懇談会");
        scene::evidence(&t, &id, &[voices]).await;
        let mut conn = t.read().await;
        let row = evidence(&mut conn, &id).await.unwrap().remove(0);
        drop(conn);
        let split = [("title", "場所がない"), ("evidence", row.id.as_str())];
        let new =
            t.post(Cast::CenterStaff, &format!("/issues/{id}/split"), &split).await.expect(303);
        let page = t.get(Cast::CenterStaff, new.location()).await.expect(200);
        assert!(page.says("住民の声 8件") && page.says("分ける前の課題"));

        let form = t.get(Cast::CenterStaff, &format!("/issues/{id}/handover")).await.expect(200);
        assert!(form.says("2層ワーキング"));
        let mut conn = t.read().await;
        let group = crate::conferences::of_kind(&mut conn, &"tier2_working".into()).await.unwrap();
        let group = group.into_iter().find(|c| c.center_id == Some("mei1".into())).unwrap();
        drop(conn);
        let fields = [
            ("conference", group.id.as_str()),
            ("reason", "担い手と探す"),
            ("review_on", "R8.3.1"),
        ];
        t.post(Cast::CenterStaff, &format!("/issues/{id}/handover"), &fields).await.expect(303);
        assert_eq!(status(&t, &id).await, IssueStatus::HandedOver);
        t.post(Cast::CenterStaff, &format!("/issues/{id}/closure"), &[]).await.expect(422);
        let end = [("reason", "集いの場が二つできた")];
        t.post(Cast::CenterStaff, &format!("/issues/{id}/closure"), &end).await.expect(303);
        assert_eq!(status(&t, &id).await, IssueStatus::Closed);
        t.post(Cast::CenterStaff, &format!("/issues/{id}/closure"), &end).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn candidates_of_the_period_lead_to_an_issue_with_its_cases() {
    each_database(async |t| {
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "ごみ出しの支援がない").await;
        let page = t.get(Cast::CenterStaff, "/issues/candidates").await.expect(200);
        assert!(page.says("ごみ出しの支援がない"), "{}", page.text());
        t.get(Cast::Member, "/issues/candidates").await.expect(404);
        let form =
            t.get(Cast::CenterStaff, &format!("/issues/new?review={review}")).await.expect(200);
        assert!(form.says("checked"));
        let fields = [
            ("place", "area:center.mei1"),
            ("title", "ごみ出しの支援"),
            ("review", review.as_str()),
        ];
        let made = t.post(Cast::CenterStaff, "/issues", &fields).await.expect(303);
        let path = made.location().to_owned();
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("個別事例 1事例"));
        assert!(t.get(Cast::CarePresenter, &path).await.expect(200).says("ごみ出しの支援"));
        let mut conn = t.read().await;
        let subject = access::Subject::new("case", &case);
        let structure = t.structure().await;
        let panels = hooks::panels(&mut conn, t.actor(Cast::CenterStaff), &structure, &subject)
            .await
            .unwrap();
        assert!(panels[0].html.contains("ごみ出しの支援"));
        let found = t.search(Cast::CarePresenter, "/search", "ゴミ出し").await.expect(200);
        assert!(found.says(&format!("href=\"{path}\"")));
    })
    .await;
}

#[tokio::test]
async fn lists_hold_exactly_what_the_rules_let_a_person_read() {
    each_database(async |t| {
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "候補").await;
        let area = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        scene::evidence(&t, &area, &[NewEvidence::case(case, review, "明第1-①-1", DAY)]).await;
        let other = scene::issue(&t, "area", Some("kogane"), "通院の足", DAY).await;
        let city = scene::issue(&t, "city", None, "移動手段", DAY).await;
        scene::raised_into(&t, &area, &city, DAY).await;
        let mut conn = t.read().await;
        let _m = &t.municipality;
        for who in Cast::ALL.iter().copied().filter(|who| *who != Cast::Stranger) {
            let actor = t.actor(who);
            let scope = scope(&mut conn, actor).await.unwrap();
            let filter = Filter { ended_too: true, ..Filter::default() };
            let listed: Vec<IssueId> =
                all(&mut conn, &scope, &filter).await.unwrap().into_iter().map(|i| i.id).collect();
            for id in [&area, &other, &city] {
                let facts = IssueFacts::load(&mut conn, id).await.unwrap();
                let may = access::may(IssueAction::Read, actor, &facts);
                assert_eq!(listed.contains(id), may, "{who:?} {id}");
            }
        }
        let period = "2025-2".into();
        assert_eq!(of_period(&mut conn, &period).await.unwrap().len(), 3);
        drop(conn);
        let board = t.get(Cast::CityOfficer, "/issues/board").await.expect(200);
        assert!(board.says("市レベルの課題") && board.says("通院の足"));
        let csv = t.get(Cast::CityOfficer, "/issues?export=csv").await.expect(200);
        assert!(csv.says("移動手段"));
        t.get(Cast::CityOfficer, "/issues?export=xlsx").await.expect(200);
        let one = t.get(Cast::CityOfficer, "/issues?level=city&sort=-title").await.expect(200);
        assert!(one.says("移動手段") && !one.says("通院の足"));
    })
    .await;
}

#[tokio::test]
async fn from_the_highest_level_nothing_is_raised_any_further() {
    each_database(async |t| {
        let sat = scene::meeting(&t, "city_conference", DAY).await;
        let id = scene::issue(&t, "city", None, "移動手段", DAY).await;
        for path in [format!("/meetings/{sat}"), format!("/issues/{id}")] {
            let page = t.get(Cast::CityOfficer, &path).await.expect(200);
            assert!(page.says("移動手段") && !page.says("上の会議へ上げる"), "{}", page.text());
        }
        t.get(Cast::CityOfficer, &format!("/issues/{id}/escalation")).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_shows_what_it_decides() {
    each_database(async |t| {
        let sat = scene::meeting(&t, "area_conference", DAY).await;
        let id = scene::issue(&t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let subject = access::Subject::new("meeting", &sat);
        let structure = t.structure().await;
        let mut conn = t.read().await;
        let before = hooks::panels(&mut conn, t.actor(Cast::CenterStaff), &structure, &subject)
            .await
            .unwrap();
        assert!(before[0].html.contains(&format!("/issues/{id}/escalation?meeting={sat}")));
        drop(conn);
        let fields =
            [("meeting", sat.as_str()), ("reason", "町会と取り組む"), ("review_on", "R8.1.20")];
        t.post(Cast::CenterStaff, &format!("/issues/{id}/local-solution"), &fields)
            .await
            .expect(303);
        let mut conn = t.read().await;
        assert_eq!(decisions_at(&mut conn, &sat).await.unwrap()[0].reason, "町会と取り組む");
        let after = hooks::panels(&mut conn, t.actor(Cast::CenterStaff), &structure, &subject)
            .await
            .unwrap();
        assert!(after[0].html.contains("町会と取り組む"));
    })
    .await;
}

#[test]
fn nobody_outside_the_conferences_reads_issues() {
    for row in rules::matrix().iter().filter(|row| row.situation == "関わりのない所の課題")
    {
        for (role, verdict) in &row.verdicts {
            if !matches!(role, Role::CityOfficer) {
                assert_eq!(*verdict, Verdict::Hidden, "{} {role:?}", row.action);
            }
        }
    }
}

#[tokio::test]
async fn whoever_registers_an_issue_or_decides_is_refused_what_a_page_refuses() {
    type Change = fn(&mut NewIssue, &mut NewEvidence);
    let wrong: [(&str, Change); 5] = [
        ("title", |new, _| new.words.title.clear()),
        ("cause", |new, _| new.words.cause = "坂".repeat(1001)),
        ("raised_on", |new, _| new.raised_on = TEST_DAY.plus_days(1)),
        ("label", |_, voices| voices.label.clear()),
        ("known_on", |_, voices| voices.known_on = TEST_DAY.plus_days(1)),
    ];
    each_database(async |t| {
        let t = &t;
        let right = NewIssue {
            id: IssueId::new(),
            level: "area".into(),
            unit: UnitId::center("mei1"),
            status: IssueStatus::Open,
            words: IssueWords { title: "ごみ出し".into(), ..IssueWords::blank() },
            period: None,
            raised_on: DAY,
        };
        let voices = NewEvidence::counted(EvidenceKind::ResidentVoice, 8, DAY, "懇談会");
        for (field, change) in wrong {
            let (mut new, mut evidence) = (right.clone(), voices.clone());
            change(&mut new, &mut evidence);
            let (system, new, evidence) = (&t.system(), &new, &[evidence]);
            let made = t
                .write(|mut tx| async move {
                    let id = raise(&mut tx, system, new, evidence).await?;
                    Ok((tx, id))
                })
                .await;
            assert_eq!(refused_at(made), [field]);
        }

        let area = scene::issue(t, "area", Some("mei1"), "ごみ出し", DAY).await;
        let other = scene::issue(t, "area", Some("mei1"), "見守り", DAY).await;
        let city = scene::issue(t, "city", None, "移動手段", DAY).await;
        let own_level = Target::New { level: "area".into(), words: IssueWords::blank().into() };
        let said = |step| NewDecision::new(step, DAY, "市のこと");
        let sat = scene::meeting(t, "area_conference", TEST_DAY.plus_days(1)).await;
        let to_come = NewDecision { meeting: Some(sat), ..said(Move::Close) };
        for (field, decision) in [
            ("target", said(Move::Escalate)),
            ("target", said(Move::Escalate).onto(own_level)),
            ("target", said(Move::Escalate).onto(Target::Issue(other))),
            ("target", said(Move::Merge).onto(Target::Issue(city))),
            ("", said(Move::Return)),
            // The day of the meeting holds, whatever else is said.
            ("decided_on", to_come),
        ] {
            let (system, id, decision) = (&t.system(), &area, &decision);
            let decided = t
                .write(|mut tx| async move {
                    let to = decide(&mut tx, system, &MATSUDO, id, decision).await?;
                    Ok((tx, to))
                })
                .await;
            assert_eq!(refused_at(decided), [field], "{decision:?}");
        }
        let (system, id) = (&t.system(), &area);
        let added = t
            .write(|mut tx| async move {
                let permit = access::leave(&mut tx, system, AddEvidence, id).await?;
                add_evidence(&mut tx, permit, &[]).await?;
                Ok((tx, ()))
            })
            .await;
        assert_eq!(refused_at(added), [""]);
        assert_eq!(status(t, &area).await, IssueStatus::Open, "nothing was done");
    })
    .await;
}

#[tokio::test]
async fn what_was_decided_split_or_added_by_a_slip_is_taken_back_unless_something_hangs_on_it() {
    each_database(async |t| {
        let id = scene::issue(&t, "area", Some("mei1"), "集いの場が足りない", DAY).await;
        let voices = NewEvidence::counted(EvidenceKind::ResidentVoice, 8, DAY, "懇談会");
        scene::evidence(&t, &id, &[voices]).await;
        let count = async || evidence(&mut t.read().await, &id).await.unwrap().len();
        let page = format!("/issues/{id}");
        let more = [
            ("kind", "resident_voice"),
            ("label", "窓口"),
            ("how_many", "2"),
            ("known_on", "R7.9.1"),
        ];
        let added = t.post(Cast::CenterStaff, &format!("{page}/evidence"), &more).await.expect(303);
        assert_eq!(count().await, 2);
        let (way_back, words) = added.takes_back().unwrap();
        assert_eq!(words, "加えた根拠を外す");
        t.post(Cast::CenterStaff, &way_back, &[]).await.expect(303);
        assert_eq!(count().await, 1);

        let end = [("reason", "集いの場が二つできた")];
        let was = status(&t, &id).await;
        let ended = t.post(Cast::CenterStaff, &format!("{page}/closure"), &end).await.expect(303);
        let (way_back, _) = ended.takes_back().unwrap();
        t.post(Cast::CenterStaff, &way_back, &[]).await.expect(303);
        assert_eq!(status(&t, &id).await, was);

        let row = evidence(&mut t.read().await, &id).await.unwrap().remove(0);
        let split = [("title", "場所がない"), ("evidence", row.id.as_str())];
        let new = t.post(Cast::CenterStaff, &format!("{page}/split"), &split).await.expect(303);
        let (way_back, _) = new.takes_back().unwrap();
        t.post(Cast::CenterStaff, &way_back, &[]).await.expect(303);
        t.get(Cast::CenterStaff, new.location()).await.expect(404);
        assert_eq!(count().await, 1);

        // A measure that answers what was split off would answer nothing.
        let new = t.post(Cast::CenterStaff, &format!("{page}/split"), &split).await.expect(303);
        let part = new.location().rsplit('/').next().unwrap();
        t.write(|mut tx| async move {
            let tie = Pairs::new().set("measure_id", "measure").set("issue_id", part);
            Query::insert("measure_issues", tie).run(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        t.post(Cast::CenterStaff, &new.takes_back().unwrap().0, &[]).await.expect(303);
        t.get(Cast::CenterStaff, new.location()).await.expect(200);
    })
    .await;
}
