// Random manifests from a seed, out of few names and few values, so that two of them have much in common and differ in
// everything that can differ. Always right ones: what is wrong with a manifest is told elsewhere.

import type { Odd } from './odd-strings.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** `wellBehaved`: whatever is to stay up does, and what is to end ends well. `without`: what the system does not have. */
export function randomManifest(odd: Odd, wellBehaved: boolean, without: readonly string[] = []): string {
  const names = NAMES.filter(() => odd.chance(55));
  const daemons = Object.fromEntries(names.map((name) => [name, daemon(odd, name, names, wellBehaved, without)]));
  for (const fields of Object.values(daemons)) {
    const other = daemons[(fields['after'] as readonly string[] | undefined)?.[0] ?? ''];
    // Only what is there, and starts by itself in the same manager, can be waited for.
    if (other && ['enabled', 'only', 'boot', 'when'].some((key) => key in other)) delete fields['after'];
  }
  // JSON is YAML.
  return JSON.stringify({ version: 1, daemons }, null, 1);
}

type Fields = Record<string, unknown>;

function daemon(
  odd: Odd,
  name: string,
  names: readonly string[],
  wellBehaved: boolean,
  without: readonly string[],
): Fields {
  const one = <T>(...all: readonly T[]): T => all[odd.number(all.length)] as T;
  const some = (percent: number, fields: Fields): Fields => (odd.chance(percent) ? fields : {});
  const kind = one('plain', 'plain', 'plain', 'timer', 'socket', 'path', 'oneshot', 'manual', 'system', 'boot');
  const at = NAMES.indexOf(name as (typeof NAMES)[number]);
  const earlier = names.filter((other) => NAMES.indexOf(other as (typeof NAMES)[number]) < at);
  const triggered = kind === 'timer' || kind === 'socket' || kind === 'path';
  return {
    ...program(odd, kind === 'timer' || kind === 'path' || kind === 'oneshot', wellBehaved),
    ...some(30, { description: one('one', 'another') }),
    ...some(40, { env: { V: one('1', '2') } }),
    ...some(20, { env_file: [{ path: '~/env/one.env', optional: odd.chance(50) }] }),
    ...some(20, { restart_on: [one('~/conf/one.conf', '~/conf/two.conf')] }),
    ...some(15, { reload: { signal: 'HUP' }, reload_on: ['~/conf/reload.conf'] }),
    ...some(15, { stop: { timeout: one(5, 7) } }),
    ...some(15, { limits: { nice: one(1, 2), memory: one('100MiB', '200MiB') } }),
    ...some(25, {
      logs: one<unknown>(without.includes('journal') ? 'files' : 'journal', 'none', {
        stdout: '~/log/x.log',
        stderr: '~/log/x.log',
        rotate: false,
      }),
    }),
    ...some(12, { on_change: 'keep' }),
    ...some(12, { enabled: false }),
    ...some(5, { only: { os: 'macos' } }),
    ...(kind === 'plain' && odd.chance(25)
      ? { restart: one<unknown>('always', 'never', { policy: 'on-failure', delay: one(5, 7) }) }
      : {}),
    ...(kind === 'timer'
      ? { schedule: one<unknown>('@daily', '30 2 * * *', { every: '15m' }, { calendar: 'Mon 09:00', catch_up: true }) }
      : {}),
    ...(kind === 'path' ? { watch_paths: [one('~/watched/x', '~/watched/y')] } : {}),
    ...(kind === 'socket' ? { sockets: sockets(odd) } : {}),
    ...(triggered && odd.chance(20) ? { run_at_start: true } : {}),
    ...(kind === 'oneshot' ? { type: 'oneshot' } : {}),
    ...(kind === 'manual' ? { when: 'manual' } : {}),
    ...(kind === 'boot' ? { when: 'boot' } : {}),
    ...(kind === 'system' ? { when: 'boot', boot: { as: 'system' } } : {}),
    ...(kind === 'plain' && earlier.length > 0 ? some(30, { after: [earlier[0]] }) : {}),
    ...some(6, { systemd: { Service: { ProtectSystem: one('full', 'strict') } } }),
  };
}

function program(odd: Odd, ends: boolean, wellBehaved: boolean): Fields {
  const one = <T>(...all: readonly T[]): T => all[odd.number(all.length)] as T;
  const good = ends ? one('ends', 'ends', 'long') : 'stays';
  const bad = ends ? 'fails' : one('fails-soon', 'ends', 'deaf');
  const what = wellBehaved || odd.chance(60) ? good : bad;
  const path = `/opt/bin/${what}`;
  if (odd.chance(25)) return { shell: one(`exec ${path} one`, `exec ${path} two`) };
  return { command: [path, ...(odd.chance(50) ? [one('x', 'y')] : [])] };
}

function sockets(odd: Odd): Fields {
  const one = <T>(...all: readonly T[]): T => all[odd.number(all.length)] as T;
  const first = { tcp: `127.0.0.1:${one(8080, 8081)}` };
  return odd.chance(30)
    ? { http: first, admin: { unix: '~/run/admin.sock', mode: one('600', '660') } }
    : { http: first };
}
