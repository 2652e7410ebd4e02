#!/bin/sh
# What a machine must have before anything here can run: says what is missing and how to get it. As root on Debian or Ubuntu it
# gets it, and only what is missing; nowhere else does it install anything. Fails only without node and npm: what else is
# missing makes some tests skip themselves, and they say so.
set -eu
say() { echo "setup: $*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

advice='get it from https://nodejs.org/en/download, with nvm ("nvm install 22"), or with your package manager'
if ! has node; then
  say "Node.js 20.19 or newer is needed and there is none: $advice."
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  say "Node.js 20.19 or newer is needed and this is $(node --version): $advice."
  exit 1
fi
if ! has npm; then
  say 'npm is needed and comes with Node.js from nodejs.org; Debian and Ubuntu have it apart: apt-get install npm.'
  exit 1
fi

if [ "$(uname -s)" = Darwin ]; then
  has shellcheck || say 'shellcheck is missing, so shell scripts are not checked: brew install shellcheck'
  exit 0
fi

# For real service managers: the manager and its namespaces, the program its units start, a bus, logins; for a whole machine
# also a disk, root by sudo, and who may linger. For checks: the rest.
real='systemd util-linux mount bash perl-base procps dbus dbus-user-session libpam-systemd e2fsprogs sudo polkitd'
checks='dash busybox zsh fish shellcheck python3 libplist-utils'
if ! has dpkg-query || ! has apt-get; then
  for tool in systemctl unshare nsenter setpriv mount bash perl pgrep mkfs.ext4 sudo; do
    has $tool || say "'$tool' is missing: the tests with a real service manager will skip themselves"
  done
  for tool in dash shellcheck python3 plistutil; do has $tool || say "'$tool' is missing: what it checks is not checked"; done
  exit 0
fi

missing=
for package in $real $checks; do
  case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true) in
    [ih]i*) ;;
    *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  say "not everything can be tested without:$missing. To have it: sudo apt-get install$missing"
  exit 0
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
if [ -e $policy ]; then policy=; fi
trap 'rm -f "$log" $policy' EXIT
trap 'exit 130' INT TERM HUP
# What is wanted of them are files: no service of theirs is to be started on this machine.
if [ -n "$policy" ]; then
  printf '#!/bin/sh\n# Put here by %s while it installs packages: none of them may start a service.\nexit 101\n' "$PWD/$0" >$policy
  chmod 755 $policy
fi
get() {
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null
}
say "installing:$missing"
# shellcheck disable=SC2086 # a list of words
if ! get $missing; then
  apt-get update -qq >>"$log" 2>&1 || true # no package lists, or old ones
  # shellcheck disable=SC2086
  if ! get $missing; then
    for package in $missing; do
      get "$package" || say "apt-get could not install $package ($(tail -n 1 "$log")): some tests will skip themselves"
    done
  fi
fi
