use super::*;
use crate::build::call::testing::with_sites;
use crate::shell::Dialect;

const FAMILIES: [Option<Family>; 4] = [None, Some(Family::Debian), Some(Family::Alpine), Some(Family::RedHat)];

fn actions(script: &str, family: Option<Family>) -> Vec<UserAction> {
    with_sites(script, Dialect::Sh, |sites| sites.iter().flat_map(|site| user_actions(site, family)).collect())
}

#[track_caller]
fn added(script: &str, family: Option<Family>) -> AddUser {
    match actions(script, family).into_iter().next() {
        Some(UserAction::AddUser(user)) => user,
        other => panic!("{script}: {other:?}"),
    }
}

fn show(user: &AddUser) -> String {
    let group = match &user.group {
        PrimaryGroup::Own => "own",
        PrimaryGroup::Existing(group) => group,
    };
    let flag = |name: &str, on: bool| if on { format!(" {name}") } else { String::new() };
    format!(
        "{}:{}:{group}:{}:{}:{}{}{}{}{}",
        user.name,
        user.uid.as_deref().unwrap_or_default(),
        user.comment,
        user.home,
        user.shell,
        flag("creates-home", user.create_home),
        flag("system", user.system),
        flag("no-log-init", user.no_log_init),
        user.supplementary.iter().map(|group| format!(" +{group}")).collect::<String>()
    )
}

#[test]
fn useradd_has_the_defaults_of_the_family() {
    let table = [
        ("useradd x", Family::Debian, "x::own::/home/x:/bin/sh"),
        ("useradd x", Family::RedHat, "x::own::/home/x:/bin/bash creates-home"),
        ("useradd -r x", Family::RedHat, "x::own::/home/x:/bin/bash system"),
        ("useradd -M x", Family::RedHat, "x::own::/home/x:/bin/bash"),
        ("useradd -ms /bin/zsh -u 1001 x", Family::Debian, "x:1001:own::/home/x:/bin/zsh creates-home"),
        (
            "useradd --no-log-init -r -g web -G a,b -d /srv -c 'An x' x",
            Family::Debian,
            "x::web:An x:/srv:/bin/sh system no-log-init +a +b",
        ),
        ("useradd -N -b /srv x", Family::Debian, "x::100::/srv/x:/bin/sh"),
        ("useradd --uid=$V x", Family::Debian, "x:1.2:own::/home/x:/bin/sh"),
    ];
    for (script, family, expected) in table {
        assert_eq!(show(&added(script, Some(family))), expected, "{script} {family:?}");
    }
}

#[test]
fn adduser_is_another_program_in_each_family() {
    let table = [
        ("adduser x", Some(Family::Debian), "x::own:,,,:/home/x:/bin/bash creates-home +users"),
        ("adduser x", Some(Family::Alpine), "x::own:Linux User,,,:/home/x:/bin/sh creates-home no-log-init"),
        ("adduser x", Some(Family::RedHat), "x::own::/home/x:/bin/bash creates-home"),
        ("adduser -D x", None, "x::own:Linux User,,,:/home/x:/bin/sh creates-home no-log-init"),
        ("adduser -r x", None, "x::own::/home/x:/bin/bash system"),
        (
            "adduser -S -D -H -h /srv -s /sbin/nologin -G web -u 82 -g web x",
            None,
            "x:82:web:web:/srv:/sbin/nologin system no-log-init +web",
        ),
        (
            "adduser -S x",
            None,
            "x::nogroup:Linux User,,,:/home/x:/sbin/nologin creates-home system no-log-init +nogroup",
        ),
        ("adduser --system x", None, "x::nogroup::/nonexistent:/usr/sbin/nologin system"),
        ("adduser --system --group --home /srv x", None, "x::own::/srv:/usr/sbin/nologin creates-home system"),
        (
            "adduser --disabled-password --gecos '' --uid 5 --ingroup web x",
            None,
            "x:5:web:,,,:/home/x:/bin/bash creates-home +users",
        ),
        ("adduser --disabled-login --no-create-home x", None, "x::own:,,,:/home/x:/usr/sbin/nologin +users"),
        ("adduser --system --gecos 'An x' x", None, "x::nogroup:An x,,,:/nonexistent:/usr/sbin/nologin system"),
    ];
    for (script, family, expected) in table {
        assert_eq!(show(&added(script, family)), expected, "{script} {family:?}");
    }
}

#[test]
fn what_is_not_known_is_kept_as_written() {
    let user = added("useradd -u $UNKNOWN x", None);
    assert_eq!((user.uid.as_deref(), user.complete), (Some("${UNKNOWN}"), false));
    assert!(added("useradd -u 5 x", None).complete);
    assert!(matches!(actions("useradd -u 5", None)[..], [UserAction::Unclear { .. }]));
    assert!(matches!(actions("groupadd --frob x", None)[..], [UserAction::AddGroup(_), UserAction::Unclear { .. }]));
    assert_eq!(actions("useradd -D -s /bin/bash", None), []);
}

/// Groups, memberships and passwords, in short.
fn others(script: &str) -> Vec<String> {
    let show = |action: UserAction| match action {
        UserAction::AddGroup(group) => format!("group {} {:?} {}", group.name, group.gid, group.system),
        UserAction::AddMember { user, group, .. } => format!("{user} in {group}"),
        UserAction::SetGroups { user, groups, .. } => format!("{user} only in {}", groups.join(" ")),
        UserAction::RemoveMember { user, group, .. } => format!("{user} not in {group}"),
        UserAction::RemoveUser { user, remove_home, .. } => format!("no {user} {remove_home}"),
        UserAction::RemoveGroup { group, .. } => format!("no group {group}"),
        UserAction::ChangeUser(change) => {
            let fields = [change.new_name, change.uid, change.group, change.home, change.shell];
            format!("{}: {}", change.user, fields.map(Option::unwrap_or_default).join(","))
        }
        UserAction::ChangeGroup { group, new_name, gid, .. } => format!("group {group}: {new_name:?} {gid:?}"),
        UserAction::SetPassword { user, password, .. } => format!("password {user:?} {password:?}"),
        UserAction::AddUser(user) => show(&user),
        UserAction::Unclear { .. } => "unclear".to_owned(),
    };
    actions(script, None).into_iter().map(show).collect()
}

#[test]
fn groups_and_members() {
    let table: &[(&str, &[&str])] = &[
        ("groupadd -r -g 5 web", &["group web Some(\"5\") true"]),
        ("addgroup -S web", &["group web None true"]),
        ("addgroup --gid 5 web", &["group web Some(\"5\") false"]),
        ("adduser --group web", &["group web None false"]),
        ("adduser x web", &["x in web"]),
        ("addgroup x web", &["x in web"]),
        ("usermod -aG a,b x", &["x in a", "x in b"]),
        ("usermod -a -G a x", &["x in a"]),
        ("usermod -G a,b x", &["x only in a b"]),
        ("gpasswd -a x web", &["x in web"]),
        ("gpasswd --delete x web", &["x not in web"]),
        ("deluser x web", &["x not in web"]),
        ("deluser --remove-home x", &["no x true"]),
        ("userdel -rf x", &["no x true"]),
        ("delgroup web", &["no group web"]),
        ("groupdel web", &["no group web"]),
        ("usermod -l y -u 5 -g web -d /srv -s /bin/sh x", &["x: y,5,web,/srv,/bin/sh"]),
        ("chsh -s /bin/zsh", &["root: ,,,,/bin/zsh"]),
        ("groupmod -g 5 web", &["group web: None Some(\"5\")"]),
    ];
    for (script, expected) in table {
        assert_eq!(others(script), *expected, "{script}");
    }
}

#[test]
fn passwords() {
    let table: &[(&str, &[&str])] = &[
        ("echo 'x:secret' | chpasswd", &["password Some(\"x\") Written"]),
        ("echo \"x:$SECRET\" | sudo chpasswd", &["password Some(\"x\") Elsewhere"]),
        ("chpasswd < list", &["password None Elsewhere"]),
        ("passwd -d x", &["password Some(\"x\") Empty"]),
        ("passwd -l root", &["password Some(\"root\") Locked"]),
        ("printf 'a\\na\\n' | passwd x", &["password Some(\"x\") Written"]),
        ("usermod -L x", &["password Some(\"x\") Locked"]),
        ("usermod -p '*' x", &["password Some(\"x\") Written"]),
        ("useradd -p secret x", &["x::own::/home/x:/bin/sh", "password Some(\"x\") Written"]),
    ];
    for (script, expected) in table {
        assert_eq!(others(script), *expected, "{script}");
    }
}

#[test]
fn lines_of_the_files_themselves() {
    let table: &[(&str, &[&str])] = &[
        ("echo 'x:x:5:6:An x:/srv:/bin/sh' >> /etc/passwd", &["x:5:6:An x:/srv:/bin/sh system no-log-init"]),
        ("echo 'web:x:6:' | tee -a /etc/group", &["group web Some(\"6\") true"]),
        ("echo $LINE >> /etc/passwd", &["unclear"]),
        ("echo x >> /etc/passwd", &["unclear"]),
        ("echo x >> /etc/motd", &[]),
    ];
    for (script, expected) in table {
        assert_eq!(others(script), *expected, "{script}");
    }
}

/// The lines that come of the script; an error stands for what it stopped.
fn entries(script: &str, family: Family) -> Vec<String> {
    let mut accounts = Accounts::of(family);
    let mut lines = Vec::new();
    for action in actions(script, Some(family)) {
        if let Err(error) = accounts.apply(&action) {
            lines.push(error.to_string());
        }
    }
    lines.extend(accounts.new_users().map(ToString::to_string));
    lines.extend(accounts.new_groups().map(ToString::to_string));
    lines
}

#[test]
fn numbers_are_chosen_as_the_tools_do() {
    let table: &[(&str, Family, &[&str])] = &[
        ("useradd x", Family::Debian, &["x:x:1000:1000::/home/x:/bin/sh", "x:x:1000:"]),
        (
            "useradd -u 1500 x; useradd y",
            Family::Debian,
            &["x:x:1500:1500::/home/x:/bin/sh", "y:x:1501:1501::/home/y:/bin/sh", "x:x:1500:", "y:x:1501:"],
        ),
        (
            "groupadd -r g; useradd -r -g g x; useradd -r y",
            Family::Debian,
            &["x:x:999:999::/home/x:/bin/sh", "y:x:998:998::/home/y:/bin/sh", "g:x:999:", "y:x:998:"],
        ),
        ("useradd -u 300 x", Family::Debian, &["x:x:300:1000::/home/x:/bin/sh", "x:x:1000:"]),
        (
            "adduser --system --group x; adduser --system y",
            Family::Debian,
            &[
                "x:x:101:101::/nonexistent:/usr/sbin/nologin",
                "y:x:100:65534::/nonexistent:/usr/sbin/nologin",
                "x:x:101:",
            ],
        ),
        (
            "addgroup g; useradd x; adduser --disabled-password --gecos y y",
            Family::Debian,
            &[
                "x:x:1000:1001::/home/x:/bin/sh",
                "y:x:1002:1002:y,,,:/home/y:/bin/bash",
                "users:x:100:y",
                "g:x:1000:",
                "x:x:1001:",
                "y:x:1002:",
            ],
        ),
        (
            "addgroup -S x && adduser -S -G x x",
            Family::Alpine,
            &["x:x:100:101:Linux User,,,:/home/x:/sbin/nologin", "x:x:101:x"],
        ),
        (
            "adduser -S -D x",
            Family::Alpine,
            &["x:x:100:65533:Linux User,,,:/home/x:/sbin/nologin", "nogroup:x:65533:x"],
        ),
        (
            "adduser -D -u 1001 x; adduser -D y",
            Family::Alpine,
            &[
                "x:x:1001:1001:Linux User,,,:/home/x:/bin/sh",
                "y:x:1000:1000:Linux User,,,:/home/y:/bin/sh",
                "x:x:1001:",
                "y:x:1000:",
            ],
        ),
        ("useradd -N x", Family::RedHat, &["x:x:1000:100::/home/x:/bin/bash"]),
    ];
    for (script, family, expected) in table {
        assert_eq!(entries(script, *family), *expected, "{script} {family:?}");
    }
}

#[test]
fn later_changes_count() {
    let table: &[(&str, &[&str])] = &[
        (
            "useradd x; usermod -aG sudo,video x",
            &["x:x:1000:1000::/home/x:/bin/sh", "sudo:x:27:x", "video:x:44:x", "x:x:1000:"],
        ),
        ("useradd x; userdel x", &[]),
        ("useradd x; usermod -l y -d /srv x", &["y:x:1000:1000::/srv:/bin/sh", "x:x:1000:"]),
        ("groupmod -g 500 www-data", &["www-data:x:33:500:www-data:/var/www:/usr/sbin/nologin", "www-data:x:500:"]),
        (
            "useradd x; usermod -aG sudo x; usermod -G video x",
            &["x:x:1000:1000::/home/x:/bin/sh", "sudo:x:27:", "video:x:44:x", "x:x:1000:"],
        ),
    ];
    for (script, expected) in table {
        assert_eq!(entries(script, Family::Debian), *expected, "{script}");
    }
}

#[test]
fn what_cannot_be_is_said_and_changes_nothing() {
    let table: &[(&str, &[&str])] = &[
        ("useradd root", &["`root` exists already"]),
        ("useradd -g web x", &["there is no group `web`"]),
        ("useradd -G web x", &["there is no group `web`"]),
        ("useradd -u $UNKNOWN x", &["`${UNKNOWN}` is not a number that is known"]),
        ("usermod -aG sudo x", &["there is no user `x`"]),
        ("groupadd users", &["`users` exists already"]),
        ("groupadd -f users", &[]),
        ("userdel x", &["there is no user `x`"]),
    ];
    for (script, expected) in table {
        assert_eq!(entries(script, Family::Debian), *expected, "{script}");
    }
}

#[test]
fn the_base_system_is_one() {
    for family in FAMILIES.into_iter().flatten() {
        let accounts = Accounts::of(family);
        assert_eq!(accounts.new_users().count() + accounts.new_groups().count(), 0);
        assert_eq!(accounts.user("root").map(|user| user.uid), Some(0));
        for user in &accounts.users {
            assert!(accounts.group(&user.gid.to_string()).is_some(), "{family:?}: the group of {}", user.name);
        }
    }
}
