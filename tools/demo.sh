#!/bin/sh
# The main job, shown: the repository's daemons.yaml is applied to a real service manager, looked at, changed, and taken away
# again. On a Mac that is your own gui domain, if you agree, under a label prefix made for this. Elsewhere: as root the manager,
# the HOME and all that runs there are made for this and gone afterwards; as an ordinary user your own manager is used, if you
# agree, under a namespace made for this, and without somebody to ask a private one where that can be had. Needs dist/ (make
# demo builds it).
#   demo.sh             chooses where, and runs itself there
#   demo.sh --inside    what is shown; $DEMO: a folder for the manifest
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

inside() {
  cd "$DEMO"
  heading 'One file says what should run'
  show cat daemons.yaml
  heading 'What would be done, and why: nothing is changed yet'
  show daemonsync diff || [ $? = 2 ]
  heading 'Do it'
  show daemonsync apply
  heading 'What is really running'
  show daemonsync status
  printf '\n'
  show daemonsync logs demo-heartbeat demo-uptime
  heading 'Once more: there is nothing to do, and nothing is touched'
  show daemonsync apply
  heading 'The file is edited: one daemon is to pause for less, another gets a new description'
  show perl -pi -e 's/DEMO_PAUSE: 5/DEMO_PAUSE: 1/; s/Notes how busy/Writes down how busy/' daemons.yaml
  show daemonsync diff || [ $? = 2 ]
  heading 'Only what differs is touched: one restarts, the other only gets its new words'
  show daemonsync apply
  show daemonsync status
  heading 'And all of it away again'
  show daemonsync destroy --yes
  if [ "$(uname -s)" = Darwin ]; then
    kind='jobs'
    units=$(launchctl list | grep -c "$DEMO_PREFIX" || true)
    state=$HOME/.local/state
    files=$({
      find "$HOME/Library/LaunchAgents" "$HOME/.local/share/daemonsync" "$state/daemonsync" -name "*${DEMO_PREFIX#dev.daemonsync-}*"
      find "$state/demo-heartbeat" "$state/demo-tidy" "$state/demo-uptime"
    } 2>/dev/null | wc -l)
  else
    kind=units
    units=$(systemctl --user list-units --all --plain --no-legend 'demo-*' | wc -l)
    files=$(find "$HOME/.config/systemd/user" "$HOME/.local/state" -name 'demo-*' 2>/dev/null | wc -l)
  fi
  printf '%s %s and %s files of it are left\n' "$((units))" "$kind" "$((files))"
  [ "$((units + files))" = 0 ]
}

if [ "${1:-}" = --inside ]; then
  PATH=$DEMO/bin:$PATH
  export PATH
  inside
  exit
fi

cd "$(dirname "$0")/.."
here=$PWD
DEMO=$(mktemp -d)
export DEMO
# Nobody else may change what is about to be run.
chmod 755 "$DEMO"
leave() {
  rc=$?
  [ ! -e "$DEMO/own" ] || node "$here/dist/daemonsync.cjs" destroy --yes --quiet -f "$DEMO/daemons.yaml" || true
  rm -rf "$DEMO"
  exit "$rc"
}
trap leave EXIT
trap 'exit 130' INT TERM
mkdir "$DEMO/bin"
cp "${DAEMONSYNC_DEMO_MANIFEST:-daemons.yaml}" "$DEMO/daemons.yaml"
ln -s "$here/dist/daemonsync.cjs" "$DEMO/bin/daemonsync"

# An ordinary user's own manager, where there is one and somebody who may say yes. launchd has no other.
if [ "$(uname -s)" = Darwin ]; then
  DEMO_PREFIX=dev.daemonsync-demo-$$
  export DEMO_PREFIX
  answer=
  if [ -t 0 ]; then
    printf 'This runs three small programs in your own gui domain, under the label prefix %s, and removes them again.\nGo on? [y/N] ' "$DEMO_PREFIX"
    read -r answer
  fi
  case $answer in
    [Yy]*)
      perl -pi -e "s/^namespace:.*/namespace: demo-$$\nlabel_prefix: $DEMO_PREFIX/" "$DEMO/daemons.yaml"
      touch "$DEMO/own"
      "$here/tools/demo.sh" --inside
      ;;
    *)
      heading 'Nobody said yes, and there is no launchd but your own; so only: what would be written'
      show node dist/daemonsync.cjs render -f "$DEMO/daemons.yaml"
      ;;
  esac
  exit
fi
if [ "$(id -u)" != 0 ] && [ -t 0 ] && [ -S "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/systemd/private" ]; then
  printf 'This runs three small programs under your own service manager, in a namespace of their own, and removes them again.\nGo on? [y/N] '
  read -r answer
  case $answer in
    [Yy]*)
      sed -i "s/^namespace:.*/namespace: demo-$$/" "$DEMO/daemons.yaml"
      touch "$DEMO/own"
      "$here/tools/demo.sh" --inside
      exit
      ;;
  esac
fi

rc=0
home=$DEMO/home
mkdir "$home"
mv "$DEMO/daemons.yaml" "$DEMO/bin" "$home"
# A file that others may write is refused, and so is one below a folder of theirs.
DEMO=$home "$here/test/real/support/user-manager" "$home" env DEMO="$home" "$here/tools/demo.sh" --inside || rc=$?
if [ "$rc" = 77 ]; then
  heading 'No service manager can be had here (see above), so only: what would be written'
  HOME=$home show node dist/daemonsync.cjs render --platform systemd -f "$home/daemons.yaml"
  exit 0
fi
[ "$rc" != 0 ] || heading 'That was all: the manager, its services and this HOME are gone now'
exit "$rc"
