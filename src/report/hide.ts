// The texts that problems point into → what of a line may not be shown, and a problem that quotes nothing of it. Goes by
// the tree where there is one, else by guessing. Pure; costs nothing until it is made, so make it only to show something.
import type { Variables } from '../manifest/expand.ts';
import { quickYaml } from '../manifest/quick-yaml.ts';
import { sourceOf } from '../manifest/source.ts';
import type { Node } from '../manifest/tree.ts';
import type { Place, Problem } from '../model.ts';
import { guessedParts } from './guess.ts';
import { MASK, maskText } from './mask.ts';
import { finder, type Finder } from './needles.ts';
import { joined, type Part, secretParts } from './secret-parts.ts';
import { secretsOf, valuesOf } from './secret-values.ts';

export interface Hiding {
  /** Values of secrets that are long enough to be looked for wherever they may stand. */
  readonly values: readonly string[];
  readonly find: Finder;
  readonly texts: ReadonlyMap<string, HiddenText>;
}

interface HiddenText {
  readonly text: string;
  readonly lines: readonly number[];
  readonly parts: readonly Part[];
}

/** What is known of a text's tree. `sound`: nothing was wrong with it, so nothing stands in the text but not in the tree. */
export interface Known {
  readonly tree: Node | null;
  readonly sound: boolean;
}

export function hidingOf(
  sources: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, Known> = new Map(),
  variables: Variables | null = null,
): Hiding {
  const values = new Set<string>();
  const texts = new Map<string, HiddenText>();
  for (const [name, text] of sources) {
    const source = sourceOf(name, null, text);
    const { tree, sound } = known.get(name) ?? read(quickYaml(source));
    const secrets = tree && secretsOf(tree, variables);
    for (const value of secrets?.values ?? []) values.add(value);
    const guessed = sound ? [] : guessedParts(text);
    for (const { from, to } of guessed) for (const value of guessedValues(text.slice(from, to))) values.add(value);
    texts.set(name, { text, lines: source.lines, parts: joined([...(secrets?.ranges ?? []), ...guessed]) });
  }
  return { values: [...values], find: finder([...values].flatMap(inYaml)), texts };
}

const read = (tree: Node | null): Known => ({ tree, sound: tree !== null });

/** Bare, and in either kind of quotes. */
const inYaml = (value: string) =>
  [value, JSON.stringify(value).slice(1, -1), value.replaceAll("'", "''")].map((text) => ({
    text,
    from: 0,
    to: text.length,
  }));

function guessedValues(hidden: string): string[] {
  const comment = hidden.indexOf(' #');
  const bare = (comment < 0 ? hidden : hidden.slice(0, comment)).trim();
  const quoted = /^["']/.test(bare) ? bare.slice(1, bare.endsWith(bare[0] ?? '') ? -1 : undefined) : bare;
  return [bare, quoted, quoted.split(/["',}\]]/, 1)[0] ?? ''].flatMap(valuesOf);
}

/** Of one line, in units from its beginning. */
export function hiddenInLine({ texts, find }: Hiding, at: Place, line: string): Part[] {
  const known = texts.get(at.file);
  const start = known?.lines[at.line - 1] ?? 0;
  const inside = (known?.parts ?? [])
    .filter(({ from, to }) => from < start + line.length && to > start)
    .map(({ from, to }) => ({ from: Math.max(0, from - start), to: Math.min(line.length, to - start) }));
  return joined([...inside, ...find(line), ...secretParts(line)]);
}

/** A message may quote what it complains of, or a piece of it. */
export function maskProblem(problem: Problem, hiding: Hiding): Problem {
  const about = problem.at ? hiddenAt(hiding, problem.at) : '';
  const masked = (text: string): string => withoutPieces(maskText(text, hiding.find), about);
  return {
    ...problem,
    message: masked(problem.message),
    ...(problem.hint === undefined ? {} : { hint: masked(problem.hint) }),
    ...(problem.related === undefined
      ? {}
      : { related: problem.related.map((one) => ({ ...one, message: masked(one.message) })) }),
  };
}

function hiddenAt({ texts }: Hiding, { file, line, column, length }: Place): string {
  const known = texts.get(file);
  const start = (known?.lines[line - 1] ?? 0) + column - 1;
  return (known?.parts ?? [])
    .filter(({ from, to }) => from < start + length && to > start)
    .map(({ from, to }) => known?.text.slice(from, to))
    .join('\n');
}

function withoutPieces(message: string, about: string): string {
  if (about === '') return message;
  return message.replace(/`([^`]+)`|"([^"]+)"/g, (whole, one: string | undefined, other: string | undefined) => {
    const piece = one ?? other ?? '';
    return /\w/.test(piece) && about.includes(piece) ? `${whole[0]}${MASK}${whole[0]}` : whole;
  });
}
