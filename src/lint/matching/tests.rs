use std::collections::BTreeSet;

use crate::build::{Options, evaluate};
use crate::context::BuildContext;
use crate::dockerfile;
use crate::lint::schema::RuleFile;
use crate::lint::{Input, Selector, Settings, custom, lint};
use crate::source::SourceFile;

/// The words and messages of what a rule with this `match` finds.
#[track_caller]
fn found(matcher: &str, message: &str, source: &str) -> Vec<(String, String)> {
    let indented: String = matcher.lines().map(|line| format!("  {line}\n")).collect();
    let yaml = format!(
        "code: MY1\nname: my-rule\ncategory: style\nlevel: info\nsummary: s\nwhy: w\nmessage: {message:?}\nmatch:\n{indented}\
         examples: [{{bad: x}}, {{good: y}}]\n"
    );
    let file: RuleFile = serde_saphyr::from_str(&yaml).unwrap();
    let rule = custom::rule(&file).unwrap();
    let file = SourceFile::new("Dockerfile", source);
    let dockerfile = dockerfile::parse(file.bytes());
    let context = BuildContext::none();
    let build = evaluate(&dockerfile, &Options::default());
    let settings = Settings {
        select: vec![Selector::Rules(BTreeSet::from([rule.code.as_str()]))],
        custom: vec![rule],
        ..Settings::default()
    };
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let findings = lint(&input, &settings).findings;
    findings.iter().map(|finding| (file.text(finding.span).into_owned(), finding.message.clone())).collect()
}

#[track_caller]
fn words(matcher: &str, source: &str) -> Vec<String> {
    found(matcher, "m", source).into_iter().map(|(words, _)| words).collect()
}

const APT: &str = "FROM debian:12\nRUN true \\\n && apt-get -o A=install update \\\n && sudo apt-get install curl\n";

#[test]
fn a_command_is_marked_up_to_its_sub_command() {
    assert_eq!(words("command: apt-get\nsubcommand: install\nvalue-flags: [-o]", APT), ["apt-get install"]);
    assert_eq!(words("command: apt-get", APT), ["apt-get", "apt-get"]);
    assert_eq!(words("command: [apt*, sudo]\nat: command", "FROM a\nRUN sudo apt x"), ["sudo apt x", "apt x"]);
    assert_eq!(
        words("command: npm\nsubcommand: config set", "FROM a\nRUN npm config set x y; npm config get x"),
        ["npm config set"]
    );
}

#[test]
fn flags_that_are_there_and_that_are_not() {
    let yes = "command: apt-get\nsubcommand: install\nwithout-flag: [-y, --yes]";
    assert_eq!(
        words(yes, "FROM a\nRUN apt-get install -qy x; apt-get install --yes x; apt-get install x"),
        ["apt-get install"]
    );
    assert_eq!(words("command: curl\nwith-flag: [-k, --insecure]", "FROM a\nRUN curl -sk x; curl -s x"), ["-sk"]);
}

#[test]
fn arguments_are_captured() {
    let matcher = "command: pip\nsubcommand: install\nargument: '^(?<name>[a-z]+)>=(?<at>.*)$'";
    let source = "FROM a\nRUN pip install flask>=2 django==3 'x>=1'\n";
    assert_eq!(
        found(matcher, "{name} of {command} {subcommand}", source),
        [("1".to_owned(), "x of pip install".to_owned())]
    );
    let source = "FROM a\nRUN [\"pip\", \"install\", \"flask>=2\"]\n";
    assert_eq!(found(matcher, "{argument}", source), [("2".to_owned(), "flask>=2".to_owned())]);
}

#[test]
fn a_direct_call_is_by_the_instruction_itself_and_by_the_plain_name() {
    let source = "FROM a\nRUN cd /a && (cd /b) && sudo cd /c && bash -c 'cd /d' && /bin/cd /e\n";
    assert_eq!(words("command: cd\nat: command", source), ["cd /a", "cd /b", "cd /c", "cd /d", "/bin/cd /e"]);
    assert_eq!(words("command: cd\nat: command\ndirect: true", source), ["cd /a", "cd /b"]);
    let source = "FROM a\nRUN python3 -m pip x && /venv/bin/python -m pip y && sudo python -m pip z\n";
    assert_eq!(words("command: pip\nat: command\ndirect: true", source), ["pip x"]);
}

#[test]
fn a_rule_can_be_about_one_kind_of_shell() {
    let source = "FROM a\nRUN cd a\nSHELL [\"pwsh\", \"-c\"]\nRUN cd b\nSHELL [\"cmd\", \"/C\"]\nRUN cd c\n";
    for (shell, expected) in [("posix", "cd a"), ("powershell", "cd b"), ("cmd", "cd c")] {
        assert_eq!(words(&format!("instruction: RUN\ntext: 'cd .'\nshell: [{shell}]"), source), [expected]);
    }
}

#[test]
fn values_of_flags_are_compared() {
    let insecure = "command: dnf\nflag-value: {--setopt: '^sslverify=(0|false)$'}";
    let source = "FROM a\nRUN dnf --setopt=keepcache=1 --setopt=sslverify=0 install x; dnf --setopt sslverify=false y; \
                  dnf --setopt=sslverify=1 z\n";
    assert_eq!(words(insecure, source), ["--setopt=sslverify=0", "--setopt sslverify=false"]);
    let source = "FROM a\nRUN chmod -m 1 x && mkdir -pm 777 a && mkdir -m755 b && mkdir -m 0777 c\n";
    let mode = "command: mkdir\nflag-value: {-m: '777$'}";
    assert_eq!(
        found(mode, "{flag} {value}", source),
        [("-pm 777".to_owned(), "-m 777".to_owned()), ("-m 0777".to_owned(), "-m 0777".to_owned())]
    );
}

#[test]
fn a_command_is_compared_as_a_whole() {
    let matcher = "command: git\ntext: 'http\\.(?<key>\\S*)[ =](?<at>false|0)'";
    let source = "FROM a\nRUN git -c http.sslVerify=0 clone x; git config --global \"http.sslVerify\" \\\n  'false'\n";
    assert_eq!(
        found(matcher, "{key} {text}", source),
        [
            ("0".to_owned(), "sslVerify http.sslVerify=0".to_owned()),
            ("false".to_owned(), "sslVerify http.sslVerify false".to_owned())
        ]
    );
    let source = "FROM a\nRUN git config \"http.sslVerify\" \\\n  'false' x\n";
    assert_eq!(words("command: git\ntext: 'sslVerify false'", source), ["sslVerify\" \\\n  'false"]);
    let both = "command: git\ntext: '^git config'\nargument: '^http'";
    assert_eq!(words(both, "FROM a\nRUN git config http.x 1; git clone http://x\n"), ["http.x"]);
}

#[test]
fn arguments_are_expanded_where_that_is_asked_for() {
    let source = "FROM a\nARG PORT=22\nEXPOSE 22 $PORT ${OTHER}\n";
    assert_eq!(words("instruction: EXPOSE\nargument: '^22$'", source), ["22"]);
    assert_eq!(words("instruction: EXPOSE\nargument: '^22$'\nexpand: true", source), ["22", "$PORT"]);
}

#[test]
fn a_match_can_fill_the_texts_and_name_an_overlap() {
    let matcher = "command: a\nfill: {what: this, cure: that}";
    assert_eq!(found(matcher, "{what} is {cure}", "FROM x\nRUN a"), [("a".to_owned(), "this is that".to_owned())]);
    let yaml = "code: MY1\nname: my-rule\ncategory: style\nlevel: info\nsummary: s\nwhy: w\nmessage: m\n\
                overlaps: [X-1, X-2]\nmatch: {command: a, also: X-3}\nexamples: [{bad: x}, {good: y}]\n";
    let file: RuleFile = serde_saphyr::from_str(yaml).unwrap();
    assert_eq!(custom::rule(&file).unwrap_err().len(), 1);
}

#[test]
fn mounts_of_a_type_excuse() {
    let matcher = "command: a\nunless-mount-type: [secret]";
    assert_eq!(words(matcher, "FROM x\nRUN --mount=type=secret,id=s a\nRUN --mount=type=cache,target=/b a"), ["a"]);
}

#[test]
fn what_comes_later_or_is_mounted_excuses() {
    let matcher = "command: yum\nsubcommand: install\nunless-followed-by:\n- {command: yum, subcommand: clean}\n\
                   unless-mount: [/var/cache/yum]";
    assert_eq!(words(matcher, "FROM a\nRUN yum install a && yum clean all"), [] as [&str; 0]);
    assert_eq!(words(matcher, "FROM a\nRUN yum clean all && yum install a"), ["yum install"]);
    assert_eq!(words(matcher, "FROM a\nRUN --mount=type=cache,target=/var/cache yum install a"), [] as [&str; 0]);
    assert_eq!(words(matcher, "FROM a\nRUN --mount=type=bind,target=/var/cache yum install a"), ["yum install"]);
}

#[test]
fn stages_and_onbuild() {
    let source = "FROM a AS one\nUSER x\nFROM b AS two\nUSER y\nFROM one\nUSER z\nONBUILD USER w\n";
    let users = |more: &str| words(&format!("instruction: USER\n{more}"), source);
    assert_eq!(users("stage: any"), ["x", "y", "z", "w"]);
    assert_eq!(users("stage: final\nonbuild: false"), ["z"]);
    assert_eq!(users("stage: shipped"), ["x", "z", "w"]);
    assert_eq!(users("stage: needed\nonbuild: false"), ["x", "z"]);
    assert_eq!(users("base-image: 'a*'\nonbuild: false"), ["x", "z"]);
}

#[test]
fn instructions_by_flag_form_and_text() {
    let source = "FROM --platform=linux/amd64 a\nEXPOSE 22 80/tcp\nCMD run me\nENTRYPOINT [\"run\"]\n";
    assert_eq!(words("instruction: FROM\nflag-value: {--platform: ^linux}", source), ["--platform=linux/amd64"]);
    assert_eq!(words("instruction: FROM\nwithout-flag: --platform", source), [] as [&str; 0]);
    assert_eq!(words("instruction: EXPOSE\nargument: '^22(/tcp)?$'", source), ["22"]);
    assert_eq!(words("instruction: EXPOSE\nargument: '/(?<at>tcp)$'", source), ["tcp"]);
    assert_eq!(words("instruction: [CMD, ENTRYPOINT]\nform: shell", source), ["run me"]);
    assert_eq!(words("instruction: any\ntext: 'run'", source), ["run", "run"]);
    assert_eq!(words("instruction: CMD\nat: keyword", source), ["CMD"]);
    let source = "FROM a\nCOPY <<EOF /run\nrun me\nEOF\nONBUILD RUN <<EOF\nrun too\nEOF\n";
    assert_eq!(words("instruction: [COPY, RUN]\ntext: 'run \\w+'", source), ["run me", "run too"]);
}

#[test]
fn variables_wherever_they_are_set() {
    let source = "FROM a\nARG TLS=0\nENV TLS=\"0\" OTHER=0\nRUN TLS=0 make && export TLS=0 && TLS=1 make\n";
    assert_eq!(words("variable: {name: TLS, value: '0'}", source), ["TLS=0", "TLS=\"0\"", "TLS=0", "TLS=0"]);
}

#[test]
fn a_wrong_rule_is_refused() {
    let problems = |matcher: &str, message: &str| {
        let yaml = format!(
            "code: my1\nname: My\ncategory: style\nlevel: info\nsummary: s\nwhy: w\nmessage: {message:?}\nmatch: {matcher}\n\
             examples: []\n"
        );
        let file: RuleFile = serde_saphyr::from_str(&yaml).unwrap();
        custom::rule(&file).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let text = problems(
        "{command: x, argument: '(', with-flag: yes-flag, expand: true, unless-mount-type: [secrets]}",
        "{nothing}",
    );
    for part in [
        "no code",
        "kebab",
        "a bad example",
        "a good example",
        "regex",
        "`expand` goes",
        "its dashes",
        "`secrets` is no type",
        "{nothing}",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(problems("{instruction: RUNN}", "m").contains("`RUNN` is no instruction"));
    assert!(problems("{stage: final}", "m").contains("exactly one of `command`"));
    let unknown = "code: A1\nnme: x\n";
    let error = |yaml: &str| serde_saphyr::from_str::<RuleFile>(yaml).unwrap_err().to_string();
    assert!(error(unknown).contains("nme"));
    assert!(error("code: A1\nmatch: {comand: x}\n").contains("comand"));
    assert!(error("code: A1\nmatch: {subcommand: yes}\n").contains("needs quotes"));
}

#[test]
fn what_is_absent_is_told_at_the_from_of_the_stage() {
    let user = "absent: true\ninstruction: USER\nstage: final";
    assert_eq!(words(user, "FROM a:1 AS b\nUSER x\nFROM c:2\nCOPY --from=b / /\n"), ["c:2"]);
    assert_eq!(words(user, "FROM a:1 AS b\nUSER x\nFROM b\nRUN true\n"), [] as [&str; 0], "it is inherited");
    assert_eq!(words(user, "FROM a:1\nONBUILD USER x\n"), ["a:1"], "ONBUILD does nothing here");
    let message =
        found("absent: true\ncommand: apk\nsubcommand: upgrade", "{stage}", "FROM a AS x\nRUN apk upgrade\nFROM b\n");
    assert_eq!(message, [("b".to_owned(), "1".to_owned())]);
}

#[test]
fn images_and_texts_can_be_left_out() {
    let source = "FROM debian:12\nRUN one\nFROM alpine:3 AS x\nRUN two\nFROM x\nRUN three\n";
    assert_eq!(words("instruction: RUN\nunless-base-image: ['alpine:*', busybox]", source), ["one"]);
    assert_eq!(words("instruction: RUN\nbase-image: [busybox, 'alpine*']", source), ["two", "three"]);
    assert_eq!(words("instruction: RUN\nwithout-text: t[wh]", source), ["one"]);
    assert_eq!(words("command: [one, two]\nwithout-text: ^two$", source), ["one"]);
}
