// The stand-in for sudo: runs what it is told as whoever the server is, root where it plays a whole Mac, or says what sudo says
// when it would have to ask for a password. Takes no option of a command that a Mac's own programs do not know.
import { spawn } from 'node:child_process';
import type { Answer, Call } from './real-wire.ts';
import type { Account } from './state.ts';

export interface Asked {
  readonly password: boolean;
  /** Of root's launchctl. */
  readonly launchctl: (argv: readonly string[]) => Answer;
  /** Where the stand-ins are. */
  readonly bin: string;
  readonly accounts: readonly Account[];
}

export function sudo(call: Call, { password, launchctl, bin, accounts }: Asked): Answer | Promise<Answer> {
  const words = [...call.argv];
  let quiet = false;
  let user = 'root';
  for (let word = words[0]; word?.startsWith('-'); word = words[0]) {
    words.shift();
    if (word === '-n') quiet = true;
    else if (word === '-u') user = words.shift() ?? '';
    else if (word === '--') break;
    else return refused([`sudo: invalid option -- ${word}`]);
  }
  const as = accounts.find(({ name }) => name === user);
  if (!as) return refused([`sudo: unknown user ${user}`, 'sudo: error initializing audit plugin sudoers_audit']);
  if (password) return quiet ? refused(['sudo: a password is required']) : refused(NO_TERMINAL);
  const [program = '', ...rest] = words;
  if (as.uid === 0 && (program === 'launchctl' || program === '/bin/launchctl')) return launchctl(rest);
  const strange = strangeTo(program, rest);
  return strange === null ? run([program, ...rest], as, call, bin) : { code: 64, stdout: '', stderr: `${strange}\n` };
}

const NO_TERMINAL = [
  'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper',
  'sudo: a password is required',
];
const refused = (lines: readonly string[]): Answer => ({ code: 1, stdout: '', stderr: `${lines.join('\n')}\n` });

/** Options of the GNU programs that stand in for a Mac's: there, they are usage errors. */
const KNOWN: Readonly<Record<string, RegExp>> = {
  mv: /^-[fhinv]+$/,
  install: /^-[bCcdMpSsUv]+$|^-[BDfghlmNoTt]$/,
  rm: /^-[dfiIPRrvWx]+$/,
  rmdir: /^-[pv]+$/,
  chmod: /^-[fhvRHLPC]+$/,
  chown: /^-[fhnvxRHLP]+$/,
  mkdir: /^-[mpv]+$/,
  touch: /^-[Aacdhmrt]+$/,
  cp: /^-[acfHiLlNnPpRsSvXx]+$/,
  sync: /(?!)/,
};

function strangeTo(program: string, words: readonly string[]): string | null {
  const known = KNOWN[program.replace(/^.*\//, '')];
  if (!known) return null;
  const end = words.indexOf('--');
  const options = (end < 0 ? words : words.slice(0, end)).filter((word) => word.startsWith('-'));
  const strange = options.find((word) => !known.test(word));
  if (strange !== undefined) return `${program}: illegal option -- ${strange.replace(/^-/, '')}`;
  return program === 'sync' && words.length > 0 ? 'usage: sync' : null;
}

function run([program, ...rest]: [string, ...string[]], as: Account, call: Call, bin: string): Promise<Answer> {
  const before = process.umask(call.umask | 0o022);
  const { name, home } = as;
  const child = spawn(program, rest, {
    cwd: call.cwd,
    env: { PATH: `${bin}:/usr/bin:/bin:/usr/sbin:/sbin`, HOME: home, USER: name, LOGNAME: name, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(as.uid === 0 ? {} : { uid: as.uid, gid: as.gid }),
  });
  process.umask(before);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  child.stdin.on('error', () => undefined).end(call.input);
  return new Promise((done) => {
    child.on('error', () => done(refused([`sudo: ${program}: command not found`])));
    child.on('close', (code) => done({ code: code ?? 1, stdout: said.out, stderr: said.err }));
  });
}
