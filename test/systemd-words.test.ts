// Words, escapes, time spans, names: every recorded case of systemd's own unit tests.

import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOf, textOf } from '../src/systemd/bytes.ts';
import { readTimeSpan } from '../src/systemd/timespan.ts';
import {
  escapeName,
  isInstance,
  isPrefix,
  mangledName,
  nameForm,
  nameFromPath,
  nameFromPathInstance,
  nameToPath,
  prefixOf,
  unescapePath,
  withInstance,
} from '../src/systemd/unit-name.ts';
import { allWords, cunescape, firstWord, type Word, type WordRules } from '../src/systemd/words.ts';
import { absent, type Recorded, vectors } from './support/systemd-vectors.ts';

function recorded(value: Recorded): string {
  return typeof value === 'string' ? value : textOf(Buffer.from(value.base64, 'base64'));
}

const RULES: Readonly<Record<string, WordRules>> = {
  EXTRACT_UNQUOTE: { unquote: true },
  EXTRACT_KEEP_QUOTE: { keepQuotes: true },
  EXTRACT_CUNESCAPE: { cunescape: true },
  EXTRACT_UNESCAPE_SEPARATORS: { unescapeSeparators: true },
  EXTRACT_UNESCAPE_RELAX: { keepUnknownEscapes: true },
  EXTRACT_RETAIN_ESCAPE: { keepEscapes: true },
  EXTRACT_RELAX: { relaxed: true },
  EXTRACT_DONT_COALESCE_SEPARATORS: { everySeparator: true },
  EXTRACT_RETAIN_SEPARATORS: { stopAtSeparator: true },
};

interface ExtractCase {
  readonly input: string;
  readonly calls: readonly {
    readonly fn: 'extract_first_word' | 'extract_first_word_and_warn';
    readonly separators: string | null;
    readonly flags: readonly string[];
    readonly ret: string;
    readonly word: Recorded | null;
    readonly rest_offset?: number;
    readonly rest_empty?: true;
  }[];
}

const extractCases = vectors<ExtractCase>('systemd-extract-word');
const callCount = extractCases.reduce((sum, { calls }) => sum + calls.length, 0);
/** Calls recorded behind the end of their input: of other inputs, which the record does not hold. See the next test. */
const ORPHANS = 25;

test(`extract_first_word: ${extractCases.length} inputs, ${callCount - ORPHANS} calls`, { skip: absent }, () => {
  assert.ok(callCount > 100);
  let orphans = 0;
  for (const { input, calls } of extractCases) {
    let at: number | null = 0;
    let over = false;
    for (const call of calls) {
      over ||= at === null && call.ret !== '==0';
      if (over) {
        orphans += 1;
        continue;
      }
      over = call.ret === '==0';
      const rules = Object.assign({}, ...call.flags.map((flag) => RULES[flag]));
      if (call.separators !== null) rules.separators = call.separators;
      let got: Word = firstWord(input, at, rules);
      if (got.kind === 'malformed' && call.fn === 'extract_first_word_and_warn') {
        got = firstWord(input, at, { ...rules, keepUnknownEscapes: true });
      }
      const about = `${JSON.stringify(input)} ${JSON.stringify(call)} → ${JSON.stringify(got)}`;
      const expected = call.ret === '==0' ? 'end' : call.ret === '==-EINVAL' ? 'malformed' : 'word';
      assert.equal(got.kind, expected, about);
      if (got.kind === 'word') assert.equal(got.word, recorded(call.word ?? ''), about);
      at = got.kind === 'word' ? got.next : got.kind === 'malformed' ? got.at : null;
      if (call.rest_empty) assert.ok(at === null || at === input.length, about);
      if (call.rest_offset !== undefined) {
        assert.equal(bytesOf(input.slice(0, at ?? input.length)).length, call.rest_offset, about);
      }
    }
  }
  assert.equal(orphans, ORPHANS);
});

test('extract_first_word: escapes of separators, unknown ones, and none', () => {
  const one = (text: string, rules: WordRules): unknown => {
    const got = firstWord(text, 0, rules);
    return got.kind === 'word' ? [got.word, got.next] : got.kind;
  };
  assert.deepEqual(one('foo\\xbar', {}), ['fooxbar', null]);
  assert.deepEqual(one('foo\\xbar', { keepEscapes: true }), ['foo\\xbar', null]);
  const colon = { separators: ':', unescapeSeparators: true };
  assert.deepEqual(one('\\::c', colon), [':', 3]);
  assert.deepEqual(one('a\\ b:c', colon), 'malformed');
  assert.deepEqual(one('a\\ b:c', { ...colon, keepUnknownEscapes: true }), ['a\\ b', 5]);
  assert.deepEqual(one('c\\x', { ...colon, keepUnknownEscapes: true }), ['c\\x', null]);
  const both = { separators: ':', unescapeSeparators: true, cunescape: true };
  assert.deepEqual(one('\\:\\x41', both), [':A', null]);
  assert.deepEqual(one('a\\ b:c', both), 'malformed');
  assert.deepEqual(one('\\:', { separators: ':', cunescape: true }), 'malformed');
  const stop = { separators: '>:', stopAtSeparator: true };
  assert.deepEqual(one('a>:b', stop), ['a', 1]);
  assert.deepEqual(one('>:b', stop), ['b', null]);
  assert.deepEqual(one('>:b', { ...stop, everySeparator: true }), ['', 0]);
  assert.deepEqual(one('a\\:b', { ...stop, keepEscapes: true }), ['a\\', 2]);
  assert.deepEqual(one('a\\:b', stop), ['a:b', null]);
  assert.deepEqual(one('a\\:a:b', { ...stop, unescapeSeparators: true }), ['a:a', 4]);
});

const unquoteCases = vectors<{ input: string; words?: string[]; error?: true }>('systemd-strv-unquote');

test(`splitting and unquoting: ${unquoteCases.length} cases`, { skip: absent }, () => {
  for (const { input, words, error } of unquoteCases) {
    assert.deepEqual(allWords(input, { unquote: true }), error ? null : words, input);
  }
});

const escapeCases = vectors<{ input: string; flags: string; ret: string; output?: Recorded }>('systemd-cunescape');

test(`C escapes: ${escapeCases.length} cases`, { skip: absent }, () => {
  for (const { input, flags, ret, output } of escapeCases) {
    const got = cunescape(input, {
      keepUnknown: flags === 'UNESCAPE_RELAX',
      acceptNul: flags === 'UNESCAPE_ACCEPT_NUL',
    });
    if (ret === '<0') assert.equal(got, null, input);
    else if (ret === '==3') assert.equal(got, '\0\0\0', input);
    else assert.equal(got, recorded(output ?? ''), input);
  }
});

const spanCases = vectors<{ input: string; usec?: number | 'infinity'; error?: true }>('systemd-parse-sec');

test(`time spans: ${spanCases.length} cases`, { skip: absent }, () => {
  for (const { input, usec, error } of spanCases) {
    const expected = error ? null : usec === 'infinity' ? Number.POSITIVE_INFINITY : usec;
    assert.equal(readTimeSpan(input), expected, JSON.stringify(input));
  }
});

interface NameCase {
  readonly kind: string;
  readonly args?: readonly string[];
  readonly name?: string;
  readonly value?: string;
  readonly flags?: readonly string[];
  readonly valid?: boolean;
}

const nameCases = vectors<NameCase>('systemd-unit-name');

/** C writes a backslash as two, and nothing as NULL. */
const c = (text: string | undefined): string => (text ?? '').replaceAll('\\\\', '\\');
const orNull = (text: string | undefined): string | null => (text === 'NULL' ? null : c(text));

const JUDGED: Readonly<Record<string, (args: readonly string[]) => [got: string | null, expected: string | null]>> = {
  from_path: ([path, suffix, expected]) => [nameFromPath(c(path), c(suffix)), orNull(expected)],
  from_path_instance: ([prefix, path, suffix, expected]) => [
    nameFromPathInstance(c(prefix), c(path), c(suffix)),
    orNull(expected),
  ],
  to_path: ([name, expected]) => [nameToPath(c(name)), orNull(expected)],
  mangle: ([globs, name, expected]) => [mangledName(c(name), '.service', globs === 'true'), orNull(expected)],
  mangle_with_suffix: ([name, , expected]) => [mangledName(c(name), '.service'), orNull(expected)],
  replace_instance: ([name, instance, expected]) => [withInstance(c(name), c(instance)), orNull(expected)],
  path_unescape: ([text, expected]) => [unescapePath(c(text)), orNull(expected)],
  to_prefix: ([name, , expected]) => [prefixOf(c(name)), orNull(expected)],
  escape: ([text, expected]) => [escapeName(c(text)), orNull(expected)],
};

test(`unit names: ${nameCases.length} cases`, { skip: absent }, () => {
  let judged = 0;
  for (const { kind, args, name, value, flags, valid } of nameCases) {
    judged += 1;
    if (kind === 'is_valid') {
      const form = nameForm(name ?? '');
      const any = flags?.includes('UNIT_NAME_ANY');
      const got = form !== null && (any || flags?.includes(`UNIT_NAME_${form.toUpperCase()}`));
      assert.equal(got, valid, `${name} ${flags?.join()}`);
    } else if (kind === 'unit_instance_is_valid') assert.equal(isInstance(value ?? ''), valid, value);
    else if (kind === 'unit_prefix_is_valid') assert.equal(isPrefix(value ?? ''), valid, value);
    else {
      const judge = JUDGED[kind];
      assert.ok(judge, `no judge for ${kind}`);
      const [got, expected] = judge(args ?? []);
      assert.equal(got, expected, `${kind} ${JSON.stringify(args)}`);
    }
  }
  assert.equal(judged, nameCases.length);
});
