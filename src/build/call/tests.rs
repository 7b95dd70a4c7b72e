use super::testing::with_sites;
use super::*;
use crate::facts::commands::SinkKind;

/// The folder of the call of `look` in the script; `-` when it is not known.
fn directory_at_look(script: &str) -> String {
    with_sites(script, Dialect::Bash, |sites| {
        let look = sites.iter().rfind(|site| site.call.name == "look").expect("a call of look");
        look.directory.unwrap_or("-").to_owned()
    })
}

#[test]
fn cd_is_followed() {
    let table = [
        ("look", "/app"),
        ("cd /x && look", "/x"),
        ("cd x; look", "/app/x"),
        ("cd x/../y\nlook", "/app/y"),
        ("cd; look", "/root"),
        ("cd ~/x; look", "/root/x"),
        ("cd x || exit 1; look", "/app/x"),
        ("cd v$V; look", "/app/v1.2"),
        ("d=/x; cd $d; look", "/x"),
        ("cd \"$UNKNOWN\"; look", "-"),
        ("cd -; look", "-"),
        ("pushd x; popd; look", "/app"),
        ("pushd /x; pushd y; popd; look", "/x"),
    ];
    for (script, expected) in table {
        assert_eq!(directory_at_look(script), expected, "{script}");
    }
}

#[test]
fn a_cd_lasts_as_long_as_its_shell() {
    let table = [
        ("(cd /x && look)", "/x"),
        ("(cd /x && true); look", "/app"),
        ("(cd /x && true) && (look)", "/app"),
        ("v=$(cd /x && pwd); look", "/app"),
        ("cd /x | true; look", "/app"),
        ("a() { cd /x; }; look", "/app"),
        ("sh -c 'cd /x'; look", "/app"),
        ("sh -c 'cd /x && look'", "/x"),
        ("{ cd /x; }; look", "/x"),
    ];
    for (script, expected) in table {
        assert_eq!(directory_at_look(script), expected, "{script}");
    }
}

#[test]
fn after_a_cd_that_may_not_happen_the_folder_is_not_known() {
    assert_eq!(directory_at_look("if a; then cd /x; fi; look"), "-");
    assert_eq!(directory_at_look("if a; then cd /x; look; fi"), "/x");
    assert_eq!(directory_at_look("for d in a b; do cd $d; make; cd /app; done; look"), "/app", "it came back");
}

/// The values of the last arguments of the calls of `look`, in order; `?` for what is not known.
fn looked_at(script: &str) -> String {
    with_sites(script, Dialect::Bash, |sites| {
        let looks = sites.iter().filter(|site| site.call.name == "look");
        let last = |site: &Site| site.arguments().last().and_then(|word| word.known().map(str::to_owned));
        looks.map(|site| last(site).unwrap_or("?".to_owned())).collect::<Vec<_>>().join(" ")
    })
}

#[test]
fn variables_of_the_script_are_known_where_they_surely_hold() {
    let table = [
        ("look $V", "1.2"),
        ("V=2; look $V; V=3; look $V", "2 3"),
        ("X=$V.1 && look $X", "1.2.1"),
        ("export X=a; look $X", "a"),
        ("X=a; X+=b; look $X", "ab"),
        ("V=$(latest); look $V", "?"),
        ("X=a look $X", "?"),
        ("V=2 true; look $V", "1.2"),
        ("read V; look $V", "?"),
        ("X=~/a; look $X", "?"),
        ("{ X=a; }; look $X", "a"),
        ("(X=a; look $X); look $X", "a ?"),
        ("(V=2; look $V); look $V", "2 1.2"),
        ("V=2 | true; look $V", "1.2"),
        ("if a; then V=2; look $V; else look $V; fi; look $V", "2 1.2 ?"),
        ("case $a in x) V=2;; y) V=3; look $V;; esac; look $V", "3 ?"),
        ("for V in a b; do look $V; done; look $V", "? ?"),
        ("for a in b; do look $V; V=2; look $V; done", "? 2"),
        ("[ -n \"$a\" ] && V=2; look $V", "?"),
        ("[ -n \"$a\" ] && V=2 && look $V", "2"),
        ("test -f a || V=2; look $V", "?"),
        ("set -e && V=2 && look $V", "2"),
        ("f() { V=2; }; look $V", "?"),
    ];
    for (script, expected) in table {
        assert_eq!(looked_at(script), expected, "{script}");
    }
}

/// The sinks of the first call.
fn sinks(script: &str) -> Vec<(String, Option<SinkKind>)> {
    with_sites(script, Dialect::Bash, |sites| {
        let get = sites.iter().find(|site| site.call.name == "get").expect("a call of get");
        get.sinks().into_iter().map(|sink| (sink.program, sink.kind)).collect()
    })
}

#[test]
fn sinks_are_what_the_output_flows_through() {
    let sink = |program: &str, kind| (program.to_owned(), kind);
    let shell = Some(SinkKind::Shell);
    assert_eq!(sinks("get a"), []);
    assert_eq!(sinks("get a | bash -s -- x"), [sink("bash", shell)]);
    assert_eq!(sinks("get a | sudo -E bash -"), [sink("bash", shell)]);
    assert_eq!(sinks("sudo get a | tar xz"), [sink("tar", Some(SinkKind::Unpack))]);
    assert_eq!(
        sinks("get a | gunzip | tar x"),
        [sink("gunzip", Some(SinkKind::Unpack)), sink("tar", Some(SinkKind::Unpack))]
    );
    assert_eq!(sinks("get a | grep x | apt-key add -"), [sink("grep", None), sink("apt-key", Some(SinkKind::Keys))]);
    assert_eq!(sinks("get a | tee b | (cd c; sh)"), [sink("tee", Some(SinkKind::File)), sink("cd", None)]);
    assert_eq!(sinks("sh -c \"$(get a)\""), [sink("sh", shell)]);
    assert_eq!(sinks("bash <(get a)"), [sink("bash", shell)]);
    assert_eq!(sinks("eval \"$(get a | sed s/a/b/)\""), [sink("sed", None), sink("eval", shell)]);
    assert_eq!(sinks("sh -c 'get a'"), [], "a program that runs it gets nothing from it");
}

/// The options of the call as text: `meaning=value`, operands, and `?word` for what is unknown.
fn options(script: &str, meanings: &[&str]) -> String {
    with_sites(script, Dialect::Bash, |sites| {
        let options = sites[0].options().expect("a program with known options");
        let mut shown: Vec<String> = options
            .in_order(meanings)
            .map(|(meaning, value)| match value {
                Some(value) => format!("{meaning}={}", value.text()),
                None => meaning.to_owned(),
            })
            .collect();
        shown.extend(options.operands.iter().map(|operand| operand.text().to_owned()));
        shown.extend(options.unknown.iter().map(|word| format!("?{}", word.text())));
        shown.join(" ")
    })
}

#[test]
fn options_are_told_from_operands() {
    let mkdir = ["parents", "mode"];
    let tar = ["extract", "gzip", "file", "directory", "strip"];
    let curl = ["output", "remote-name", "follow"];
    let table = [
        ("mkdir -p a b", &mkdir[..], "parents a b"),
        ("mkdir a -p", &mkdir, "parents a"),
        ("mkdir -pm755 a", &mkdir, "parents mode=755 a"),
        ("mkdir -vpm 755 a", &mkdir, "parents mode=755 a"),
        ("mkdir --mode=755 --par a", &mkdir, "mode=755 parents a"),
        ("mkdir --mode 755 a", &mkdir, "mode=755 a"),
        ("mkdir -p -- -a", &mkdir, "parents -a"),
        ("mkdir -q a", &mkdir, "a ?-q"),
        ("mkdir \"-p\" 'a b'", &mkdir, "parents a b"),
        ("o='-p -v'; mkdir $o a", &mkdir, "parents a"),
        ("mkdir -p a/{b,c}", &mkdir, "parents a/b a/c"),
        ("tar xzf a.tgz -C /b", &tar, "extract gzip file=a.tgz directory=/b"),
        ("tar xfC a.tar /b --strip-components=1", &tar, "extract file=a.tar directory=/b strip=1"),
        ("tar -xzvf a.tgz --strip 1", &tar, "extract gzip file=a.tgz strip=1"),
        ("tar --extract --file a b", &tar, "extract file=a b"),
        ("curl -fsSLo a http://b", &curl, "follow output=a http://b"),
        ("curl -sSLO http://b -o -", &curl, "follow remote-name output=- http://b"),
        ("curl --proto '=https' --tlsv1.2 -H 'A: b' http://b", &curl, "http://b"),
    ];
    for (script, meanings, expected) in table {
        assert_eq!(options(script, meanings), expected, "{script}");
    }
}
