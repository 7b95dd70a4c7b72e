use super::*;

#[test]
fn a_known_variable_may_hold_several_packages_and_options() {
    let known = [("PKGS", "a=1 b"), ("OPTS", "-y --no-install-recommends"), ("V", "1.2"), ("EMPTY", "")];
    for (script, expected) in [
        ("apt-get install $PKGS c", "install apt: a =1!, b, c"),
        ("apt-get install \"$PKGS\"", "install apt: a =1 b"),
        ("apt-get install $OPTS c", "install apt: c | assume-yes no-recommends"),
        ("apt-get $OPTS install c", "install apt: c | assume-yes no-recommends"),
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
