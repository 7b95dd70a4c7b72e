//! Fixes, and comments that ignore.

use serde_json::{Value, json};

use crate::editor::{Editor, codes, titled};
use crate::program::{dfcheck, given};

const TEXT: &str = "FROM debian:12.5\nRUN echo 😀 && apt-get install curl=7.88.1-10\n";

#[test]
fn each_finding_can_be_fixed() {
    let mut editor = Editor::start(&[]);
    for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n")] {
        let name = format!("{}.Dockerfile", text.len());
        editor.open(&name, &text);
        let actions = editor.actions(&name, &editor.range(&text, "install"), Some("quickfix"));
        let yes = actions.iter().find(|action| action["diagnostics"][0]["code"] == "DL3014").unwrap();
        assert_eq!((&yes["kind"], &yes["isPreferred"]), (&json!("quickfix"), &json!(true)));
        assert_eq!(editor.apply(&text, 1, yes), text.replace("install", "install -y"));
        let edits = yes["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
        assert!(edits.iter().all(|edit| !edit["newText"].as_str().unwrap().contains("curl")), "{edits:?}");
        let fewer = actions.iter().find(|action| action["diagnostics"][0]["code"] == "DL3015").unwrap();
        let title = fewer["title"].as_str().unwrap();
        assert!(title.contains("(DL3015; may change behaviour: "), "{title}");
        assert_eq!(fewer.get("isPreferred"), None);
        let fixed = editor.apply(&text, 1, fewer);
        assert_eq!(fixed, text.replace("install", "install --no-install-recommends"));
        let findings = editor.change(&name, 2, &json!([{ "text": fixed }]));
        assert!(!codes(&findings).contains(&"DL3015"));
    }
    editor.leave();
}

#[test]
fn all_safe_fixes_are_made_as_the_command_makes_them() {
    let text =
        "FROM debian:12.5\nMAINTAINER me@example.com\nRUN apt-get install curl=1\nRUN cd /x && apt-get upgrade\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let fixed = given(dfcheck(&["lint", "--fix", "-"]), text.as_bytes());
        let mut editor = Editor::start(&[]);
        editor.open("Dockerfile", &text);
        for only in ["source", "source.fixAll", "source.fixAll.dfcheck"] {
            let actions = editor.actions("Dockerfile", &editor.range(&text, "FROM"), Some(only));
            let [action] = actions.as_slice() else { panic!("{actions:?}") };
            assert_eq!(action["kind"], "source.fixAll.dfcheck");
            assert_eq!(editor.apply(&text, 1, action), String::from_utf8(fixed.stdout.clone()).unwrap());
        }
        assert_eq!(
            editor.actions("Dockerfile", &editor.range(&text, "FROM"), Some("source.organizeImports")),
            [] as [Value; 0]
        );
        let all = editor.actions("Dockerfile", &editor.range(&text, "FROM"), None);
        titled(&all, "Fix all that is safe to fix");
        editor.leave();
    }
}

#[test]
fn findings_can_be_ignored() {
    let text =
        "# syntax=docker/dockerfile:1\nFROM debian:12.5\n\nRUN apt-get install -y --no-install-recommends curl\n";
    let mut editor = Editor::start(&[]);
    for (number, text) in
        [text.to_owned(), text.replace('\n', "\r\n"), text.replace("FROM", "# é😀\nFROM")].iter().enumerate()
    {
        let name = format!("{number}.Dockerfile");
        let end = if text.contains('\r') { "\r\n" } else { "\n" };
        editor.open(&name, text);
        let actions = editor.actions(&name, &editor.range(text, "curl"), None);
        let here = editor.apply(text, 1, titled(&actions, "Ignore DL3008 here"));
        assert_eq!(here, text.replace("RUN", &format!("# dfcheck ignore=DL3008{end}RUN")));
        let everywhere = editor.apply(text, 1, titled(&actions, "Ignore DL3008 in this file"));
        let first = format!("# syntax=docker/dockerfile:1{end}");
        assert_eq!(everywhere, text.replace(&first, &format!("{first}# dfcheck global ignore=DL3008{end}")));
        for (version, ignored) in [(2, here), (3, everywhere)] {
            let findings = editor.change(&name, version, &json!([{ "text": ignored }]));
            assert!(!codes(&findings).contains(&"DL3008"), "{ignored}");
        }
    }
    editor.leave();
}

#[test]
fn what_no_comment_can_ignore_is_not_offered() {
    let mut editor = Editor::start(&[(".dfcheck.yaml", "disable-ignore-comments: true\n")]);
    editor.open("Dockerfile", TEXT);
    let actions = editor.actions("Dockerfile", &editor.range(TEXT, "install"), None);
    assert!(actions.iter().all(|action| !action["title"].as_str().unwrap().starts_with("Ignore")), "{actions:#?}");
    editor.leave();
}

#[test]
fn edits_without_versions_are_for_editors_that_have_none() {
    let mut can = crate::editor::capabilities();
    can["workspace"]["workspaceEdit"] = json!({});
    let mut editor = Editor::start_with(&[], &[], &can);
    editor.open("Dockerfile", TEXT);
    let actions = editor.actions("Dockerfile", &editor.range(TEXT, "install"), Some("quickfix"));
    let uri = editor.uri("Dockerfile");
    assert_eq!(actions[0]["edit"]["changes"][&uri].as_array().unwrap().len(), 1, "{actions:#?}");
    editor.leave();
}
