// Everything that doctor looks at → all findings, in order. Goes on with whatever there is: no manager, no manifest, no memory.
// Handed a Hands and a Platform, it reads only; the judging is done beside it, in pure functions.

import { dial } from '../apply/probes.ts';
import type { Hands } from '../host.ts';
import { sizesToRotate } from '../logs/rotate.ts';
import type { Daemon, Desired, DesiredDaemon, Facts, Problem } from '../model.ts';
import type { Platform } from '../platform.ts';
import { type Looked, lookAtStarts } from '../preflight/index.ts';
import type { Start } from '../preflight/start.ts';
import type { Aim, Terms } from '../reconcile.ts';
import { lookForCommands } from './commands-look.ts';
import { judgeDaemons, judgeDropIns, judgeLogs } from './daemons.ts';
import { type Finding, inOrder, warning } from './finding.ts';
import { judgeLan, type Tried } from './lan.ts';
import type { Target } from './lan-target.ts';
import { lookWith, NOTHING } from './manager-look.ts';
import { judgeManifest } from './manifest.ts';
import { judgeOwn } from './own.ts';
import { allMemories, lookAtOwn } from './own-look.ts';
import { type Command, judgeCommands, judgeStarts } from './starts.ts';

/** What is known of the manifest. */
export interface Manifested {
  readonly facts: Facts;
  /** Of the manifest and the settings, masked. */
  readonly problems: readonly Problem[];
  /** null: there is none to be believed; then what is installed is looked at, whoever's it is. */
  readonly aim: Aim | null;
  /** Of the manifest, though something may be wrong in it. */
  readonly daemons: readonly Daemon[];
  /** What could be rendered of it. */
  readonly desired: Desired;
  readonly labelPrefix: string;
}

export interface Asking {
  readonly only: readonly string[] | null;
  readonly terms: Terms;
  readonly lan: Target | null;
  readonly cwd: string | null;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly reachable: boolean;
  readonly commands: readonly Command[];
  readonly lan: Tried | null;
  /** Names that were looked at. */
  readonly daemons: readonly string[];
}

const LAN_MS = 5000;
/** Beyond that a log that nobody rotates is worth a word. */
const BIG_LOG = 100 * 1024 * 1024;

/** `platform`: null where nothing here can speak to a service manager. */
export async function diagnose(
  host: Hands,
  platform: Platform | null,
  known: Manifested,
  asking: Asking,
): Promise<Diagnosis> {
  const { facts } = known;
  const { only } = asking;
  const tried = asking.lan === null ? null : tryLan(asking.lan);
  const wanted = (name: string): boolean => only === null || only.includes(name);
  const daemons = known.daemons.filter(({ name }) => wanted(name));
  const desired = known.desired.filter(({ name }) => wanted(name));
  const memories = await allMemories(host, facts);
  const found =
    platform === null
      ? NOTHING
      : await lookWith(platform, host, { facts, aim: known.aim, terms: asking.terms, only }, memories.all);
  const starts = startsOf(platform, desired);
  const looked = await lookAtStarts(
    found.connected?.host ?? host,
    desired,
    desired.map(({ name }) => name),
    (daemon) => starts.get(daemon.name) ?? null,
    platform?.guards?.(facts) ?? null,
  );
  const commands = await lookForCommands(host, daemons, starts);
  const subject = {
    facts,
    only,
    daemons,
    desired,
    starts,
    observed: found.observed,
    connected: found.connected,
    ownIds: new Set(
      [...memories.all.flatMap((one) => Object.values(one.daemons)), ...known.desired].flatMap(({ units }) =>
        units.map(({ id }) => id),
      ),
    ),
    labelPrefix: known.labelPrefix,
  };
  const lan = await tried;
  const observed = found.observed.map((one) => ({ ...one, daemons: one.daemons.filter(({ name }) => wanted(name)) }));
  const paths = new Map([...starts].map(([name, { env }]) => [name, env['PATH'] ?? '']));
  const files = observed.flatMap((one) => one.daemons.flatMap((daemon) => daemon.files.map(({ path }) => path)));
  // It was looked for before, and more is said of it.
  const noProgram = new Set(
    looked.filter(({ said }) => said.some(({ code }) => code === 'program-not-found')).map(({ name }) => name),
  );
  const findings = [
    ...found.findings,
    ...judgeManifest(
      toldOnce(
        known.problems.filter(({ daemon }) => daemon === undefined || wanted(daemon)),
        looked,
      ),
      asking.cwd,
    ),
    ...judgeOwn(await lookAtOwn(host, facts, memories, files)),
    ...judgeDaemons(found.rows, known.aim?.namespace ?? '', observed),
    ...judgeStarts(looked, starts),
    ...judgeCommands(
      commands.filter(({ daemon }) => !noProgram.has(daemon)),
      paths,
    ),
    ...judgeDropIns(observed),
    ...judgeLogs(...(await logsOf(host, desired))),
    ...((await platform?.examine?.(host, { ...subject, observed })) ?? []),
    ...(lan === null ? [] : judgeLan(lanAbout(lan, facts, daemons, known.desired))),
  ];
  const names = new Set([...daemons, ...observed.flatMap((one) => one.daemons)].map(({ name }) => name));
  return {
    findings: inOrder(findings),
    reachable: found.connected !== null,
    commands,
    lan,
    daemons: [...names].sort(),
  };
}

function startsOf(platform: Platform | null, desired: Desired): ReadonlyMap<string, Start> {
  const starts = desired.flatMap((daemon: DesiredDaemon): [string, Start][] => {
    const start = platform?.startOf(daemon) ?? null;
    return start === null ? [] : [[daemon.name, start]];
  });
  return new Map(starts);
}

async function logsOf(host: Hands, desired: Desired): Promise<Parameters<typeof judgeLogs>> {
  const logging = desired.filter(({ care }) => !care.otherUser).map(({ name, care: { logs } }) => ({ name, logs }));
  const free = logging.flatMap(({ name, logs }) =>
    logs.kind === 'files' && logs.rotate === null
      ? [...new Set([logs.stdout, logs.stderr])].map((path) => ({ daemon: name, path }))
      : [],
  );
  const sizes = await host.sizes(free.map(({ path }) => path));
  const big = free.map((one, at) => ({ ...one, bytes: sizes[at] ?? 0 })).filter(({ bytes }) => bytes > BIG_LOG);
  return [await sizesToRotate(host, logging), big];
}

async function tryLan(target: Target): Promise<Tried> {
  const error = await dial(target.host, target.port, LAN_MS);
  const code = error === null ? 'open' : error === 'late' ? 'ETIMEDOUT' : (error.code ?? error.message);
  return { target, code, seconds: LAN_MS / 1000 };
}

function lanAbout(
  tried: Tried,
  facts: Facts,
  daemons: readonly Daemon[],
  desired: Desired,
): Parameters<typeof judgeLan>[0] {
  const lan = daemons.filter(({ reaches }) => reaches === 'lan');
  return {
    tried,
    macos: facts.platform === 'launchd',
    macosVersion: facts.macosVersion,
    daemons: lan.map(({ name, when }) => ({
      name,
      domain: desired.find((one) => one.name === name)?.domain ?? (when === 'boot' ? 'system' : 'gui'),
    })),
  };
}

/** The manifest warns of what is not there; where the preflight says the same, it says more. */
function toldOnce(problems: readonly Problem[], looked: readonly Looked[]): readonly Problem[] {
  const said = new Map(looked.map(({ name, said: all }) => [name, all]));
  return problems.filter(({ code, daemon, message }) => {
    const all = said.get(daemon ?? '') ?? [];
    if (code === 'program-not-found') return !all.some((one) => one.code === code);
    const path = /^(\S.*) (?:is not there|cannot be run)$/.exec(message)?.[1];
    return path === undefined || !all.some((one) => one.message.includes(path));
  });
}

/** `isRead`: the manifest could be; what does not stand in one that could not, nobody knows. */
export const wrongName = (name: string, isRead: boolean): Finding =>
  warning('unknown-name', {
    daemon: name,
    what: isRead
      ? `there is no daemon \`${name}\`, neither in the manifest nor installed`
      : `no daemon \`${name}\` is installed, and whether the manifest has one cannot be told`,
    why: 'nothing can be said of it',
    mend: isRead ? 'daemonsync status lists them' : 'mend the manifest first',
  });
