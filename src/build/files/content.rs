use super::printed;
use crate::build::call::{Argument, PathSpec, Site};
use crate::shell::{HereDocument, Part, PartKind, Redirection, RedirectionOperator, Word};
use crate::source::Text;

/// How many programs of a pipeline are followed back to where the data comes from.
const MAX_DEPTH: usize = 8;

/// What is written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// This text.
    Text(String),
    /// The contents of these files, one after the other.
    Files(Vec<PathSpec>),
    /// Something that only running the program can tell.
    Unknown,
}

/// What the program prints, if it is one that prints what it is given.
pub(in crate::build) fn output_of(site: &Site) -> Content {
    output(site, MAX_DEPTH)
}

/// What the program reads on its standard input.
pub(in crate::build) fn input_of(site: &Site) -> Content {
    input(site, MAX_DEPTH)
}

/// What the program reads on its standard input, with variables that are not known as written; `None` if it is not
/// made of words.
pub(in crate::build) fn loose_input_of(site: &Site) -> Option<String> {
    let here = |redirection: &&Redirection| redirection.operator == RedirectionOperator::HereString;
    if let Some(redirection) = site.call.redirections.iter().rev().find(here) {
        return Some(site.resolve(&redirection.target).text);
    }
    let sources = site.sources()?;
    let texts: Option<Vec<String>> = sources.iter().filter(|source| !source.is_wrapper()).map(loose_output).collect();
    texts.map(|texts| texts.concat())
}

fn loose_output(site: &Site) -> Option<String> {
    let arguments = site.arguments();
    let words: Vec<&str> = arguments.iter().map(Argument::text).collect();
    match (site.call.name.as_str(), words.as_slice()) {
        ("echo", ["-n" | "-e" | "-ne", words @ ..] | words) => Some(words.join(" ") + "\n"),
        ("printf", [format, words @ ..]) if format.trim_end_matches("\\n").replace("%s", "").trim().is_empty() => {
            Some(words.join("  ") + "\n")
        }
        ("printf", [format]) => Some(format.replace("\\n", "\n")),
        _ => None,
    }
}

/// All of it together.
pub(super) fn joined(contents: impl Iterator<Item = Content>) -> Content {
    let mut text = String::new();
    let mut files = Vec::new();
    for content in contents {
        match content {
            Content::Text(more) => text.push_str(&more),
            Content::Files(more) => files.extend(more),
            Content::Unknown => return Content::Unknown,
        }
    }
    match (text.is_empty(), files.is_empty()) {
        (_, true) => Content::Text(text),
        (true, false) => Content::Files(files),
        (false, false) => Content::Unknown,
    }
}

fn output(site: &Site, depth: usize) -> Content {
    let printed = |text: Option<String>| text.map_or(Content::Unknown, Content::Text);
    match site.call.name.as_str() {
        "echo" => printed(printed::echo(&site.arguments(), site.dialect)),
        "printf" => printed(printed::printf(&site.arguments())),
        "cat" => cat(site, depth),
        "tee" => input(site, depth),
        ":" | "true" => Content::Text(String::new()),
        _ => Content::Unknown,
    }
}

fn cat(site: &Site, depth: usize) -> Content {
    let Some(options) = site.options().filter(|options| !options.has("changed") && options.unknown.is_empty()) else {
        return Content::Unknown;
    };
    if options.operands.is_empty() {
        return input(site, depth);
    }
    joined(options.operands.iter().map(|operand| match operand.text() {
        "-" => input(site, depth),
        _ => Content::Files(vec![site.path(operand)]),
    }))
}

fn input(site: &Site, depth: usize) -> Content {
    let reads = |redirection: &&Redirection| {
        matches!(
            redirection.operator,
            RedirectionOperator::Read | RedirectionOperator::HereDocument | RedirectionOperator::HereString
        )
    };
    if let Some(redirection) = site.call.redirections.iter().rev().find(reads) {
        return redirected(site, redirection);
    }
    let Some(sources) = site.sources().filter(|_| depth > 0) else { return Content::Unknown };
    let several = sources.len() > 1;
    joined(sources.iter().filter(|source| !source.is_wrapper()).map(|source| {
        if source.call.redirections.iter().any(Redirection::takes_output) {
            Content::Text(String::new())
        } else if source.call.context.in_loop && !site.call.context.in_loop
            || several && source.call.context.conditional && !site.call.context.conditional
        {
            Content::Unknown
        } else {
            output(source, depth - 1)
        }
    }))
}

fn redirected(site: &Site, redirection: &Redirection) -> Content {
    match (redirection.operator, &redirection.heredoc) {
        (RedirectionOperator::HereDocument, Some(heredoc)) => document(site, heredoc),
        (RedirectionOperator::HereString, _) => {
            let value = site.resolve(&redirection.target);
            if value.complete { Content::Text(value.text + "\n") } else { Content::Unknown }
        }
        (RedirectionOperator::Read, _) => match site.redirection_path(&redirection.target) {
            Some(path) => Content::Files(vec![path]),
            None => Content::Unknown,
        },
        _ => Content::Unknown,
    }
}

fn document(site: &Site, heredoc: &HereDocument) -> Content {
    if !heredoc.expand {
        return Content::Text(heredoc.body.to_string());
    }
    // The tabs that `<<-` takes are gone from the body, and still there in its parts.
    let has_tabs = heredoc.body.as_str().lines().any(|line| line.starts_with('\t'));
    let parts = if has_tabs { heredoc.parts.clone() } else { without_tabs(&heredoc.parts) };
    let word = Word { span: heredoc.span, raw: Text::default(), parts };
    let value = site.resolve(&word);
    if value.complete { Content::Text(value.text) } else { Content::Unknown }
}

fn without_tabs(parts: &[Part]) -> Vec<Part> {
    let mut at_line_start = true;
    let one = |part: &Part| {
        let PartKind::Literal(text) = &part.kind else {
            at_line_start = false;
            return part.clone();
        };
        let mut kept = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            kept.push_str(if at_line_start { line.trim_start_matches('\t') } else { line });
            at_line_start = line.ends_with('\n');
        }
        Part { kind: PartKind::Literal(kept), ..part.clone() }
    };
    parts.iter().map(one).collect()
}
