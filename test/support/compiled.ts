// Manifest text → everything the pure pipeline makes of it, on a machine that is always the same: ann's.
// Touches nothing of the real one.

import { posix } from 'node:path';
import { desire } from '../../src/desired.ts';
import { parseSource } from '../../src/load.ts';
import { compile } from '../../src/manifest/index.ts';
import { sourceOf } from '../../src/manifest/source.ts';
import type { Desired, Facts, Manifest, Platform, Problem } from '../../src/model.ts';
import { platformNamed } from '../../src/platform.ts';
import { lookupKey, programsWanted } from '../../src/program.ts';

export const MANIFEST_DIR = { systemd: '/home/ann/dotfiles', launchd: '/Users/ann/dotfiles' } as const;

export function annsFacts(platform: Platform, over: Partial<Facts> = {}): Facts {
  const home = platform === 'launchd' ? '/Users/ann' : '/home/ann';
  const uid = platform === 'launchd' ? 501 : 1000;
  return {
    platform,
    account: { user: 'ann', uid, group: platform === 'launchd' ? 'staff' : 'ann', home },
    hostname: 'desk',
    configDir: `${home}/.config`,
    stateDir: `${home}/.local/state`,
    dataDir: `${home}/.local/share`,
    cacheDir: `${home}/.cache`,
    labelPrefix: 'dev.daemonsync',
    nixos: false,
    macosVersion: platform === 'launchd' ? 15 : null,
    systemdVersion: null,
    thisMachine: true,
    loginBy: null,
    privateGid: null,
    accounts: { svc: { user: 'svc', uid: 77, group: 'svc', home: '/srv/svc' } },
    programs: {},
    amiss: {},
    rootOwned: {},
    ...over,
  };
}

export interface Pipeline {
  readonly manifest: Manifest | null;
  readonly desired: Desired;
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Bare programs are all found in /usr/bin, but for those whose name says that they are missing. */
export async function pipeline(
  text: string,
  platform: Platform,
  included: Readonly<Record<string, string>> = {},
  over: Partial<Facts> = {},
  found = (word: string): string | null => (word.includes('missing') ? null : `/usr/bin/${word}`),
  dir: string = MANIFEST_DIR[platform],
): Promise<Pipeline> {
  const facts = annsFacts(platform, over);
  const main = await parseSource(sourceOf('daemons.yaml', dir, text), 'main');
  const others = await Promise.all(
    Object.keys(included)
      .sort()
      .map((name) =>
        parseSource(sourceOf(name, posix.join(dir, posix.dirname(name)), included[name] ?? ''), 'included'),
      ),
  );
  const sources = new Map([main, ...others].map(({ source }) => [source.name, source.text]));
  const compiled = compile(main, others, facts, `${dir}/daemons.yaml`);
  if (!compiled.manifest) return { manifest: null, desired: [], problems: compiled.problems, sources };
  const programs = Object.fromEntries(
    programsWanted(compiled.manifest).map(([word, path]) => [lookupKey(word, path), found(word)]),
  );
  const { desired, problems } = desire(compiled.manifest, { ...facts, programs }, await platformNamed(platform));
  return { manifest: compiled.manifest, desired, problems: [...compiled.problems, ...problems], sources };
}
