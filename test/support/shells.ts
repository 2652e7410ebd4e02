// The shells that may be /bin/sh somewhere, as far as they are here, and one way to run a script with each.
import { spawnSync } from 'node:child_process';

export interface Shell {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

export const KNOWN: readonly Shell[] = [
  { name: 'dash', argv: ['dash'] },
  { name: 'bash', argv: ['bash', '--posix'] },
  { name: 'busybox', argv: ['busybox', 'sh'] },
  { name: 'zsh', argv: ['zsh', '--emulate', 'sh'] },
];

const isHere = ({ argv: [program, ...options] }: Shell): boolean =>
  spawnSync(program, [...options, '-c', ':'], { stdio: 'ignore' }).status === 0;

export const shells: readonly Shell[] = KNOWN.filter(isHere);

export interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface Running {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** `file`: a script. The environment is `env` and nothing else; a PATH is given if it has none. */
export function runScript(shell: Shell, file: string, { args = [], env = {}, cwd, input }: Running = {}): Ran {
  const [program, ...options] = shell.argv;
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  const ran = spawnSync(found(program), [...options, file, ...args], {
    env: { PATH: path, PERL_BADLANG: '0', ...env }, // perl would remark on strange locales
    ...(cwd === undefined ? {} : { cwd }),
    input: input ?? '',
    timeout: 30_000,
  });
  if (ran.error) throw ran.error;
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr.toString() };
}

/** By its own path, so that a script can be run with any PATH. */
function found(program: string): string {
  const known = places.get(program);
  if (known !== undefined) return known;
  const place = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
  places.set(program, place);
  return place;
}

const places = new Map<string, string>();
