#!/bin/sh
# The main job, shown: the repository's daemons.yaml becomes running services of a real service manager. The manager, the HOME
# and all that runs there are made for this and gone afterwards; your own are not touched. Needs dist/ (make demo builds it).
#   demo.sh             prepares, and runs itself inside
#   demo.sh --inside    what is shown: as an ordinary user, beside a fresh `systemd --user`
set -eu
heading() { printf '\n\033[1m── %s\033[0m\n' "$*"; }
show() { # the command as one would type it, then what it really says
  printf '\033[36m$ %s\033[0m\n' "$*"
  "$@"
}
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then
  heading() { printf '\n── %s\n' "$*"; }
  show() { printf '$ %s\n' "$*" && "$@"; }
fi

if [ "${1:-}" != --inside ]; then
  cd "$(dirname "$0")/.."
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  mkdir -p "$home/.config/daemonsync" "$home/.local/bin"
  cp "${DAEMONSYNC_DEMO_MANIFEST:-daemons.yaml}" "$home/.config/daemonsync/daemons.yaml"
  ln -s "$PWD/dist/daemonsync.cjs" "$home/.local/bin/daemonsync"
  rc=0
  test/real/support/user-manager "$home" "$PWD/tools/demo.sh" --inside || rc=$?
  if [ "$rc" = 77 ]; then
    heading 'No service manager can be had here (see above), so only: what would be written'
    HOME=$home show node dist/daemonsync.cjs render --platform systemd
    exit 0
  fi
  exit "$rc"
fi

PATH=$HOME/.local/bin:$PATH
export PATH
cd "$HOME"
trap 'rm -rf "$HOME/rendered"' EXIT

heading 'One file says what should run'
show cat .config/daemonsync/daemons.yaml

heading 'Is it right?'
show daemonsync validate

heading 'What it means to systemd'
show daemonsync render --out rendered
find "rendered$HOME" -type f | sort | sed "s|^rendered$HOME|  ~|"
units=$(cd "rendered$HOME/.config/systemd/user" && find . -maxdepth 1 -type f | sed 's|^\./||' | sort)
for unit in $units; do
  printf '\n'
  show cat "rendered$HOME/.config/systemd/user/$unit"
done

heading 'Given to a real service manager'
cp -R "rendered$HOME/." "$HOME"
# What apply does before a start: systemd makes no folder for a log.
sed -n 's/^Standard[A-Za-z]*=append://p' "$HOME"/.config/systemd/user/*.service | while read -r file; do mkdir -p "$(dirname "$file")"; done
show systemctl --user daemon-reload
# What has an [Install] section starts by itself; a service that something triggers waits for that.
armed=$(cd .config/systemd/user && grep -l '^\[Install\]' -- *)
# shellcheck disable=SC2086 # a list of words
show systemctl --user --quiet enable --now $armed || true

heading 'It runs'
sleep 1
# shellcheck disable=SC2086
show systemctl --user --no-pager --full list-units --all $units
show systemctl --user --no-pager list-timers --all
for unit in $armed; do
  case $unit in *.service) printf '\n'; show systemctl --user --no-pager --lines=0 status "$unit" || true ;; esac
done

printf '\n'
show cat .local/state/demo-heartbeat/service.log .local/state/demo-uptime/service.log

heading 'That was all: the manager, its services and this HOME are gone now'
