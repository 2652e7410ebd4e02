// The stand-in for launchd, in the words of manager.ts. The scenes run on the stage that plays a Mac, as its user; what runs is
// asked of the server itself, and not of the texts that the program reads.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import type { Manager } from './manager.ts';
import { fromProc } from './proc.ts';

const home = process.env['HOME'] ?? '';
const stage = process.env['MAC_STAGE'] ?? '';
const folder = `${home}/Library/LaunchAgents`;
const gui = `gui/${process.getuid?.()}`;
export const PREFIX = 'dev.daemonsync';
export const label = (name: string): string => `${PREFIX}.${name}`;

/** What the server knows of one label in one domain. */
export interface Job {
  readonly domain: string;
  readonly label: string;
  readonly path: string | null;
  readonly pid: number | null;
  readonly runs: number;
  readonly state: string;
  /** The wait status of the last run; null: it never ended. */
  readonly status: number | null;
}

/** Tells the server something that only a test may: see real-orders.ts. */
export function order(what: unknown): unknown {
  const ran = spawnSync(`${stage}/bin/launchd-order`, [JSON.stringify(what)], { encoding: 'utf8', timeout: 60_000 });
  if (ran.error || ran.status !== 0) throw ran.error ?? new Error(`${JSON.stringify(what)}: ${ran.stderr}`);
  return ran.stdout === '' ? null : JSON.parse(ran.stdout);
}

export const jobs = (): readonly Job[] => order({ do: 'jobs' }) as readonly Job[];
export const jobOf = (name: string, domain = gui): Job | null =>
  jobs().find((job) => job.label === label(name) && job.domain === domain) ?? null;

export const isChange = (call: string): boolean =>
  !/^(?:sudo (?:-n )?)?launchctl (?:print|print-disabled|list|managername|version|help)\b/.test(call) &&
  !/^(?:ps|scutil|sw_vers|sysctl|dscl|xattr|plutil|sfltool|sudo -n true)\b/.test(call);

export const edited = (text: string): string => text.replace('<string>1000</string>', '<string>77</string>');

export const launchd: Manager = {
  name: 'launchd',
  program: [process.execPath, '--require', `${stage}/preload.cjs`, `${stage}/dist/daemonsync.cjs`],
  environment: { MAC_COMMANDS: `${home}/.commands` },
  prepare: () => void order({ do: 'ready' }),
  callsFrom(from) {
    const all = readFileSync(`${stage}/calls`, 'utf8').split('\n').slice(0, -1);
    const calls = all.slice(from).map((line) => (JSON.parse(line) as { words: string }).words);
    return { calls, next: all.length };
  },
  isChange,
  definition: (name) => `${folder}/${label(name)}.plist`,
  strangers: (name) => plist(label(name), ['/bin/sleep', '999']),
  edited,
  takeUp(name) {
    launchctl('bootout', `${gui}/${label(name)}`);
    untilGone(name);
    launchctl('bootstrap', gui, `${folder}/${label(name)}.plist`);
  },
  letGo(name) {
    launchctl('bootout', `${gui}/${label(name)}`);
    untilGone(name);
  },
  trigger: (name) => void launchctl('kickstart', `${gui}/${label(name)}`),
  kill: (name, signal) => void launchctl('kill', signal, `${gui}/${label(name)}`),
  seen(name) {
    const job = jobOf(name);
    return {
      pid: job?.pid ?? 0,
      known: job !== null,
      armed: job !== null && job.pid === null,
      failing: job !== null && job.pid === null && (job.status ?? 0) !== 0,
    };
  },
  ...fromProc,
  room: home,
  home,
  token: '',
  top: {},
  smallDisk: process.env['MAC_SYSTEM'] ? '/Volumes/small' : null,
  folder,
};

export const launchctl = (...argv: readonly string[]): { readonly code: number; readonly said: string } => {
  const { status, stdout, stderr, error } = spawnSync(`${stage}/bin/launchctl`, argv, { encoding: 'utf8' });
  if (error) throw error;
  return { code: status ?? 1, said: `${stdout}${stderr}` };
};

export function untilGone(name: string, domain = gui): void {
  for (let i = 0; jobOf(name, domain) !== null; i += 1) {
    if (i > 500) throw new Error(`${name} is not gone from ${domain}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

/** As somebody else writes one. */
export function plist(name: string, argv: readonly string[], more = ''): string {
  const xml = (word: string): string => word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const words = argv.map((word) => `\t\t<string>${xml(word)}</string>`).join('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<plist version="1.0">\n<dict>\n\t<key>Label</key>\n\t<string>${name}</string>`,
    `\t<key>ProgramArguments</key>\n\t<array>\n${words}\n\t</array>`,
    `\t<key>RunAtLoad</key>\n\t<true/>\n${more}</dict>\n</plist>\n`,
  ].join('\n');
}

export const installed = (): readonly string[] => readdirSync(folder);
