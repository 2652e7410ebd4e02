// The text of a manifest → a tree, or Problems. The only file that knows the yaml package, which is slow to load and to
// run: import it lazily, and only for what quick-yaml.ts leaves.
// Must not care what the fields mean: only what YAML allows and we do not.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../model.ts';
import { badCharacter } from './characters.ts';
import { MAX_DEPTH, MAX_NODES } from './limits.ts';
import { placeAt, type Source } from './source.ts';
import { problemAt, syntaxProblem, theFirst } from './yaml-mistakes.ts';
import { type ListNode, type MapEntry, type MapNode, type Node, place, type ScalarNode, type Span } from './tree.ts';

/** Of one key that stands in one map again and again. */
const MOST_TOLD = 60;

const CORE_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

export interface Read {
  readonly tree: Node | null;
  readonly problems: readonly Problem[];
}

export function readYaml(source: Source): Read {
  // uniqueKeys is quadratic, merge keys and aliases are ours to bound: the walk below does all three.
  const doc = parseDocument(source.text, {
    uniqueKeys: false,
    prettyErrors: false,
    stringKeys: true,
    // Not silent: that would hide a second document too. Nothing is printed by parseDocument.
    logLevel: 'error',
    strict: true,
  }) as Document.Parsed;
  const syntax = [...doc.errors, ...doc.warnings].map((error) => syntaxProblem(source, error));
  if (syntax.length > 0) return { tree: null, problems: theFirst(syntax) };
  const version = doc.directives?.yaml;
  const tags = Object.keys(doc.directives?.tags ?? {}).length > 1;
  if (tags || (version?.explicit && version.version !== '1.2')) {
    return {
      tree: null,
      problems: [problemAt(source, 0, 5, 'yaml-version', 'a manifest is plain YAML 1.2; take the line with the % out')],
    };
  }
  if (!doc.contents || (isScalar(doc.contents) && doc.contents.value === null)) {
    const at = placeAt(source, 0, 1);
    const hint = 'the smallest manifest is `version: 1`';
    return { tree: null, problems: [{ severity: 'error', code: 'empty', message: 'the manifest is empty', at, hint }] };
  }
  const walk = new Walk(source);
  const tree = walk.node(doc.contents, 0);
  // A bad character or a key that stands twice is one mistake among others; a broken tree is no tree.
  return { tree: walk.problems.some((problem) => BREAKS.has(problem.code)) ? null : tree, problems: walk.problems };
}

const BREAKS = new Set([
  'too-many',
  'too-deep',
  'unknown-alias',
  'alias-cycle',
  'merge-key',
  'scalar',
  'number',
  'tag',
]);

/** State of one walk over one document; lives no longer than readYaml. */
class Walk {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  /** null: it is being read. */
  readonly #anchors = new Map<string, { readonly node: Node; readonly size: number; readonly height: number } | null>();
  readonly #heights = new WeakMap<Node, number>();
  #count = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  node(of: unknown, depth: number, at?: Span): Node {
    if (isAlias(of)) return this.#alias(of, depth);
    const span = this.#span(of, at);
    if (++this.#count > MAX_NODES) {
      if (this.#count === MAX_NODES + 1)
        this.#say(span, 'too-many', `more than ${MAX_NODES} values: is this an alias bomb?`);
      return this.#nothing(span);
    }
    if (depth > MAX_DEPTH) {
      this.#say(span, 'too-deep', `nested more than ${MAX_DEPTH} deep`);
      return this.#nothing(span);
    }
    const tag = (of as { tag?: string } | null)?.tag;
    if (tag !== undefined && !CORE_TAGS.has(tag)) {
      this.#say(
        span,
        'tag',
        `the tag ${tag.replace('tag:yaml.org,2002:', '!!')} means nothing in a manifest`,
        'take it out',
      );
    }
    const anchor = (of as { anchor?: string } | null)?.anchor;
    // From here on its name means this node, also inside it: an alias there holds itself.
    if (anchor) this.#anchors.set(anchor, null);
    const start = this.#count;
    const node = isMap(of)
      ? this.#map(of, span, depth)
      : isSeq(of)
        ? this.#list(of.items, span, depth)
        : this.#scalar(of, span);
    if (anchor) this.#anchors.set(anchor, { node, size: this.#count - start + 1, height: this.#height(node) });
    return node;
  }

  #alias(alias: Alias, depth: number): Node {
    const span = this.#span(alias);
    const known = this.#anchors.get(alias.source);
    if (known === undefined) {
      // Its name may be half a password that should have been in quotes.
      this.#say(span, 'unknown-alias', 'there is no such anchor before this', 'if it is text, put it in quotes');
      return this.#nothing(span);
    }
    if (known === null) {
      this.#say(span, 'alias-cycle', 'this alias holds itself');
      return this.#nothing(span);
    }
    if (depth + known.height > MAX_DEPTH) {
      this.#say(span, 'too-deep', `nested more than ${MAX_DEPTH} deep, through aliases`);
      return this.#nothing(span);
    }
    this.#count += known.size; // Shared in memory, but whoever reads the tree walks it each time.
    if (this.#count > MAX_NODES && this.#count - known.size <= MAX_NODES) {
      this.#say(span, 'too-many', `more than ${MAX_NODES} values after aliases: is this an alias bomb?`);
    }
    return this.#count > MAX_NODES ? this.#nothing(span) : known.node;
  }

  #height(node: Node): number {
    const known = this.#heights.get(node);
    if (known !== undefined) return known;
    const below =
      node.kind === 'list'
        ? node.items
        : node.kind === 'map'
          ? [...node.entries.values()].map(({ value }) => value)
          : [];
    let height = 0;
    for (const one of below) height = Math.max(height, 1 + this.#height(one));
    this.#heights.set(node, height);
    return height;
  }

  #list(items: readonly unknown[], span: Span, depth: number): ListNode {
    return { kind: 'list', ...span, items: items.map((item) => this.node(item, depth + 1, span)) };
  }

  #map(map: YAMLMap, span: Span, depth: number): MapNode {
    const own = new Map<string, MapEntry>();
    const twice = new Map<string, number>();
    const merged: MapNode[] = [];
    for (const pair of map.items) {
      if (!isPair(pair)) continue;
      const keyNode = pair.key as Scalar | null;
      const key = this.#span(keyNode, span);
      // stringKeys has made an error of every other kind.
      const name = typeof keyNode?.value === 'string' ? keyNode.value : '';
      const named = (keyNode as { anchor?: string } | null)?.anchor;
      if (named) this.#anchors.set(named, { node: this.#scalar(keyNode, key), size: 1, height: 0 });
      // A key without a value has a zero-width one behind its colon: better to point at the key.
      const value = this.node(pair.value, depth + 1, key);
      this.#characters(name, key);
      if (name === '<<' && (keyNode as { type?: string } | null)?.type === 'PLAIN') {
        for (const from of this.#mergeSources(value)) merged.push(from);
        continue;
      }
      const before = own.get(name);
      const again = before ? (twice.get(name) ?? 0) + 1 : 0;
      if (before) twice.set(name, again);
      // Each is told, until nobody would read on.
      if (before && again <= MOST_TOLD) {
        this.problems.push({
          severity: 'error',
          code: 'duplicate-key',
          message: `\`${name}\` stands here twice`,
          at: place(key),
          related: [{ at: place(before.key), message: 'first here' }],
        });
      }
      own.set(name, { key, value });
    }
    for (const [name, times] of twice) {
      const last = own.get(name);
      if (!last || times <= MOST_TOLD) continue;
      const message = `\`${name}\` stands here ${times - MOST_TOLD} more times`;
      this.problems.push({ severity: 'error', code: 'duplicate-key', message, at: place(last.key) });
    }
    if (merged.length === 0) return { kind: 'map', ...span, entries: own };
    const entries = new Map<string, MapEntry>();
    for (const from of [...merged].reverse()) for (const [name, entry] of from.entries) entries.set(name, entry);
    for (const [name, entry] of own) entries.set(name, entry);
    return { kind: 'map', ...span, entries };
  }

  #mergeSources(value: Node): MapNode[] {
    if (value.kind === 'map') return [value];
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map')) return value.items as MapNode[];
    this.#say(value, 'merge-key', '`<<` takes a map, an alias of one, or a list of them');
    return [];
  }

  #scalar(of: unknown, span: Span): ScalarNode {
    const scalar = of as (Scalar & { source?: string; type?: string }) | null;
    const value = scalar?.value ?? null;
    if (typeof value === 'string') this.#characters(value, span);
    else if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#say(span, 'number', `${scalar?.source ?? value} is not a number that anything can use`);
    } else if (value !== null && typeof value !== 'number' && typeof value !== 'boolean') {
      this.#say(span, 'scalar', 'this kind of value means nothing in a manifest');
      return this.#nothing(span);
    }
    const isPlain = scalar?.type === 'PLAIN';
    return {
      kind: 'scalar',
      ...span,
      value,
      text: isPlain ? (scalar?.source ?? String(value)) : String(value),
      plain: isPlain,
    };
  }

  #characters(text: string, span: Span): void {
    const bad = badCharacter(text);
    if (bad) this.#say(span, 'character', `${bad} is not allowed in a manifest`);
  }

  #span(of: unknown, otherwise?: Span): Span {
    const range = (of as { range?: readonly [number, number, number] } | null)?.range;
    if (!range || range[0] === range[1])
      return otherwise ?? { source: this.#source, start: range?.[0] ?? 0, end: range?.[1] ?? 1 };
    return { source: this.#source, start: range[0], end: range[1] };
  }

  #nothing(span: Span): ScalarNode {
    return {
      kind: 'scalar',
      source: span.source,
      start: span.start,
      end: span.end,
      value: null,
      text: '',
      plain: true,
    };
  }

  #say(span: Span, code: string, message: string, hint?: string): void {
    this.problems.push({ severity: 'error', code, message, at: place(span), ...(hint ? { hint } : {}) });
  }
}
