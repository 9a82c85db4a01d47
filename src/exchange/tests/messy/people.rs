use super::*;

fn with(header: &str, cell: &str) -> Vec<u8> {
    text(&format!("氏名,事例の種類,件名,登録日,{header}\n松戸 花子,困難事例,件,R7.7.1,{cell}\n"))
}

fn registered(day: &str) -> Vec<u8> {
    text(&format!("氏名,事例の種類,件名,登録日\n松戸 花子,困難事例,件,{day}\n"))
}

const CARE_TWO: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1|要介護2|"]);
const PLAIN: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||"]);

pub(super) fn files() -> Vec<Messy> {
    let mut files = Vec::new();
    for level in ["要介護2", "要介護２", "介2", "介２", "要介2", "介護2"] {
        files.push(cases("a level of care", with("介護度", level), vec![CARE_TWO]));
    }
    for day in [
        "R7.7.1",
        "Ｒ７．７．１",
        "令和７年７月１日",
        "2025/7/1",
        "2025-07-01",
        "20250701",
        "45839",
        "R7.7.1(火)",
    ] {
        files.push(cases("a day", registered(day), vec![PLAIN]));
    }
    for unsure in ["有", "あり", "○", "済"] {
        files.push(cases(
            "consent of nobody says whom",
            with("同意", unsure),
            vec![Asks("次のどれですか")],
        ));
    }
    files.extend([
        cases(
            "支1",
            with("要介護認定", "支1"),
            vec![Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1|要支援1|"])],
        ),
        cases("a level that is none", with("介護度", "要介護9"), vec![Wrong("のいずれかを入力してください")]),
        cases("consent, answered", with("同意", "有"), vec![PLAIN, Named(&["松戸 花子||本人同意||"])]).said("word:同意:有", "person"),
        cases("a birth to come", with("生年月日", "R70.4.1"), vec![Wrong("今日より後の日です")]),
        cases("a birth long ago", with("生年月日", "M5.4.1"), vec![Wrong("明治")]),
        cases("a birth that nobody lives to tell of", with("生年月日", "1890/4/1"), vec![Wrong("年より前の日です")]),
        cases("a receipt in 2088", registered("R70.7.29"), vec![Wrong("今日より後の日です")]),
        cases("a receipt in 2050", registered("2050/7/1"), vec![Wrong("今日より後")]),
        cases("a receipt long ago", registered("S60.7.1"), vec![Wrong("年より前の日です")]),
        cases("handed in to come", with("提出日", "R9.7.1"), vec![Wrong("今日より後")]),
        cases("a day without a year", registered("7/1"), vec![Asks("どの年度の日付として読みますか")]),
        cases("a day without a year, said", registered("7/1"), vec![PLAIN]).said("year", "2025"),
        cases("a character of one machine alone", with("フリガナ", "マツド\u{E000}"), vec![Wrong("外字")]),
        cases(
            "such a character in a name, typed long ago",
            [nihon::cp932::encode("氏名,事例の種類,登録日\n").bytes, vec![0xF0, 0x40], nihon::cp932::encode(" 花子,困難事例,R7.7.1\n").bytes]
                .concat(),
            vec![Wrong("外字")],
        ),
        cases(
            "a rare character of everybody's",
            text("氏名,事例の種類,件名,登録日\n𠮷田 花子,困難事例,件,R7.7.1\n"),
            vec![PLAIN, Named(&["𠮷田 花子||未確認||"])],
        ),
        cases(
            "a person merged over two cases",
            grid(&["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.7.1", "^|困難事例|件|R7.8.1"]),
            vec![
                Rows(&[
                    "|明第1地域包括支援センター|困難事例|件|R7.7.1||",
                    "|明第1地域包括支援センター|困難事例|件|R7.8.1||",
                ]),
                Named(&["松戸 花子||未確認||", "松戸 花子||未確認||"]),
                Notes("結合されたセル"),
            ],
        ),
        cases(
            "a person with 〃",
            text("氏名,事例の種類,件名,登録日\n松戸 花子,困難事例,件,R7.7.1\n〃,〃,〃,R7.8.1\n"),
            vec![
                Rows(&[
                    "|明第1地域包括支援センター|困難事例|件|R7.7.1||",
                    "|明第1地域包括支援センター|困難事例|件|R7.8.1||",
                ]),
                Named(&["松戸 花子||未確認||", "松戸 花子||未確認||"]),
                Notes("「〃」"),
            ],
        ),
        cases(
            "the same person twice on a day",
            text("氏名,事例の種類,登録日\n松戸 花子,困難事例,R7.7.1\n松戸　花子,困難事例,令和7年7月1日\n"),
            vec![Wrong("同じ人・同じ登録日・同じ種類の事例です")],
        ),
        cases(
            "a total of cases",
            text("氏名,事例の種類,件名,登録日\n松戸 花子,困難事例,件,R7.7.1\n合計,1件,,\n"),
            vec![PLAIN, Skips("3行目: 合計の行")],
        ),
        cases(
            "a person whose name begins like a total",
            text("氏名,事例の種類,件名,登録日\n計良 花子,困難事例,件,R7.7.1\n"),
            vec![PLAIN],
        ),
        cases(
            "an insured number without its zeros",
            with("被保険者番号", "12345"),
            vec![PLAIN, Named(&["松戸 花子||未確認|0000012345|"])],
        ),
        cases(
            "everything of two people, in widths of every kind",
            text(
                "氏名,ﾌﾘｶﾞﾅ,被保険者番号,事例の種類,件名,登録日,同意,その他(本人要素)\n\
                 松戸　花子,まつど はなこ,１２３４５６７８９０,困難事例,件,R7.7.1,本人同意,徘徊\n\
                 髙橋 太郎,ﾀｶﾊｼ ﾀﾛｳ,98765,困難事例,別の件,R7.7.2,家族等の同意,服薬困難\n",
            ),
            vec![
                Rows(&[
                    "|明第1地域包括支援センター|困難事例|件|R7.7.1||その他(文字)",
                    "|明第1地域包括支援センター|困難事例|別の件|R7.7.2||その他(文字)",
                ]),
                Named(&[
                    "松戸　花子|マツド ハナコ|本人同意|1234567890|徘徊",
                    "髙橋 太郎|タカハシ タロウ|家族等の同意|0000098765|服薬困難",
                ]),
            ],
        ),
        cases("another centre's row", with("センター", "小金"), vec![Wrong("ほかのセンターの行です")]),
        cases("a centre of nobody", with("センター", "月面"), vec![Wrong("この名前のセンターは登録されていません")]),
        cases("no name", text("氏名,事例の種類,登録日\n,困難事例,R7.7.1\n"), vec![Wrong("必須の項目が空です。")]),
    ]);
    files
}
