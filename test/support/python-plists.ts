// Python's plistlib, the judge of what a plist says: what it reads, with every type told apart, and what it writes.

import { execFileSync, spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { isDict, isList, type PlistValue } from '../../src/launchd/plist/value.ts';

/** One type and one text per value, so that 1, 1.0, "1" and true stay four things. */
export type Tagged = readonly [kind: string, text: string | readonly unknown[]];

export function hasPython(t: TestContext): boolean {
  if (spawnSync('python3', ['--version'], { stdio: 'ignore' }).error === undefined) return true;
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1') throw new Error('python3 is required here');
  t.skip('no python3 on this machine');
  return false;
}

const SAYS = `
import plistlib, json, sys, datetime, base64, struct
def tagged(v):
    if isinstance(v, bool): return ['bool', 'true' if v else 'false']
    if isinstance(v, int): return ['integer', str(v)]
    if isinstance(v, float): return ['real', struct.pack('>d', v).hex()]
    if isinstance(v, str): return ['string', v]
    if isinstance(v, datetime.datetime): return ['date', v.strftime('%Y-%m-%dT%H:%M:%SZ') if v.year > 999 else v.isoformat() + 'Z']
    if isinstance(v, bytes): return ['data', base64.b64encode(v).decode()]
    if isinstance(v, list): return ['array', [tagged(x) for x in v]]
    return ['dict', [[k, tagged(x)] for k, x in v.items()]]
def says(text):
    try: return {'read': tagged(plistlib.loads(text.encode()))}
    except Exception as e: return {'unreadable': str(e)}
`;

const python = <T>(program: string, input: unknown): T =>
  JSON.parse(
    execFileSync('python3', ['-c', `${SAYS}\n${program}`], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  ) as T;

export type PythonReading = { readonly read: Tagged } | { readonly unreadable: string };

export const readByPython = (texts: readonly string[]): readonly PythonReading[] =>
  python('print(json.dumps([says(t) for t in json.load(sys.stdin)]))', texts);

/** Read, and written again in plistlib's own layout. */
export const rewrittenByPython = (texts: readonly string[]): readonly string[] =>
  python(
    'print(json.dumps([plistlib.dumps(plistlib.loads(t.encode()), sort_keys=False).decode() for t in json.load(sys.stdin)]))',
    texts,
  );

/** Files as they are, whatever their encoding. */
export const readFilesByPython = (paths: readonly string[]): readonly PythonReading[] =>
  python(
    `
def load(p):
    try: return {'read': tagged(plistlib.load(open(p, 'rb')))}
    except Exception as e: return {'unreadable': str(e)}
print(json.dumps([load(p) for p in json.load(sys.stdin)]))`,
    paths,
  );

export function tagged(value: PlistValue): Tagged {
  if (typeof value === 'string') return ['string', value];
  if (typeof value === 'boolean') return ['bool', String(value)];
  if (typeof value === 'bigint') return ['integer', String(value)];
  if (typeof value === 'number') return ['real', bits(value)];
  if (isList(value)) return ['array', value.map(tagged)];
  if (isDict(value)) return ['dict', [...value].map(([key, one]) => [key, tagged(one)])];
  return 'date' in value ? ['date', value.date] : ['data', value.base64];
}

function bits(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}
