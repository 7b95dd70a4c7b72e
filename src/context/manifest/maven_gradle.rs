//! `pom.xml` of Maven, and the files by which one knows a Gradle build.

use std::sync::Arc;

use roxmltree::{Document, Node, ParsingOptions};

use super::text::{literal, syntax, utf8};
use super::{LockFile, ManifestError};
use crate::context::{BuildContext, ContextFile, ContextPath};
use crate::source::{Span, Text};

const POM: &str = "pom.xml";

/// How many elements and texts a `pom.xml` may have. The largest that are known have some ten thousand.
const MAX_NODES: u32 = 200_000;

/// A `pom.xml`.
#[derive(Clone, Debug)]
pub struct Pom {
    /// The file.
    pub file: Arc<ContextFile>,
    /// The group; that of the parent if there is none.
    pub group_id: Option<Text>,
    /// The artifact's name.
    pub artifact_id: Option<Text>,
    /// The version; that of the parent if there is none. `${…}` of a property of this file is resolved.
    pub version: Option<Text>,
    /// What is made: `jar` when it is `None`.
    pub packaging: Option<Text>,
    /// The name of the file that is made, without its ending; artifact and version when it is `None`.
    pub final_name: Option<Text>,
    /// The version of Java that is compiled for.
    pub java_version: Option<Text>,
    /// The folders of the modules.
    pub modules: Vec<Text>,
    /// Whether the wrapper `mvnw` is there.
    pub wrapper: bool,
}

/// A Gradle build.
#[derive(Clone, Debug)]
pub struct Gradle {
    /// `build.gradle` or `build.gradle.kts`.
    pub build_file: Option<ContextPath>,
    /// `settings.gradle` or `settings.gradle.kts`.
    pub settings_file: Option<ContextPath>,
    /// The name of the root project, as the settings say it.
    pub root_name: Option<Text>,
    /// The version, as the build file or `gradle.properties` says it in so many words.
    pub version: Option<Text>,
    /// Whether the wrapper `gradlew` is there.
    pub wrapper: bool,
    /// `gradle.lockfile`, if it is there.
    pub lock_file: Option<LockFile>,
}

/// Where the version of Java is found, the most telling place first.
const JAVA_PROPERTIES: [&str; 4] =
    ["maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source"];

impl Pom {
    /// Reads the `pom.xml` in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let Some(file) = context.read_at(&folder.join(POM))? else { return Ok(None) };
        let mut pom = Self::parse(file)?;
        pom.wrapper = context.is_file(folder.join("mvnw").as_str());
        Ok(Some(pom))
    }

    /// Reads one file, without looking for the wrapper.
    pub fn parse(file: Arc<ContextFile>) -> Result<Self, ManifestError> {
        let text = utf8(&file, POM)?;
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        let document = Document::parse_with_options(text, options).map_err(|error| {
            let position = error.pos();
            let line = file.source.lines().span(position.row as usize);
            let before = line.bytes(text.as_bytes()).utf8_chunks().next().map_or("", |chunk| chunk.valid());
            let column = before.char_indices().nth((position.col as usize).saturating_sub(1));
            let at = line.start + column.map_or(before.len(), |(at, _)| at);
            syntax(&file, Span::empty(at), POM, error.to_string())
        })?;
        let project = Element { file: &file, node: document.root_element() };
        let inherited = |name| project.text(&[name]).or_else(|| project.text(&["parent", name]));
        let java = JAVA_PROPERTIES.iter().find_map(|name| project.text(&["properties", name]));
        Ok(Self {
            group_id: inherited("groupId"),
            artifact_id: project.text(&["artifactId"]),
            version: inherited("version").map(|version| project.resolved(version)),
            packaging: project.text(&["packaging"]),
            final_name: project.text(&["build", "finalName"]).map(|name| project.resolved(name)),
            java_version: java.or_else(|| project.compiler_release()).map(|version| project.resolved(version)),
            modules: project.children("modules").flat_map(|modules| modules.texts("module")).collect(),
            wrapper: false,
            file: file.clone(),
        })
    }
}

impl Gradle {
    /// Looks for a Gradle build in `folder`.
    pub fn read(context: &BuildContext, folder: &str) -> Result<Option<Self>, ManifestError> {
        let folder = ContextPath::new(folder);
        let first = |names: &[&str]| LockFile::find(context, &folder, names).into_iter().next().map(|file| file.path);
        let build_file = first(&["build.gradle", "build.gradle.kts"]);
        let settings_file = first(&["settings.gradle", "settings.gradle.kts"]);
        if build_file.is_none() && settings_file.is_none() {
            return Ok(None);
        }
        let properties = Some(folder.join("gradle.properties"));
        let find = |path: &Option<ContextPath>, key: &str| -> Result<Option<Text>, ManifestError> {
            let file = path.as_ref().map(|path| context.read_at(path)).transpose()?.flatten();
            Ok(file.and_then(|file| assignment(&file, key)))
        };
        let version = match find(&build_file, "version")? {
            Some(version) => Some(version),
            None => find(&properties, "version")?,
        };
        Ok(Some(Self {
            root_name: find(&settings_file, "rootProject.name")?,
            version,
            wrapper: context.is_file(folder.join("gradlew").as_str()),
            lock_file: LockFile::find(context, &folder, &["gradle.lockfile"]).pop(),
            build_file,
            settings_file,
        }))
    }
}

/// An element of a `pom.xml`.
#[derive(Clone, Copy)]
struct Element<'a, 'input> {
    file: &'a ContextFile,
    node: Node<'a, 'input>,
}

impl<'a, 'input> Element<'a, 'input> {
    /// The elements directly inside, whatever their name space is.
    fn children(self, name: &str) -> impl Iterator<Item = Element<'a, 'input>> {
        let nodes = self.node.children().filter(move |node| node.is_element() && node.tag_name().name() == name);
        nodes.map(move |node| Element { node, ..self })
    }

    fn child(self, path: &[&str]) -> Option<Element<'a, 'input>> {
        path.iter().try_fold(self, |element, name| element.children(name).next())
    }

    /// The text of the element at a path of names.
    fn text(self, path: &[&str]) -> Option<Text> {
        let node = self.child(path)?.node.first_child().filter(Node::is_text)?;
        let text = literal(self.file, node.text()?, Span::from(node.range())).trimmed();
        (!text.is_empty()).then_some(text)
    }

    fn texts(self, name: &str) -> Vec<Text> {
        self.children(name).filter_map(|element| element.text(&[])).collect()
    }

    /// `release`, `target` or `source` in the configuration of the compiler plugin.
    fn compiler_release(self) -> Option<Text> {
        let plugins = self.child(&["build", "plugins"])?.children("plugin").collect::<Vec<_>>();
        let compiler = plugins
            .into_iter()
            .find(|plugin| plugin.text(&["artifactId"]).is_some_and(|name| name.as_str() == "maven-compiler-plugin"))?;
        ["release", "target", "source"].iter().find_map(|name| compiler.text(&["configuration", name]))
    }

    /// A text that is `${…}` as a whole, replaced by that property, if the file has it.
    fn resolved(self, text: Text) -> Text {
        let name = text.as_str().strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        name.and_then(|name| match name.strip_prefix("project.") {
            Some(name @ ("version" | "artifactId")) => self.text(&[name]),
            _ => self.text(&["properties", name]),
        })
        .unwrap_or(text)
    }
}

/// The value in a line `key = 'value'`, as Groovy, Kotlin and property files have it.
fn assignment(file: &ContextFile, key: &str) -> Option<Text> {
    super::text::lines(file).find_map(|line| {
        let rest = line.as_str().trim_start().strip_prefix(key)?;
        let separated = rest.starts_with(|ch: char| ch.is_whitespace() || ch == '=');
        let value = rest.trim_start().trim_start_matches('=').trim();
        let quote = value.chars().next().filter(|ch| matches!(ch, '\'' | '"'));
        let value = match quote {
            Some(quote) => value.strip_prefix(quote)?.split(quote).next()?,
            None if file.path.file_name().ends_with(".properties") => value,
            None => return None,
        };
        (separated && !value.is_empty() && !value.contains('$')).then(|| line.slice_of(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::testing::context;

    #[test]
    fn reads_a_pom() {
        let text = r#"<?xml version="1.0"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <parent><groupId>org.p</groupId><version>3.0</version></parent>
              <artifactId> app </artifactId>
              <version>${revision}</version>
              <packaging>war</packaging>
              <properties><revision>1.2.3</revision><java.version>17</java.version></properties>
              <modules><module>a</module><module>b</module></modules>
              <dependencies><dependency><artifactId>other</artifactId></dependency></dependencies>
              <build><finalName>a &amp; b</finalName></build>
            </project>"#;
        let (_folder, context) = context(&[("pom.xml", text), ("mvnw", "")]);
        let pom = Pom::read(&context, "").unwrap().unwrap();
        let at = |text: &Option<Text>| text.as_ref().map(|text| text.to_string()).unwrap();
        assert_eq!(at(&pom.group_id), "org.p");
        assert_eq!(at(&pom.artifact_id), "app");
        assert_eq!(pom.file.source.text(pom.artifact_id.as_ref().unwrap().span()), "app");
        assert_eq!((at(&pom.version), at(&pom.packaging)), ("1.2.3".to_owned(), "war".to_owned()));
        assert_eq!((at(&pom.java_version), at(&pom.final_name)), ("17".to_owned(), "a & b".to_owned()));
        assert_eq!(pom.modules.iter().map(Text::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert!(pom.wrapper);
    }

    #[test]
    fn finds_java_in_the_compiler_plugin_and_the_version_in_the_parent() {
        let text = "<project><parent><version>3.0</version></parent><build><plugins><plugin><artifactId>x</artifactId></plugin>\
            <plugin><artifactId>maven-compiler-plugin</artifactId><configuration><release>21</release></configuration></plugin>\
            </plugins></build></project>";
        let (_folder, context) = context(&[("a/pom.xml", text)]);
        let pom = Pom::read(&context, "a").unwrap().unwrap();
        assert_eq!((pom.java_version.unwrap().as_str(), pom.version.unwrap().as_str()), ("21", "3.0"));
        assert!(pom.artifact_id.is_none() && !pom.wrapper);
        assert!(Pom::read(&context, "").unwrap().is_none());
    }

    #[test]
    fn broken_xml_is_an_error_with_a_place() {
        let deep = "<a>".repeat(50_000);
        let closed = deep.clone() + &"</a>".repeat(50_000);
        let bomb = "<!DOCTYPE p [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><p>&b;</p>";
        let (_folder, context) = context(&[
            ("pom.xml", "<project>\n  <é></b>\n</project>"),
            ("deep/pom.xml", &deep),
            ("bomb/pom.xml", bomb),
            ("closed/pom.xml", &closed),
        ]);
        let Err(ManifestError::Syntax { span, .. }) = Pom::read(&context, "") else { panic!() };
        assert_eq!(span.start, 16);
        assert!(Pom::read(&context, "deep").is_err());
        assert!(Pom::read(&context, "bomb").is_err());
        assert!(Pom::read(&context, "closed").is_ok());
    }

    #[test]
    fn finds_a_gradle_build() {
        let (_folder, context) = context(&[
            ("build.gradle.kts", "plugins { id(\"java\") }\ngroup = \"org.x\"\nversion = \"1.4\"\n"),
            ("settings.gradle.kts", "rootProject.name = \"app\"\n"),
            ("gradlew", ""),
            ("old/build.gradle", "version \"${x}\"\nversions = 'no'\n"),
            ("old/gradle.properties", "version=2.0\n"),
        ]);
        let gradle = Gradle::read(&context, "").unwrap().unwrap();
        assert_eq!((gradle.root_name.unwrap().as_str(), gradle.version.unwrap().as_str()), ("app", "1.4"));
        assert!(gradle.wrapper && gradle.lock_file.is_none());
        let old = Gradle::read(&context, "old").unwrap().unwrap();
        assert_eq!(old.version.unwrap().as_str(), "2.0");
        assert!(old.settings_file.is_none());
        assert!(Gradle::read(&context, "none").unwrap().is_none());
    }
}
