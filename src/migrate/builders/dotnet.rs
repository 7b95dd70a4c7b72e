//! .NET.

use super::project::{Built, Layout, Told, setting};
use crate::migrate::{Setting, SettingValue};

pub(super) fn module(told: &Told<'_, '_>) -> Built {
    let mut settings = Vec::new();
    let mut projects = told.commands.iter().flat_map(|words| words.iter());
    let project = projects.rfind(|word| is_project(word));
    if let Some(project) = project {
        let file = project.trim_start_matches("./").trim_matches('"');
        settings.push(setting("projectFile", SettingValue::Text(told.draft.template(file))));
    }
    let (value, note) = if told.has_file("deps.json") {
        (SettingValue::File(told.path("deps.json")), "`fetch-deps` of this package writes the file.")
    } else {
        (SettingValue::Nothing, "`fetch-deps` of this package writes deps.json; then this is ./deps.json.")
    };
    settings.push(Setting { note: Some(note.to_owned()), ..setting("nugetDeps", value) });
    if let (Some(attribute), Some(argument)) = (&told.interpreter, told.kind.argument) {
        settings.push(setting(argument, SettingValue::Attribute(attribute.clone())));
        let runtime = attribute.replace("-sdk", "-aspnetcore");
        if crate::facts::attribute(&runtime).is_some() {
            settings.push(setting("dotnet-runtime", SettingValue::Attribute(runtime)));
        }
    }
    if let [kind] = told.values(&["-c", "--configuration"]).as_slice()
        && kind != "Release"
    {
        settings.push(setting("buildType", SettingValue::Text(told.draft.template(kind))));
    }
    let name = project.and_then(|path| path.rsplit(['/', '\\']).next()).and_then(|file| file.rsplit_once('.'));
    Built {
        name: name.map(|(name, _)| name.trim_matches('"').to_owned()),
        version: None,
        settings,
        missing: Some(told.kind.hash.to_owned()),
        layout: Layout::Published("lib/{name}"),
        dropped: Vec::new(),
    }
}

fn is_project(word: &str) -> bool {
    [".csproj", ".fsproj", ".vbproj", ".sln", ".slnx"].iter().any(|suffix| word.trim_matches('"').ends_with(suffix))
}
