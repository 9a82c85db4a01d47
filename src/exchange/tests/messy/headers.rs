use super::*;

const ONE: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||認知症"]);
const PLAIN: Want = Rows(&["|明第1地域包括支援センター|困難事例|件|R7.7.1||"]);

pub(super) fn files() -> Vec<Messy> {
    vec![
        cases(
            "the exact heading stands behind another name of it",
            text("氏名,事例の種類,件名,受付日,登録日\n松戸 花子,困難事例,件,R7.6.1,R7.7.1\n"),
            vec![PLAIN],
        ),
        days(
            "planned and actual day",
            text(
                "センター,会議の種類,開催予定日,開催日\n明第1,地域個別ケア会議,R7.11.20,R7.11.27\n",
            ),
            vec![Rows(&["R7.11.27|明第1 地域個別ケア会議||"])],
        ),
        cases(
            "two other names of one field",
            text("氏名,事例の種類,受付日,作成日\n松戸 花子,困難事例,R7.6.1,R7.7.1\n"),
            vec![Asks("「登録日」として読める列がいくつもあります")],
        ),
        cases(
            "two other names, answered",
            text("氏名,事例の種類,件名,受付日,作成日\n松戸 花子,困難事例,件,R7.6.1,R7.7.1\n"),
            vec![PLAIN],
        )
        .said("column:登録日", "4"),
        cases(
            "the same heading twice",
            text("氏名,事例の種類,登録日,氏名\n松戸 花子,困難事例,R7.7.1,例 一郎\n"),
            vec![Asks("「氏名」として読める列がいくつもあります")],
        ),
        cases(
            "No counts the rows",
            text(
                "No,氏名,事例の種類,件名,登録日\n1,松戸 花子,困難事例,件,R7.7.1\n2,松戸 太郎,困難事例,件,R7.7.1\n",
            ),
            vec![Rows(&[
                "|明第1地域包括支援センター|困難事例|件|R7.7.1||",
                "|明第1地域包括支援センター|困難事例|件|R7.7.1||",
            ])],
        ),
        cases(
            "番号 does not count from 1",
            text("番号,氏名,事例の種類,件名,登録日\n7-1,松戸 花子,困難事例,件,R7.7.1\n"),
            vec![Asks("「番号」の列は、管理番号ですか、行の番号ですか。")],
        ),
        cases(
            "番号 is the number, a person said",
            text("番号,氏名,事例の種類,件名,登録日\n7-1,松戸 花子,困難事例,件,R7.7.1\n"),
            vec![Rows(&["7-1|明第1地域包括支援センター|困難事例|件|R7.7.1||"])],
        )
        .said("column:管理番号", "0"),
        days(
            "No. of a list of meetings",
            text("No.,センター,会議の種類,開催日\n1,明第1,地域個別ケア会議,R7.11.20\n"),
            vec![Rows(&["R7.11.20|明第1 地域個別ケア会議||"])],
        ),
        cases(
            "merged downwards, the names of factors in the lower row",
            grid(&[
                "氏名|事例の種類|件名|登録日|本人要素|<",
                "^|^|^|^|認知症|その他",
                "松戸 花子|困難事例|件|R7.7.1|○|なし",
            ]),
            vec![ONE],
        ),
        cases(
            "その他 of two groups",
            grid(&[
                "氏名|事例の種類|件名|登録日|地域要素|<|本人要素|<",
                "^|^|^|^|見守り不在|その他|認知症|その他",
                "松戸 花子|困難事例|件|R7.7.1||坂|疑い|徘徊",
            ]),
            vec![
                Rows(&[
                    "|明第1地域包括支援センター|困難事例|件|R7.7.1||その他(文字)、認知症(疑い)、その他(文字)",
                ]),
                Named(&["松戸 花子||未確認||坂徘徊"]),
            ],
        ),
        cases(
            "groups over a CSV, blank to the right",
            text(
                "氏名,事例の種類,件名,登録日,地域要素,,本人要素,\n,,,,見守り不在,その他,認知症,その他\n松戸 花子,困難事例,件,R7.7.1,,,○,\n",
            ),
            vec![ONE],
        ),
        cases(
            "three rows of headings",
            grid(&[
                "対象者|<|<|<|要因分析|<",
                "氏名|事例の種類|件名|登録日|本人要素|<",
                "^|^|^|^|認知症|その他",
                "松戸 花子|困難事例|件|R7.7.1|✓|",
            ]),
            vec![ONE],
        ),
        cases(
            "a group that is shorter than ours",
            grid(&[
                "氏名|事例の種類|件名|登録日|本人|<",
                "^|^|^|^|認知症|その他",
                "松戸 花子|困難事例|件|R7.7.1|○|－",
            ]),
            vec![ONE],
        ),
        cases(
            "squared paper: every cell merged over two columns",
            grid(&["氏名|<|事例の種類|<|件名|<|登録日|<", "松戸 花子|<|困難事例|<|件|<|R7.7.1|<"]),
            vec![PLAIN],
        ),
        cases(
            "titles above",
            grid(&[
                "令和7年度 事例一覧|<|<|<",
                "(明第1)",
                "氏名|事例の種類|件名|登録日",
                "松戸 花子|困難事例|件|R7.7.1",
            ]),
            vec![PLAIN, Skips("1行目: 見出しより上の行")],
        ),
        cases(
            "headings with breaks, spaces and marks",
            grid(&[
                "氏　名※必須|事例の\n種類|件 名(匿名)|登 録 日*",
                "松戸 花子|困難事例|件|R7.7.1",
            ]),
            vec![PLAIN],
        ),
        cases(
            "the header again on the second page",
            text(
                "氏名,事例の種類,件名,登録日\n松戸 花子,困難事例,件,R7.7.1\n氏名,事例の種類,件名,登録日\n",
            ),
            vec![PLAIN, Skips("3行目: 見出しの繰り返し")],
        ),
        cases(
            "headings that nobody knows",
            text("お名前,分類,届いた日\n松戸 花子,困難事例,R7.7.1\n"),
            vec![Asks("「登録日」の列が見つかりません"), Asks("「氏名」の列が見つかりません")],
        ),
        cases(
            "headings that nobody knows, named by a person",
            text("お名前,分類,届いた日,見だし\n松戸 花子,困難事例,R7.7.1,件\n"),
            vec![PLAIN],
        )
        .said("column:氏名", "0")
        .said("column:事例の種類", "1")
        .said("column:登録日", "2")
        .said("column:件名(匿名)", "3"),
        cases(
            "a matrix of factors without names, days and kinds",
            grid(&["事例|本人要素|<", "^|認知症|その他", "1|○|"]),
            vec![Rows(&["|明第1地域包括支援センター|困難事例||R7.7.1||認知症"])],
        )
        .said("column:氏名", "0")
        .said("value:登録日", "R7.7.1")
        .said("value:事例の種類", "困難事例"),
        cases(
            "the same matrix, of which nobody said anything",
            grid(&["事例|本人要素|<", "^|認知症|その他", "1|○|"]),
            vec![Asks("「氏名」の列が見つかりません")],
        ),
        cases(
            "a sheet for each kind",
            sheets(&[
                ("4月", &["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.4.1"]),
                ("5月", &["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.5.1"]),
            ]),
            vec![Asks("どのシートを読みますか")],
        ),
        cases(
            "a sheet for each month, all of them",
            sheets(&[
                ("4月", &["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.4.1"]),
                ("5月", &["氏名|事例の種類|件名|登録日", "松戸 花子|困難事例|件|R7.5.1"]),
            ]),
            vec![Rows(&[
                "|明第1地域包括支援センター|困難事例|件|R7.4.1||",
                "|明第1地域包括支援センター|困難事例|件|R7.5.1||",
            ])],
        )
        .said("sheets", "all"),
        cases(
            "a list of words",
            text("氏名だけ\n松戸\n"),
            vec![Refused("表の見出しが見つかりません")],
        ),
    ]
}
