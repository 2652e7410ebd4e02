#!/bin/sh
# What the bench measures beside: @jdxcode/mise and pm2 from npm into .build/peers, never into this project's own node_modules;
# as root on Debian or Ubuntu, ansible-core from apt. What cannot be had is said; the bench does without it.
set -eu
say() { echo "bench: $*" >&2; }
peers="$(cd "$(dirname "$0")/.." && pwd)/.build/peers"
wanted='@jdxcode/mise@2026.9.15 pm2@7.0.4'

if [ "$(cat "$peers/installed" 2>/dev/null || true)" != "$wanted" ]; then
  say "installing $wanted into .build/peers"
  rm -rf "$peers"
  mkdir -p "$peers"
  echo '{ "private": true }' >"$peers/package.json"
  # shellcheck disable=SC2086 # a list of words
  if (cd "$peers" && npm install --silent --no-audit --no-fund $wanted >&2); then
    echo "$wanted" >"$peers/installed"
  else
    say 'npm could not install them: the table says so'
  fi
fi

command -v ansible-playbook >/dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say 'ansible is not installed, so it is not measured; to have it: sudo apt-get install ansible-core'
  exit 0
fi
say 'installing ansible-core with apt-get'
get() {
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 ansible-core >/dev/null 2>&1 </dev/null
}
get || { apt-get update -qq >/dev/null 2>&1 && get; } || say 'apt-get could not install ansible-core: the table says so'
