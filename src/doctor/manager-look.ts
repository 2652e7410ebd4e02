// The service manager, asked about whatever there is → how the daemons stand, and that it does not answer where it does not.
// With a manifest as `status` looks, without one at all that is remembered. Handed a Hands and a Platform; reads only.

import { askOnce } from '../apply/health.ts';
import type { Hands } from '../host.ts';
import { emptyMemory } from '../memory/memory-file.ts';
import type { Facts, Memory, Observed, Problem } from '../model.ts';
import type { Connected, Platform } from '../platform.ts';
import { type Aim, survey, type Survey, type Terms } from '../reconcile.ts';
import { statusRows, type StatusRow } from '../report/status.ts';
import { type Finding, problem } from './finding.ts';

export interface About {
  readonly facts: Facts;
  /** null: there is no manifest to be believed. */
  readonly aim: Aim | null;
  readonly terms: Terms;
  readonly only: readonly string[] | null;
}

export interface Found {
  readonly findings: readonly Finding[];
  readonly connected: Connected | null;
  readonly observed: readonly Observed[];
  readonly rows: readonly StatusRow[];
}

export const NOTHING: Found = {
  findings: [
    problem('no-manager', {
      what: 'there is no service manager here that this daemonsync can speak to',
      why: 'nobody keeps daemons running where there is neither systemd nor launchd',
      mend: '`daemonsync render` and `daemonsync validate` work everywhere',
    }),
  ],
  connected: null,
  observed: [],
  rows: [],
};

export async function lookWith(
  platform: Platform,
  host: Hands,
  about: About,
  memories: readonly Memory[],
): Promise<Found> {
  const { facts, aim, terms } = about;
  if (aim === null) return lookAtInstalled(platform, host, facts, memories);
  const seen = await survey(platform, host, aim, { ...terms, only: null });
  if (!('unreachable' in seen)) return fromSurvey(platform, seen, about);
  const offline = await survey(platform, host, aim, { ...terms, only: null, offline: true });
  const silent = unreachable(seen.unreachable);
  if ('unreachable' in offline) return { ...NOTHING, findings: [silent] };
  // Without a manager nothing is known of what runs; files and conflicts are there all the same.
  const seenOffline = await fromSurvey(platform, offline, about);
  return { ...seenOffline, findings: [silent, ...seenOffline.findings], connected: null };
}

async function fromSurvey(platform: Platform, seen: Survey, { only }: About): Promise<Found> {
  const { observed, plan, connected, aim, refused } = seen;
  const closely = await platform.details(
    connected,
    observed.daemons.flatMap(({ units }) => units),
  );
  const rows = statusRows({ desired: aim.desired, observed, changes: plan.changes, closely }, only ?? []);
  const healths = new Map(aim.desired.map(({ name, care }) => [name, care.health]));
  const asked = await Promise.all(
    rows.map(async (row) => {
      const health = row.state === 'up' ? (healths.get(row.name) ?? null) : null;
      return health === null ? row : { ...row, unwell: await askOnce(health, connected.host) };
    }),
  );
  const findings =
    refused === null
      ? []
      : [
          problem(refused.problem.code, {
            what: refused.problem.message,
            why: 'apply changes nothing before that is settled',
            mend: refused.problem.hint ?? 'daemonsync diff',
          }),
        ];
  return { findings, connected, observed: [observed], rows: asked };
}

/** No manifest: what is remembered of any says what is installed. */
async function lookAtInstalled(
  platform: Platform,
  host: Hands,
  facts: Facts,
  memories: readonly Memory[],
): Promise<Found> {
  const system = memories.some(({ daemons }) => Object.values(daemons).some(({ domain }) => domain === 'system'));
  const connected = await platform.connect(host, facts, { system });
  const silent = 'unreachable' in connected ? connected.unreachable : null;
  const through = 'unreachable' in connected ? { host, version: null, offline: true } : connected;
  const observed: Observed[] = [];
  for (const memory of memories.length > 0 ? memories : [emptyMemory('default')])
    observed.push(await platform.observe(through, [], memory, facts));
  const refused = silent ?? observed.find((one) => one.unreachable)?.unreachable ?? null;
  const answers = refused === null && !('unreachable' in connected);
  return {
    findings: refused === null ? [] : [unreachable(refused)],
    connected: answers ? connected : null,
    observed,
    rows: [],
  };
}

const unreachable = ({ code, message, hint }: Problem): Finding =>
  problem(code, {
    what: message,
    why: 'without it nothing can be started, stopped or even asked',
    mend: hint ?? 'log in again',
  });
