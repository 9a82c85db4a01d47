//! What was read beside the records that are there, and its writing.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::{BoxFuture, FutureExt};

use super::{
    columns::{NUMBER, PARENT, SINCE, STATE},
    comparing::{LedgerLines, Line, What},
    there::{Sought, There, unique},
};
use crate::{
    access,
    db::{Conn, Tx},
    error::{Error, Refusals, Result},
    imports::{Before, Lines, Report, RowState, WrongCell},
    ledgers::{
        columns::Columns,
        commands::{self, NewEntry},
        entry::{Begun, Entry, PREFIX, Written},
        rules::{EntryFacts, LedgerAction},
    },
    persons::{Gate, JUDGE, Says},
    tabular::{Place, Question},
};

/// What becomes of a line.
struct Planned {
    row: usize,
    what: What,
}

/// A line beside the record of which it speaks.
struct Compared<'l> {
    line: &'l Line,
    state: RowState,
    /// What the record says now and then would, by column.
    differs: BTreeMap<String, (String, String)>,
}

/// The question whether rows that say something else are written over what is there.
const REPLACE: &str = "replace";

impl Lines for LedgerLines {
    fn there<'a>(&'a self, _: &'a mut Conn) -> BoxFuture<'a, Result<Vec<String>>> {
        async { Ok(Vec::new()) }.boxed()
    }

    fn look<'a>(
        &'a self,
        conn: &'a mut Conn,
        _: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<()>> {
        async move { self.plan(conn, report).await.map(|_| ()) }.boxed()
    }

    fn take<'a>(
        &'a self,
        tx: &'a mut Tx,
        _: &'a Before,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<Vec<(String, String)>>> {
        async move {
            let planned = self.plan(tx, report).await?;
            if report.is_clean() {
                self.world.telling.step("記録を登録しています", planned.len());
                for (at, planned) in planned.into_iter().enumerate() {
                    self.world.telling.done(at);
                    let row = planned.row;
                    self.write(tx, planned.what).await.map_err(|error| in_row(row, error))?;
                }
            }
            Ok(Vec::new())
        }
        .boxed()
    }
}

/// What a command refuses, said of a row.
fn in_row(row: usize, error: Error) -> Error {
    let of_row = |sentence: &str| {
        let sentence = match sentence.strip_suffix(JUDGE) {
            Some(begins) => format!("{begins}書き換えて、もう一度送ってください。"),
            None => sentence.to_owned(),
        };
        format!("{row}行目: {sentence}")
    };
    match error {
        Error::Refused(refusals) => Error::Refused(refusals.reworded(of_row)),
        other => other,
    }
}

impl LedgerLines {
    /// Compares the lines with the records, counts them in the report, and says what is to be written.
    async fn plan(&self, conn: &mut Conn, report: &mut Report) -> Result<Vec<Planned>> {
        let (world, ledger) = (&self.world, &self.ledger);
        world.telling.step("登録済みの記録と照らしています", self.lines.len());
        let changes = |entry: &Entry| {
            let facts = EntryFacts::of(entry, ledger.clone());
            access::may(LedgerAction::Change, &world.actor, &facts)
        };
        let mut there = There::open(conn, ledger, &self.said, changes).await?;
        let gate = Gate::of_file(conn, &world.actor, world.actor.center()).await?;
        let replaces = self.answered.get(REPLACE) == Some("yes");
        let (mut planned, mut compared) = (Vec::new(), Vec::new());
        let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
        let mut met: HashMap<usize, usize> = HashMap::new();
        let mut namesakes: Vec<usize> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            world.telling.done(at);
            let keys = [unique(ledger, &line.answers), numbered(line)];
            let twice = keys.into_iter().flatten().filter_map(|key| seen.insert(key, line.row));
            if let Some(row) = twice.last() {
                let sentence = format!("同じ{}が{row}行目にもあります。", ledger.one());
                report.wrong(self.wrong(line, "", sentence));
                continue;
            }
            let (new, begun) = self.begins(line);
            let above = line.parent.as_ref().and_then(|id| self.above.get(id));
            let columns = Columns::of(ledger, &line.answers, (above, ""));
            let of = (above.is_some(), world.today);
            let (facts, refusals) = commands::refused(&world.actor, (&new, &columns, &begun), of);
            // Of a place that is not theirs nobody learns what is there.
            if !world.actor.is_system() && !facts.held_by(&ledger.write, &world.actor) {
                if self.is_free(&refusals) {
                    let sentence = "この記録を書く人ではありません。";
                    report.wrong(self.wrong(line, "", sentence.to_owned()));
                }
                self.refuse(report, line, refusals);
                continue;
            }
            let sought = Sought {
                number: &line.number,
                parent: line.parent.as_ref(),
                answers: &line.answers,
            };
            let Some(found) = there.find(ledger, &sought, &self.said) else {
                let told = self.told(&gate, &new.written)?;
                if told.is_empty() && self.is_free(&refusals) {
                    if there.is_called(line.parent.as_ref(), &columns.label) {
                        namesakes.push(line.row);
                    }
                    compared.push(Compared {
                        line,
                        state: RowState::New,
                        differs: BTreeMap::new(),
                    });
                    planned.push(Planned { row: line.row, what: What::Begin(new, begun) });
                }
                self.refuse(report, line, refusals);
                told.into_iter().for_each(|(key, said)| report.wrong(self.wrong(line, &key, said)));
                continue;
            };
            if let Some(row) = met.insert(found, line.row) {
                let sentence = format!("{row}行目も、同じ{}のことです。", ledger.one());
                report.wrong(self.wrong(line, "", sentence));
                continue;
            }
            let (entry, answers) = (&there.entries[found], &there.answers[found]);
            let facts = EntryFacts::of(entry, ledger.clone());
            if !changes(entry) {
                let sentence = "同じ記録はもう登録されています。その記録を担当する人が直します。";
                report.wrong(self.wrong(line, "", sentence.to_owned()));
                continue;
            }
            let differs = self.differs(line, entry, answers);
            // When something began is set right on the record's page.
            let state = match differs.keys().all(|key| key == SINCE) {
                true => RowState::Unchanged,
                false => RowState::Changed,
            };
            if state == RowState::Changed && replaces {
                match self.replaces(line, (entry, answers), &facts) {
                    Ok(what) => {
                        let told = match &what {
                            What::Change(_, written, _) | What::Move(_, written, ..) => {
                                self.told(&gate, written)?
                            }
                            What::Begin(..) => Vec::new(),
                        };
                        for (key, said) in told {
                            report.wrong(self.wrong(line, &key, said));
                        }
                        planned.push(Planned { row: line.row, what });
                    }
                    Err((key, sentence)) => report.wrong(self.wrong(line, key, sentence)),
                }
            }
            compared.push(Compared { line, state, differs });
        }
        self.tell(report, (&compared, &namesakes), replaces);
        Ok(planned)
    }

    /// What a line would begin.
    fn begins(&self, line: &Line) -> (NewEntry, Begun) {
        let (ledger, answers) = (self.ledger.clone(), line.answers.clone());
        let first = Begun::first(&ledger);
        let new = NewEntry {
            written: Written { ledger, answers, personal: false, asked: None },
            parent: line.parent.clone(),
            since: line.since,
        };
        let state = line.state.clone().unwrap_or(first.state);
        (new, Begun { state, source_key: line.number.clone() })
    }

    /// What of the words may tell who somebody is, by their columns.
    fn told(&self, gate: &Gate, written: &Written) -> Result<Vec<(String, String)>> {
        let mut told = Vec::new();
        for text in written.says() {
            let key = text.field.trim_start_matches(PREFIX).to_owned();
            let sentences = gate.told_by(None, &[text])?;
            told.extend(sentences.into_iter().map(|sentence| (key.clone(), sentence)));
        }
        Ok(told)
    }

    fn is_free(&self, refusals: &Refusals) -> bool {
        refusals.to_string().is_empty()
    }

    fn refuse(&self, report: &mut Report, line: &Line, refusals: Refusals) {
        for (field, sentence) in refusals {
            let key = match field.as_str() {
                "parent" => PARENT,
                "state" => STATE,
                field => field.trim_start_matches(PREFIX),
            };
            report.wrong(self.wrong(line, key, sentence));
        }
    }

    /// A line that is wrong in a column, or (of no column) as a whole.
    fn wrong(&self, line: &Line, key: &str, reason: String) -> WrongCell {
        let place = self.places.get(key);
        let of = |part: fn(&Place) -> &String| place.map(part).cloned().unwrap_or_default();
        WrongCell {
            file: self.file.clone(),
            sheet: line.sheet.clone(),
            row: line.row,
            column: of(|place| &place.column),
            header: of(|place| &place.header),
            value: self.words(line, key),
            reason,
        }
    }

    /// Counts the lines, those that differ first, and says what a person should know of them.
    fn tell(
        &self,
        report: &mut Report,
        (compared, namesakes): (&[Compared<'_>], &[usize]),
        replaces: bool,
    ) {
        for state in [RowState::Changed, RowState::New, RowState::Unchanged] {
            for one in compared.iter().filter(|one| one.state == state) {
                report.count(one.line.row, state, || {
                    let cell = |(key, _): &(String, String)| match one.differs.get(key) {
                        Some((now, said)) if now.is_empty() => format!("（空欄）→{said}"),
                        Some((now, said)) => format!("{now}→{said}"),
                        None => self.words(one.line, key),
                    };
                    self.shown.iter().map(cell).collect()
                });
            }
        }
        let first = self.ledger.states.first().map(|state| &state.key);
        let ahead = |one: &&Compared<'_>| {
            one.state == RowState::New
                && one.line.state.is_some()
                && one.line.state.as_ref() != first
        };
        let ahead = compared.iter().filter(ahead).count();
        if ahead > 0 {
            report.note(format!(
                "新しい行のうち{ahead}行は、途中の状態から始まります。その状態に進めるときに聞くことは、書かれていなくても取り込みます。"
            ));
        }
        let other_day =
            |one: &&Compared<'_>| one.state == RowState::Unchanged && !one.differs.is_empty();
        let other_day = compared.iter().filter(other_day).count();
        if other_day > 0 {
            report.note(format!(
                "登録済の行のうち{other_day}行は、いつからかだけが違います。取り込みでは変えません。記録のページで直してください。"
            ));
        }
        if let Some(row) = namesakes.first() {
            report.note(format!(
                "新しい行のうち{}行は、同じ名前の{}がもうあります（{row}行目など）。同じものなら、その行を消してから送ってください。",
                namesakes.len(),
                self.ledger.one()
            ));
        }
        if report.changed > 0 {
            let text = format!(
                "登録済の{}と内容の違う行が{}行あります。書き換えますか。",
                self.ledger.one(),
                report.changed
            );
            let question = Question::new(REPLACE, text)
                .reply("no", "書き換えない（新しい行だけを取り込む）")
                .reply("yes", "内容が違う行は書き換える（前の内容は「経過」に残ります）")
                .guess("no");
            report.questions.push(question.answered(&self.answered));
            report.replaces = replaces;
        }
    }
}

/// What no two lines say alike besides: their number.
fn numbered(line: &Line) -> Option<Vec<String>> {
    (!line.number.is_empty()).then(|| vec![NUMBER.to_owned(), line.number.clone()])
}
