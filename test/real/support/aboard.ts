// What the suites that run the shipped program on a booted machine ask of it again and again: manifests, exit codes, what is
// up, what an apply could have left behind, and what root was made to run. Changes nothing but the manifest it is given.
import assert from 'node:assert/strict';
import { type Booted, described, passed, type Ran, sh, until } from './booted.ts';

export const LINGERS = '/var/lib/systemd/linger/dev';
export const SUDO_LOG = '/var/log/sudo.log';
export const UNITS = '/home/dev/.config/systemd/user';
export const SYSTEM_UNITS = '/etc/systemd/system';
export const STATE = '/home/dev/.local/state/daemonsync';
export const MANIFEST = '/home/dev/daemons.yaml';

export const sleeps = 'command: [/bin/sleep, infinity]';
export const atBoot = `${sleeps}, when: boot`;
export const ofSystem = `${sleeps}, when: boot, boot: { as: system }`;

export const manifest = (daemons: Readonly<Record<string, string>>, namespace = 'me'): string =>
  [
    'version: 1',
    `namespace: ${namespace}`,
    'daemons:',
    ...Object.entries(daemons).map(([name, rest]) => `  ${name}: { ${rest} }`),
    '',
  ].join('\n');

/** On the disk when it returns, as a person's own editor would see to it. */
export async function wants(host: Booted, daemons: Readonly<Record<string, string>>): Promise<void> {
  await host.write(MANIFEST, manifest(daemons));
  passed(await host.plain(['sync', MANIFEST]));
}

export function exits(ran: Ran, code: number): Ran {
  assert.equal(ran.code, code, described(ran));
  return ran;
}

type How = Parameters<Booted['daemonsync']>[1];

/** The program on that manifest; it ends with that code. */
export const ends = async (host: Booted, code: number, argv: readonly string[], how: How = {}): Promise<Ran> =>
  exits(await host.daemonsync([...argv, '-f', MANIFEST], how), code);

export const isActive = async (host: Booted, id: string): Promise<boolean> =>
  (await host.user(['systemctl', '--user', 'is-active', '--quiet', id])).code === 0;
export const isActiveSystem = async (host: Booted, id: string): Promise<boolean> =>
  (await host.run(['systemctl', 'is-active', '--quiet', id])).code === 0;
export const comesUp = (host: Booted, id: string): Promise<number> =>
  until(`${id} is up`, 15_000, () => isActive(host, id));

export const hasManager = async (host: Booted): Promise<boolean> =>
  (await host.run(['test', '-S', '/run/user/1000/systemd/private'])).code === 0;
export const stops = (host: Booted): Promise<number> =>
  until('the user manager stops', 25_000, async () => (await host.run(['test', '-e', '/run/user/1000'])).code !== 0);

/** With a home of his own: `other`. Not every machine has `useradd`. */
export async function anotherUser(host: Booted): Promise<void> {
  const script = `echo other:x:1001:1001::/home/other:/bin/sh >>/etc/passwd; echo other:x:1001: >>/etc/group
    echo 'other:!:20000::::::' >>/etc/shadow; install -d -o 1001 -g 1001 /home/other`;
  passed(await host.run(sh(script)));
}

/** Linger, and the manager that comes with it, of a user who never heard of us. */
export async function lingers(host: Booted): Promise<void> {
  passed(await host.run(['loginctl', 'enable-linger', 'dev']));
  await until('the manager answers', 15_000, async () => {
    const { stdout } = await host.user(['systemctl', '--user', 'is-system-running', '--wait']);
    return stdout === 'running\n';
  });
}

export const property = async (host: Booted, domain: 'user' | 'system', id: string, name: string): Promise<string> =>
  passed(await host.user(['systemctl', `--${domain}`, 'show', '-P', name, id])).stdout.trim();

/**
 * All that an apply could leave on the machine: files, links, and folders of ours. Not counted: a cache, which may be lost at
 * any time; a lock, which comes and goes; and folders that are everybody's.
 */
export async function traces(host: Booted): Promise<readonly string[]> {
  const places = ['/home/dev', '/etc/systemd', '/usr/local/libexec', '/var/log/daemonsync', '/var/lib/systemd/linger'];
  const { stdout } = passed(await host.run(sh('find "$@" -printf "%y %p %l\\n" 2>/dev/null || true', ...places)));
  const everybodys =
    /^d (?:\/home\/dev(?:\/\.(?:config(?:\/systemd(?:\/user)?)?|local(?:\/(?:share|state))?))?|\/etc\/systemd(?:\/.*)?|\/usr\/local\/libexec|\/var\/lib\/systemd\/linger) $/;
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.includes('/home/dev/.cache') && !everybodys.test(line))
    .toSorted();
}

/** What was done here is told by these; what is wanted and how, by the rest. */
export const withoutHistory = (all: readonly string[]): readonly string[] =>
  all.filter((line) => !/\/daemonsync\/namespaces\/[^/]+\/history\//.test(line));

/** What of the commands in a plan root is to run, word by word, without how root is reached. */
export function rootCommands(json: string): readonly string[] {
  const { steps } = JSON.parse(json) as {
    readonly steps: readonly { readonly root: boolean; readonly argv: readonly string[] | null }[];
  };
  return steps
    .filter(({ root, argv }) => root && argv !== null)
    .map(({ argv }) => (argv ?? []).slice(argv?.[1] === '-n' ? 2 : 1).join(' '));
}

/** What root really ran; sudo writes the program's whole path. */
export async function sudoCommands(host: Booted): Promise<readonly string[]> {
  const log = (await host.read(SUDO_LOG)) ?? '';
  return [...log.matchAll(/COMMAND=(?:\/[^ ]*\/)?(.*)$/gm)].map(([, words = '']) => words);
}

/** The commands that were left to a person, as printed. */
export const printedCommands = (stdout: string): readonly string[] =>
  [...stdout.slice(stdout.indexOf('this needs root')).matchAll(/^ {2}(sudo .*)$/gm)].map(([, line = '']) => line);
