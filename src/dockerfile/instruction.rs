//! The joined text of an instruction → keyword, flags, and arguments by kind.

use std::collections::HashMap;

use super::heredoc::{self, Announcement};
use super::words::{self, Json};
use super::{
    ArgDeclaration, Body, Flag, From, Healthcheck, Instruction, Invocation, Keyword, Pair, Source, SyntaxError,
    SyntaxErrorKind, Transfer, WordList, duration, flags, mount,
};
use crate::source::{Span, Text};
use crate::suggest;

/// What a text turned out to be.
pub(super) enum Read {
    /// An instruction whose heredocs are still to be read from the lines after it.
    Instruction(Box<Draft>),
    /// Not one of the 18 instructions.
    Unknown { word: Text, error: SyntaxError },
}

/// An instruction without its heredocs' bodies, lines, and span.
pub(super) struct Draft {
    pub(super) instruction: Instruction,
    pub(super) heredocs: Vec<Announcement>,
}

/// Reads the text of an instruction.
pub(super) fn read(text: &Text, escape: char) -> Read {
    let trimmed = text.trimmed();
    let (word, _) = words::split_first(&trimmed);
    match Keyword::from_word(word.as_str()) {
        Some(keyword) => {
            Read::Instruction(Box::new(Reader { escape, text, in_onbuild: false }.instruction(keyword, &trimmed)))
        }
        None => {
            let error = unknown(&word);
            Read::Unknown { word, error }
        }
    }
}

fn unknown(word: &Text) -> SyntaxError {
    let suggestion = suggest::closest(word.as_str(), Keyword::ALL.map(Keyword::as_str)).and_then(Keyword::from_word);
    let kind = SyntaxErrorKind::UnknownInstruction { word: word.as_str().to_owned(), suggestion };
    SyntaxError { span: word.span(), kind }
}

struct Reader<'a> {
    escape: char,
    /// The text of the whole instruction, in which heredocs are announced.
    text: &'a Text,
    in_onbuild: bool,
}

/// The arguments of an instruction while they are read.
struct Arguments {
    keyword: Keyword,
    keyword_span: Span,
    text: Text,
    flags: Vec<Flag>,
    errors: Vec<SyntaxError>,
    heredocs: Vec<Announcement>,
}

impl Reader<'_> {
    fn instruction(&self, keyword: Keyword, trimmed: &Text) -> Draft {
        let (word, rest) = words::split_first(trimmed);
        let rest = rest.unwrap_or_else(|| trimmed.slice(trimmed.len()..trimmed.len()));
        let (flags, text) = flags::split(&rest, self.escape);
        let mut arguments =
            Arguments { keyword, keyword_span: word.span(), text, flags, errors: Vec::new(), heredocs: Vec::new() };
        let body = self.body(&mut arguments);
        arguments.check_flags(&body);
        let Arguments { keyword_span, flags, errors, heredocs, .. } = arguments;
        let instruction = Instruction {
            span: trimmed.span(),
            keyword,
            keyword_span,
            text: trimmed.clone(),
            flags,
            body,
            heredocs: Vec::new(),
            lines: Vec::new(),
            errors,
        };
        Draft { instruction, heredocs }
    }

    fn body(&self, arguments: &mut Arguments) -> Body {
        match arguments.keyword {
            Keyword::From => arguments.from(),
            Keyword::Run => {
                let invocation = arguments.invocation();
                if matches!(invocation, Some(Invocation::Shell(_))) {
                    arguments.heredocs = heredoc::announcements(self.text);
                    arguments.arithmetic(self.text);
                }
                invocation.map_or_else(|| arguments.malformed(), Body::Run)
            }
            Keyword::Cmd => arguments.invocation().map_or_else(|| arguments.malformed(), Body::Cmd),
            Keyword::Entrypoint => arguments.invocation().map_or_else(|| arguments.malformed(), Body::Entrypoint),
            Keyword::Shell => arguments.shell(),
            Keyword::Copy | Keyword::Add => self.transfer(arguments),
            Keyword::Env => arguments.pairs(self.escape).map_or_else(|| arguments.malformed(), Body::Env),
            Keyword::Label => arguments.pairs(self.escape).map_or_else(|| arguments.malformed(), Body::Label),
            Keyword::Arg => arguments.declarations(self.escape),
            Keyword::Expose => {
                let ports = arguments.at_least_one();
                Body::Expose(ports)
            }
            Keyword::Volume => arguments.volume(),
            Keyword::User => arguments.single(Body::User),
            Keyword::Workdir => arguments.single(Body::Workdir),
            Keyword::StopSignal => arguments.single(Body::StopSignal),
            Keyword::Maintainer => arguments.single(Body::Maintainer),
            Keyword::Healthcheck => arguments.healthcheck(),
            Keyword::Onbuild => self.onbuild(arguments),
        }
    }

    fn transfer(&self, arguments: &mut Arguments) -> Body {
        let Some(list) = arguments.word_list() else { return arguments.malformed() };
        if !list.json {
            arguments.heredocs = heredoc::announcements(self.text);
        }
        let mut words = list.words;
        let (Some(destination), false) = (words.pop(), words.is_empty()) else {
            arguments.missing("a source and a destination");
            return arguments.malformed();
        };
        if heredoc::announcement(&destination).is_some() {
            let kind =
                SyntaxErrorKind::MisplacedHeredoc { keyword: arguments.keyword, word: destination.as_str().to_owned() };
            arguments.error(destination.span(), kind);
        }
        // Of two heredocs with one delimiter the later counts.
        let announced = arguments.heredocs.iter().enumerate();
        let announced = announced.map(|(number, heredoc)| (heredoc.delimiter.as_str(), number)).collect();
        let sources = words.into_iter().map(|word| source(word, &announced)).collect();
        let transfer = Transfer { sources, destination, json: list.json };
        if arguments.keyword == Keyword::Copy { Body::Copy(transfer) } else { Body::Add(transfer) }
    }

    fn onbuild(&self, arguments: &mut Arguments) -> Body {
        if arguments.text.is_empty() {
            arguments.missing("an instruction");
            return arguments.malformed();
        }
        let (word, _) = words::split_first(&arguments.text);
        let Some(keyword) = Keyword::from_word(word.as_str()) else {
            arguments.errors.push(unknown(&word));
            return arguments.malformed();
        };
        let forbidden = matches!(keyword, Keyword::Onbuild | Keyword::From | Keyword::Maintainer);
        if forbidden {
            arguments.error(word.span(), SyntaxErrorKind::NotInOnbuild { keyword });
        }
        // A chain of ONBUILD ends here, so its length does not matter.
        if self.in_onbuild {
            return arguments.malformed();
        }
        let inner = Reader { escape: self.escape, text: self.text, in_onbuild: true };
        let draft = inner.instruction(keyword, &arguments.text);
        arguments.heredocs = draft.heredocs;
        Body::Onbuild(Box::new(draft.instruction))
    }
}

/// A source of COPY or ADD; a heredoc if it is one of those announced.
fn source(word: Text, announced: &HashMap<&str, usize>) -> Source {
    let found = heredoc::announcement(&word).and_then(|heredoc| announced.get(heredoc.delimiter.as_str()));
    match found {
        Some(&heredoc) => Source::Heredoc { word, heredoc },
        None => Source::Path(word),
    }
}

impl Arguments {
    fn error(&mut self, span: Span, kind: SyntaxErrorKind) {
        self.errors.push(SyntaxError { span, kind });
    }

    /// Notes the shifts in arithmetic that BuildKit takes for heredocs.
    fn arithmetic(&mut self, text: &Text) {
        for word in heredoc::shifts(text) {
            let kind = SyntaxErrorKind::ArithmeticAsHeredoc { word: word.to_string() };
            self.error(word.span(), kind);
        }
    }

    /// The place of an argument that is not there: the keyword.
    fn missing(&mut self, expected: &'static str) {
        self.error(self.keyword_span, SyntaxErrorKind::MissingArguments { keyword: self.keyword, expected });
    }

    /// The words of arguments that make no sense, so that nothing is lost.
    fn malformed(&self) -> Body {
        Body::Malformed(WordList { words: words::blank_separated(&self.text), json: false })
    }

    /// The JSON array that the arguments are. `Err` is an array that BuildKit refuses.
    fn json(&mut self, text: &Text) -> Result<Option<Vec<Text>>, ()> {
        match words::json_strings(text) {
            Json::No => Ok(None),
            Json::Strings(strings) => Ok(Some(strings)),
            Json::NotStrings(span) => {
                self.error(span, SyntaxErrorKind::JsonNotStrings { keyword: self.keyword });
                Err(())
            }
        }
    }

    fn invocation(&mut self) -> Option<Invocation> {
        let text = self.text.clone();
        self.invocation_in(text)
    }

    fn invocation_in(&mut self, text: Text) -> Option<Invocation> {
        Some(self.json(&text).ok()?.map_or(Invocation::Shell(text), Invocation::Exec))
    }

    fn word_list(&mut self) -> Option<WordList> {
        let text = self.text.clone();
        Some(match self.json(&text).ok()? {
            Some(words) => WordList { words, json: true },
            None => WordList { words: words::blank_separated(&text), json: false },
        })
    }

    fn at_least_one(&mut self) -> Vec<Text> {
        let words = words::blank_separated(&self.text);
        if words.is_empty() {
            self.missing("at least one argument");
        }
        words
    }

    fn single(&mut self, body: fn(Text) -> Body) -> Body {
        if self.text.is_empty() {
            self.missing("one argument");
            return self.malformed();
        }
        body(self.text.clone())
    }

    fn from(&mut self) -> Body {
        let words = words::blank_separated(&self.text);
        match words.as_slice() {
            [image] => Body::From(From { image: image.clone(), as_word: None, name: None }),
            [image, as_word, name] if as_word.as_str().eq_ignore_ascii_case("as") => {
                if !is_stage_name(name.as_str()) {
                    let kind = SyntaxErrorKind::InvalidStageName { name: name.as_str().to_owned() };
                    self.error(name.span(), kind);
                }
                Body::From(From { image: image.clone(), as_word: Some(as_word.clone()), name: Some(name.clone()) })
            }
            [] => {
                self.missing("an image");
                self.malformed()
            }
            [_, extra @ ..] => {
                let span = extra.iter().map(Text::span).reduce(Span::cover).unwrap_or(self.keyword_span);
                let expected = "an image, or an image, AS and a name";
                self.error(span, SyntaxErrorKind::TooManyArguments { keyword: self.keyword, expected });
                self.malformed()
            }
        }
    }

    fn shell(&mut self) -> Body {
        match self.invocation() {
            Some(Invocation::Exec(words)) if !words.is_empty() => return Body::Shell(words),
            Some(Invocation::Shell(text)) if !text.is_empty() => self.error(text.span(), SyntaxErrorKind::ShellNotJson),
            Some(_) => self.missing("at least one argument"),
            None => {}
        }
        self.malformed()
    }

    fn volume(&mut self) -> Body {
        let Some(list) = self.word_list() else { return self.malformed() };
        if list.words.is_empty() {
            self.missing("at least one path");
        }
        for word in list.words.iter().filter(|word| word.as_str().trim().is_empty()) {
            self.error(word.span(), SyntaxErrorKind::EmptyPath);
        }
        Body::Volume(list)
    }

    /// The pairs of ENV and LABEL: `key=value…`, or, when the first word has no `=`, `key value`.
    fn pairs(&mut self, escape: char) -> Option<Vec<Pair>> {
        let words = words::quoted_words(&self.text, escape);
        let Some(first) = words.first() else {
            self.missing("a name and a value");
            return None;
        };
        if !first.as_str().contains('=') {
            let (key, value) = words::split_first(&self.text);
            let Some(value) = value else {
                self.error(key.span(), SyntaxErrorKind::MissingEquals { keyword: self.keyword, word: key.to_string() });
                return None;
            };
            return Some(vec![Pair { key, value, legacy: true }]);
        }
        let mut pairs = Vec::with_capacity(words.len());
        for word in words {
            let Some((key, value)) = word.as_str().split_once('=') else {
                let kind = SyntaxErrorKind::MissingEquals { keyword: self.keyword, word: word.to_string() };
                self.error(word.span(), kind);
                continue;
            };
            if key.is_empty() {
                self.error(word.span(), SyntaxErrorKind::EmptyName { keyword: self.keyword });
            }
            pairs.push(Pair { key: word.slice_of(key), value: word.slice_of(value), legacy: false });
        }
        Some(pairs)
    }

    fn declarations(&mut self, escape: char) -> Body {
        let words = words::quoted_words(&self.text, escape);
        if words.is_empty() {
            self.missing("at least one name");
        }
        let mut declarations = Vec::with_capacity(words.len());
        for word in words {
            let (name, default) = match word.as_str().split_once('=') {
                Some((name, default)) => (word.slice_of(name), Some(word.slice_of(default))),
                None => (word.clone(), None),
            };
            if name.is_empty() {
                self.error(word.span(), SyntaxErrorKind::EmptyName { keyword: self.keyword });
            }
            declarations.push(ArgDeclaration { written: word, name, default });
        }
        Body::Arg(declarations)
    }

    fn healthcheck(&mut self) -> Body {
        let value = self.text.as_str();
        let word = self.text.slice_of(value.split(char::is_whitespace).next().unwrap_or_default());
        let rest = self.text.slice_of(value[word.len()..].trim_start());
        if word.is_empty() {
            self.missing("CMD or NONE");
        } else if word.as_str().eq_ignore_ascii_case("none") {
            if !rest.is_empty() {
                let expected = "nothing after NONE";
                self.error(rest.span(), SyntaxErrorKind::TooManyArguments { keyword: self.keyword, expected });
            }
            return Body::Healthcheck(Healthcheck::None { word });
        } else if !word.as_str().eq_ignore_ascii_case("cmd") {
            self.error(word.span(), SyntaxErrorKind::UnknownHealthcheck { word: word.to_string() });
        } else if let Some(command) = self.invocation_in(rest) {
            let empty = match &command {
                Invocation::Shell(text) => text.is_empty(),
                Invocation::Exec(words) => words.is_empty(),
            };
            if empty {
                self.missing("a command after CMD");
            }
            return Body::Healthcheck(Healthcheck::Cmd { word, command });
        }
        self.malformed()
    }

    /// Reports flags that BuildKit would refuse. It does not look at those of ARG, STOPSIGNAL and HEALTHCHECK NONE.
    fn check_flags(&mut self, body: &Body) {
        let unseen = matches!(self.keyword, Keyword::Arg | Keyword::StopSignal);
        if unseen || matches!(body, Body::Healthcheck(Healthcheck::None { .. })) {
            return;
        }
        flags::check(self.keyword, &self.flags, &mut self.errors);
        for flag in &self.flags {
            match (self.keyword, flag.name.as_str()) {
                (Keyword::Run, "mount") => mount::check(flag, &mut self.errors),
                (Keyword::Healthcheck, _) => self.errors.extend(duration::healthcheck_flag_error(flag)),
                _ => {}
            }
        }
    }
}

/// BuildKit's rule, applied to the name in lower case.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && name.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.'))
}
