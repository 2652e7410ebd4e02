// install, mv, rm and their kin, as they are called through sudo: on the files of the stand-in world, as root or as the
// caller. Only the options that daemonsync uses; anything else is refused loudly.

import type { Ran } from '../../../src/host.ts';
import { baseName, type MemoryFiles, parent } from '../memory-files.ts';

/** All that they need of a machine, whatever manager is on it. */
interface Machine {
  readonly files: MemoryFiles;
  readonly settings: { readonly account: { readonly user: string; readonly uid: number } };
}

export type Command = (machine: Machine, words: readonly string[], uid: number) => Ran;

const OK: Ran = { code: 0, stdout: '', stderr: '' };
export const refused = (program: string, path: string, why: string): Ran => ({
  code: 1,
  stdout: '',
  stderr: `${program}: '${path}': ${why}\n`,
});
const ABSENT = 'No such file or directory';

interface Words {
  readonly options: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
}

/** `-fT` is `-f -T`; the letters in `taking` have a value, in the same word or the next. */
export function parsed(program: string, words: readonly string[], known: string, taking = ''): Words {
  const [options, values, paths] = [new Set<string>(), new Map<string, string>(), [] as string[]];
  let only = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (only || !word.startsWith('-') || word === '-') paths.push(word);
    else if (word === '--') only = true;
    else if (word.startsWith('--')) options.add(word.slice(2));
    else {
      const letters = word.slice(1);
      for (let n = 0; n < letters.length; n += 1) {
        const letter = letters[n] ?? '';
        if (taking.includes(letter)) {
          values.set(letter, letters.slice(n + 1) || (words[(at += 1)] ?? ''));
          break;
        }
        options.add(letter);
      }
    }
  }
  for (const option of options) {
    if (!known.split(' ').includes(option)) throw new Error(`the stand-in ${program} does not know -${option}`);
  }
  return { options, values, paths };
}

export const uidOf = (machine: Machine, name: string | undefined, otherwise: number): number => {
  if (name === undefined) return otherwise;
  if (/^\d+$/.test(name)) return Number(name);
  if (name === 'root') return 0;
  return name === machine.settings.account.user ? machine.settings.account.uid : 77;
};

const install: Command = (machine, words, uid) => {
  const { files } = machine;
  const { options, values, paths } = parsed('install', words, 'd D T C p', 'mog');
  const mode = Number.parseInt(values.get('m') ?? '755', 8);
  const owner = uidOf(machine, values.get('o'), uid);
  if (options.has('d')) {
    for (const path of paths) {
      // Folders above it get the usual mode, itself the one asked for, even where it is there already.
      files.folder(parent(path), 0o755, uid);
      if (files.at(path)?.kind !== 'folder') files.put(path, { kind: 'folder', mode, uid: owner });
      else files.chmod(path, mode);
    }
    return OK;
  }
  const [from = '', to = ''] = paths;
  const text = files.text(from);
  if (text === null) return refused('install', from, ABSENT);
  if (options.has('D')) files.folder(parent(to), 0o755, uid);
  if (files.at(parent(to))?.kind !== 'folder') return refused('install', to, ABSENT);
  const there = files.at(to)?.kind === 'folder' ? `${to}/${baseName(from)}` : to;
  files.put(there, { kind: 'file', text, mode, uid: owner });
  return OK;
};

const mv: Command = ({ files }, words) => {
  const { paths } = parsed('mv', words, 'f T n');
  const [from = '', to = ''] = paths;
  if (files.stand(from) === null) return refused('mv', from, ABSENT);
  if (files.at(parent(to))?.kind !== 'folder') return refused('mv', to, ABSENT);
  files.rename(from, to);
  return OK;
};

const rm: Command = ({ files }, words) => {
  const { options, paths } = parsed('rm', words, 'f r');
  for (const path of paths) {
    const there = files.stand(path);
    if (there === null && !options.has('f')) return refused('rm', path, ABSENT);
    if (there?.kind === 'folder') {
      if (!options.has('r')) return refused('rm', path, 'Is a directory');
      const below = [...files.everything()].map(([one]) => one).filter((one) => one.startsWith(`${path}/`));
      for (const one of below.sort().reverse()) files.drop(one);
    }
    if (there !== null) files.drop(path);
  }
  return OK;
};

const rmdir: Command = ({ files }, words) => {
  const { options, paths } = parsed('rmdir', words, 'ignore-fail-on-non-empty p');
  for (const path of paths) {
    const names = files.list(path);
    if (names === null) return refused('rmdir', path, ABSENT);
    if (names.length === 0) files.drop(path);
    else if (!options.has('ignore-fail-on-non-empty')) return refused('rmdir', path, 'Directory not empty');
  }
  return OK;
};

const mkdir: Command = ({ files }, words, uid) => {
  const { options, values, paths } = parsed('mkdir', words, 'p', 'm');
  for (const path of paths) {
    if (files.at(path)?.kind === 'folder') {
      if (!options.has('p')) return refused('mkdir', path, 'File exists');
      continue;
    }
    if (options.has('p')) files.folder(parent(path), 0o755, uid);
    files.put(path, { kind: 'folder', mode: Number.parseInt(values.get('m') ?? '755', 8), uid });
  }
  return OK;
};

const chmod: Command = ({ files }, words) => {
  const [mode = '', ...paths] = parsed('chmod', words, '').paths;
  for (const path of paths) {
    if (files.at(path) === null) return refused('chmod', path, ABSENT);
    files.chmod(path, Number.parseInt(mode, 8));
  }
  return OK;
};

const ln: Command = ({ files }, words, uid) => {
  const { paths } = parsed('ln', words, 's f n T');
  const [target = '', path = ''] = paths;
  if (files.at(parent(path))?.kind !== 'folder') return refused('ln', path, ABSENT);
  files.put(path, { kind: 'link', target, uid });
  return OK;
};

const cat: Command = ({ files }, words) => {
  const texts = parsed('cat', words, '').paths.map((path) => [path, files.text(path)] as const);
  const missing = texts.find(([, text]) => text === null);
  return missing ? refused('cat', missing[0], ABSENT) : { ...OK, stdout: texts.map(([, text]) => text).join('') };
};

const cp: Command = ({ files }, words, uid) => {
  const [from = '', to = ''] = parsed('cp', words, 'f T p').paths;
  const text = files.text(from);
  if (text === null) return refused('cp', from, ABSENT);
  files.put(to, { kind: 'file', text, mode: files.at(from)?.mode ?? 0o644, uid });
  return OK;
};

const sync: Command = ({ files }, words) => {
  const { paths } = parsed('sync', words, 'f d');
  for (const path of paths) files.sync(files.at(path)?.kind === 'folder' ? path : parent(path));
  return OK;
};

export const rootCommands: Readonly<Record<string, Command>> = {
  install,
  mv,
  rm,
  rmdir,
  mkdir,
  chmod,
  ln,
  cat,
  cp,
  sync,
};
