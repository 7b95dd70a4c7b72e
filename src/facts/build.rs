//! What a build knows without being told (`rules/dockerfile/build.yaml`).

include!(concat!(env!("OUT_DIR"), "/build.rs"));

/// The `PATH` of an image that sets none; nothing on Windows, which has its own.
pub fn default_path(os: &str) -> Option<&'static str> {
    (os != "windows").then_some(DEFAULT_PATH)
}

/// What runs the shell form of an instruction where no SHELL says otherwise.
pub fn default_shell(os: &str) -> &'static [&'static str] {
    if os == "windows" { WINDOWS_SHELL } else { UNIX_SHELL }
}

/// Whether RUN sees this build argument without an ARG.
pub fn is_proxy_argument(name: &str) -> bool {
    PROXY_ARGUMENTS.contains(&name)
}

/// Whether this argument steers the builder and never becomes a variable.
pub fn is_builder_argument(name: &str) -> bool {
    BUILDER_ARGUMENTS.contains(&name)
}

/// Whether BuildKit makes this check while it evaluates a stage, instruction by instruction; an error in the file keeps
/// it from getting there.
pub fn is_check_of_evaluation(name: &str) -> bool {
    CHECKS_OF_EVALUATION.contains(&name)
}

/// Whether BuildKit takes a variable for a secret if this word, in lower case, is one of those in its name.
pub fn is_secret_word(word: &str) -> bool {
    SECRET_WORDS.contains(&word)
}

/// Whether BuildKit makes this check only when it is asked for.
pub fn is_experimental_check(name: &str) -> bool {
    EXPERIMENTAL_CHECKS.contains(&name)
}

/// Whether this is the name of an operating system, as Go spells it.
pub fn is_operating_system(name: &str) -> bool {
    OPERATING_SYSTEMS.contains(&name)
}

/// Whether this is the name of an architecture, as Go spells it.
pub fn is_architecture(name: &str) -> bool {
    ARCHITECTURES.contains(&name)
}

/// The architecture and variant that another spelling of an architecture means.
pub fn architecture_alias(name: &str) -> Option<(&'static str, &'static str)> {
    ARCHITECTURE_ALIASES
        .iter()
        .find(|(alias, ..)| *alias == name)
        .map(|(_, architecture, variant)| (*architecture, *variant))
}

/// Whether `signal` is a signal of Linux: a number other than 0, or a name with or without `SIG`, in any casing.
pub fn is_signal(signal: &str) -> bool {
    if let Ok(number) = signal.parse::<i64>() {
        return number != 0;
    }
    let upper = signal.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    SIGNALS.contains(&name) || is_real_time_signal(name)
}

fn is_real_time_signal(name: &str) -> bool {
    let within = |prefix: &str, last: u8| {
        let number = name.strip_prefix(prefix).filter(|rest| !rest.starts_with(['0', '+']));
        number.and_then(|rest| rest.parse::<u8>().ok()).is_some_and(|number| (1..=last).contains(&number))
    };
    within("RTMIN+", 15) || within("RTMAX-", 14)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_signals_by_name_and_number() {
        for signal in ["SIGTERM", "term", "SigQuit", "9", "RTMIN+15", "SIGRTMAX-14", "+3"] {
            assert!(is_signal(signal), "{signal}");
        }
        for signal in ["", "0", "SIGSIGTERM", "RTMIN+16", "RTMIN+01", "RTMAX-0", "SIGFOO", "$SIG"] {
            assert!(!is_signal(signal), "{signal}");
        }
    }

    #[test]
    fn knows_other_spellings_of_architectures() {
        assert_eq!(architecture_alias("x86_64"), Some(("amd64", "")));
        assert_eq!(architecture_alias("armhf"), Some(("arm", "v7")));
        assert_eq!(architecture_alias("amd64"), None);
    }
}
