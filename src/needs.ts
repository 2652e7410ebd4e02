// A manifest → the facts it needs beyond the common ones: programs on the daemons' own PATHs, the version of systemd,
// whose files root would run. Looks, never decides; for another machine there is nothing to look at.

import { posix } from 'node:path';
import { rootPathsWanted, wantsSystemdVersion } from './desired.ts';
import { lookupKey, type NamedAs, pathsWanted, programsWanted } from './program.ts';
import type { Host } from './host.ts';
import { variablesFor } from './manifest/account.ts';
import type { Variables } from './manifest/expand.ts';
import type { Amiss, Facts, Manifest } from './model.ts';

export const accountVariables = (facts: Facts, manifestDir: string | null): Variables =>
  variablesFor('', facts.account, false, facts, manifestDir);

export async function gatherNeeds(host: Host, manifest: Manifest, facts: Facts): Promise<Facts> {
  if (!facts.thisMachine) return facts;
  const programs = new Map<string, string | null>();
  for (const [word, path] of programsWanted(manifest)) {
    const key = lookupKey(word, path);
    if (!programs.has(key)) programs.set(key, await lookUp(host, word, path));
  }
  const amiss = new Map<string, Amiss>();
  for (const [path, as] of pathsWanted(manifest)) {
    const wrong = amiss.has(path) ? undefined : await whatIsAmiss(host, path, as);
    if (wrong) amiss.set(path, wrong);
  }
  const rootOwned: [string, boolean][] = [];
  for (const path of rootPathsWanted(manifest)) rootOwned.push([path, await isRootsOwn(host, path)]);
  const systemdVersion =
    facts.platform === 'systemd' && wantsSystemdVersion(manifest)
      ? await askSystemdVersion(host)
      : facts.systemdVersion;
  return {
    ...facts,
    programs: Object.fromEntries(programs),
    amiss: Object.fromEntries(amiss),
    rootOwned: Object.fromEntries(rootOwned),
    systemdVersion,
  };
}

async function whatIsAmiss(host: Host, path: string, as: NamedAs): Promise<Amiss | undefined> {
  const seen = await host.look(path);
  if (seen === null) return 'missing';
  if (as === 'program') return (await host.executable(path)) ? undefined : 'not-runnable';
  return as === 'secrets' && (seen.mode & 0o044) !== 0 ? 'open' : undefined;
}

/** Symlinks are not followed: Homebrew's stable path must stay the stable path. */
async function lookUp(host: Host, word: string, path: string): Promise<string | null> {
  for (const dir of path.split(':')) {
    if (dir.startsWith('/') && (await host.executable(posix.join(dir, word)))) return posix.join(dir, word);
  }
  return null;
}

async function isRootsOwn(host: Host, path: string): Promise<boolean> {
  const real = await host.real(path);
  if (real === null) return false;
  for (let at = real; ; at = posix.dirname(at)) {
    const seen = await host.look(at);
    if (!seen || seen.uid !== 0 || (seen.mode & 0o022) !== 0) return false;
    if (at === '/') return true;
  }
}

async function askSystemdVersion(host: Host): Promise<number | null> {
  const { code, stdout } = await host.run(['systemctl', '--version']);
  const version = /^systemd (\d+)/.exec(stdout)?.[1];
  return code === 0 && version ? Number(version) : null;
}
