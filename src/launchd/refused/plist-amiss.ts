// A plist that launchd would not take → what is wrong with it: whose it is, who may write it, what it says, where it was
// downloaded from. Looks only; null: nothing that can be seen from here. What may be the reason, and may not, is tried again.

import { posix } from 'node:path';
import type { Hands, Standing } from '../../host.ts';
import type { Facts, Problem } from '../../model.ts';
import type { Verdict } from '../../platform.ts';
import { octal } from '../../octal.ts';
import { systemsWords } from '../../apply/failing.ts';
import { disabledIn } from '../domains.ts';
import { readJob, type NormalJob } from '../plist/job.ts';
import { textIn } from '../plist/job-in.ts';
import { type About, applyAgain, command, problemOf, said } from './words.ts';
import { shellWords } from '../../wrapper/shell-text.ts';

type Looks = Pick<Hands, 'run' | 'stand' | 'read'>;

const MOST_BYTES = 1024 * 1024;

export async function plistProblem(about: About, host: Looks, facts: Facts, path: string): Promise<Verdict | null> {
  const standing = await host.stand(path);
  if (standing === null) return problemOf(about, 'no-plist', `${path} is not there`, applyAgain(about));
  const trusted = about.asked.domain === 'system' ? 0 : facts.account.uid;
  const wrong =
    notPlain(about, path, standing) ??
    notTrusted(about, path, standing, trusted) ??
    (await contentProblem(about, host, path));
  if (wrong !== null) return wrong;
  const folder = posix.dirname(path);
  const doubtful = folderNotTrusted(about, folder, await host.stand(folder), trusted);
  return doubtful === null ? null : { again: doubtful };
}

const notPlain = (about: About, path: string, { kind }: Standing): Problem | null =>
  kind === 'file'
    ? null
    : problemOf(
        about,
        'bad-plist',
        `${path} is no plain file`,
        `see what it is: ls -ld ${shellWords([path])}; then ${applyAgain(about)}`,
      );

/** L66: the loading user's own, in root's domain root's, and writable by nobody else. */
function notTrusted(about: About, path: string, { uid, mode }: Standing, trusted: number | null): Problem | null {
  const { asked } = about;
  if (trusted !== null && uid !== trusted) {
    const whose = trusted === 0 ? 'root:wheel' : String(trusted);
    return problemOf(
      about,
      'plist-owner',
      `${path} belongs to user id ${uid}, and launchd takes only what belongs to ${trusted === 0 ? 'root' : 'the user'} there`,
      `sudo chown ${whose} ${command({ domain: '' }, path)}; then ${applyAgain(about)}`,
    );
  }
  if ((mode & 0o022) === 0) return null;
  return problemOf(
    about,
    'plist-mode',
    `${path} may be written to by others (${octal(mode)}), and launchd takes no such file`,
    `${command(asked, 'chmod', '0644', path)}; then ${applyAgain(about)}`,
  );
}

/** That launchd looks at the folder too is told of paths in general (122), and not shown: it is said as what it may be. */
function folderNotTrusted(about: About, path: string, seen: Standing | null, trusted: number | null): Problem | null {
  if (seen === null || seen.kind !== 'folder') return null;
  const others = (seen.mode & 0o022) !== 0;
  const stranger = trusted !== null && seen.uid !== trusted && seen.uid !== 0;
  if (!others && !stranger) return null;
  const what = others ? `may be written to by others (${octal(seen.mode)})` : `belongs to user id ${seen.uid}`;
  const mend = others ? command(about.asked, 'chmod', 'go-w', path) : `sudo chown ${trusted} ${shellWords([path])}`;
  return problemOf(
    about,
    'plist-folder',
    `${said(about)}; it may be because the folder ${path} ${what}`,
    `${mend}; then ${applyAgain(about)}`,
  );
}

async function contentProblem(about: About, host: Looks, path: string): Promise<Verdict | null> {
  const read = await host.read(path, MOST_BYTES);
  if ('error' in read)
    return problemOf(
      about,
      'bad-plist',
      `${path} cannot be read: ${systemsWords(read.error)}`,
      `ls -l ${shellWords([path])}`,
    );
  const text = new TextDecoder().decode(read.bytes);
  const reading = readJob(text);
  if (!('read' in reading))
    return problemOf(
      about,
      'bad-plist',
      `${path} is no plist: ${await lint(host, path, reading.unreadable)}`,
      applyAgain(about),
    );
  const wrong = jobProblem(about, path, reading.read) ?? (await switchedOff(about, host, reading.read));
  if (wrong !== null) return wrong;
  const downloaded = await quarantined(about, host, path, reading.read);
  // Many a program that is in quarantine runs: only where launchd says so itself (L67) is that certainly the cause.
  if (downloaded !== null) return about.refusal.kind === 'quarantined' ? downloaded : { again: downloaded };
  return byNumber(about, path);
}

/** Apple's own reader says more, where there is one. */
async function lint(host: Looks, path: string, own: string): Promise<string> {
  const { code, stdout } = await host.run(['plutil', '-lint', path]);
  const words = stdout.trim().split('\n').at(-1) ?? '';
  return code === 1 && words !== '' ? words.replace(`${path}: `, '') : own;
}

function jobProblem(about: About, path: string, job: NormalJob): Problem | null {
  const { asked } = about;
  const label = textIn(job, 'Label');
  if (label !== asked.label)
    return problemOf(
      about,
      'bad-plist',
      `${path} defines ${label === null ? 'no label' : `another label, ${label}`}`,
      applyAgain(about),
    );
  const session = job.get('LimitLoadToSessionType');
  const isMissing = Array.isArray(session) && !(session as readonly unknown[]).includes('Aqua');
  // The sessions of a login at the screen are of that type (L9, L10).
  if (asked.domain.startsWith('gui/') && isMissing)
    return problemOf(
      about,
      'other-session',
      `its LimitLoadToSessionType keeps it out of the session of a login at the screen (Aqua)`,
      'take LimitLoadToSessionType out of `launchd:` in the manifest, or add Aqua to it',
    );
  return null;
}

/** The key is only the default: an override beats it (L34), and one that says so was heard of before. */
async function switchedOff(about: About, host: Looks, job: NormalJob): Promise<Problem | null> {
  const { domain, label } = about.asked;
  if (job.get('Disabled') !== true) return null;
  const told = await disabledIn(host, domain);
  if ('labels' in told && told.labels.get(label) === false) return null;
  return problemOf(
    about,
    'disabled-in-plist',
    'its own plist says `Disabled`, and launchd loads nothing that does',
    'take Disabled out of `launchd:` in the manifest; to have it installed and switched off: `enabled: false`',
  );
}

async function quarantined(about: About, host: Looks, path: string, job: NormalJob): Promise<Problem | null> {
  const words = job.get('ProgramArguments');
  const first: unknown = Array.isArray(words) ? words[0] : null;
  const program = textIn(job, 'Program') ?? (typeof first === 'string' ? first : null);
  for (const one of [path, ...(program?.startsWith('/') ? [program] : [])]) {
    const { code } = await host.run(['xattr', '-p', 'com.apple.quarantine', one]);
    if (code !== 0) continue;
    return problemOf(
      about,
      'quarantine',
      `${one} was downloaded, and macOS keeps it in quarantine`,
      `if you trust it: ${command({ domain: '' }, 'xattr', '-d', 'com.apple.quarantine', one)}; then ${applyAgain(about)}`,
    );
  }
  return null;
}

/** What launchd says of its own accord, as root is told. */
function byNumber(about: About, path: string): Problem | null {
  const { kind, paths, meaning, words } = about.refusal;
  const why = paths.find((one) => one.path === path)?.reason ?? meaning ?? words;
  const told: Partial<Record<typeof kind, readonly [code: string, cause: string, hint: string]>> = {
    'bad-plist': [
      'bad-plist',
      `launchd does not take what ${path} says: ${why}`,
      `see \`daemonsync render\`, and what \`launchd:\` in the manifest adds; plutil -lint ${shellWords([path])}`,
    ],
    'bad-owner-or-mode': [
      'plist-owner',
      `launchd does not trust ${path}: ${why}`,
      `see whose it and its folder are: ls -le@d ${shellWords([path, posix.dirname(path)])}`,
    ],
    'no-such-account': [
      'no-account',
      why,
      'mend `boot: {user, group}` in the manifest; who there is: dscl . -list /Users',
    ],
    'wrong-session': [
      'other-session',
      `it is not for a session of this kind: ${why}`,
      'see LimitLoadToSessionType in `launchd:` in the manifest',
    ],
    quarantined: [
      'quarantine',
      `macOS keeps its program, or ${path}, in quarantine: ${why}`,
      `see which: xattr -l ${shellWords([path])}; if you trust it: xattr -d com.apple.quarantine FILE`,
    ],
  };
  const found = told[kind];
  return found ? problemOf(about, ...found) : null;
}
