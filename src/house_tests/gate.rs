//! Every way by which words leave a centre passes the gate.

use std::collections::BTreeMap;

use regex::Regex;

use crate::{
    access, accounts, cases,
    clock::Day,
    conferences, events,
    id::{ConferenceId, MeetingId},
    issues::{self, NewEvidence, tests::scene},
    measures,
    meetings::{self, NewMeeting, PlanMeeting},
    papers::unit_tests::{coordinates, takamatsu},
    persons::{NewPerson, tests::registered},
    testing::{Cast, MATSUDO, TEST_DAY, TestApp, each_database},
};

const DAY: Day = Day::of(2025, 9, 10);

/// 架空 花世 is known to 明第1 and is nobody's case.
async fn hanayo(t: &TestApp) {
    let new = NewPerson {
        name: "架空 花世".into(),
        kana: "カクウ ハナヨ".into(),
        born: Some(Day::of(1971, 2, 3)),
        ..NewPerson::blank("mei1".into())
    };
    registered(t, &new).await;
}

async fn meeting(t: &TestApp, conference: &str) -> MeetingId {
    let (system, id) = (&t.system(), &ConferenceId::from(conference));
    t.write(|mut tx| async move {
        let conference = conferences::find(&mut tx, id).await?;
        let new = NewMeeting::on(conference, TEST_DAY.plus_days(5));
        let permit = access::permit::<PlanMeeting>(&mut tx, system, &new.facts())?;
        let id = meetings::create(&mut tx, permit, &MATSUDO, &new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap()
}

/// A form whose `field` is about to leave.
struct Leaving<'a> {
    who: Cast,
    path: &'a str,
    field: &'a str,
    beside: &'a [(&'a str, &'a str)],
}

impl Leaving<'_> {
    /// With a name in it the form comes back with the words marked; it goes through once they were judged.
    async fn is_asked_about(&self, t: &TestApp) {
        let Leaving { who, path, field, .. } = *self;
        let words = "先月、カクウ・ハナヨが倒れた件";
        let mut fields = self.beside.to_vec();
        fields.push((field, words));
        let page = t.post(who, path, &fields).await;
        let text = page.text();
        assert_eq!(page.status, 422, "{path} {field}\n{text}");
        assert!(page.says("<mark>カクウ・ハナヨ</mark>"), "{path} {field}\n{text}");
        let wording = if who == Cast::CenterStaff {
            "名簿にある氏名です"
        } else {
            "氏名と思われる語です"
        };
        assert!(page.says(wording), "{path} {field}\n{text}");
        assert!(page.says("(「Aさん」などと書きます)"), "{path}: what to write instead");
        assert!(page.says(words), "{path}: what was typed is still there");
        let tick = Regex::new(r#"type="checkbox" name="judged" value="([^"]+)""#).unwrap();
        let signs = tick.captures(&text).expect("a tick")[1].to_owned();
        fields.push(("judged", &signs));
        t.post(who, path, &fields).await.expect(303);
    }
}

#[tokio::test]
async fn no_words_leave_a_centre_unseen() {
    each_database(async |t| {
        hanayo(&t).await;
        let held = meeting(&t, "individual.mei1").await;
        let at = |rest: &str| format!("/meetings/{held}{rest}");
        let issue = scene::issue(&t, "area", Some("mei1"), "移動手段がない", DAY).await;
        let upper = scene::issue(&t, "city", None, "坂が多い", DAY).await;
        let on = |rest: &str| format!("/issues/{issue}{rest}");
        let voices = [("kind", "resident_voice"), ("how_many", "3"), ("known_on", "R7.9.1")];
        let report = "/papers/2025-2/reports/center.mei1";
        let staff = |path, field, beside| Leaving { who: Cast::CenterStaff, path, field, beside };
        let city = |path, field, beside| Leaving { who: Cast::CityOfficer, path, field, beside };
        t.post(Cast::CenterStaff, &at("/agenda"), &[("title", "議題")]).await.expect(303);
        let listed = [("name", "架空 委員"), ("seat", "guest")];
        t.post(Cast::CenterStaff, &at("/attendance/people"), &listed).await.expect(303);
        let (case, _) = scene::reviewed(&t, "mei1", DAY, "").await;
        let mut conn = t.read().await;
        let item = meetings::agenda(&mut conn, &held).await.unwrap().remove(0);
        let person = meetings::attendance(&mut conn, &held).await.unwrap().remove(0).id;
        let follow_up = cases::store::follow_ups_of(&mut conn, &case).await.unwrap().remove(0).id;
        drop(conn);
        let (presence, proxy) = (format!("presence-{person}"), format!("proxy-{person}"));
        let finding = format!("/cases/{case}/follow-ups/{follow_up}/finding");
        let closure = format!("/cases/{case}/closure");
        for leaving in [
            staff(
                "/meetings",
                "place",
                &[("conference", "individual.mei1"), ("day", "R7.10.20"), ("mode", "in_person")],
            ),
            staff(
                &at(""),
                "place",
                &[("day", "R7.10.20"), ("mode", "in_person"), ("version", "1")],
            ),
            staff(&at("/agenda"), "title", &[]),
            staff(&at(&format!("/agenda/{}/title", item.id)), &format!("title-{}", item.id), &[]),
            staff(&at("/attendance/people"), "name", &[("seat", "guest")]),
            staff(
                &at("/attendance/people"),
                "organisation",
                &[("seat", "guest"), ("name", "架空 委員")],
            ),
            staff(&at("/attendance"), &proxy, &[(&presence, "proxy")]),
            staff(&at("/minutes"), "minutes", &[("version", "2")]),
            staff(&at("/minutes"), "learning", &[("version", "3")]),
            staff(&at("/cancellation"), "reason", &[]),
            staff("/issues", "title", &[("place", "area:center.mei1")]),
            staff(&on(""), "description", &[("title", "移動手段がない"), ("version", "1")]),
            staff(
                &on("/evidence"),
                "note",
                &[voices[0], voices[1], voices[2], ("label", "懇談会")],
            ),
            staff(&on("/evidence"), "label", &voices),
            staff(&on("/split"), "title", &[]),
            staff(&on("/local-solution"), "reason", &[("review_on", "R7.12.1")]),
            staff(&finding, "note", &[("outcome", "improved")]),
            staff(&closure, "close_reason", &[]),
            staff(report, "summary", &[("version", "0")]),
            Leaving {
                who: Cast::CityOfficer,
                path: &format!("{report}/question"),
                field: "question",
                beside: &[],
            },
            city("/papers/2025-2/editions", "note", &[("number", "1")]),
            city("/conferences/individual.mei1/suspension", "reason", &[]),
            city("/conferences/individual.mei1/resumption", "reason", &[]),
        ] {
            leaving.is_asked_about(&t).await;
        }
        let mut conn = t.read().await;
        let told = events::of(&mut conn, "conference", "individual.mei1").await.unwrap();
        assert!(told.iter().all(|event| !event.detail.contains("カクウ")), "{told:?}");
        drop(conn);

        // The city answers what the centre raised; of what no centre is behind it is not told.
        let measure =
            [("answer", "plan_clause"), ("plan_clause", "第10期計画"), ("follow_up_1", "R7.10.5")];
        let for_center = [measure[0], measure[1], measure[2], ("issue", issue.as_str())];
        let fields = [&for_center[..], &[("title", "車")]].concat();
        let made = t.post(Cast::CityOfficer, "/measures", &fields).await;
        let made = made.expect(303).location().to_owned();
        let id = made.rsplit('/').next().unwrap().into();
        let mut conn = t.read().await;
        let looked = measures::follow_ups(&mut conn, &id);
        let looked = format!("{made}/follow-ups/{}", looked.await.unwrap()[0].id);
        drop(conn);
        for leaving in [
            city("/measures", "title", &for_center),
            city(
                &made,
                "description",
                &[&for_center[..2], &[("title", "車"), ("version", "1")]].concat(),
            ),
            city(&format!("{made}/notes"), "body", &[]),
            city(&looked, "note", &[("outcome", "improved"), ("next", "R8.1.5")]),
            city(&format!("{made}/roll-down"), "body", &[]),
            city(&format!("{made}/cancellation"), "reason", &[]),
        ] {
            leaving.is_asked_about(&t).await;
        }
        let unasked = [
            measure[0],
            measure[1],
            measure[2],
            ("issue", upper.as_str()),
            ("title", "カクウ・ハナヨの件"),
        ];
        let made = t.post(Cast::CityOfficer, "/measures", &unasked).await.expect(303);
        let path = made.location().to_owned();
        let shaped = [("body", "架空さん(0471234567)から電話")];
        let page = t.post(Cast::CityOfficer, &format!("{path}/notes"), &shaped).await.expect(422);
        assert!(page.says("<mark>架空</mark>") && page.says("電話番号と思われます"));
    })
    .await;
}

#[tokio::test]
async fn words_of_a_district_are_looked_through_for_the_people_of_its_centres() {
    each_database(async |t| {
        takamatsu(&t).await;
        coordinates(&t, Cast::Coordinator, "network_meeting.aji").await;
        let new = NewPerson {
            name: "架空 花世".into(),
            kana: "カクウ ハナヨ".into(),
            ..NewPerson::blank("takamatsu".into())
        };
        registered(&t, &new).await;
        let here = |path, field, beside| Leaving { who: Cast::Coordinator, path, field, beside };
        let city = |path, field, beside| Leaving { who: Cast::CityOfficer, path, field, beside };
        let place = ("place", "community:district.aji");
        let beside = [place];
        here("/issues", "title", &beside).is_asked_about(&t).await;
        let fields = [place, ("title", "足がない"), ("open", "yes")];
        let made = t.post(Cast::Coordinator, "/issues", &fields).await;
        let below = made.expect(303).location().to_owned();
        let escalation = format!("{below}/escalation");
        let beside = [("target", "new:city")];
        here(&escalation, "reason", &beside).is_asked_about(&t).await;
        let (report, beside) = ("/papers/2026-1/reports/district.aji", [("version", "0")]);
        here(report, "summary", &beside).is_asked_about(&t).await;
        let asked =
            [("conference", "network_meeting.aji"), ("day", "R7.9.10"), ("mode", "in_person")];
        here("/meetings", "place", &asked).is_asked_about(&t).await;

        // The city's measure answers what was raised from the district.
        let mut conn = t.read().await;
        let below = below.rsplit('/').next().unwrap().into();
        let upper = issues::links_of(&mut conn, &below).await.unwrap()[0].to_issue_id.to_string();
        drop(conn);
        let deliberated = format!("/issues/{upper}/deliberation");
        t.post(Cast::CityOfficer, &deliberated, &[]).await.expect(303);
        let beside = [
            ("issue", upper.as_str()),
            ("answer", "plan_clause"),
            ("plan_clause", "計画"),
            ("follow_up_1", "R8.1.10"),
        ];
        city("/measures", "title", &beside).is_asked_about(&t).await;
    })
    .await;
}

#[tokio::test]
async fn an_issue_of_the_municipality_is_looked_through_for_those_of_its_cases() {
    each_database(async |t| {
        hanayo(&t).await;
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "移動").await;
        let issue = scene::issue(&t, "city", None, "坂が多い", DAY).await;
        let new = [NewEvidence::case(case, review, "明第1-1", DAY)];
        scene::evidence(&t, &issue, &new).await;
        let (path, beside) =
            (format!("/issues/{issue}"), [("title", "坂が多い"), ("version", "1")]);
        let who = Cast::CityOfficer;
        let leaving = Leaving { who, path: &path, field: "description", beside: &beside };
        leaving.is_asked_about(&t).await;
    })
    .await;
}

#[tokio::test]
async fn who_let_words_stand_is_kept_and_not_the_words() {
    each_database(async |t| {
        hanayo(&t).await;
        let held = meeting(&t, "individual.mei1").await;
        let path = format!("/meetings/{held}/agenda");
        let leaving = Leaving { who: Cast::CenterStaff, path: &path, field: "title", beside: &[] };
        leaving.is_asked_about(&t).await;
        let mut conn = t.read().await;
        let all = events::of(&mut conn, "meeting", held.as_str()).await.unwrap();
        let judged = all.iter().find(|event| event.action == "judge_words").expect("the judgement");
        assert_eq!(judged.actor, t.account(Cast::CenterStaff).to_string());
        assert!(judged.detail.contains("name") && !judged.detail.contains("カクウ"));

        // Another person's tick, or one for other words, lets nothing through.
        let fields = [("title", "カクウハナヨの件"), ("judged", "0123456789abcdef")];
        t.post(Cast::CenterStaff, &path, &fields).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn a_register_cannot_be_read_by_asking() {
    each_database(async |t| {
        hanayo(&t).await;
        let path = "/papers/2025-2/reports/center.mei1";
        t.post(Cast::CenterStaff, path, &[("version", "0"), ("summary", "まとめ")])
            .await
            .expect(303);
        let ask = format!("{path}/question");
        let mut said = BTreeMap::new();
        for (what, words) in [("known", "架空花世さんの件"), ("shape", "想像花代さんの件")]
        {
            let page = t.post(Cast::CityOfficer, &ask, &[("question", words)]).await.expect(422);
            let name = words.trim_end_matches("さんの件");
            said.insert(
                what,
                page.text().matches(&format!("「{name}」は、氏名と思われる語です")).count(),
            );
        }
        assert_eq!(said["known"], said["shape"], "{said:?}");
        assert!(said["known"] > 0);

        let mut last = String::new();
        for n in 0..25 {
            let words = format!("カクウハナヨ{n}");
            let page = t.post(Cast::CityOfficer, &ask, &[("question", &words)]).await.expect(422);
            last = page.text();
        }
        assert!(last.contains("何度も続いています") && !last.contains("<mark>"), "{last}");
        let mut conn = t.read().await;
        let account = t.account(Cast::CityOfficer).to_string();
        let counted = events::of(&mut conn, "account", &account).await.unwrap();
        assert!(counted.iter().filter(|event| event.action == "ask_names").count() >= 20);
        let name = accounts::names(&mut conn, &[&account]).await.unwrap();
        assert_eq!(name.len(), 1);
    })
    .await;
}
