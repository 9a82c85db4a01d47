//! A field on a page: read, filled again, drawn, and shown in words.

use super::{Answer, AnswerKind, Choice, Clean, Kind, Look, Needed, STAGES, Said, Spec};
use crate::{
    clock::Day,
    web::{FormState, form},
};

/// How a day may be written.
const DAY_HELP: &str = "R7.11.20、令和7年11月20日、2025/11/20 のどれでも";

impl Spec {
    /// Reads the answer from a page on which the field is called `name`. What cannot be read is an error at its
    /// field, and so is what is always needed and missing.
    pub fn read(&self, form: &mut FormState, name: &str) -> Answer {
        let (label, most, now) =
            (&self.label, self.most_characters(), self.required == Needed::Always);
        let text = match self.kind {
            AnswerKind::Choice | AnswerKind::YesNo if now => {
                form.required_choice(name, label, &self.buttons()).unwrap_or_default()
            }
            AnswerKind::Choice | AnswerKind::YesNo => {
                form.optional_choice(name, label, &self.buttons()).unwrap_or_default()
            }
            AnswerKind::Number => {
                let number = if now {
                    form.required_integer(name, label, self.range())
                } else {
                    form.optional_integer(name, label, self.range())
                };
                let typed = number.map(|n| n.to_string()).unwrap_or_default();
                self.cleaned(form, name, typed)
            }
            AnswerKind::Tick => Kind::text(&form.ticked(name)),
            AnswerKind::Day => {
                let day = form.day_like(name, label, self.example);
                if now && day.is_none() && !form.is_wrong(name) {
                    form.error(name, format!("{label}を入力してください。"));
                }
                day.map(Day::iso).unwrap_or_default()
            }
            AnswerKind::Multi => return Answer::Many(form.chosen(name, label, &self.buttons())),
            AnswerKind::BeforeAfter => {
                let [before, expected, after] = STAGES.map(|(end, word)| {
                    form.optional(&format!("{name}.{end}"), &format!("{label}({word})"), most)
                });
                return Answer::Stages { before, expected, after };
            }
            _ => {
                let typed = if now {
                    form.required(name, label, most)
                } else {
                    form.optional(name, label, most)
                };
                self.cleaned(form, name, typed)
            }
        };
        Answer::Text(text)
    }

    /// The one form in which a text is kept; one that is refused stays as it was typed.
    fn cleaned(&self, form: &mut FormState, name: &str, typed: String) -> String {
        let Clean(clean) = self.clean;
        match clean(&typed, Said::OnPage) {
            Ok(text) => text,
            Err(_) if typed.is_empty() => typed,
            Err(reason) => {
                form.error(name, format!("{}は、{reason}", self.label));
                typed
            }
        }
    }

    /// Puts an answer into a page's form.
    pub fn fill(&self, form: &mut FormState, name: &str, answer: &Answer) {
        match answer {
            Answer::Text(text) if self.kind == AnswerKind::Day => {
                let day = text.parse().map(|date| Day(date).short());
                form.set(name, day.unwrap_or_else(|_| text.clone()));
            }
            Answer::Text(text) => form.set(name, text),
            Answer::Many(keys) => form.set_all(name, keys.iter().cloned()),
            Answer::Stages { before, expected, after } => {
                for ((end, _), text) in STAGES.iter().zip([before, expected, after]) {
                    form.set(&format!("{name}.{end}"), text);
                }
            }
        }
    }

    /// An answer in words; a before-and-after answer has one line a stage.
    pub fn lines(&self, answer: &Answer) -> Vec<String> {
        let named = |key: &str| self.choice_name(key).unwrap_or(key).to_owned();
        match answer {
            Answer::Text(text) => match self.kind {
                AnswerKind::Choice => vec![named(text)],
                AnswerKind::YesNo | AnswerKind::Tick => {
                    vec![if text == "yes" { "はい" } else { "いいえ" }.to_owned()]
                }
                AnswerKind::Day => {
                    vec![text.parse().map_or_else(|_| text.clone(), |date| Day(date).long())]
                }
                AnswerKind::Number if !text.is_empty() => vec![format!("{text}{}", self.unit)],
                _ => text.lines().map(str::to_owned).collect(),
            },
            Answer::Many(keys) => {
                vec![keys.iter().map(|key| named(key)).collect::<Vec<_>>().join("、")]
            }
            Answer::Stages { before, expected, after } => STAGES
                .iter()
                .zip([before, expected, after])
                .filter(|(_, text)| !text.is_empty())
                .map(|((_, word), text)| format!("{word}: {text}"))
                .collect(),
        }
    }

    /// What somebody else saved, in words beside the label, where a form that collided says something else.
    pub fn theirs(
        &self,
        form: &FormState,
        name: &str,
        saved: Option<&Answer>,
    ) -> Option<(String, String)> {
        let nothing = Answer::Text(String::new());
        let saved = saved.unwrap_or(&nothing);
        let said = self.read(&mut form.clone(), name);
        (said != *saved && !(said.is_empty() && saved.is_empty()))
            .then(|| (self.label.clone(), self.lines(saved).join("\n")))
    }

    fn buttons(&self) -> Vec<form::Choice> {
        let button = |c: Choice| form::Choice::new(c.key, c.name).with_help(c.help);
        self.offered().into_iter().map(button).collect()
    }
}

/// A field as the macros of `web/fields.html` draw it.
pub struct Input<'a> {
    pub spec: &'a Spec,
    pub name: String,
    pub choices: Vec<form::Choice>,
    /// Name and label of each stage of a before-and-after field.
    pub stages: Vec<(String, String)>,
    /// The line below the label, with how much may be written where that is worth saying.
    pub help: String,
}

impl<'a> Input<'a> {
    /// A field that is called `name` on the page.
    pub fn new(spec: &'a Spec, name: String) -> Input<'a> {
        let stage = |(end, word): &(&str, &str)| {
            (format!("{name}.{end}"), format!("{}({word})", spec.label))
        };
        let stages = STAGES.iter().map(stage).collect();
        let long = matches!(spec.kind, AnswerKind::Textarea | AnswerKind::BeforeAfter);
        let help = match (spec.max, spec.help.as_str()) {
            (Some(most), "") if long || is_line(spec, most) => format!("{most}文字まで"),
            (Some(most), help) if long || is_line(spec, most) => format!("{help}({most}文字まで)"),
            (_, help) => help.to_owned(),
        };
        Input { choices: spec.buttons(), stages, spec, name, help }
    }

    /// Whether nothing is saved without it.
    pub fn is_required(&self) -> bool {
        self.spec.required == Needed::Always
    }

    /// Until when it may wait, or when it is needed; empty where nobody waits for it, or nothing is saved without it.
    pub fn wanted(&self) -> &'static str {
        if self.spec.required == Needed::ToSubmit {
            "提出までに必要"
        } else {
            self.spec.wanted
        }
    }

    /// How many characters may be typed.
    pub fn most(&self) -> usize {
        self.spec.most_characters()
    }

    /// How wide a line of text is; empty for the width of the page.
    pub fn width(&self) -> &'static str {
        match self.spec.look {
            Look::Medium => "medium",
            Look::Short => "short",
            _ => "",
        }
    }

    /// How many lines a long text has while it is empty.
    pub fn rows(&self) -> u8 {
        if self.spec.rows == 0 { 4 } else { self.spec.rows }
    }

    /// Whether choices are buttons.
    pub fn is_radio(&self) -> bool {
        matches!(self.spec.look, Look::Radio | Look::Across)
    }

    /// Whether buttons stand beside each other.
    pub fn is_across(&self) -> bool {
        self.spec.look == Look::Across
    }

    /// What helps with a day.
    pub fn day_help(&self) -> &str {
        if self.spec.help.is_empty() { DAY_HELP } else { &self.spec.help }
    }

    /// What a select says while nothing is chosen.
    pub fn none(&self) -> &'static str {
        if self.spec.none.is_empty() { "選んでください" } else { self.spec.none }
    }
}

/// Whether one line may hold a sentence, so that its limit is worth knowing before it is met.
fn is_line(spec: &Spec, most: u64) -> bool {
    spec.kind == AnswerKind::Text && most >= 100
}

/// The fields of a record as a page draws them: `{% call fields::field(form, outline, "title") %}`.
pub struct Inputs {
    /// Before their keys, in their names on the page.
    prefix: &'static str,
    specs: Vec<Spec>,
}

impl Inputs {
    /// Fields that are called `prefix` and their key.
    pub fn new<'s>(prefix: &'static str, specs: impl IntoIterator<Item = &'s Spec>) -> Inputs {
        Inputs { prefix, specs: specs.into_iter().cloned().collect() }
    }

    /// The field of this key.
    ///
    /// # Panics
    /// When a template names a field that is not declared.
    pub fn input(&self, key: &str) -> Input<'_> {
        let spec = self.specs.iter().find(|spec| spec.key == key);
        Input::new(
            spec.expect("a template names a declared field"),
            format!("{}{key}", self.prefix),
        )
    }
}
