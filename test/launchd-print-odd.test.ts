// The reader of `launchctl print` against what nobody wrote down: random services with odd strings, written in launchd's layout and
// read back; and real outputs with accidents in them, of which no process may ever be claimed that no first-level line tells of.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readList, readListed } from '../src/launchd/print/list.ts';
import { readDisabled } from '../src/launchd/print/disabled.ts';
import { readDomain } from '../src/launchd/print/domain.ts';
import { readService } from '../src/launchd/print/service.ts';
import { argumentsAsRead, environmentAsRead } from '../src/launchd/print/values.ts';
import { type Capture, captures } from './support/launchd/captures.ts';
import { PLAIN, type Told, written } from './support/launchd/print-writer.ts';
import { type Odd, oddFrom, seedOfThisRun } from './support/odd-strings.ts';

const SERVICES = 1_500;
const ACCIDENTS = 4_000;
/** Generous: a machine may be busy. What is read in a millisecond is far from it. */
const TOO_LONG_MS = 50;

/** Text that looks like launchd's. */
const LIKE = [
  '\n\t}\n',
  '\n}\n',
  '\n\t\t',
  '\n\tpid = 99',
  '\n\tstate = running',
  '\n\truns = 1',
  '\n\n\tenvironment = {\n\t\t',
  '\n\targuments = {\n\t\t',
  '\n\tdomain = gui/501 [1]',
  '\n\tendpoints = {',
  '\n\tnew thing = 1',
  '\n\tproperties = x\n}\n',
  '\n\t\tPATH => x',
  ' = {',
  ' => ',
  'XPC_SERVICE_NAME => x',
  '"',
];

const like = (odd: Odd): string => {
  let text = odd.chance(50) ? odd.string() : 'x';
  for (let n = 1 + odd.number(5); n > 0; n--) text += LIKE[odd.number(LIKE.length)] ?? '';
  return odd.chance(50) ? text + odd.string() : text;
};

const some = <T>(odd: Odd, most: number, one: () => T): T[] => Array.from({ length: odd.number(most + 1) }, one);

/** `hostile`: text that imitates launchd is in it somewhere. Else any text, but in paths no line ends. */
function random(odd: Odd, hostile: boolean): Told {
  const any = (): string => (hostile && odd.chance(40) ? like(odd) : odd.string());
  const path = (): string => `/${hostile && odd.chance(15) ? like(odd) : odd.line()}`;
  const names = some(odd, 4, () => `V${odd.number(1000)}`);
  const pid = odd.chance(50) ? 1 + odd.number(99_998) : null;
  return {
    target: `gui/501/dev.example.${odd.number(1000)}`,
    path: path(),
    state: pid === null ? 'not running' : 'running',
    program: path(),
    arguments: [path(), ...some(odd, 5, any)],
    workingDirectory: odd.chance(50) ? path() : null,
    stdoutPath: odd.chance(50) ? path() : null,
    environment: Object.fromEntries(names.map((name) => [name, any()])),
    username: odd.chance(30) ? 'anna' : null,
    runs: odd.number(100_000),
    pid,
    watchPaths: some(odd, 3, path).map((one) => (hostile ? one : one.replaceAll('"', ''))),
    properties: some(odd, 3, () => ['keepalive', 'runatload', 'inferred program'][odd.number(3)] ?? ''),
  };
}

function started(t: { diagnostic(text: string): void }): { readonly odd: Odd; readonly seed: number } {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same again)`);
  return { odd: oddFrom(seed), seed };
}

test(`${SERVICES} services with odd strings: read back equal`, (t) => {
  const { odd, seed } = started(t);
  for (let i = 0; i < SERVICES; i++) {
    const told = random(odd, false);
    const reading = readService(written(told));
    const what = `seed ${seed}, service ${i}`;
    assert.ok('read' in reading, what);
    const { read } = reading;
    assert.deepEqual([read.inDoubt, read.unexplained], [[], []], what);
    assert.deepEqual(read.arguments, argumentsAsRead(told.arguments), what);
    const own = { OSLogRateLimit: '64', ...told.environment, XPC_SERVICE_NAME: read.label };
    assert.deepEqual(read.environment, environmentAsRead(own), what);
    assert.deepEqual(
      [read.target, read.path, read.program, read.workingDirectory, read.stdoutPath, read.username],
      [told.target, told.path, told.program, told.workingDirectory, told.stdoutPath, told.username],
      what,
    );
    assert.deepEqual([read.state, read.pid, read.runs], [told.state, told.pid, told.runs], what);
    assert.deepEqual(read.properties, told.properties, what);
    const watched = read.triggers.map(({ descriptor }) => descriptor);
    assert.deepEqual(watched, told.watchPaths.length === 0 ? [] : [{ WatchPaths: told.watchPaths }], what);
  }
});

test(`${SERVICES} services that imitate launchd: the process is right, or in doubt`, (t) => {
  const { odd, seed } = started(t);
  let certain = 0;
  for (let i = 0; i < SERVICES; i++) {
    const told = random(odd, true);
    const reading = readService(written(told));
    if ('unreadable' in reading) continue;
    const { read } = reading;
    const what = `seed ${seed}, service ${i}`;
    for (const field of ['pid', 'state', 'runs'] as const) {
      const doubted = read.inDoubt.includes(field);
      assert.ok(doubted ? read[field] === null : read[field] === told[field], `${field}, ${what}`);
    }
    if (read.inDoubt.length === 0) certain++;
  }
  assert.ok(certain > SERVICES / 10 && certain < SERVICES, `${certain} certain`);
  console.log(`count: ${SERVICES} services that imitate launchd's lines read, ${certain} of them without a doubt`);
});

/** Where the collected outputs are not at hand, those that are written here. */
const SEEDS: readonly Pick<Capture, 'kind' | 'text'>[] = [
  ...captures().filter(({ kind, text }) => kind !== 'refusal' && kind !== 'error' && text.length < 20_000),
  { kind: 'service', text: written({ ...PLAIN, pid: 5, state: 'running', watchPaths: ['/a', '/b'] }) },
  { kind: 'service', text: written({ ...PLAIN, workingDirectory: null }).replaceAll('\t', '    ') },
];

/** Lines lost, doubled, moved, shifted, from another output, in pieces. */
function accident(odd: Odd, text: string): string {
  let lines = text.split('\n');
  for (let n = 1 + odd.number(5); n > 0; n--) {
    const at = odd.number(lines.length);
    const line = lines[at] ?? '';
    const other = (SEEDS[odd.number(SEEDS.length)]?.text ?? '').split('\n');
    const from = odd.number(other.length);
    switch (odd.number(10)) {
      case 0:
        lines.splice(at, 1 + odd.number(3));
        break;
      case 1:
        lines.splice(odd.number(lines.length), 0, line);
        break;
      case 2:
        lines.splice(odd.number(lines.length), 0, ...lines.splice(at, 1));
        break;
      case 3:
        lines[at] = ['\t', '    ', ' '][odd.number(3)] + line;
        break;
      case 4:
        lines[at] = line.replace(/^(\t| {4}| {8})/, '');
        break;
      case 5:
        lines.splice(at, odd.number(3), ...other.slice(from, from + odd.number(12)));
        break;
      case 6:
        lines[at] =
          line.slice(0, odd.number(line.length + 1)) +
          odd.string().slice(0, 200) +
          line.slice(odd.number(line.length + 1));
        break;
      case 7:
        lines = odd.chance(30) ? lines.slice(0, at) : lines;
        break;
      case 8:
        lines.splice(
          at,
          0,
          ['\t}', '}', '', '\t\tpid = 7', '\tpid = 7', '    }', '\tstate = running', '\t\tstate = running'][
            odd.number(8)
          ] ?? '',
        );
        break;
      default:
        lines[at] = `${line}${['\r', ' ', ' = {', '\0', '\u2028'][odd.number(5)]}`;
    }
  }
  return lines.join('\n');
}

/** Others may be at work on this machine: it is slow only when it is slow three times. */
function quickest(limit: number, work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < 3 && least >= limit; again++) {
    const began = performance.now();
    work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

/** The lines of the first level, found in another way than the reader's: by their own depth and that of the first line. */
function firstLevel(text: string): ReadonlySet<string> {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const head = lines.findIndex((line) => line.trim() !== '');
  const depth = (line: string): string => /^[\t ]*/.exec(line)?.[0] ?? '';
  const shift = depth(lines[head] ?? '');
  const first = depth(lines.slice(head + 1).find((line) => line.trim() !== '') ?? '');
  const wanted = lines.some((line) => line.startsWith(`${shift}\t`) || line.startsWith('\t'))
    ? ['\t', `${shift}\t`]
    : [first];
  return new Set(lines.filter((line) => wanted.includes(depth(line))).map((line) => line.trim()));
}

test(`${ACCIDENTS} outputs with accidents: nothing thrown, nothing slow, no process that is not told of`, (t) => {
  const { odd, seed } = started(t);
  let claimed = 0;
  const readers = {
    service: readService,
    domain: readDomain,
    disabled: readDisabled,
    list: readList,
    listed: readListed,
  };
  for (let i = 0; i < ACCIDENTS; i++) {
    const capture = SEEDS[odd.number(SEEDS.length)];
    if (capture === undefined || capture.kind === 'refusal' || capture.kind === 'error') continue;
    const text = accident(odd, capture.text);
    const what = `seed ${seed}, accident ${i}`;
    try {
      // Each reader meets what was meant for another, too.
      if (i % 7 === 0) for (const read of Object.values(readers)) read(text);
      const ms = quickest(TOO_LONG_MS, () => readers[capture.kind as keyof typeof readers](text));
      assert.ok(ms < TOO_LONG_MS, `${ms} ms`);
    } catch (error) {
      throw new Error(`${what}: ${JSON.stringify(text)}`, { cause: error });
    }
    const reading = readService(text);
    if (!('read' in reading)) continue;
    const { pid, state } = reading.read;
    const lines = firstLevel(text);
    if (pid !== null) {
      claimed++;
      assert.ok(lines.has(`pid = ${pid}`), `pid ${pid}, ${what}`);
    }
    if (state !== null) assert.ok(lines.has(`state = ${state}`.trim()), `state ${state}, ${what}`);
  }
  assert.ok(claimed > ACCIDENTS / 100, `only ${claimed} processes: the accidents are too wild`);
  console.log(`count: ${ACCIDENTS} outputs of launchctl with accidents read, ${claimed} of them with a process`);
});

test('great texts of one kind are not slow', () => {
  const many = 5_000;
  for (const line of [
    '\targuments = {',
    '\t}',
    '\t\tx',
    '\tpath = /x',
    'x',
    '\t\t"a" => "b',
    '\tendpoints = {',
    '\t\ta => {',
    '\t\t"a" => \t',
    '\t\t     1      - \tx',
  ]) {
    for (const text of [
      `gui/501/x = {\n\tevent triggers = {\n${`${line}\n`.repeat(many)}`,
      `gui/501/x = {\n\tpath = /\n${`${line}\n`.repeat(many)}\t}\n}\n`,
      `x = {\n\tservices = {\n${`${line}\n`.repeat(many)}\t}\n}\n`,
      `x = {\n\tevent triggers = {\n${line.repeat(many)}\n\t}\n}\n`,
    ]) {
      const ms = quickest(500, () => [readService, readDomain, readDisabled, readListed].map((read) => read(text)));
      assert.ok(ms < 500, `${ms} ms: ${JSON.stringify(text.slice(0, 80))}`);
    }
  }
});
