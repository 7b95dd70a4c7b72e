use shuck_parser::ShellDialect;
use shuck_parser::parser::Parser;

use super::{Dialect, Script, ShellError};
use crate::source::Text;

/// Reads `text` as a script. Whatever is not valid becomes an error in the script, and the rest is still there.
/// The scripts of an opaque dialect have no commands.
pub fn parse(text: &Text, dialect: Dialect) -> Script {
    let mut script = Script { dialect, text: text.clone(), body: Vec::new(), errors: Vec::new() };
    if !dialect.is_opaque() {
        let result = Parser::with_dialect(text.as_str(), ShellDialect::Bash).parse();
        script.errors = result
            .diagnostics
            .into_iter()
            .map(|error| ShellError {
                span: text.span_of(error.span.start.offset()..error.span.end.offset()),
                message: error.message,
            })
            .collect();
    }
    script
}
