// Scenes of what doctor finds on a Mac: all well, then one thing wrong at a time, each as launchctl and the disk show it.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { jobOf, label, launchctl, order } from '../both/launchd.ts';
import { did, ds, gone, home, manager, pid, prepare, put, scene, sleeps, told, until, world } from '../both/stage.ts';

prepare();

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly daemon: string | null;
  readonly what: string;
  readonly mend: string;
}

const gui = `gui/${process.getuid?.()}`;
/** Programs of a Mac that the stage has not: they answer as a Mac on which all is well. */
const bin = `${home}/stubs`;
const stub = (name: string, script: string): void => void put(`${bin}/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
stub('xattr', 'exit 1');
stub(
  'df',
  "printf 'Filesystem 512-blocks Used Available Capacity Mounted on\\n/dev/disk3s5 9 9 9 1%% /System/Volumes/Data\\n'",
);
stub(
  'sfltool',
  "printf ' #1:\\n   Disposition: [enabled, allowed, notified] (0xb)\\n   Identifier: 8.com.example.other\\n'",
);

const clinic = world('clinic');

function doctor(...argv: readonly string[]): {
  readonly code: number | null;
  readonly findings: readonly Finding[];
  readonly of: (severity: string) => readonly string[];
} {
  const ran = ds(['doctor', '--json', '-f', clinic.path, ...argv], { env: { PATH: `${bin}:${process.env['PATH']}` } });
  did(ran);
  const all = (JSON.parse(ran.stdout) as { readonly findings: readonly Finding[] }).findings;
  // Every manifest of these scenes holds a secret, which is warned of.
  const findings = all.filter((one) => one.code !== 'secret');
  const of = (severity: string): readonly string[] =>
    findings.filter((one) => one.severity === severity).map(({ code, daemon }) => `${daemon ?? '-'} ${code}`);
  assert.ok(
    ran.calls.every((call) => !call.startsWith('sudo')),
    told(ran),
  );
  return { code: ran.code, findings, of };
}

scene('all is well: nothing is wrong, and only looks are taken', () => {
  clinic.write({ web: sleeps(), api: sleeps() });
  clinic.exits(0, 'apply');
  const { code, findings } = doctor();
  assert.deepEqual([code, findings], [0, []]);
});

scene('disabled by hand, and a record that was left by what is gone', () => {
  launchctl('disable', `${gui}/${label('web')}`);
  launchctl('disable', `${gui}/${label('long-gone')}`);
  const { code, findings, of } = doctor();
  assert.equal(code, 1);
  assert.deepEqual(of('problem'), ['web disabled'], JSON.stringify(findings));
  assert.ok(of('note').includes('- old-record'));
  const mend = findings.find((one) => one.code === 'disabled')?.mend ?? '';
  assert.ok(mend.startsWith(`launchctl enable ${gui}/${label('web')}`), mend);
  launchctl('enable', `${gui}/${label('web')}`);
  launchctl('enable', `${gui}/${label('long-gone')}`);
  assert.equal(doctor().code, 0);
});

scene('the mode of a plist; a plist and a program in quarantine', () => {
  const plist = manager.definition('web');
  for (const mode of [0o666, 0o600]) {
    chmodSync(plist, mode);
    assert.deepEqual(doctor().of('problem'), ['web plist-mode']);
  }
  chmodSync(plist, 0o644);
  stub('xattr', `case "$3" in ${plist}) echo '0083;x;Browser;'; exit 0 ;; esac; exit 1`);
  assert.deepEqual(doctor().of('warning'), ['web quarantine']);
  stub('xattr', `case "$3" in /bin/sleep) echo '0083;x;Browser;'; exit 0 ;; esac; exit 1`);
  assert.deepEqual(doctor().of('warning'), ['api quarantine', 'web quarantine']);
  stub('xattr', 'exit 1');
  assert.equal(doctor().code, 0);
});

scene('switched off in System Settings, and where that cannot be read', () => {
  const allowed = `printf ' #1:\\n   Disposition: [enabled, allowed] (0xb)\\n   Identifier: 8.${label('api')}\\n`;
  stub(
    'sfltool',
    `${allowed} #2:\\n   Disposition: [enabled, disallowed] (0x9)\\n   Identifier: 8.${label('web')}\\n'`,
  );
  assert.deepEqual(doctor().of('problem'), ['web background-off']);
  stub('sfltool', 'echo "only root may" >&2; exit 77');
  const { code, of } = doctor();
  assert.deepEqual([code, of('note')], [0, ['- background-unknown']]);
  stub('sfltool', `${allowed}'`);
});

scene('programs, logs and `~` where nothing starts; the local network; a home on another disk', () => {
  const program = put(`${home}/Documents/tool`, '#!/bin/sh\nexec sleep 1000\n', 0o755);
  clinic.write({
    web: sleeps(),
    api: sleeps({ reaches: 'lan' }),
    docs: sleeps({ command: [program] }),
    wave: sleeps({ macos: { launchd: { StandardOutPath: '~/Library/Logs/x' } } }),
    disk: sleeps({ logs: { stdout: '/Volumes/usb/out', stderr: '/Volumes/usb/err' } }),
  });
  stub('df', "printf 'F 512-blocks Used Available Capacity Mounted on\\n/dev/disk9 9 9 9 1%% /Volumes/My Homes\\n'");
  const { of } = doctor();
  assert.ok(of('problem').includes('wave tilde') && of('problem').includes('- home-disk'), of('problem').join(', '));
  for (const one of ['docs guarded-program', 'disk guarded-log', 'api local-network'])
    assert.ok(of('warning').includes(one), `${one}: ${of('warning').join(', ')}`);
  assert.ok(of('note').includes('- pending'));
  const lan = doctor('--lan', '127.0.0.1:1');
  assert.ok(lan.of('problem').includes('- lan-refused') && lan.of('note').includes('- lan-elsewhere'));
  assert.ok(doctor('--lan', '192.168.255.254:9').of('warning').includes('api lan-agent'));
  stub('df', 'exit 1');
  clinic.write({ web: sleeps(), api: sleeps() });
  gone(program);
});

scene('a program that fails over and over', () => {
  clinic.write({
    web: sleeps(),
    api: sleeps({ command: ['/bin/sh', '-c', 'exit 126'], restart: { policy: 'always', delay: '1s' } }),
  });
  clinic.run('apply');
  until('it has failed', () => (jobOf('api')?.runs ?? 0) > 0 && pid('api') === 0);
  const { code, of } = doctor();
  assert.equal(code, 1);
  assert.ok(
    of('problem').includes('api not-permitted') && of('problem').includes('api failed'),
    of('problem').join(', '),
  );
  clinic.write({ web: sleeps(), api: sleeps() });
  clinic.exits(0, 'apply');
  assert.equal(doctor().code, 0);
});

scene('nobody is logged in at the screen; no manifest at all', () => {
  order({ do: 'logout' });
  const { of } = doctor();
  assert.ok(of('warning').includes('- no-gui'), of('warning').join(', '));
  order({ do: 'login' });
  until('both run again', () => pid('web') > 0 && pid('api') > 0);
  const blind = ds(['doctor', '--json', '-f', `${home}/nowhere.yaml`]);
  const { findings, daemons } = JSON.parse(blind.stdout) as {
    findings: readonly Finding[];
    daemons: readonly string[];
  };
  assert.equal(blind.code, 1, told(blind));
  assert.deepEqual(daemons, ['api', 'web']);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'problem').map(({ code }) => code),
    ['unreadable'],
    told(blind),
  );
  clinic.destroy();
});
