use super::*;
use crate::{
    access::{Load, Scope},
    cases::CaseFacts,
    clock::Day,
    db::Query,
    fields::{Declared, Field},
    id::UnitId,
    testing::each_database,
};
use kept::{Changed, Doing};

#[tokio::test]
async fn every_word_of_a_case_comes_back_from_the_database_as_it_went_in() {
    each_database(async |t| {
        let choices = |field: &Field<Outline>| field.spec.choices.len();
        for n in 0..Outline::fields().iter().map(choices).max().unwrap() {
            let mut outline = sheet().outline;
            for field in Outline::fields().iter().filter(|field| choices(field) > 0) {
                field.put(&mut outline, &field.spec.choices[n % choices(field)].key);
            }
            if outline.contradiction().is_some() {
                outline.consent_basis = "虐待防止法第9条、センター長".into();
            }
            let wanted = SheetInput {
                outline,
                factors: vec![MarkedFactor {
                    factor_id: "no_watch_over".into(),
                    mark: FactorMark::ALL.iter().copied().cycle().nth(n).unwrap(),
                    words: "言葉".into(),
                }],
                ..sheet()
            };
            let id = registered(&t, "mei1", wanted.clone()).await;
            let mut conn = t.read().await;
            let leave = leave::seen::<act::ReadNamed>(&mut conn, &t.system(), &id).await.unwrap();
            let kept::Opened { case, factors, .. } = kept::opened(&mut conn, &leave).await.unwrap();
            assert_eq!(case.label, format!("明第1-R7-{:03}", n + 1));
            for field in Outline::fields() {
                assert_eq!(field.text(&case), field.text(&wanted.outline), "{}", field.key);
            }
            assert_eq!(factors, wanted.factors);
            let plain = kept::find(&mut conn, &id).await.unwrap();
            assert_eq!(
                (plain.title.as_str(), plain.consent_basis.as_str()),
                ("", ""),
                "it is sealed"
            );
            let plain = kept::factors_of(&mut conn, &id).await.unwrap();
            assert!(plain.iter().all(|factor| factor.words.is_empty()), "it is sealed");
            let sheets = sheets_of(&t, &id).await;
            assert_eq!(sheets.named, wanted.named);
            let rewritten = sheets.shared.fields().next();
            assert_eq!(rewritten, None, "personal answers wait for a person to rewrite them");
        }
    })
    .await;
}

#[tokio::test]
async fn changing_a_personal_field_takes_the_confirmation_back_and_changing_the_household_does_not()
{
    each_database(async |t| {
        let id = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, id).await;
        let change = async |input: &SheetInput, version: i64| {
            let system = &t.system();
            t.write(|mut tx| async move {
                let facts = CaseFacts::load(&mut tx, id).await?;
                let permit = leave::permit::<act::Edit>(&mut tx, system, &facts)?;
                let changed = commands::change(&mut tx, permit, &MATSUDO, version, input).await?;
                Ok((tx, changed))
            })
            .await
        };
        let household = written(|outline| outline.household = Household::WithChildren);
        assert_eq!(change(&household, 2).await.unwrap(), Changed::Saved);
        assert!(matches!(change(&household, 2).await, Err(crate::error::Error::Overtaken)));
        let mut other = household.clone();
        other.named.set("wish", Answer::Text("花子さんは家にいたい".into()));
        assert_eq!(change(&other, 3).await.unwrap(), Changed::ConfirmationWithdrawn);
        let mut conn = t.read().await;
        assert!(!kept::find(&mut conn, id).await.unwrap().is_confirmed());
        let outside = kept::shared_sheet(&mut conn, id).await.unwrap();
        assert_eq!(outside.get("wish"), None, "what nobody confirms any more is sealed again");
        let within = sheets_of(&t, id).await.shared;
        assert_eq!(within.get("wish"), Some(&Answer::Text("本人のwish".into())));
    })
    .await;
}

#[tokio::test]
async fn nothing_unconfirmed_and_nothing_without_ground_comes_before_a_meeting() {
    each_database(async |t| {
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let unconfirmed = registered(&t, "mei1", sheet()).await;
        submitted(&t, &unconfirmed).await;
        assert!(chosen(&t, &unconfirmed, &held.id).await.is_err());
        let withdrawn = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, withdrawn).await;
        submitted(&t, withdrawn).await;
        let (system, no_longer) =
            (&t.system(), &written(|outline| outline.consent = Consent::Withdrawn));
        t.write(|mut tx| async move {
            let permit = leave::leave(&mut tx, system, act::Edit, withdrawn).await?;
            let version = kept::find(&mut tx, withdrawn).await?.version;
            commands::change(&mut tx, permit, &MATSUDO, version, no_longer).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert!(chosen(&t, withdrawn, &held.id).await.is_err());
        let area = meeting(&t, "area_conference", "mei1", TEST_DAY).await;
        confirmed(&t, &unconfirmed).await;
        assert!(chosen(&t, &unconfirmed, &area.id).await.is_err(), "it does not deal with cases");
        let other = meeting(&t, "individual", "kogane", TEST_DAY).await;
        assert!(chosen(&t, &unconfirmed, &other.id).await.is_err(), "another centre's");
        let review = chosen(&t, &unconfirmed, &held.id).await.unwrap();
        assert_eq!((review.number, review.label.as_str()), (1, "明第1-①-1"));
        let mut conn = t.read().await;
        let agenda = meetings::agenda(&mut conn, &held.id).await.unwrap();
        assert!(agenda.iter().any(|item| item.is_about(&choosing::subject(&unconfirmed))));
    })
    .await;
}

#[tokio::test]
async fn evidence_is_never_later_than_its_meeting() {
    each_database(async |t| {
        let _m = &t.municipality;
        let mut reviews = Vec::new();
        for day in [Day::of(2025, 9, 10), Day::of(2025, 9, 24)] {
            let id = &registered(&t, "mei1", sheet()).await;
            confirmed(&t, id).await;
            submitted(&t, id).await;
            let held = meeting(&t, "individual", "mei1", day).await;
            let review = chosen(&t, id, &held.id).await.unwrap();
            let (system, review_id) = (&t.system(), &review.id);
            t.write(|mut tx| async move {
                let facts = CaseFacts::load(&mut tx, id).await?;
                let permit = leave::permit::<act::Record>(&mut tx, system, &facts)?;
                let input = RecordInput {
                    candidate: "ごみ出しの支え".into(),
                    decisions: vec![DecisionInput {
                        what: "訪ねる".into(),
                        who: "民生委員".into(),
                        due: Some(day.plus_days(7)),
                    }],
                    advice: vec![("pharmacist".into(), "一包化".into())],
                    follow_ups: vec![day.plus_months(3)],
                    ..RecordInput::default()
                };
                let version = review.version;
                commands::record(&mut tx, permit, review_id, version, &input, Doing::Finish)
                    .await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
            reviews.push((id.clone(), review.id));
        }
        let mut conn = t.read().await;
        let mei1 = UnitId::center("mei1");
        let area_day = Day::of(2025, 9, 17);
        let evidence = kept::reviews_for_evidence(&mut conn, std::slice::from_ref(&mei1), area_day)
            .await
            .unwrap();
        assert_eq!(evidence.iter().map(|e| &e.review_id).collect::<Vec<_>>(), [&reviews[0].1]);
        let ids: Vec<_> = reviews.iter().map(|r| r.1.clone()).collect();
        assert_eq!(kept::evidence_by_ids(&mut conn, &ids).await.unwrap().len(), 2);
        assert_eq!(kept::reviews_of_period(&mut conn, &"2025-2".into()).await.unwrap().len(), 2);
        for (case, _) in &reviews {
            assert_eq!(kept::decisions_of(&mut conn, case).await.unwrap().len(), 1);
        }
        assert_eq!(kept::advice_of(&mut conn, &ids[0]).await.unwrap().len(), 1);
        let case = kept::find(&mut conn, &reviews[0].0).await.unwrap();
        assert_eq!(case.status, CaseStatus::Following);
        let filter = CaseFilter { period: Some("2025-2".into()), ..CaseFilter::default() };
        let all = kept::BY_LABEL.up().all();
        let listed = kept::list(&mut conn, &Scope::all(), &filter, &all).await.unwrap();
        assert_eq!(listed.rows.len(), 2, "they count where their meetings do");
    })
    .await;
}

#[test]
fn every_move_leads_somewhere_and_a_closed_case_can_only_be_taken_up_again() {
    for by in CaseMove::ALL.iter().copied() {
        assert!(
            CaseStatus::ALL.iter().copied().any(|s| s.next(by).is_some()),
            "{by:?} leads nowhere"
        );
    }
    for status in CaseStatus::ALL.iter().copied() {
        assert!(status.moves().all(|by| status.next(by) != Some(status)));
        assert!(status.moves().next().is_some(), "{status:?} is a dead end");
    }
    assert_eq!(CaseStatus::Closed.moves().collect::<Vec<_>>(), [CaseMove::Reopen]);
    assert!(workflow::as_markdown().contains("提出済 --> 検討予定"));
}

proptest::proptest! {
    /// Whatever is pressed in whatever order, a case is discussed only after it was chosen.
    #[test]
    fn no_case_is_discussed_that_was_not_chosen(presses in proptest::collection::vec(0_usize..9, 0..40)) {
        let moves: Vec<CaseMove> = CaseMove::ALL.to_vec();
        let (mut status, mut before) = (CaseStatus::Draft, CaseStatus::Draft);
        for press in presses {
            if let Some(next) = status.next(moves[press]) {
                (before, status) = (status, next);
            }
            if status == CaseStatus::Discussed {
                proptest::prop_assert_eq!(before, CaseStatus::Chosen);
            }
        }
    }
}

#[tokio::test]
async fn what_stood_in_the_open_before_is_sealed_by_the_day_s_housekeeping() {
    each_database(async |t| {
        let draft = &registered(&t, "mei1", sheet()).await;
        let shown = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, shown).await;
        let system = &t.system();
        let sealed = t
            .write(|mut tx| async move {
                Query::of(
                    "update cases set words = null, title = 'ごみ出し', consent_basis = '第9条'
                      where municipality_id = $m",
                    (),
                )
                .run(&mut tx)
                .await?;
                let sealed = kept::seal_older(&mut tx, system).await?;
                Ok((tx, sealed))
            })
            .await
            .unwrap();
        assert_eq!(sealed, 2);
        for (id, title) in [(draft, ""), (shown, "ごみ出し")] {
            let mut conn = t.read().await;
            let plain = kept::find(&mut conn, id).await.unwrap();
            assert_eq!((plain.title.as_str(), plain.consent_basis.as_str()), (title, ""));
            let leave = leave::seen::<act::ReadNamed>(&mut conn, &t.system(), id).await.unwrap();
            let case = kept::opened(&mut conn, &leave).await.unwrap().case;
            assert_eq!((case.title.as_str(), case.consent_basis.as_str()), ("ごみ出し", "第9条"));
        }
    })
    .await;
}

#[tokio::test]
async fn why_a_case_was_put_off_before_reasons_were_sealed_is_sealed_by_the_day_s_housekeeping() {
    each_database(async |t| {
        let id = &registered(&t, "mei1", sheet()).await;
        confirmed(&t, id).await;
        submitted(&t, id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        chosen(&t, id, &held.id).await.unwrap();
        let path = format!("/cases/{id}");
        let removal = [("removal_reason", "家族の都合")];
        t.post(Cast::CenterStaff, &format!("{path}/removal"), &removal).await.expect(303);
        assert_eq!(t.stand_open("家族の都合").await, [""; 0]);
        let as_before =
            "update case_reviews set reason = '娘の松子さんの入院' where municipality_id = $m";
        let forget = "update cases set words = null where municipality_id = $m";
        for statement in [as_before, forget] {
            t.write(|mut tx| async move {
                Query::of(statement, ()).run(&mut tx).await?;
                Ok((tx, ()))
            })
            .await
            .unwrap();
        }
        let shown = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(shown.says("理由: 娘の松子さんの入院"), "{}", shown.text());
        assert_eq!(t.stand_open("松子").await, ["case_reviews.reason"]);
        t.work_off().await;
        assert_eq!(t.stand_open("松子").await, [""; 0]);
        assert!(t.get(Cast::CenterStaff, &path).await.expect(200).says("理由: 娘の松子さんの入院"));
        assert!(!t.get(Cast::CityOfficer, &path).await.expect(200).says("松子"));
    })
    .await;
}
