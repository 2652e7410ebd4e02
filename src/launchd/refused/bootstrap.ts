// `launchctl bootstrap` was refused → why. Without root it says "5: Input/output error" to nearly everything (L17, L20, L22, L24,
// L66), so its words are asked last: first what is loaded, then what is disabled, then the plist itself. Runs only what reads.

import { posix } from 'node:path';
import type { Hands } from '../../host.ts';
import type { Facts, Problem } from '../../model.ts';
import type { Verdict } from '../../platform.ts';
import { disabledIn } from '../domains.ts';
import { isEnding, type Label, lookAtLabel } from './look-label.ts';
import { plistProblem } from './plist-amiss.ts';
import {
  type About,
  applyAgain,
  command,
  domainEnding,
  isDisabled,
  noDomain,
  notPermitted,
  problemOf,
  stillEnding,
  targetOf,
  unexplained,
} from './words.ts';

export async function bootstrapRefused(about: About, host: Hands, facts: Facts): Promise<Verdict> {
  const { asked, refusal } = about;
  const path = asked.path ?? '';
  const [label, disabled, amiss] = await Promise.all([
    lookAtLabel(host, targetOf(asked)),
    disabledIn(host, asked.domain),
    plistProblem(about, host, facts, path),
  ]);
  const loaded = whatIsLoaded(about, label, [path, await host.real(path)]);
  if (loaded !== null) return loaded;
  if (label.kind === 'no-domain' || (refusal.kind === 'no-such-domain' && label.kind === 'unknown'))
    return noDomain(about);
  if (refusal.kind === 'domain-ending') return { again: domainEnding(about) };
  if (refusal.kind === 'disabled' || ('labels' in disabled && disabled.labels.get(asked.label) === true))
    return isDisabled(about);
  if (amiss !== null) return amiss;
  if (refusal.kind === 'no-such-domain') return noDomain(about);
  if (refusal.kind === 'not-permitted') return notPermitted(about);
  const more = label.kind === 'unknown' ? `; ${label.why}` : '';
  return { again: (await onOtherVolume(about, host, path)) ?? unexplained(about, more) };
}

/** That it is loaded already is what was wanted (17, 37 and 5 all say so), if it is this one and here to stay. */
function whatIsLoaded(about: About, label: Label, paths: readonly (string | null)[]): Verdict | null {
  if (label.kind !== 'loaded') return null;
  if (isEnding(label)) return { again: stillEnding(about, label.state) };
  if (label.path === undefined)
    return { again: unexplained(about, '; its label is loaded, from where cannot be told') };
  if (label.path !== null && paths.includes(label.path)) return 'fine';
  const { asked } = about;
  const from = label.path === null ? 'not from a file' : `from ${label.path}`;
  const bootout = command(asked, 'launchctl', 'bootout', targetOf(asked));
  return problemOf(
    about,
    'loaded-elsewhere',
    `its label is loaded already, ${from}`,
    `${bootout}, then ${applyAgain(about)}; or rename the daemon`,
  );
}

/** launchd does not trust what is not on the volume that it was booted from (L22); nothing but that path tells. */
async function onOtherVolume(about: About, host: Pick<Hands, 'run'>, path: string): Promise<Problem | null> {
  const { code, stdout } = await host.run(['df', '-P', posix.dirname(path)]);
  const mounted = code === 0 ? /\s\d+%\s+(\/.*)$/.exec(stdout.trimEnd().split('\n').at(-1) ?? '')?.[1] : undefined;
  if (mounted === undefined || mounted === '/' || mounted.startsWith('/System/Volumes/')) return null;
  return problemOf(
    about,
    'other-volume',
    `${path} is on another volume (${mounted}) than macOS itself, and launchd has been seen to refuse what is there`,
    'use `when: boot`, whose plist is in /Library/LaunchDaemons; or move the home folder to the startup volume',
  );
}
