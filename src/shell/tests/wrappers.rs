use super::*;

/// The last call, with the programs that run it.
#[track_caller]
fn runs(source: &str, wrappers: &[&str], expected: &str) {
    let calls = script(source).calls();
    let last = calls.last().unwrap();
    assert_eq!(line(last), expected, "{source}");
    assert_eq!(last.wrappers, wrappers, "{source}");
}

#[track_caller]
fn runs_nothing(source: &str) {
    assert_eq!(script(source).calls().len(), 1, "{source}");
}

#[test]
fn commands_among_arguments() {
    runs("sudo -E -u root apt-get update", &["sudo"], "apt-get update");
    runs("sudo -uroot -- env -i A=1 -u B C=2 make -j", &["sudo", "env"], "-u B C=2 make -j");
    runs("sudo X=1 a", &["sudo"], "a");
    runs("exec gosu app:app \"$@\"", &["exec", "gosu"], "");
    runs("timeout -s KILL 5 nice -n 10 make all", &["timeout", "nice"], "make all");
    runs("xargs -0 -n 1 -I {} rm -f {}", &["xargs"], "rm -f {}");
    runs("time -p make", &["time"], "make");
    runs("busybox wget x", &["busybox"], "wget x");
    runs("corepack yarn install", &["corepack"], "yarn install");
    runs("poetry run pip install x", &["poetry"], "pip install x");
    runs("runuser -u x -- y z", &["runuser"], "y z");
    runs("flock /l a b", &["flock"], "a b");
}

#[test]
fn environment_of_the_command() {
    let calls = script("A=1 sudo env B='x y' C=$D make").calls();
    let names: Vec<&str> = calls[2].assignments.iter().map(|assignment| assignment.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert_eq!(calls[2].assignments[1].value.literal().as_deref(), Some("x y"));
}

#[test]
fn nothing_is_run() {
    for source in ["sudo -l", "command -v x", "corepack enable", "poetry install", "sh x.sh", "sh", "python x.py -m y"]
    {
        runs_nothing(source);
    }
    for source in
        ["python -c 'import pip'", "env", "ionice -p 3", "trap - EXIT", "sudo -u x", "bash -o pipefail", "eval"]
    {
        runs_nothing(source);
    }
}

#[test]
fn modules() {
    runs("python3.12 -m pip install x", &["python3.12"], "pip install x");
    runs("python -Im pip install x", &["python"], "pip install x");
    runs("/opt/bin/python -u -W ignore -mpip install x", &["python"], "pip install x");
    let source = "python -m pip install x";
    let call = script(source).calls().pop().unwrap();
    assert_eq!(source_of(source, call.span), "pip install x");
    assert_eq!(source_of(source, call.program.span), "pip");
}

#[test]
fn scripts_as_arguments() {
    runs("sh -c 'a \"b c\"'", &["sh"], "a \"b c\"");
    runs("bash -exo pipefail -c \"a \\\"b\\\" $C\"", &["bash"], "a \"b\" $C");
    runs("bash -lc -- 'x'", &["bash"], "x");
    runs("su - user -c \"a 'b'\"", &["su"], "a 'b'");
    runs("su --command='a b' user", &["su"], "a b");
    runs("su -c\"a b\" user", &["su"], "a b");
    runs("eval \"a\" 'b'", &["eval"], "a b");
    runs("trap 'rm x' EXIT", &["trap"], "rm x");
    runs("scl enable x 'pip install y'", &["scl"], "pip install y");
    runs("sudo sh -c 'sh -c \"a b\"'", &["sudo", "sh", "sh"], "a b");
    runs("sh -c a\\ b'c d'", &["sh"], "a bc d");
}

#[test]
fn scripts_from_here_documents() {
    runs("sudo bash -e <<E\na \\$(b) c\nE", &["sudo", "bash"], "b");
    runs("sh -s x <<-'E'\n\ta b\n\tE", &["sh"], "a b");
    runs("bash <<< 'a b'", &["bash"], "a b");
    runs_nothing("bash x.sh <<E\na\nE");
    runs_nothing("cat <<E\na\nE");
}

#[test]
fn substitutions_in_a_script_are_counted_once() {
    let calls = script("sh -c \"a $(b) \\$(c) `d`\"").calls();
    let told: Vec<(&str, bool)> = calls.iter().map(|call| (call.name.as_str(), call.wrappers.is_empty())).collect();
    assert_eq!(told, [("sh", true), ("a", false), ("c", false), ("b", true), ("d", true)]);
}

#[test]
fn several_commands() {
    assert_eq!(
        lines("find . -exec a {} + -o -execdir b {} \\; -print"),
        ["find . -exec a {} + -o -execdir b {} \\; -print", "a {}", "b {}"]
    );
}
