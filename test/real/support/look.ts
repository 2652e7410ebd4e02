// The real eyes beside a real manager: what `observe` is to be asked goes into a file, what it saw comes out as JSON. For that
// the code under test is bundled into the throwaway home, as the user there has no checkout to run TypeScript from.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Desired, Facts, Memory, Observed, Problem } from '../../../src/model.ts';

export interface Question {
  readonly desired: Desired;
  readonly memory: Memory;
  readonly facts: Facts;
}

export interface Answer {
  readonly unreachable: Problem | null;
  readonly observed: Observed | null;
  readonly version: number | null;
  /** Commands that were run, each a line. */
  readonly ran: readonly string[];
  /** Of each look in turn: the first loads code too. */
  readonly ms: readonly number[];
}

const ENTRY = `
import { readFileSync } from 'node:fs';
import { nodeHost } from './src/node/host.ts';
import { connect } from './src/systemd/connect.ts';
import { observe } from './src/systemd/observe.ts';
const { desired, memory, facts } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const host = nodeHost();
const ran = [];
const watching = { ...host, run: (argv, options) => (ran.push(argv.join(' ')), host.run(argv, options)) };
const connected = await connect(watching, facts, { system: false });
const answer = { unreachable: connected.unreachable ?? null, observed: null, version: connected.version ?? null, ran, ms: [] };
if (!answer.unreachable) {
  for (let i = 0; i < Number(process.argv[3] ?? 1); i++) {
    const began = performance.now();
    if (i > 0) ran.length = 0;
    answer.observed = await observe(connected, desired, memory, facts);
    answer.ms.push(performance.now() - began);
  }
}
process.stdout.write(JSON.stringify(answer) + '\\n');
`;

/** Writes HOME/look.mjs, to be run as `node look.mjs QUESTION.json`. */
export async function bundleLook(home: string): Promise<string> {
  const outfile = join(home, 'look.mjs');
  await build({
    stdin: { contents: ENTRY, resolveDir: process.env['DAEMONSYNC_ROOT'] ?? process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}

export function ask(home: string, name: string, question: Question): string {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(question));
  return path;
}

export const forgetful = (namespace: string): Memory => ({
  namespace,
  manifest: null,
  host: null,
  includes: [],
  unfinished: false,
  daemons: {},
});
