// The program a daemon starts with → is it there, may it be run, and is the interpreter in its first line there? Looks only.

import { posix } from 'node:path';
import { error, type Looking, type Said, warning } from './start.ts';

/** A script is shorter; of anything bigger the first line is not looked at. */
const MOST_BYTES = 256 * 1024;

export async function checkProgram(looking: Looking, program: string, daemonPath: string): Promise<readonly Said[]> {
  const seen = await looking.host.look(program);
  if (seen === null)
    return [
      error(
        'program-not-found',
        `its program ${program} is not there`,
        'install it, or mend `command` in the manifest',
      ),
    ];
  if (seen.kind === 'directory')
    return [
      error(
        'not-runnable',
        `its program ${program} is a folder`,
        'name the program in it: mend `command` in the manifest',
      ),
    ];
  if (!(await looking.host.executable(program)))
    return [error('not-runnable', `its program ${program} may not be run`, `chmod +x ${program}`)];
  return seen.size > MOST_BYTES ? [] : checkFirstLine(looking, program, daemonPath);
}

/** A bare name, on some path. */
export async function findProgram({ host }: Looking, name: string, path: string): Promise<string | null> {
  for (const folder of path.split(':')) {
    const at = posix.join(folder, name);
    if (folder.startsWith('/') && (await host.executable(at))) return at;
  }
  return null;
}

async function checkFirstLine(looking: Looking, program: string, daemonPath: string): Promise<readonly Said[]> {
  const read = await looking.host.read(program, MOST_BYTES);
  // What may be run need not be readable.
  if ('error' in read) return [];
  const head = Buffer.from(read.bytes.subarray(0, 512)).toString('latin1');
  if (!head.startsWith('#!')) return looksLikeText(head) ? [noInterpreter(program)] : [];
  const line = Buffer.from(head.slice(2).split('\n')[0] ?? '', 'latin1').toString();
  const [interpreter = '', ...words] = line.trim().split(/[ \t]+/);
  const common = `the first line of ${program} asks for`;
  if (interpreter === '') return [noInterpreter(program)];
  if (line.endsWith('\r'))
    return [
      error(
        'interpreter',
        `${common} ${interpreter} with a carriage return behind it: no such program`,
        `sed -i 's/\\r$//' ${program}`,
      ),
    ];
  if (!interpreter.startsWith('/')) return [];
  if (!(await looking.host.executable(interpreter)))
    return [error('interpreter', `${common} ${interpreter}, which is not there`, `install it, or mend that line`)];
  const [word] = words;
  // env looks on PATH, and its options and assignments are its own affair.
  if (posix.basename(interpreter) !== 'env' || word === undefined || !/^[\w.+][\w.+-]*$/.test(word)) return [];
  if ((await findProgram(looking, word, daemonPath)) !== null) return [];
  const hint = `install it, write its whole path there, or set \`env: {PATH: …}\` so that it is found`;
  return [error('interpreter', `${common} \`${word}\`, which is not on the daemon's PATH: ${daemonPath}`, hint)];
}

/** Some kernels are told to run other things by their first bytes or their names; so this is no certainty. */
const noInterpreter = (program: string): Said =>
  warning(
    'interpreter',
    `${program} looks like a script, but its first line names no interpreter`,
    `begin it with #!/bin/sh, say`,
  );

const looksLikeText = (head: string): boolean => head !== '' && !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(head);
