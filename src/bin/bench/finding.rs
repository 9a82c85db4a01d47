//! Words among a hundred thousand texts, beside looking through all of them with `like`.

use std::time::{Duration, Instant};

use tsumugi::bench::{
    access::Actor,
    clock::Day,
    db::Query,
    indexing,
    texts::{self, Sought, Text},
};

use crate::{
    options::{Options, Result},
    table::{Outcome, Row, Table, median, words},
    world::{CITY, Database, World},
};

/// Texts that are written in one transaction.
const AT_ONCE: usize = 1_000;
/// Words beside those that are looked for.
const OTHERS: u64 = 3_000;
/// Words of a text.
const LONG: usize = 36;
/// From this share of all texts on a word is frequent: of rarer ones a page is not filled before most texts were looked at.
const FREQUENT: f64 = 0.005;

/// What is looked for, and the share of texts in which each of its words stands.
const LOOKED_FOR: [(&str, f64); 9] = [
    ("債務", 0.0002),
    ("多重債務", 0.0001),
    ("鸞", 0.0003),
    ("徘徊", 0.002),
    ("配食", 0.01),
    ("通院", 0.05),
    ("虐待", 0.33),
    ("独居 転居", 0.015),
    ("仮名", 0.0),
];

/// Writes the texts and looks for words.
pub async fn measure(options: &Options, database: &Database, table: &mut Table) -> Result<()> {
    let world = World::make(database, 9_100).await?;
    let (db, m) = (world.app.db(), CITY.into());
    let begun = Instant::now();
    for first in (0..options.texts).step_by(AT_ONCE) {
        db.write(&m, |mut tx| async move {
            let some: Vec<Text> = (first..(first + AT_ONCE).min(options.texts)).map(text).collect();
            texts::replace(&mut tx, "case", &[], &some).await?;
            Ok((tx, ()))
        })
        .await?;
    }
    db.analyze().await?;
    table.add(Row {
        what: format!(
            "{} texts of some {LONG} words written and indexed, {}",
            options.texts, world.on
        ),
        measured: words(begun.elapsed()),
        baseline: String::new(),
        ratio: String::new(),
        target: "",
        outcome: Outcome::NoTarget,
    });
    let actor = Actor::system(m.clone(), "bench");
    for (looked_for, share) in LOOKED_FOR {
        let (mut ours, mut theirs, mut found) = (Vec::new(), Vec::new(), (0, 0));
        // The first round warms what both read.
        for round in 0..=options.rounds {
            let mut conn = db.read(&m).await?;
            let begun = Instant::now();
            let sought =
                Sought::of(&mut conn, &actor, indexing::kinds(), texts::words(looked_for)).await?;
            let mut hits = sought.hits(None);
            let mut first = 0;
            while first < usize::try_from(texts::PAGE)? {
                let some = hits.next(&mut conn).await?;
                if some.is_empty() {
                    break;
                }
                first += some.len();
            }
            let here = begun.elapsed();
            let begun = Instant::now();
            let mut query = Query::of(
                "select record_id, heading, body from texts t where t.municipality_id = $m",
                (),
            );
            for word in texts::words(looked_for) {
                query = query.with(" and t.sought like $1", format!("%{word}%"));
            }
            let query = query.with(" order by t.number desc limit $1", texts::PAGE);
            let by_like = query.all::<(String, String, String)>(&mut conn).await?.len();
            if round > 0 {
                ours.push(here);
                theirs.push(begun.elapsed());
            }
            found = (first.min(usize::try_from(texts::PAGE)?), by_like);
        }
        if found.0 != found.1 {
            return Err(format!("{looked_for}: {} found, {} by like", found.0, found.1).into());
        }
        tell(table, &world, (looked_for, share, found.0), median(ours), median(theirs));
    }
    Ok(())
}

fn tell(
    table: &mut Table,
    world: &World,
    (looked_for, share, found): (&str, f64, usize),
    ours: Duration,
    theirs: Duration,
) {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    let is_frequent = share > FREQUENT;
    table.add(Row {
        what: format!(
            "first page of 「{looked_for}」, in {:.2} % of texts ({found} shown), {}",
            share * 100.0,
            world.on
        ),
        measured: precise(ours),
        baseline: format!("like: {}", precise(theirs)),
        ratio: format!("{ratio:.1} ×"),
        target: if is_frequent { "never slower" } else { "≥ 20 × faster" },
        outcome: Outcome::of(ratio >= if is_frequent { 1.0 } else { 20.0 }),
    });
}

fn precise(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// The text of a number: the same in every run.
fn text(number: usize) -> Text {
    let mut chance = Chance(number as u64 + 1);
    let mut words: Vec<String> = (0..LONG).map(|_| word(&mut chance)).collect();
    for (looked_for, share) in LOOKED_FOR {
        for one in looked_for.split(' ') {
            // Two words of one search stand together as often as is said.
            let share = if looked_for.contains(' ') { share.sqrt() } else { share };
            if chance.part() < share {
                let at = chance.below(LONG as u64) as usize;
                words[at] = one.to_owned();
            }
        }
    }
    let mut text = Text {
        id: format!("text-{number:08}"),
        day: Day::of(2020, 4, 1).plus_days((number / 60) as i64),
        heading: words[..3].concat(),
        lines: Vec::new(),
        open: true,
        audience: Vec::new(),
    };
    for (n, some) in words[3..].chunks(11).enumerate() {
        text.say(["相談", "決定", "助言"][n % 3], &some.join("の"));
    }
    text
}

/// Two letters, the first words more often than the last.
fn word(chance: &mut Chance) -> String {
    let rank = (OTHERS as f64 * chance.part().powi(3)) as u32;
    let letter = |n: u32| char::from_u32(0x4E00 + n).unwrap_or('字');
    [letter(rank % 97), letter(100 + rank)].iter().collect()
}

/// Numbers that look like chance and are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 16) % most
    }

    fn part(&mut self) -> f64 {
        self.below(1 << 32) as f64 / (1_u64 << 32) as f64
    }
}
