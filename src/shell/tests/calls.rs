use super::*;

#[test]
fn in_every_kind_of_command() {
    assert_eq!(
        lines("a; { b; }; (c); if d; then e; else f; fi; for x in $(g); do h; done; while i; do j; done"),
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    );
    assert_eq!(lines("case $(a) in $(b)) c;; esac; f() { d; }; e &"), ["a", "b", "c", "d", "e"]);
}

#[test]
fn in_every_kind_of_word() {
    let names = |source: &str| -> Vec<String> { script(source).calls().into_iter().map(|call| call.name).collect() };
    assert_eq!(names("A=$(a) b \"$(c)\" ${x:-$(d)} $(( $(e) )) <(f) > $(g)"), ["b", "a", "c", "d", "e", "f", "g"]);
    assert_eq!(names("[[ $(a) ]]; (( $(b) )); X=(1 $(c)); for ((i=$(d);;)); do e; done"), ["a", "b", "c", "d", "e"]);
    assert_eq!(names("a <<E\n$(b)\nE\nc <<'E'\n$(d)\nE"), ["a", "b", "c"]);
}

#[test]
fn have_their_words_and_what_belongs_to_them() {
    let source = "A=1 B=2 /usr/bin/apt-get -y install 'x' >log 2>&1";
    let calls = script(source).calls();
    let [call] = calls.as_slice() else { panic!("one call") };
    assert_eq!(line(call), "apt-get -y install 'x'");
    assert_eq!(source_of(source, call.span), "/usr/bin/apt-get -y install 'x'");
    assert_eq!((call.assignments.len(), call.redirections.len()), (2, 2));
    assert_eq!(call.program.literal().as_deref(), Some("/usr/bin/apt-get"));
}

#[test]
fn whose_program_is_not_known_have_no_name() {
    assert_eq!(lines("$A b; \"$A\"/bin/c d; ./e.sh"), [" b", "c d", "e.sh"]);
}

#[test]
fn in_exec_form() {
    let exec = |words: &[&str]| -> Vec<String> {
        let words: Vec<Text> = words.iter().map(|word| text(word)).collect();
        exec_call(&words).iter().map(line).collect()
    };
    assert_eq!(exec(&["/bin/nginx", "-g", "daemon off;"]), ["nginx -g daemon off;"]);
    assert_eq!(exec(&["sh", "-c", "echo \"$X\" && 'b'"]), ["sh -c echo \"$X\" && 'b'", "echo \"$X\"", "b"]);
    assert_eq!(exec(&["tini", "--", "python3", "-m", "app"]), ["tini -- python3 -m app", "python3 -m app", "app"]);
    assert_eq!(exec(&[]), [""; 0]);
}
