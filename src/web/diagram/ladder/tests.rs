use super::layout::lay_out;
use super::*;

fn matsudo() -> Ladder {
    let mut ladder =
        Ladder::new("松戸市の会議の体系", vec!["市レベル".into(), "地域レベル".into()]);
    let city = ladder.add(Rung::new(0, "市地域ケア会議").line("年2回程度"));
    let area = ladder
        .add(Rung::new(1, "地域包括ケア推進会議").line("年2回程度").badge("第2層協議体を兼ねる"));
    let case = ladder.add(Rung::new(1, "地域個別ケア会議").line("年4〜6回程度"));
    let reliance = ladder.add(
        Rung::new(1, "自立支援型個別ケア会議").suspended("令和5年度から休止中(再開に向け検討中)"),
    );
    ladder.arrow(case, area, Direction::Up, "個別事例の検討から把握された地域レベルの課題");
    ladder.arrow(case, area, Direction::Down, "市、地域レベルで検討された内容の展開");
    ladder.arrow(reliance, case, Direction::Both, "連携");
    ladder.arrow(area, city, Direction::Up, "地域レベルでは解決できない課題");
    ladder.arrow(area, city, Direction::Down, "市レベルで検討された内容の展開");
    ladder.arrow(area, city, Direction::Both, "課題・取組の共有");
    ladder
}

/// A body in each of so many levels, five conferences in the lowest, each leading up and one to the top.
fn tall(levels: usize) -> Ladder {
    let mut ladder = Ladder::new("段", (0..levels).map(|n| format!("第{n}層")).collect());
    let mut above = ladder.add(Rung::new(0, "県の会議"));
    let top = above;
    for level in 1..levels - 1 {
        let next = ladder.add(Rung::new(level, format!("第{level}層の会議")).line("年2回"));
        ladder.arrow(next, above, Direction::Up, "解決できない課題");
        ladder.arrow(next, above, Direction::Down, "展開");
        above = next;
    }
    for n in 0..5 {
        let small = ladder.add(Rung::new(levels - 1, format!("小会議{n}")).line("随時"));
        ladder.arrow(small, above, Direction::Up, "把握された課題");
        if n == 0 && above != top {
            ladder.arrow(small, top, Direction::Both, "直接の相談");
        }
    }
    ladder
}

fn assert_apart(ladder: &Ladder) {
    let layout = lay_out(ladder);
    let words: Vec<_> = layout.runs.iter().map(|(_, run)| run.words.area).collect();
    for (n, one) in layout.boxes.iter().enumerate() {
        assert!(one.right() <= layout.width && one.bottom() <= layout.height);
        assert!(layout.boxes[n + 1..].iter().all(|other| !one.overlaps(other)), "{one:?}");
        assert!(words.iter().all(|w| !one.overlaps(w)), "words on the box {one:?}: {words:?}");
    }
    for (n, one) in words.iter().enumerate() {
        assert!(words[n + 1..].iter().all(|other| !one.overlaps(other)), "{one:?} in {words:?}");
        assert!(one.x >= 0.0 && one.right() <= layout.width);
    }
}

#[test]
fn boxes_and_words_keep_apart_from_two_levels_to_five() {
    assert_apart(&matsudo());
    for levels in 2..=5 {
        assert_apart(&tall(levels));
    }
    assert_apart(&Ladder::new("空", Vec::new()));
}

#[test]
fn conferences_of_one_level_that_lead_up_stand_below() {
    let layout = lay_out(&matsudo());
    assert!(
        layout.boxes[2].y > layout.boxes[1].bottom(),
        "the case conference leads up to the area conference"
    );
    assert_eq!(layout.grounds.len(), 2, "but both belong to one level");
}

#[test]
fn a_suspended_conference_says_why_and_text_is_escaped() {
    let mut ladder = matsudo();
    ladder.add(Rung::new(1, "<会議>").href("/x\"y"));
    let drawn = super::ladder(&ladder).expect("a drawing");
    assert!(drawn.contains("data-suspended") && drawn.contains("令和5年度から休止中"));
    assert!(
        drawn.contains("&#60;会議&#62;") && !drawn.contains("<会議>") && drawn.contains("/x&#34;y")
    );
    assert!(drawn.contains("第2層協議体を兼ねる"));
}

#[test]
fn the_same_is_said_in_words() {
    let rows = matsudo().rows();
    assert_eq!(rows.len(), 6);
    assert_eq!(
        rows[3][..3],
        ["地域包括ケア推進会議(地域レベル)", "↑", "市地域ケア会議(市レベル)"].map(String::from)
    );
    assert!(rows[2][0].contains("休止中"));
}
