// The stand-in for launchd as a program of its own: answers the stubs that stand on PATH, over a socket and in real time, really
// starts what is loaded, and writes down every call. What launchd does is not decided here.
import { appendFileSync, chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { advance, nextDue, touched } from './due.ts';
import { dictOf, listOf } from './definition.ts';
import { launchctl } from './launchctl.ts';
import { exited } from './life.ts';
import { realBody } from './real-body.ts';
import { fact } from './real-facts.ts';
import { begunBy, jobsOf, type Order, overridesIn } from './real-orders.ts';
import { sudo } from './real-sudo.ts';
import { type Answer, answerBytes, type Call, readCall } from './real-wire.ts';
import { boot, login, logout, reboot } from './sessions.ts';
import { allServices, type Ended, type LaunchdSettings, newLaunchd } from './state.ts';

const { MAC_STAGE: stage = '', MAC_UID = '', MAC_GID = '', HOME: home = '', MAC_SYSTEM = '' } = process.env;
const [uid, gid] = [Number(MAC_UID), Number(MAC_GID)];
const socket = `${stage}/launchd.sock`;
const ACCOUNTS: LaunchdSettings['accounts'] = [
  { name: 'root', uid: 0, gid: 0, group: 'wheel', home: '/var/root' },
  { name: 'tester', uid, gid, group: 'staff', home },
  ...(MAC_SYSTEM ? [{ name: 'other', uid: 502, gid: 20, group: 'staff', home: '/Users/other' }] : []),
];

const fake = newLaunchd({ accounts: ACCOUNTS, console: uid, zoneMinutes: -new Date().getTimezoneOffset() });
const body = realBody((pid, { code, signal }) => {
  const ended: Ended = signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal };
  exited(fake, body, pid, ended);
  soon();
});
let bootSession = session();
let password = false;
const quarantined = new Set<string>();
let refusals: { words: string; times: number; code: number; stderr: string }[] = [];

// ── Time ──
let timer: NodeJS.Timeout | undefined;
function soon(): void {
  clearTimeout(timer);
  const at = nextDue(fake);
  if (at !== null) timer = setTimeout(pass, Math.min(Math.max(0, at - Date.now()), 1_000_000));
}
function pass(): void {
  advance(fake, body, Date.now());
  soon();
}

/** Nobody tells what becomes of watched paths: they are looked at a few times a second. */
const seen = new Map<string, string>();
setInterval(() => {
  const paths = allServices(fake).flatMap(({ definition }) => [
    ...listOf(definition['WatchPaths']),
    ...listOf(definition['QueueDirectories']),
    ...Object.keys(dictOf(dictOf(definition['KeepAlive'])['PathState'])),
  ]);
  for (const path of seen.keys()) if (!paths.includes(path)) seen.delete(path);
  for (const path of new Set(paths)) {
    const now = identity(path);
    if (seen.get(path) !== undefined && seen.get(path) !== now) touched(fake, body, path);
    seen.set(path, now);
  }
  soon();
}, 150).unref();

function identity(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : 'nothing';
}

// ── Calls ──
function answered(call: Call): Answer | Promise<Answer> {
  pass();
  switch (call.program) {
    case 'launchctl':
      return ofLaunchctl(call.argv, call.uid);
    case 'sudo':
      return sudo(call, {
        password,
        accounts: ACCOUNTS,
        bin: `${stage}/bin`,
        launchctl: (argv) => ofLaunchctl(argv, 0),
      });
    case 'launchd-order':
      return { code: 0, stdout: JSON.stringify(obeyed(JSON.parse(call.argv[0] ?? '') as Order) ?? null), stderr: '' };
    default:
      return fact(call, { accounts: ACCOUNTS, bootSession, release: '26.1', quarantined });
  }
}

function ofLaunchctl(argv: readonly string[], who: number): Answer {
  const words = argv.join(' ');
  const refusal = refusals.find((one) => one.times > 0 && words.startsWith(one.words));
  if (refusal) {
    refusal.times -= 1;
    return { code: refusal.code, stdout: '', stderr: refusal.stderr };
  }
  return launchctl(fake, body, argv, { uid: who });
}

function obeyed(order: Order): unknown {
  switch (order.do) {
    case 'jobs':
      return jobsOf(fake);
    case 'begun':
      return begunBy(body);
    case 'overrides':
      return overridesIn(fake, uid);
    case 'login':
      login(fake, body, order.uid ?? uid);
      return null;
    case 'logout':
      logout(fake, body, order.uid ?? uid);
      return null;
    case 'reboot':
      bootSession = session();
      body.endAll();
      reboot(fake, body);
      return null;
    case 'set':
      Object.assign(fake.settings, order.settings);
      return null;
    case 'load':
      return launchctl(fake, body, ['bootstrap', order.domain, order.path], { uid: order.uid });
    case 'password':
      password = order.asked;
      return null;
    case 'forgive':
      refusals = [];
      return null;
    case 'quarantine':
      quarantined.add(order.path);
      return null;
    case 'refuse':
      refusals = [...refusals.filter(({ times }) => times > 0), { ...order }];
      return null;
    case 'ready':
      return null;
  }
}

function session(): string {
  const hex = Math.floor(Math.random() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0')
    .toUpperCase();
  return `${hex}-5B2B-4E0C-9A57-0123456789AB`;
}

function note(call: Call, answer: Answer, began: number): void {
  if (call.program === 'launchd-order') return;
  const words = [call.program, ...call.argv].join(' ').replaceAll('\n', '\\n');
  const ms = Math.round((performance.now() - began) * 10) / 10;
  const { program, argv, uid: by } = call;
  appendFileSync(`${stage}/calls`, `${JSON.stringify({ words, program, argv, by, code: answer.code, ms })}\n`);
}

// ── The socket ──
async function reply(call: Call, connection: Socket): Promise<void> {
  const began = performance.now();
  let said: Answer;
  try {
    said = await answered(call);
  } catch (bug) {
    const { stack } = bug as Error;
    process.stderr.write(`${stack}\n`);
    said = { code: 70, stdout: '', stderr: `the stand-in for launchd: ${stack}\n` };
  }
  note(call, said, began);
  connection.end(answerBytes(said));
  soon();
}

const server = createServer({ allowHalfOpen: true }, (connection) => {
  let bytes = Buffer.alloc(0);
  let whole = false;
  connection.on('error', () => undefined);
  connection.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    const call = whole ? null : readCall(bytes);
    if (call === null) return;
    whole = true;
    void reply(call, connection);
  });
});

appendFileSync(`${stage}/calls`, '');
boot(fake, body);
rmSync(socket, { force: true });
server.listen(socket, 500, () => {
  chmodSync(socket, 0o777);
  soon();
});
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    body.endAll();
    process.exit(0);
  });
