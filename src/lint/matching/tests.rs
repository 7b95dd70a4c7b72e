use crate::build::{Options, evaluate};
use crate::context::BuildContext;
use crate::dockerfile;
use crate::lint::schema::RuleFile;
use crate::lint::{Input, Profile, Selector, Settings, custom, lint};
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
        profile: Profile::All,
        ignore: vec![Selector::Prefix("D".into())],
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
        [("'x>=1'".to_owned(), "x of pip install".to_owned())]
    );
    let source = "FROM a\nRUN [\"pip\", \"install\", \"flask>=2\"]\n";
    assert_eq!(found(matcher, "{argument}", source), [("2".to_owned(), "flask>=2".to_owned())]);
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
    let text = problems("{command: x, argument: '(', with-flag: yes-flag, text: z}", "{nothing}");
    for part in
        ["no code", "kebab", "a bad example", "a good example", "regex", "`text` goes", "its dashes", "{nothing}"]
    {
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
