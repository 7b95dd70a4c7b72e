//! Whether an expression evaluates, asked of the `nix-instantiate` that is installed.
//!
//! Nothing is built, written or fetched: Nix runs in its read-only and restricted modes, in which it opens no address and
//! reads nothing but nixpkgs, the folder of the Dockerfile, and what `NIX_PATH` has on this machine.

mod answer;
mod search_path;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use thiserror::Error;

use super::Style;
use answer::Answer;
use search_path::SearchPath;

/// The program that evaluates.
const PROGRAM: &str = "nix-instantiate";

/// An expression, and where it is evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Expression<'a> {
    /// Its text, as [`super::emit_as`] gives it.
    pub text: &'a str,
    /// What kind of file it is.
    pub style: Style,
    /// The folder that its paths start from.
    pub folder: &'a Path,
    /// The folder of nixpkgs; `None` for that of `NIX_PATH`.
    pub nixpkgs: Option<&'a Path>,
}

/// Why Nix refuses an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Nix's words.
    pub message: String,
    /// The innermost place in the text that Nix names, in bytes.
    pub offset: Option<usize>,
}

/// Why an expression cannot be evaluated at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no Nix.
    #[error("there is no `{PROGRAM}` on the PATH, which --verify asks")]
    NotInstalled,
    /// The program cannot be run.
    #[error("cannot run `{PROGRAM}`: {0}")]
    Run(#[source] io::Error),
    /// There is no nixpkgs.
    #[error("there is no <nixpkgs> in NIX_PATH; --nixpkgs takes its folder")]
    NoNixpkgs,
    /// nixpkgs is not on this machine.
    #[error("<nixpkgs> is `{place}`, which is no folder of this machine, and nothing is fetched; --nixpkgs takes one")]
    Elsewhere {
        /// Where it is.
        place: String,
    },
    /// A folder is not there.
    #[error("{}: {source}", path.display())]
    Folder {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Evaluates the expression as far as the derivation of its image; gives what Nix has against it, if anything.
///
/// # Errors
/// When Nix or nixpkgs are not there.
pub fn verify(expression: &Expression<'_>) -> Result<Option<Refusal>, VerifyError> {
    let search = SearchPath::of(expression.nixpkgs, std::env::var_os("NIX_PATH").as_deref())?;
    let open =
        |path: &Path| path.canonicalize().map_err(|source| VerifyError::Folder { path: path.to_path_buf(), source });
    let folder = open(expression.folder)?;
    let mut command = Command::new(PROGRAM);
    command.args(["--eval", "--readonly-mode", "--show-trace"]);
    for (name, value) in [
        ("restrict-eval", "true"),
        ("allowed-uris", ""),
        ("substitute", "false"),
        ("allow-import-from-derivation", "false"),
    ] {
        command.args(["--option", name, value]);
    }
    for entry in search.entries() {
        command.arg("-I").arg(entry);
    }
    command.arg("-I").arg(&folder).arg("-").current_dir(&folder);
    command.env("NIX_PATH", "").env("NO_COLOR", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => VerifyError::NotInstalled,
        _ => VerifyError::Run(error),
    })?;
    if let Some(mut input) = child.stdin.take() {
        // A Nix that ends without reading says why on standard error.
        let _ = input.write_all(asked(expression).as_bytes());
    }
    let output = child.wait_with_output().map_err(VerifyError::Run)?;
    if output.status.success() {
        return Ok(None);
    }
    let answer = Answer::read(&String::from_utf8_lossy(&output.stderr));
    let offset =
        answer.place.and_then(|(line, column)| offset(expression.text, line.checked_sub(LINES_BEFORE)?, column));
    Ok(Some(Refusal { message: answer.message, offset }))
}

/// How many lines stand before the text in what Nix is given.
const LINES_BEFORE: usize = 1;

/// What Nix is given: the text, and the question for its derivation.
fn asked(expression: &Expression<'_>) -> String {
    let image = match expression.style {
        Style::Image | Style::Stream => "file { }",
        Style::Flake => {
            "(file.outputs {
              self = { };
              nixpkgs = {
                lib = import (<nixpkgs> + \"/lib\");
                legacyPackages.x86_64-linux = import <nixpkgs> { system = \"x86_64-linux\"; };
                outPath = toString <nixpkgs>;
              };
            }).packages.x86_64-linux.default"
        }
        // What it makes of its arguments is its own affair; they have to be there, and to evaluate.
        Style::Nix2container => {
            "file {
              nix2container = {
                buildImage =
                  { name, tag ? null, config ? { }, copyToRoot ? null, fromImage ? \"\", arch ? null, perms ? [ ],
                    maxLayers ? 1 }@arguments:
                  { drvPath = builtins.toJSON arguments; };
                pullImage = { imageName, imageDigest, sha256, arch ? null }: imageName + imageDigest + sha256;
              };
            }"
        }
    };
    format!("let file =\n{}\n; in ({image}).drvPath\n", expression.text)
}

/// The offset of a line and a column, both from 1; columns count bytes.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let offset = start + column.checked_sub(1)?;
    (offset <= text.len()).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn places_are_bytes() {
        let text = "ab\ncd\n";
        assert_eq!((offset(text, 1, 1), offset(text, 2, 2)), (Some(0), Some(4)));
        assert_eq!((offset(text, 0, 1), offset(text, 9, 9)), (None, None));
    }
}
