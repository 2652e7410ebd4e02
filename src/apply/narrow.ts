// One step × some of its daemons → the step for these alone: the others' words and targets are left out. Pure.

import type { Argv, Step } from '../model.ts';

export type RunStep = Extract<Step, { readonly kind: 'run' }>;
export type AwaitStep = Extract<Step, { readonly kind: 'await' }>;

/** null: nothing is left of it. A step that is everybody's stays as it is. */
export function narrowed(step: Step, names: ReadonlySet<string>): Step | null {
  if (step.daemons.length === 0) return step;
  const daemons = step.daemons.filter((name) => names.has(name));
  if (daemons.length === step.daemons.length) return step;
  if (daemons.length === 0) return null;
  if (step.kind === 'await') {
    const targets = step.targets.filter(({ daemon }) => names.has(daemon));
    return targets.length > 0 ? { ...step, daemons, targets } : null;
  }
  if (step.kind !== 'run' || !step.each) return { ...step, daemons };
  const each = step.each.filter(({ daemon }) => names.has(daemon));
  if (each.length === 0) return null;
  const words = each.map(({ word }) => word);
  const otherwise = step.otherwise && withWords(step.otherwise, step.each, words);
  return { ...step, daemons, each, argv: wordsInPlace(step, words), ...(otherwise ? { otherwise } : {}) };
}

/** The step's argv with other words where those of its daemons are. */
export function wordsInPlace({ argv, each = [] }: RunStep, words: readonly string[]): Argv {
  const replaced = withWords(argv, each, words);
  if (replaced === null) throw new Error(`these are not its last words: ${argv.join(' ')}`);
  return replaced;
}

/** null: it does not end in those words, so nobody can say whose it is. */
export function withWords(argv: Argv, each: NonNullable<RunStep['each']>, words: readonly string[]): Argv | null {
  const head = argv.slice(0, argv.length - each.length);
  const [program, ...rest] = head;
  const tail = argv.slice(head.length);
  if (program === undefined || !each.every(({ word }, i) => tail[i] === word)) return null;
  return [program, ...rest, ...words];
}
