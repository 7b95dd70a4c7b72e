//! What is not let through.

use super::verify::{Comparison, Refusal};
use super::version::Version;
use super::{Fixer, apply};
use crate::build::Options;
use crate::context::BuildContext;
use crate::lint::{Safety, Settings};
use crate::source::{Edit, SourceFile, Span};

/// Why an edit that puts `new` in the place of `old` is not made.
#[track_caller]
fn refusal(text: &str, old: &str, new: &str) -> Option<Refusal> {
    let (options, context, settings) = (Options::default(), BuildContext::none(), Settings::default());
    let fixer = Fixer { options: &options, context: &context, settings: &settings, safety: Safety::Safe, only: &[] };
    let before = Version::of(SourceFile::new("Dockerfile", text), &fixer);
    let at = text.find(old).unwrap();
    let applied = apply(text.as_bytes(), &[Edit::replace(Span::new(at, at + old.len()), new)]).unwrap();
    let after = before.with_bytes(applied.bytes, &fixer);
    Comparison { before: &before, after: &after, shift: &applied.shift, fixed: &[] }.check().err()
}

const TEXT: &str =
    "# top\nFROM debian:12.5\nWORKDIR /srv\nRUN apt-get install -y curl \\\n # why\n git\nENV A=1\nCMD a\n";

#[test]
fn what_is_only_moved_is_let_through() {
    for (old, new) in [("-y", "--yes -y"), ("apt-get", "apt"), (" curl", "  curl"), ("ENV A=1", "ENV  A=1")] {
        assert_eq!(refusal(TEXT, old, new), None, "{old} {new}");
    }
}

#[test]
fn errors_are_refused() {
    assert!(matches!(refusal(TEXT, "ENV A=1", "ENV A"), Some(Refusal::Error(_))));
    assert!(matches!(refusal(TEXT, "CMD", "FOO\nCMD"), Some(Refusal::Error(_))));
    assert_eq!(refusal(TEXT, "apt-get install", "( apt-get install"), Some(Refusal::Script));
}

#[test]
fn words_beside_the_edit_are_safe() {
    // The word that follows becomes part of another, is commented out, or belongs to another instruction.
    for (old, new) in [
        ("install ", "install"),
        ("install ", "install # "),
        (" git\n", " git \\\n"),
        ("RUN ", "RUN echo '"),
        ("-y ", "-y; "),
    ] {
        let refusal = refusal(TEXT, old, new);
        assert!(
            matches!(refusal, Some(Refusal::Words(_) | Refusal::Script | Refusal::Error(_))),
            "{old} {new}: {refusal:?}"
        );
    }
    assert!(matches!(refusal(TEXT, "RUN ", "RUN false || "), Some(Refusal::Words(_))), "it runs only sometimes");
}

#[test]
fn what_surrounds_other_instructions_is_safe() {
    assert_eq!(refusal(TEXT, "WORKDIR /srv", "WORKDIR /opt"), Some(Refusal::Step("RUN")));
    assert_eq!(refusal(TEXT, "WORKDIR /srv", "USER app\nWORKDIR /srv"), Some(Refusal::Step("RUN")));
    assert_eq!(refusal("FROM a AS b\nFROM c\nCOPY --from=b x y\n", "AS b", "AS d"), Some(Refusal::Step("COPY")));
}

#[test]
fn the_configuration_is_safe() {
    assert_eq!(refusal(TEXT, "A=1", "A=2"), Some(Refusal::Config("Env")));
    assert_eq!(refusal(TEXT, "CMD a", "CMD [\"a\"]"), Some(Refusal::Config("Cmd")));
    assert_eq!(refusal(TEXT, "debian:12.5", "debian:12.6"), Some(Refusal::Step("FROM")));
}

#[test]
fn comments_and_the_ends_of_the_file_are_safe() {
    assert_eq!(refusal(TEXT, "# top\n", ""), Some(Refusal::Comment));
    assert_eq!(refusal(TEXT, " # why\n", ""), Some(Refusal::Comment));
    assert_eq!(refusal(TEXT, "CMD a\n", "CMD a"), Some(Refusal::Ends));
    assert_eq!(refusal("\u{feff}FROM a\n", "\u{feff}", ""), Some(Refusal::Ends));
}
