//! The rows of a table that was found: which are records, and what only a person can say of them.

use super::{
    Column, Question, Table,
    header::Places,
    question::{NO_COLUMN, column_key},
    rows::{self, Downwards, Skipped, Under, Wanted, sorted},
    table::head_words,
};

impl Table<'_> {
    /// Sorts its rows, and says and asks what is to be said and asked of them.
    pub(super) fn sort_rows(&mut self) {
        let read = self.read();
        let required = self.declared.iter().filter(|column| column.required).count();
        let wanted =
            Wanted { header: self.header, heads: &self.heads, read: &read, least: required.max(1) };
        let rows::Sorted { mut records, mut skipped, mut hidden } = sorted(self.sheet, &wanted);
        if !hidden.is_empty() {
            let list: Vec<String> =
                hidden.iter().take(10).map(|row| (row + 1).to_string()).collect();
            let more = if hidden.len() > 10 { "など" } else { "" };
            let text = format!(
                "表示されていない行(絞り込みで隠れた行を含む)が{}行あります({}行目{more})。読みますか。",
                hidden.len(),
                list.join("、")
            );
            let question = Question::new("hidden", text)
                .reply("read", "読む")
                .reply("skip", "読まない")
                .answered(self.answered);
            if question.holds() == "read" {
                records.append(&mut hidden);
                records.sort_unstable();
            } else {
                let skip =
                    |row: &usize| Skipped { row: row + 1, reason: "表示されていない行" };
                skipped.extend(hidden.iter().map(skip));
                skipped.sort_by_key(|skipped| skipped.row);
            }
            self.questions.push(question);
        }
        let downwards: Vec<(&Column, Downwards)> = (self.declared.iter())
            .filter(|column| column.downwards)
            .filter_map(|column| {
                // While it is asked, they are shown as most files mean them.
                let fills = self.answered.get(&below_key(&column.name)) != Some("blank");
                Some((column, Downwards { at: *self.columns[&column.name].at.first()?, fills }))
            })
            .collect();
        let (columns, downwards): (Vec<&Column>, Vec<Downwards>) = downwards.into_iter().unzip();
        let width = self.heads.len();
        let (carried, under) = rows::under(self.sheet, &records, &hidden, &read, &downwards, width);
        for (column, Downwards { at, .. }) in columns.into_iter().zip(&downwards) {
            if under[*at].below > 0 {
                let words = head_words(&self.heads, *at);
                let text = format!(
                    "{words}に空欄の行が{}行あります。上の行と同じですか。",
                    under[*at].below
                );
                let question = Question::new(below_key(&column.name), text)
                    .reply("same", "上の行と同じです")
                    .reply("blank", "空欄のままです");
                self.questions.push(question.answered(self.answered));
            }
        }
        for at in read {
            let Some(Under { merged, repeated, values, .. }) = under.get(at) else { continue };
            let column = head_words(&self.heads, at);
            if *merged > 0 {
                self.notes.push(format!("{column}の結合されたセルは、つながるすべての行の値として読みました({merged}行)。"));
            }
            if *repeated > 0 {
                self.notes.push(format!(
                    "{column}の「〃」は、上の行と同じ値として読みました({repeated}か所)。"
                ));
            }
            if *values > 0 && self.sheet.hidden_columns.contains(&at) {
                self.notes.push(format!(
                    "{column}は、Excelで表示されていない列ですが、読みました。読まないときは「列の対応を見る・直す」で外してください。"
                ));
            }
        }
        (self.records, self.skipped) = (records, skipped);
        (self.carried, self.under) = (carried, under);
    }

    /// Asks of a column of numbers whether it names the records or only counts the rows. Where it counts from 1 on without a
    /// gap it is taken to count; else nobody can tell.
    pub(super) fn ask_what_counts(&mut self, places: &[Places]) {
        for (column, places) in self.declared.iter().zip(places) {
            let key = column_key(&column.name);
            let (true, Some(at)) = (places.doubtful, places.at.first()) else { continue };
            let counts = self.under[*at].counts;
            let header = &self.heads[*at].shown;
            let question = Question::new(
                &key,
                format!("「{header}」の列は、{}ですか、行の番号ですか。", column.name),
            )
            .reply(NO_COLUMN, "行の番号です(読みません)")
            .reply(
                at.to_string(),
                format!(
                    "{}です(同じ番号の行は、次に取り込むときも同じ記録とみなします)",
                    column.name
                ),
            );
            let question = if counts { question.guess(NO_COLUMN) } else { question };
            self.questions.push(question.answered(self.answered));
        }
    }
}

/// The key of the question whether blank cells of a column say what stands above them.
fn below_key(column: &str) -> String {
    format!("below:{column}")
}
