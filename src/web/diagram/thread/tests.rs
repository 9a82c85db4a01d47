use super::layout::lay_out;
use super::*;

/// What issues are called in a city with two storeys.
const STOREYS: [&str; 2] = ["地域課題", "市レベルの課題"];

/// So many cases in three areas, three area issues, a city issue, a measure that comes back.
fn world(cases: usize) -> Thread {
    let mut thread = Thread::new("ゴミ出し支援のつながり").storeys(STOREYS);
    let issues: Vec<usize> = ["ゴミ出しが難しい世帯", "分別がわからない", "集積所が遠い"]
        .map(|label| {
            thread.add(
                Station::new(StationKind::Issue(0), label)
                    .detail("地域包括ケア推進会議")
                    .href("/issues/1"),
            )
        })
        .to_vec();
    let city = thread.add(Station {
        waiting: true,
        ..Station::new(StationKind::Issue(1), "ゴミ出し支援のしくみがない")
    });
    let measure = thread.add(Station {
        day: "R8.4.1".into(),
        ..Station::new(StationKind::Measure, "ふれあい収集の対象拡大")
    });
    for n in 0..cases {
        let case = thread.add(Station {
            day: "R7.7.3".into(),
            ..Station::new(StationKind::Case, format!("明1-R7-{n}")).href("/cases/1")
        });
        thread.edge(case, issues[n % 3], Some(10 + n as i64));
        thread.back(measure, case, Some(60));
    }
    for issue in issues {
        thread.edge(issue, city, Some(40));
    }
    thread.edge(city, measure, Some(90));
    thread
}

fn assert_apart(thread: &Thread) {
    let layout = lay_out(thread);
    for (n, one) in layout.places.iter().enumerate() {
        for other in &layout.places[n + 1..] {
            assert!(!one.area.overlaps(&other.area), "{one:?} lies on {other:?}");
        }
        assert!(
            one.area.x >= 0.0 && one.area.right() <= layout.width,
            "{one:?} leaves the drawing"
        );
        assert!(
            one.area.y >= 0.0 && one.area.bottom() <= layout.bottom,
            "{one:?} leaves the drawing"
        );
    }
}

#[test]
fn no_station_lies_on_another_from_one_case_to_sixty() {
    for cases in [0, 1, 2, 5, 8, 9, 30, 60] {
        assert_apart(&world(cases));
    }
    assert_apart(&Thread::new("空"));
}

#[test]
fn a_thread_that_passes_a_stage_keeps_clear_of_its_stations() {
    let mut thread = world(3);
    let voice = thread.add(Station::new(StationKind::Voice, "住民アンケート"));
    thread.edge(voice, 3, None);
    assert_apart(&thread);
}

#[test]
fn issues_merged_into_one_another_stand_in_a_row_and_a_circle_does_not_hang() {
    let mut thread = world(2);
    thread.edge(0, 1, Some(5));
    assert_apart(&thread);
    assert_eq!(lay_out(&thread).columns.len(), 5);
    thread.edge(1, 0, Some(5));
    assert_apart(&thread);
}

#[test]
fn many_cases_stand_together_but_each_keeps_its_link() {
    let drawn = super::thread(&world(60)).expect("a drawing");
    assert!(drawn.contains("20事例"));
    assert_eq!(drawn.matches("href=\"/cases/1\"").count(), 60);
}

#[test]
fn labels_cannot_break_out_of_the_drawing() {
    let mut thread = Thread::new("<script>");
    thread.add(Station::new(StationKind::Case, "<b>&\"x").href("/cases/1\"><script>"));
    for html in [super::thread(&thread), thread_strip(&thread)] {
        let html = html.expect("a drawing");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }
}

#[test]
fn the_same_is_said_in_words() {
    let thread = world(1);
    let rows = thread.rows();
    assert_eq!(rows.len(), thread.edges.len());
    assert_eq!(
        rows[0],
        [
            "● 個別事例 明1-R7-0 R7.7.3".to_owned(),
            "▲ 地域課題 ゴミ出しが難しい世帯 地域包括ケア推進会議".to_owned(),
            "10日".to_owned()
        ]
    );
    assert_eq!(
        Thread {
            edges: vec![Edge { from: 7, to: 9, days: None, dashed: false }],
            ..Thread::new("外")
        }
        .rows()
        .len(),
        0
    );
}

#[test]
fn the_strip_shows_what_is_still_ahead() {
    let mut thread = Thread::new("明1-R7-3").storeys(STOREYS);
    let case = Station::new(StationKind::Case, "明1-R7-3").href("/cases/3");
    let case = thread.add(Station { current: true, ..case });
    let issue = thread.add(Station::new(StationKind::Issue(0), "買い物が難しい").href("/issues/1"));
    thread.edge(case, issue, Some(0));
    let html = thread_strip(&thread).expect("a drawing");
    assert_eq!(html.matches("data-ahead").count(), 3);
    assert!(
        html.contains("同日") && html.contains("この画面") && html.contains("href=\"/issues/1\"")
    );
    assert!(!html.contains("href=\"/cases/3\""), "the page itself is no link");
}

#[test]
fn what_came_of_one_case_stands_in_lines_and_each_says_where_it_is() {
    let mut thread = Thread::new("明1-R7-3").storeys(STOREYS);
    let case = Station::new(StationKind::Case, "明1-R7-3");
    let case = thread.add(Station { current: true, ..case });
    let [candidate, taken] = ["候補のまま", "市へ上げた"]
        .map(|label| thread.add(Station::new(StationKind::Issue(0), label)));
    let city = thread.add(Station::new(StationKind::Issue(1), "市の課題"));
    let measure = thread.add(Station::new(StationKind::Measure, "答え"));
    let told = thread.add(Station::new(StationKind::Feedback, "3件に伝達"));
    for (from, to) in
        [(case, candidate), (case, taken), (taken, city), (city, measure), (measure, told)]
    {
        thread.edge(from, to, None);
    }
    thread.back(told, case, None);
    thread.settle(&[]);
    let html = thread_strip(&thread).expect("a drawing");
    let lines: Vec<&str> = html.split("<ol").skip(1).collect();
    assert_eq!(lines.len(), 2, "{html}");
    let line = |words: &str| *lines.iter().find(|line| line.contains(words)).expect(words);
    assert!(!line("候補のまま").contains("答え") && line("市へ上げた").contains("答え"));
    assert_eq!(html.matches("この画面").count(), 2, "the case begins both lines");
    assert_eq!(html.matches("いまここ").count(), 2);
    let here = |thread: &Thread| -> Vec<usize> {
        (0..thread.stations.len()).filter(|n| thread.stations[*n].here).collect()
    };
    assert_eq!(here(&thread), [candidate, told]);

    // What waits before the end is where the matter is.
    thread.stations.iter_mut().for_each(|station| station.here = false);
    thread.settle(&[measure]);
    assert_eq!(here(&thread), [candidate, measure]);
    let drawn = super::thread(&thread).expect("a drawing");
    assert_eq!((drawn.matches(">この画面<").count(), drawn.matches(">いまここ<").count()), (1, 2));
}

#[test]
fn of_many_lines_some_are_shown_and_the_rest_counted() {
    let mut thread = Thread::new("明1-R7-3").storeys(STOREYS);
    let case = Station::new(StationKind::Case, "明1-R7-3");
    let case = thread.add(Station { current: true, ..case });
    for n in 0..6 {
        let issue = thread.add(Station::new(StationKind::Issue(0), format!("課題{n}")));
        thread.edge(case, issue, None);
    }
    let html = thread_strip(&thread).expect("a drawing");
    assert_eq!(html.matches("<ol").count(), 4);
    assert!(html.contains("ほかに2本"), "{html}");
}

#[test]
fn a_city_with_three_storeys_has_a_stage_for_each() {
    let mut thread = Thread::new("三段").storeys(["圏域の課題", "区の課題", "市の課題"]);
    let [area, ward, city] = [0, 1, 2].map(|storey| {
        thread.add(Station::new(StationKind::Issue(storey), format!("課題{storey}")))
    });
    let measure = thread.add(Station::new(StationKind::Measure, "施策"));
    thread.edge(area, ward, None);
    thread.edge(ward, city, None);
    thread.edge(city, measure, None);
    assert_apart(&thread);
    assert_eq!(lay_out(&thread).columns.len(), 4);
    assert!(thread_strip(&thread).unwrap().contains("区の課題"));
}
