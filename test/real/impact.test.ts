// The claims of src/systemd/impact-table.ts before a real manager: what is said to need no start takes effect without one, at
// once or at the next stop, exit or job; and what the steps do for timers and sockets is what has to be done.
// Everything happens beside one manager, in one script that prints `what=value` lines.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Role } from '../../src/model.ts';
import { reaches } from '../../src/systemd/impact-table.ts';
import { readUnit } from '../../src/systemd/unit.ts';
import { count, described, type Ended, requireReal, throwawayHome } from './support/manager.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

const TOOLS = String.raw`
U=$HOME/.config/systemd/user; mkdir -p "$U" "$HOME/out"
s() { systemctl --user "$@" 2>&1; }
write() { f=$U/$1; shift; printf '%s\n' "$@" >"$f"; }
show() { systemctl --user show -p "$2" "$1" | cut -d= -f2-; }
pid() { show "$1.service" MainPID; }
strike() { p=$(pid "$1"); if [ "$p" -gt 1 ]; then kill "-$2" "$p"; fi; }
ran() { if [ -f "$HOME/out/$1" ]; then wc -l <"$HOME/out/$1"; else echo 0; fi; }
say() { echo "$1=$2"; }
# soon WHAT WANTED COMMAND…: says what the command prints as soon as that is what is wanted, or after three seconds anyway.
soon() { what=$1 want=$2; shift 2; i=0; while got=$("$@") || true; [ "$got" != "$want" ] && [ $i -lt 60 ]; do i=$((i + 1)); sleep .05; done; say "$what" "$got"; }
now() { date +%s; }
moment() { date -d "@$1" +'%Y-%m-%d %H:%M:%S'; }
`;

const SERVICES = String.raw`
mkdir -p "$HOME/bin"
cat >"$HOME/bin/tells" <<'END'
#!/bin/sh
for name in TERM INT; do trap "echo $name >>$HOME/out/$1; exit" $name; done
touch "$HOME/out/$1.ready"
while :; do sleep .05; done
END
printf '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep .1; done\n' >"$HOME/bin/deaf"
chmod +x "$HOME"/bin/*
SLEEP='[Service]
Type=exec
ExecStart=/bin/sleep 1000'
TELLS='[Service]
Type=exec
ExecStart=%h/bin/tells %N'
DEAF='[Service]
Type=exec
ExecStart=%h/bin/deaf'
all='signal patience again delay limit reload friends limits'
write signal.service "$TELLS"; write patience.service "$DEAF" TimeoutStopSec=80
write again.service "$SLEEP"; write delay.service "$SLEEP" Restart=always RestartSec=90
write limit.service '[Unit]' StartLimitIntervalSec=0 "$SLEEP" Restart=always RestartSec=20ms
write reload.service "$SLEEP"; write friends.service "$SLEEP"; write friend.service "$SLEEP"
write limits.service "$SLEEP" MemoryMax=100M TasksMax=50 CPUWeight=20 CPUQuota=50% IOWeight=20
s daemon-reload; s start $all
before=$(for u in $all; do pid $u; done)
until [ -f "$HOME/out/signal.ready" ]; do sleep .02; done

write signal.service "$TELLS" KillSignal=SIGINT; write patience.service "$DEAF" TimeoutStopSec=1
write again.service "$SLEEP" Restart=always RestartSec=20ms; write delay.service "$SLEEP" Restart=always RestartSec=20ms
write limit.service '[Unit]' StartLimitIntervalSec=60 StartLimitBurst=2 "$SLEEP" Restart=always RestartSec=20ms
write reload.service "$SLEEP" 'ExecReload=/bin/touch %h/out/reloaded'
write friends.service '[Unit]' 'Description=With a friend' Wants=friend.service After=friend.service "$SLEEP" '[Install]' WantedBy=default.target
write limits.service "$SLEEP" MemoryMax=200M TasksMax=60 CPUWeight=500 CPUQuota=150% IOWeight=500
s daemon-reload
[ "$before" = "$(for u in $all; do pid $u; done)" ] && say pids kept || say pids changed
say Description "$(show friends.service Description)"
say Wants "$(show friend.service ActiveState) $(show friends.service Wants)"
case " $(show friends.service After) " in *' friend.service '*) say After seen ;; *) say After missing ;; esac
s stop signal.service; say KillSignal "$(cat "$HOME/out/signal")"
t=$(date +%s%N); s stop patience.service; say TimeoutStopSec $((($(date +%s%N) - t) / 1000000))
strike again 9; soon Restart 1 show again.service NRestarts
strike delay 9; soon RestartSec 1 show delay.service NRestarts
for i in 1 2 3 4; do strike limit 9; sleep .15; done; soon StartLimit failed show limit.service ActiveState
s reload reload.service; [ -f "$HOME/out/reloaded" ] && say ExecReload ran || say ExecReload 'did not run'
s enable friends.service >/dev/null; say WantedBy "$(systemctl --user is-enabled friends.service)"
group=/sys/fs/cgroup$(show limits.service ControlGroup)
# 257 writes the limits again when something in the slice is started.
s start friend.service
for file in memory.max pids.max cpu.weight cpu.max io.weight; do
  [ -f "$group/$file" ] && say "$file" "$(cat "$group/$file")" || say "$file" none
done
say MemoryMax "$(show limits.service MemoryMax)"
`;

const TRIGGERS = String.raw`
job() { for n in "$@"; do write "$n.service" '[Service]' Type=oneshot "ExecStart=/bin/sh -c 'echo >>%h/out/$n'"; done; }
timer() { n=$1; shift; write "$n.timer" '[Timer]' AccuracySec=100ms "$@"; }
FAR=2037-01-01
job reloaded anew every stamped clean spread exact path
touch "$HOME/old" "$HOME/new"
for n in reloaded anew spread exact; do timer $n "OnCalendar=$FAR"; done
for n in stamped clean; do timer $n "OnCalendar=$FAR" Persistent=true; done
timer every OnActiveSec=1000 OnUnitActiveSec=1000
write path.path '[Path]' "PathChanged=$HOME/old"
s daemon-reload; s start reloaded.timer anew.timer every.timer stamped.timer clean.timer spread.timer exact.timer path.path
s start every.service # its last run, from which the next is counted
sleep 2.2
# A moment after the timers were started and before now: never promised, as the schedule was another then.
for n in reloaded anew; do timer $n "OnCalendar=$(moment $(($(now) - 1)))" "OnCalendar=$FAR"; done
for n in stamped clean; do timer $n "OnCalendar=$(moment $(($(now) - 1)))" "OnCalendar=$FAR" Persistent=true; done
timer every OnActiveSec=1 OnUnitActiveSec=1
timer spread "OnCalendar=$FAR" RandomizedDelaySec=5h FixedRandomDelay=true
write exact.timer '[Timer]' AccuracySec=5s "OnCalendar=$FAR"
write path.path '[Path]' "PathChanged=$HOME/new"
far=$(show spread.timer NextElapseUSecRealtime) first=$(ran every)
s stop anew.timer stamped.timer clean.timer every.timer
s clean --what=state clean.timer >/dev/null
s daemon-reload
s start anew.timer stamped.timer clean.timer
soon calendar-reloaded 1 ran reloaded
soon calendar-stamped 1 ran stamped
say calendar-anew "$(ran anew)"
say calendar-clean "$(ran clean)"
# Stopped while the manager read of another interval; now started with it: a second from now, not at once.
say every-before "$(($(ran every) - first))"
s start every.timer; sleep .3; say every-at-once "$(($(ran every) - first))"
soon every-later 1 sh -c 'echo $(($(wc -l <"$0") - $1))' "$HOME/out/every" "$first"
[ "$far" = "$(show spread.timer NextElapseUSecRealtime)" ] && say RandomizedDelaySec 'not taken' || say RandomizedDelaySec taken
say AccuracySec "$(show exact.timer AccuracyUSec)"
touch "$HOME/old"; sleep .2; say PathChanged-old "$(ran path)"
touch "$HOME/new"; soon PathChanged-new 1 ran path

connect() { perl -MIO::Socket::UNIX -e 'exit(IO::Socket::UNIX->new(Peer => $ARGV[0]) ? 0 : 1)' "$1"; }
socket() { write sock.socket '[Socket]' "ListenStream=$HOME/sock" "SocketMode=$1" "FileDescriptorName=$2"; }
write sock.service '[Service]' Type=exec 'ExecStart=/bin/sh -c "echo $LISTEN_FDNAMES >>%h/out/sock; exec sleep 1000"'
socket 0600 first; s daemon-reload; s start sock.socket; connect "$HOME/sock"; soon socket-up active show sock.service ActiveState
socket 0660 second; s daemon-reload
say SocketMode-reloaded "$(stat -c %a "$HOME/sock")"
s restart sock.socket >/dev/null && say socket-restart done || say socket-restart refused
s start sock.service >/dev/null || true
s stop sock.socket sock.service >/dev/null; s start sock.socket
say SocketMode-anew "$(stat -c %a "$HOME/sock")"
connect "$HOME/sock"; soon FileDescriptorName second tail -n 1 "$HOME/out/sock"
`;

/** Directives that the renderers write, that need no start, and what proves it here. */
const PROVED: Readonly<Record<string, readonly string[]>> = {
  'service Unit': ['Description', 'Wants', 'After', 'StartLimitIntervalSec', 'StartLimitBurst'],
  'service Service': ['ExecReload', 'Restart', 'RestartSec', 'KillSignal', 'TimeoutStopSec'],
  'service Service, in the control group': ['MemoryMax', 'TasksMax', 'CPUWeight', 'CPUQuota', 'IOWeight'],
  'service Install': ['WantedBy'],
  'timer Timer': ['AccuracySec', 'RandomizedDelaySec', 'FixedRandomDelay'],
  'path Path': ['PathChanged'],
};

test('all that the golden units hold and that is said to need no start is looked at here', () => {
  const proved = new Set(Object.values(PROVED).flat());
  const missing = new Set<string>();
  const cases = join(root, 'test/cases');
  // Of raw overrides there is no end; the golden case of them is left out.
  const units = readdirSync(cases, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:service|timer|path|socket)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/cases/raw/'));
  assert.ok(units.length > 30, `${units.length}`);
  for (const path of units) {
    const role = path.slice(path.lastIndexOf('.') + 1) as Role;
    for (const node of readUnit(readFileSync(path, 'utf8'), role).nodes) {
      if (node.kind !== 'assignment' || node.section === null) continue;
      if (reaches(role, node.section, node.key) !== 'start' && !proved.has(node.key))
        missing.add(`${role} ${node.key}`);
    }
  }
  assert.deepEqual([...missing], []);
});

async function said(
  t: TestContext,
  script: string,
): Promise<{ ended: Ended; systemd: number; values: ReadonlyMap<string, string> } | null> {
  const real = requireReal(t);
  if (!real) return null;
  const ended = await real.run(TOOLS + script, [], { home: throwawayHome(t), timeoutMs: 45_000 });
  assert.equal(ended.code, 0, described(ended));
  const pairs = ended.stdout
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  return { ended, systemd: releaseOf(ended, real.systemd), values: new Map(pairs) };
}

/** The release that was really run, which may be of another root. */
const releaseOf = (ended: Ended, machine: number): number =>
  Number(/^release=(\d+)/m.exec(ended.stdout)?.[1] ?? machine);

function check(
  outcome: { ended: Ended; values: ReadonlyMap<string, string> },
  wanted: Readonly<Record<string, string>>,
): void {
  const got = Object.fromEntries(Object.keys(wanted).map((what) => [what, outcome.values.get(what)]));
  assert.deepEqual(got, wanted, described(outcome.ended));
  count(Object.keys(wanted).length, 'claims about changed directives, checked on a real manager');
}

test('services: what needs no restart takes effect without one, and every process is kept', async (t) => {
  const outcome = await said(t, SERVICES);
  if (!outcome) return;
  const { values, ended } = outcome;
  check(outcome, {
    pids: 'kept',
    Description: 'With a friend',
    // A new Wants= is seen, and starts nobody.
    Wants: 'inactive friend.service',
    After: 'seen',
    KillSignal: 'INT',
    Restart: '1',
    RestartSec: '1',
    StartLimit: 'failed',
    ExecReload: 'ran',
    WantedBy: 'enabled',
    MemoryMax: String(200 * 1024 * 1024),
  });
  const waited = Number(values.get('TimeoutStopSec'));
  assert.ok(waited >= 900 && waited < 10_000, described(ended));
  const limits = {
    'memory.max': '209715200',
    'pids.max': '60',
    'cpu.weight': '500',
    'cpu.max': '150000 100000',
    'io.weight': 'default 500',
  };
  const there = Object.entries(limits).filter(([file]) => values.get(file) !== 'none');
  if (there.length < 5)
    t.diagnostic(
      `no ${Object.keys(limits)
        .filter((file) => values.get(file) === 'none')
        .join(', ')} here: the kernel gives this manager no such controllers`,
    );
  check(outcome, Object.fromEntries(there));
});

test('triggers: which changes a reload takes, and that no change runs anything the way the steps do it', async (t) => {
  const outcome = await said(
    t,
    `say release "$(systemctl --version | sed -n '1s/systemd \\([0-9]*\\).*/\\1/p')"\n${TRIGGERS}`,
  );
  if (!outcome) return;
  check(outcome, {
    // The reason why timers are stopped first: 252 and later.
    'calendar-reloaded': outcome.systemd >= 252 ? '1' : '0',
    'calendar-anew': '0',
    // The reason why stamps are taken away.
    'calendar-stamped': '1',
    'calendar-clean': '0',
    'every-before': '0',
    'every-at-once': '0',
    'every-later': '1',
    RandomizedDelaySec: 'taken',
    AccuracySec: '5s',
    'PathChanged-old': '0',
    'PathChanged-new': '1',
    'socket-up': 'active',
    'SocketMode-reloaded': '600',
    'socket-restart': 'refused',
    'SocketMode-anew': '660',
    FileDescriptorName: 'second',
  });
});
