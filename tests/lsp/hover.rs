//! Explanations.

use serde_json::{Value, json};

use crate::editor::{Editor, capabilities};
use crate::program::dfcheck;

fn page(code: &str) -> String {
    let output = dfcheck(&["explain", code, "--format", "markdown"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn findings_and_ignored_codes_are_explained() {
    let text = "FROM debian:12.5\n# dfcheck ignore=DL3015,CKV_DOCKER_7,DL3004\nRUN apt-get install -y curl\n\
        # dfcheck ignore=DL3*\nUSER app\n";
    let mut editor = Editor::start(&[]);
    editor.open("Dockerfile", text);
    let mut hover = |words: &str| {
        let place = editor.range(text, words)["start"].clone();
        let hover = editor.hover("Dockerfile", &place);
        let words = hover.get("range").map(|range| editor.words(text, range).to_owned()).unwrap_or_default();
        (hover["contents"]["value"].as_str().unwrap_or_default().to_owned(), words)
    };
    assert_eq!(hover("curl"), (format!("{}\n\n---\n\n{}", page("DF204"), page("DL3008")), "curl".to_owned()));
    assert_eq!(hover("DL3015"), (page("DL3015"), "DL3015".to_owned()));
    let (unused, _) = hover("DL3004");
    assert_eq!(unused, format!("{}\n\n---\n\n{}", page("DL3004"), page("DF912")));
    let (many, _) = hover("DL3*");
    assert!(many.contains("\n- DL3008 unpinned-apt-package: ") && !many.contains("## Why"), "{many}");
    let (several, words) = hover("CKV_DOCKER_7");
    assert_eq!(words, "CKV_DOCKER_7");
    assert!(several.starts_with("# DL300"), "{several}");
    let (joined, _) = hover("debian:12.5");
    assert!(joined.contains(&page("DF101")), "{joined}");
    assert_eq!(hover("ignore").0, "");
    editor.leave();
}

#[test]
fn those_who_cannot_read_markdown_get_text() {
    let text = "FROM debian\n";
    let mut can = capabilities();
    can["textDocument"]["hover"] = json!({ "contentFormat": ["plaintext"] });
    let mut editor = Editor::start_with(&[], &[], &can);
    editor.open("Dockerfile", text);
    let hover = editor.hover("Dockerfile", &json!({ "line": 0, "character": 6 }));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("DL3006 "), "{hover}");
    assert_eq!(editor.hover("Dockerfile", &json!({ "line": 0, "character": 1 })), Value::Null);
    editor.leave();
}
