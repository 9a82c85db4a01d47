use rust_xlsxwriter::ExcelDateTime;

use super::*;
use crate::tabular::tests::with_parts;

const HEAD: &str = "センター,会議の種類,開催日,開始,終了,場所\n";

fn list(rows: &str) -> Vec<u8> {
    text(&format!("{HEAD}{rows}\n"))
}

/// A list with one day.
fn on(day: &str) -> Vec<u8> {
    text(&format!("センター,会議の種類,開催日\n明第1,地域個別ケア会議,\"{day}\"\n"))
}

const DAY: Want = Rows(&["R7.11.20|明第1 地域個別ケア会議||"]);
const FROM_TWO: Want = Rows(&["R7.11.20|明第1 地域個別ケア会議|14:00|"]);
const TWO_TO_HALF_PAST_THREE: Want = Rows(&["R7.11.20|明第1 地域個別ケア会議|14:00～15:30|"]);

fn matrix(cells: &str) -> Vec<u8> {
    text(&format!("センター,地域個別ケア会議,\n{cells}\n"))
}

fn dated(format: &str, at: &ExcelDateTime) -> Vec<u8> {
    book(|sheet| {
        rows_into(sheet, &["センター|会議の種類|開催日", "明第1|地域個別ケア会議"]);
        let format = Format::new().set_num_format(format);
        sheet.write_datetime_with_format(1, 2, at, &format).unwrap();
    })
}

/// The same workbook, as programs write it that reckon nothing.
fn without_results(workbook: &[u8]) -> Vec<u8> {
    with_parts(workbook, |_, text| text.replace("<v>0</v></c>", "</c>"))
}

pub(super) fn files() -> Vec<Messy> {
    let noon = ExcelDateTime::from_ymd(2025, 11, 20).unwrap();
    let two = ExcelDateTime::from_ymd(2025, 11, 20).unwrap().and_hms(14, 0, 0).unwrap();
    vec![
        days("a day with its time", on("R7.11.20 14:00"), vec![FROM_TWO]),
        days("a day from two o'clock", on("令和7年11月20日(木)14時～"), vec![FROM_TWO]),
        days(
            "a day from two to half past three",
            on("R7.11.20 14:00～15:30"),
            vec![TWO_TO_HALF_PAST_THREE],
        ),
        days(
            "in the afternoon",
            on("令和７年11月20日（木） 午後2時から午後3時半まで"),
            vec![TWO_TO_HALF_PAST_THREE],
        ),
        days("a database's instant", on("2025-11-20T14:00:00"), vec![FROM_TWO]),
        days("a spreadsheet's midnight", on("2025/11/20 0:00"), vec![DAY]),
        days("a date cell", dated("yyyy/m/d", &noon), vec![DAY]),
        days("a date cell with a time", dated("yyyy/m/d h:mm", &two), vec![FROM_TWO]),
        days(
            "a date cell with a time that it does not show",
            dated("[$-411]ge.m.d", &two),
            vec![FROM_TWO],
        ),
        days("a serial in a CSV", on("45981"), vec![DAY]),
        days(
            "from and to in one column",
            list("明第1,地域個別ケア会議,R7.11.20,14:00～15:30,,"),
            vec![TWO_TO_HALF_PAST_THREE],
        ),
        days("only from", list("明第1,地域個別ケア会議,R7.11.20,14時～,,"), vec![FROM_TWO]),
        days(
            "two columns that contradict each other",
            list("明第1,地域個別ケア会議,R7.11.20,14:00～15:30,16:00,"),
            vec![Wrong("同じ行のほかの欄には「15:30」とあります")],
        ),
        days(
            "a column called 開催日時",
            text("センター,会議名,開催日時\n明第1,地域個別ケア会議,R7.11.20 14:00～15:30\n"),
            vec![TWO_TO_HALF_PAST_THREE],
        ),
        days(
            "a weekday that is wrong",
            on("R7.11.20(金)"),
            vec![Wrong("木曜日ですが、(金)と書かれています")],
        ),
        days("without a year", on("11月20日(木)"), vec![Asks("どの年度の日付として読みますか")]),
        days("without a year, of a year that was said", on("11月20日(木)"), vec![DAY])
            .said("year", "2025"),
        days(
            "without a year, of a year of other weekdays",
            on("11月20日(木)"),
            vec![Wrong("曜日")],
        )
        .said("year", "2024"),
        days(
            "a title names the year",
            text("令和6年度 開催予定\nセンター,会議の種類,開催日\n明第1,地域個別ケア会議,11/20\n"),
            vec![Asks("令和6年度(2024年4月～2025年3月。表に書かれている年度です)")],
        ),
        days(
            "January without a year",
            on("1/29"),
            vec![Rows(&["R8.1.29|明第1 地域個別ケア会議||"])],
        )
        .said("year", "2025"),
        days(
            "a month alone",
            on("令和7年12月"),
            vec![Rows(&["R7.12(予定)|明第1 地域個別ケア会議||"])],
        ),
        days("a month without a year", on("12月"), vec![Asks("どの年度の日付として読みますか")]),
        days(
            "a month of a year that was said",
            on("2月"),
            vec![Rows(&["R8.2(予定)|明第1 地域個別ケア会議||"])],
        )
        .said("year", "2025"),
        days("cancelled", on("中止"), vec![Rows(&[]), Skips("2行目: 「開催日」が「中止」の行")]),
        days("undecided", on("未定"), vec![Rows(&[]), Skips("「未定」の行")]),
        days("no day", on("－"), vec![Rows(&[]), Skips("「－」の行")]),
        days("an empty day", on(""), vec![Wrong("必須の項目が空です。")]),
        days(
            "two days in a row of a list",
            on("R7.11.20、R7.11.27"),
            vec![
                Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.27|明第1 地域個別ケア会議||"]),
                Notes("日付ごとの会議として読みました"),
            ],
        ),
        days(
            "two days in a row of a list that has a number",
            text(
                "管理番号,センター,会議の種類,開催日\nK-1,明第1,地域個別ケア会議,\"R7.11.20、R7.11.27\"\n",
            ),
            vec![Wrong("番号のある行に、日付がいくつもあります")],
        ),
        days(
            "a day in 2088",
            on("R70.7.29"),
            vec![Wrong("今日からずっと先の日です。年を確かめてください。")],
        ),
        days("a day in 2050", on("2050/11/20"), vec![Wrong("今日からずっと先")]),
        days("a day of another era", on("H7.11.20"), vec![Wrong("年より前の日です")]),
        days("a day that is none", on("R7.2.30"), vec![Wrong("2月は28日までです。")]),
        days(
            "〃 and 同上",
            list("明第1,地域個別ケア会議,R7.11.20,14:00,,集会所\n〃,〃,R7.11.27,同上,,〃"),
            vec![
                Rows(&[
                    "R7.11.20|明第1 地域個別ケア会議|14:00|集会所",
                    "R7.11.27|明第1 地域個別ケア会議|14:00|集会所",
                ]),
                Notes("「〃」は、上の行と同じ値として読みました"),
            ],
        ),
        days(
            "〃 with nothing above",
            list("〃,地域個別ケア会議,R7.11.20,,,"),
            vec![Wrong("上に値がありません")],
        ),
        days(
            "a centre merged over its meetings",
            grid(&[
                "センター|会議の種類|開催日|場所",
                "明第1|地域個別ケア会議|R7.11.20|集会所",
                "^|^|R7.11.27|^",
                "小金|地域個別ケア会議|R7.11.25|",
            ]),
            vec![
                Rows(&[
                    "R7.11.20|明第1 地域個別ケア会議||集会所",
                    "R7.11.27|明第1 地域個別ケア会議||集会所",
                    "R7.11.25|小金 地域個別ケア会議||",
                ]),
                Notes("結合されたセル"),
            ],
        ),
        days(
            "a centre that is blank below its first row",
            list("明第1,地域個別ケア会議,R7.11.20,,,\n,地域個別ケア会議,R7.11.27,,,"),
            vec![Asks("A列「センター」に空欄の行が1行あります。上の行と同じですか。")],
        ),
        days(
            "a centre that is blank below its first row and is the same",
            list("明第1,地域個別ケア会議,R7.11.20,,,\n,地域個別ケア会議,R7.11.27,,,"),
            vec![Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.27|明第1 地域個別ケア会議||"])],
        )
        .said("below:センター", "same"),
        days(
            "a centre that is blank below its first row and is not",
            list("明第1,地域個別ケア会議,R7.11.20,,,\n,地域個別ケア会議,R7.11.27,,,"),
            vec![Wrong("どのセンターの会議かが要ります")],
        )
        .said("below:センター", "blank"),
        days(
            "totals, notes and years between the rows",
            list(
                "令和7年度,,,,,\n明第1,地域個別ケア会議,R7.11.20,,,\n小計,,1回,,,\n合計,,1回,,,\n※日程は変わることがあります,,,,,",
            ),
            vec![
                DAY,
                Skips("2行目: 区切りの行"),
                Skips("4行目: 合計の行"),
                Skips("5行目: 合計の行"),
                Skips("6行目: 注記の行"),
            ],
        ),
        days(
            "hidden rows",
            book(|sheet| {
                rows_into(
                    sheet,
                    &[
                        "センター|会議の種類|開催日",
                        "明第1|地域個別ケア会議|R7.11.20",
                        "明第1|地域個別ケア会議|R7.11.27",
                    ],
                );
                sheet.set_row_hidden(2).unwrap();
            }),
            vec![Asks("表示されていない行(絞り込みで隠れた行を含む)が1行あります(3行目)")],
        ),
        days(
            "hidden rows that are not wanted",
            book(|sheet| {
                rows_into(
                    sheet,
                    &[
                        "センター|会議の種類|開催日",
                        "明第1|地域個別ケア会議|R7.11.20",
                        "明第1|地域個別ケア会議|R7.11.27",
                    ],
                );
                sheet.set_row_hidden(2).unwrap();
            }),
            vec![DAY, Skips("3行目: 表示されていない行")],
        )
        .said("hidden", "skip"),
        days(
            "a formula without its result",
            without_results(&book(|sheet| {
                rows_into(sheet, &["センター|会議の種類|開催日", "明第1|地域個別ケア会議"]);
                sheet.write_formula(1, 2, "TODAY()").unwrap();
            })),
            vec![Wrong("数式の計算結果が、ファイルに保存されていません")],
        ),
        days(
            "a formula that failed",
            book(|sheet| {
                rows_into(sheet, &["センター|会議の種類|開催日", "明第1|地域個別ケア会議"]);
                sheet
                    .write_formula(1, 2, rust_xlsxwriter::Formula::new("A9+1").set_result("#REF!"))
                    .unwrap();
            }),
            vec![Wrong("数式がエラーになっています")],
        ),
        days(
            "a cancelled state",
            text("センター,会議の種類,開催日,状態\n明第1,地域個別ケア会議,R7.11.20,中止\n"),
            vec![Rows(&[]), Skips("中止した会議の行")],
        ),
        days(
            "the matrix as it is published",
            matrix("明第1,R7.11.20,R7.11.27\n合計,2回,"),
            vec![
                Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.27|明第1 地域個別ケア会議||"]),
                Skips("3行目: 合計の行"),
            ],
        ),
        days(
            "a matrix with cancelled and undecided days",
            matrix("明第1,R7.11.20,中止\n小金,未定,－"),
            vec![
                DAY,
                Skips("2行目: 明第1の「地域個別ケア会議」の欄は「中止」"),
                Skips("3行目: 小金の「地域個別ケア会議」の欄は「未定」"),
                Skips("欄は「－」"),
            ],
        ),
        days(
            "a matrix with cases in brackets",
            matrix("明第1,R7.11.20（2事例）,"),
            vec![DAY, Notes("かっこ書き")],
        ),
        days(
            "a matrix with two days in a cell",
            matrix("明第1,\"R7.11.20\nR7.11.27\","),
            vec![Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.27|明第1 地域個別ケア会議||"])],
        ),
        days(
            "a matrix with a word in it",
            matrix("明第1,検討中,"),
            vec![Wrong("「検討中」は日付として読めません")],
        ),
        days(
            "a matrix whose heading is merged over two columns",
            grid(&["センター|地域個別ケア会議|<", "明第1|R7.11.20|R7.11.27"]),
            vec![Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.27|明第1 地域個別ケア会議||"])],
        ),
        days(
            "a matrix on its side",
            grid(&[
                "地域包括支援センター|明第1|小金",
                "地域個別ケア会議|R7.11.20|R7.11.25",
                "地域包括ケア推進会議||",
            ]),
            vec![
                Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.25|小金 地域個別ケア会議||"]),
                Notes("行と列を入れ替えた表として読みました"),
            ],
        ),
        days(
            "a matrix on its side with a wrong day",
            grid(&[
                "地域包括支援センター|明第1|小金",
                "地域個別ケア会議|R7.11.20|R7.13.25",
                "地域包括ケア推進会議||",
            ]),
            vec![Wrong("2C 地域個別ケア会議「R7.13.25」")],
        ),
        days(
            "a sheet for each centre",
            sheets(&[
                ("明第1", &["会議の種類|開催日", "地域個別ケア会議|R7.11.20"]),
                ("小金", &["会議の種類|開催日", "地域個別ケア会議|R7.11.25"]),
            ]),
            vec![
                Rows(&["R7.11.20|明第1 地域個別ケア会議||", "R7.11.25|小金 地域個別ケア会議||"]),
                Notes("シート「明第1」"),
            ],
        )
        .said("sheets", "all"),
    ]
}
