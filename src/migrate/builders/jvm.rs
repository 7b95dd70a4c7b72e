//! Java, with Maven and Gradle.

use super::project::{Built, Layout, Told, fake_hash, setting};
use crate::migrate::SettingValue;

pub(super) fn maven(told: &Told<'_, '_>) -> Built {
    let mut settings = vec![fake_hash(told.kind.hash)];
    if let (Some(attribute), Some(argument)) = (&told.interpreter, told.kind.argument) {
        settings.push(setting(argument, SettingValue::Attribute(attribute.clone())));
    }
    let skips_tests = told.has("-DskipTests") || told.has("-Dmaven.test.skip=true") || told.has("-DskipTests=true");
    if skips_tests {
        settings.push(setting("doCheck", SettingValue::Flag(false)));
    }
    let mut parameters: Vec<String> = Vec::new();
    for words in &told.commands {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let is_test = word.starts_with("-DskipTests") || word.starts_with("-Dmaven.test.skip");
            match word.as_str() {
                "-P" | "-pl" | "--projects" => {
                    parameters.extend([Some(word), words.next()].into_iter().flatten().cloned())
                }
                "-am" | "--also-make" => parameters.push(word.clone()),
                "-f" | "--file" | "-s" | "--settings" => {
                    words.next();
                }
                _ if word.starts_with("-D") && !is_test || word.starts_with("-P") => parameters.push(word.clone()),
                _ => {}
            }
        }
    }
    parameters.dedup();
    if !parameters.is_empty() {
        let text = shell_words::join(&parameters);
        settings.push(setting("mvnParameters", SettingValue::Text(told.draft.template(&text))));
    }
    Built {
        name: None,
        version: None,
        settings,
        missing: Some(told.kind.hash.to_owned()),
        layout: Layout::Same,
        dropped: Vec::new(),
    }
}

pub(super) fn gradle(told: &Told<'_, '_>) -> Built {
    let data = setting("data", SettingValue::File(told.path("deps.json")));
    let data = crate::migrate::Setting {
        note: Some("`mitmCache.updateScript` of this package writes the file.".to_owned()),
        ..data
    };
    let cache = SettingValue::Call {
        function: "gradle.fetchDeps".to_owned(),
        inherited: Vec::new(),
        settings: vec![setting("pkg", SettingValue::Itself), data],
    };
    let mut settings = vec![setting("mitmCache", cache)];
    let mut tools = vec!["gradle".to_owned()];
    tools.extend(told.interpreter.clone());
    settings.push(setting("nativeBuildInputs", SettingValue::Attributes(tools)));
    let words = told.commands.iter().flat_map(|words| words.iter());
    let tasks: Vec<&String> =
        words.filter(|word| !word.starts_with('-') && *word != "dependencies" && *word != "clean").collect();
    if let Some(task) = tasks.last().filter(|task| **task != "assemble") {
        settings.push(setting("gradleBuildTask", SettingValue::Text(told.draft.template(task))));
    }
    Built {
        name: None,
        version: None,
        settings,
        missing: Some("deps.json".to_owned()),
        layout: Layout::Same,
        dropped: Vec::new(),
    }
}
