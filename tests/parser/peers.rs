//! The other parsers: what they read, shown so that it can be compared, and what they are known to do otherwise.

use dfcheck::dockerfile::{Body, Flag, Healthcheck, Instruction, Invocation, Item, Keyword as K, Source, parse};
use dfcheck::source::{Span, Text};
use parse_dockerfile as peer;

/// An instruction: its keyword, and its arguments as both parsers can be brought to show them.
pub(crate) type Shown = Vec<String>;

/// Something that a parser does otherwise, and not as BuildKit does.
pub(crate) struct Difference {
    pub(crate) reason: &'static str,
    /// A file that shows it.
    pub(crate) example: &'static str,
    /// Whether a file has what the parsers disagree about.
    pub(crate) is_in: fn(&str) -> bool,
}

/// Another parser.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The instructions of a file; `None` if it refuses the file.
    pub(crate) read: fn(&str) -> Option<Vec<Shown>>,
    /// What [`Peer::read`] is compared with.
    pub(crate) ours: fn(&str) -> Vec<Shown>,
    pub(crate) differences: &'static [Difference],
}

pub(crate) const PEERS: [Peer; 2] = [
    Peer { name: "parse-dockerfile", read: peer_instructions, ours: our_instructions, differences: PARSE_DOCKERFILE },
    Peer { name: "dockerfile-parser", read: keywords_of_peer, ours: our_keywords, differences: DOCKERFILE_PARSER },
];

const PARSE_DOCKERFILE: &[Difference] = &[
    Difference {
        reason: "it continues a line after a doubled escape character",
        example: "FROM a\nENV b=c\\\\\nUSER d\n",
        is_in: has_doubled_escape,
    },
    Difference {
        reason: "it knows the white space of ASCII only",
        example: "FROM a\nUSER b\u{a0}\n",
        is_in: |source| source.chars().any(|ch| ch.is_whitespace() && !ch.is_ascii()),
    },
    Difference {
        reason: "it keeps a continuation at the end of the file, and comments after it, in the text of a command",
        example: "FROM a\nRUN b \\\n# c\n",
        is_in: |source| {
            let last = lines(source).filter(|line| !line.is_empty() && !line.starts_with('#')).last();
            last.is_some_and(|line| line.ends_with(['\\', '`']))
        },
    },
    Difference {
        reason: "it looks for flags after RUN, COPY, ADD, FROM and HEALTHCHECK only",
        example: "FROM a\nARG --b c\n",
        is_in: |source| {
            any(source, |instruction| {
                let keyword = instruction.effective().keyword;
                let knows = matches!(keyword, K::Run | K::Copy | K::Add | K::From | K::Healthcheck);
                let looks = knows && instruction.keyword == keyword;
                !looks && !all_flags(instruction).is_empty()
            })
        },
    },
    Difference {
        reason: "it takes flags as they are written, with quotes and escapes",
        example: "FROM a\nCOPY --chown=\"b\" c d\n",
        is_in: |source| {
            any(source, |instruction| all_flags(instruction).iter().any(|flag| flag.span.len() != flag.text.len()))
        },
    },
    Difference {
        reason: "it finds one heredoc in a RUN and only as its first word, and none with a number in front",
        example: "FROM a\nRUN cat <<CMD\nUSER b\nCMD\n",
        is_in: |source| {
            any(source, |instruction| match &instruction.effective().body {
                Body::Run(Invocation::Shell(text)) if !instruction.heredocs.is_empty() => {
                    let first = text.as_str().strip_prefix("<<").is_some_and(|rest| !rest.starts_with(' '));
                    instruction.heredocs.len() > 1 || !first
                }
                _ => {
                    instruction.heredocs.iter().any(|heredoc| !heredoc.span.bytes(source.as_bytes()).starts_with(b"<<"))
                }
            })
        },
    },
];

const DOCKERFILE_PARSER: &[Difference] = &[
    Difference {
        reason: "it knows no `# escape=`",
        example: "# escape=`\nFROM a\nRUN b `\n c d\n",
        is_in: |source| parse(source.as_bytes()).escape != '\\',
    },
    Difference {
        reason: "it continues a line after a doubled escape character",
        example: "FROM a\nRUN b\\\\\nUSER d\n",
        is_in: has_doubled_escape,
    },
    Difference {
        reason: "it takes the lines of heredocs for instructions",
        example: "FROM a\nRUN <<'USER b'\nUSER b\n",
        is_in: |source| any(source, |instruction| !instruction.heredocs.is_empty()),
    },
    Difference {
        reason: "it takes every word for an instruction",
        example: "FROM a\nRUNN b\n",
        is_in: |source| parse(source.as_bytes()).items.iter().any(|item| matches!(item, Item::Unknown(_))),
    },
];

fn any(source: &str, condition: impl Fn(&Instruction) -> bool) -> bool {
    parse(source.as_bytes()).instructions().any(condition)
}

fn all_flags(instruction: &Instruction) -> Vec<&Flag> {
    let inner = instruction.effective().flags.iter().filter(|_| instruction.keyword == K::Onbuild);
    instruction.flags.iter().chain(inner).collect()
}

fn has_doubled_escape(source: &str) -> bool {
    lines(source).any(|line| line.ends_with("\\\\") || line.ends_with("``"))
}

/// The lines without white space around them.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    source.lines().map(str::trim)
}

fn our_keywords(source: &str) -> Vec<Shown> {
    parse(source.as_bytes()).instructions().map(|instruction| vec![instruction.keyword.to_string()]).collect()
}

fn keywords_of_peer(source: &str) -> Option<Vec<Shown>> {
    use dockerfile_parser::Instruction as I;
    let dockerfile = dockerfile_parser::Dockerfile::parse(source).ok()?;
    let keyword = |instruction: &I| match instruction {
        I::From(_) => "FROM".to_owned(),
        I::Arg(_) => "ARG".to_owned(),
        I::Label(_) => "LABEL".to_owned(),
        I::Run(_) => "RUN".to_owned(),
        I::Entrypoint(_) => "ENTRYPOINT".to_owned(),
        I::Cmd(_) => "CMD".to_owned(),
        I::Copy(_) => "COPY".to_owned(),
        I::Env(_) => "ENV".to_owned(),
        I::Misc(misc) => misc.instruction.content.to_ascii_uppercase(),
    };
    Some(dockerfile.instructions.iter().map(|instruction| vec![keyword(instruction)]).collect())
}

fn our_instructions(source: &str) -> Vec<Shown> {
    parse(source.as_bytes()).instructions().map(|instruction| ours(instruction, source)).collect()
}

fn ours(instruction: &Instruction, source: &str) -> Shown {
    let mut shown = vec![instruction.keyword.to_string()];
    shown.extend(instruction.flags.iter().map(|flag| flag.text.to_string()));
    let strings = |words: &[Text]| words.iter().map(Text::to_string).collect::<Vec<_>>();
    let raw = |span: Span| source[span.start..span.end].to_owned();
    let invocation = |command: &Invocation| match command {
        Invocation::Exec(words) => strings(words),
        Invocation::Shell(text) => vec![raw(text.span())],
    };
    match &instruction.body {
        Body::From(from) => {
            shown.extend([Some(&from.image), from.name.as_ref()].into_iter().flatten().map(Text::to_string))
        }
        Body::Run(_) if !instruction.heredocs.is_empty() => {}
        Body::Run(command) | Body::Cmd(command) | Body::Entrypoint(command) => shown.extend(invocation(command)),
        Body::Shell(words) | Body::Expose(words) => shown.extend(strings(words)),
        Body::Copy(transfer) | Body::Add(transfer) => {
            let sources = transfer.sources.iter().map(|source| match source {
                Source::Path(path) => path.to_string(),
                Source::Heredoc { .. } => "<<".to_owned(),
            });
            shown.extend(sources.chain([transfer.destination.to_string()]));
        }
        Body::Volume(list) | Body::Malformed(list) => shown.extend(strings(&list.words)),
        Body::Healthcheck(Healthcheck::None { .. }) => shown.push("NONE".to_owned()),
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => shown.extend(invocation(command)),
        Body::Onbuild(inner) => shown.extend(ours(inner, source)),
        Body::Env(_)
        | Body::Label(_)
        | Body::Arg(_)
        | Body::User(_)
        | Body::Workdir(_)
        | Body::StopSignal(_)
        | Body::Maintainer(_) => {
            let text = instruction.text.as_str();
            shown.push(text[instruction.keyword.as_str().len()..].trim().to_owned());
        }
    }
    shown.extend(instruction.heredocs.iter().map(|heredoc| heredoc.content().to_string()));
    shown
}

fn peer_instructions(source: &str) -> Option<Vec<Shown>> {
    let dockerfile = peer::parse(source).ok()?;
    Some(dockerfile.instructions.iter().map(peer_instruction).collect())
}

fn peer_instruction(instruction: &peer::Instruction<'_>) -> Shown {
    use peer::Instruction as I;
    let one =
        |keyword: &str, text: &peer::UnescapedString<'_>| vec![keyword.to_owned(), text.value.clone().into_owned()];
    let several = |keyword: &str, flags: &[peer::Flag<'_>], words: Vec<String>| {
        let flags = flags.iter().map(|flag| match &flag.value {
            Some(value) => format!("--{}={}", flag.name.value, value.value),
            None => format!("--{}", flag.name.value),
        });
        [keyword.to_owned()].into_iter().chain(flags).chain(words).collect()
    };
    match instruction {
        I::From(from) => {
            let name = from.as_.iter().map(|(_, name)| name.value.clone().into_owned());
            several("FROM", &from.options, [from.image.value.clone().into_owned()].into_iter().chain(name).collect())
        }
        I::Run(run) => {
            let heredocs: Vec<_> = run.here_docs.iter().map(|heredoc| heredoc.value.clone().into_owned()).collect();
            several("RUN", &run.options, if heredocs.is_empty() { peer_command(&run.arguments) } else { heredocs })
        }
        I::Cmd(cmd) => several("CMD", &[], peer_command(&cmd.arguments)),
        I::Entrypoint(entrypoint) => several("ENTRYPOINT", &[], peer_command(&entrypoint.arguments)),
        I::Shell(shell) => several("SHELL", &[], peer_words(&shell.arguments)),
        I::Expose(expose) => several("EXPOSE", &[], peer_words(&expose.arguments)),
        I::Copy(copy) => several("COPY", &copy.options, peer_sources(&copy.src, &copy.dest)),
        I::Add(add) => several("ADD", &add.options, peer_sources(&add.src, &add.dest)),
        I::Volume(volume) => match &volume.arguments {
            peer::JsonOrStringArray::Json(words) => several("VOLUME", &[], peer_words(&words.value)),
            peer::JsonOrStringArray::String(words) => several("VOLUME", &[], peer_words(words)),
        },
        I::Healthcheck(check) => {
            let words = match &check.arguments {
                peer::HealthcheckArguments::Cmd { arguments, .. } => peer_command(arguments),
                _ => vec!["NONE".to_owned()],
            };
            several("HEALTHCHECK", &check.options, words)
        }
        I::Onbuild(onbuild) => several("ONBUILD", &[], peer_instruction(&onbuild.instruction)),
        I::Arg(arg) => one("ARG", &arg.arguments),
        I::Env(env) => one("ENV", &env.arguments),
        I::Label(label) => one("LABEL", &label.arguments),
        I::Maintainer(maintainer) => one("MAINTAINER", &maintainer.name),
        I::Stopsignal(signal) => one("STOPSIGNAL", &signal.arguments),
        I::User(user) => one("USER", &user.arguments),
        I::Workdir(workdir) => one("WORKDIR", &workdir.arguments),
        _ => vec!["?".to_owned()],
    }
}

fn peer_words(words: &[peer::UnescapedString<'_>]) -> Vec<String> {
    words.iter().map(|word| word.value.clone().into_owned()).collect()
}

fn peer_command(command: &peer::Command<'_>) -> Vec<String> {
    match command {
        peer::Command::Exec(words) => peer_words(&words.value),
        peer::Command::Shell(text) => vec![text.value.to_owned()],
        _ => Vec::new(),
    }
}

/// The sources and the destination; for heredocs their marks, and after all their contents.
fn peer_sources(sources: &[peer::Source<'_>], destination: &peer::UnescapedString<'_>) -> Vec<String> {
    let mut shown = Vec::new();
    let mut bodies = Vec::new();
    for source in sources {
        match source {
            peer::Source::Path(path) => shown.push(path.value.clone().into_owned()),
            peer::Source::HereDoc(heredoc) => {
                shown.push("<<".to_owned());
                bodies.push(heredoc.value.clone().into_owned());
            }
            _ => {}
        }
    }
    shown.push(destination.value.clone().into_owned());
    shown.extend(bodies);
    shown
}
