//! Files beside a record. Their room takes what is uploaded, keeps it, and gives the field its ids.

use crate::{
    fields::{
        Answer, Spec,
        family::{Control, Family, Keeps, number_key},
    },
    web::FormState,
};

/// Ids of attachments. Those that are kept are in the form; what is offered names them, so that one can be left out.
pub(super) struct File;

impl Family for File {
    fn control(&self, _spec: &Spec) -> Control {
        Control::File
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Many
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let ids = form.values(name).iter().filter(|id| !id.is_empty()).cloned().collect();
        self.wanted(spec, form, name, Answer::Many(ids))
    }

    fn wanting(&self) -> &'static str {
        "のファイルを選んでください。"
    }

    /// By how many there are.
    fn key(&self, _spec: &Spec, answer: &Answer) -> String {
        match answer {
            Answer::Many(ids) => number_key(ids.len() as i64),
            _ => String::new(),
        }
    }
}
