use super::*;

#[test]
fn packages_and_their_versions() {
    assert_actions(&[
        (
            "npm install -g yarn@1.22.19 @angular/cli@12 typescript pm2@latest x@^1.2 @s/y",
            "install npm: yarn @1.22.19!, @angular/cli @12, typescript, pm2 @latest, x @^1.2, @s/y | global",
        ),
        (
            "npm i https://h/x.tgz ./y z.tgz owner/name#v1 github:a/b git+https://h/c.git#abcdef0 d@file:../d e@https://h/e.tgz",
            "install npm: x.tgz <url>, y <localpath>, z.tgz <localpath>, name <git owner/name at v1>, b <git github:a/b>, \
             c <git git+https://h/c.git at abcdef0>, d <localpath>, e <url>",
        ),
        ("npm install alias@npm:real@1.2.3", "install npm: real @1.2.3!"),
    ]);
}

#[test]
fn manifests_and_lock_files() {
    assert_actions(&[
        ("npm ci --omit=dev", "lock-install npm | no-dev"),
        ("npm install", "manifest-install npm"),
        ("npm install --production --no-package-lock", "manifest-install npm | no-dev no-lock"),
        ("NODE_ENV=production npm install", "manifest-install npm | no-dev"),
        ("npm install --unsafe-perm true --loglevel error", "manifest-install npm"),
        ("yarn", "manifest-install npm"),
        ("yarn --frozen-lockfile --production", "lock-install npm | frozen no-dev"),
        ("yarn install --frozen-lockfile --network-timeout 100000", "lock-install npm | frozen"),
        ("yarn install --immutable", "lock-install npm | frozen"),
        ("pnpm i --frozen-lockfile --prod", "lock-install npm | frozen no-dev"),
        ("pnpm i", "manifest-install npm"),
        ("pnpm fetch", "lock-install npm"),
        ("bun install --frozen-lockfile", "lock-install npm | frozen"),
    ]);
}

#[test]
fn other_commands() {
    assert_actions(&[
        ("yarn global add serve@14.2.0", "install npm: serve @14.2.0! | global"),
        ("yarn add -D x", "install npm: x"),
        ("yarn workspace web add x@1.0.0", "install npm: x @1.0.0!"),
        ("yarn build --prod", "script npm | no-dev"),
        ("yarn cache clean", "clean npm"),
        ("npm run build -- --x", "script npm"),
        ("npm cache clean --force", "clean npm | ignore-errors"),
        ("npm prune --production", "remove-unused npm | no-dev"),
        ("npm config set registry https://h", "configure npm"),
        ("npx -y create-app@1.2.3 --flag my-app", "run npm: create-app @1.2.3! | assume-yes"),
        ("npx -p typescript tsc -v", "run npm: typescript"),
        ("pnpm dlx x", "run npm: x"),
        ("pnpm add -g pnpm@8", "install npm: pnpm @8 | global"),
        ("pnpm -r build", "script npm"),
        ("corepack prepare pnpm@8.1.0 --activate", "install npm: pnpm @8.1.0! | global"),
        ("npm update -g npm", "upgrade npm: npm | global"),
        ("npm -v", "query npm"),
    ]);
}
