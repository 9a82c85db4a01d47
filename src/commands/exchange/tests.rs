use super::*;
use crate::commands;

/// A closing database waits for every connection, so each command must have let go of its own.
#[tokio::test]
async fn the_commands_work_on_a_new_data_folder_and_come_to_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().join("data"), ..Config::default() };
    let preset = concat!(env!("CARGO_MANIFEST_DIR"), "/presets/matsudo.toml");
    fs::create_dir_all(&config.data).unwrap();
    commands::init(config.clone(), preset.as_ref(), None).await.unwrap();
    let file = folder.path().join("予定.csv");
    let take = async |kind: &str, text: &str, mode, answer| {
        fs::write(&file, text).unwrap();
        let what = Import {
            kind: kind.parse().unwrap(),
            file: file.clone(),
            center: Some("明第1".into()),
            mode,
            answer,
            said: Vec::new(),
        };
        let code = import(config.clone(), None, &what).await.unwrap();
        code == ExitCode::SUCCESS
    };
    let run = async |text: &str, mode, answer| take("schedules", text, mode, answer).await;
    let good = "会議の種類,開催日\n地域個別ケア会議,R7.12.2\n";
    let bad = "会議の種類,開催日\n地域個別ケア会議,R7.13.2\n";
    let all = async {
        assert!(run(good, Mode::DryRun, Answer::Json).await);
        assert!(!run(bad, Mode::DryRun, Answer::Words).await);
        assert!(!run(bad, Mode::Write, Answer::Words).await);
        assert!(!run("名簿\n", Mode::Write, Answer::Json).await);
        assert!(run(good, Mode::Write, Answer::Json).await);
        assert!(!run(good, Mode::Write, Answer::Words).await, "nothing of it is new");
        let empty = folder.path().join("空.xlsx");
        template(config.clone(), None, "cases".parse().unwrap(), Some(empty.clone()))
            .await
            .unwrap();
        assert!(fs::metadata(&empty).unwrap().len() > 5_000);
        let case = "氏名,事例の種類,登録日\n松戸 花子,困難事例,R7.7.1\n";
        assert!(take("cases", case, Mode::Write, Answer::Words).await);
        let out = folder.path().join("out");
        export(config.clone(), None, &out).await.unwrap();
        let days = fs::read_to_string(out.join("schedules.csv")).unwrap();
        assert!(days.contains("R7.12.2"), "{days}");
        let cases = fs::read_to_string(out.join("cases.csv")).unwrap();
        let about = fs::read_to_string(out.join(ABOUT)).unwrap();
        for said in [&cases, &about] {
            assert!(said.contains("未確認の事例1件は、入っていません。"), "{said}");
        }
        assert!(about.contains("事例(匿名): 0行。") && about.contains("会議の予定・開催日: 1行。"));
        assert!(about.contains("検討の記録") && about.contains("tsumugi export --all"), "{about}");
        let elsewhere =
            template(config.clone(), Some("99999"), "cases".parse().unwrap(), None).await;
        assert!(elsewhere.is_err());
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), all)
        .await
        .expect("no command waits for itself");
}
