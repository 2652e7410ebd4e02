// The stand-in for systemd, held against the real one: the same random sequences of files written, verbs and reloads on both,
// and after every step the same exit codes, the same rows of list-units, the same links, and processes that were started
// from the same definition. Several sequences go side by side, in rounds: each has units of its own.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { oddFrom, seedOfThisRun } from '../support/odd-strings.ts';
import { aMachine, type Machine, pass, run } from '../support/systemd-model.ts';
import { programs } from '../support/model/programs.ts';
import { subState } from '../support/model/loading.ts';
import { asShell, type Op, sequence, type Sequence } from './support/model-steps.ts';
import { count, requireReal, throwawayHome } from './support/manager.ts';

const ROUNDS = 20;
const BESIDE = 10;
const LENGTH = 6;

/** What both worlds can be asked. */
interface Seen {
  /** Of the sequence, in order. */
  readonly codes: readonly number[];
  /** `f0-a.service loaded active running` */
  readonly rows: readonly string[];
  /** `default.target.wants/f0-a.service` */
  readonly links: readonly string[];
  /** `f0-a.service A`: from which definition its process was started. */
  readonly marks: readonly string[];
  /** Units that have an invocation link, each with how many different ones it has had: `f0-a.service 2`. */
  readonly invocations: readonly string[];
}

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
  assert.equal(ended.code, 0, `seed ${seed}: ${ended.stderr.slice(0, 500)}\n${ended.managerLog.split('\n').slice(-25).join('\n')}`);
  const pieces = ended.stdout.split('== step\n').slice(1);
  let compared = 0;
  const differences: string[] = [];
  for (const [round, sequences] of rounds.entries()) {
    const machine = standIn(real.systemd, home, folder);
    const apart = new Set<string>();
    for (let step = 0; step < LENGTH; step += 1) {
      const codes = stepOn(machine, sequences, step);
      const piece = pieces[round * LENGTH + step] ?? '';
      for (const [i, { prefix, ops }] of sequences.entries()) {
        if (apart.has(prefix)) continue;
        const [was, is] = [seenIn(piece, prefix), seenOn(machine, prefix, folder, codes[i] ?? null)];
        compared += 1;
        if (JSON.stringify(was) === JSON.stringify(is)) continue;
        apart.add(prefix);
        const story = ops.slice(0, step + 1).map(told).join('\n');
        differences.push(`${prefix}\n${story}\nreal:     ${JSON.stringify(was)}\nstand-in: ${JSON.stringify(is)}`);
      }
    }
  }
  assert.equal(differences.length, 0, `seed ${seed}: ${differences.length} differ\n${differences.slice(0, 12).join('\n\n')}`);
  assert.ok(compared >= ROUNDS * BESIDE * LENGTH * 0.9);
  count(ROUNDS * BESIDE, 'random sequences on a real manager and on its stand-in');
  count(compared, 'states compared between the two');
  t.diagnostic(`seed ${seed}, ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
});

const told = (op: Op): string =>
  op.kind === 'systemctl' ? op.words.join(' ') : `${op.path.replace(/.*\/user\//, '')}: ${JSON.stringify(op.text)}`;

/** Reloads are everybody's: one sequence's comes after all other steps of that moment, on both sides. */
const inOrder = (sequences: readonly Sequence[], step: number): readonly number[] => {
  const reloads = (i: number): boolean => reloadsAll(sequences[i]?.ops[step]);
  const all = sequences.map((_, i) => i);
  const plain = all.filter((i) => isPlainReload(sequences[i]?.ops[step]));
  const others = all.filter((i) => !plain.includes(i));
  // One daemon-reload is as good as several.
  return [...others.filter((i) => !reloads(i)), ...others.filter(reloads), ...plain.slice(0, 1)];
};

const isPlainReload = (op: Op | undefined): boolean => op?.kind === 'systemctl' && op.words[0] === 'daemon-reload';

function reloadsAll(op: Op | undefined): boolean {
  if (op?.kind !== 'systemctl' || op.words.includes('--no-reload')) return false;
  return /^(enable|disable|reenable|mask|unmask)$/.test(op.words[0] ?? '');
}

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
  echo "== rows"; systemctl --user list-units --all --plain --no-legend --full 'q*'
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

function seenIn(piece: string, prefix: string): Seen {
  const [, rows = '', links = '', invocations = '', marks = ''] = /([\s\S]*?)== rows\n([\s\S]*?)== links\n([\s\S]*?)== invocations\n([\s\S]*?)== marks\n([\s\S]*)/
    .exec(piece)
    ?.slice(1) ?? [];
  const mine = (text: string): string[] => text.split('\n').filter((line) => line.includes(`${prefix}-`)).sort();
  const code = new RegExp(`of ${prefix}\ncode (\\d+)`).exec(piece)?.[1];
  return {
    codes: code === undefined ? [] : [Number(code)],
    rows: mine(rows).map((line) => line.replace(/^[●○* ]+/, '').split(/\s+/).slice(0, 4).join(' ')),
    links: mine(links).map((line) => line.replace(/ .*\/(user\/)?/, ' ')),
    marks: mine(marks).map((line) => line.replace('MARK=', '')),
    invocations: mine(invocations).map((line) => line.replace('invocation:', '')),
  };
}

function standIn(version: number, home: string, folder: string): Machine {
  const account = { user: 'tester', uid: 1000, home };
  const known = (path: string, text: string | null) => {
    const name = { '/bin/true': '/bin/ends', '/bin/false': '/bin/fails', '/nowhere/missing': 'missing' }[path] ?? path;
    return programs(name, text);
  };
  const machine = aMachine({ version, account, programs: known });
  machine.files.folder(folder, 0o755, 1000);
  return machine;
}

function stepOn(machine: Machine, sequences: readonly Sequence[], step: number): readonly (number | null)[] {
  const codes: (number | null)[] = sequences.map(() => null);
  const order = inOrder(sequences, step);
  for (const i of order) {
    const op = sequences[i]?.ops[step];
    if (op?.kind !== 'file') continue;
    const above = op.path.slice(0, op.path.lastIndexOf('/'));
    machine.files.drop(op.path);
    if (op.text === null) continue;
    machine.files.folder(above, 0o755, 1000);
    machine.files.put(op.path, { kind: 'file', text: op.text, mode: 0o644, uid: 1000 });
  }
  for (const i of order) {
    const op = sequences[i]?.ops[step];
    if (op?.kind === 'systemctl') codes[i] = run(machine, ['systemctl', '--user', ...op.words]).code;
  }
  pass(machine, machine.clock.nowMs + 20);
  return codes;
}

function seenOn(machine: Machine, prefix: string, folder: string, code: number | null): Seen {
  const place = { machine, manager: machine.user };
  const units = [...machine.user.units.values()].filter(({ id }) => id.startsWith(`${prefix}-`));
  const links = [...machine.files.everything()].flatMap(([path, node]) =>
    node.kind === 'link' && path.startsWith(`${folder}/`) && path.includes(`${prefix}-`)
      ? [`${path.slice(folder.length + 1)} ${node.target.slice(node.target.lastIndexOf('/') + 1)}`]
      : [],
  );
  const marks = units.flatMap(({ id, process }) => {
    const said = process === null ? [] : [...process.takes.matchAll(/Environment=MARK=(\w+)/g)];
    return said.length === 0 ? [] : [`${id} ${said.at(-1)?.[1]}`];
  });
  const invocations = machine.files.list('/run/user/1000/systemd/units') ?? [];
  return {
    codes: code === null ? [] : [code],
    rows: units.map((unit) => `${unit.id} ${unit.definition.load} ${unit.active} ${subState(place, unit)}`).sort(),
    links: links.sort(),
    marks: marks.sort(),
    invocations: invocations.filter((name) => name.includes(`:${prefix}-`)).map((name) => name.slice('invocation:'.length)).sort(),
  };
}
