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
    let momo = Known { name: "もも".into(), ..Known::staff(nothing()) };
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
    let known = Known::staff("高崎 邦子".into());
    let finder = Finder::new([&known]).unwrap();
    assert_eq!(finds("髙﨑邦子に聞いた", &[&finder]).len(), 1);
}

#[test]
fn numbers_days_and_addresses_are_found_by_their_shape() {
    use FindKind::{Address, Birth, Mail, Name, Number, Phone};
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
        ("a.b@example.jpまで", "a.b@example.jp", Mail),
        ("近所の鈴木さんが", "鈴木", Name),
        ("林氏の意見", "林", Name),
        ("花子さん", "花子", Name),
        ("田中健一様", "田中健一", Name),
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
        "3丁目の集会所",
        "利用者さん、民生委員さん、お母さん、患者様、皆様、Aさん、住民の皆さん",
        "様子を見る。氏名は書かない。同様に、多様な、仕様を",
    ] {
        assert_eq!(found(text, Who::Registered), [], "{text}");
    }
}
