// The collected outputs of real launchctls, where they are at hand: which command printed each, and the reader that it is for.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const folder = join(process.env['DAEMONSYNC_SHARED'] ?? join(root, '..', 'shared'), 'corpus', 'launchd');

/** false: they are here; else why they are not. */
export const absent: false | string = existsSync(join(folder, 'captures')) ? false : `no captures in ${folder}`;

export type CaptureKind = 'service' | 'domain' | 'disabled' | 'list' | 'listed' | 'refusal' | 'error';

export interface Capture {
  readonly name: string;
  readonly command: string;
  readonly kind: CaptureKind;
  readonly text: string;
  /** As the index tells it; 0 where it does not. */
  readonly code: number;
}

export function captures(): readonly Capture[] {
  if (absent !== false) return [];
  const index = new Map(
    readFileSync(join(folder, 'INDEX.tsv'), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([name = '', command = '']) => [name, command] as const),
  );
  return readdirSync(join(folder, 'captures'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, 'captures', name), 'utf8');
      const command = index.get(name) ?? '';
      return {
        name,
        command,
        kind: kindOf(name, command, text),
        text,
        code: Number(/exit (\d+)/.exec(command)?.[1] ?? 0),
      };
    });
}

function kindOf(name: string, command: string, text: string): CaptureKind {
  if (name.includes('.stderr')) return 'refusal';
  if (/launchctl error \d/.test(command)) return 'error';
  if (command.includes('print-disabled')) return 'disabled';
  if (/launchctl list\s*$/.test(command)) return 'list';
  if (command.includes('launchctl list ')) return 'listed';
  return /^\s+services = \{$/m.test(text) ? 'domain' : 'service';
}
