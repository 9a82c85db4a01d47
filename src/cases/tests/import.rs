use super::*;
use crate::testing::each_database;
use kept::{Imported, ImportedCase};

fn rows() -> Vec<ImportedCase> {
    (0..1_200)
        .map(|n| ImportedCase {
            source_key: format!("事例.xlsx:{n}"),
            person: NewPerson { name: format!("架空 {}", n / 2), ..someone("mei1") },
            registered_on: TEST_DAY,
            submitted_on: (n % 2 == 0).then_some(TEST_DAY),
            period: MATSUDO.period_of_day(TEST_DAY),
            prefix: label_prefix("明第1", TEST_DAY),
            sheet: sheet(),
            shared: Answers::default(),
        })
        .collect()
}

async fn import(t: &TestApp, rows: Vec<ImportedCase>) -> Imported {
    let rows: Vec<&ImportedCase> = rows.iter().collect();
    let (actor, rows) = (t.actor(Cast::CenterStaff), rows.as_slice());
    t.write(|mut tx| async move {
        let center: crate::id::CenterId = "mei1".into();
        let facts = ImportFacts { center: center.clone() };
        let permit = leave::permit::<ImportCases>(&mut tx, actor, &facts)?;
        let facts = persons::ImportFacts { center };
        let for_persons = leave::permit::<persons::ImportPersons>(&mut tx, actor, &facts)?;
        let form = MATSUDO.form(CASE_SHEET).unwrap();
        let batch =
            kept::Batch { rows: rows.to_vec(), form, telling: &crate::jobs::Telling::default() };
        let done = kept::register_many(&mut tx, permit, for_persons, batch).await?;
        Ok((tx, done))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_two_rows_of_one_person_share_them() {
    each_database(async |t| {
        let first = import(&t, rows()).await;
        assert_eq!(first, Imported { cases: 1_200, persons: 600, known: 0 });
        let again = import(&t, rows()).await;
        assert_eq!(again, Imported { cases: 0, persons: 0, known: 1_200 });
        let one_more = ImportedCase { source_key: "another".into(), ..rows().remove(0) };
        assert_eq!(import(&t, vec![one_more]).await, Imported { cases: 1, persons: 0, known: 0 });

        let mut conn = t.read().await;
        let _m = &t.municipality;
        let all = leave::Scope::any([leave::Clause::Keeper("mei1".into())]);
        let filter =
            CaseFilter { sort: CaseSort::Label, descending: true, ..CaseFilter::default() };
        assert_eq!(kept::count(&mut conn, &all, &filter).await.unwrap(), 1_201);
        let newest = kept::search(&mut conn, &all, "明第1-r7-1201", 5).await.unwrap();
        let case = kept::find(&mut conn, &newest[0].id).await.unwrap();
        let sheets = kept::sheets(&mut conn, &case.id, &case.person_id).await.unwrap();
        assert_eq!(sheets.named, sheet().named, "sealed with the person's own key");
    })
    .await;
}

#[tokio::test]
async fn lists_are_narrowed_by_each_filter_and_sorted_by_each_column() {
    each_database(async |t| {
        import(&t, rows().into_iter().take(60).collect()).await;
        let mut conn = t.read().await;
        let (_m, all) =
            (&t.municipality, leave::Scope::any([leave::Clause::Keeper("mei1".into())]));
        for sort in CaseSort::ALL.iter().copied() {
            for descending in [false, true] {
                let filter = CaseFilter { sort, descending, ..CaseFilter::default() };
                let first = kept::page(&mut conn, &all, &filter, 0).await.unwrap();
                let second = kept::page(&mut conn, &all, &filter, 1).await.unwrap();
                assert_eq!((first.len(), second.len()), (50, 10), "{sort:?}");
                assert!(second.iter().all(|row| first.iter().all(|other| other.id != row.id)));
            }
        }
        let narrow = CaseFilter {
            center: Some("mei1".into()),
            status: Some(CaseStatus::Submitted),
            period: Some("2025-2".into()),
            kind: Some("difficult".into()),
            factor: Some("no_watch_over".into()),
            care_level: Some(CareLevel::CareTwo),
            words: "ごみ出し".into(),
            ..CaseFilter::default()
        };
        assert_eq!(kept::count(&mut conn, &all, &narrow).await.unwrap(), 30);
        let none = CaseFilter { words: "100%".into(), ..CaseFilter::default() };
        assert_eq!(kept::count(&mut conn, &all, &none).await.unwrap(), 0);
        let waiting = kept::waiting_for_choice(&mut conn, &all, 100).await.unwrap();
        let drafts = kept::drafts_of(&mut conn, &all, 100).await.unwrap();
        assert_eq!((waiting.len(), drafts.len()), (30, 30));
    })
    .await;
}
