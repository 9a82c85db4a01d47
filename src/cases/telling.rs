//! What a text still tells of a person where nobody may know who it is.

use crate::{
    forms::Answer,
    persons::{NewPerson, Person},
    web::FormState,
};

/// Refuses the texts that still tell who the person is, each at its field: they are shown to people who know the
/// case by its label alone.
pub(super) fn refuse_telling<'f>(
    form: &mut FormState,
    person: impl Into<Secrets<'f>>,
    fields: impl IntoIterator<Item = impl AsRef<str>>,
) {
    let secrets = person.into();
    for field in fields {
        let field = field.as_ref();
        let typed = Answer::Text(form.value(field).to_owned());
        if let Some(told) = tells(&typed, secrets) {
            form.error(
                field,
                format!("本人の{told}が含まれています。匿名の言葉に書き換えてください。"),
            );
        }
    }
}

/// What no de-identified text may hold of a person.
#[derive(Clone, Copy)]
pub(super) struct Secrets<'p> {
    name: &'p str,
    kana: &'p str,
    insured_number: &'p str,
    address: &'p str,
}

impl<'p> From<&'p Person> for Secrets<'p> {
    fn from(person: &'p Person) -> Self {
        Secrets {
            name: &person.name,
            kana: &person.kana,
            insured_number: &person.insured_number,
            address: &person.address,
        }
    }
}

impl<'p> From<&'p NewPerson> for Secrets<'p> {
    fn from(person: &'p NewPerson) -> Self {
        Secrets {
            name: &person.name,
            kana: &person.kana,
            insured_number: &person.insured_number,
            address: &person.address,
        }
    }
}

/// What of the person an answer still tells, in words.
pub(super) fn tells(answer: &Answer, person: Secrets<'_>) -> Option<&'static str> {
    let bare = |text: &str| -> String {
        nihon::fold(text).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let texts: Vec<String> = match answer {
        Answer::Text(text) => vec![bare(text)],
        Answer::Many(_) => Vec::new(),
        Answer::Stages { before, expected, after } => {
            [before, expected, after].map(|text| bare(text)).to_vec()
        }
    };
    let told = |secret: &str| {
        let secret = bare(secret);
        secret.chars().count() >= 2 && texts.iter().any(|text| text.contains(&secret))
    };
    let parts = |name: &str| {
        std::iter::once(name.to_owned())
            .chain(name.split_whitespace().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    if parts(person.name).iter().any(|part| told(part))
        || parts(person.kana).iter().any(|p| told(p))
    {
        Some("氏名")
    } else if told(person.insured_number) {
        Some("被保険者番号")
    } else if told(person.address) {
        Some("住所")
    } else {
        None
    }
}
