use proptest::prelude::*;

use super::*;

#[test]
fn a_known_variable_may_hold_several_packages_and_options() {
    let known =
        [("PKGS", "a=1 b"), ("OPTS", "-y --no-install-recommends"), ("V", "1.2"), ("EMPTY", ""), ("ALL", "install b")];
    for (script, expected) in [
        ("apt-get install $PKGS c", "install apt: a =1!, b, c"),
        ("apt-get install \"$PKGS\"", "install apt: a =1 b"),
        ("apt-get install $OPTS c", "install apt: c | assume-yes no-recommends"),
        ("apt-get $OPTS install c", "install apt: c | assume-yes no-recommends"),
        ("apt-get $ALL c", "install apt: b, c"),
        ("apt-get $EMPTY install $EMPTY c=$V", "install apt: c =1.2!"),
        ("pip install foo==${V:-2}  bar==${W:-2} baz${W:+==$W}", "install pip: foo ==1.2!, bar ==2!, baz${W:+==$W}?"),
        ("npm install x@$V", "install npm: x @1.2"),
    ] {
        assert_eq!(actions_with(script, &known), expected, "{script}");
    }
}

#[test]
fn an_unknown_variable_stays_as_it_is() {
    assert_actions(&[
        ("apt-get install -y $PKGS curl", "install apt: ${PKGS}?, curl | assume-yes"),
        ("apt-get $OPTS install curl", "install apt: curl"),
        (
            "apt-get install curl=${CURL_VERSION} linux-headers-$(uname -r)",
            "install apt: curl =${CURL_VERSION}!, linux-headers-$(uname -r)?",
        ),
        ("pip install foo==$V foo${V}", "install pip: foo ==${V}!, foo${V}?"),
        ("npm install -g npm@$V", "install npm: npm @${V}! | global"),
        ("gem install x -v \"$V\"", "install gem: x -v${V}!"),
        ("go install github.com/x/y@${V}", "install go: github.com/x/y @${V}!"),
        ("for p in a b; do apk add $p; done", "install apk: ${p}?"),
        ("apt-get ${CMD} curl", ""),
    ]);
}

#[test]
fn the_environment_speaks_too() {
    assert_eq!(actions_with("pip install x", &[("PIP_NO_CACHE_DIR", "true")]), "install pip: x | no-cache");
    assert_eq!(actions_with("PIP_NO_CACHE_DIR=0 pip install x", &[("PIP_NO_CACHE_DIR", "1")]), "install pip: x");
}

#[test]
fn words_may_come_from_elsewhere() {
    assert_actions(&[
        ("cat packages | xargs apt-get install -y", "install apt: -? <stdin> | assume-yes"),
        ("apt-get install -y lib{a,b}-dev", "install apt: liba-dev, libb-dev | assume-yes"),
    ]);
}

#[test]
fn places_are_exact_through_continuations_quotes_and_variables() {
    let script = "apt-get install -y \\\n    \"curl=7.88\" \\\n    gi\\\nt=1:2 $X";
    let found = found(script, &[("X", "jq=1.6 yq")]);
    let at = |span: Span| &script[span.start..span.end];
    let packages = &found[0].packages;
    let constraint = |index: usize| packages[index].constraint.as_ref().expect("it has a version");
    assert_eq!(at(packages[0].name_span), "curl");
    assert_eq!(at(packages[0].span), "\"curl=7.88\"");
    assert_eq!((at(constraint(0).span), at(constraint(0).version_span)), ("=7.88", "7.88"));
    assert_eq!((packages[1].name.as_str(), at(packages[1].name_span)), ("git", "gi\\\nt"));
    assert_eq!(at(constraint(1).span), "=1:2");
    assert_eq!((packages[2].name.as_str(), at(packages[2].name_span), at(packages[2].span)), ("jq", "$X", "$X"));
    assert_eq!((packages[3].name.as_str(), at(packages[3].span)), ("yq", "$X"));
}

#[test]
fn a_clean_command_says_what_it_empties() {
    use FolderContent::{Cache, Index};
    for (script, cleans) in [
        ("apt-get clean", &[Cache][..]),
        ("apt-get distclean", &[Cache, Index]),
        ("dnf clean all", &[Index, Cache]),
        ("zypper clean", &[Cache]),
        ("zypper clean -a", &[Index, Cache]),
        ("conda clean -tipy", &[Cache]),
        ("npm cache clean --force", &[Cache]),
        ("pacman -Scc", &[Cache]),
        ("pacman -S git", &[]),
    ] {
        let found = found(script, &[]);
        assert_eq!(found.first().map(|action| action.cleans), Some(cleans), "{script}");
    }
}

#[test]
fn values_do_not_grow_without_end() {
    let long = "name ".repeat(1600);
    let script = format!("apk add {}", "$A ".repeat(1000));
    let packages: usize = found(&script, &[("A", &long)]).iter().map(|action| action.packages.len()).sum();
    assert!(packages < 8_000, "{packages}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_has_places(words in prop::collection::vec(word(), 0..6)) {
        let words = words.join(" ");
        for program in ["apt-get install", "apk add", "dnf install", "pip install", "npm i", "go get", "gem install", "R -e"] {
            let script = format!("{program} {words}");
            for action in found_anyway(&script, &[("A", "a=1 b-2 c")]) {
                for spec in &action.packages {
                    prop_assert!(script.get(spec.name_span.start..spec.name_span.end).is_some(), "{script}");
                    prop_assert!(spec.span.encloses(spec.name_span) || spec.name.is_empty(), "{script}: {spec:?}");
                }
            }
        }
    }
}

/// A word of pieces that mean something to some package manager.
fn word() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "1.2", "-", "--", "=", "==", "@", "/", ":", "::", "[", "]", "~", "+", "^", "!", "%", "#", "ü", "://",
        "git+", ".deb", "$A", "${B}", "\\\"", "'x y'", "\\\n", ".", "*", ",", "-v", "-r",
    ]);
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}
