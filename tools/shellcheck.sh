#!/bin/sh
# Runs shellcheck over every shell script of the repository, or says that it is not here.
set -eu
cd "$(dirname "$0")/.."
if ! command -v shellcheck >/dev/null 2>&1; then
  echo 'shellcheck is not here: the shell scripts are not checked' >&2
  exit 0
fi
# By their first line: other files may hold scripts too.
find .ci tools test/real bench -type f | sort | while read -r file; do
  if head -n 1 "$file" | grep -qE '^#!.*[/ ](ba|da)?sh$'; then printf '%s\n' "$file"; fi
done | xargs shellcheck -x -S warning
