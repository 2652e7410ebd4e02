// A start → every `~` in it that nobody will expand: no service manager does. Where one stands at the beginning of a program,
// a folder or a log, it cannot start (L79); elsewhere only the program itself knows what it makes of it. Pure.

import { error, type Said, type Start, warning } from './start.ts';

export interface Tilde {
  /** `argument`, `PATH` …: what it stands in. */
  readonly where: 'program' | 'working_directory' | 'log' | 'env_file' | 'path' | 'argument' | 'variable';
  readonly name: string;
  readonly text: string;
}

/** `~`, `~/…`, `~ann/…` at the beginning. */
const begins = (text: string): boolean => /^~[a-z_]?[\w.-]*(?:\/|$)/.test(text);

export function tildesIn({ argv, workingDirectory, outputs, envFiles, env }: Start): readonly Tilde[] {
  const found: Tilde[] = [];
  const look = (where: Tilde['where'], name: string, text: string, bad: boolean): void => {
    if (bad) found.push({ where, name, text });
  };
  for (const [at, word] of (argv ?? []).entries())
    look(at === 0 ? 'program' : 'argument', '', word, begins(word) || (at > 0 && /^--?[\w-]+=~\//.test(word)));
  if (workingDirectory !== null) look('working_directory', '', workingDirectory, begins(workingDirectory));
  for (const path of outputs) look('log', '', path, begins(path));
  for (const { path } of envFiles) look('env_file', '', path, begins(path));
  for (const [name, value] of Object.entries(env)) {
    if (name === 'PATH') for (const folder of value.split(':')) look('path', name, folder, begins(folder));
    else look('variable', name, value, begins(value));
  }
  return found;
}

/** What keeps it from starting, and a PATH in which nothing is found. */
export function checkTildes(start: Start): readonly Said[] {
  return tildesIn(start).flatMap(({ where, text }): Said[] => {
    const stays = `the \`~\` in ${text} stays as it is, nobody expands it`;
    const hint = 'write the whole path, or `${HOME}` where the manifest expands it';
    switch (where) {
      case 'program':
        return [error('tilde', `its program is not to be found: ${stays}`, hint)];
      case 'working_directory':
        return [error('tilde', `its working directory is not to be found: ${stays}`, hint)];
      case 'log':
        return [error('tilde', `its log cannot be opened: ${stays}`, hint)];
      case 'env_file':
        return [error('tilde', `its env_file is not to be found: ${stays}`, hint)];
      case 'path':
        return [warning('tilde', `in its PATH ${stays}`, hint)];
      case 'argument':
      case 'variable':
        return [];
    }
  });
}
