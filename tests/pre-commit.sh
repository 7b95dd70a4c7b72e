#!/usr/bin/env bash
# Runs the hooks as a repository that uses them would: with the real pre-commit, which builds dfcheck from the last commit
# of this repository. Takes the path of pre-commit.
set -euo pipefail
pre_commit=$(realpath "${1:?path of pre-commit}")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is tested is that the hooks work, not how fast they are. What dfcheck is built of is kept between builds.
export CARGO_TARGET_DIR="$here/target/hooks"
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256
export PRE_COMMIT_HOME="$work/cache" NO_COLOR=1

git init -q "$work/repository"
cd "$work/repository"
cat >.pre-commit-config.yaml <<EOF
repos:
  - repo: $here
    rev: $(git -C "$here" rev-parse HEAD)
    hooks: [{ id: dfcheck }, { id: dfcheck-fix }, { id: dfcheck-migrate-check }]
EOF

# check EXPECTED-EXIT WORDS-IN-OUTPUT COMMAND…: runs pre-commit on all files.
check() {
  local expected=$1 words=$2 status=0
  shift 2
  git add -A
  "$pre_commit" "$@" --all-files --verbose >"$work/output" 2>&1 || status=$?
  if [ "$status" != "$expected" ] || ! grep -qF -- "$words" "$work/output"; then
    cat "$work/output"
    printf 'pre-commit %s exited with %s instead of %s, or did not say "%s"\n' "$*" "$status" "$expected" "$words" >&2
    exit 1
  fi
  printf 'pre-commit %s: exit %s, as it should be\n' "$*" "$status"
}

printf 'FROM debian as build\nRUN apt-get install curl\n' >Dockerfile
printf 'FROM debian\n' >not-a-dockerfile
check 1 DL3006 try-repo "$here" dfcheck
if grep -qF not-a-dockerfile "$work/output"; then
  cat "$work/output"
  exit 1
fi

check 1 'files were modified' run dfcheck-fix
grep -qF 'apt-get install -y curl' Dockerfile

printf '{ }\n' >image.nix
check 1 'the file lacks an image' run dfcheck-migrate-check
rm image.nix

printf 'FROM scratch\nCOPY app /app\nUSER 1000\nENTRYPOINT ["/app"]\n' >Dockerfile
mkdir -p api && cp Dockerfile api/Dockerfile.dev
check 0 Passed run dfcheck
