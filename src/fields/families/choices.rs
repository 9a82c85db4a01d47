//! What is chosen: one or several of a list, a mark, yes or no.

use nihon::fold_key;

use crate::{
    fields::{
        Answer, Choice, Heading, Look, Spec,
        family::{Control, Family, Keeps, buttons, choice_key},
        field,
    },
    tabular::{Cell, Faults, Holds, Record, Words, yes_or_no},
    web::FormState,
};

/// The end of the sentence that asks for a choice.
pub(super) const TO_CHOOSE: &str = "を選んでください。";

/// Choices to be ringed.
pub(super) fn to_ring(offered: &[Choice]) -> Vec<String> {
    vec![offered.iter().map(marked).collect::<Vec<_>>().join("　")]
}

/// 「◎ 原則として対応」
pub(super) fn marked(choice: &Choice) -> String {
    [choice.mark.as_str(), &choice.name].join(" ").trim().to_owned()
}

/// One of a list.
pub(super) struct One {
    control: fn(&Spec) -> Control,
    offered: fn(&Spec) -> Vec<Choice>,
    /// How a file says it.
    written: fn(&Choice) -> String,
    /// How a page shows it.
    shown: fn(&Choice) -> String,
    /// What a word of a file means.
    find: fn(&Words<String>, &str) -> Result<String, String>,
    holds: Holds,
}

/// Of the declaration's list.
pub(super) const CHOICE: One = One {
    control: |spec| match spec.look {
        Look::Radio => Control::Radio { across: false },
        Look::Across => Control::Radio { across: true },
        Look::Usual | Look::Medium | Look::Short | Look::Sought => Control::Select,
    },
    offered: |spec| spec.choices.clone(),
    written: |choice| choice.name.clone(),
    shown: |choice| choice.name.clone(),
    find: |words, word| words.find(word),
    holds: Holds::Choices,
};

/// One of a few signs: ◎ ○ △ －.
pub(super) const MARK: One = One {
    control: |_| Control::Radio { across: true },
    written: |choice| if choice.mark.is_empty() { &choice.name } else { &choice.mark }.clone(),
    shown: marked,
    ..CHOICE
};

/// Yes or no, in a word or by a mark.
pub(super) const YES_NO: One = One {
    control: |_| Control::Radio { across: true },
    offered: |_| field("").choices([("yes", "はい"), ("no", "いいえ")]).choices,
    find: |words, word| match yes_or_no(word) {
        Some(true) => Ok("yes".to_owned()),
        Some(false) => Ok("no".to_owned()),
        None => words.find(word),
    },
    holds: Holds::Marks,
    ..CHOICE
};

impl One {
    /// What a choice is called, or its key where it is no longer offered.
    fn called(&self, spec: &Spec, kept: &str, name: fn(&Choice) -> String) -> String {
        let offered = (self.offered)(spec);
        offered.iter().find(|choice| choice.key == kept).map_or_else(|| kept.to_owned(), name)
    }
}

impl Family for One {
    fn control(&self, spec: &Spec) -> Control {
        (self.control)(spec)
    }

    fn offered(&self, spec: &Spec) -> Vec<Choice> {
        (self.offered)(spec)
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        (self.find)(&self.words(spec), typed)
    }

    fn written(&self, spec: &Spec, kept: &str) -> String {
        self.called(spec, kept, self.written)
    }

    fn shown(&self, spec: &Spec, kept: &str) -> String {
        self.called(spec, kept, self.shown)
    }

    fn in_cells(&self, spec: &Spec) -> Vec<String> {
        self.offered(spec).iter().map(self.written).collect()
    }

    fn wanting(&self) -> &'static str {
        TO_CHOOSE
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let offered = buttons(self.offered(spec));
        let chosen = form.optional_choice(name, &spec.label, &offered).unwrap_or_default();
        self.wanted(spec, form, name, Answer::Text(chosen))
    }

    fn fill(&self, _spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        form.set(name, answer.text());
    }

    fn holds(&self) -> Holds {
        self.holds
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        let said = fold_key(&record.get(&column.header).shown());
        let key = if column.spec.unsure.iter().any(|unsure| fold_key(unsure) == said) {
            // Nobody can tell which choice it means.
            let choices = column.spec.choices.iter().map(|choice| (&choice.key, &choice.name));
            record.asked_word(&column.header, choices, faults)
        } else {
            record.parsed(&column.header, faults, |word| (self.find)(&column.words, word))
        };
        key.map(Answer::Text)
    }

    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        choice_key(&self.offered(spec), answer.text())
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        to_ring(&self.offered(spec))
    }
}

/// A box, ticked or not.
pub(super) struct Tick;

impl Family for Tick {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Tick
    }

    fn offered(&self, spec: &Spec) -> Vec<Choice> {
        YES_NO.offered(spec)
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        YES_NO.keep(spec, typed)
    }

    /// A box that nobody ticked says no.
    fn written(&self, spec: &Spec, kept: &str) -> String {
        YES_NO.written(spec, if kept == "yes" { kept } else { "no" })
    }

    fn wanting(&self) -> &'static str {
        "に印を付けてください。"
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        let said = if form.ticked(name) { "yes" } else { "" };
        self.wanted(spec, form, name, Answer::Text(said.to_owned()))
    }

    fn fill(&self, _spec: &Spec, form: &mut FormState, name: &str, answer: &Answer) {
        form.set(name, if answer.is("yes") { "yes" } else { "" });
    }

    fn lines(&self, spec: &Spec, answer: &Answer) -> Vec<String> {
        vec![self.written(spec, answer.text())]
    }

    fn holds(&self) -> Holds {
        YES_NO.holds()
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        YES_NO.parse(column, record, faults)
    }

    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        YES_NO.key(spec, answer)
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        YES_NO.blank(spec)
    }
}

/// Several of a list.
pub(super) struct Several;

/// The ticked ones of what is offered.
pub(super) fn read_several(
    family: &dyn Family,
    spec: &Spec,
    form: &mut FormState,
    name: &str,
) -> Answer {
    let chosen = form.chosen(name, &spec.label, &buttons(family.offered(spec)));
    family.wanted(spec, form, name, Answer::Many(chosen))
}

/// Where the words of a cell or line end.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(['、', ',', '，', ';', '\n']).map(str::trim);
    words.filter(|word| !word.is_empty())
}

/// Several keys from a cell.
pub(super) fn parse_several(
    column: &Heading,
    record: &Record<'_>,
    faults: &mut Faults,
) -> Option<Answer> {
    let keys = record.parsed(&column.header, faults, |text| {
        split(text).map(|word| column.words.find(word)).collect::<Result<Vec<_>, String>>()
    });
    keys.map(Answer::Many)
}

impl Family for Several {
    fn control(&self, _spec: &Spec) -> Control {
        Control::Boxes
    }

    fn keeps(&self, _spec: &Spec) -> Keeps {
        Keeps::Many
    }

    fn keep(&self, spec: &Spec, typed: &str) -> Result<String, String> {
        let words = self.words(spec);
        let keys: Vec<String> =
            split(typed).map(|word| words.find(word)).collect::<Result<_, _>>()?;
        Ok(keys.join(","))
    }

    fn wanting(&self) -> &'static str {
        TO_CHOOSE
    }

    fn read(&self, spec: &Spec, form: &mut FormState, name: &str) -> Answer {
        read_several(self, spec, form, name)
    }

    fn hint(&self, spec: &Spec) -> String {
        let names: Vec<String> = self.offered(spec).into_iter().map(|choice| choice.name).collect();
        format!("いくつもあるときは「、」で区切ります。{}", names.join("、"))
    }

    fn parse(&self, column: &Heading, record: &Record<'_>, faults: &mut Faults) -> Option<Answer> {
        parse_several(column, record, faults)
    }

    fn cell(&self, column: &Heading, answer: &Answer) -> Cell {
        self.lines(&column.spec, answer).concat().into()
    }

    /// By the first that was chosen.
    fn key(&self, spec: &Spec, answer: &Answer) -> String {
        match answer {
            Answer::Many(keys) => {
                let offered = self.offered(spec);
                keys.iter().map(|key| choice_key(&offered, key)).min().unwrap_or_default()
            }
            other => choice_key(&self.offered(spec), other.text()),
        }
    }

    fn blank(&self, spec: &Spec) -> Vec<String> {
        to_ring(&self.offered(spec))
    }
}
