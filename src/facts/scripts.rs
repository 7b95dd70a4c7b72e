//! What checks of scripts know of programs, variables and folders (`rules/shell/scripts.yaml`).

include!(concat!(env!("OUT_DIR"), "/scripts.rs"));

/// Whether some check may have to do with a script in which this word stands.
pub fn is_noteworthy(word: &str) -> bool {
    NOTEWORTHY.binary_search(&word).is_ok()
}

/// Whether the shell does this itself, so that no program can run it.
pub fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok()
}

/// Whether the program never reads what is piped into it.
pub fn takes_no_input(name: &str) -> bool {
    TAKE_NO_INPUT.binary_search(&name).is_ok()
}

/// Whether such a program, with this flag, reads answers all the same.
pub fn asks_with(flag: &str) -> bool {
    ASK_WITH.binary_search(&flag).is_ok()
}

/// Whether a Linux does not work without the folder.
pub fn is_system_folder(path: &str) -> bool {
    SYSTEM_FOLDERS.binary_search(&path).is_ok()
}

/// Whether no process can catch the signal.
pub fn is_uncatchable(signal: &str) -> bool {
    UNCATCHABLE.binary_search(&signal).is_ok()
}

/// Whether bash sets the variable, and other shells need not.
pub fn is_bash_variable(name: &str) -> bool {
    BASH_VARIABLES.binary_search(&name).is_ok()
}

/// Whether BusyBox's ash has what the check of this number is about.
pub fn ash_has(check: u16) -> bool {
    ASH_HAS.contains(&check)
}
