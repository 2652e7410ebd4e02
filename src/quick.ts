// apply and diff where nothing has changed since the last look: a bundle of its own, a few kilobytes, because loading the whole
// program takes longer than the answer. Whatever it does not understand, or cannot answer, is left to the whole program: it
// says nothing then, and has changed nothing. With main.ts and boot.ts the only file that touches `process`.
import * as fs from 'node:fs';
import type { Build } from './commands/context.ts';
import { answerQuickly } from './commands/quickly.ts';
import { inSync, questionOf } from './commands/question.ts';
import { nodeFiles } from './node/files.ts';
import { thisMachine } from './node/machine.ts';
import { run } from './node/run.ts';

/** false: nothing was said. */
export async function quick({ build }: Build, argv: readonly string[]): Promise<boolean> {
  const asked = understood(argv);
  if (asked === null) return false;
  const { DAEMONSYNC_FILE: variable = null, XDG_RUNTIME_DIR: runtimeDir = null } = process.env;
  try {
    const about = questionOf({
      build,
      file: asked.file,
      variable,
      runtimeDir,
      cwd: () => process.cwd(),
      machine: thisMachine(),
    });
    if (about === null) return false;
    const caller = async () => ({ uid: process.geteuid?.() ?? -1 });
    const known = await answerQuickly({ ...nodeFiles, caller, run, now: Date.now, touch }, about);
    if (known === null) return false;
    if (!asked.quiet) fs.writeSync(1, inSync(known.daemons));
    return true;
  } catch {
    return false;
  }
}

function touch(path: string): void {
  const now = new Date();
  fs.utimesSync(path, now, now);
}

/** The words of a login, and of most hooks; the whole program understands all others. */
function understood(argv: readonly string[]): { readonly file: string | null; readonly quiet: boolean } | null {
  let command: string | null = null;
  let file: string | null = null;
  let quiet = false;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '-q' || word === '--quiet') quiet = true;
    else if ((word === '-f' || word === '--file') && !argv[at + 1]?.startsWith('-')) file = argv[(at += 1)] ?? '';
    else if (command === null && (word === 'apply' || word === 'diff')) command = word;
    else if (word !== '-y' && word !== '--yes') return null;
  }
  return command === null || file === '' || (command === 'diff' && argv.some((word) => /^(-y|--yes)$/.test(word)))
    ? null
    : { file, quiet };
}
