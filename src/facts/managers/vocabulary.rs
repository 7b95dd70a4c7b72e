//! The words that `rules/managers/*.yaml` use. The build script reads the data with them and the library carries them.

/// An enum whose variants have names in the data.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in the data and in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

vocabulary! {
    /// What a command does with packages.
    ActionKind {
        /// Installs the packages that it names.
        Install = "install",
        /// Installs newer versions of the packages that it names.
        Upgrade = "upgrade",
        /// Installs newer versions of everything that is installed.
        UpgradeAll = "upgrade-all",
        /// Installs a newer version of the package manager itself.
        UpgradeSelf = "upgrade-self",
        /// Installs exactly what a lock file names.
        LockInstall = "lock-install",
        /// Installs what a manifest names. A lock file is used if there is one, and may be changed.
        ManifestInstall = "manifest-install",
        /// Installs what is needed to build the packages that it names, not the packages.
        BuildDependencies = "build-dependencies",
        /// Removes the packages that it names.
        Remove = "remove",
        /// Removes what no other package needs.
        RemoveUnused = "remove-unused",
        /// Fetches the list of packages.
        UpdateIndex = "update-index",
        /// Empties caches or lists.
        Clean = "clean",
        /// Adds a place that packages come from, or the key that signs them.
        AddRepository = "add-repository",
        /// Fetches packages without installing them.
        Download = "download",
        /// Builds the project, fetching what it depends on.
        Build = "build",
        /// Runs a program of a package, and fetches the package first if it is not there.
        Run = "run",
        /// Runs what the project's own manifest defines.
        Script = "script",
        /// Changes settings or the state of what is installed, adds and removes nothing.
        Configure = "configure",
        /// Only tells something.
        Query = "query",
    }
}

vocabulary! {
    /// Something that an option, an environment variable or the command itself says of an action.
    Flag {
        /// Asks no questions.
        AssumeYes = "assume-yes",
        /// Keeps nothing of what was downloaded.
        NoCache = "no-cache",
        /// Leaves out what is recommended but not needed.
        NoRecommends = "no-recommends",
        /// Does nothing, only tells what would be done.
        Simulate = "simulate",
        /// Fetches, installs nothing.
        DownloadOnly = "download-only",
        /// Installs for the whole system, not for the project.
        Global = "global",
        /// Installs nothing but what the lock file says.
        Frozen = "frozen",
        /// Does not use or write a lock file.
        NoLock = "no-lock",
        /// Leaves out what only development needs.
        NoDev = "no-dev",
        /// Takes newer versions of what is there already.
        Upgrade = "upgrade",
        /// Leaves out documentation.
        NoDocs = "no-docs",
        /// Leaves out what the packages depend on.
        NoDependencies = "no-dependencies",
        /// Does not run the scripts of packages.
        NoScripts = "no-scripts",
        /// Accepts packages or sources that nothing vouches for.
        Unverified = "unverified",
        /// Takes versions that are not final.
        Prerelease = "prerelease",
        /// Goes on when packages are missing or broken.
        IgnoreErrors = "ignore-errors",
    }
}

vocabulary! {
    /// What the value of an option is.
    ValueRole {
        /// Nothing that is looked at.
        Other = "value",
        /// Nothing that is looked at, and the option takes two of it.
        Pair = "two-values",
        /// A file that lists packages.
        Requirements = "requirements",
        /// A file that limits versions and installs nothing.
        Constraints = "constraints",
        /// The project's manifest, or its folder.
        Manifest = "manifest",
        /// Where packages come from, or the key that signs them.
        Repository = "repository",
        /// A folder or source to be installed in place.
        Editable = "editable",
        /// The version of the packages that have none.
        Version = "version",
        /// The address of a source repository to install from.
        Git = "git",
        /// A commit or tag of it.
        Revision = "revision",
        /// A branch of it.
        Branch = "branch",
        /// A folder to install from.
        Path = "path",
        /// The name under which the packages are recorded.
        VirtualGroup = "virtual-group",
        /// A package.
        Package = "package",
        /// A package, and the operand is what to run of it.
        PackageInstead = "package-instead",
        /// A kind of package; with it the operands are no plain packages.
        PackageKind = "package-kind",
        /// Program text.
        Expression = "expression",
    }
}

vocabulary! {
    /// What the operands of a command are.
    Operands {
        /// Nothing that is looked at.
        Ignored = "ignored",
        /// There are none: with operands it is another command.
        None = "none",
        /// Packages.
        Packages = "packages",
        /// Packages, which are fetched even if their names could be those of folders.
        RemotePackages = "remote-packages",
        /// Names of groups of packages.
        Groups = "groups",
        /// Names of modules, with a stream after `:`.
        Modules = "modules",
        /// Package files, even if they do not look it.
        Local = "local",
        /// One package; what follows is not ours.
        FirstPackage = "first-package",
        /// A package, and perhaps its version.
        PackageVersion = "package-version",
        /// A package, a folder, and perhaps its version.
        PackageFolderVersion = "package-folder-version",
        /// What is removed, and what is installed for it.
        Swap = "swap",
        /// Files that list packages.
        Requirements = "requirements",
        /// Where packages come from.
        Repositories = "repositories",
    }
}

vocabulary! {
    /// Which versions name one version and no other.
    VersionForm {
        /// Every text without a wildcard or a list.
        Literal = "literal",
        /// Every text without a wildcard; after a loose operator, if a build follows (`=1.2=build`).
        Build = "build",
        /// Three numbers, as semantic versions have.
        Semantic = "semantic",
        /// Numbers with dots.
        Dotted = "dotted",
        /// A semantic version after `v`, or a commit.
        GoModule = "go-module",
        /// A number.
        Number = "number",
        /// None.
        Never = "never",
    }
}

vocabulary! {
    /// How a version is told from the name when both are joined by `-`.
    DashVersion {
        /// It is not.
        None = "none",
        /// `name-1.2-3`: a number with a dot, an epoch, or a release with a dot.
        Rpm = "rpm",
        /// `name-1`: whatever begins with a digit.
        Digit = "digit",
        /// `name-1.2`, and `name-beta` too.
        Pecl = "pecl",
        /// `name-1.2_3`: it ends in `_` and a revision.
        Revision = "revision",
        /// `name-1.2-r3`: perhaps with `-r` and a revision, after an operator before the name.
        Ebuild = "ebuild",
    }
}

vocabulary! {
    /// What the packages of a manager are part of.
    ManagerKind {
        /// A distribution: they are the system.
        System = "system",
        /// A language: applications are made of them.
        Language = "language",
        /// Neither: programs for any system.
        Programs = "programs",
    }
}

vocabulary! {
    /// The language of program text that installs packages.
    Language {
        /// R.
        R = "r",
        /// Perl.
        Perl = "perl",
    }
}

vocabulary! {
    /// What a folder of a package manager holds.
    FolderContent {
        /// Lists of what could be installed.
        Index = "index",
        /// Packages that were downloaded, and what was built of them.
        Cache = "cache",
        /// Logs.
        Logs = "logs",
    }
}
