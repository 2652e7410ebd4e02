// The home folder → what its config.ini says, if there is one and it is ours to trust. Never writes it.
import type { Host } from './host.ts';
import type { Problem } from './model.ts';
import type { Settings } from './settings.ts';

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

/** The folder is fixed, whatever `config_dir` says: the file that says it must be found first. */
export async function readSettings(host: Host, home: string, uid: number | null): Promise<ReadSettings> {
  const path = `${home}/.config/daemonsync/config.ini`;
  const without = { path, settings: NO_SETTINGS, problems: [], text: null, unreadable: false };
  const seen = await host.look(path);
  if (seen === null) return without;
  const refuse = (code: string, message: string, hint: string): ReadSettings => {
    const problem: Problem = {
      severity: 'error',
      code,
      message,
      at: { file: path, line: 1, column: 1, length: 0 },
      hint,
    };
    return { ...without, problems: [problem], unreadable: true };
  };

  if (seen.kind !== 'file')
    return refuse('settings-unreadable', 'the settings are not a regular file', `move it away: ${path}`);
  // What it names is run: it must be as trustworthy as the manifest. Root's is fine: so NixOS installs it.
  if (uid !== null && seen.uid !== uid && seen.uid !== 0) {
    return refuse('settings-not-ours', `the settings belong to another user (uid ${seen.uid})`, `chown ${uid} ${path}`);
  }
  if ((seen.mode & 0o002) !== 0)
    return refuse('settings-not-ours', 'the settings can be written by everybody', `chmod o-w ${path}`);
  if (seen.size > LIMIT)
    return refuse('settings-unreadable', 'the settings are larger than 64 KiB', 'a few lines are all it takes');
  const read = await host.read(path, LIMIT);
  if ('error' in read)
    return refuse('settings-unreadable', `the settings cannot be read: ${read.error}`, `chmod u+r ${path}`);

  const text = decode(read.bytes);
  if (text === null)
    return refuse('settings-unreadable', 'the settings are not UTF-8 text', `save it as UTF-8: ${path}`);
  // Loaded only now: most machines have no such file.
  const { atHome, parseSettings } = await import('./settings.ts');
  const { settings, problems } = parseSettings(text, path);
  return { path, settings: atHome(settings, home), problems, text, unreadable: false };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
