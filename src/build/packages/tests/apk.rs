use super::*;

#[test]
fn packages_and_their_versions() {
    assert_actions(&[
        ("apk add --no-cache curl", "install apk: curl | no-cache"),
        (
            "apk add curl=8.5.0-r0 git~2.4 jq~=1.6 a>1 b<2 c>=3",
            "install apk: curl =8.5.0-r0!, git ~2.4, jq ~=1.6, a, b, c",
        ),
        ("apk add 'a>1' 'b<2' 'c>=3' 'd<4'", "install apk: a >1, b <2, c >=3, d <4"),
        ("apk add curl@edge git=2.4@edge", "install apk: curl @edge, git =2.4!"),
        ("apk add so:libssl.so.3 ./x.apk", "install apk: so:libssl.so.3, x.apk <localpath>"),
        ("apk add '!busybox' curl", "remove apk: busybox\ninstall apk: curl"),
    ]);
}

#[test]
fn virtual_packages() {
    assert_actions(&[
        ("apk add --virtual .build-deps gcc musl-dev", "install apk: gcc, musl-dev | as .build-deps"),
        ("apk add --virtual=.build-deps gcc", "install apk: gcc | as .build-deps"),
        ("apk add -t build-deps gcc", "install apk: gcc | as build-deps"),
        ("apk --no-cache add -U -t .d gcc", "update-index apk | no-cache | as .d\ninstall apk: gcc | no-cache | as .d"),
        ("apk del .build-deps gcc", "remove apk: .build-deps <virtual>, gcc"),
        ("apk del --no-cache --purge .build-deps", "remove apk: .build-deps <virtual> | no-cache"),
    ]);
}

#[test]
fn options_with_values_and_other_commands() {
    assert_actions(&[
        (
            "apk add --no-cache -X https://x/edge --repository=https://y/edge --allow-untrusted curl",
            "install apk: curl | no-cache unverified | Repository https://x/edge | Repository https://y/edge",
        ),
        ("apk add --update curl", "update-index apk\ninstall apk: curl"),
        ("apk -U upgrade", "update-index apk\nupgrade-all apk"),
        ("apk upgrade --no-cache openssl", "upgrade apk: openssl | no-cache"),
        ("apk update && apk upgrade", "update-index apk\nupgrade-all apk"),
        ("apk add --root /out --initdb --keys-dir /etc/apk/keys curl", "install apk: curl"),
        ("apk fetch -o /tmp curl", "download apk: curl"),
        ("apk cache clean", "clean apk"),
        ("apk info -vv", "query apk"),
        ("apk add $(cat /packages)", "install apk: $(cat /packages)?"),
    ]);
}
