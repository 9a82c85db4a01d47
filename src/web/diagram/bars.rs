//! Bars beside each other: how much of a few things there is in each of some places.

use super::{Figure, shapes::Words, text::shorten};

/// Bars with what they are of.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What stands above the drawing, and what it is for those who cannot see it.
    pub title: String,
    pub description: String,
    /// What the bars are of, and the parts of one, as the table's headings: 「月」「実施」「これから」.
    pub heads: Vec<&'static str>,
    pub bars: Vec<Bar>,
}

/// One bar, of one part for each heading behind the first.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    /// Where its records are listed.
    pub href: String,
    pub parts: Vec<usize>,
    /// How much it is, with its unit: 「3/5回」.
    pub words: String,
}

struct Drawn {
    href: String,
    name: String,
    words: Vec<Words>,
    /// Left edge, width, and which part.
    parts: Vec<(f32, f32, usize)>,
    y: f32,
}

#[derive(askama::Template)]
#[template(path = "web/diagram/bars/bars.html")]
struct Drawing<'a> {
    figure: Figure<'a>,
    drawn: Vec<Drawn>,
    legend: Vec<(f32, Words, usize)>,
    thick: f32,
    /// Where bars begin, and how long the longest is.
    left: f32,
    longest: f32,
}

/// Widths and heights in units of a CSS pixel.
const LABEL: f32 = 168.0;
const LONGEST: f32 = 360.0;
const WORDS: f32 = 176.0;
const ROW: f32 = 30.0;
const THICK: f32 = 18.0;
const TOP: f32 = 34.0;

/// The bars as safe HTML, with the same as a table.
///
/// # Errors
/// Those of the template.
pub fn bars(bars: &Bars) -> askama::Result<String> {
    let most = bars.bars.iter().map(|bar| bar.parts.iter().sum()).max().unwrap_or(0_usize).max(1);
    let drawn = bars.bars.iter().enumerate().map(|(n, bar)| {
        let y = TOP + n as f32 * ROW;
        let mut x = LABEL;
        let mut parts = Vec::new();
        for (part, size) in bar.parts.iter().enumerate().filter(|(_, size)| **size > 0) {
            let width = LONGEST * *size as f32 / most as f32;
            parts.push((x, width, part));
            x += width;
        }
        let baseline = y + THICK - 4.0;
        let label = Words::new(
            (LABEL - 8.0, baseline),
            14.0,
            "name",
            shorten(&bar.label, LABEL / 14.0 - 1.0),
        );
        let words = Words::new((x + 8.0, baseline), 14.0, "", bar.words.clone());
        Drawn {
            href: bar.href.clone(),
            name: format!("{} {}", bar.label, bar.words),
            words: vec![label.end(), words],
            parts,
            y,
        }
    });
    let mut x = LABEL;
    let mut legend = Vec::new();
    for (part, head) in bars.heads.iter().skip(1).enumerate() {
        legend.push((x, Words::new((x + 22.0, 16.0), 13.0, "soft", *head), part));
        x += 22.0 + 13.0 * head.chars().count() as f32 + 24.0;
    }
    let rows = bars.bars.iter().map(|bar| {
        let parts = bar.parts.iter().map(ToString::to_string);
        std::iter::once(bar.label.clone()).chain(parts).collect()
    });
    let figure = Figure {
        title: &bars.title,
        description: bars.description.clone(),
        width: LABEL + LONGEST + WORDS,
        height: TOP + bars.bars.len() as f32 * ROW,
        heads: &bars.heads,
        rows: rows.collect(),
    };
    askama::Template::render(&Drawing {
        figure,
        drawn: drawn.collect(),
        legend,
        thick: THICK,
        left: LABEL,
        longest: LONGEST,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_it_counts_and_leads_to_its_records() {
        let bar = |label: &str, parts: Vec<usize>| Bar {
            words: format!("{}回", parts.iter().sum::<usize>()),
            label: label.into(),
            href: format!("/meetings/list?month={label}"),
            parts,
        };
        let html = bars(&Bars {
            title: "計画と実施".into(),
            description: "月ごとの回数".into(),
            heads: vec!["月", "実施", "これから"],
            bars: vec![bar("R7.6", vec![2, 2]), bar("R7.7", vec![1, 0]), bar("R7.8", vec![0, 0])],
        })
        .unwrap();
        assert!(html.contains("width=\"180.0\" height=\"18.0\" class=\"bar\" data-part=\"1\""));
        assert!(html.contains("width=\"90.0\" height=\"18.0\" class=\"bar\" data-part=\"0\""));
        assert!(
            html.contains("href=\"/meetings/list?month=R7.8\"") && html.contains(">0回</text>")
        );
        assert!(
            html.contains(
                ">R7.6</td><td data-head=\"実施\">2</td><td data-head=\"これから\">2</td>"
            )
        );
    }
}
