//! A city of districts: 高松市, whose councils sit in 39 of them and are run by life-support coordinators.

use crate::{
    access::{self, Circle, SeatKind},
    conferences::{self, EditMembers, NewMember},
    id::{ConferenceId, IssueId, MeasureId, UnitId},
    issues::{self, IssueStatus},
    measures,
    papers::{self, sheets::EditionState},
    preset::Preset,
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, each_database},
};

const PERIOD: &str = "2026-1";

/// 高松市's structure, in force in the tests' year.
pub(crate) async fn takamatsu(t: &TestApp) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/takamatsu.toml");
    let mut preset = Preset::read(path.as_ref()).unwrap();
    preset.municipality.fiscal_year = TEST_DAY.fiscal_year();
    t.install(&preset).await;
}

/// Somebody of the cast takes the coordinator's seat in a district's council.
pub(crate) async fn coordinates(t: &TestApp, who: Cast, council: &str) {
    let (system, id) = (&t.system(), &ConferenceId::from(council));
    let new = &NewMember {
        account_id: Some(t.account(who)),
        name: "試験 支え".into(),
        profession_id: Some("life_support_coordinator".into()),
        organisation: "社会福祉協議会".into(),
        seat: SeatKind::Coordinator,
        term_from: Some(TEST_DAY.plus_days(-300)),
        term_to: None,
    };
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, EditMembers, id).await?;
        conferences::add_member(&mut tx, permit, new).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or("").split('#').next().unwrap_or("")
}

#[tokio::test]
async fn a_district_s_council_raises_an_issue_to_the_city_and_hears_its_answer() {
    each_database(async |t| {
        takamatsu(&t).await;
        coordinates(&t, Cast::Coordinator, "network_meeting.aji").await;
        coordinates(&t, Cast::Member, "network_meeting.konan").await;
        let (here, elsewhere) = (Cast::Coordinator, Cast::SupportDoctor);

        // The coordinator plans the council, holds it, and raises what residents said.
        let fields =
            [("conference", "network_meeting.aji"), ("day", "R7.9.10"), ("mode", "in_person")];
        let met = t.post(here, "/meetings", &fields).await.expect(303);
        let met = met.location().split(['?', '#']).next().unwrap().to_owned();
        t.get(elsewhere, &met).await.expect(404);
        let foreign = [("conference", "network_meeting.konan"), fields[1], fields[2]];
        t.post(here, "/meetings", &foreign).await.expect(422);
        t.post(here, &format!("{met}/holding"), &[]).await.expect(303);
        let asked = t.get(here, "/issues/new").await.expect(200);
        assert!(asked.says("庵治"), "{}", asked.text());
        let fields = [
            ("place", "community:district.aji"),
            ("title", "買い物に行く足がない"),
            ("kind", "resident_voice"),
            ("label", "自治会の懇談"),
            ("how_many", "14"),
            ("known_on", "R7.9.10"),
            ("raised_on", "R7.9.10"),
            ("open", "yes"),
        ];
        let made = t.post(here, "/issues", &fields).await.expect(303).location().to_owned();
        let below = IssueId::from(last(&made));
        let other_place = [("place", "community:district.konan"), fields[1]];
        t.post(here, "/issues", &other_place).await.expect(422);
        t.post(elsewhere, "/issues", &fields).await.expect(404);
        t.get(elsewhere, &made).await.expect(404);
        let page = t.get(here, &made).await.expect(200);
        assert!(page.says("庵治 地域課題1") && page.says("庵治地区"), "{}", page.text());
        let page = t.get(here, &met).await.expect(200);
        assert!(
            page.says("買い物に行く足がない"),
            "the council's meeting shows what it deals with"
        );

        // What the district cannot solve becomes the city's, and the city answers.
        let fields =
            [("meeting", last(&met)), ("reason", "バスは市の仕事"), ("target", "new:city")];
        t.post(here, &format!("{made}/escalation"), &fields).await.expect(303);
        let mut conn = t.read().await;
        let upper = issues::links_of(&mut conn, &below).await.unwrap()[0].to_issue_id.clone();
        let city = issues::find(&mut conn, &upper).await.unwrap();
        assert_eq!((city.level_id.as_str(), &city.unit_id), ("city", &UnitId::municipality()));
        drop(conn);
        t.get(here, &format!("/issues/{upper}")).await.expect(200);
        t.get(Cast::Member, &format!("/issues/{upper}")).await.expect(404);
        t.post(here, &format!("/issues/{upper}/deliberation"), &[]).await.expect(403);
        t.post(Cast::CityOfficer, &format!("/issues/{upper}/deliberation"), &[]).await.expect(303);
        let fields = [
            ("issue", upper.as_str()),
            ("title", "買い物バスの試行"),
            ("answer", "new_budget"),
            ("department", "longevity"),
            ("decided_on", "R7.9.20"),
            ("follow_up_1", "R8.1.10"),
        ];
        let made = t.post(Cast::CityOfficer, "/measures", &fields).await.expect(303);
        let measure = MeasureId::from(last(made.location()));
        let roll_down = format!("/measures/{measure}/roll-down");
        assert!(t.get(Cast::CityOfficer, &roll_down).await.expect(200).says("庵治地区"));
        let body = [("body", "バスを試します")];
        t.post(Cast::CityOfficer, &roll_down, &body).await.expect(303);

        // The answer travels back to the district, whose coordinator says that it arrived.
        assert!(t.get(here, "/feedbacks").await.expect(200).says("バスを試します"));
        t.get(Cast::SupportDoctor, "/feedbacks").await.expect(404);
        assert!(!t.get(Cast::Member, "/feedbacks").await.expect(200).says("バスを試します"));
        let mut conn = t.read().await;
        let told = measures::feedbacks_of_measures(&mut conn, std::slice::from_ref(&measure))
            .await
            .unwrap();
        assert_eq!(told.iter().map(|f| f.unit_id.as_str()).collect::<Vec<_>>(), ["district.aji"]);
        drop(conn);
        let arrived = format!("/feedbacks/{}/acknowledgement", told[0].id);
        t.post(Cast::Member, &arrived, &[]).await.expect(404);
        t.post(here, &arrived, &[]).await.expect(303);
        let mut conn = t.read().await;
        let below = issues::find(&mut conn, &below).await.unwrap();
        assert_eq!(below.status, IssueStatus::Answered);
        assert!(!measures::feedbacks_of_measures(&mut conn, &[measure]).await.unwrap()[0].waits());
    })
    .await;
}

#[tokio::test]
async fn who_keeps_an_upper_level_s_conference_registers_an_issue_there() {
    each_database(async |t| {
        let mut preset = Preset::clone(&MATSUDO);
        let registered = async || {
            let fields = [
                ("place", "city:municipality"),
                ("title", "夜間の相談先がない"),
                ("kind", "observation"),
                ("label", "推進会議で"),
                ("how_many", "1"),
                ("known_on", "R7.9.10"),
                ("raised_on", "R7.9.10"),
                ("open", "yes"),
            ];
            let offered = t.get(Cast::CenterStaff, "/issues/new").await.expect(200);
            (offered, t.post(Cast::CenterStaff, "/issues", &fields).await)
        };
        let (offered, answer) = registered().await;
        assert!(!offered.says("city:municipality"), "the city keeps its own");
        answer.expect(422);
        for kind in &mut preset.conference_kinds {
            if kind.key.as_str() == "city_conference" {
                kind.kept_by = vec![Circle::Centers, Circle::City];
            }
        }
        t.install(&preset).await;
        let (offered, answer) = registered().await;
        assert!(offered.says("city:municipality"), "{}", offered.text());
        let made = answer.expect(303).location().to_owned();
        let found = issues::find(&mut t.read().await, &last(&made).into()).await.unwrap();
        assert_eq!((found.level_id.as_str(), found.unit_id), ("city", UnitId::municipality()));
    })
    .await;
}

#[tokio::test]
async fn every_district_is_a_row_of_schedule_and_papers() {
    each_database(async |t| {
        takamatsu(&t).await;
        coordinates(&t, Cast::Coordinator, "network_meeting.aji").await;
        let day = TEST_DAY.short();
        for council in ["network_meeting.aji", "network_meeting.kita"] {
            let fields = [("conference", council), ("day", day.as_str()), ("mode", "in_person")];
            let met = t.post(Cast::CityOfficer, "/meetings", &fields).await.expect(303);
            let met = met.location().split(['?', '#']).next().unwrap().to_owned();
            t.post(Cast::CityOfficer, &format!("{met}/holding"), &[]).await.expect(303);
        }
        let structure = t.structure().await;
        let schedule =
            t.get(Cast::CityOfficer, &format!("/meetings/schedule?period={PERIOD}")).await;
        let schedule = schedule.expect(200);
        let overview = t.get(Cast::CityOfficer, &format!("/papers?period={PERIOD}")).await;
        let overview = overview.expect(200);
        for district in &structure.districts {
            assert!(schedule.says(&format!("<th scope=\"row\">{}</th>", district.name)));
            assert!(overview.says(&format!("{}地区", district.name)));
        }

        // A district's report is handed in by whoever keeps its issues.
        let report = format!("/papers/{PERIOD}/reports/district.aji");
        let written = [("summary", "買い物の足を話し合った。"), ("version", "0")];
        t.post(Cast::Coordinator, &report, &written).await.expect(303);
        t.get(Cast::Coordinator, &report.replace("aji", "kita")).await.expect(404);

        let mut conn = t.read().await;
        let period = PERIOD.into();
        let awaited = papers::awaited(&mut conn, &structure, &period).await.unwrap();
        assert_eq!(awaited.len(), 38);
        let papers = papers::compile(&mut conn, &period, EditionState::Draft).await.unwrap();
        let names: Vec<&String> = structure.districts.iter().map(|d| &d.name).collect();
        assert_eq!(papers.status.held.centres.iter().map(|c| &c.centre).collect::<Vec<_>>(), names);
        assert_eq!(papers.area.centres.iter().map(|c| &c.centre).collect::<Vec<_>>(), names);
        assert_eq!(papers.factors.centres.iter().map(|c| &c.centre).collect::<Vec<_>>(), names);
        assert_eq!(papers.status.held.conferences[0].total.meetings, 2);
        let held = |centre: &str| {
            let row = papers.status.held.centres.iter().find(|c| c.centre == centre).unwrap();
            row.meetings[0].len()
        };
        assert_eq!((held("庵治"), held("木太"), held("香南")), (1, 1, 0));
    })
    .await;
}
