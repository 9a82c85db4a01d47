//! What nobody answers: it follows from other records, and its room works it out.

use crate::{
    fields::{
        Answer, Heading, Spec,
        family::{Control, Family},
    },
    tabular::{Faults, Record},
    web::FormState,
};

/// A value that is only shown.
pub(super) struct Computed;

impl Family for Computed {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Shown
    }

    fn read(&self, _spec: &Spec, _form: &mut FormState, _name: &str) -> Answer {
        Answer::nothing()
    }

    fn parse(&self, _: &Heading, _: &Record<'_>, _: &mut Faults) -> Option<Answer> {
        None
    }

    fn blank(&self, _spec: &Spec) -> Vec<String> {
        Vec::new()
    }
}
