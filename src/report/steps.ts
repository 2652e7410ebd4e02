// A Step → how it reads in a plan: the command itself, quoted so that it could be pasted into a shell, or what a shell
// would call it where no command is run. Only what is shown is shortened, never what runs. Pure.

import type { Argv, Awaited, Step } from '../model.ts';
import { shellQuote } from '../wrapper/shell-text.ts';
import { harmless, plural } from './text.ts';
import { octal } from '../octal.ts';

/** More words than this of one batch are not read anyway. */
const SHOWN = 6;

/** `whole`: to the last word. */
export function shownStep(step: Step, whole = false): string {
  return harmless(words(step, whole));
}

function words(step: Step, whole: boolean): string {
  switch (step.kind) {
    case 'run':
      // What root runs is shown to the last word: a person may have to run it.
      return (
        batched(step.argv, whole || step.privileged ? 0 : (step.each?.length ?? 0)) +
        alternative(step.otherwise) +
        undoing(step.undo, whole)
      );
    case 'write':
      return `write ${quoted(step.file.path)} (${octal(step.file.mode)})`;
    case 'copy':
      return `cp ${quoted(step.from)} ${quoted(step.to)}`;
    case 'ensure':
      return step.what === 'folder'
        ? `mkdir -p -m ${octal(step.mode)} ${quoted(step.path)}`
        : `create ${quoted(step.path)} (${octal(step.mode)})`;
    case 'link':
      return `ln -sf ${quoted(step.target)} ${quoted(step.path)}`;
    case 'chmod':
      return `chmod ${octal(step.mode)} ${quoted(step.path)}`;
    case 'remove':
      return `rm -f ${quoted(step.path)}`;
    case 'prune':
      return `rmdir ${quoted(step.path)} (if it is empty)`;
    case 'await':
      return `wait until ${shortened(step.targets.map(awaited), 'units')}`;
  }
}

function batched(argv: Argv, batch: number): string {
  const head = argv.slice(0, argv.length - batch).map(quoted);
  const tail = argv.slice(argv.length - batch).map(quoted);
  if (batch <= SHOWN) return [...head, ...tail].join(' ');
  return `${[...head, ...tail.slice(0, SHOWN)].join(' ')} … (${plural(batch, 'unit')})`;
}

const alternative = (argv: Argv | undefined): string =>
  argv ? ` (or, if refused: ${argv.map(quoted).join(' ')})` : '';

function shortened(all: readonly string[], what: string): string {
  return all.length <= SHOWN ? all.join(', ') : `${all.slice(0, SHOWN).join(', ')} … (${all.length} ${what})`;
}

const undoing = (undo: readonly Step[] | undefined, whole: boolean): string =>
  undo ? ` (or, if refused: ${undo.map((step) => words(step, whole)).join('; ')})` : '';

const awaited = ({ id, until, health, nudge }: Awaited): string =>
  `${id} is ${until}${health ? ' and healthy' : ''}${nudge ? ` (or, if nothing begins: ${nudge.argv.map(quoted).join(' ')})` : ''}`;

/** A command cannot hold a NUL, but a plan of one should not be what tells. */
const quoted = (word: string): string => shellQuote(word.replaceAll('\0', '\ufffd'));
