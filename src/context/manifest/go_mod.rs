//! `go.mod` of Go modules, and what lies beside it.

use std::sync::Arc;

use super::text::{lines, syntax, utf8};
use super::{LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath, EntryKind};
use crate::source::{Span, Text};

const FORMAT: &str = "go.mod";

/// A `go.mod`.
#[derive(Clone, Debug)]
pub struct GoMod {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The module's path.
    pub module: Option<Text>,
    /// The version of the language, from `go`.
    pub go: Option<Text>,
    /// The version of the tool chain, from `toolchain`.
    pub toolchain: Option<Text>,
    /// The modules that it requires. A version in `go.mod` is always exact.
    pub requires: Vec<GoRequire>,
    /// `go.sum`, if it is there.
    pub go_sum: Option<LockFile>,
    /// Whether the sources of all dependencies lie in `vendor`.
    pub vendored: bool,
    /// The folders with a program (`package main`): the module's own and those in `cmd`.
    pub programs: Vec<ContextPath>,
    /// Lines that could not be understood.
    pub errors: Vec<ManifestError>,
}

/// One required module.
#[derive(Clone, Debug)]
pub struct GoRequire {
    /// The module's path.
    pub path: Text,
    /// Its version.
    pub version: Text,
    /// Whether only a dependency needs it.
    pub indirect: bool,
}

impl GoMod {
    /// Reads the `go.mod` in `folder`, and looks for programs, `go.sum` and `vendor` beside it.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("go.mod"))? else { return Ok(None) };
        let mut module = Self::parse(file)?;
        module.go_sum = LockFile::find(context, &folder, &["go.sum"]).pop();
        module.vendored = context.is_file(folder.join("vendor/modules.txt").as_str());
        module.find_programs(context, &folder)?;
        Ok(Some(module))
    }

    /// Reads one file, without looking beside it.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        utf8(&file, FORMAT)?;
        let mut module = Self {
            module: None,
            go: None,
            toolchain: None,
            requires: Vec::new(),
            go_sum: None,
            vendored: false,
            programs: Vec::new(),
            errors: Vec::new(),
            file: file.clone(),
        };
        let mut block: Option<Text> = None;
        for line in lines(&file) {
            let (code, comment) = line.as_str().split_once("//").unwrap_or((line.as_str(), ""));
            let words: Vec<Text> = code.split_whitespace().map(|word| line.slice_of(word)).collect();
            match (words.as_slice(), &block) {
                ([], _) => {}
                ([word], Some(_)) if word.as_str() == ")" => block = None,
                ([verb, open], None) if open.as_str() == "(" => block = Some(verb.clone()),
                (arguments, Some(verb)) => module.directive(verb, arguments, comment),
                ([verb, arguments @ ..], None) => module.directive(verb, arguments, comment),
            }
        }
        Ok(module)
    }

    fn directive(&mut self, verb: &Text, arguments: &[Text], comment: &str) {
        match (verb.as_str(), arguments) {
            ("module", [path]) => self.module = Some(unquoted(path)),
            ("go", [version]) => self.go = Some(version.clone()),
            ("toolchain", [name]) => self.toolchain = Some(name.clone()),
            ("require", [path, version]) => self.requires.push(GoRequire {
                path: unquoted(path),
                version: unquoted(version),
                indirect: comment
                    .split_whitespace()
                    .next()
                    .is_some_and(|word| word.trim_end_matches(';') == "indirect"),
            }),
            ("module" | "go" | "toolchain" | "require", _) => {
                let span = arguments.iter().map(Text::span).reduce(Span::cover).unwrap_or(verb.span());
                self.errors.push(syntax(&self.file, span, FORMAT, format!("`{verb}` is not written like this")));
            }
            // `replace`, `exclude`, `retract`, `tool`, `godebug`, `ignore` and what is to come do not matter here.
            _ => {}
        }
    }

    fn find_programs(&mut self, context: &BuildContext, folder: &ContextPath) -> Result<(), ManifestError> {
        let mut folders = vec![folder.clone()];
        let commands = context.list(folder.join("cmd").as_str())?.entries.into_iter();
        folders.push(folder.join("cmd"));
        folders.extend(commands.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path));
        for folder in folders {
            if has_main_package(context, &folder)? {
                self.programs.push(folder);
            }
        }
        Ok(())
    }
}

/// Whether some file in `folder` is of `package main` and is not left out of ordinary builds.
fn has_main_package(context: &BuildContext, folder: &ContextPath) -> Result<bool, ManifestError> {
    for entry in context.list(folder.as_str())?.entries {
        let name = entry.path.file_name();
        let counts = name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.']);
        if !counts || entry.kind != EntryKind::File {
            continue;
        }
        // A source that cannot be read decides nothing.
        if let Ok(Some(file)) = context.read_at(&entry.path)
            && package_name(&String::from_utf8_lossy(file.source.bytes())) == Some("main")
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The name in the package clause; `None` for a file with `//go:build ignore`.
fn package_name(source: &str) -> Option<&str> {
    let mut rest = source.trim_start_matches('\u{feff}').trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("//") {
            let (line, after) = comment.split_once('\n').unwrap_or((comment, ""));
            if line.trim() == "go:build ignore" || line.trim() == "+build ignore" {
                return None;
            }
            rest = after.trim_start();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/")?.1.trim_start();
        } else {
            let name = rest.strip_prefix("package")?.trim_start();
            let end = name.find(|ch: char| !ch.is_alphanumeric() && ch != '_').unwrap_or(name.len());
            return name.get(..end);
        }
    }
}

/// A word without the quotes that Go allows around it.
fn unquoted(word: &Text) -> Text {
    let value = word.as_str();
    let inner = ['"', '`'].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    inner.map_or_else(|| word.clone(), |inner| word.slice_of(inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_a_module() {
        let text = concat!(
            "// the app\nmodule example.org/app\n\ngo 1.22.1\ntoolchain go1.22.4\n",
            "require github.com/a/b v1.2.3\n",
            "require (\n\tgolang.org/x/net v0.20.0 // indirect\n\t\"q.org/c\" v2.0.0+incompatible\n)\n",
            "replace (\n\ta => ../a\n)\nexclude x v1\nrequire broken\n",
        );
        let (_folder, context) = context(&[
            ("go.mod", text),
            ("go.sum", ""),
            ("vendor/modules.txt", ""),
            ("main.go", "/* c */\n//go:build linux\n\npackage main\n"),
            ("cmd/one/one.go", "package main // x"),
            ("cmd/two/two_test.go", "package main"),
            ("cmd/three/x.go", "//go:build ignore\npackage main"),
            ("cmd/four/x.go", "package mainly"),
        ]);
        let module = GoMod::read(&context, "/").unwrap().unwrap();
        assert_eq!(module.module.as_ref().unwrap().as_str(), "example.org/app");
        assert_eq!(module.go.as_ref().unwrap().as_str(), "1.22.1");
        assert_eq!(module.toolchain.as_ref().unwrap().as_str(), "go1.22.4");
        let requires: Vec<_> =
            module.requires.iter().map(|r| (r.path.as_str(), r.version.as_str(), r.indirect)).collect();
        assert_eq!(
            requires,
            [
                ("github.com/a/b", "v1.2.3", false),
                ("golang.org/x/net", "v0.20.0", true),
                ("q.org/c", "v2.0.0+incompatible", false)
            ]
        );
        assert!(module.vendored && module.go_sum.is_some());
        assert_eq!(module.programs.iter().map(ToString::to_string).collect::<Vec<_>>(), [".", "cmd/one"]);
        let [ManifestError::Syntax { span, .. }] = module.errors.as_slice() else { panic!("{:?}", module.errors) };
        assert_eq!(module.file.source.text(*span), "broken");
    }

    #[test]
    fn a_library_has_no_programs() {
        let (_folder, context) =
            context(&[("lib/go.mod", "module x\n"), ("lib/x.go", "package x\n"), ("lib/y.go", "/*")]);
        let module = GoMod::read(&context, "lib").unwrap().unwrap();
        assert!(module.programs.is_empty() && module.go_sum.is_none() && !module.vendored);
        assert!(GoMod::read(&context, "").unwrap().is_none());
    }
}
