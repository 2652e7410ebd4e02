// The tree of a manifest → where its secrets stand and what they are. Pure. Follows aliases: a value belongs to whoever uses it.
import { expand, type Variables } from '../manifest/expand.ts';
import { isHarmless, looksSecret } from '../manifest/secrets.ts';
import type { MapNode, Node, ScalarNode } from '../manifest/tree.ts';
import { type Part, secretParts } from './secret-parts.ts';

/** Shorter ones (`1`, `always`) stand everywhere by chance; taken out wherever they occur they would only garble. */
const TOO_SHORT = 6;

/** So do these, and whoever has one of them for a password hides nothing: a unit or plist says them of itself. */
const COMMON = new Set(
  `always background best-effort calendar command daemonsync default direct interactive internet journal manual network
  notify on-failure oneshot service simple standard system user-manager /usr/bin /bin/sh /usr/local/bin`.split(/\s+/),
);

/** Of a text of several lines, a line of this length says enough to be a secret by itself. */
const LONG_LINE = 16;

export interface Secrets {
  /** Offsets in the text of the tree. */
  readonly ranges: Part[];
  readonly values: Set<string>;
}

export function secretsOf(tree: Node, variables: Variables | null): Secrets {
  const secrets: Secrets = { ranges: [], values: new Set() };
  const seen = { secret: new Set<Node>(), other: new Set<Node>() };
  const walk = (node: Node, secret: boolean, depth: number, inDaemons: boolean): void => {
    const met = secret ? seen.secret : seen.other;
    if (met.has(node)) return;
    met.add(node);
    if (node.kind === 'scalar') {
      if (secret) takeWhole(node, secrets, variables);
      else takeParts(node, secrets);
      return;
    }
    if (secret) secrets.ranges.push({ from: node.start, to: node.end });
    if (node.kind === 'list') for (const item of node.items) walk(item, secret, depth + 1, false);
    else {
      for (const [name, { value }] of node.entries) {
        // A daemon may be called `token-refresher`.
        const named = looksSecret(name) && !(depth === 1 && inDaemons) && !isPublic(value);
        walk(value, secret || named, depth + 1, depth === 0 && name === 'daemons');
      }
    }
  };
  walk(tree, false, 0, false);
  return secrets;
}

const isPublic = (node: Node): boolean => {
  const said = (node as Partial<MapNode>).entries?.get('public')?.value;
  return said?.kind === 'scalar' && said.value === true;
};

function takeWhole(node: ScalarNode, { ranges, values }: Secrets, variables: Variables | null): void {
  if (isHarmless(node.text)) return;
  ranges.push({ from: node.start, to: node.end });
  const expanded = variables && expand(node.text, variables);
  for (const text of [node.text, ...(typeof expanded === 'string' ? [expanded] : [])])
    for (const value of valuesOf(text)) values.add(value);
}

/** The value, and what of it would be recognized elsewhere. */
export function valuesOf(text: string): string[] {
  const lines = text.includes('\n') ? text.split('\n').map((line) => line.trim()) : [];
  return [text, text.trim()]
    .filter((value) => value.length >= TOO_SHORT && !COMMON.has(value.toLowerCase()))
    .concat(lines.filter((line) => line.length >= LONG_LINE));
}

function takeParts(node: ScalarNode, { ranges, values }: Secrets): void {
  if (typeof node.value !== 'string') return;
  const parts = secretParts(node.text, true);
  if (parts.length === 0) return;
  const raw = node.source.text.slice(node.start, node.end);
  const offset = raw.startsWith(node.text, 1) ? 1 : raw.startsWith(node.text) ? 0 : -1;
  // Written otherwise than it reads, a part of it cannot be told from the rest.
  if (offset < 0) ranges.push({ from: node.start, to: node.end });
  else
    for (const { from, to } of parts) ranges.push({ from: node.start + offset + from, to: node.start + offset + to });
  for (const { from, to } of parts)
    if (/[A-Z0-9_]=$/.test(node.text.slice(Math.max(0, from - 2), from)))
      for (const value of valuesOf(node.text.slice(from, to))) values.add(value);
}
