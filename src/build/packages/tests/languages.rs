use super::*;

#[test]
fn ruby() {
    assert_actions(&[
        ("gem install bundler:2.3.1 rake --no-document", "install gem: bundler :2.3.1!, rake | no-docs"),
        ("gem install rails -v 7.0.4 -N", "install gem: rails -v7.0.4! | no-docs"),
        ("gem install rails --version='~> 7.0'", "install gem: rails --version~> 7.0"),
        ("gem install ./x.gem nokogiri -- --use-system-libraries y", "install gem: x.gem <localpath>, nokogiri"),
        ("gem update --system", "upgrade-self gem"),
        (
            "gem sources --add https://x --remove https://y",
            "add-repository gem | Repository https://x | Repository https://y",
        ),
        ("bundle install --jobs 4 --retry 3", "manifest-install gem"),
        ("bundle install --deployment --without development test", "lock-install gem | frozen no-dev"),
        ("BUNDLE_FROZEN=true bundle", "lock-install gem | frozen"),
        ("bundle config set deployment true", "configure gem"),
    ]);
}

#[test]
fn go_modules() {
    assert_actions(&[
        (
            "go install github.com/x/y/cmd@v1.2.3 golang.org/x/tools@latest a.b/c@v1 d.e/f@abcdef012345",
            "install go: github.com/x/y/cmd @v1.2.3!, golang.org/x/tools @latest, a.b/c @v1, d.e/f @abcdef012345!",
        ),
        ("go get -u ./...", "install go: ... <localpath> | upgrade"),
        ("go get -d -v", "manifest-install go | download-only"),
        ("go get github.com/x/y", "install go: github.com/x/y"),
        ("go install -ldflags '-s -w' -tags netgo ./cmd/x", "install go: x <localpath>"),
        ("go mod download", "lock-install go"),
        ("go mod tidy && go mod vendor", "manifest-install go\nlock-install go"),
        ("go build -o /x -mod=vendor .", "build go | frozen"),
        ("go run github.com/x/y@v1.0.0 -flag z", "run go: github.com/x/y @v1.0.0!"),
        ("go get -tool foobar", "install go: foobar"),
        ("go install foobar@latest", "install go: foobar @latest"),
        ("go clean -modcache", "clean go"),
        ("go install all std cmd/vet", "install go: all <localpath>, std <localpath>, vet <localpath>"),
    ]);
}

#[test]
fn rust_crates() {
    assert_actions(&[
        ("cargo install --locked ripgrep --version 13.0.0", "install cargo: ripgrep --version13.0.0! | frozen"),
        ("cargo install ripgrep@13.0.0 fd-find", "install cargo: ripgrep @13.0.0!, fd-find"),
        ("cargo +nightly install x --features a,b", "install cargo: x"),
        (
            "cargo install --git https://h/a/b --rev abcdef0 --locked",
            "install cargo: b <git https://h/a/b at abcdef0> | frozen",
        ),
        (
            "cargo install --git https://h/a/b.git --branch main c",
            "install cargo: c <git https://h/a/b.git branch main>",
        ),
        ("cargo install --path ./tools/x", "install cargo: x <localpath>"),
        ("cargo build --release --locked", "build cargo | frozen"),
        ("cargo fetch", "manifest-install cargo"),
        ("cargo fetch --locked", "lock-install cargo | frozen"),
        ("cargo chef cook --release --recipe-path recipe.json", "build cargo"),
        ("cargo binstall -y just@1.2.3", "install cargo: just @1.2.3! | assume-yes"),
    ]);
}

#[test]
fn php() {
    assert_actions(&[
        ("composer install --no-dev -n", "lock-install composer | no-dev assume-yes"),
        ("composer require a/b:1.2.3 c/d:^1 'e/f 2.0' g/h", "install composer: a/b :1.2.3!, c/d :^1, e/f  2.0!, g/h"),
        ("composer global require a/b", "install composer: a/b | global"),
        ("composer create-project a/b dir 1.2.3", "install composer: a/b 1.2.3!"),
        ("composer update --no-scripts", "upgrade-all composer | no-scripts"),
        ("composer clear-cache", "clean composer"),
        (
            "pecl install xdebug-2.9.0 redis imagick-beta -f",
            "install pecl: xdebug -2.9.0!, redis, imagick -beta | ignore-errors",
        ),
        ("pecl install apcu-${V}", "install pecl: apcu -${V}!"),
        ("pecl install channel://pecl.php.net/x-1.2", "install pecl: x -1.2!"),
        ("docker-php-ext-install -j$(nproc) gd pdo_mysql", "install pecl: gd, pdo_mysql"),
        ("docker-php-ext-install -j 4 gd", "install pecl: gd"),
        ("docker-php-ext-configure gd --with-jpeg", "configure pecl: gd"),
        ("docker-php-ext-enable redis", "configure pecl: redis"),
        ("install-php-extensions gd xdebug-3.1.0", "install pecl: gd, xdebug -3.1.0!"),
    ]);
}

#[test]
fn dotnet() {
    assert_actions(&[
        ("dotnet tool install -g dotnet-ef --version 6.0.1", "install nuget: dotnet-ef --version6.0.1! | global"),
        ("dotnet tool install --tool-path /t x", "install nuget: x"),
        ("dotnet add web.csproj package X -v 1.0", "install nuget: X -v1.0!"),
        ("dotnet add package X", "install nuget: X"),
        ("dotnet restore -r linux-x64", "manifest-install nuget"),
        ("dotnet restore --locked-mode", "lock-install nuget | frozen"),
        ("dotnet publish -c Release -o /app", "build nuget"),
        ("dotnet nuget locals all --clear", "clean nuget"),
        ("nuget install X -Version 1.2.3 -OutputDirectory p", "install nuget: X -Version1.2.3!"),
    ]);
}

#[test]
fn perl() {
    assert_actions(&[
        ("cpanm --notest Foo::Bar@1.2 'Baz~>=2' Qux", "install cpan: Foo::Bar @1.2!, Baz ~>=2, Qux"),
        ("cpanm --installdeps -n .", "manifest-install cpan: . <localpath>"),
        ("cpanm ./x.tar.gz https://h/y.tar.gz", "install cpan: x.tar.gz <localpath>, y.tar.gz <url>"),
        ("cpan -T Foo::Bar", "install cpan: Foo::Bar | no-scripts"),
        ("perl -MCPAN -e 'install Foo::Bar'", "install cpan: Foo::Bar"),
        ("perl -MCPAN -e 'CPAN::Shell->install(\"Foo\", \"Bar\")'", "install cpan: Foo"),
        ("perl -MCPAN -e 'force install Foo'", "install cpan: Foo"),
        ("perl -e 'install Foo'", ""),
        ("carton install --deployment", "lock-install cpan | frozen"),
    ]);
}

#[test]
fn r() {
    assert_actions(&[
        ("R -e 'install.packages(c(\"a\", \"b\"), repos=\"https://x\")'", "install cran: a, b"),
        (
            "Rscript -e \"install.packages('a', dependencies = TRUE)\" -e \"BiocManager::install('b')\"",
            "install cran: a\ninstall cran: b",
        ),
        ("Rscript -e 'remotes::install_version(\"a\", version = \"1.2\")'", "install cran: a 1.2!"),
        ("Rscript -e 'devtools::install_version(\"a\", \"1.2\")'", "install cran: a 1.2!"),
        ("R -e 'remotes::install_github(\"x/y@v1\")'", "install cran: y <git x/y at v1>"),
        ("R -e 'install.packages(pkgs)'", "install cran: pkgs?"),
        ("R -e 'renv::restore()'", "lock-install cran"),
        ("R -e 'print(1)'", ""),
        ("R CMD INSTALL x.tar.gz", "install cran: x.tar.gz <localpath>"),
        ("Rscript install.R", "script cran"),
        ("install2.r --error --deps TRUE a b", "install cran: a, b"),
    ]);
}

#[test]
fn others() {
    assert_actions(&[
        ("luarocks install luasocket 3.0-1", "install luarocks: luasocket 3.0-1!"),
        ("luarocks-5.1 install luasec OPENSSL_DIR=/usr --tree /t", "install luarocks: luasec"),
        ("luarocks make x.rockspec", "install luarocks: x.rockspec <localpath>"),
        ("mix deps.get --only prod", "manifest-install hex | no-dev"),
        ("mix local.hex --force", "upgrade-self hex"),
        ("mix archive.install hex phx_new 1.7.0 --force", "install hex: phx_new 1.7.0! | assume-yes global"),
        ("mvn -B -DskipTests -f /x/pom.xml dependency:go-offline", "manifest-install maven | assume-yes"),
        ("mvn package -Pprod", "build maven"),
        ("./gradlew build --no-daemon", "build maven"),
    ]);
}
