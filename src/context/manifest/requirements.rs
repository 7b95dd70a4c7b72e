//! Requirements files of pip.

use std::collections::HashSet;
use std::sync::Arc;

use super::pip_lines::{logical_lines, options};
use super::text::{syntax, utf8};
use super::{ManifestError, PipOption, Requirement, normalize_name};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

/// How many files one requirements file may lead to.
pub const MAX_FILES: usize = 64;

const FORMAT: &str = "requirements file";

/// A requirements file, and those that it names by `-r` and `-c`.
#[derive(Clone, Debug)]
pub struct Requirements {
    /// The files: first the one that was asked for, the others in the order in which they are named.
    pub files: Vec<RequirementsFile>,
    /// The names, in their normal form, that the constraints files pin.
    pinned: HashSet<String>,
}

/// One requirements file by itself.
#[derive(Clone, Debug)]
pub struct RequirementsFile {
    /// The file.
    pub file: Arc<ContextFile>,
    /// Whether it was named by `-c`, so that it limits versions but asks for nothing.
    pub constraints: bool,
    /// The requirements, those of `-e` too.
    pub requirements: Vec<Requirement>,
    /// The files that it names.
    pub includes: Vec<Include>,
    /// The other options, such as `--index-url`.
    pub options: Vec<PipOption>,
    /// Lines that could not be understood, and files that it names but that could not be read.
    pub errors: Vec<ManifestError>,
}

/// A `-r` or `-c` line.
#[derive(Clone, Debug)]
pub struct Include {
    /// What it names, as written.
    pub target: Text,
    /// Whether it is `-c`.
    pub constraints: bool,
}

impl Requirements {
    /// Reads the requirements file at `path`, and those that it names as far as they are in the context.
    ///
    /// Fails if that file cannot be read; what is wrong in it, or with others, is in [`RequirementsFile::errors`].
    pub fn read(context: &BuildContext, path: &str) -> Result<Option<Self>, ManifestError> {
        let Some(file) = context.read(path)? else { return Ok(None) };
        let mut files = vec![RequirementsFile::parse(file, false)?];
        let mut next = 0;
        while let Some(current) = files.get(next) {
            let mut found = Vec::new();
            let mut errors = Vec::new();
            for include in &current.includes {
                match current.include(context, include, &files, &found) {
                    Ok(file) => found.extend(file),
                    Err(error) => errors.push(error),
                }
            }
            if let Some(current) = files.get_mut(next) {
                current.errors.extend(errors);
            }
            files.extend(found);
            next += 1;
        }
        let constraints = files.iter().filter(|file| file.constraints).flat_map(|file| &file.requirements);
        let pinned = constraints.filter(|other| other.is_exact()).filter_map(Requirement::normal_name).collect();
        Ok(Some(Self { files, pinned }))
    }

    /// What is asked for, with the file that asks.
    pub fn requirements(&self) -> impl Iterator<Item = (&RequirementsFile, &Requirement)> {
        let files = self.files.iter().filter(|file| !file.constraints);
        files.flat_map(|file| file.requirements.iter().map(move |requirement| (file, requirement)))
    }

    /// Whether one version of `requirement` is meant: by itself, or by a constraints file that has the same name.
    pub fn is_pinned(&self, requirement: &Requirement) -> bool {
        requirement.is_exact() || requirement.normal_name().is_some_and(|name| self.pinned.contains(&name))
    }

    /// The requirement of the project `name`, however it is spelled.
    pub fn get(&self, name: &str) -> Option<(&RequirementsFile, &Requirement)> {
        let name = normalize_name(name);
        self.requirements().find(|(_, requirement)| requirement.normal_name().as_ref() == Some(&name))
    }

    /// Everything that is wrong in the files.
    pub fn errors(&self) -> impl Iterator<Item = &ManifestError> {
        self.files.iter().flat_map(|file| &file.errors)
    }
}

impl RequirementsFile {
    /// Reads one file, without those that it names.
    ///
    /// Fails if it is not UTF-8.
    pub fn parse(file: Arc<ContextFile>, constraints: bool) -> Result<Self, ManifestError> {
        utf8(&file, FORMAT)?;
        let mut result = RequirementsFile {
            constraints,
            requirements: Vec::new(),
            includes: Vec::new(),
            options: Vec::new(),
            errors: Vec::new(),
            file,
        };
        for line in logical_lines(&result.file) {
            if !line.is_empty() {
                result.line(&line);
            }
        }
        Ok(result)
    }

    /// The file that `include` names; `None` if it has been read, or is not of this context.
    fn include(
        &self,
        context: &BuildContext,
        include: &Include,
        files: &[RequirementsFile],
        found: &[RequirementsFile],
    ) -> Result<Option<RequirementsFile>, ManifestError> {
        let target = include.target.as_str();
        if target.contains("://") || target.starts_with('/') || target.contains("${") {
            return Ok(None);
        }
        let path = self.path().parent().join(target);
        let known = |other: &RequirementsFile| *other.path() == path && other.constraints == include.constraints;
        if files.iter().chain(found).any(known) {
            return Ok(None);
        }
        let span = include.target.span();
        if files.len() + found.len() >= MAX_FILES {
            return Err(ManifestError::TooManyFiles { path: self.path().clone(), span, limit: MAX_FILES });
        }
        match context.read_at(&path)? {
            Some(file) => Ok(Some(RequirementsFile::parse(file, self.constraints || include.constraints)?)),
            None => Err(ManifestError::Missing { path: self.path().clone(), span, target: target.to_owned() }),
        }
    }

    fn path(&self) -> &ContextPath {
        &self.file.path
    }

    /// A line is a requirement with options of its own, or options.
    fn line(&mut self, line: &Text) {
        let mut words = line.as_str().split_whitespace();
        let options_at = words.find(|word| word.starts_with('-')).map_or(line.len(), |word| offset(line, word));
        let requirement = line.slice(0..options_at).trimmed();
        let mut hashes = Vec::new();
        for option in options(&line.slice(options_at..line.len())) {
            self.option(option, &mut hashes);
        }
        if !requirement.is_empty() {
            self.requirement(&requirement, hashes, false);
        }
    }

    fn option(&mut self, option: PipOption, hashes: &mut Vec<Text>) {
        match (option.name.as_str(), option.value) {
            ("--hash", Some(value)) => hashes.push(value),
            ("--editable", Some(value)) => self.requirement(&value, Vec::new(), true),
            (name @ ("--requirement" | "--constraint"), Some(target)) => {
                self.includes.push(Include { target, constraints: name == "--constraint" });
            }
            ("--hash" | "--editable" | "--requirement" | "--constraint", None) => {
                let error = syntax(&self.file, option.span, FORMAT, format!("`{}` needs a value", option.name));
                self.errors.push(error);
            }
            (_, value) => self.options.push(PipOption { value, ..option }),
        }
    }

    fn requirement(&mut self, text: &Text, hashes: Vec<Text>, editable: bool) {
        match Requirement::parse(text) {
            Ok(requirement) => self.requirements.push(Requirement { hashes, editable, ..requirement }),
            Err(problem) => self.errors.push(syntax(&self.file, problem.span, FORMAT, problem.message)),
        }
    }
}

/// The offset of `part`, a sub-slice of `text`.
fn offset(text: &Text, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_str().as_ptr() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::RequirementSource;
    use crate::context::manifest::testing::context;
    use crate::source::Span;

    fn parse(text: &str) -> RequirementsFile {
        let (_folder, context) = context(&[("requirements.txt", text)]);
        RequirementsFile::parse(context.read("requirements.txt").unwrap().unwrap(), false).unwrap()
    }

    fn names(file: &RequirementsFile) -> Vec<&str> {
        file.requirements.iter().map(|r| r.name.as_ref().map_or("?", Text::as_str)).collect()
    }

    #[test]
    fn reads_a_whole_file() {
        let file = parse(concat!(
            "# comment\r\n",
            "--index-url=https://pypi.example.org/simple --pre\n",
            "-i 'https://a b/'\n",
            "\n",
            "Flask==2.0.1 # why\n",
            "requests[socks] >= 2 ; python_version < \"3\"  # x\n",
            "-e git+https://example.org/x.git@main#egg=x\n",
            "attrs==1.0 \\\n    --hash=sha256:aa \\\n    --hash sha256:bb\n",
            "url @ https://example.org/a#b\n",
            "-r other.txt\n-cconstraints.txt\n--requirement=third.txt\n",
        ));
        assert_eq!(names(&file), ["Flask", "requests", "x", "attrs", "url"]);
        assert!(file.errors.is_empty(), "{:?}", file.errors);
        let [flask, requests, editable, attrs, url] = file.requirements.as_slice() else { panic!() };
        assert!(flask.is_exact() && !requests.is_exact() && attrs.is_exact());
        assert!(editable.editable && matches!(editable.source, RequirementSource::Vcs { .. }));
        assert_eq!(attrs.hashes.iter().map(Text::as_str).collect::<Vec<_>>(), ["sha256:aa", "sha256:bb"]);
        assert!(matches!(&url.source, RequirementSource::Url { url } if url.as_str().ends_with("a#b")));
        assert_eq!(file.file.source.text(requests.span()), "requests[socks] >= 2 ; python_version < \"3\"");
        assert_eq!(file.file.source.position(attrs.hashes[1].span().start).line, 10);
        let options: Vec<_> =
            file.options.iter().map(|o| (o.name.as_str(), o.value.as_ref().map(Text::as_str))).collect();
        assert_eq!(
            options,
            [
                ("--index-url", Some("https://pypi.example.org/simple")),
                ("--pre", None),
                ("--index-url", Some("https://a b/"))
            ]
        );
        let includes: Vec<_> = file.includes.iter().map(|i| (i.target.as_str(), i.constraints)).collect();
        assert_eq!(includes, [("other.txt", false), ("constraints.txt", true), ("third.txt", false)]);
    }

    #[test]
    fn a_comment_ends_a_continuation() {
        let file = parse("Flask==1.0 \\\n  # not more\nDjango\\\n==2.0\nx \\");
        assert_eq!(names(&file), ["Flask", "Django", "x"]);
        let django = &file.requirements[1];
        assert_eq!(django.exact_version().unwrap().as_str(), "2.0");
        assert_eq!(file.file.source.position(django.specifiers[0].span.start).line, 4);
    }

    #[test]
    fn goes_on_after_a_broken_line() {
        let file = parse("good==1\nbad line\n-r\n--hash\nbad=1\nlast\n");
        assert_eq!(names(&file), ["good", "last"]);
        let lines: Vec<_> = file
            .errors
            .iter()
            .map(|error| match error {
                ManifestError::Syntax { span, .. } => file.file.source.position(span.start).line,
                _ => 0,
            })
            .collect();
        assert_eq!(lines, [2, 3, 4, 5]);
        assert_eq!(
            file.errors[3].to_string(),
            "`requirements.txt` is not a valid requirements file: a version is pinned with `==`"
        );
    }

    #[test]
    fn follows_files_relative_to_the_file_and_only_once() {
        let (_folder, context) = context(&[
            ("requirements.txt", "-r deps/base.txt\n-c deps/pins.txt\nflask\n-r https://example.org/r.txt\n"),
            ("deps/base.txt", "django\n-r more.txt\n-r missing.txt\n"),
            ("deps/more.txt", "-r ../requirements.txt\n-r base.txt\nrequests\n"),
            ("deps/pins.txt", "Django==4.0\nunused==1\n"),
        ]);
        let requirements = Requirements::read(&context, "/requirements.txt").unwrap().unwrap();
        let files: Vec<_> = requirements.files.iter().map(|file| file.path().as_str()).collect();
        assert_eq!(files, ["requirements.txt", "deps/base.txt", "deps/pins.txt", "deps/more.txt"]);
        let pinned: Vec<_> =
            requirements.requirements().map(|(_, r)| (r.normal_name().unwrap(), requirements.is_pinned(r))).collect();
        let expected = [("flask", false), ("django", true), ("requests", false)];
        assert_eq!(pinned, expected.map(|(name, pin)| (name.to_owned(), pin)));
        assert_eq!(requirements.get("REQUESTS").unwrap().0.path().as_str(), "deps/more.txt");
        let errors: Vec<_> = requirements.errors().map(ToString::to_string).collect();
        assert_eq!(errors, ["`deps/base.txt` names `missing.txt`, which is not in the build context"]);
        assert!(Requirements::read(&context, "none.txt").unwrap().is_none());
    }

    #[test]
    fn an_endless_chain_of_files_ends() {
        let files: Vec<_> = (0..100).map(|i| (format!("r{i}.txt"), format!("-r r{}.txt", i + 1))).collect();
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let (_folder, context) = context(&files);
        let requirements = Requirements::read(&context, "r0.txt").unwrap().unwrap();
        assert_eq!(requirements.files.len(), MAX_FILES);
        assert!(matches!(requirements.errors().next(), Some(ManifestError::TooManyFiles { .. })));
    }

    #[test]
    fn a_file_that_is_not_utf8_is_an_error() {
        let (folder, context) = context(&[]);
        std::fs::write(folder.path().join("r.txt"), b"flask\xff\n").unwrap();
        let Err(ManifestError::Syntax { span, .. }) = Requirements::read(&context, "r.txt") else { panic!() };
        assert_eq!(span, Span::new(5, 6));
    }
}
