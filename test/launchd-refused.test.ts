// A refused launchctl → why. Without root launchctl has one answer to nine questions, "5: Input/output error": each of the nine is
// set up here as the evidence has it, and has to be told from the others by looking alone.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Hands, Ran, Standing } from '../src/host.ts';
import { askedOf } from '../src/launchd/refused/asked.ts';
import { plistText } from '../src/launchd/plist/text.ts';
import { refused } from '../src/launchd/refused/index.ts';
import type { Argv, Problem } from '../src/model.ts';
import type { Verdict } from '../src/platform.ts';
import { annsFacts } from './support/compiled.ts';

const LABEL = 'dev.daemonsync.web';
const AGENT = `/Users/ann/Library/LaunchAgents/${LABEL}.plist`;
const DAEMON = `/Library/LaunchDaemons/${LABEL}.plist`;
const ran = (code: number, stderr = '', stdout = ''): Ran => ({ code, stdout, stderr });

const EIO = ran(5, 'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.\n');
const ABSENT = ran(113, `Bad request.\nCould not find service "${LABEL}" in domain for user gui: 501\n`);
const NO_DOMAIN = ran(112, 'Bad request.\nCould not find domain for user gui: 501\n');
const NOBODY = ran(125, 'Could not print domain: 125: Domain does not support specified action\n');

/** As `launchctl print` has it: one tab for its own lines. */
const loaded = (path: string, state = 'running', pid: number | null = 77, domain = 'gui/501'): Ran =>
  ran(
    0,
    '',
    `${domain}/${LABEL} = {
\tactive count = 1
\tpath = ${path}
\ttype = LaunchAgent
\tstate = ${state}

\tprogram = /bin/x
\targuments = {
\t\t/bin/x
\t}

\tdomain = ${domain} [100015]
\tminimum runtime = 10
\texit timeout = 5
\truns = 1
${pid === null ? '' : `\tpid = ${pid}\n`}\tlast exit code = (never exited)

\tspawn type = daemon (3)
\tproperties = runatload
}
`,
  );

interface World {
  /** Answers by how the command begins; what is not here is not there (127). */
  readonly answers?: Readonly<Record<string, Ran>>;
  readonly plist?: string | null;
  readonly standing?: Partial<Standing>;
  readonly folder?: Partial<Standing>;
}

const STANDING: Standing = { kind: 'file', size: 1, mode: 0o644, uid: 501, mtimeMs: 0, ctimeMs: 0 };
const good = plistText({ Label: LABEL, ProgramArguments: ['/bin/x'], RunAtLoad: true }, []);
const HEALTHY: Readonly<Record<string, Ran>> = {
  'launchctl print ': ABSENT,
  'launchctl print-disabled ': ran(0, '', '\n\tdisabled services = {\n\t\t"com.apple.Siri.agent" => disabled\n\t}\n'),
  'xattr ': ran(1, `xattr: ${AGENT}: No such xattr: com.apple.quarantine\n`),
  'df -P ': ran(
    0,
    '',
    'Filesystem 512-blocks Used Available Capacity Mounted on\n/dev/disk3s5 1 1 1 50% /System/Volumes/Data\n',
  ),
};

function worldOf({ answers = {}, plist = good, standing = {}, folder = {} }: World) {
  const asked: string[] = [];
  const all = { ...HEALTHY, ...answers };
  const host = {
    run: async (argv: Argv) => {
      const words = argv.join(' ');
      asked.push(words);
      const [, answer] = Object.entries(all).find(([begin]) => words.startsWith(begin)) ?? [];
      return answer ?? ran(127, `${argv[0]}: not found`);
    },
    stand: async (path: string) => {
      if (path.endsWith('.plist')) return plist === null ? null : { ...STANDING, ...standing };
      return { ...STANDING, kind: 'folder' as const, mode: 0o755, ...folder };
    },
    read: async () => (plist === null ? { error: 'ENOENT' } : { bytes: new TextEncoder().encode(plist) }),
    real: async (path: string) => path,
  };
  return { host: host as unknown as Hands, asked };
}

async function why(argv: Argv, answer: Ran, world: World = {}): Promise<Verdict> {
  const { host, asked } = worldOf(world);
  const privileged = argv[0] === 'sudo' ? { privileged: true as const } : {};
  const step = { kind: 'run', phase: 'start', daemons: ['web'], argv, ...privileged } as const;
  const verdict = await refused(
    { host, version: 15, offline: false },
    { step, argv, ran: answer },
    annsFacts('launchd'),
  );
  for (const words of asked) assert.match(words, /^(?:launchctl print|xattr -p|plutil -lint|df -P)/, 'it only looks');
  return verdict;
}

const bootstrap = (answer: Ran, world?: World): Promise<Verdict> =>
  why(['launchctl', 'bootstrap', 'gui/501', AGENT], answer, world);
const asRoot = (answer: Ran, world: World = {}): Promise<Verdict> =>
  why(['sudo', '-n', 'launchctl', 'bootstrap', 'system', DAEMON], answer, {
    ...world,
    standing: { uid: 0, ...world.standing },
    folder: { uid: 0, ...world.folder },
  });

function problem(verdict: Verdict): Problem {
  assert.ok(verdict !== 'fine' && !('again' in verdict), JSON.stringify(verdict));
  assert.equal(verdict.daemon, 'web');
  assert.match(verdict.message, /^`web` could not be /);
  assert.ok((verdict.hint ?? '').length > 0, 'a command that mends it');
  return verdict;
}

function again(verdict: Verdict): Problem {
  assert.ok(verdict !== 'fine' && 'again' in verdict, JSON.stringify(verdict));
  return problem(verdict.again);
}

const says = ({ code, message, hint = '' }: Problem): string => `${code} | ${message} | ${hint}`;

describe('"5: Input/output error" of bootstrap, told apart by looking', () => {
  test('loaded already, and this very one: that is what was wanted', async () => {
    assert.equal(await bootstrap(EIO, { answers: { 'launchctl print ': loaded(AGENT) } }), 'fine');
    const busy = ran(37, 'Bootstrap failed: 37: Operation already in progress\n');
    assert.equal(
      await bootstrap(busy, { answers: { 'launchctl print ': loaded(AGENT, 'not running', null) } }),
      'fine',
    );
  });

  test('on its way out (L23, L76): tried again, and no word of its being loaded', async () => {
    for (const state of ['SIGTERMed', 'SIGKILLed']) {
      const found = again(await bootstrap(EIO, { answers: { 'launchctl print ': loaded(AGENT, state) } }));
      assert.match(says(found), /still-ending.*launchctl print gui\/501\/dev\.daemonsync\.web/);
    }
  });

  test('loaded from elsewhere (L18), or from no file', async () => {
    const other = loaded('/Library/LaunchAgents/other.plist');
    assert.match(
      says(problem(await bootstrap(EIO, { answers: { 'launchctl print ': other } }))),
      /loaded-elsewhere.*\/Library\/LaunchAgents\/other\.plist.*launchctl bootout gui\/501\/dev\.daemonsync\.web/,
    );
    const submitted = loaded('(submitted by smd.93299)');
    const found = await bootstrap(EIO, { answers: { 'launchctl print ': submitted } });
    assert.equal(problem(found).code, 'loaded-elsewhere');
  });

  test('disabled, in both dialects (L35)', async () => {
    for (const value of ['disabled', 'true']) {
      const list = ran(0, '', `\n\tdisabled services = {\n\t\t"${LABEL}" => ${value}\n\t}\n`);
      const found = problem(await bootstrap(EIO, { answers: { 'launchctl print-disabled ': list } }));
      assert.match(says(found), /disabled-label.*launchctl enable gui\/501\/dev\.daemonsync\.web/);
    }
    const enabled = ran(0, '', `\n\tdisabled services = {\n\t\t"${LABEL}" => enabled\n\t}\n`);
    assert.equal(again(await bootstrap(EIO, { answers: { 'launchctl print-disabled ': enabled } })).code, 'launchctl');
  });

  test('the plist is another’s, or others may write to it (L66)', async () => {
    assert.match(says(problem(await bootstrap(EIO, { standing: { uid: 502 } }))), /plist-owner.*502.*sudo chown 501 /);
    for (const mode of [0o664, 0o666, 0o602])
      assert.match(says(problem(await bootstrap(EIO, { standing: { mode } }))), /plist-mode.*chmod 0644 /);
  });

  test('its folder: said as what it may be, and tried again', async () => {
    assert.match(says(again(await bootstrap(EIO, { folder: { mode: 0o777 } }))), /plist-folder.*may be.*chmod go-w /);
    assert.match(says(again(await bootstrap(EIO, { folder: { uid: 502 } }))), /plist-folder.*502/);
  });

  test('the plist is not there, no plain file, no plist, or another’s label', async () => {
    assert.match(says(problem(await bootstrap(EIO, { plist: null }))), /no-plist.*is not there.*daemonsync apply web/);
    assert.equal(problem(await bootstrap(EIO, { standing: { kind: 'link' } })).code, 'bad-plist');
    assert.match(says(problem(await bootstrap(EIO, { plist: '<plist><dict><key>' }))), /bad-plist.*is no plist/);
    const lint = ran(1, '', `${AGENT}: Encountered unexpected EOF\n`);
    assert.match(
      says(problem(await bootstrap(EIO, { plist: 'x', answers: { 'plutil -lint ': lint } }))),
      /is no plist: Encountered unexpected EOF/,
    );
    const other = plistText({ Label: 'com.other', ProgramArguments: ['/bin/x'] }, []);
    assert.match(says(problem(await bootstrap(EIO, { plist: other }))), /bad-plist.*com\.other/);
  });

  test('kept out of a session at the screen by its own key (L9)', async () => {
    const background = plistText(
      { Label: LABEL, ProgramArguments: ['/bin/x'], LimitLoadToSessionType: 'Background' },
      [],
    );
    assert.match(says(problem(await bootstrap(EIO, { plist: background }))), /other-session.*LimitLoadToSessionType/);
    const both = plistText(
      { Label: LABEL, ProgramArguments: ['/bin/x'], LimitLoadToSessionType: ['Background', 'Aqua'] },
      [],
    );
    assert.equal(again(await bootstrap(EIO, { plist: both })).code, 'launchctl');
  });

  test('nobody is logged in at the screen (L8)', async () => {
    for (const [answer, print] of [
      [EIO, NO_DOMAIN],
      [EIO, NOBODY],
      [ran(125, 'Bootstrap failed: 125: Domain does not support specified action\n'), NO_DOMAIN],
    ] as const)
      assert.match(
        says(problem(await bootstrap(answer, { answers: { 'launchctl print ': print } }))),
        /no-gui.*when: boot/,
      );
  });

  test('quarantine: certain where launchd says so (L67), else what it may be', async () => {
    const answers = { 'xattr ': ran(0, '', '0083;65a;Safari;\n') };
    assert.match(says(again(await bootstrap(EIO, { answers }))), /quarantine.*xattr -d com\.apple\.quarantine /);
    const sure = ran(155, 'Bootstrap failed: 155: Refusing to execute/trust quarantined program/file\n');
    assert.equal(problem(await bootstrap(sure, { answers })).code, 'quarantine');
    assert.equal(problem(await bootstrap(sure)).code, 'quarantine');
  });

  test('a home on another volume (L22)', async () => {
    const df = ran(
      0,
      '',
      'Filesystem 512-blocks Used Available Capacity Mounted on\n/dev/disk5s1 1 1 1 50% /Volumes/My Disk\n',
    );
    assert.match(says(again(await bootstrap(EIO, { answers: { 'df -P ': df } }))), /other-volume.*\/Volumes\/My Disk/);
  });

  test('nothing explains it: tried again, then its own words, what the number means, and where to look', async () => {
    const found = again(await bootstrap(EIO));
    assert.match(says(found), /launchctl \| .*5: Input\/output error.*log show --last 5m/);
    const unread = again(
      await bootstrap(EIO, {
        answers: { 'launchctl print ': ran(1, 'Could not print domain: 1: Operation not permitted\n') },
      }),
    );
    assert.match(unread.message, /Operation not permitted/);
    const odd = again(await bootstrap(ran(130, 'Bootstrap failed: 130: \n')));
    assert.match(odd.message, /behavior was undefined/);
  });
});

describe('as root launchctl says more', () => {
  test('disabled (119), and which account there is not', async () => {
    const disabled = ran(119, `${DAEMON}: Service is disabled\nBootstrap failed: 119: Service is disabled\n`);
    assert.match(
      says(problem(await asRoot(disabled))),
      /disabled-label.*sudo launchctl enable system\/dev\.daemonsync\.web/,
    );
    const nobody = ran(114, 'Bootstrap failed: 114: The specified username does not exist\n');
    assert.match(says(problem(await asRoot(nobody))), /no-account.*username does not exist/);
  });

  test('a plist that is not root’s; or that launchd does not take, though it reads well (L83)', async () => {
    const answer = ran(5, 'Bootstrap failed: 5: Input/output error\n');
    assert.match(
      says(problem(await asRoot(answer, { standing: { uid: 501 } }))),
      /plist-owner.*sudo chown root:wheel /,
    );
    const bad = ran(109, 'Bootstrap failed: 109: Invalid property list\n');
    assert.match(says(problem(await asRoot(bad))), /bad-plist.*Invalid property list/);
  });

  test('sudo itself said no: then it is about that', async () => {
    const no = ran(1, 'sudo: a password is required\n');
    const found = await asRoot(no, { answers: { 'launchctl print ': NO_DOMAIN } });
    assert.ok(found !== 'fine' && !('again' in found) && found.code === 'needs-root', JSON.stringify(found));
  });
});

test('bootout: what is gone, or on its way, is as it was wanted', async () => {
  const bootout = (answer: Ran, print: Ran): Promise<Verdict> =>
    why(['launchctl', 'bootout', `gui/501/${LABEL}`], answer, { answers: { 'launchctl print ': print } });
  const io = ran(5, 'Boot-out failed: 5: Input/output error\n');
  assert.equal(await bootout(io, ABSENT), 'fine');
  assert.equal(await bootout(io, NO_DOMAIN), 'fine');
  assert.equal(await bootout(io, loaded(AGENT, 'SIGTERMed')), 'fine');
  assert.equal(await bootout(ran(3, 'Boot-out failed: 3: No such process\n'), ABSENT), 'fine');
  assert.equal(await bootout(ran(36, 'Boot-out failed: 36: Operation now in progress\n'), loaded(AGENT)), 'fine');
  assert.match(says(again(await bootout(io, loaded(AGENT)))), /could not be unloaded.*it is loaded \(running\)/);
  const sip = ran(150, 'Boot-out failed: 150: Operation not permitted while System Integrity Protection is engaged\n');
  assert.equal(problem(await bootout(sip, loaded(AGENT))).code, 'sip');
  // Unknown is not gone.
  assert.match(
    again(await bootout(io, ran(1, 'Could not print domain: 1: Operation not permitted\n'))).message,
    /not permitted/,
  );
});

test('kickstart, enable and kill', async () => {
  const kick = (answer: Ran, print: Ran): Promise<Verdict> =>
    why(['launchctl', 'kickstart', `gui/501/${LABEL}`], answer, { answers: { 'launchctl print ': print } });
  const missing = ran(113, `Could not find service "${LABEL}" in domain for user gui: 501\n`);
  assert.match(says(problem(await kick(missing, ABSENT))), /not-loaded.*daemonsync apply web/);
  const busy = ran(37, `Could not kickstart service "${LABEL}": 37: Operation already in progress\n`);
  assert.equal(await kick(busy, loaded(AGENT)), 'fine');
  assert.equal(again(await kick(busy, loaded(AGENT, 'SIGTERMed'))).code, 'still-ending');
  const never = ran(1, `Could not kickstart service "${LABEL}": 1: Operation not permitted\n`);
  assert.equal(problem(await kick(never, loaded(AGENT, 'not running', null))).code, 'not-permitted');
  const enable = await why(
    ['launchctl', 'enable', `gui/501/${LABEL}`],
    ran(1, 'Could not enable service: 1: Operation not permitted\n'),
  );
  assert.match(says(problem(enable)), /could not be enabled/);
  const kill = (print: Ran): Promise<Verdict> =>
    why(['launchctl', 'kill', 'SIGHUP', `gui/501/${LABEL}`], ran(3, 'No process to signal.\n'), {
      answers: { 'launchctl print ': print },
    });
  assert.equal(problem(await kill(loaded(AGENT, 'not running', null))).code, 'not-running');
  assert.equal(problem(await kill(loaded(AGENT))).code, 'launchctl');
});

test('another command than launchctl’s, and one that took too long, speak for themselves', async () => {
  const sync = await why(['sudo', 'sync'], ran(1, 'sync: no\n'));
  assert.ok(sync !== 'fine' && !('again' in sync) && sync.code === 'command-failed');
  const slow = await bootstrap(ran(124));
  assert.ok(slow !== 'fine' && !('again' in slow) && slow.code === 'command-slow');
});

test('what was asked for', () => {
  assert.deepEqual(askedOf(['sudo', 'launchctl', 'bootout', 'system/a/b']), {
    verb: 'bootout',
    domain: 'system',
    label: 'a/b',
    path: null,
    asRoot: true,
  });
  assert.equal(askedOf(['launchctl', 'print', 'gui/501/x'])?.label, 'x');
  assert.equal(askedOf(['launchctl', 'bootstrap', 'gui/501', '/p/x.y.plist'])?.label, 'x.y');
  assert.equal(askedOf(['sudo', '-u', 'bob', 'launchctl', 'kill', 'TERM', 'gui/502/x']), null);
  assert.equal(askedOf(['sh', '-c', 'launchctl']), null);
});
