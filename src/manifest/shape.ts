// A tree × the schema → Problems in words. ajv says what is wrong in many voices; this makes one sentence of each
// mistake, at its place. Must not judge what the schema does not: that is for the readers behind it.

import type { ErrorObject } from 'ajv';
import { validate } from '../generated/validate.js';
import type { Place, Problem } from '../model.ts';
import { nearest } from '../nearest.ts';
import { compose, yamlOldHabit } from './habits.ts';
import { daemonFields, enumAt, expects, followed, schemaAt, split } from './schema-words.ts';
import { keyPlace, mapAt, type Node, place, plain, scalarAt } from './tree.ts';

/** Nobody mends more than this at once, and each takes a while to put into words. */
const MOST_TOLD = 500;

export interface Shape {
  readonly problems: readonly Problem[];
  /** Daemon → its fields whose shape is wrong; `*` where it is none at all. The rest can still be read. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same for `defaults`. */
  readonly brokenDefaults: ReadonlySet<string>;
}

export function checkShape(tree: Node): Shape {
  const byPath = new Map<string, ErrorObject[]>();
  for (const part of parts(tree)) {
    if (validate(part)) continue;
    for (const error of validate.errors ?? []) {
      if (error.propertyName !== undefined && error.keyword !== 'propertyNames') continue;
      const here = byPath.get(error.instancePath);
      if (here) here.push(error);
      else byPath.set(error.instancePath, [error]);
    }
  }
  const above = new Set<string>();
  for (const path of byPath.keys()) {
    for (let slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      above.add(path.slice(0, slash));
      if (slash === 0) break;
    }
  }
  const problems: Problem[] = [];
  const broken = new Map<string, Set<string>>();
  const brokenDefaults = new Set<string>();
  let untold = 0;
  for (const [path, errors] of byPath) {
    const segments = split(path);
    const inside = errors.some((e) => e.keyword === 'anyOf') && above.has(path);
    if (inside) continue; // One branch was meant, and the mistake is deeper in it.
    if (problems.length >= MOST_TOLD) untold += 1;
    else {
      untold += Math.max(0, errors.length - MOST_TOLD);
      for (const one of say(tree, segments, errors.slice(0, MOST_TOLD))) problems.push(one);
    }
    const [top, daemon, field] = segments;
    // At the daemon itself it is its keys that are wrong, and what is unknown is not read anyway.
    const wrong = (here: string | undefined): string => here ?? (errors.some((e) => e.keyword === 'type') ? '*' : '');
    if (top === 'defaults') brokenDefaults.add(wrong(daemon));
    else if (top === 'daemons' && daemon !== undefined)
      broken.set(daemon, (broken.get(daemon) ?? new Set()).add(wrong(field)));
    else if (top === 'daemons')
      for (const e of errors) broken.set(String(e.params['propertyName'] ?? ''), new Set(['']));
  }
  if (untold > 0)
    problems.push(
      problem('more', `${untold} more places do not fit, and are not told one by one`, [], place(tree), undefined),
    );
  return { problems, broken, brokenDefaults };
}

/** Daemon by daemon: the validator copies all mistakes so far whenever it finds another, which adds up. */
function* parts(tree: Node): Generator {
  const daemons = tree.kind === 'map' ? tree.entries.get('daemons') : undefined;
  if (tree.kind !== 'map' || daemons?.value.kind !== 'map') {
    yield plain(tree);
    return;
  }
  yield plain(
    mapAt(
      tree,
      [...tree.entries].filter(([key]) => key !== 'daemons'),
    ),
  );
  for (const [name, entry] of daemons.value.entries) {
    const one = mapAt(daemons.value, [[name, entry]]);
    yield plain(
      mapAt(tree, [
        ['version', { key: tree, value: scalarAt(tree, 1) }],
        ['daemons', { key: daemons.key, value: one }],
      ]),
    );
  }
}

function say(tree: Node, path: readonly string[], errors: readonly ErrorObject[]): Problem[] {
  const at = find(tree, path);
  const where = at ? place(at) : undefined;
  const keyAt = (key: string): Place | undefined => keyPlace(at, key) ?? where;
  const unknown = unknownKeys(errors);
  if (unknown.length > 0) {
    const known = knownKeys(errors);
    return unknown.map((key) => unknownKey(key, path, known, keyAt(key), at));
  }
  const names = errors.filter((e) => e.keyword === 'propertyNames');
  if (names.length > 0) {
    return names.map((e) => {
      const key = String(e.params['propertyName']);
      const message = `\`${key}\` cannot stand ${inWords(path)}: expected ${expects(e.schemaPath, 0) ?? 'another name'}`;
      const written = /^[A-Za-z0-9][A-Za-z0-9 _.-]*$/.test(key) ? key.toLowerCase().replaceAll(' ', '-') : undefined;
      const hint =
        path.length === 1 && path[0] === 'daemons' && written && written !== key ? `write \`${written}\`` : undefined;
      return problem('name', message, path, keyAt(key), hint);
    });
  }
  const whole = errors.find((e) => e.keyword === 'anyOf') ?? errors[0];
  if (!whole) return [];
  if (whole.keyword === 'required') {
    return errors
      .filter((e) => e.keyword === 'required')
      .map((e) =>
        problem(
          'missing',
          `\`${String(e.params['missingProperty'])}\` is missing ${inWords(path)}`,
          path,
          where,
          missingHint(e, path),
        ),
      );
  }
  const field = fieldName(path);
  if (at?.kind === 'map' && errors.some((e) => e.keyword === 'maxProperties')) {
    return [
      problem('value', `${field} names ${[...at.entries.keys()].join(' and ')}; it takes one`, path, where, undefined),
    ];
  }
  const expected = expects(whole.schemaPath) ?? whole.message ?? 'something else';
  const seen = at ? shown(at) : 'nothing';
  if (whole.keyword === 'uniqueItems')
    return [problem('twice', `${field} names something twice`, path, where, undefined)];
  const misplaced = path.length === 2 && path[0] === 'daemons' ? (path[1] ?? '') : '';
  if (Object.hasOwn(daemonFields, misplaced) && at?.kind !== 'map') {
    const hint = `indent it more, so that it belongs to the daemon above it`;
    return [
      problem(
        'indent',
        `\`${misplaced}\` is a field of a daemon, and stands where a daemon's name belongs`,
        path,
        keyPlace(find(tree, ['daemons']), misplaced),
        hint,
      ),
    ];
  }
  const habit = at && at.kind !== 'map' ? yamlOldHabit(at, path.at(-1) ?? '', expected) : undefined;
  const choices = enumAt(whole.schemaPath);
  const close = at?.kind === 'scalar' && choices.length > 0 ? nearest(at.text, choices) : null;
  const hint = habit ?? (close ? `did you mean \`${close}\`?` : undefined);
  return [problem('value', `${field} is ${seen}; expected ${expected}`, path, where, hint)];
}

/** A key that every branch refuses: with several branches, one branch's keys are no mistake of another. */
function unknownKeys(errors: readonly ErrorObject[]): string[] {
  const extra = errors.filter((e) => e.keyword === 'additionalProperties');
  const branches = new Set(extra.map((e) => e.schemaPath));
  const count = new Map<string, number>();
  for (const e of extra) {
    const key = String(e.params['additionalProperty']);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return [...count].filter(([, n]) => n >= branches.size).map(([key]) => key);
}

function knownKeys(errors: readonly ErrorObject[]): string[] {
  const schemas = new Set(errors.filter((e) => e.keyword === 'additionalProperties').map((e) => e.schemaPath));
  const nodes = [...schemas].map((path) => schemaAt(path, 1));
  return [...new Set(nodes.flatMap((node) => Object.keys(followed(node)?.properties ?? {})))];
}

function unknownKey(
  key: string,
  path: readonly string[],
  known: readonly string[],
  at: Place | undefined,
  node: Node | undefined,
): Problem {
  const value = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
  const close = nearest(key, known);
  const meant = close ? `did you mean \`${close}\`?` : undefined;
  const habit = compose(key, path, value);
  // At the top a slip of the pen is likelier; in a daemon, a word of another tool's.
  const hint = path.length === 0 ? (meant ?? habit) : (habit ?? meant);
  return problem(
    'unknown-key',
    `unknown key \`${key}\` ${inWords(path)}`,
    path,
    at,
    hint ?? `there are ${known.join(', ')}`,
  );
}

const missingHint = (e: ErrorObject, path: readonly string[]): string | undefined =>
  path.length === 0 && e.params['missingProperty'] === 'version' ? 'begin the file with `version: 1`' : undefined;

function problem(
  code: string,
  message: string,
  path: readonly string[],
  at: Place | undefined,
  hint: string | undefined,
): Problem {
  const daemon = path[0] === 'daemons' ? path[1] : undefined;
  return {
    severity: 'error',
    code,
    message,
    ...(daemon === undefined ? {} : { daemon }),
    ...(at ? { at } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}

const inWords = (path: readonly string[]): string => {
  if (path.length === 0) return 'at the top of the manifest';
  if (path[0] === 'daemons' && path.length === 2) return `in daemon \`${path[1]}\``;
  return `in ${fieldName(path)}`;
};

function fieldName(path: readonly string[]): string {
  if (path.length === 0) return 'the manifest';
  if (path[0] === 'daemons' && path.length === 2) return `daemon \`${path[1]}\``;
  const rest = path[0] === 'daemons' && path.length > 2 ? path.slice(2) : path;
  return `\`${rest.map((part, i) => (/^\d+$/.test(part) ? `[${Number(part) + 1}]` : (i ? '.' : '') + part)).join('')}\``;
}

function shown(node: Node): string {
  if (node.kind === 'map') return node.entries.size === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return 'empty';
  const text = node.text.length > 60 ? `${node.text.slice(0, 57)}…` : node.text;
  if (node.value === '') return 'an empty text';
  return typeof node.value === 'string' ? `"${text.replaceAll('\n', '\\n')}"` : `the ${typeof node.value} ${text}`;
}

function find(tree: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = tree;
  for (const segment of path) {
    node =
      node?.kind === 'map'
        ? node.entries.get(segment)?.value
        : node?.kind === 'list'
          ? node.items[Number(segment)]
          : undefined;
  }
  return node;
}
