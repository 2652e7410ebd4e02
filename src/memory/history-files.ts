// The files of the history: what is in each, and how it is read and named. One entry is up to three small ones, so that an apply of one
// daemon among a thousand writes of one daemon, and so that what was written before the first change is never written again:
//   000012.json              what was about to be done, and for each daemon the number of the entry that holds its definition
//   000012.definitions.json  those definitions that were not in the entry before
//   000012.end.json          how it ended; not there: it was cut

import { posix } from 'node:path';
import { digestOf } from '../digest.ts';
import type { Hands } from '../host.ts';
import type { Change, DesiredDaemon, Facts } from '../model.ts';
import { ownText } from './own-file.ts';
import { unsealed } from './sealed.ts';
import { historyFolder, keptFolder } from './state-folder.ts';

export type Reads = Pick<Hands, 'caller' | 'stand' | 'read' | 'list'>;
export type Where = Pick<Facts, 'stateDir'>;

export interface Head {
  readonly number: number;
  readonly whenMs: number;
  /** The command: `apply`, `rollback` … */
  readonly what: string;
  readonly manifest: string | null;
  readonly changes: readonly Pick<Change, 'name' | 'kind' | 'effect'>[];
  /** All that was wanted: the digest of its definition, and the number of the entry that holds it. */
  readonly daemons: Readonly<Record<string, { readonly digest: string; readonly at: number }>>;
}

export interface End {
  readonly whenMs: number;
  readonly outcome: 'done' | 'failed' | 'interrupted';
  /** Daemons that failed. */
  readonly failed: readonly string[];
  /** Daemons that were seen to be as this entry wants them. */
  readonly up: readonly string[];
}

export type Part = 'head' | 'definitions' | 'end';
const SUFFIX: Readonly<Record<Part, string>> = { head: '.json', definitions: '.definitions.json', end: '.end.json' };
const NAME = /^(\d{6,15})\.(?:(definitions|end)\.)?json$/;
const LIMIT = 256 * 1024 * 1024;
export const VERSION = 1;

export const partPath = (facts: Where, namespace: string, number: number, part: Part): string =>
  `${historyFolder(facts, namespace)}/${String(number).padStart(6, '0')}${SUFFIX[part]}`;

/** Numbers of which there is such a part, rising. */
export async function numbers(hands: Pick<Hands, 'list'>, facts: Where, namespace: string, part: Part | null) {
  const names = (await hands.list(historyFolder(facts, namespace))) ?? [];
  const found = names.flatMap((name) => {
    const [, number, kind = 'head'] = NAME.exec(name) ?? [];
    return number !== undefined && (part === null || part === kind) ? [Number(number)] : [];
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

/** null: there is none that could be believed. */
export async function readHead(hands: Reads, facts: Where, namespace: string, number: number): Promise<Head | null> {
  const head = (await content(hands, partPath(facts, namespace, number, 'head'), 'history')) as Head | null;
  return head?.number === number && Array.isArray(head.changes) && isMap(head.daemons) ? head : null;
}

export async function readEnd(hands: Reads, facts: Where, namespace: string, number: number): Promise<End | null> {
  const end = (await content(hands, partPath(facts, namespace, number, 'end'), 'ending')) as End | null;
  return end !== null && Array.isArray(end.failed) && Array.isArray(end.up) ? end : null;
}

export type Definitions = Readonly<Record<string, DesiredDaemon>>;

export async function readDefinitions(
  hands: Reads,
  facts: Where,
  namespace: string,
  number: number,
): Promise<Definitions | null> {
  const all = await content(hands, partPath(facts, namespace, number, 'definitions'), 'definitions');
  return isMap(all) && Object.values(all).every(isDefinition) ? (all as Definitions) : null;
}

/** The digest has vouched for every byte; this is for what another version may have meant by them. */
const isDefinition = (value: unknown): boolean =>
  isMap(value) &&
  typeof value['name'] === 'string' &&
  Array.isArray(value['files']) &&
  Array.isArray(value['units']) &&
  Array.isArray(value['folders']) &&
  isMap(value['care']);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function content(hands: Reads, path: string, kind: string): Promise<unknown> {
  const file = await ownText(hands, path, LIMIT);
  return 'text' in file ? (unsealed(kind, VERSION, file.text)?.content ?? null) : null;
}

/** Where copies of hand-edited files go: by the number of the entry that replaces them, so the same for the same plan. */
export const keptAt =
  (facts: Where, namespace: string, number: number) =>
  (path: string): string => {
    const name = posix.basename(path).slice(-120);
    return `${keptFolder(facts, namespace)}/${String(number).padStart(6, '0')}-${digestOf(path).slice(0, 8)}-${name}`;
  };
