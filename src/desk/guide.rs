//! The guide (docs/guide), built into the program: its chapters as pages, and what the search box finds in them.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use rust_embed::RustEmbed;

use crate::{
    error::{Error, Result},
    room::Found,
    web::{self, Frame, Visit},
};

#[derive(RustEmbed)]
#[folder = "docs/guide/"]
#[include = "*.md"]
#[include = "images/*.webp"]
#[exclude = "README.md"]
struct Files;

/// A chapter.
pub struct Chapter {
    /// `03-cases`
    pub key: String,
    /// 「3 事例の登録と匿名化」
    pub title: String,
    /// Without its title; safe, being ours.
    html: String,
    sections: Vec<Section>,
}

/// What stands below one heading of a chapter.
struct Section {
    /// The heading, which is the anchor too; empty before the first.
    heading: String,
    text: String,
}

/// All chapters, in order.
pub static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
    let texts: BTreeMap<String, String> = Files::iter()
        .filter_map(|name| {
            let key = name.strip_suffix(".md")?.to_owned();
            Some((key, String::from_utf8_lossy(&Files::get(&name)?.data).into_owned()))
        })
        .collect();
    texts.into_iter().map(|(key, text)| Chapter::read(key, &text)).collect()
});

impl Chapter {
    fn read(key: String, text: &str) -> Chapter {
        let mut chapter = Chapter {
            key,
            title: String::new(),
            html: String::new(),
            sections: vec![Section { heading: String::new(), text: String::new() }],
        };
        let (mut events, mut in_title, mut in_heading) = (Vec::new(), false, false);
        let mut heading_at = 0;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            let here = chapter.sections.len() - 1;
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => in_title = true,
                Event::End(TagEnd::Heading(HeadingLevel::H1)) => in_title = false,
                Event::Text(words) if in_title => chapter.title.push_str(&words),
                Event::Start(Tag::Heading { .. }) => {
                    (in_heading, heading_at) = (true, events.len());
                    chapter.sections.push(Section { heading: String::new(), text: String::new() });
                    events.push(event);
                }
                Event::End(TagEnd::Heading(_)) => {
                    in_heading = false;
                    // The anchor is known once the heading was read.
                    if let Event::Start(Tag::Heading { id, .. }) = &mut events[heading_at] {
                        *id = Some(CowStr::from(chapter.sections[here].heading.clone()));
                    }
                    events.push(event);
                }
                Event::Text(ref words) if in_heading => {
                    chapter.sections[here].heading.push_str(words);
                    events.push(event);
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let dest_url = leads_to(&dest_url).into();
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let dest_url = format!("/help/{dest_url}").into();
                    events.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
                Event::Text(ref words) | Event::Code(ref words) => {
                    chapter.sections[here].text.push_str(words);
                    events.push(event);
                }
                Event::SoftBreak | Event::HardBreak | Event::End(_) => {
                    chapter.sections[here].text.push(' ');
                    events.push(event);
                }
                other => events.push(other),
            }
        }
        html::push_html(&mut chapter.html, events.into_iter());
        chapter
    }
}

/// Where a link of the guide leads on screen.
fn leads_to(written: &str) -> String {
    let (file, anchor) = written.split_once('#').unwrap_or((written, ""));
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    match file.strip_suffix(".md") {
        Some("README") => "/help".to_owned(),
        Some(chapter) => format!("/help/{chapter}{anchor}"),
        None => written.to_owned(),
    }
}

#[derive(askama::Template)]
#[template(path = "desk/guide.html")]
struct GuidePage {
    frame: Frame,
    chapter: &'static Chapter,
    before: Option<&'static Chapter>,
    behind: Option<&'static Chapter>,
}

/// `GET /help/{chapter}`
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Response> {
    let at = CHAPTERS.iter().position(|chapter| chapter.key == key).ok_or(Error::NotFound)?;
    let chapter = &CHAPTERS[at];
    web::page(&GuidePage {
        frame: visit.frame(chapter.title.as_str()),
        chapter,
        before: at.checked_sub(1).map(|at| &CHAPTERS[at]),
        behind: CHAPTERS.get(at + 1),
    })
}

/// `GET /help/images/{file}`
pub async fn image(Path(file): Path<String>) -> Result<Response> {
    // By its name among those that there are: while developing, files are read from the disk.
    let name = format!("images/{file}");
    let known = Files::iter().any(|one| one == name);
    let image = Files::get(&name).filter(|_| known).ok_or(Error::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, "private, max-age=86400")];
    Ok((headers, image.data).into_response())
}

/// Sections in which all the words stand.
pub fn search(words: &[String]) -> Vec<Found> {
    let holds = |section: &Section| {
        let text = nihon::sought(&format!("{} {}", section.heading, section.text));
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let sections =
        CHAPTERS.iter().flat_map(|chapter| chapter.sections.iter().map(move |s| (chapter, s)));
    let found = sections.filter(|(_, section)| holds(section)).map(|(chapter, section)| Found {
        kind: "使い方",
        title: [chapter.title.as_str(), &section.heading].join(" ").trim_end().to_owned(),
        excerpt: section.text.trim().to_owned(),
        href: match section.heading.as_str() {
            "" => format!("/help/{}", chapter.key),
            heading => {
                let anchor: String = form_urlencoded::byte_serialize(heading.as_bytes()).collect();
                format!("/help/{}#{}", chapter.key, anchor.replace('+', "%20"))
            }
        },
        by_name: None,
    });
    found.take(MOST_FOUND).collect()
}

/// Sections that the search box shows: people look for records first.
const MOST_FOUND: usize = 3;
