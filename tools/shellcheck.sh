#!/bin/sh
# Runs shellcheck over every shell script of the repository, or says that it is not here.
set -eu
cd "$(dirname "$0")/.."
if ! command -v shellcheck >/dev/null 2>&1; then
  echo 'shellcheck is not here: the shell scripts are not checked' >&2
  exit 0
fi
grep -rlE '^#!.*[/ ](ba|da)?sh$' .ci tools test/real bench | sort | xargs shellcheck -x -S warning
