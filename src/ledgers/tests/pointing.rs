//! Records that point at what other rooms keep, and at one another.

use super::*;
use crate::{
    access::Actor,
    clock::Day,
    fields::Answer,
    forms::Answers,
    id::CaseId,
    issues::tests::scene,
    ledgers::{
        commands::{self, NewEntry},
        entry::Written,
        store,
    },
    testing::each_database,
};

pub(super) const DAY: Day = Day::of(2025, 9, 10);

/// What people noticed, and the letters that followed, of which not everybody sees what they are about.
pub(super) const NOTES: &str = r#"
[[ledgers]]
key = "notes"
name = "気づきの記録"
one = "気づき"
purpose = "observation"
read = ["city", "centers"]
write = ["city", "centers"]
states = [{ key = "open", name = "確かめ中" }, { key = "sure", name = "確かめた" }]
moves = [{ key = "sure", label = "確かめた", from = ["open"], to = "sure", asks = ["again"], who = ["city", "centers"] }]
[[ledgers.sections]]
key = "note"
title = "気づき"
fields = [
  { key = "name", label = "気づいたこと", kind = "text", role = "title", required = true },
  { key = "kind", label = "種類", kind = "choice", filter = true, choices = [{ key = "walk", name = "移動" }, { key = "shop", name = "買物" }] },
  { key = "meeting", label = "話した会議", kind = "ref", to = "meeting" },
  { key = "case", label = "もとの事例", kind = "ref", to = "case" },
  { key = "issue", label = "課題", kind = "ref", to = "issue", many = true },
  { key = "conference", label = "伝える会議体", kind = "ref", to = "conference" },
  { key = "again", label = "前の気づき", kind = "ref", to = "notes" },
]
[[ledgers]]
key = "letters"
name = "手紙"
read = ["city", "presenters"]
write = ["city"]
[[ledgers.sections]]
key = "letter"
title = "手紙"
fields = [
  { key = "name", label = "件名", kind = "text", role = "title", required = true, audience = "everybody" },
  { key = "case", label = "だれのこと", kind = "ref", to = "case", audience = "workers" },
]
"#;

/// A case of 明第1, and the records of those who work there and in the city.
pub(super) async fn with_notes(t: &TestApp) -> CaseId {
    t.install(&structure(NOTES)).await;
    scene::reviewed(t, "mei1", DAY, "").await.0
}

pub(super) async fn note(t: &TestApp, who: Cast, fields: &[(&str, &str)]) -> String {
    t.post(who, "/ledgers/notes", fields).await.expect(303).location().to_owned()
}

async fn label(t: &TestApp, case: &CaseId) -> String {
    crate::cases::store::find(&mut t.read().await, case).await.unwrap().label
}

#[tokio::test]
async fn a_record_points_at_what_its_writer_knows_and_is_named_to_those_who_know_it() {
    each_database(async |t| {
        let case = with_notes(&t).await;
        let label = label(&t, &case).await;
        let meeting = scene::meeting(&t, "individual", DAY).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        let new = format!("/ledgers/notes/new?case={case}");
        let form = t.get(Cast::CenterStaff, &new).await.expect(200);
        let begun = format!("<option value=\"{case}\" selected>{label}</option>");
        assert!(form.says(&begun), "{}", form.text());
        assert!(form.says(meeting.as_str()) && form.says("坂の上から出られない"));
        assert!(form.says("<option value=\"individual.mei1\">"), "a conference by name");
        // Of another centre's records nothing is offered, whatever the address says.
        let other = t.get(Cast::OtherCenterStaff, &new).await.expect(200);
        for hidden in [case.as_str(), &label, meeting.as_str(), "坂の上から出られない"] {
            assert!(!other.says(hidden), "{hidden}");
        }
        let fields = [
            ("answer.name", "坂で休む場所がない"),
            ("answer.case", case.as_str()),
            ("answer.meeting", meeting.as_str()),
            ("answer.issue", issue.as_str()),
            ("answer.conference", "individual.mei1"),
        ];
        let blind = note(&t, Cast::OtherCenterStaff, &fields).await;
        let blind = t.get(Cast::CenterStaff, &blind).await.expect(200);
        assert!(!blind.says(&label) && !blind.says("坂の上から出られない"), "it was never taken");
        let path = note(&t, Cast::CenterStaff, &fields).await;
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says(&format!("<a href=\"/cases/{case}\">{label}</a>")));
        assert!(page.says(&format!("<a href=\"/issues/{issue}\">坂の上から出られない</a>")));
        assert!(page.says("令和7年9月10日") || page.says("R7.9.10"), "the meeting by its day");
        let other = t.get(Cast::OtherCenterStaff, &path).await.expect(200);
        assert!(other.says("（見られない記録）"));
        for hidden in [&label, "坂の上から出られない", &format!("/cases/{case}")] {
            assert!(!other.says(hidden), "{hidden}");
        }
        // What it points at stays when somebody writes on it who does not know what that is.
        let edit = format!("{path}/edit");
        let form = t.get(Cast::OtherCenterStaff, &edit).await.expect(200);
        assert!(form.says("（見られない記録）") && !form.says(&label));
        let changed = [&fields[1..], &[("version", "1"), ("answer.name", "坂にベンチがない")]];
        t.post(Cast::OtherCenterStaff, &path, &changed.concat()).await.expect(303);
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says(&label));
    })
    .await;
}

#[tokio::test]
async fn a_page_says_which_records_point_at_it_to_those_who_read_them() {
    each_database(async |t| {
        let case = with_notes(&t).await;
        let meeting = scene::meeting(&t, "individual", DAY).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        let about = |name, field, id| [("answer.name", name), (field, id)];
        let of_case = about("坂で休む場所がない", "answer.case", case.as_str());
        let of_case = note(&t, Cast::CenterStaff, &of_case).await;
        note(&t, Cast::CenterStaff, &about("話に出たこと", "answer.meeting", meeting.as_str()))
            .await;
        note(&t, Cast::CenterStaff, &about("店がない", "answer.issue", issue.as_str())).await;
        note(&t, Cast::CenterStaff, &about("会議体へ", "answer.conference", "individual.mei1"))
            .await;
        for (page, field, id, name) in [
            (format!("/cases/{case}"), "case", case.as_str(), "坂で休む場所がない"),
            (format!("/meetings/{meeting}"), "meeting", meeting.as_str(), "話に出たこと"),
            (format!("/issues/{issue}"), "issue", issue.as_str(), "店がない"),
            ("/conferences/individual.mei1".into(), "conference", "individual.mei1", "会議体へ"),
        ] {
            let shown = t.get(Cast::CenterStaff, &page).await.expect(200);
            assert!(shown.says("気づきの記録") && shown.says(name), "{page}: {}", shown.text());
            assert!(shown.says("確かめ中") && shown.says("1件"), "{page}");
            assert!(shown.says(&format!("/ledgers/notes/new?{field}={id}")), "{page}");
            let all = format!("/ledgers/notes?f.{field}={id}");
            assert!(shown.says(&all), "{page}");
            let all = t.get(Cast::CenterStaff, &all).await.expect(200);
            assert!(all.says(name), "{}", all.text());
            assert_eq!(all.text().matches("class=\"middling-text own-line title\"").count(), 1);
            // The member who sits there reads the page and no ledger.
            let doctor = t.get(Cast::SupportDoctor, &page).await;
            assert!(!doctor.says("気づきの記録") && !doctor.says(name), "{page}");
        }
        // Who does not know of it learns nothing of what points there.
        let blind = format!("/ledgers/notes?f.case={case}");
        t.get(Cast::OtherCenterStaff, &blind).await.expect(400);
        // A record says it of others.
        let id = of_case.rsplit('/').next().unwrap();
        note(&t, Cast::CityOfficer, &about("坂が凍る", "answer.again", id)).await;
        let page = t.get(Cast::CenterStaff, &of_case).await.expect(200);
        assert!(page.says("坂が凍る") && page.says(&format!("/ledgers/notes/new?again={id}")));
        let form = t.get(Cast::CenterStaff, &format!("{of_case}/edit")).await.expect(200);
        assert!(form.says("坂が凍る"));
        assert!(!form.says(&format!("<option value=\"{id}\"")), "a record is not before itself");
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_see_what_a_record_is_about_does_not_learn_it_from_the_other_side() {
    each_database(async |t| {
        let case = with_notes(&t).await;
        let about = [("answer.name", "お礼"), ("answer.case", case.as_str())];
        t.post(Cast::CityOfficer, "/ledgers/letters", &about).await.expect(303);
        let letters = t.get(Cast::CarePresenter, "/ledgers/letters").await.expect(200);
        assert!(letters.says("お礼"), "they read that there is a letter");
        let page = t.get(Cast::CarePresenter, &format!("/cases/{case}")).await.expect(200);
        assert!(!page.says("お礼") && !page.says("手紙"), "{}", page.text());
        let narrowed = format!("/ledgers/letters?f.case={case}");
        let narrowed = t.get(Cast::CarePresenter, &narrowed).await.expect(200);
        assert!(narrowed.says("お礼"), "as if nothing had been asked");
        let page = t.get(Cast::CityOfficer, &format!("/cases/{case}")).await.expect(200);
        assert!(page.says("お礼"));
    })
    .await;
}

#[tokio::test]
async fn of_many_records_one_is_looked_for_by_part_of_its_name() {
    each_database(async |t| {
        with_notes(&t).await;
        let actor = &Actor::system(t.municipality.clone(), "tests");
        let ledger = &store::kept(&structure(NOTES), &"notes".into()).unwrap();
        let last = t
            .write(|mut tx| async move {
                let mut last = None;
                for number in 0..=501 {
                    let mut answers = Answers::default();
                    answers.set("name", Answer::Text(format!("気づき{number:03}")));
                    let written =
                        Written { ledger: ledger.clone(), answers, personal: false, asked: None };
                    let new = NewEntry { written, parent: None, since: None };
                    last = Some(commands::register(&mut tx, actor, &new).await?);
                }
                Ok((tx, last))
            })
            .await
            .unwrap()
            .unwrap();
        let form = t.get(Cast::CityOfficer, "/ledgers/notes/new").await.expect(200);
        assert!(form.says("名前の一部") && !form.says("気づき042"), "{}", form.text());
        let looks = [
            ("answer.name", "坂にベンチがない"),
            ("answer.again.find", "き04"),
            ("find", "answer.again"),
        ];
        let found = t.post(Cast::CityOfficer, "/ledgers/notes", &looks).await.expect(200);
        assert!(found.says("坂にベンチがない") && found.says("気づき042"), "{}", found.text());
        assert!(!found.says("気づき142") && !found.says("必要です"));
        let none = [("answer.again.find", "沖合"), ("find", "answer.again")];
        let none = t.post(Cast::CityOfficer, "/ledgers/notes", &none).await.expect(200);
        assert!(none.says("見つかりません。"));
        // What was found is chosen, and nothing that is not there.
        let chosen = [("answer.name", "坂にベンチがない"), ("answer.again", last.as_str())];
        let path = note(&t, Cast::CityOfficer, &chosen).await;
        assert!(t.get(Cast::CityOfficer, &path).await.expect(200).says("気づき501"));
        let edit = t.get(Cast::CityOfficer, &format!("{path}/edit")).await.expect(200);
        assert!(edit.says("気づき501"), "what was chosen is there without looking");
        let wrong = [("answer.name", "坂にベンチがない"), ("answer.again", "沖合")];
        t.post(Cast::CityOfficer, "/ledgers/notes", &wrong).await.expect(422);
        // A move asks in the same way, and remembers what was looked for.
        let step = format!("{path}/moves/sure");
        let looks = [("version", "1"), ("answer.again.find", "き300"), ("find", "answer.again")];
        let found = t.post(Cast::CityOfficer, &step, &looks).await.expect(200);
        assert!(found.says("気づき300") && found.says("気づき501"));
    })
    .await;
}
