use super::{act::ImportCases, *};
use crate::{
    db::{Lines, Part, Query, Wanted},
    indexing,
    jobs::Whose,
    testing::each_database,
    texts,
};
use kept::{Imported, ImportedCase};

fn rows() -> Vec<ImportedCase> {
    (0..1_200)
        .map(|n| ImportedCase {
            source_key: format!("事例.xlsx:{n}"),
            person: NewPerson { name: format!("架空 {}", n / 2), ..someone("mei1") },
            registered_on: TEST_DAY,
            submitted_on: (n % 2 == 0).then_some(TEST_DAY),
            period: MATSUDO.period_of_day(TEST_DAY),
            prefix: label_prefix(&MATSUDO, &"mei1".into(), TEST_DAY),
            sheet: sheet(),
            shared: Answers::default(),
        })
        .collect()
}

/// Takes in those that are new, as a file does.
async fn import(t: &TestApp, rows: Vec<ImportedCase>) -> Imported {
    let (actor, rows) = (t.actor(Cast::CenterStaff), rows.as_slice());
    t.write(|mut tx| async move {
        let center: crate::id::CenterId = "mei1".into();
        let facts = ImportFacts { center: center.clone() };
        let permit = leave::permit::<ImportCases>(&mut tx, actor, &facts)?;
        let facts = persons::RegisterFacts { center };
        let for_persons = leave::permit::<persons::ImportPersons>(&mut tx, actor, &facts)?;
        let form = MATSUDO.form(CASE_SHEET).unwrap();
        let telling = &crate::jobs::Telling::default();
        let sources: Vec<&str> = rows.iter().map(|row| row.source_key.as_str()).collect();
        let known = kept::known_sources(&mut tx, &sources).await?;
        let new = rows.iter().filter(|row| !known.contains(&row.source_key)).cloned();
        let batch = kept::Batch { rows: new, total: rows.len(), form, telling };
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
        assert_eq!(first, Imported { cases: 1_200, persons: 600 });
        let again = import(&t, rows()).await;
        assert_eq!(again, Imported::default());
        let one_more = ImportedCase { source_key: "another".into(), ..rows().remove(0) };
        assert_eq!(import(&t, vec![one_more]).await, Imported { cases: 1, persons: 0 });

        let mut conn = t.read().await;
        let _m = &t.municipality;
        let all = leave::Scope::any([leave::Clause::Keeper("mei1".into())]);
        let filter = CaseFilter::default();
        let page = kept::BY_LABEL.down().page(1);
        let many = kept::list(&mut conn, &all, &filter, &page).await.unwrap();
        assert_eq!((many.total.count, many.total.or_more, many.total.pages()), (500, true, 10));
        let exactly = Wanted { exact: true, ..page.clone() };
        let counted = kept::list(&mut conn, &all, &filter, &exactly).await.unwrap().total;
        assert_eq!((counted.count, counted.or_more, counted.pages()), (1_201, false, 10));
        let five =
            kept::list(&mut conn, &all, &filter, &kept::BY_LABEL.up().first(5)).await.unwrap();
        assert_eq!((five.rows.len(), five.total.count, five.total.or_more), (5, 5, true));
        let today = t.get(Cast::CenterStaff, "/").await.expect(200);
        assert!(today.says("事例以上"), "more than were looked at: {}", today.text());

        // Ten pages have a number, and what follows goes on behind the line before it, up to the last.
        let mut walked = Vec::new();
        let mut wanted = page;
        loop {
            let part = kept::list(&mut conn, &all, &filter, &wanted).await.unwrap();
            walked.extend(part.rows.iter().map(|row| row.id.clone()));
            wanted.lines = match (part.page, part.rows.last()) {
                _ if !part.more => break,
                (Some(number), _) if number < 10 => Lines::Page(number + 1),
                (_, Some(last)) => Lines::After(last.id.to_string()),
                (_, None) => break,
            };
        }
        let whole = kept::list(&mut conn, &all, &filter, &kept::BY_LABEL.down().all()).await;
        let whole: Vec<_> = whole.unwrap().rows.into_iter().map(|row| row.id).collect();
        assert_eq!(walked, whole);
        // A line that the list does not hold is no place in it.
        let elsewhere = leave::Scope::any([leave::Clause::Keeper("kogane".into())]);
        wanted.lines = Lines::After(whole[0].to_string());
        let beside = kept::list(&mut conn, &elsewhere, &filter, &wanted).await.unwrap();
        assert!(beside.rows.is_empty());

        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(page.says("<strong>500</strong>事例以上") && page.says("/cases?count=exact"));
        let page = t.get(Cast::CenterStaff, "/cases?count=exact&sort=label&page=10").await;
        let page = page.expect(200);
        assert!(page.says("<strong>1201</strong>事例") && page.says("aria-sort=\"ascending\""));
        assert!(page.says("/cases?count=exact&#38;sort=-label\">記号"), "{}", page.text());
        let text = page.text();
        let (_, later) = text.rsplit_once("rel=\"next\" href=\"").unwrap();
        let later = later.split_once('"').unwrap().0.replace("&#38;", "&");
        assert!(later.starts_with("/cases?after=") && !later.contains("page"), "{later}");
        let onward = t.get(Cast::CenterStaff, &later).await.expect(200);
        let by_label = kept::list(&mut conn, &all, &filter, &kept::BY_LABEL.up().all()).await;
        let by_label = by_label.unwrap().rows;
        assert!(onward.says(by_label[500].id.as_str()) && !onward.says(by_label[499].id.as_str()));
        let csv = t.get(Cast::CenterStaff, &format!("{later}&export=csv")).await.expect(200);
        assert_eq!(csv.text().lines().count(), 1_203, "all of it, whatever page is shown");

        let words = CaseFilter { words: "明第1-r7-1201".into(), ..CaseFilter::default() };
        let newest = kept::BY_REGISTERED.down().first(5);
        let newest = kept::list(&mut conn, &all, &words, &newest).await.unwrap().rows;
        let sheets = sheets_of(&t, &newest[0].id).await;
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
        for sort in [
            kept::BY_LABEL,
            kept::BY_TITLE,
            kept::BY_CENTER,
            kept::BY_KIND,
            kept::BY_CARE_LEVEL,
            kept::BY_STATUS,
            kept::BY_REGISTERED,
        ] {
            for order in [sort.up(), sort.down()] {
                let filter = CaseFilter::default();
                let first = kept::list(&mut conn, &all, &filter, &order.page(1)).await.unwrap();
                let second = kept::list(&mut conn, &all, &filter, &order.page(2)).await.unwrap();
                assert_eq!((first.rows.len(), second.rows.len()), (50, 10), "{sort:?}");
                assert_eq!((first.total.count, first.more, second.more), (60, true, false));
                let once = |row: &CaseRow| first.rows.iter().all(|other| other.id != row.id);
                assert!(second.rows.iter().all(once));
                let last = first.rows.last().unwrap().id.to_string();
                let on = Wanted { lines: Lines::After(last), ..order.all() };
                let onward = kept::list(&mut conn, &all, &filter, &on).await.unwrap();
                let ids = |part: &Part<CaseRow>| -> Vec<String> {
                    part.rows.iter().map(|row| row.id.to_string()).collect()
                };
                assert_eq!(ids(&onward), ids(&second), "{sort:?}");
            }
        }
        let narrow = CaseFilter {
            center: Some("mei1".into()),
            status: Some(CaseStatus::Submitted),
            period: Some("2025-2".into()),
            kind: Some("difficult".into()),
            factors: vec!["no_watch_over".into()],
            care_level: Some(CareLevel::CareTwo),
            late_on: None,
            label: String::new(),
            words: "ごみ出し".into(),
            holders: None,
            household: None,
            titled: kept::titled(
                &mut conn,
                t.actor(Cast::CenterStaff),
                &all,
                &["ごみ出し".to_owned()],
            )
            .await
            .unwrap(),
        };
        let page = kept::BY_LABEL.up().page(1);
        let found = kept::list(&mut conn, &all, &narrow, &page).await.unwrap();
        assert_eq!(found.total.count, 30);
        let none = CaseFilter { words: "100%".into(), ..CaseFilter::default() };
        assert!(kept::list(&mut conn, &all, &none, &page).await.unwrap().rows.is_empty());
        let waiting = kept::waiting_for_choice(&mut conn, &all, 100).await.unwrap().rows;
        let drafts = kept::drafts_of(&mut conn, &all, 100).await.unwrap().rows;
        assert_eq!((waiting.len(), drafts.len()), (30, 30));
    })
    .await;
}

#[tokio::test]
async fn a_list_of_a_large_city_is_read_along_an_index_and_counted_as_far_as_it_is_read() {
    each_database(async |t| {
        import(&t, rows().into_iter().take(120).collect()).await;
        crate::db::assume_long(&t.read().await, "cases");
        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(page.says("<strong>50</strong>事例以上") && page.says("?sort=label"));
        assert!(!page.says("sort=title") && !page.says("並べ替えられません"), "{}", page.text());
        // An address of before is not refused.
        let page = t.get(Cast::CenterStaff, "/cases?sort=title").await.expect(200);
        assert!(page.says("この列では並べ替えられません"));
        let exactly = t.get(Cast::CenterStaff, "/cases?count=exact").await.expect(200);
        assert!(exactly.says("<strong>120</strong>事例<"), "{}", exactly.text());
        let last = t.get(Cast::CenterStaff, "/cases?page=3").await.expect(200);
        assert!(last.says("<strong>120</strong>事例<") && !last.says("rel=\"next\""));
        let narrowed = t.get(Cast::CenterStaff, "/cases?factor=dementia").await.expect(200);
        assert!(narrowed.says("<strong>0</strong>事例<"), "{}", narrowed.text());
        // Every line once, from page to page.
        let mut conn = t.read().await;
        let all = leave::Scope::any([leave::Clause::Keeper("mei1".into())]);
        let (filter, mut seen) = (CaseFilter::default(), Vec::new());
        let mut wanted = kept::BY_LABEL.up().page(1);
        loop {
            let part = kept::list(&mut conn, &all, &filter, &wanted).await.unwrap();
            seen.extend(part.rows.iter().map(|row| row.id.to_string()));
            match seen.last().filter(|_| part.more) {
                Some(last) => wanted.lines = Lines::After(last.clone()),
                None => break,
            }
        }
        let whole = kept::list(&mut conn, &all, &filter, &kept::BY_LABEL.up().all()).await;
        let whole: Vec<_> = whole.unwrap().rows.iter().map(|row| row.id.to_string()).collect();
        assert_eq!((seen.len(), seen), (120, whole));
    })
    .await;
}

#[tokio::test]
async fn a_list_of_drafts_opens_the_titles_of_one_page_alone() {
    each_database(async |t| {
        import(&t, rows().into_iter().take(120).collect()).await;
        t.app.db().statements();
        let page = t.get(Cast::CenterStaff, "/cases").await.expect(200);
        assert!(page.says(&sheet().outline.title), "titles are opened");
        let all = t.app.db().statements();
        let opening = all.iter().filter(|sql| sql.contains("c.words"));
        // One value is the municipality.
        let opened: usize = opening.map(|sql| sql.matches('$').count() - 1).sum();
        assert!((1..=50).contains(&opened), "{opened}");
    })
    .await;
}

#[tokio::test]
async fn a_case_from_a_file_stands_in_the_same_steps_as_one_that_was_typed() {
    each_database(async |t| {
        import(&t, rows().into_iter().take(1).collect()).await;
        let mut conn = t.read().await;
        let all = leave::Scope::any([leave::Clause::Keeper("mei1".into())]);
        let first = kept::BY_LABEL.up().first(1);
        let rows = kept::list(&mut conn, &all, &CaseFilter::default(), &first).await.unwrap().rows;
        drop(conn);
        let list = t.get(Cast::CenterStaff, &format!("/cases/{}/edit", rows[0].id)).await;
        let list = list.expect(200);
        for (step, said) in [
            ("outline", "記入済"),
            ("consent", "記入済"),
            ("sheet.wishes", "1/2 記入"),
            ("sheet.health", "未記入"),
            ("factors", "1つ選択"),
        ] {
            let text = list.text();
            let (_, line) = text.split_once(&format!("/steps/{step}\"")).expect(step);
            let (line, _) = line.split_once("</li>").unwrap();
            assert!(line.contains(&format!(">{said}<")), "{step}: {line}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_file_brought_is_found_on_another_server_though_no_event_names_its_rows() {
    each_database(async |t| {
        let another = t.begun_anew().await;
        let whose = Whose::Of(t.municipality.clone());
        indexing::keep_up(&another, &whose).await.unwrap();
        t.app.db().clock().advance_minutes(1);
        import(&t, rows().into_iter().take(60).collect()).await;
        let mut conn = another.db().read(&t.municipality).await.unwrap();
        assert!(!indexing::behind(&mut conn).await.unwrap().is_nothing(), "a search page says so");
        indexing::keep_up(&another, &whose).await.unwrap();
        assert!(indexing::behind(&mut conn).await.unwrap().is_nothing());
        let brought = Query::of("select id from cases where municipality_id = $m", ());
        let brought: Vec<String> = brought.all(&mut conn).await.unwrap();
        let there = texts::there(&mut conn, "case", &brought).await.unwrap();
        assert_eq!((brought.len(), there.len()), (60, 60));
    })
    .await;
}
