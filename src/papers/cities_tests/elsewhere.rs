//! What such municipalities have of their own: papers of a ward's conference, words for their centres.

use regex::Regex;

use super::{
    super::{Format, Papers, all_documents, compile_for, sheets::WentOn},
    CITIES, City, walk,
};
use crate::{
    access::Role,
    db::Conn,
    id::{IssueId, MeasureId},
    issues::{self, IssueStatus, IssueWords, Move, NewDecision, NewIssue, Target},
    measures::{self, MeasureWords, NewMeasure},
    preset::Preset,
    structure::Structure,
    testing::{Cast, MATSUDO, TestApp, each_database},
};

#[tokio::test]
async fn a_ward_s_conference_has_papers_of_its_own() {
    each_database(async |mut t| {
        let city = CITIES.iter().find(|city| city.name == "wards").unwrap();
        let walked = city.walked(&mut t).await;
        let period = city.period.into();
        let mut conn = t.read().await;
        let papers = async |conn: &mut Conn, conference: &str| {
            compile_for(conn, &period, &conference.into()).await.unwrap()
        };
        let rows = |papers: &Papers| -> Vec<(String, u32, usize)> {
            let centres = papers.area.centres.iter();
            centres.map(|c| (c.centre.clone(), c.cases, c.issues.len())).collect()
        };
        let levels = |papers: &Papers| -> Vec<(String, usize)> {
            let levels = papers.city.levels.iter();
            levels.map(|level| (level.word.clone(), level.issues.len())).collect()
        };

        // The ward from which the case came: its own centres, its own level, its own day.
        let kita = papers(&mut conn, "ward_council.kita").await;
        let ward = &walked.steps[1];
        assert_eq!(kita.area.edition.conference, ward.conference);
        assert_eq!(kita.area.edition.held_on, Some(ward.day.0));
        let own = |name: &str| (name.to_owned(), 0, 0);
        assert_eq!(rows(&kita), [("北1".into(), 1, 1), own("北2"), own("北区")]);
        assert_eq!(levels(&kita), [("区の課題".into(), 1)]);
        assert_eq!(kita.city.levels[0].issues[0].behind.len(), 1);
        assert_eq!((kita.factors.total.cases, kita.factors.centres.len()), (1, 3));
        let held: u32 = kita.status.held.conferences.iter().map(|c| c.total.meetings).sum();
        assert_eq!(held, 3, "of the case, of the centre, of the ward");

        // The other ward hears of none of it; the block above both hears of both.
        let minami = papers(&mut conn, "ward_council.minami").await;
        assert_eq!(rows(&minami), [own("南")]);
        assert_eq!(levels(&minami), [("区の課題".into(), 0)]);
        assert_eq!(minami.area.edition.held_on, None);
        let block = papers(&mut conn, "block_council.umi").await;
        let names: Vec<String> = rows(&block).into_iter().map(|row| row.0).collect();
        assert_eq!(names, ["北1", "北2", "南", "北区", "海側ブロック"]);
        assert_eq!(levels(&block), [("区の課題".into(), 1), ("ブロックの課題".into(), 1)]);
        // Of what one measure answered for both wards before, each ward's paper names its own.
        answered_before(&t, city).await;
        let before = async |conn: &mut Conn, conference: &str| {
            let measures = papers(conn, conference).await.city.previous.measures;
            measures.into_iter().map(|measure| measure.issue).collect::<Vec<_>>()
        };
        assert_eq!(before(&mut conn, "ward_council.kita").await, ["坂の上の買い物"]);
        assert_eq!(before(&mut conn, "ward_council.minami").await, ["港の見守り"]);
        let both = &before(&mut conn, "block_council.umi").await[0];
        assert!(both.contains("坂の上の買い物") && both.contains("港の見守り"), "{both}");
        // An answer in words further up is an answer too.
        let raised = answered_in_words(&t, city).await;
        let entries = papers(&mut conn, "ward_council.kita").await.city.levels.remove(0).issues;
        let entry = entries.iter().find(|entry| entry.title == raised).unwrap();
        let went = entry.went_on.as_ref().map(WentOn::words).unwrap();
        assert_eq!(went, "海側ブロック ブロックの課題2へ上げました。回答：時刻表を配ります");
        // What alone was given back from there, and answered at home, did not go on.
        let returned = given_back(&t, city).await;
        let entries = papers(&mut conn, "ward_council.kita").await.city.levels.remove(0).issues;
        let entry = entries.iter().find(|entry| entry.title == returned).unwrap();
        assert!(entry.went_on.is_none(), "{:?}", entry.went_on);
        for (document, format) in all_documents() {
            if format == Format::Xlsx {
                assert!(minami.set(document, format, walked.today).await.is_ok(), "{document:?}");
            }
        }
        // To a conference of cases, or of the lowest level, nothing comes up: its papers would say so of what there is.
        let lowest = &walked.decided_by[0];
        let refused = compile_for(&mut conn, &period, lowest).await.err().unwrap();
        assert!(refused.to_string().contains("の資料は作れません"), "{refused}");
        let nowhere = compile_for(&mut conn, &period, &"nowhere".into()).await;
        assert!(nowhere.is_err());
    })
    .await;
}

/// Two wards' issues of the period before, answered by one measure.
async fn answered_before(t: &TestApp, city: &City) {
    let structure = &Structure::new(walk::preset(city));
    let today = t.app.db().clock().today();
    let mut made = Vec::new();
    for (center, unit, title) in
        [("kita1", "area.kita", "坂の上の買い物"), ("minami1", "area.minami", "港の見守り")]
    {
        let staff = &walk::person(t, structure, Role::CenterStaff, Some(center.into()));
        let new = &NewIssue {
            id: IssueId::new(),
            level: "ward".into(),
            unit: unit.into(),
            status: IssueStatus::Open,
            words: IssueWords { title: title.into(), ..IssueWords::blank() },
            period: Some("2025-1".into()),
            raised_on: today,
        };
        let id = t.write(|mut tx| async move {
            let id = issues::raise(&mut tx, staff, new, &[]).await?;
            Ok((tx, id))
        });
        made.push(id.await.unwrap());
    }
    let officer = &walk::person(t, structure, Role::CityOfficer, None);
    let new = &NewMeasure {
        id: MeasureId::new(),
        words: MeasureWords {
            title: "移動販売".into(),
            answer: "new_budget".into(),
            ..MeasureWords::blank()
        },
        issues: made,
        decided_on: today,
        meeting: None,
        period: Some("2025-1".into()),
        follow_ups: vec![today.plus_months(3)],
    };
    t.write(|mut tx| async move {
        let id = measures::register(&mut tx, officer, structure, new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap();
}

/// A ward's issue of the period, raised to the block and answered there in words; its title.
async fn answered_in_words(t: &TestApp, city: &City) -> &'static str {
    const TITLE: &str = "バスの時刻が分からない";
    let answer = [(Move::TakeUp, true), (Move::AnswerInWords, true)];
    raised_to_the_block(t, city, TITLE, &answer).await;
    TITLE
}

/// A ward's issue of the period, raised to the block, given back alone and answered in the ward; its title.
async fn given_back(t: &TestApp, city: &City) -> &'static str {
    const TITLE: &str = "街灯が暗い";
    let back = [
        (Move::TakeUp, true),
        (Move::Return, false),
        (Move::TakeUp, false),
        (Move::AnswerInWords, false),
    ];
    raised_to_the_block(t, city, TITLE, &back).await;
    TITLE
}

/// Raises a ward's issue to the block and makes these moves: of the issue there, or of the ward's own.
async fn raised_to_the_block(t: &TestApp, city: &City, title: &str, then: &[(Move, bool)]) {
    let structure = &Structure::new(walk::preset(city));
    let today = t.app.db().clock().today();
    let staff = &walk::person(t, structure, Role::CenterStaff, Some("kita1".into()));
    let officer = &walk::person(t, structure, Role::CityOfficer, None);
    let new = &NewIssue {
        id: IssueId::new(),
        level: "ward".into(),
        unit: "area.kita".into(),
        status: IssueStatus::Open,
        words: IssueWords { title: title.into(), ..IssueWords::blank() },
        period: Some(city.period.into()),
        raised_on: today,
    };
    t.write(|mut tx| async move {
        let id = issues::raise(&mut tx, staff, new, &[]).await?;
        let words = IssueWords::blank().into();
        let up = NewDecision::new(Move::Escalate, today, "区では決められない")
            .onto(Target::New { level: "block".into(), words });
        let up = issues::decide(&mut tx, staff, structure, &id, &up).await?.unwrap();
        for (step, there) in then {
            let decision = NewDecision::new(*step, today, "時刻表を配ります");
            let actor = if *step == Move::TakeUp { staff } else { officer };
            let which = if *there { &up } else { &id };
            issues::decide(&mut tx, actor, structure, which, &decision).await?;
        }
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_city_s_word_for_its_centres_stands_on_every_page() {
    each_database(async |t| {
        let mut preset = Preset::clone(&MATSUDO);
        preset.municipality.center_word = "ささえりあ".into();
        t.install(&preset).await;
        // Names of centres, of a role and of organisations are what they are.
        let names = Regex::new("支援センター|センター職員").unwrap();
        let mut wrong = Vec::new();
        for (who, page) in [
            (Cast::CityOfficer, "/cases"),
            (Cast::CityOfficer, "/meetings/list"),
            (Cast::CityOfficer, "/factors?period=2025-2"),
            (Cast::CityOfficer, "/accounts"),
            (Cast::CityOfficer, "/accounts/new"),
            (Cast::CityOfficer, "/settings/structure"),
            (Cast::CityOfficer, "/papers"),
            (Cast::CenterStaff, "/persons"),
            (Cast::CarePresenter, "/cases/new"),
        ] {
            let text = t.get(who, page).await.expect(200).text();
            let main = text.split("<main").nth(1).unwrap();
            if !main.contains("ささえりあ") {
                wrong.push(format!("{page}: {main}"));
            }
            let rest = names.replace_all(main, "");
            let left =
                rest.find("センター").map(|at| rest[at..].chars().take(30).collect::<String>());
            wrong.extend(left.map(|left| format!("{page}: {left}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}
