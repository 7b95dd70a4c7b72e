//! `Gemfile` and `Gemfile.lock` of Ruby's Bundler.
//!
//! A Gemfile is a Ruby program. What is read here are its `gem`, `ruby` and `source` calls as they are usually
//! written; everything else is passed over.

use std::sync::Arc;

use super::ruby::{call, opens_block, option, split, statements, string, symbols};
use super::text::{is_commit, lines, utf8};
use super::{LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::Text;

/// A `Gemfile`.
#[derive(Clone, Debug)]
pub struct Gemfile {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The gems, in order.
    pub gems: Vec<Gem>,
    /// The version of Ruby that it asks for.
    pub ruby: Option<Text>,
    /// The index that gems come from.
    pub source: Option<Text>,
    /// Whether it takes over the dependencies of a `.gemspec`.
    pub gemspec: bool,
    /// `Gemfile.lock`, if it is there.
    pub lock_file: Option<LockFile>,
}

/// One `gem` call.
#[derive(Clone, Debug)]
pub struct Gem {
    /// The name.
    pub name: Text,
    /// The versions that are allowed, such as `~> 7.0`; all of them have to hold.
    pub constraints: Vec<Text>,
    /// Where it comes from.
    pub source: GemSource,
    /// The groups that it is in by its own arguments, without the colon.
    pub groups: Vec<String>,
}

/// Where a gem comes from.
#[derive(Clone, Debug)]
pub enum GemSource {
    /// The index.
    Index,
    /// A repository.
    Git {
        /// What `ref:`, `tag:` or `branch:` says.
        revision: Option<Text>,
    },
    /// A folder.
    Path,
}

/// A `Gemfile.lock`.
#[derive(Clone, Debug)]
pub struct GemfileLock {
    /// The file.
    pub file: Arc<ContextFile>,
    /// Names and versions of all gems.
    pub gems: Vec<(Text, Text)>,
    /// The version of Bundler that wrote it.
    pub bundled_with: Option<Text>,
    /// The version of Ruby, as `ruby 3.2.2p53`.
    pub ruby: Option<Text>,
}

impl Gem {
    /// Whether one version is meant: a version without a range, a commit, or a folder of the context.
    pub fn is_exact(&self) -> bool {
        match &self.source {
            GemSource::Path => true,
            GemSource::Git { revision } => revision.as_ref().is_some_and(|revision| is_commit(revision.as_str())),
            GemSource::Index => self.constraints.iter().any(|constraint| {
                let version = constraint.as_str().trim();
                let version = version.strip_prefix('=').unwrap_or(version).trim_start();
                version.starts_with(|ch: char| ch.is_ascii_digit()) && !version.contains("#{")
            }),
        }
    }
}

impl Gemfile {
    /// Reads the `Gemfile` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join("Gemfile"))? else { return Ok(None) };
        let mut gemfile = Self::parse(file)?;
        gemfile.lock_file = LockFile::find(context, &folder, &["Gemfile.lock"]).pop();
        Ok(Some(gemfile))
    }

    /// Reads one file, without looking for the lock file.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        utf8(&file, "Gemfile")?;
        let mut gemfile =
            Self { gems: Vec::new(), ruby: None, source: None, gemspec: false, lock_file: None, file: file.clone() };
        // For each open block, the source that it gives to the gems in it.
        let mut blocks: Vec<Option<GemSource>> = Vec::new();
        for statement in statements(&file) {
            let (verb, arguments) = call(&statement);
            let strings = || arguments.iter().filter_map(string);
            match verb {
                "gem" => {
                    let outer = blocks.iter().rev().flatten().next();
                    gemfile.gems.extend(gem(&arguments, outer));
                }
                "ruby" => gemfile.ruby = strings().next(),
                "source" if gemfile.source.is_none() => gemfile.source = strings().next(),
                "gemspec" => gemfile.gemspec = true,
                "end" => {
                    blocks.pop();
                }
                _ => {}
            }
            if opens_block(&statement, verb) {
                blocks.push(match verb {
                    "git" | "github" => Some(GemSource::Git { revision: revision(&arguments) }),
                    "path" => Some(GemSource::Path),
                    _ => None,
                });
            }
        }
        Ok(gemfile)
    }
}

impl GemfileLock {
    /// Reads the `Gemfile.lock` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let file = context.read_at(&ContextPath::new(folder).join("Gemfile.lock"))?;
        file.map(Self::parse).transpose()
    }

    /// Reads one file.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        utf8(&file, "Gemfile.lock")?;
        let mut lock = Self { gems: Vec::new(), bundled_with: None, ruby: None, file: file.clone() };
        let mut section = String::new();
        for line in lines(&file) {
            let content = line.trimmed();
            let indent = line.len() - line.as_str().trim_start().len();
            match (indent, section.as_str()) {
                _ if content.is_empty() => {}
                (0, _) => section = content.to_string(),
                // The gems; those two deeper are what each of them needs.
                (4, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE") => {
                    let parts = content.as_str().split_once(" (");
                    let parts = parts.and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
                    lock.gems.extend(parts.map(|(name, version)| (content.slice_of(name), content.slice_of(version))));
                }
                (_, "BUNDLED WITH") => lock.bundled_with = Some(content),
                (_, "RUBY VERSION") => lock.ruby = Some(content),
                _ => {}
            }
        }
        Ok(lock)
    }

    /// The version of the gem `name`.
    pub fn version(&self, name: &str) -> Option<&Text> {
        self.gems.iter().find(|(key, _)| key.as_str() == name).map(|(_, version)| version)
    }
}

fn gem(arguments: &[Text], outer: Option<&GemSource>) -> Option<Gem> {
    let (first, rest) = arguments.split_first()?;
    let name = string(first)?;
    let mut constraints = Vec::new();
    let mut groups = Vec::new();
    let mut source = None;
    for argument in rest {
        if let Some((name, value)) = option(argument) {
            match name {
                "git" | "github" | "gitlab" | "bitbucket" | "gist" => {
                    source = Some(GemSource::Git { revision: revision(rest) });
                }
                "path" => source = Some(GemSource::Path),
                "group" | "groups" => groups.extend(symbols(value.as_str())),
                _ => {}
            }
        } else if let Some(inner) = argument.as_str().strip_prefix('[') {
            constraints.extend(split(&argument.slice_of(inner)).iter().filter_map(string));
        } else {
            constraints.extend(string(argument));
        }
    }
    let source = source.or_else(|| outer.cloned()).unwrap_or(GemSource::Index);
    Some(Gem { name, constraints, source, groups })
}

fn revision(arguments: &[Text]) -> Option<Text> {
    let options = || arguments.iter().filter_map(option);
    ["ref", "tag", "branch"].iter().find_map(|key| string(&options().find(|(name, _)| name == key)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    fn parse(text: &str) -> Gemfile {
        let (_folder, context) = context(&[("Gemfile", text)]);
        Gemfile::read(&context, "").unwrap().unwrap()
    }

    fn show(gemfile: &Gemfile) -> Vec<(&str, String, bool)> {
        let show = |gem: &Gem| gem.constraints.iter().map(Text::as_str).collect::<Vec<_>>().join(",");
        gemfile.gems.iter().map(|gem| (gem.name.as_str(), show(gem), gem.is_exact())).collect()
    }

    #[test]
    fn reads_the_gems() {
        let commit = "a".repeat(40);
        let gemfile = parse(&format!(
            "source \"https://rubygems.org\"\nruby '3.2.2'\n\
             gem 'rails', '~> 7.0', '>= 7.0.4' # web\n\
             gem \"pg\"\n  gem('puma', \"5.6.4\", require: false)\n\
             gem 'a', '= 1.0', :group => [:development, :test]\n\
             gem 'b', ['>= 1', '< 2'],\n    group: :test\n\
             gem 'c', git: 'https://example.org/c#x', ref: '{commit}'\n\
             gem 'd', github: 'x/d', branch: 'main'\ngem 'e', path: '../e'\n\
             gem 'f', \"#{{VERSION}}\"\n# gem 'no'\ngem name\n",
        ));
        let expected = [
            ("rails", "~> 7.0,>= 7.0.4", false),
            ("pg", "", false),
            ("puma", "5.6.4", true),
            ("a", "= 1.0", true),
            ("b", ">= 1,< 2", false),
            ("c", "", true),
            ("d", "", false),
            ("e", "", true),
            ("f", "#{VERSION}", false),
        ];
        assert_eq!(show(&gemfile), expected.map(|(name, constraints, exact)| (name, constraints.to_owned(), exact)));
        assert_eq!(gemfile.ruby.as_ref().unwrap().as_str(), "3.2.2");
        assert_eq!(gemfile.source.as_ref().unwrap().as_str(), "https://rubygems.org");
        assert_eq!(gemfile.gems[3].groups, ["development", "test"]);
        assert_eq!(gemfile.gems[4].groups, ["test"]);
        let span = gemfile.gems[0].constraints[1].span();
        assert_eq!(gemfile.file.source.text(span), ">= 7.0.4");
    }

    #[test]
    fn a_block_gives_its_source_to_its_gems() {
        let gemfile = parse(
            "git 'https://example.org/x.git' do\n  gem 'a'\n  group :test do\n    gem 'b'\n  end\nend\ngem 'c', '1'\n\
             path 'lib' do\n  gem 'd'\nend\nif true\n  gem 'e', '2'\nend\n",
        );
        assert!(matches!(gemfile.gems[1].source, GemSource::Git { revision: None }));
        assert!(matches!(gemfile.gems[2].source, GemSource::Index));
        assert!(matches!(gemfile.gems[3].source, GemSource::Path));
        assert!(gemfile.gems[4].is_exact());
    }

    #[test]
    fn broken_code_does_no_harm() {
        for text in ["gem", "gem '", "gem 'a", "gem ('a', ", "gem 'a',\n\n", "end\nend\n)", "gem \"\\", "gem 'a' 'b' ]"]
        {
            parse(text);
        }
    }

    #[test]
    fn reads_the_lock_file() {
        let text = "GIT\n  remote: https://e.org/x\n  revision: aa\n  specs:\n    x (0.1)\n\nGEM\n  remote: https://rubygems.org/\n  \
             specs:\n    rails (7.0.4)\n      actionpack (= 7.0.4)\n    nokogiri (1.13.9-x86_64-linux)\n\nPLATFORMS\n  ruby\n\n\
             DEPENDENCIES\n  rails (~> 7.0)\n\nRUBY VERSION\n   ruby 3.2.2p53\n\nBUNDLED WITH\n   2.3.26\n";
        let (_folder, context) = context(&[("Gemfile.lock", text), ("Gemfile", "gemspec\n")]);
        let lock = GemfileLock::read(&context, "").unwrap().unwrap();
        assert_eq!(lock.gems.len(), 3);
        assert_eq!(lock.version("rails").unwrap().as_str(), "7.0.4");
        assert_eq!(lock.bundled_with.unwrap().as_str(), "2.3.26");
        assert_eq!(lock.ruby.unwrap().as_str(), "ruby 3.2.2p53");
        let gemfile = Gemfile::read(&context, "").unwrap().unwrap();
        assert!(gemfile.gemspec && gemfile.lock_file.is_some());
    }
}
