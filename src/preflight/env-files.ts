// The environment files of a daemon → are they there, can they be read, and what does their grammar make of each line? No
// value is ever shown: they hold secrets.

import { parseEnvFile } from '../env-file.ts';
import { error, type Looking, type Said, type Start, warning } from './start.ts';

const MOST_BYTES = 4 * 1024 * 1024;
/** Whoever points env_file at something else should not read a thousand lines about it. */
const MOST_LINES = 5;

type EnvFile = Start['envFiles'][number];

export async function checkEnvFile({ host }: Looking, { path, optional }: EnvFile): Promise<readonly Said[]> {
  const read = await host.read(path, MOST_BYTES);
  if ('bytes' in read) return grammar(path, read.bytes, optional);
  const amiss = optional ? warning : error;
  const and = optional ? ': it starts without it' : '';
  switch (read.error) {
    case 'ENOENT':
    case 'ENOTDIR':
      if (optional) return [];
      return [error('env-file', `its env_file ${path} is not there`, 'make it, or write {path: …, optional: true}')];
    case 'EISDIR':
      return [amiss('env-file', `its env_file ${path} is a folder${and}`, 'name a file in it')];
    case 'EACCES':
      return [amiss('env-file', `its env_file ${path} cannot be read: permission denied${and}`, `chmod u+r ${path}`)];
    case 'EFBIG':
      return [warning('env-file', `its env_file ${path} is too big to be looked through`, 'is it the right file?')];
    default:
      return [amiss('env-file', `its env_file ${path} cannot be read (${read.error})${and}`, 'name a readable file')];
  }
}

function grammar(path: string, bytes: Uint8Array, optional: boolean): readonly Said[] {
  const { problems } = parseEnvFile(bytes);
  const said = problems.map(({ line, message, fatal }): Said => {
    const amiss = fatal && !optional ? error : warning;
    const at = { file: path, line, column: 1, length: 1 };
    return {
      ...amiss('env-file-line', `its env_file ${path}, line ${line}: ${message}`, `mend line ${line} of it`),
      at,
    };
  });
  const sorted = [...said].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
  if (sorted.length <= MOST_LINES) return sorted;
  const more = warning(
    'env-file-line',
    `its env_file ${path} has ${sorted.length - MOST_LINES} more such lines`,
    'is it the right file?',
  );
  return [...sorted.slice(0, MOST_LINES), more];
}
