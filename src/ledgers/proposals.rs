//! `/ledgers/proposals`: a ledger made of a table that somebody keeps. A person says of every column what it is; what follows goes
//! through the same door as every change of the structure. Its rows come in as any file does.

pub mod proposing;

use axum::response::Response;

use self::proposing::{Proposed, ReadAs, is_there, propose, spec_of};
use crate::{
    access::Circle,
    conferences::{LadderAction, LadderFacts, Saved, save, version},
    error::{Error, Result},
    fields::{FieldRole, Needed, Spec},
    id::LedgerId,
    preset::{FormSection, Ledger, Preset},
    structure::Structure,
    tabular::{Limits, Refusal, Source},
    web::{self, Fields, FormState, Frame, Upload, Visit, form::Choice},
};

/// The most columns of a table.
const COLUMNS: usize = 60;

/// The most fields to narrow a list by.
const NARROW: usize = 8;

#[derive(askama::Template)]
#[template(path = "ledgers/proposals.html")]
struct Page {
    frame: Frame,
    form: FormState,
    /// None while no file was sent.
    columns: Vec<Asked>,
    kinds: Vec<Choice>,
    circles: Vec<Choice>,
    /// Columns by which a record may be called.
    titles: Vec<Choice>,
}

/// The names of one column's fields, and what is known of it.
struct Asked {
    header: String,
    label: String,
    kind: String,
    words: String,
    /// Whether choices stand there, or are wrong.
    has_words: bool,
    needed: String,
    filter: String,
    /// Names and values of what travels along.
    hidden: Vec<String>,
    samples: String,
    unread: String,
    is_personal: bool,
}

fn check(visit: &Visit) -> Result<()> {
    let facts = LadderFacts { municipality: visit.municipality().clone() };
    visit.check(LadderAction::EditLadder, &facts)
}

/// `GET /ledgers/proposals`
pub async fn ask(visit: Visit) -> Result<Response> {
    check(&visit)?;
    web::page(&page(&visit, FormState::empty()))
}

/// `POST /ledgers/proposals`: what a file would be; nothing is kept of it.
pub async fn read(visit: Visit, Upload { mut form, file }: Upload) -> Result<Response> {
    check(&visit)?;
    let Some(file) = file else {
        form.error("file", "ファイルを選んでください。");
        return web::refused(&page(&visit, form));
    };
    let (name, structure) = (file.name.clone(), visit.structure().clone());
    let proposed = match file.too_large {
        true => {
            let limit = Limits::default().bytes;
            Err(Refusal::TooLarge { file: name.clone(), bytes: limit + 1, limit })
        }
        false => tokio::task::spawn_blocking(move || {
            let book = Source::read(&file.name, &file.content, &Limits::default())?;
            propose(&book, &structure)
        })
        .await
        .map_err(Error::internal)?,
    };
    match proposed {
        Ok(columns) => {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let mut form = filled(&columns).with("name", stem);
            form.set("version", version(&visit).await?);
            web::page(&page(&visit, form))
        }
        Err(refusal) => {
            form.error("file", refusal.to_string());
            web::refused(&page(&visit, form))
        }
    }
}

/// The form as it is proposed.
fn filled(columns: &[Proposed]) -> FormState {
    let mut form = FormState::empty().with("counted_in", "件");
    form.set_all("read", ["city"]);
    form.set_all("write", ["city"]);
    let mut narrow = 0;
    for (at, column) in columns.iter().take(COLUMNS).enumerate() {
        let said = |part: &str| format!("{part}.{at}");
        form.set(&said("header"), &column.header);
        form.set(&said("label"), &column.header);
        form.set(&said("samples"), column.samples.join("、"));
        form.set(&said("unread"), column.unread.join("、"));
        form.set(&said("words"), column.words.join("\n"));
        if column.is_personal {
            form.set(&said("personal"), "yes");
        } else {
            form.set(&said("kind"), column.read_as.code());
        }
        let few = matches!(
            column.read_as,
            ReadAs::Choice | ReadAs::YesNo | ReadAs::District | ReadAs::Area | ReadAs::Center
        );
        if few && !column.is_personal && narrow < NARROW {
            narrow += 1;
            form.set(&said("filter"), "yes");
        }
    }
    let texts = || {
        let all = columns.iter().enumerate().filter(|(_, column)| !column.is_personal);
        all.filter(|(_, column)| column.read_as == ReadAs::Text)
    };
    let called = texts().find(|(_, column)| column.header.contains('名')).or(texts().next());
    let title = called.map_or(0, |(at, _)| at);
    form.set("title", title);
    form.set(&format!("needed.{title}"), "yes");
    form
}

/// `POST /ledgers/proposals/definitions`: the ledger, as it was confirmed.
pub async fn define(visit: Visit, Fields(mut form): Fields) -> Result<Response> {
    check(&visit)?;
    let known = form.required_integer("version", "版", 0..=i64::MAX).unwrap_or_default();
    let Some(ledger) = ledger(&mut form, visit.structure())? else {
        return web::refused(&page(&visit, form));
    };
    let change = |preset: &mut Preset| preset.ledgers.push(ledger.clone());
    match save(&visit, known, "ledger", &change).await? {
        Saved::Done => {
            let sentence = format!(
                "台帳「{}」を作りました。同じファイルをここから送ると、行が記録になります。",
                ledger.name
            );
            Ok(web::done(&format!("/imports?kind=ledger.{}", ledger.key), &sentence))
        }
        Saved::Refused(sentences) => {
            sentences.into_iter().for_each(|sentence| form.error("", sentence));
            web::refused(&page(&visit, form))
        }
        Saved::Stale => {
            form.error("", "ほかの人が先に体系を保存しました。もう一度保存してください。");
            form.set("version", version(&visit).await?);
            web::collided(&page(&visit, form))
        }
    }
}

/// The ledger that a form describes; none where it cannot be.
fn ledger(form: &mut FormState, structure: &Structure) -> Result<Option<Ledger>> {
    let name = form.required("name", "台帳の名前", 60);
    let one = form.optional("one", "一件の呼び名", 20);
    let counted_in = form.required("counted_in", "数え方", 6);
    let circles = circles();
    let (read, write) =
        (form.chosen("read", "見る人", &circles), form.chosen("write", "書く人", &circles));
    for (field, who, chosen) in [("read", "見る人", &read), ("write", "書く人", &write)] {
        if chosen.is_empty() {
            form.error(field, format!("{who}を選んでください。"));
        }
    }
    let title: Option<usize> = form.value("title").parse().ok();
    let mut fields: Vec<(usize, Spec)> = Vec::new();
    for at in 0..asked(form).len() {
        let said = |part: &str| format!("{part}.{at}");
        let Some(read_as) = form.optional_key::<ReadAs>(&said("kind"), "種類") else { continue };
        let label = form.required(&said("label"), "欄の名前", 60);
        let words: Vec<String> = form
            .optional(&said("words"), "選択肢", 2_000)
            .lines()
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        if read_as == ReadAs::Choice && words.is_empty() {
            form.error(
                &said("words"),
                format!("「{label}」の選択肢を、1行に一つずつ書いてください。"),
            );
        }
        let mut spec = spec_of(read_as, &label, &words, structure);
        spec.key = format!("field_{}", at + 1);
        if !spec.to.is_empty() {
            spec.choices.clear();
        }
        let header = form.value(&said("header")).to_owned();
        if header != label {
            spec.also.push(header);
        }
        spec.filter = form.ticked(&said("filter"));
        spec.required = Needed::from(form.ticked(&said("needed")));
        if title == Some(at) && read_as == ReadAs::Text {
            spec.role = Some(FieldRole::Title);
        } else if read_as == ReadAs::Day {
            spec.role = Some(FieldRole::Day);
        }
        // What a record is called is said of every one.
        if title == Some(at) {
            spec.required = Needed::ToSubmit;
        }
        if spec.role.is_some()
            && fields.iter().any(|(_, before): &(usize, Spec)| before.role == spec.role)
        {
            spec.role = None;
        }
        fields.push((at, spec));
    }
    let called = fields.iter().find(|(at, _)| title == Some(*at));
    let label = match called {
        None => {
            form.error("title", "記録の呼び名にする列を、使う列から選んでください。");
            String::new()
        }
        Some((_, spec)) if spec.role == Some(FieldRole::Title) => String::new(),
        Some((_, spec)) => format!("{{{}}}", spec.key),
    };
    if !form.is_valid() {
        return Ok(None);
    }
    let begun = "key = 'new'\nname = 'new'\nread = []\nwrite = []\nsections = []";
    let begun: Ledger = toml::from_str(begun).map_err(Error::internal)?;
    let circle = |code: &String| code.parse::<Circle>().ok();
    Ok(Some(Ledger {
        key: new_key(structure),
        one,
        counted_in,
        label,
        read: read.iter().filter_map(circle).collect(),
        write: write.iter().filter_map(circle).collect(),
        sections: vec![FormSection {
            key: "section_1".to_owned(),
            title: name.clone(),
            fields: fields.into_iter().map(|(_, spec)| spec).collect(),
        }],
        name,
        ..begun
    }))
}

/// A key that no ledger has.
fn new_key(structure: &Structure) -> LedgerId {
    let mut keys = (1..).map(|number: usize| LedgerId::from(format!("ledger_{number}")));
    let free = |key: &LedgerId| structure.ledger(key).is_none();
    keys.find(free).expect("there are more numbers than ledgers")
}

/// Who may be said to read and write.
fn circles() -> Vec<Choice> {
    let said = |circle: &&Circle| !matches!(circle, Circle::Secretariat | Circle::Public);
    Circle::ALL.iter().filter(said).map(|one| Choice::new(one.code(), one.label())).collect()
}

/// The columns of which a form asks.
fn asked(form: &FormState) -> Vec<Asked> {
    let there = |at: &usize| !form.value(&format!("header.{at}")).is_empty();
    (0..COLUMNS)
        .take_while(there)
        .map(|at| {
            let said = |part: &str| format!("{part}.{at}");
            Asked {
                header: form.value(&said("header")).to_owned(),
                label: said("label"),
                kind: said("kind"),
                has_words: !form.value(&said("words")).is_empty() || form.is_wrong(&said("words")),
                words: said("words"),
                needed: said("needed"),
                filter: said("filter"),
                hidden: ["header", "samples", "unread", "personal"].map(said).into(),
                samples: form.value(&said("samples")).to_owned(),
                unread: form.value(&said("unread")).to_owned(),
                is_personal: form.value(&said("personal")) == "yes",
            }
        })
        .collect()
}

fn page(visit: &Visit, form: FormState) -> Page {
    let columns = asked(&form);
    let offered = ReadAs::ALL.iter().filter(|read_as| is_there(**read_as, visit.structure()));
    let kinds = offered.map(|one| Choice::new(one.code(), one.label())).collect();
    let title = |(at, one): (usize, &Asked)| Choice::new(at.to_string(), one.header.clone());
    Page {
        frame: visit.frame("手元の表から台帳を作る"),
        titles: columns.iter().enumerate().map(title).collect(),
        kinds,
        circles: circles(),
        columns,
        form,
    }
}
