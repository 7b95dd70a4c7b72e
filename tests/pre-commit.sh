#!/usr/bin/env bash
# Runs the hooks as a repository that uses them would: with the real pre-commit, which builds dfcheck from the last commit
# of this repository. Takes the path of pre-commit.
set -euo pipefail
pre_commit=${1:?path of pre-commit}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is tested is that the hooks work, not how fast they are. Each run of try-repo builds anew, so what it is built of
# is kept.
export CARGO_TARGET_DIR="$here/target/hooks"
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256
export PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_GLOBAL=/dev/null NO_COLOR=1

git init -q "$work/repository"
cd "$work/repository"

# try HOOK EXPECTED-EXIT [WORDS-IN-OUTPUT]: runs a hook on all files.
try() {
  local hook=$1 expected=$2 words=${3:-} status=0
  git add -A
  "$pre_commit" try-repo "$here" "$hook" --all-files --verbose >"$work/output" 2>&1 || status=$?
  if [ "$status" != "$expected" ] || ! grep -qF -- "$words" "$work/output"; then
    cat "$work/output"
    printf '%s exited with %s instead of %s, or did not say "%s"\n' "$hook" "$status" "$expected" "$words" >&2
    exit 1
  fi
  printf '%s: exit %s, as it should\n' "$hook" "$status"
}

printf 'FROM debian\nRUN apt-get install -y curl\n' >Dockerfile
printf 'FROM debian\n' >not-a-dockerfile
try dfcheck 1 DL3006
grep -qF not-a-dockerfile "$work/output" && { cat "$work/output"; exit 1; }

printf 'FROM scratch\nCOPY app /app\nUSER 1000\nENTRYPOINT ["/app"]\n' >Dockerfile
mkdir -p api && cp Dockerfile api/Dockerfile.dev
try dfcheck 0
