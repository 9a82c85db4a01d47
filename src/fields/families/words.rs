//! Free words: a line, several lines, and the three texts of before, expected and after.

use crate::{
    fields::{
        Answer, Heading, Look, STAGES, Spec,
        family::{Control, Family, Keeps},
    },
    tabular::{Cell, Faults, Record},
    web::FormState,
};

/// From how many characters on a line may hold a sentence, so that its limit is worth knowing before it is met.
const SENTENCE: u64 = 100;

/// One line.
pub(super) struct Line;

impl Family for Line {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "", width: width(spec, ""), most: spec.most_characters() }
    }

    fn most(&self, spec: &Spec) -> usize {
        spec.most_characters()
    }

    fn help(&self, spec: &Spec) -> String {
        if spec.max >= Some(SENTENCE) { with_limit(spec) } else { spec.help.clone() }
    }

    fn is_words(&self, _spec: &Spec) -> bool {
        true
    }
}

/// How wide a line is where its declaration does not say: empty for the width of the page.
pub(super) fn width(spec: &Spec, usual: &'static str) -> &'static str {
    match spec.look {
        Look::Medium => "medium",
        Look::Short => "short",
        Look::Usual | Look::Radio | Look::Across | Look::Sought => usual,
    }
}

fn with_limit(spec: &Spec) -> String {
    match (spec.max, spec.help.as_str()) {
        (None, help) => help.to_owned(),
        (Some(most), "") => format!("{most}文字まで"),
        (Some(most), help) => format!("{help}({most}文字まで)"),
    }
}

/// Several lines.
pub(super) struct Lines;

impl Family for Lines {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Lines
    }

    fn most(&self, spec: &Spec) -> usize {
        spec.most_characters()
    }

    fn help(&self, spec: &Spec) -> String {
        with_limit(spec)
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        vec![String::new(); 4]
    }

    fn is_words(&self, _spec: &Spec) -> bool {
        true
    }
}

/// Before, expected, after.
pub(super) struct Stages;

impl Family for Stages {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Stages
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Stages
    }

    fn most(&self, spec: &Spec) -> usize {
        spec.most_characters()
    }

    fn help(&self, spec: &Spec) -> String {
        with_limit(spec)
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let most = self.most(spec);
        let [before, expected, after] = STAGES.map(|(end, word)| {
            form.optional(&format!("{name}.{end}"), &format!("{}({word})", spec.label), most)
        });
        Answer::Stages { before, expected, after }
    }

    fn headings(&self, _spec: &Spec, head: &str) -> Vec<String> {
        STAGES.iter().map(|(_, word)| format!("{head}({word})")).collect()
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let mut texts: [String; 3] = Default::default();
        texts[column.part] = record.text(&column.header, self.most(&column.spec), faults)?;
        let [before, expected, after] = texts;
        Some(Answer::Stages { before, expected, after })
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        match answer {
            Answer::Stages { before, expected, after } => {
                [before, expected, after][column.part].as_str().into()
            }
            // Said before it was asked in three parts.
            other if column.part == 0 => other.text().into(),
            _ => Cell::Empty,
        }
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        STAGES.map(|(_, word)| format!("{word}: ")).to_vec()
    }

    fn is_words(&self, _spec: &Spec) -> bool {
        true
    }
}
