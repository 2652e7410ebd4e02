// What the real manager and its stand-in can both be asked after a step of a sequence, in the same words, and how the stand-in
// is made to take the same step. Compares nothing.

import { aMachine, type Machine, pass, run } from '../../support/systemd-model.ts';
import { subState } from '../../support/model/loading.ts';
import { programs } from '../../support/model/programs.ts';
import { inOrder, type Sequence } from './model-steps.ts';

export interface Seen {
  /** The exit status of the step, where it was a command. */
  readonly codes: readonly number[];
  /** `f0-a.service loaded active running` */
  readonly rows: readonly string[];
  /** `default.target.wants/f0-a.service f0-a.service` */
  readonly links: readonly string[];
  /** `f0-a.service A`: from which definition its process was started. */
  readonly marks: readonly string[];
  /** Units that have an invocation link, each with how many starts that have been: `f0-a.service 2`. */
  readonly starts: readonly string[];
}

/** Invocations seen so far, by unit. */
export type Starts = Map<string, string[]>;

function counted(starts: Starts, unit: string, invocation: string): string {
  const known = starts.get(unit) ?? [];
  if (!known.includes(invocation)) known.push(invocation);
  starts.set(unit, known);
  return `${unit} ${known.length}`;
}

/** Out of what the script printed after a step. */
export function seenIn(piece: string, prefix: string, starts: Starts): Seen {
  const part = (name: string): string[] =>
    (new RegExp(`^== ${name}\n([\\s\\S]*?)(?=^== |(?![\\s\\S]))`, 'm').exec(piece)?.[1] ?? '')
      .split('\n')
      .filter((line) => line.includes(`${prefix}-`))
      .sort();
  const code = new RegExp(`^of ${prefix}\ncode (\\d+)`, 'm').exec(piece)?.[1];
  return {
    codes: code === undefined ? [] : [Number(code)],
    rows: part('rows').map((line) =>
      line
        .replace(/^[●○* ]+/, '')
        .split(/\s+/)
        .slice(0, 4)
        .join(' '),
    ),
    links: part('links').map((line) => line.replace(/ .*\//, ' ')),
    marks: part('marks').map((line) => line.replace('MARK=', '')),
    starts: part('invocations').map((line) => {
      const [unit = '', invocation = ''] = line.replace('invocation:', '').split(' ');
      return counted(starts, unit, invocation);
    }),
  };
}

export function seenOn(machine: Machine, prefix: string, folder: string, code: number | null, starts: Starts): Seen {
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
  const running = machine.files.list(machine.user.links) ?? [];
  return {
    codes: code === null ? [] : [code],
    rows: units.map((unit) => `${unit.id} ${unit.definition.load} ${unit.active} ${subState(place, unit)}`).sort(),
    links: links.sort(),
    marks: marks.sort(),
    starts: running
      .map((name) => name.replace('invocation:', ''))
      .filter((unit) => unit.startsWith(`${prefix}-`))
      .map((unit) => counted(starts, unit, machine.user.units.get(unit)?.invocation ?? ''))
      .sort(),
  };
}

export function standIn(version: number, home: string, folder: string): Machine {
  const account = { user: 'tester', uid: 1000, home };
  const known = (path: string, text: string | null) => {
    const name = { '/bin/true': '/bin/ends', '/bin/false': '/bin/fails', '/nowhere/missing': 'missing' }[path] ?? path;
    return programs(name, text);
  };
  const machine = aMachine({ version, account, programs: known });
  machine.files.folder(folder, 0o755, 1000);
  return machine;
}

/** Files of all sequences first, then commands; the exit status of each. */
export function stepOn(machine: Machine, sequences: readonly Sequence[], step: number): readonly (number | null)[] {
  const codes: (number | null)[] = sequences.map(() => null);
  const order = inOrder(sequences, step);
  for (const i of order) {
    const op = sequences[i]?.ops[step];
    if (op?.kind !== 'file') continue;
    machine.files.drop(op.path);
    if (op.text === null) continue;
    machine.files.folder(op.path.slice(0, op.path.lastIndexOf('/')), 0o755, 1000);
    machine.files.put(op.path, { kind: 'file', text: op.text, mode: 0o644, uid: 1000 });
  }
  for (const i of order) {
    const op = sequences[i]?.ops[step];
    if (op?.kind === 'systemctl') codes[i] = run(machine, ['systemctl', '--user', ...op.words]).code;
  }
  pass(machine, machine.clock.nowMs + 20);
  return codes;
}
