// The home folder → what its config.ini says, if there is one and it is ours to trust. Never writes it.
import { posix } from 'node:path';
import type { Host } from './host.ts';
import type { Problem } from './model.ts';
import type { Settings } from './settings.ts';
import { type Distrust, distrust, distrustFolder, type OwnGroup, privateGid } from './trust.ts';

export const NO_SETTINGS: Settings = {
  file: null,
  host: null,
  configDir: null,
  stateDir: null,
  dataDir: null,
  cacheDir: null,
  color: null,
  confirm: null,
  sudo: null,
  labelPrefix: null,
};

export interface ReadSettings {
  readonly path: string;
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** null: there is no such file, or it could not be read. */
  readonly text: string | null;
  readonly unreadable: boolean;
}

const LIMIT = 64 * 1024;

const READ_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  EISDIR: ['are a folder', 'move it away'],
  ENOTFILE: ['are not a regular file', 'move it away'],
  ELOOP: ['are a symlink that leads in a circle', 'mend the link'],
  ENOENT: ['are a symlink that leads nowhere', 'mend the link, or take it away'],
  EFBIG: ['are larger than 64 KiB', 'a few lines are all it takes'],
  EACCES: ['may not be read', 'chmod u+r it, and u+x the folders above'],
};

/** The folder is fixed, whatever `config_dir` says: the file that says it must be found first. */
export async function readSettings(host: Host, home: string, uid: number | null): Promise<ReadSettings> {
  const folder = posix.join(home, '.config/daemonsync');
  const path = posix.join(folder, 'config.ini');
  const without = { path, settings: NO_SETTINGS, problems: [], text: null, unreadable: false };
  const refuse = (code: string, message: string, hint: string): ReadSettings => {
    const at = { file: path, line: 1, column: 1, length: 0 };
    const problem: Problem = { severity: 'error', code, message: `the settings ${message}`, at, hint };
    return { ...without, problems: [problem], unreadable: true };
  };
  const cannotRead = (error: string): ReadSettings => {
    const [message, cure] = READ_ERRORS[error] ?? [`cannot be read (${error})`, 'try again, or move it away'];
    return refuse('settings-unreadable', message, `${cure}: ${path}`);
  };

  const found = await host.resolve(path);
  if ('error' in found) {
    const missing = found.error === 'ENOENT' || found.error === 'ENOTDIR';
    // A link whose file is not there (a disk not mounted, say) would have said something: going on without is a guess.
    const isThere = missing && (await host.list(folder))?.includes('config.ini');
    return missing && !isThere ? without : cannotRead(found.error);
  }
  // What it names is run: it must be as trustworthy as the manifest. Root's is fine: so NixOS installs it.
  const why = uid === null ? null : await distrustSettings(host, folder, found.path, uid);
  if (why) return refuse('settings-not-ours', why.message, why.hint);
  const read = await host.read(found.path, LIMIT);
  if ('error' in read) return cannotRead(read.error);

  const text = decode(read.bytes);
  if (text === null) return refuse('settings-unreadable', 'are not UTF-8 text', `save it as UTF-8: ${path}`);
  // Loaded only now: most machines have no such file.
  const { atHome, parseSettings } = await import('./settings.ts');
  const { settings, problems } = parseSettings(text, path);
  return { path, settings: atHome(settings, home), problems, text, unreadable: false };
}

/** Where it is a link into the dotfiles, also the folder that the link stands in. */
async function distrustSettings(host: Host, folder: string, real: string, uid: number): Promise<Distrust | null> {
  const linkedFrom = await host.resolve(folder);
  const look = async (own: OwnGroup): Promise<Distrust | null> => {
    const why = await distrust(host, real, own);
    if (why || !('path' in linkedFrom) || linkedFrom.path === posix.dirname(real)) return why;
    return distrustFolder(host, linkedFrom.path, own);
  };
  // Whose the group is takes two more files to tell: asked only where it matters.
  const why = await look({ privateGid: null });
  return why && look({ privateGid: await privateGid(host, uid) });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
