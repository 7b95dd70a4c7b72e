//! Commands that leave nothing behind in an image made of nixpkgs (`rules/nix/commands.yaml`).

include!(concat!(env!("OUT_DIR"), "/nix_commands.rs"));

/// Why the image does well without the command, if it does.
pub fn not_needed(command: &str) -> Option<&'static str> {
    NOT_NEEDED
        .binary_search_by_key(&command, |(name, _)| name)
        .ok()
        .and_then(|at| NOT_NEEDED.get(at))
        .map(|(_, why)| *why)
}

/// Whether the command only prepares a build, as making its folder does.
pub fn prepares_a_build(command: &str) -> bool {
    PREPARES_A_BUILD.contains(&command)
}

/// Whether a build tool that is told this only tests or checks, as `go vet` does.
pub fn only_checks(subcommand: &str) -> bool {
    ONLY_CHECKS.contains(&subcommand)
}

/// Whether every build in nixpkgs has this attribute by itself.
pub fn in_every_build(attribute: &str) -> bool {
    IN_EVERY_BUILD.contains(&attribute)
}

/// The attribute that has a program which runs in a build as it does in a container; `stdenv` and `stdenv.cc` for those
/// of the standard environment.
pub fn in_a_build(program: &str) -> Option<&'static str> {
    let at = IN_A_BUILD.binary_search_by_key(&program, |(name, _)| name).ok()?;
    IN_A_BUILD.get(at).map(|(_, attribute)| *attribute)
}

/// What a command that asks about the machine prints on one that Go calls `machine`.
pub fn answer(question: &str, machine: &str) -> Option<&'static str> {
    let (_, answers) = ANSWERS.iter().find(|(asked, _)| *asked == question)?;
    answers.iter().find(|(name, _)| *name == machine).map(|(_, answer)| *answer)
}

/// Whether the program only serves to tell a package manager where packages come from.
pub fn is_plumbing(program: &str) -> bool {
    PLUMBING_PROGRAMS.contains(&program)
}

/// Whether only package managers read the file.
pub fn is_plumbing_path(path: &str) -> bool {
    PLUMBING_FOLDERS.iter().any(|folder| is_at_or_below(path, folder))
}

/// Why nothing in the image reads the file.
pub fn unread(path: &str) -> Option<&'static str> {
    UNREAD_FILES.iter().find(|(folder, _)| is_at_or_below(path, folder)).map(|(_, why)| *why)
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the program does nothing but remove files.
pub fn only_removes(program: &str) -> bool {
    REMOVERS.contains(&program)
}

/// Whether the program only changes how the shell goes on.
pub fn is_shell_only(program: &str) -> bool {
    SHELL_ONLY.contains(&program)
}

/// Whether shells do this themselves, so that no program of this name is needed.
pub fn is_in_the_shell(command: &str) -> bool {
    IN_THE_SHELL.contains(&command) || IN_BASH.contains(&command)
}

/// Whether the program only prints, and has nothing to do where nobody reads it.
pub fn is_printer(program: &str) -> bool {
    PRINTERS.contains(&program)
}

/// Whether the program's arguments are text, and no paths.
pub fn takes_text(program: &str) -> bool {
    TAKES_TEXT.contains(&program)
}

/// Whether the program's first operand is a program or a pattern, and no path.
pub fn takes_pattern_first(program: &str) -> bool {
    TAKES_PATTERN_FIRST.contains(&program)
}

/// Whether the program runs another one with other rights.
pub fn changes_user(program: &str) -> bool {
    CHANGES_USER.contains(&program)
}

/// Whether a variable of this name holds a secret, which must not end up in the store.
pub fn is_secret(variable: &str) -> bool {
    let name = variable.to_ascii_lowercase();
    name.split('_').any(|word| SECRET_WORDS.contains(&word))
}

/// Whether the package is one of Python 2.
pub fn is_python_2(package: &str) -> bool {
    package == "python" || PYTHON_2.iter().any(|prefix| package.starts_with(prefix))
}

/// Whether the program is a shell.
pub fn is_shell(program: &str) -> bool {
    SHELLS.contains(&program)
}

/// Whether these arguments make any program print something about itself and end.
pub fn only_prints(arguments: &[String]) -> bool {
    matches!(arguments, [only] if QUESTIONS.contains(&only.as_str()))
}

/// Whether an address is that of an archive of software.
pub fn is_software(url: &str) -> bool {
    SOFTWARE_ENDINGS.iter().any(|ending| url.ends_with(ending))
}

/// Whether what is fetched from the address sets up a package manager.
pub fn is_plumbing_address(url: &str) -> bool {
    !is_software(url) && PLUMBING_ADDRESSES.iter().any(|address| url.contains(address))
}

/// Whether builds use the attribute although no command names it.
pub fn is_indirect(attribute: &str) -> bool {
    INDIRECT.contains(&attribute)
}

/// Whether the program only asks something.
pub fn is_test(program: &str) -> bool {
    TESTS.contains(&program)
}

/// Whether the attribute only serves to compile something.
pub fn compiles(attribute: &str) -> bool {
    COMPILING.contains(&attribute)
}

/// Whether the option says where a program will be in the image.
pub fn is_final_path(option: &str) -> bool {
    FINAL_PATHS.contains(&option)
}
