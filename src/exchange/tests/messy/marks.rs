use super::*;

/// A case with one mark in a column.
fn marked(column: &str, mark: &str) -> Vec<u8> {
    text(&format!("氏名,事例の種類,件名,登録日,{column}\n松戸 花子,困難事例,件,R7.7.1,{mark}\n"))
}

const BLANK: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||"]);
const CIRCLE: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||見守り不在"]);
const DIFFICULT: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||世帯の困難"]);
const SUSPECTED: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||見守り不在(疑い)"]);

pub(super) fn files() -> Vec<Messy> {
    let mut files = Vec::new();
    for absent in
        ["なし", "無", "無し", "×", "－", "―", "0", "□", "特になし", "該当なし", "ー", "x"]
    {
        files.push(cases(
            "absence in a column of marks",
            marked("見守り不在", absent),
            vec![BLANK],
        ));
    }
    for absent in ["なし", "無", "×", "－", "0", "□", "特になし", "該当なし"] {
        files.push(cases(
            "absence where words are allowed",
            marked("世帯の困難", absent),
            vec![BLANK],
        ));
        files.push(cases(
            "absence where only words are",
            marked("その他(本人要素)", absent),
            vec![BLANK],
        ));
    }
    for mark in
        ["○", "〇", "◯", "◎", "レ", "ﾚ", "✓", "✔", "☑", "■", "●", "有", "あり", "はい", "1", "１"]
    {
        files.push(cases("a shape of yes", marked("見守り不在", mark), vec![CIRCLE]));
        files.push(cases(
            "a shape of yes where words are allowed",
            marked("世帯の困難", mark),
            vec![DIFFICULT, Named(&["松戸 花子||未確認||"])],
        ));
    }
    for perhaps in ["疑い", "?", "？", "△", "（疑い）"] {
        files.push(cases("a shape of perhaps", marked("見守り不在", perhaps), vec![SUSPECTED]));
        files.push(cases(
            "a shape of perhaps where it is not known and words are allowed",
            marked("世帯の困難", perhaps),
            vec![Asks("は、何を表しますか")],
        ));
    }
    files.extend([
        cases("a word where none is allowed", marked("見守り不在", "たぶん"), vec![Asks("「たぶん」は、何を表しますか")]),
        cases("the word, answered yes", marked("見守り不在", "たぶん"), vec![CIRCLE]).said("mark:ms:たぶん", "circle"),
        cases("the word, answered perhaps", marked("見守り不在", "たぶん"), vec![SUSPECTED])
            .said("mark:ms:たぶん", "suspected"),
        cases("the word, answered no", marked("見守り不在", "たぶん"), vec![BLANK]).said("mark:ms:たぶん", "blank"),
        cases("unclear in marks", marked("見守り不在", "不明"), vec![Asks("「不明」は")]),
        cases("unclear in words", marked("その他(本人要素)", "不明"), vec![Asks("この言葉のまま読む")]),
        cases("a circle where only words are", marked("その他(本人要素)", "○"), vec![Wrong("ことばで入力してください")]),
        cases(
            "words where words are allowed",
            marked("その他(本人要素)", "徘徊"),
            vec![
                Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||その他(文字)"]),
                Named(&["松戸 花子||未確認||徘徊"]),
            ],
        ),
        cases(
            "two words are two questions, one word in two rows is one",
            text(
                "氏名,事例の種類,登録日,見守り不在\n松戸 花子,困難事例,R7.7.1,要検討\n松戸 太郎,困難事例,R7.7.1,要検討\n\
                 松戸 次郎,困難事例,R7.7.1,様子見\n",
            ),
            vec![Asks("「要検討」は"), Asks("「様子見」は")],
        ),
        cases(
            "a mark of Excel's own yes",
            book(|sheet| {
                rows_into(sheet, &["氏名|事例の種類|件名|登録日|見守り不在", "松戸 花子|困難事例|件|R7.7.1"]);
                sheet.write_boolean(1, 4, true).unwrap();
            }),
            vec![CIRCLE],
        ),
        cases(
            "numbers for yes and no",
            book(|sheet| {
                rows_into(sheet, &["氏名|事例の種類|件名|登録日|見守り不在|認知症", "松戸 花子|困難事例|件|R7.7.1"]);
                sheet.write_number(1, 4, 1).unwrap();
                sheet.write_number(1, 5, 0).unwrap();
            }),
            vec![CIRCLE],
        ),
    ]);
    files
}
