//! What is known of a stage, gathered for `dfcheck inspect`.

use serde::Serialize;

use crate::build::commands::Commands;
use crate::build::downloads::{Download, downloads};
use crate::build::files::{FileAction, file_actions};
use crate::build::packages::{PackageAction, PackageSpec, package_actions};
use crate::build::users::{UserAction, user_actions};
use crate::build::{Action, Base, Build, FileSource, ImageConfig, SourceKind, Stage, StageId, Step};
use crate::dockerfile::{Dockerfile, Instruction};
use crate::shell::Call;
use crate::source::LineIndex;

/// What a stage does.
#[derive(Debug, Serialize)]
pub struct StageReport {
    /// Its name, or its number.
    pub stage: String,
    /// What it builds on.
    pub base: String,
    /// The kind of base: `image`, `stage`, `scratch`, or `invalid`.
    pub base_kind: &'static str,
    /// Whether the target needs it, or is it.
    pub reachable: bool,
    /// Whether it is the target.
    pub target: bool,
    /// The stages and images that it takes files from.
    pub depends_on: Vec<String>,
    /// The programs that its RUN instructions run.
    pub commands: Vec<CommandReport>,
    /// What is done with packages.
    pub packages: Vec<PackageReport>,
    /// What is done to files, and by COPY and ADD.
    pub files: Vec<FileReport>,
    /// What is fetched.
    pub downloads: Vec<DownloadReport>,
    /// What is done to users and groups.
    pub users: Vec<UserReport>,
    /// The image configuration after its last instruction.
    pub config: ImageConfig,
}

/// A program that is run.
#[derive(Debug, Serialize)]
pub struct CommandReport {
    /// The line it begins on.
    pub line: usize,
    /// Its name.
    pub program: String,
    /// Its arguments as written.
    pub arguments: Vec<String>,
    /// The programs that run it, outermost first.
    pub wrappers: Vec<String>,
    /// The folder it runs in, if that is known.
    pub directory: Option<String>,
    /// Whether the RUN can end well without it.
    pub conditional: bool,
}

/// Something that is done with packages.
#[derive(Debug, Serialize)]
pub struct PackageReport {
    /// The line.
    pub line: usize,
    /// Whose packages.
    pub manager: &'static str,
    /// What is done.
    pub action: &'static str,
    /// With which packages, as `name` or `name` and version.
    pub packages: Vec<String>,
}

/// A file or folder, and what becomes of it.
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// The line.
    pub line: usize,
    /// What is done.
    pub action: &'static str,
    /// The path, as far as it is known.
    pub path: String,
    /// Where the content comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A file or repository that is fetched.
#[derive(Debug, Serialize)]
pub struct DownloadReport {
    /// The line.
    pub line: usize,
    /// The program that fetches it.
    pub program: String,
    /// The address, as far as it is known.
    pub url: String,
}

/// A user or group, and what becomes of it.
#[derive(Debug, Serialize)]
pub struct UserReport {
    /// The line.
    pub line: usize,
    /// What is done.
    pub action: &'static str,
    /// The name.
    pub name: String,
}

/// What every stage of a build does.
pub fn stages(dockerfile: &Dockerfile, build: &Build, lines: &LineIndex) -> Vec<StageReport> {
    let instructions: Vec<&Instruction> = dockerfile.instructions().collect();
    let gatherer = Gatherer { build, lines, instructions: &instructions };
    build.stages.iter().map(|stage| gatherer.stage(stage)).collect()
}

struct Gatherer<'a> {
    build: &'a Build,
    lines: &'a LineIndex,
    instructions: &'a [&'a Instruction],
}

impl Gatherer<'_> {
    fn stage(&self, stage: &Stage) -> StageReport {
        let mut report = StageReport {
            stage: stage.label(),
            base: stage.base_name.clone(),
            base_kind: match stage.base {
                Base::Scratch => "scratch",
                Base::Stage(_) => "stage",
                Base::Image(_) => "image",
                Base::Invalid { .. } => "invalid",
            },
            reachable: stage.reachable,
            target: self.build.target == Some(stage.id),
            depends_on: Vec::new(),
            commands: Vec::new(),
            packages: Vec::new(),
            files: Vec::new(),
            downloads: Vec::new(),
            users: Vec::new(),
            config: stage.config.clone(),
        };
        for dependency in &stage.dependencies {
            let source = self.source(&dependency.source);
            if !report.depends_on.contains(&source) {
                report.depends_on.push(source);
            }
        }
        for step in &stage.steps {
            self.transfer(step, &mut report);
            if matches!(step.action, Action::Run { .. }) {
                self.run(step, &mut report);
            }
        }
        report
    }

    fn source(&self, source: &FileSource) -> String {
        match source {
            FileSource::Context => "the build context".to_owned(),
            FileSource::Stage(id) => self.label(*id),
            FileSource::Image(image) => image.text.clone(),
            FileSource::Scratch => "scratch".to_owned(),
            FileSource::Unknown => "an unknown place".to_owned(),
        }
    }

    fn label(&self, id: StageId) -> String {
        self.build.stage(id).map(Stage::label).unwrap_or_default()
    }

    fn transfer(&self, step: &Step, report: &mut StageReport) {
        let (action, transfer) = match &step.action {
            Action::Copy(transfer) => ("copy", transfer),
            Action::Add(transfer) => ("add", transfer),
            _ => return,
        };
        for source in &transfer.sources {
            let what = match &source.kind {
                SourceKind::Path(path) => format!("{}: {path}", self.source(&transfer.from)),
                SourceKind::Remote { url, .. } => url.clone(),
                SourceKind::Heredoc { name, .. } => format!("<<{name}"),
            };
            let line = self.lines.line(source.span.start);
            report.files.push(FileReport { line, action, path: transfer.destination.clone(), from: Some(what) });
        }
    }

    fn run(&self, step: &Step, report: &mut StageReport) {
        let commands = Commands::of(step, self.instructions);
        let scope = &step.before.scope;
        let lookup = |name: &str| scope.value(name).map(ToString::to_string);
        for command in commands.iter() {
            let line = self.lines.line(command.call.span.start);
            report.commands.push(CommandReport {
                line,
                program: command.call.name.clone(),
                arguments: command.call.args.iter().map(|word| word.raw.to_string()).collect(),
                wrappers: command.call.wrappers.clone(),
                directory: command.directory.map(str::to_owned),
                conditional: command.call.context.conditional,
            });
            report.packages.extend(package_actions(command.call, &lookup).iter().map(|action| package(line, action)));
            let Some(site) = commands.site(command.number, &lookup) else { continue };
            report.files.extend(file_actions(&site).iter().filter_map(|action| file(line, action)));
            report
                .downloads
                .extend(downloads(&site).iter().filter_map(|download| fetched(line, command.call, download)));
            report.users.extend(user_actions(&site, None).iter().filter_map(|action| user(line, action)));
        }
    }
}

fn package(line: usize, action: &PackageAction) -> PackageReport {
    let written = |package: &PackageSpec| match &package.constraint {
        Some(constraint) => format!("{} {}{}", package.name, constraint.operator, constraint.version),
        None => package.name.clone(),
    };
    PackageReport {
        line,
        manager: action.manager.as_str(),
        action: action.kind.as_str(),
        packages: action.packages.iter().map(written).collect(),
    }
}

fn file(line: usize, action: &FileAction) -> Option<FileReport> {
    let (action, path) = match action {
        FileAction::MakeFolder { path, .. } => ("make folder", path),
        FileAction::Touch { path } => ("touch", path),
        FileAction::Link { link, .. } => ("link", &link.path),
        FileAction::Copy { destination, .. } => ("copy", &destination.path),
        FileAction::Move { destination, .. } => ("move", &destination.path),
        FileAction::Remove { path, .. } => ("remove", path),
        FileAction::SetMode { path, .. } => ("set mode", path),
        FileAction::SetOwner { path, .. } => ("set owner", path),
        FileAction::SetCapabilities { path, .. } => ("set capabilities", path),
        FileAction::Write { path, .. } => ("write", path),
        FileAction::Edit { path, .. } => ("edit", path),
        FileAction::Unpack { into, .. } => ("unpack", into),
        FileAction::Decompress { path, .. } => ("decompress", path),
        FileAction::Unclear { .. } => return None,
    };
    let path = path.path.clone().unwrap_or_else(|| path.text.clone());
    Some(FileReport { line, action, path, from: None })
}

fn fetched(line: usize, call: &Call, download: &Download) -> Option<DownloadReport> {
    let url = match download {
        Download::File(file) => &file.url,
        Download::Repository(repository) => &repository.url,
        Download::Other { urls, .. } => urls.first()?,
        _ => return None,
    };
    Some(DownloadReport { line, program: call.name.clone(), url: url.text.clone() })
}

fn user(line: usize, action: &UserAction) -> Option<UserReport> {
    let (action, name) = match action {
        UserAction::AddUser(user) => ("add user", &user.name),
        UserAction::AddGroup(group) => ("add group", &group.name),
        UserAction::ChangeGroup { group, .. } => ("change group", group),
        UserAction::AddMember { user, .. } => ("add to a group", user),
        UserAction::SetGroups { user, .. } => ("set groups", user),
        UserAction::RemoveMember { user, .. } => ("remove from a group", user),
        UserAction::RemoveUser { user, .. } => ("remove user", user),
        UserAction::RemoveGroup { group, .. } => ("remove group", group),
        UserAction::SetPassword { user: Some(user), .. } => ("set password", user),
        _ => return None,
    };
    Some(UserReport { line, action, name: name.clone() })
}
