// Why does it not work here? Looks at whatever there is, and goes on where other commands stop; says what is wrong, why it
// matters and what mends it. Touches nothing.
import { usageError } from '../cli.ts';
import { desire } from '../desired.ts';
import { diagnose, type Manifested, wrongName } from '../doctor/look.ts';
import { type Finding, inOrder } from '../doctor/finding.ts';
import { settingsThatWon } from '../doctor/won.ts';
import { type ExitName, weightiest } from '../exit-codes.ts';
import { platformOf } from '../facts.ts';
import { managerNamed, platformNamed } from '../platform.ts';
import { coverOf } from '../report/cover.ts';
import { doctorJson, doctorLines } from '../report/doctor.ts';
import { maskProblem } from '../report/hide.ts';
import { termsOf } from './aim.ts';
import type { Run } from './context.ts';
import { type Opened, openAnyway, type Seen, viewer } from './open.ts';
import { COMMANDS } from './table.ts';
import { unknownName } from './unknown-name.ts';

export const run: Run = async (session) => {
  const { args, stdout } = session;
  const opened = await openAnyway(session);
  const seen = await viewer(opened)(null, 'render');
  const unknown = seen.manifest === null ? null : unknownName(args.words, seen.manifest, seen.sources);
  const { machine, host } = opened;
  const name = platformOf(machine);
  const platform = machine.os === 'other' ? null : await managerNamed(name);
  const known = await knownOf(opened, seen);
  const only = args.words.length === 0 ? null : [...new Set(args.words)];
  const terms = { ...termsOf(opened), only: null };
  const found = await diagnose(host, platform, known, { only, terms, lan: args.lan, cwd: session.cwd });
  // What is installed may have left the manifest: then it is spoken of too.
  const strangers = args.words.filter((word) => !found.daemons.includes(word));
  if (unknown !== null && strangers.length > 0)
    return usageError(session, unknown, COMMANDS.find((one) => one.name === 'doctor') ?? null);
  const findings = inOrder([...found.findings, ...strangers.map((one) => wrongName(one, seen.manifest !== null))]);
  const exit = judged(findings, found.reachable, args.strict);
  const { line } = coverOf(seen.manifest, seen.hiding().values, []);
  const settings = settingsThatWon({
    flags: { file: args.file, color: args.color },
    env: session.env,
    settings: opened.settings,
    manifest: opened.path === '-' ? 'standard input' : opened.path,
    manifestLabelPrefix:
      seen.manifest && seen.manifest.labelPrefix !== seen.facts.labelPrefix ? seen.manifest.labelPrefix : null,
    home: machine.home,
    hostname: seen.facts.hostname,
  });
  const told = { findings, settings, commands: found.commands, daemons: found.daemons };
  if (args.json) {
    const { reachable, lan } = found;
    const about = {
      namespace: seen.manifest?.namespace ?? null,
      manifest: seen.manifest?.path ?? null,
      reachable,
      lan,
    };
    const document = doctorJson({ ...told, ...about, ok: exit === 'ok', platform: platform?.name ?? null }, line);
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return exit;
  }
  if (args.quiet && !findings.some(({ severity }) => severity !== 'note')) return exit;
  const columns = Math.max(60, Math.min(120, stdout.columns ?? 100));
  const style = { paint: opened.paint.stdout, columns, home: machine.home, quiet: args.quiet, line };
  stdout.write(
    doctorLines(told, style)
      .map((one) => `${one}\n`)
      .join(''),
  );
  return exit;
};

function judged(findings: readonly Finding[], reachable: boolean, strict: boolean): ExitName {
  const wrong = findings.some(({ severity }) => severity === 'problem' || (strict && severity === 'warning'));
  return weightiest([reachable ? 'ok' : 'unreachable', wrong ? 'failed' : 'ok']);
}

/** A manifest may be right in all but one daemon: what could be rendered of it is looked at too. */
async function knownOf(opened: Opened, seen: Seen): Promise<Manifested> {
  const { manifest, facts } = seen;
  const hiding = seen.hiding();
  const desired =
    seen.desired ??
    (manifest === null ? [] : desire(manifest, facts, await platformNamed(platformOf(opened.machine))).desired);
  return {
    facts,
    problems: seen.problems.map((one) => maskProblem(one, hiding)),
    aim:
      manifest === null
        ? null
        : { desired, facts, namespace: manifest.namespace, manifest: manifest.path, includes: seen.includes },
    daemons: manifest?.daemons ?? [],
    desired,
    labelPrefix: manifest?.labelPrefix ?? facts.labelPrefix,
  };
}
