// A file as it was found → the secrets in it, by their names and looks, each as what is to be looked for elsewhere; and where
// they stand in it for sure. Pure. It may be of an older manifest, or changed by hand: nothing but the file itself is known.
import { isHarmless, looksSecret } from '../manifest/secrets.ts';
import { firstWord } from '../systemd/words.ts';
import { looksOf, needle } from './mask-files.ts';
import type { Needle } from './needles.ts';
import { joined, type Part, secretParts } from './secret-parts.ts';
import { valuesOf } from './secret-values.ts';

/** `open`: values that the manifest says are no secrets. */
export function* oldNeedles(text: string, open: ReadonlySet<string>): Iterable<Needle> {
  for (const { name, value } of assignments(text)) {
    if (!looksSecret(name) || isHarmless(value) || open.has(value)) continue;
    yield* needle(`${name}=`, value, '');
    for (const one of valuesOf(value)) yield* needle('', one, '');
  }
  for (const word of words(text)) {
    for (const [before = '', hidden = '', after = ''] of looksOf(word)) {
      if (open.has(hidden)) continue;
      yield* needle(before, hidden, after);
      if (before.endsWith('=')) for (const one of valuesOf(hidden)) yield* needle('', one, '');
    }
  }
}

/** By looks, and of an Environment= line with a secret name all that follows. */
export function oldParts(text: string): Part[] {
  if (text.startsWith('<?xml')) {
    const told = [...keyed(text)].filter(({ name, value }) => looksSecret(name) && !isHarmless(value));
    return joined([...told, ...secretParts(text)]);
  }
  const lines = Array.from(text.matchAll(/^(\s*Environment\s*=.*?\b(\w+)=)(.*?)["']?$/gm)).flatMap((match) => {
    const [, before = '', name = '', value = ''] = match;
    const from = match.index + before.length;
    return looksSecret(name) && !isHarmless(value) ? [{ from, to: from + value.length }] : [];
  });
  return joined([...lines, ...secretParts(text)]);
}

function* assignments(text: string): Iterable<{ readonly name: string; readonly value: string }> {
  yield* keyed(text);
  for (const word of words(text)) {
    const equals = word.indexOf('=');
    if (/^\w+$/.test(word.slice(0, equals))) yield { name: word.slice(0, equals), value: word.slice(equals + 1) };
  }
}

function* keyed(text: string): Iterable<Part & { readonly name: string; readonly value: string }> {
  for (const match of text.matchAll(/<key>([^<]*)<\/key>\s*<(?:string|integer|real)>([^<]*)</g)) {
    const [whole, name = '', raw = ''] = match;
    const to = match.index + whole.length - 1;
    yield { name, value: fromXml(raw), from: to - raw.length, to };
  }
}

/** As whoever reads the file would divide and read them. */
function words(text: string): string[] {
  if (text.startsWith('<?xml')) return Array.from(text.matchAll(/<string>([^<]*)</g), ([, raw = '']) => fromXml(raw));
  if (text.startsWith('#!'))
    return Array.from(text.matchAll(/(?:[^\s'"\\]|'[^']*'|"[^"]*"|\\.)+/gs), ([word]) =>
      word.replace(
        /'([^']*)'|"([^"]*)"|\\(.)/gs,
        (_, one?: string, two?: string, three?: string) => one ?? two ?? three ?? '',
      ),
    );
  return text.split('\n').flatMap((line) => unitWords(line.slice(line.indexOf('=') + 1)));
}

function unitWords(value: string): string[] {
  const found: string[] = [];
  for (let at: number | null = 0; at !== null; ) {
    const one = firstWord(value, at, { unquote: true, cunescape: true, keepUnknownEscapes: true, relaxed: true });
    if (one.kind !== 'word') break;
    const word = one.word.replaceAll('%%', '%');
    found.push(word, ...(word.includes('$$') ? [word.replaceAll('$$', '$')] : []));
    at = one.next;
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#xD': '\r' };

const fromXml = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos|#xD);/g, (entity, name: string) => ENTITIES[name] ?? entity);
