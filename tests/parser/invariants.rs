//! What holds of every input, Dockerfile or not.

use dfcheck::dockerfile::{
    Body, Dockerfile, Healthcheck, Instruction, Invocation, Item, Line, LineKind, TokenKind, parse,
};
use dfcheck::source::{Span, Text};
use proptest::collection::vec;
use proptest::prelude::*;

use super::generate;
use super::show::show;

proptest! {
    // The seed of a failure is in its message; nothing is written to the source tree.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_keep_the_invariants(source in vec(any::<u8>(), 0..200)) {
        check(&source);
    }

    #[test]
    fn any_text_keeps_the_invariants(source in ".{0,80}(\\PC|[\n\r\\\\#<'\" ]){0,60}") {
        check(source.as_bytes());
    }

    #[test]
    fn texts_like_dockerfiles_keep_the_invariants(source in generate::dockerfile_like()) {
        check(&source);
    }

    #[test]
    fn dockerfiles_keep_the_invariants_and_have_no_errors(source in generate::dockerfile()) {
        check(source.as_bytes());
        let dockerfile = parse(source.as_bytes());
        prop_assert!(dockerfile.all_errors().is_empty(), "{:?} in\n{source}", dockerfile.all_errors());
    }

    #[test]
    fn an_instruction_does_not_depend_on_those_around_it(instructions in vec(generate::instruction(), 1..6)) {
        let apart: Vec<String> = instructions.iter().flat_map(|text| shown(text)).collect();
        prop_assert_eq!(shown(&instructions.concat()), apart);
    }

    #[test]
    fn a_broken_line_is_one_error_and_hides_nothing(
        instructions in vec(generate::instruction(), 1..5),
        broken in proptest::sample::select(&["RUNN x", "apt-get install -y x", "}", "FOO \\\n  bar", "&& y"][..]),
        place in any::<proptest::sample::Index>(),
    ) {
        let place = place.index(instructions.len() + 1);
        let mut all = instructions.clone();
        all.insert(place, format!("{broken}\n"));
        let source = all.concat();
        let dockerfile = parse(source.as_bytes());
        prop_assert_eq!(dockerfile.all_errors().len(), 1);
        let with_broken: Vec<_> = dockerfile.instructions().map(|instruction| instruction.text.to_string()).collect();
        let source = instructions.concat();
        let without = parse(source.as_bytes());
        let without: Vec<_> = without.instructions().map(|instruction| instruction.text.to_string()).collect();
        prop_assert_eq!(with_broken, without);
    }

    #[test]
    fn line_endings_change_nothing_but_bodies(instructions in vec(generate::instruction(), 1..5)) {
        let unix = instructions.concat();
        let windows = unix.replace('\n', "\r\n");
        let without_bodies = |lines: Vec<String>| -> Vec<String> {
            lines.into_iter().filter(|line| !line.starts_with("  <<")).collect()
        };
        prop_assert_eq!(without_bodies(shown(&windows)), without_bodies(shown(&unix)));
    }

    #[test]
    fn the_other_escape_character_does_the_same(instructions in vec(generate::instruction(), 1..5)) {
        // Without what a backslash does besides: it escapes blanks, and quotes in JSON.
        let source = instructions.concat().replace("a\\ b", "ab").replace('"', "");
        let backticks = format!("# escape=`\n{}", source.replace("\\\n", "`\n"));
        let mut with_backticks = shown(&backticks);
        with_backticks.remove(0);
        prop_assert_eq!(with_backticks, shown(&source));
    }
}

fn shown(source: &str) -> Vec<String> {
    show(&parse(source.as_bytes()), source.as_bytes())
}

/// Panics if the tree of `source` breaks a rule that all trees keep.
pub(crate) fn check(source: &[u8]) {
    let dockerfile = parse(source);
    items_tile_the_file(&dockerfile, source);
    tokens_tile_the_file(&dockerfile, source);
    let whole = Span::new(0, source.len());
    for error in dockerfile.all_errors() {
        assert!(whole.encloses(error.span), "{error:?}");
    }
    for item in &dockerfile.items {
        match item {
            Item::Bom(_) | Item::Blank(_) => {}
            Item::Comment(comment) => check_text(&comment.text, comment.span, source, true),
            Item::Directive(directive) => {
                assert!(directive.span.encloses(directive.name_span));
                check_text(&directive.value, directive.span, source, true);
            }
            Item::Instruction(instruction) => check_instruction(instruction, instruction.span, source),
            Item::Unknown(unknown) => {
                lines_tile(&unknown.lines, unknown.span);
                check_text(&unknown.word, unknown.span, source, true);
                check_text(&unknown.text, unknown.span, source, true);
                assert!(unknown.span.encloses(unknown.error.span));
            }
        }
    }
}

fn items_tile_the_file(dockerfile: &Dockerfile, source: &[u8]) {
    let mut at = 0;
    for item in &dockerfile.items {
        assert_eq!(item.span().start, at, "{item:?}");
        assert!(!item.span().is_empty(), "{item:?}");
        at = item.span().end;
    }
    assert_eq!(at, source.len());
}

fn tokens_tile_the_file(dockerfile: &Dockerfile, source: &[u8]) {
    let tokens = dockerfile.tokens(source);
    let mut at = 0;
    for token in &tokens {
        assert_eq!(token.span.start, at, "{token:?}");
        assert!(!token.span.is_empty(), "{token:?}");
        if token.kind == TokenKind::Newline {
            assert!(token.span.bytes(source).iter().all(|b| matches!(b, b'\r' | b'\n')));
        }
        at = token.span.end;
    }
    assert_eq!(at, source.len());
    assert_eq!(dockerfile.print(source), source);
    let keywords = tokens.iter().filter(|token| token.kind == TokenKind::Keyword).count();
    assert!(keywords >= dockerfile.instructions().count());
}

fn lines_tile(lines: &[Line], whole: Span) {
    let mut at = whole.start;
    for line in lines {
        assert_eq!(line.span.start, at);
        if let LineKind::Text { content } = line.kind {
            assert!(line.span.encloses(content));
        }
        at = line.span.end;
    }
    assert_eq!(at, whole.end);
}

fn check_instruction(instruction: &Instruction, outer: Span, source: &[u8]) {
    if !instruction.lines.is_empty() {
        lines_tile(&instruction.lines, instruction.span);
    }
    assert!(outer.encloses(instruction.span));
    assert!(outer.encloses(instruction.keyword_span));
    let keyword: Vec<u8> = instruction.text.as_str().bytes().take(instruction.keyword.as_str().len()).collect();
    assert!(keyword.eq_ignore_ascii_case(instruction.keyword.as_str().as_bytes()));
    check_text(&instruction.text, outer, source, true);
    for flag in &instruction.flags {
        assert!(outer.encloses(flag.span));
        check_text(&flag.text, flag.span, source, true);
        check_text(&flag.name, flag.span, source, true);
        flag.value.iter().for_each(|value| check_text(value, flag.span, source, true));
    }
    for mount in instruction.mounts() {
        for option in &mount.options {
            check_text(&option.key, mount.span, source, true);
            option.value.iter().for_each(|value| check_text(value, mount.span, source, true));
        }
    }
    for (number, heredoc) in instruction.heredocs.iter().enumerate() {
        assert!(outer.encloses(heredoc.span));
        check_text(&heredoc.body, outer, source, true);
        check_text(&heredoc.content(), outer, source, true);
        let body = instruction.lines.iter().filter(|line| line.kind == LineKind::Heredoc { heredoc: number });
        let body: Vec<u8> = body.flat_map(|line| line.span.bytes(source)).copied().collect();
        assert_eq!(String::from_utf8_lossy(&body), heredoc.body.as_str());
    }
    check_body(instruction, outer, source);
}

fn check_body(instruction: &Instruction, outer: Span, source: &[u8]) {
    let verbatim = !instruction.is_json();
    let check = |text: &Text| check_text(text, outer, source, verbatim);
    let invocation = |command: &Invocation| command.texts().iter().for_each(check);
    match &instruction.body {
        Body::From(from) => {
            [Some(&from.image), from.as_word.as_ref(), from.name.as_ref()].into_iter().flatten().for_each(check)
        }
        Body::Run(command) | Body::Cmd(command) | Body::Entrypoint(command) => invocation(command),
        Body::Shell(words) | Body::Expose(words) => words.iter().for_each(check),
        Body::Copy(transfer) | Body::Add(transfer) => {
            transfer.sources.iter().for_each(|source| check(source.text()));
            check(&transfer.destination);
        }
        Body::Env(pairs) | Body::Label(pairs) => pairs.iter().for_each(|pair| {
            check(&pair.key);
            check(&pair.value);
        }),
        Body::Arg(declarations) => declarations.iter().for_each(|declaration| {
            check(&declaration.written);
            check(&declaration.name);
            declaration.default.iter().for_each(check);
        }),
        Body::Volume(list) | Body::Malformed(list) => list.words.iter().for_each(check),
        Body::User(text) | Body::Workdir(text) | Body::StopSignal(text) | Body::Maintainer(text) => check(text),
        Body::Healthcheck(Healthcheck::None { word }) => check(word),
        Body::Healthcheck(Healthcheck::Cmd { word, command }) => {
            check(word);
            invocation(command);
        }
        Body::Onbuild(inner) => check_instruction(inner, outer, source),
    }
}

/// A text and its places: inside `outer`, in order, and, if the text is `verbatim`, with the same characters there.
fn check_text(text: &Text, outer: Span, source: &[u8], verbatim: bool) {
    assert!(outer.encloses(text.span()), "{text:?} in {outer:?}");
    assert_eq!(text.slice(0..text.len()).span(), text.span(), "{text:?}");
    let mut last = text.span().start;
    for (at, ch) in text.as_str().char_indices() {
        let range = at..at + ch.len_utf8();
        let span = text.span_of(range.clone());
        assert!(text.span().encloses(span), "{text:?} {range:?} {span:?}");
        assert!(last <= span.start, "{text:?} {range:?} {span:?} after {last}");
        assert_eq!(text.slice(range.clone()).span(), span, "{text:?} {range:?}");
        assert_eq!(text.span_of(at..text.len()), Span::new(span.start, text.span().end), "{text:?} {range:?}");
        if verbatim && ch != char::REPLACEMENT_CHARACTER {
            assert_eq!(span.bytes(source), ch.to_string().as_bytes(), "{text:?} {range:?}");
        }
        last = span.end;
    }
}
