// Arguments and working directories of daemons in places that macOS guards → findings. The program itself, its logs and its
// env_file are the preflight's; these keep no daemon from starting, but what it reads there may be refused (L80).

import { type Finding, note, warning } from '../../doctor/finding.ts';
import type { Subject } from '../../doctor/subject.ts';
import type { Hands } from '../../host.ts';
import { guardedBy } from '../../preflight/guarded.ts';
import { guards } from './guards.ts';

export async function checkWorkingFolders(host: Hands, { starts, facts }: Subject): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const looking = { host, uid: (await host.caller()).uid };
  const guarded = guards(facts);
  for (const [daemon, { argv, workingDirectory }] of starts) {
    // The first is the program, the second the script: the preflight speaks of both.
    for (const word of new Set((argv ?? []).slice(2).map(pathIn))) {
      const where = word === null ? null : await guardedBy(looking, guarded, word);
      if (where !== null)
        found.push(
          warning('guarded-argument', {
            daemon,
            what: `\`${daemon}\`: its argument ${word} is in ${where}`,
            why: 'macOS asks a person for such a folder, and nobody is asked for a daemon: what it reads there is refused',
            mend: 'move it elsewhere, or allow the program in System Settings › Privacy & Security › Full Disk Access',
          }),
        );
    }
    const where = workingDirectory === null ? null : await guardedBy(looking, guarded, workingDirectory);
    if (where !== null)
      found.push(
        note('guarded-folder', {
          daemon,
          what: `\`${daemon}\`: its working_directory ${workingDirectory} is in ${where}`,
          why: 'it starts there all the same; what it reads or writes there may be refused',
          mend: 'nothing, while it works; else move it elsewhere',
        }),
      );
  }
  return found;
}

/** A word, or what stands behind the `=` of an option. */
const pathIn = (word: string): string | null => /^(?:--?[\w-]+=)?(\/.*)$/.exec(word)?.[1] ?? null;
