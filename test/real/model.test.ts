// The stand-in for systemd, held against the real one: the same random sequences of files written, verbs and reloads on both,
// and after every step the same exit codes, the same rows of list-units, the same links, and processes that were started
// from the same definition. Several sequences go side by side, in rounds: each has units of its own.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { oddFrom, seedOfThisRun } from '../support/odd-strings.ts';
import { seenIn, seenOn, standIn, stepOn } from './support/model-seen.ts';
import { asShell, inOrder, type Op, sequence, type Sequence } from './support/model-steps.ts';
import { count, requireReal, throwawayHome } from './support/manager.ts';

const ROUNDS = 20;
const BESIDE = 10;
const LENGTH = 6;

test('the stand-in does what the real one does', async (t) => {
  const real = requireReal(t);
  if (real === null) return;
  const home = throwawayHome(t);
  const folder = join(home, '.config/systemd/user');
  mkdirSync(folder, { recursive: true });
  const seed = seedOfThisRun();
  const odd = oddFrom(seed);
  const rounds = Array.from({ length: ROUNDS }, (_, round) =>
    Array.from({ length: BESIDE }, (__, i) => sequence(odd, `q${round}f${i}`, folder, LENGTH)),
  );
  writeFileSync(join(home, 'script.sh'), script(rounds, folder));
  const startedMs = Date.now();
  const ended = await real.run('exec /bin/sh "$1"', [join(home, 'script.sh')], { home, timeoutMs: 60_000 });
  assert.equal(
    ended.code,
    0,
    `seed ${seed}: ${ended.stderr.slice(0, 500)}\n${ended.managerLog.split('\n').slice(-25).join('\n')}`,
  );
  const pieces = ended.stdout.split('== step\n').slice(1);
  let compared = 0;
  const differences: string[] = [];
  for (const [round, sequences] of rounds.entries()) {
    const machine = standIn(real.systemd, home, folder);
    const apart = new Set<string>();
    const starts = { real: new Map<string, string[]>(), standIn: new Map<string, string[]>() };
    for (let step = 0; step < LENGTH; step += 1) {
      const codes = stepOn(machine, sequences, step);
      const piece = pieces[round * LENGTH + step] ?? '';
      for (const [i, { prefix, ops }] of sequences.entries()) {
        if (apart.has(prefix)) continue;
        const was = seenIn(piece, prefix, starts.real);
        const is = seenOn(machine, prefix, folder, codes[i] ?? null, starts.standIn);
        compared += 1;
        if (JSON.stringify(was) === JSON.stringify(is)) continue;
        apart.add(prefix);
        const story = ops
          .slice(0, step + 1)
          .map(told)
          .join('\n');
        differences.push(`${prefix}\n${story}\nreal:     ${JSON.stringify(was)}\nstand-in: ${JSON.stringify(is)}`);
      }
    }
  }
  assert.equal(
    differences.length,
    0,
    `seed ${seed}: ${differences.length} differ\n${differences.slice(0, 12).join('\n\n')}`,
  );
  assert.ok(compared >= ROUNDS * BESIDE * LENGTH * 0.9);
  count(ROUNDS * BESIDE, 'random sequences on a real manager and on its stand-in');
  count(compared, 'states compared between the two');
  t.diagnostic(`seed ${seed}, ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
});

const told = (op: Op): string =>
  op.kind === 'systemctl' ? op.words.join(' ') : `${op.path.replace(/.*\/user\//, '')}: ${JSON.stringify(op.text)}`;

function script(rounds: readonly (readonly Sequence[])[], folder: string): string {
  const lines = [LOOK(folder)];
  for (const sequences of rounds) {
    for (let step = 0; step < LENGTH; step += 1) {
      lines.push('echo "== step"');
      const order = inOrder(sequences, step);
      const files = order.filter((i) => sequences[i]?.ops[step]?.kind === 'file');
      for (const i of files) lines.push(asShell(sequences[i]?.ops[step] as Op));
      // The manager tells by a folder's time whether anything is new, and that goes in steps of four milliseconds.
      if (files.length > 0) lines.push('sleep .01');
      for (const i of order.filter((one) => !files.includes(one))) {
        lines.push(`echo "of ${sequences[i]?.prefix}"`, asShell(sequences[i]?.ops[step] as Op));
      }
      lines.push('sleep .02', 'look');
    }
    lines.push(RESET);
  }
  return lines.join('\n');
}

const LOOK = (folder: string): string => `
folder=${folder}
units=$XDG_RUNTIME_DIR/systemd/units
app=$(dirname "$(find /sys/fs/cgroup -type d -name init.scope | head -n 1)")/app.slice
look() {
  # What ends soon may take its time on a busy machine.
  for _ in 1 2 3 4 5 6 7 8 9; do
    rows=$(systemctl --user list-units --all --plain --no-legend --full 'q*')
    case $rows in *-e.service*) ;; *) break ;; esac
    echo "$rows" | grep -q -- '-e.service .* active .*running' || break
    sleep .1
  done
  echo "== rows"; echo "$rows"
  echo "== links"; find $folder -mindepth 1 -type l -printf '%P %l\\n'
  echo "== invocations"; find $units -type l -printf '%f %l\\n'
  echo "== marks"
  for unit in $app/q*/cgroup.procs; do
    pid=; { read -r pid <$unit; } 2>/dev/null || true
    [ -z "$pid" ] || { unit=\${unit%/cgroup.procs}; echo "\${unit##*/} $(tr '\\0' '\\n' </proc/$pid/environ | grep ^MARK=)"; }
  done
}
`;

const RESET = `
rm -rf $folder/*
systemctl --user daemon-reload
all=$(systemctl --user list-units --all --plain --no-legend --full 'q*' | cut -d' ' -f1)
[ -z "$all" ] || systemctl --user stop $all >/dev/null 2>&1 || true
systemctl --user reset-failed`;
