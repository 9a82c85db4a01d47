use super::*;

fn hanako(who: Who) -> Finder {
    Finder::new([&Known {
        who,
        name: "松戸 花子".into(),
        kana: "マツド ハナコ".into(),
        born: Some(Day::of(1970, 5, 3)),
        address: "架空町1-2-3".into(),
        number: "0012345678".into(),
    }])
    .unwrap()
}

fn found(text: &str, who: Who) -> Vec<(String, FindKind)> {
    let cut = |span: &Range<usize>| text.chars().skip(span.start).take(span.len()).collect();
    let finds = finds(text, &[&hanako(who)]);
    finds.iter().map(|find| (cut(&find.span), find.kind)).collect()
}

#[test]
fn a_name_that_overlaps_itself_is_found_where_it_is_meant() {
    let nothing = String::new;
    let momo = Known { name: "もも".into(), ..Known::named(Who::Staff, nothing()) };
    let named = Known { who: Who::Registered, name: "架空 もも".into(), ..momo };
    let finder = Finder::new([&named]).unwrap();
    let finds = finds("いつもももさんが来る", &[&finder]);
    assert!(finds.iter().any(|find| find.who == Some(Who::Registered)), "{finds:?}");
}

#[test]
fn a_known_name_is_found_however_it_is_written() {
    for (text, says) in [
        ("昨日、松戸花子が来た", "松戸花子"),
        ("昨日、松戸　花子が来た", "松戸　花子"),
        ("マツド・ハナコと言った", "マツド・ハナコ"),
        ("ﾏﾂﾄﾞ ﾊﾅｺ様", "ﾏﾂﾄﾞ ﾊﾅｺ"),
        ("松戸さんのごみ", "松戸"),
        ("花子 様のごみ", "花子"),
        ("はなこちゃん", "はなこ"),
    ] {
        let expected = [(says.to_owned(), FindKind::Name)];
        assert_eq!(found(text, Who::Registered), expected, "{text}");
    }
    for text in ["松戸市の会議", "花子という犬", "松戸東の会"] {
        assert_eq!(found(text, Who::Registered), [], "{text}");
    }
    let family = [("松戸".to_owned(), FindKind::Name)];
    assert_eq!(found("松戸は", Who::Subject), family, "it is about her");
}

#[test]
fn a_name_is_found_in_older_kanji_too() {
    let known = Known::named(Who::Staff, "高崎 邦子".into());
    let finder = Finder::new([&known]).unwrap();
    assert_eq!(finds("髙﨑邦子に聞いた", &[&finder]).len(), 1);
}

#[test]
fn numbers_days_and_addresses_are_found_by_their_shape() {
    use FindKind::{Address, Age, Birth, Mail, Name, Number, Phone};
    for (text, says, kind) in [
        ("電話は０４７－３６６－１２３４へ", "０４７－３６６－１２３４", Phone),
        ("047(366)1234", "047(366)1234", Phone),
        ("090 1234 5678です", "090 1234 5678", Phone),
        ("S14.5.3生", "S14.5.3", Birth),
        ("昭和十四年ではなく昭和14年5月3日", "昭和14年5月3日", Birth),
        ("1939/5/3", "1939/5/3", Birth),
        ("昭和45年5月3日", "昭和45年5月3日", Birth),
        ("大正15年1月2日生まれ", "大正15年1月2日", Birth),
        ("番号は００１２３４５６７８", "００１２３４５６７８", Number),
        ("番号は9876543210", "9876543210", Number),
        ("架空町１－２－３に住む", "架空町１－２－３", Address),
        ("根本3丁目12番5号の", "3丁目12番5号", Address),
        ("古ヶ崎387番地の5", "387番地の5", Address),
        ("日暮二丁目12番に住む", "二丁目12番", Address),
        ("日暮二丁目十二番三号の", "二丁目十二番三号", Address),
        ("架空町１－２－３の隣", "架空町１－２－３", Address),
        ("〇四七-三六六-一一一一へ", "〇四七-三六六-一一一一", Phone),
        ("〇四七ー三六六ー一一一一へ", "〇四七ー三六六ー一一一一", Phone),
        ("昭和十四年五月三日生まれ", "昭和十四年五月三日", Birth),
        ("一九三九年五月三日", "一九三九年五月三日", Birth),
        ("85歳の方", "85歳", Age),
        ("８５才、独居", "８５才", Age),
        ("八十五歳で一人", "八十五歳", Age),
        ("75歳の女性", "75歳", Age),
        ("a.b@example.jpまで", "a.b@example.jp", Mail),
        ("近所の鈴木さんが", "鈴木", Name),
        ("林氏の意見", "林", Name),
        ("花子さん", "花子", Name),
        ("田中健一様", "田中健一", Name),
        ("日暮二丁目の自宅で", "日暮二丁目", Address),
        ("常盤平７丁目に住む", "常盤平７丁目", Address),
        ("娘の美香が通う", "美香", Name),
        ("長男・健太と同居", "健太", Name),
        ("次女「結衣」が電話した", "結衣", Name),
        ("妻 和子。", "和子", Name),
        ("隣の市に弟の健一郎", "健一郎", Name),
        ("息子の大介から聞いた", "大介", Name),
    ] {
        assert_eq!(found(text, Who::Registered), [(says.to_owned(), kind)], "{text}");
    }
}

#[test]
fn what_conferences_speak_of_stays() {
    for text in [
        "令和7年11月20日の会議で、R7.12.1までに決める",
        "昭和45年5月4日に開いた",
        "1,234,567円、12事例、30回、60人",
        "第10期計画 第4章2-(3)",
        "2025-2の期間",
        "月1回、13:30～15:30",
        "松戸市地域ケア会議",
        "3丁目の集会所、二丁目の坂、三丁目12人",
        "65歳以上、75歳未満、40歳から、65～74歳、平均82歳、80歳代、65歳で担当が替わる",
        "いきいき百歳体操、十一月五日、一人で、〇〇さん、令和七年十月一日の会議",
        "利用者さん、民生委員さん、お母さん、患者様、皆様、Aさん、住民の皆さん",
        "全3丁目、第2丁目、三丁目の坂",
        "娘の介護が負担で、息子の様子を見る。夫の年金、妻の認知症、長男の仕事は、弟の援助で",
        "夫婦二人で、孫の世話を。妻・長男と同居。夫(別居)。息子の友人が、兄の紹介で、父の意志を、母の家に",
        "息子「無理」と言う。娘と孫二人が、妻子に、兄弟姉妹と、長女夫婦と、次男は独身。姉の調子が、孫一人",
        "様子を見る。氏名は書かない。同様に、多様な、仕様を",
    ] {
        assert_eq!(found(text, Who::Registered), [], "{text}");
    }
}

#[test]
fn a_registered_address_is_found_however_much_of_it_is_written() {
    for registered in
        ["架空県例示市日暮2丁目12番3号 架空ハイツ101号室", "例示市日暮２－１２－３架空ハイツ101"]
    {
        let known = Known {
            address: registered.into(),
            ..Known::named(Who::Registered, "架空 花子".into())
        };
        let finder = Finder::new([&known]).unwrap();
        for text in
            ["日暮2-12-3の家", "例示市日暮２ー１２ー３", "日暮2丁目12番3号へ", "日暮二丁目十二番"]
        {
            let all = finds(text, &[&finder]);
            assert!(all.iter().any(|find| find.kind == FindKind::Address), "{registered} {text}");
        }
        assert!(finds("日暮2-12-34の家", &[&finder]).is_empty(), "another house");
    }
}

#[test]
fn a_text_begins_to_leave_with_what_to_write_instead() {
    let subject = hanako(Who::Subject);
    for (text, begins) in [
        ("松戸花子さんは家で暮らしたい", "本人は家で暮らしたい"),
        ("花子さんは、松戸さんのごみ", "本人は、本人のごみ"),
        ("松戸美香が来る。松戸花子宅に、松戸市の職員", "松戸美香が来る。本人宅に、松戸市の職員"),
        ("鈴木さんと田中様、また鈴木さん", "AさんとBさん、またAさん"),
        ("85歳、090-1234-5678", "80代、(電話番号)"),
        ("昭和28年5月3日生まれ。娘の美香が通う", "○代生まれ。娘のAさんが通う"),
        ("花子の様子", "本人の様子"),
    ] {
        assert_eq!(rewritten(text, &finds(text, &[&subject])), begins);
    }
}

#[test]
fn of_who_brought_a_case_a_name_is_taken_and_no_office_or_profession() {
    assert_eq!(names_in("糸川谷 美月(架空居宅介護支援事業所)"), ["糸川谷 美月"]);
    assert_eq!(names_in("架空居宅 介護支援専門員 糸川谷美月"), ["糸川谷美月"]);
    for line in ["", "架空居宅", "試験の介護支援専門員", "ケアマネジャー", "センター職員"]
    {
        assert_eq!(names_in(line), [""; 0], "{line}");
    }
}
