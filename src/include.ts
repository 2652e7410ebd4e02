// What a manifest includes, as written → the files meant, in order, or why not. Lists folders, reads no file.

import { posix } from 'node:path';
import { globMatcher, hasGlob, MOST_MATCHES } from './glob.ts';
import type { Host } from './host.ts';
import { expand } from './manifest/expand.ts';
import { includes, type ParsedSource } from './manifest/index.ts';
import type { Facts, Place, Problem } from './model.ts';
import { accountVariables } from './needs.ts';

export interface Include {
  readonly path: string;
  readonly at: Place;
}

export interface Included {
  readonly files: readonly Include[];
  readonly refused: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Patterns as written: those that lead somewhere, and those that lead nowhere now. */
  readonly matched: readonly string[];
  readonly empty: readonly string[];
}

/** Globs are listed folder by folder; every match of one pattern, then of all, in sorted order, none twice. */
export async function resolveIncludes(host: Host, main: ParsedSource, facts: Facts): Promise<Included> {
  const found = new Map<string, Include>();
  const refused: Problem[] = [];
  const warnings: Problem[] = [];
  const matched: string[] = [];
  const empty: string[] = [];
  const refuse = (code: string, message: string, hint: string, at: Place): void => {
    refused.push({ severity: 'error', code, message, hint, at });
  };
  for (const { pattern, at } of includes(main)) {
    const expanded = expand(pattern, accountVariables(facts, main.source.dir));
    if (typeof expanded !== 'string') {
      refuse('variable', expanded.error, expanded.hint, at);
    } else if (!expanded.startsWith('/') && main.source.dir === null) {
      const hint = 'write an absolute path, or one that begins with ~/';
      refuse('relative-path', `\`${expanded}\` is relative, and standard input has no folder`, hint, at);
    } else {
      const files = await expandGlob(host, main.source.dir ?? '/', expanded);
      if (files === null)
        refuse('include', `\`${pattern}\` matches more than ${MOST_MATCHES} files`, 'name the folder', at);
      else if (files.length === 0) {
        const message = `\`${pattern}\` matches no file`;
        warnings.push({ severity: 'warning', code: 'include', message, hint: 'add one, or take the pattern out', at });
      }
      if (files !== null) (files.length > 0 ? matched : empty).push(pattern);
      for (const path of files ?? []) if (!found.has(path)) found.set(path, { path, at });
    }
  }
  return { files: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), refused, warnings, matched, empty };
}

/** From a folder that is meant as it stands, brackets and all. null: there are more matches than anybody means. */
async function expandGlob(host: Host, from: string, pattern: string): Promise<readonly string[] | null> {
  let bases = [pattern.startsWith('/') ? '' : from === '/' ? '' : from];
  if (!hasGlob(pattern)) return [posix.resolve(from, pattern)];
  for (const part of pattern.split('/').filter((one) => one !== '' && one !== '.')) {
    if (part === '..') bases = bases.map((base) => posix.dirname(base));
    else if (!hasGlob(part)) bases = bases.map((base) => `${base}/${part}`);
    else {
      const matches = globMatcher(part);
      const next: string[] = [];
      for (const base of bases) {
        for (const name of (await host.list(base || '/')) ?? []) if (matches(name)) next.push(`${base}/${name}`);
        if (next.length > MOST_MATCHES) return null;
      }
      bases = next;
    }
  }
  const files: string[] = [];
  for (const path of bases) if ((await host.look(path))?.kind === 'file') files.push(path);
  return files;
}
