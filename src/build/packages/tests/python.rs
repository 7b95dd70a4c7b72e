use super::*;

#[test]
fn packages_and_their_versions() {
    assert_actions(&[
        (
            "pip install 'flask==2.0.1' 'a>=1,<2' 'b~=1.4' 'c[x,y]===3' 'd==1.*' e",
            "install pip: flask ==2.0.1!, a >=1,<2, b ~=1.4, c[x,y] ===3!, d ==1.*, e",
        ),
        ("pip install \"foo==1.2; python_version<'3'\"", "install pip: foo ==1.2!"),
        ("pip3.11 install 'foo >= 1.0'", "install pip: foo >=1.0"),
        ("python3 -m pip install --upgrade pip setuptools", "install pip: pip, setuptools | upgrade"),
    ]);
}

#[test]
fn paths_and_addresses() {
    assert_actions(&[
        (
            "pip install git+https://github.com/x/y.git@v1.2#egg=why git+ssh://git@h/a/b",
            "install pip: why <git git+https://github.com/x/y.git at v1.2>, b <git git+ssh://git@h/a/b>",
        ),
        (
            "pip install . '.[dev]' ./a ../b /c d.whl https://h/e-1.0.tar.gz",
            "install pip: . <localpath>, .[dev] <localpath>, a <localpath>, b <localpath>, c <localpath>, d.whl <localpath>, e-1.0.tar.gz <url>",
        ),
        (
            "pip install -e . -e 'git+https://h/x/y@main#egg=y'",
            "install pip: . <editable>, y <git git+https://h/x/y at main>",
        ),
        (
            "pip install 'foo @ https://h/foo.zip' 'bar[x] @ git+https://h/bar@1'",
            "install pip: foo <url>, bar[x] <git git+https://h/bar at 1>",
        ),
        ("pip install foo/bar", "install pip: bar <localpath>"),
        ("pip install https://github.com/x/y/archive/master.zip", "install pip: master.zip <url>"),
    ]);
}

#[test]
fn files_and_options() {
    assert_actions(&[
        ("pip install -r requirements.txt", "install pip | Requirements requirements.txt"),
        (
            "pip install --no-cache-dir -qr a.txt -c b.txt --requirement=c.txt foo",
            "install pip: foo | no-cache | Requirements a.txt | Requirements c.txt | Constraints b.txt",
        ),
        (
            "pip install -i https://m/simple --extra-index-url https://n --trusted-host m -t /opt foo",
            "install pip: foo | Repository https://m/simple | Repository https://n",
        ),
        (
            "pip --no-cache-dir install -U --no-deps --pre foo",
            "install pip: foo | no-cache upgrade no-dependencies prerelease",
        ),
        ("pip install --require-hashes -r x.txt", "install pip | frozen | Requirements x.txt"),
        ("pip install foo --install-option='--a' --global-option build_ext bar", "install pip: foo, bar"),
        ("PIP_NO_CACHE_DIR=1 pip install foo", "install pip: foo | no-cache"),
        ("PIP_NO_CACHE_DIR=0 pip install foo", "install pip: foo"),
        ("pip uninstall -y foo", "remove pip: foo | assume-yes"),
        ("pip wheel -w /w -r x.txt", "download pip | Requirements x.txt"),
        ("pip cache purge", "clean pip"),
        ("pip freeze", "query pip"),
    ]);
}

#[test]
fn other_programs() {
    assert_actions(&[
        (
            "uv pip install --system --no-cache 'foo==1' -r x.txt",
            "install pip: foo ==1! | no-cache | Requirements x.txt",
        ),
        ("uv sync", "manifest-install pip"),
        ("uv sync --frozen --no-dev --extra x", "lock-install pip | frozen no-dev"),
        ("uv sync --locked", "lock-install pip | frozen"),
        ("uv add 'foo>=1'", "install pip: foo >=1"),
        ("uv tool install ruff@0.4.1", "install pip: ruff@0.4.1 | global"),
        ("uvx --from 'foo==1' bar x", "run pip: foo ==1!"),
        ("poetry install --no-root --only main", "lock-install pip | no-dev"),
        ("poetry install --no-interaction --without dev", "lock-install pip | assume-yes no-dev"),
        ("poetry add foo", "install pip: foo"),
        ("pipenv install --system --deploy", "lock-install pip | frozen"),
        ("pipenv install", "manifest-install pip"),
        ("pipenv sync", "lock-install pip"),
        ("pipx install 'poetry==1.8.2'", "install pip: poetry ==1.8.2! | global"),
        ("easy_install foo", "install pip: foo"),
        ("pip-sync a.txt", "lock-install pip | Requirements a.txt"),
    ]);
}

#[test]
fn conda() {
    assert_actions(&[
        (
            "conda install -y -c conda-forge python=3.8 numpy==1.11.1 scipy=1.5=py38_0 conda-forge::jq 'a>=1'",
            "install conda: python =3.8, numpy ==1.11.1!, scipy =1.5=py38_0!, jq of conda-forge, a >=1 | assume-yes | Repository conda-forge",
        ),
        ("conda create -n env python=3.9 'numpy 1.2'", "install conda: python =3.9, numpy  1.2"),
        ("conda env create -f environment.yml", "manifest-install conda | Manifest environment.yml"),
        ("micromamba install -y -n base -f env.yaml", "install conda | assume-yes | Requirements env.yaml"),
        ("mamba update --all -y", "upgrade-all conda | assume-yes"),
        ("conda clean -afy", "clean conda | assume-yes"),
        ("conda update -n base conda", "upgrade conda: conda"),
    ]);
}
