// Reading logs: the last lines across rotated files against a plain model, times of lines and of files, what a terminal is
// shown, when two streams may be put in one order, and what was written since a mark.

import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { journalArgv, journalTrouble, readEntry } from '../src/logs/journal.ts';
import { linesSince as since, markEnds } from '../src/logs/last-lines.ts';
import { forTerminal, inOrder, lineJson, type LogLine, shownLine } from '../src/logs/lines.ts';
import { nodeLogs } from '../src/logs/node-logs.ts';
import { close, lines, type Part } from '../src/logs/parts.ts';
import { lastLinesOf, linesSince } from '../src/logs/read.ts';
import { sourcesOf } from '../src/logs/sources.ts';
import { readSince, stampOf } from '../src/logs/stamp.ts';
import { colored, plain } from '../src/report/color.ts';
import { scratch } from './support/built.ts';
import type { DesiredDaemon, Remembered } from '../src/model.ts';

const NOW = new Date(2026, 0, 31, 12, 0, 0).getTime();
const HOUR = 3_600_000;

function read({ parts }: { readonly parts: readonly Part[] }): string[] {
  const all = [...lines(nodeLogs, parts)].map((line) => Buffer.from(line).toString());
  close(parts);
  return all;
}

test('the last N lines across current and rotated files are those of all of them in one', () => {
  const folder = scratch();
  let run = 0;
  // Short lines, empty ones, and now and then one that is longer than a block.
  const line = fc.oneof(
    { weight: 20, arbitrary: fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'é', ' ', '\r') }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 140_000 }).map((length) => 'x'.repeat(length)) },
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      fc.array(fc.nat(400_000), { maxLength: 3 }),
      fc.boolean(),
      fc.nat(45),
      (all, cuts, ended, count) => {
        const path = join(folder, `log-${(run += 1)}`);
        const whole = Buffer.from(all.join('\n') + (ended && all.length > 0 ? '\n' : ''));
        // A rotation may cut in the middle of a line, or of a letter.
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((to, index) => whole.subarray(places[index], to));
        for (const [index, piece] of pieces.reverse().entries())
          writeFileSync(index === 0 ? path : `${path}.${index}`, piece);
        const text = whole.toString();
        const expected = text === '' ? [] : text.replace(/\n$/, '').split('\n');
        assert.deepEqual(read(lastLinesOf(nodeLogs, path, count)), count === 0 ? [] : expected.slice(-count));
        for (let index = 0; index < pieces.length; index += 1) rmSync(index === 0 ? path : `${path}.${index}`);
      },
    ),
    { numRuns: 300 },
  );
});

test('a huge file is read from its end only', () => {
  const path = join(scratch(), 'huge.log');
  writeFileSync(path, '');
  // Sparse: reading it all would take seconds.
  truncateSync(path, 8 * 1024 ** 3);
  appendFileSync(path, '\nlast but one\nlast\n');
  const began = performance.now();
  assert.deepEqual(read(lastLinesOf(nodeLogs, path, 2)), ['last but one', 'last']);
  assert.ok(performance.now() - began < 200, `${performance.now() - began} ms`);
});

test('a log that is rotated between looking and reading goes on in its copy', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'one\ntwo\nthree\n');
  const slice = lastLinesOf(nodeLogs, path, 2);
  await nodeLogs.rotate(path, 3);
  assert.deepEqual(read(slice), ['two', 'three']);
});

test('times at the beginning of a line', () => {
  const local = (text: string): number => new Date(text).getTime();
  const table: readonly (readonly [line: string, atMs: number | null, fine: boolean])[] = [
    ['2026-01-31T10:00:00Z hello', Date.UTC(2026, 0, 31, 10), false],
    ['2026-01-31T10:00:00.250+02:00 hello', Date.UTC(2026, 0, 31, 8, 0, 0, 250), true],
    ['2026-01-31 10:00:00,123 - INFO', local('2026-01-31T10:00:00.123'), true],
    ['[2026-01-31 10:00:00] x', local('2026-01-31T10:00:00'), false],
    ['2026/01/31 10:00:00 go', local('2026-01-31T10:00:00'), false],
    ['2026-01-31 10:00 minutes', local('2026-01-31T10:00'), false],
    ['Jan 31 09:08:07 host x[1]: y', local('2026-01-31T09:08:07'), false],
    ['<13>Jan  3 09:08:07 host', local('2026-01-03T09:08:07'), false],
    ['Dec 24 09:08:07 of last year', local('2025-12-24T09:08:07'), false],
    ['1769850000 epoch', 1_769_850_000_000, false],
    ['[1769850000.125] epoch', 1_769_850_000_125, true],
    ['1769850000125 epoch in ms', 1_769_850_000_125, true],
    ['1769850000x no number', null, false],
    ['2999999999 a number of the far future', null, false],
    ['2026-13-31 10:00:00 no month', null, false],
    ['started at 2026-01-31 10:00:00', null, false],
    ['    at Object.<anonymous> (/x.js:1:2)', null, false],
    ['', null, false],
  ];
  for (const [line, atMs, fine] of table)
    assert.deepEqual(stampOf(line, NOW), atMs === null ? null : { atMs, fine }, line);
});

test('what --since takes', () => {
  const local = (text: string): number => new Date(text).getTime();
  for (const [text, expected] of [
    ['1h', NOW - HOUR],
    ['1h30m ago', NOW - 1.5 * HOUR],
    ['-2d', NOW - 48 * HOUR],
    ['90', NOW - 90_000],
    ['@1769850000', 1_769_850_000_000],
    ['today', local('2026-01-31T00:00')],
    ['yesterday', local('2026-01-30T00:00')],
    ['2026-01-31', local('2026-01-31T00:00')],
    ['2026-01-31T08:30', local('2026-01-31T08:30')],
    ['2026-01-31 08:30:15Z', Date.UTC(2026, 0, 31, 8, 30, 15)],
    ['lately', null],
    ['2026-01-31 nonsense', null],
    ['', null],
  ] as const)
    assert.equal(readSince(text, NOW), expected, text);
});

function logs(contents: Readonly<Record<string, readonly [text: string, ageHours: number]>>): string {
  const path = join(scratch(), 'service.log');
  for (const [suffix, [text, age]] of Object.entries(contents)) {
    writeFileSync(path + suffix, text);
    const at = (NOW - age * HOUR) / 1000;
    utimesSync(path + suffix, at, at);
  }
  return path;
}

const when = (hours: number) => ({ sinceMs: NOW - hours * HOUR, nowMs: NOW });

test('since: files by their times, lines by theirs, what has none belongs to the line before', () => {
  const path = logs({
    '.2': ['2026-01-30T00:00:00 ancient\n', 36],
    '.1': ['2026-01-31T07:00:00 old\nits trace\n2026-01-31T09:30:00 new\nits trace\n', 2],
    '': ['2026-01-31T11:00:00 newer\n2026-01-31T11:30:00 newest\n', 0.5],
  });
  const slice = linesSince(nodeLogs, path, when(3), null);
  assert.deepEqual(slice.notes, []);
  assert.deepEqual(read(slice), [
    '2026-01-31T09:30:00 new',
    'its trace',
    '2026-01-31T11:00:00 newer',
    '2026-01-31T11:30:00 newest',
  ]);
  assert.deepEqual(read(linesSince(nodeLogs, path, when(3), 1)), ['2026-01-31T11:30:00 newest']);
  assert.deepEqual(read(linesSince(nodeLogs, path, when(0.1), null)), []);
  assert.equal(read(linesSince(nodeLogs, path, when(1000), null)).length, 7);
});

test('since, over many blocks: only the newer half', () => {
  const stamped = Array.from({ length: 40_000 }, (_, index) => {
    const at = new Date(NOW - 4 * HOUR + index * 360);
    return `${at.toISOString()} line ${index} ${'.'.repeat(index % 50)}`;
  });
  const path = logs({ '': [`${stamped.join('\n')}\n`, 0] });
  assert.deepEqual(read(linesSince(nodeLogs, path, when(2), null)), stamped.slice(20_000));
});

test('since, without times: said, and no more than the last lines of that file', () => {
  const many = Array.from({ length: 60 }, (_, index) => `line ${index}`);
  const path = logs({ '.1': [`${many.join('\n')}\n`, 1], '': ['now\n', 0] });
  const slice = linesSince(nodeLogs, path, when(2), null);
  assert.match(slice.notes.join(), /service\.log\.1 are as new as that is not known.*the last 20 are shown/);
  assert.deepEqual(read(slice), [...many.slice(-20), 'now']);
  // All of the newer file is newer than the last change of the older one: nothing to be said.
  const sure = linesSince(nodeLogs, logs({ '.1': ['a\n', 3], '': ['b\n', 0] }), when(4), null);
  close(sure.parts);
  const exact = linesSince(
    nodeLogs,
    logs({ '.2': ['2026-01-31T00:00:00 x\n', 12], '.1': ['2026-01-31T11:00:00 a\n', 1], '': ['b\n', 0] }),
    when(2),
    null,
  );
  assert.deepEqual([exact.notes, read(exact)], [[], ['2026-01-31T11:00:00 a', 'b']]);
});

const line = (stream: LogLine['stream'], text: string): LogLine => ({
  daemon: 'web',
  stream,
  atMs: null,
  bytes: Buffer.from(text),
});

test('two streams are put in one order only where every line tells it, to the millisecond', () => {
  const words = (all: readonly LogLine[] | null): string[] | null =>
    all?.map(({ bytes }) =>
      Buffer.from(bytes)
        .toString()
        .replace(/^\S+ +| +/, ''),
    ) ?? null;
  const out = [
    line('out', '2026-01-31T10:00:00.100Z a'),
    line('out', '2026-01-31T10:00:00.300Z c'),
    line('out', '  of c'),
  ];
  const err = [line('err', '2026-01-31T10:00:00.200Z b'), line('err', '2026-01-31T10:00:00.300Z d')];
  assert.deepEqual(words(inOrder(out, err, NOW)), ['a', 'b', 'c', 'of c', 'd']);
  for (const [spoilt, why] of [
    [[line('err', 'no time')], 'no time at all'],
    [[line('err', '2026-01-31T10:00:00Z b')], 'a whole second'],
    [[...err].reverse(), 'time goes back'],
    [[line('err', ' of what?'), ...err], 'begins with a rest'],
  ] as const)
    assert.equal(inOrder(out, spoilt, NOW), null, why);
});

test('a terminal is not steered, a pipe gets the very bytes', () => {
  const nasty = Buffer.concat([
    Buffer.from('a\tb\u001b[31mred\u001b[0m\u001b]0;title\u0007\u202e\r'),
    Buffer.from([0xff]),
  ]);
  const shown = forTerminal(nasty);
  assert.equal(shown, 'a\tbred\ufffd]0;title\ufffd\ufffd\ufffd\ufffd');
  const style = { names: ['web', 'worker'], streams: true, terminal: false, paint: plain } as const;
  const written = { daemon: 'web', stream: 'err', atMs: null, bytes: nasty } as const;
  assert.deepEqual(shownLine(written, style), Buffer.concat([Buffer.from('web    err | '), nasty, Buffer.from('\n')]));
  const onTerminal = Buffer.from(shownLine(written, { ...style, terminal: true, paint: colored })).toString();
  assert.equal(onTerminal, `\u001b[36mweb   \u001b[39m \u001b[31merr\u001b[39m | ${shown}\n`);
  assert.deepEqual(JSON.parse(lineJson(written)), {
    version: 1,
    daemon: 'web',
    stream: 'err',
    at: null,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(nasty),
    base64: nasty.toString('base64'),
  });
  assert.equal(JSON.parse(lineJson(line('out', 'plain'))).base64, undefined);
});

test('what was written since a mark: appended, rotated, replaced, emptied, and made only then', async () => {
  const folder = scratch();
  const [stdout, stderr] = [join(folder, 'service.log'), join(folder, 'service.err.log')];
  const of = { kind: 'files', stdout, stderr, rotate: null } as const;
  const told = (marks: ReturnType<typeof markEnds>, count = 10): string[] =>
    since(nodeLogs, 'web', marks, count).map(({ stream, bytes }) => `${stream} ${Buffer.from(bytes).toString()}`);
  writeFileSync(stdout, 'of an earlier start\n');
  const marks = markEnds(nodeLogs, of);
  assert.deepEqual(told(marks), []);
  appendFileSync(stdout, 'one\ntwo\nthree\n');
  writeFileSync(stderr, 'it fails\n');
  assert.deepEqual(told(marks), ['out one', 'out two', 'out three', 'err it fails']);
  assert.deepEqual(told(marks, 1), ['out three', 'err it fails']);
  await nodeLogs.rotate(stdout, 3);
  appendFileSync(stdout, 'four\n');
  assert.deepEqual(told(marks), ['out one', 'out two', 'out three', 'out four', 'err it fails']);
  const again = markEnds(nodeLogs, of);
  renameSync(stdout, join(folder, 'aside'));
  writeFileSync(stdout, 'a new file\n');
  truncateSync(stderr, 0);
  appendFileSync(stderr, 'new\n');
  assert.deepEqual(told(again), ['out a new file', 'err new']);
});

test('the journal: the command, and what its lines mean', () => {
  const query = { unit: 'web.service', domain: 'user', last: 5, sinceMs: null, follow: false } as const;
  assert.equal(
    journalArgv(query).join(' '),
    'journalctl --user --no-pager --quiet --all --output=json --lines=5 --unit=web.service',
  );
  assert.equal(
    journalArgv({ ...query, domain: 'system', last: null, sinceMs: 1_769_850_000_900, follow: true }).join(' '),
    'journalctl --no-pager --quiet --all --output=json --no-tail --since=@1769850000 --follow --unit=web.service',
  );
  assert.equal(journalArgv({ ...query, invocation: 'abc' }).at(-1), '_SYSTEMD_INVOCATION_ID=abc');
  const entry = (fields: object): readonly unknown[] | null => {
    const found = readEntry(
      'web',
      JSON.stringify({ __REALTIME_TIMESTAMP: '1769850000123456', _SYSTEMD_UNIT: 'user@1000.service', ...fields }),
    );
    return found && [found.stream, found.atMs, Buffer.from(found.bytes).toString('latin1')];
  };
  assert.deepEqual(entry({ MESSAGE: 'hello' }), ['log', 1_769_850_000_123, 'hello']);
  assert.deepEqual(entry({ MESSAGE: 'Started web.', USER_UNIT: 'web.service' }), [
    'manager',
    1_769_850_000_123,
    'Started web.',
  ]);
  assert.deepEqual(entry({ MESSAGE: [104, 255] }), ['log', 1_769_850_000_123, 'h\u00ff']);
  assert.equal(entry({ MESSAGE: null }), null);
  assert.equal(readEntry('web', '-- No entries --'), null);
  assert.deepEqual(journalArgv({ ...query, invocation: 'abc', pid: 42 }).slice(-4), [
    '_SYSTEMD_INVOCATION_ID=abc',
    '+',
    '_PID=42',
    '_TRANSPORT=stdout',
  ]);
  assert.equal(
    journalArgv({ ...query, pid: 42 })
      .slice(-4)
      .join(' '),
    '_SYSTEMD_USER_UNIT=web.service + _PID=42 _TRANSPORT=stdout',
  );
  const trouble = (domain: 'user' | 'system', code: number, stderr: string, count = 0) =>
    journalTrouble({ unit: 'web.service', domain }, { code, stderr, lines: count });
  assert.equal(trouble('user', 0, '', 3), null);
  assert.deepEqual(trouble('user', 0, ''), { failed: false, message: 'the journal has nothing of web.service' });
  // Who may not read it is told nothing at all.
  assert.match(trouble('system', 0, '')?.message ?? '', /or you may not see it; try: sudo journalctl -u web\.service$/);
  assert.match(trouble('user', 1, 'No journal files were found.')?.message ?? '', /there is no journal/);
  assert.match(
    trouble('user', 1, 'Hint: You are currently not seeing messages from other users and the system.')?.message ?? '',
    /systemd-journal/,
  );
  assert.match(trouble('user', 127, 'journalctl: ENOENT')?.message ?? '', /no journalctl on this machine/);
  assert.match(
    trouble('user', 1, 'Failed to add match: x\nmore')?.message ?? '',
    /\(exit 1\): Failed to add match: x$/,
  );
});

test('where a daemon’s lines are: what was applied last writes now', () => {
  const desired = (logsOf: DesiredDaemon['care']['logs']): DesiredDaemon =>
    ({
      name: 'web',
      domain: 'user',
      units: [{ id: 'web.service', role: 'service' }],
      care: { logs: logsOf },
    }) as unknown as DesiredDaemon;
  const remembered = (paths: readonly string[]): Remembered =>
    ({
      domain: 'user',
      units: [{ id: 'web.service', role: 'service', links: [] }],
      logs: paths,
    }) as unknown as Remembered;
  const files = { kind: 'files', stdout: '/n/o', stderr: '/n/e', rotate: null } as const;
  const told = (...of: Parameters<typeof sourcesOf>): string[] | undefined =>
    sourcesOf(...of)?.map((source) => (source.kind === 'file' ? `${source.stream} ${source.path}` : source.unit));
  assert.deepEqual(told('web', desired(files), null), ['out /n/o', 'err /n/e']);
  assert.deepEqual(told('web', desired({ ...files, stderr: '/n/o' }), null), ['log /n/o']);
  assert.deepEqual(told('web', desired(files), remembered(['/old/o', '/old/e'])), ['out /old/o', 'err /old/e']);
  assert.deepEqual(told('web', desired(files), remembered([])), ['web.service']);
  assert.deepEqual(told('web', null, remembered(['/old/o', '/old/e'])), ['out /old/o', 'err /old/e']);
  assert.deepEqual(told('web', null, remembered([])), ['web.service']);
  assert.deepEqual(told('web', desired({ kind: 'none' }), null), []);
  assert.equal(told('web', null, null), undefined);
});
