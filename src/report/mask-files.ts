// What would be installed → the same for the eye: in the text of each file, and in the paths of log folders, secrets are
// covered in every spelling they may have there. Nothing else changes: it is rendered once, from the real manifest. Pure.
// What covers other texts of the same daemons (older ones, commands, paths) is made in cover.ts, from the parts of this.
import { posix } from 'node:path';
import { isHarmless, looksSecret } from '../manifest/secrets.ts';
import type { Daemon, Desired, Manifest } from '../model.ts';
import { MASK } from './mask.ts';
import { covered, type Finder, finder, type Needle } from './needles.ts';
import { joined, type Part, secretParts } from './secret-parts.ts';
import { valuesOf } from './secret-values.ts';
import { spellings } from './spellings.ts';

/** `values`: what else the manifest's texts say that is secret, though it may not hold on this machine. */
export function maskDesired(desired: Desired, manifest: Manifest, values: readonly string[]): Desired {
  const find = finder(needles(manifest, values));
  const daemons = new Map(manifest.daemons.map((daemon) => [daemon.name, daemon]));
  return desired.map((one) => ({
    ...one,
    folders: one.folders.map((folder) => ({ ...folder, path: covered(folder.path, find(folder.path), MASK) })),
    files: one.files.map((file) => ({ ...file, text: maskFile(file.text, find, daemons.get(one.name)) })),
    care: maskTexts(one.care, find),
  }));
}

/** Names are no secrets, whatever they hold. */
const NAMES = new Set(['after', 'needs', 'secrets', 'kind', 'as']);

/** Every text in it, however deep. */
function maskTexts<Value>(value: Value, find: Finder): Value {
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return covered(one, find(one), MASK);
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object') return one;
    return Object.fromEntries(Object.entries(one).map(([name, part]) => [name, NAMES.has(name) ? part : walk(part)]));
  };
  return walk(value) as Value;
}

function maskFile(text: string, find: Finder, daemon: Daemon | undefined): string {
  const parts = fileParts(text, find, daemon);
  // With the digest of the whole text, what is missing from it could be guessed until it fits.
  return parts.length === 0 ? text : covered(text, joined([...parts, ...digests(text)]), MASK);
}

/** Where secrets stand in the text of a file. */
export const fileParts = (text: string, find: Finder, daemon: Pick<Daemon, 'env' | 'secrets'> | undefined): Part[] =>
  joined([...outside(find(text), structure(text)), ...plistValues(text, daemon)]);

/** Keys, sections and tags: the same in every file, whatever a secret may be called. */
function structure(text: string): Part[] {
  const pattern = text.startsWith('<?xml') ? TAGS : text.startsWith('#!') ? null : KEYS;
  if (pattern === null) return [];
  return Array.from(text.matchAll(pattern), ({ 0: { length }, index }) => ({ from: index, to: index + length }));
}

const KEYS = /^(?:\[[^\]\n]*\]|[A-Za-z][\w-]*=)/gm;
const TAGS =
  /<key>[^<]*<\/key>|<\/?(?:string|integer|real|true|false|dict|array|plist|date|data|\?xml|!DOCTYPE)\b[^>]*>/g;

/** Both sorted. */
function outside(parts: readonly Part[], others: readonly Part[]): Part[] {
  let at = 0;
  return parts.filter(({ from, to }) => {
    while ((others[at]?.to ?? Number.POSITIVE_INFINITY) < to) at += 1;
    return (others[at]?.from ?? Number.POSITIVE_INFINITY) > from;
  });
}

function* digests(text: string): Iterable<Part> {
  const found = /^(?:# |<!-- )daemonsync: namespace=\S+ daemon=\S+ sha256=(?=[0-9a-f]{64})/m.exec(text);
  if (found) yield { from: found.index + found[0].length, to: found.index + found[0].length + 64 };
}

function* plistValues(text: string, daemon: Pick<Daemon, 'env' | 'secrets'> | undefined): Iterable<Part> {
  if (!text.startsWith('<?xml')) return;
  for (const match of text.matchAll(/<key>([^<]*)<\/key>\s*<(?:string|integer|real)>([^<]*)</g)) {
    const [whole, name = '', value = ''] = match;
    const told = daemon !== undefined && Object.hasOwn(daemon.env, name);
    const secret = told ? daemon.secrets.includes(name) : looksSecret(name) && !isHarmless(value);
    const to = match.index + whole.length - 1;
    if (secret) yield { from: to - value.length, to };
  }
}

export function* needles(manifest: Manifest, values: readonly string[]): Iterable<Needle> {
  const all = new Set(values);
  const given = new Map<string, string[]>();
  for (const daemon of manifest.daemons) {
    for (const name of daemon.secrets) {
      const value = daemon.env[name] ?? '';
      // A short one or a common word is covered in its own place and nowhere else.
      if (value !== '' && !valuesOf(value).includes(value)) given.set(`${name}=${value}`, [`${name}=`, value, '']);
      for (const one of valuesOf(value)) all.add(one);
    }
    for (const text of texts(daemon)) for (const parts of looksOf(text)) given.set(parts.join('\0'), parts);
  }
  for (const value of all) {
    yield* needle('', value, '');
    if (value.includes('/')) yield* needle('', posix.normalize(value).replace(/(.)\/$/, '$1'), '');
  }
  for (const [before = '', hidden = '', after = ''] of given.values()) yield* needle(before, hidden, after);
}

export function* needle(before: string, hidden: string, after: string): Iterable<Needle> {
  for (const [begin = '', middle = '', end = ''] of spellings(before, hidden, after))
    yield { text: begin + middle + end, from: begin.length, to: begin.length + middle.length };
}

/** A secret by its looks, between what makes it look so: that much of it is not found by chance. */
export function* looksOf(text: string): Iterable<string[]> {
  for (const { from, to } of secretParts(text, true)) {
    const equals = text[from - 1] === '=';
    const name = equals ? (/[\w-]{0,100}=$/.exec(text.slice(Math.max(0, from - 101), from))?.[0] ?? '=') : '';
    const before = text.startsWith('://', from - 3) ? '://' : name;
    yield [before, text.slice(from, to), text[to] === '@' ? '@' : ''];
    // Blanks at the end are lost where systemd or we cut them off.
    const kept = text.slice(from, to).trimEnd();
    if (kept !== '' && kept.length < to - from) yield [before, kept, ''];
  }
}

/** Every text of a daemon's that may reach a file; not its name. */
function* texts(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* texts(item);
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) yield* texts(item);
}
