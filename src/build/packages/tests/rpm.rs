use super::*;

#[test]
fn versions_after_a_dash() {
    assert_actions(&[
        ("yum install -y nginx-1.20.1", "install dnf: nginx -1.20.1! | assume-yes"),
        ("dnf install nginx-1.20.1-10.el9.x86_64 glibc.i686", "install dnf: nginx:x86_64 -1.20.1-10.el9!, glibc:i686"),
        ("dnf install docker-ce-3:20.10.9-3.el8", "install dnf: docker-ce -3:20.10.9-3.el8!"),
        (
            "dnf install java-11-openjdk-devel java-1.8.0-openjdk",
            "install dnf: java-11-openjdk-devel, java-1.8.0-openjdk",
        ),
        ("dnf install java-1.8.0-openjdk-1.8.0.322.b06", "install dnf: java-1.8.0-openjdk -1.8.0.322.b06!"),
        (
            "dnf install gcc-toolset-12 cuda-toolkit-11-8 python3-3.9*",
            "install dnf: gcc-toolset-12, cuda-toolkit-11-8, python3 -3.9*",
        ),
        ("dnf install dotnet-sdk-6.0 dotnet-sdk-6.0-6.0.100", "install dnf: dotnet-sdk-6.0, dotnet-sdk-6.0 -6.0.100!"),
        ("dnf install kernel-devel-$(uname -r)", "install dnf: kernel-devel -$(uname -r)!"),
        (
            "dnf install php${V}-cli docker-ce-${V} x-${V}-devel",
            "install dnf: php${V}-cli?, docker-ce -${V}!, x-${V}-devel?",
        ),
        ("dnf install 'foo >= 1.2'", "install dnf: foo >=1.2"),
        (
            "dnf install /usr/bin/dig ./x.rpm https://h/y.rpm",
            "install dnf: /usr/bin/dig, x.rpm <localpath>, y.rpm <url>",
        ),
    ]);
}

#[test]
fn groups_modules_and_exchanges() {
    assert_actions(&[
        ("dnf install -y @development-tools", "install dnf: development-tools <group> | assume-yes"),
        ("yum groupinstall -y 'Development Tools'", "install dnf: Development Tools <group> | assume-yes"),
        ("yum -y group install \"Development Tools\"", "install dnf: Development Tools <group> | assume-yes"),
        ("dnf module install -y nodejs:18/common", "install dnf: nodejs :18 <group> | assume-yes"),
        ("dnf module enable nodejs:18", "configure dnf: nodejs :18 <group>"),
        ("dnf swap -y curl-minimal curl", "remove dnf: curl-minimal | assume-yes\ninstall dnf: curl | assume-yes"),
    ]);
}

#[test]
fn options_and_other_commands() {
    assert_actions(&[
        (
            "microdnf install -y --nodocs --setopt=install_weak_deps=0 --setopt tsflags=nodocs curl",
            "install dnf: curl | assume-yes no-docs no-recommends",
        ),
        ("dnf --enablerepo powertools -y install curl", "install dnf: curl | assume-yes"),
        ("yum -y --nogpgcheck install curl", "install dnf: curl | assume-yes unverified"),
        ("tdnf install -y curl && tdnf clean all", "install dnf: curl | assume-yes\nclean dnf"),
        ("yum update -y", "upgrade-all dnf | assume-yes"),
        ("yum -y update openssl", "upgrade dnf: openssl | assume-yes"),
        ("dnf upgrade -y --refresh", "update-index dnf | assume-yes\nupgrade-all dnf | assume-yes"),
        ("dnf makecache", "update-index dnf"),
        ("yum clean all", "clean dnf"),
        ("dnf config-manager --add-repo https://x/y.repo", "add-repository dnf | Repository https://x/y.repo"),
        ("dnf config-manager --set-enabled crb", "configure dnf"),
        ("yum-config-manager --add-repo https://x/y.repo", "add-repository dnf | Repository https://x/y.repo"),
        ("yum-builddep -y nginx", "build-dependencies dnf: nginx | assume-yes"),
        ("dnf -y remove gcc", "remove dnf: gcc | assume-yes"),
    ]);
}

#[test]
fn package_files() {
    assert_actions(&[
        ("rpm -Uvh https://h/x.rpm", "install dnf: x.rpm <url>"),
        ("rpm -ivh --nodeps x.rpm", "install dnf: x.rpm <localpath> | no-dependencies"),
        ("rpm -i x-1.2.3", "install dnf: x-1.2.3 <localpath>"),
        ("rpm --import https://h/key", "add-repository dnf | Repository https://h/key"),
        ("rpm -e --nodeps gcc", "remove dnf: gcc | no-dependencies"),
        ("rpm -qa", "query dnf"),
        ("rpm -E %fedora", "query dnf"),
    ]);
}

#[test]
fn zypper() {
    assert_actions(&[
        ("zypper -n install curl=7.1 'git>=2' vim", "install zypper: curl =7.1!, git >=2, vim | assume-yes"),
        ("zypper --non-interactive in --no-recommends -l curl", "install zypper: curl | assume-yes no-recommends"),
        ("zypper install -y -t pattern devel_basis", "install zypper: devel_basis <group> | assume-yes"),
        (
            "zypper in -y pattern:devel_basis ./x.rpm",
            "install zypper: devel_basis <group>, x.rpm <localpath> | assume-yes",
        ),
        (
            "zypper -n addrepo https://x/y.repo name",
            "add-repository zypper | assume-yes | Repository https://x/y.repo | Repository name",
        ),
        ("zypper --gpg-auto-import-keys ref && zypper -n up", "update-index zypper\nupgrade-all zypper | assume-yes"),
        ("zypper -n dup", "upgrade-all zypper | assume-yes"),
        ("zypper rm -u -y gcc", "remove-unused zypper | assume-yes\nremove zypper: gcc | assume-yes"),
        ("zypper clean -a", "clean zypper"),
        ("zypper --root /mnt -n in curl", "install zypper: curl | assume-yes"),
    ]);
}
