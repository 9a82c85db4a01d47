//! Horizontal bars for counts that a table says too.

use std::fmt::Write;

use super::text::{Area, escape, line, rect, shorten};
use super::{begin, figure};

/// Counts to compare.
#[derive(Debug, Clone)]
pub struct Bars {
    pub title: String,
    /// 回, 事例, 人(実) …: printed with every number.
    pub unit: String,
    pub bars: Vec<Bar>,
}

/// One count.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub value: u64,
    pub href: Option<String>,
}

impl Bars {
    /// The drawing in words: label, number with unit.
    pub fn rows(&self) -> Vec<[String; 2]> {
        self.bars
            .iter()
            .map(|bar| [bar.label.clone(), format!("{}{}", bar.value, self.unit)])
            .collect()
    }
}

const ROW: f32 = 30.0;
const LABEL: f32 = 190.0;
const LONGEST: f32 = 380.0;

/// Draws the counts as bars from one common zero.
pub fn bars(bars: &Bars) -> String {
    let most = bars.bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = bars.bars.len() as f32 * ROW + 8.0;
    let mut svg =
        begin(LABEL + LONGEST + 90.0, height, &bars.title, "棒グラフ。数は下の表にもあります。");
    for (n, bar) in bars.bars.iter().enumerate() {
        let y = 4.0 + n as f32 * ROW;
        if let Some(href) = &bar.href {
            let _ =
                write!(svg, "<a href=\"{}\" aria-label=\"{}\">", escape(href), escape(&bar.label));
        }
        line(&mut svg, (LABEL - 10.0, y + 20.0), 14.0, "name", "end", &shorten(&bar.label, 12.8));
        if bar.href.is_some() {
            svg.push_str("</a>");
        }
        let w = bar.value as f32 / most as f32 * LONGEST;
        rect(&mut svg, Area { x: LABEL, y: y + 5.0, w, h: ROW - 10.0 }, 2.0, "bar");
        let words = format!("{}{}", bar.value, bars.unit);
        line(&mut svg, (LABEL + w + 8.0, y + 20.0), 14.0, "", "start", &words);
    }
    svg.push_str("</svg>");
    let rows: Vec<Vec<String>> = bars.rows().into_iter().map(Vec::from).collect();
    figure(&bars.title, &svg, &["項目", "数"], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_unit_and_labels_are_escaped() {
        let drawn = bars(&Bars {
            title: "開催回数".into(),
            unit: "回".into(),
            bars: vec![
                Bar { label: "明<第1>".into(), value: 3, href: Some("/areas/1".into()) },
                Bar { label: "東部".into(), value: 0, href: None },
            ],
        });
        assert!(drawn.contains("3回") && drawn.contains("0回") && drawn.contains("明&lt;第1&gt;"));
    }
}
