//! The entrypoint scripts that official images bring along (`rules/nix/entrypoints.yaml`).

include!(concat!(env!("OUT_DIR"), "/entrypoints.rs"));

/// A script that does what an image's own entrypoint does.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// Where it is.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// What becomes of an image's entrypoint.
#[derive(Clone, Copy, Debug)]
pub enum Entrypoint {
    /// It is a program, or there is none.
    Program,
    /// It is a script that is written into the image.
    Written(Script),
    /// It is a script that is left out, and what it does.
    LeftOut(&'static str),
}

/// What becomes of the entrypoint of an image, given by its name on Docker Hub.
pub fn entrypoint(image: &str, words: &[String]) -> Entrypoint {
    let image = image.strip_prefix("library/").unwrap_or(image);
    let is_script = |word: &&String| SCRIPTS.iter().any(|ending| word.ends_with(ending));
    let Some(script) = words.iter().find(is_script) else { return Entrypoint::Program };
    let is_it = |written: &Script| written.path.ends_with(script.as_str());
    match WRITTEN.iter().find(|(name, written)| *name == image && is_it(written)) {
        Some((_, written)) => Entrypoint::Written(*written),
        None => {
            let does = DOES.iter().find(|(ending, _)| script.ends_with(ending)).map(|(_, does)| *does);
            Entrypoint::LeftOut(does.unwrap_or("what it sets up when a container starts is not done"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_written_or_left_out() {
        let of = |image: &str, words: &[&str]| {
            entrypoint(image, &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        assert!(matches!(of("library/node", &["docker-entrypoint.sh"]), Entrypoint::Written(_)));
        assert!(matches!(of("postgres", &["docker-entrypoint.sh"]), Entrypoint::LeftOut(_)));
        assert!(matches!(of("alpine/git", &["git"]), Entrypoint::Program));
        assert!(matches!(of("debian", &[]), Entrypoint::Program));
    }
}
