//! References: to a part of the structure or to a record, of which the room offers what one may choose.

use super::choices::{CHOICE, Several, TO_CHOOSE, parse_several, read_several, split};
use crate::{
    fields::{
        Answer, Heading, Look, Spec,
        family::{Control, Family, Keeps, choice_key},
    },
    tabular::{Cell, Faults, Holds, Record},
    web::FormState,
};

/// More choices than this are a list rather than boxes.
const BOXES: usize = 12;

/// Whether nothing is offered of what one may choose, so that it is typed. Where it is looked for, nothing that was not found is
/// chosen.
fn is_free(spec: &Spec) -> bool {
    spec.choices.is_empty() && spec.look != Look::Sought
}

/// One or several of what is offered; where nothing is, what was typed, which its room resolves.
pub(super) struct Ref;

impl Family for Ref {
    fn control(&self, spec: &Spec) -> Control {
        match (spec.choices.len(), spec.many) {
            _ if spec.look == Look::Sought => Control::Sought,
            (0, _) => Control::Line { mode: "", width: "", most: 0 },
            (_, false) => CHOICE.control(spec),
            (..=BOXES, true) => Control::Boxes,
            (_, true) => Control::Several,
        }
    }

    fn keeps(&self, spec: &Spec) -> Keeps {
        if spec.many { Keeps::Many } else { Keeps::Text }
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        match (is_free(spec), spec.many) {
            (false, true) => Several.keep(spec, typed),
            (false, false) => CHOICE.keep(spec, typed),
            (true, true) => Ok(split(typed).collect::<Vec<_>>().join(",")),
            (true, false) => Ok(typed.to_owned()),
        }
    }

    fn written(&self, spec: &Spec, kept: &str) -> String {
        CHOICE.written(spec, kept)
    }

    fn wanting(&self) -> &'static str {
        TO_CHOOSE
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let answer = match (is_free(spec), spec.many) {
            (false, true) => return read_several(self, spec, form, name),
            (false, false) => return CHOICE.read(spec, form, name),
            (true, many) => {
                let typed = form.optional(name, &spec.label, self.most(spec));
                let each = || split(&typed).map(str::to_owned).collect();
                if many { Answer::Many(each()) } else { Answer::Text(typed) }
            }
        };
        self.wanted(spec, form, name, answer)
    }

    fn fill(&self, spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        match answer {
            Answer::Many(ids) if is_free(spec) => form.set(name, ids.join("、")),
            Answer::Many(ids) => form.set_all(name, ids.iter().cloned()),
            other => form.set(name, other.text()),
        }
    }

    fn holds(&self) -> Holds {
        Holds::Choices
    }

    fn hint(&self, spec: &Spec) -> String {
        if spec.many { Several.hint(spec) } else { CHOICE.hint(spec) }
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        match (is_free(&column.spec), column.spec.many) {
            (false, true) => parse_several(column, record, faults),
            (false, false) => CHOICE.parse(column, record, faults),
            (true, many) => {
                let typed = record.text(&column.header, self.most(&column.spec), faults)?;
                let each = || split(&typed).map(str::to_owned).collect();
                Some(if many { Answer::Many(each()) } else { Answer::Text(typed) })
            }
        }
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        self.lines(&column.spec, answer).concat().into()
    }

    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        let id = match answer {
            Answer::Many(ids) => ids.first().map_or("", String::as_str),
            other => other.text(),
        };
        choice_key(&spec.choices, id)
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        let few = 1..=BOXES;
        if few.contains(&spec.choices.len()) { CHOICE.blank(spec) } else { vec![String::new(); 2] }
    }

    fn is_words(&self, spec: &Spec) -> bool {
        is_free(spec)
    }
}
