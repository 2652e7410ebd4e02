// What a Mac's own programs tell of the machine, as far as they are asked: name, release, accounts, marks on files. Words in, words
// out; what the stage does not know it says so.
import { readFileSync } from 'node:fs';
import { readDefinition } from './definition.ts';
import { ps } from './real-ps.ts';
import type { Answer, Call } from './real-wire.ts';
import type { Account } from './state.ts';

export interface Known {
  readonly accounts: readonly Account[];
  readonly bootSession: string;
  readonly release: string;
  /** Paths that came from elsewhere, and that nobody has looked at yet. */
  readonly quarantined: ReadonlySet<string>;
}

export function fact({ program, argv }: Call, known: Known): Answer {
  const words = argv.join(' ');
  if (program === 'ps') return ps(argv);
  if (program === 'scutil' && words === '--get LocalHostName') return said(localHostName());
  if (program === 'sysctl' && words === '-n kern.bootsessionuuid') return said(known.bootSession);
  if (program === 'sw_vers' && words === '-productVersion') return said(known.release);
  if (program === 'dscl') return account(argv[2] ?? '', known);
  if (program === 'xattr' && words.startsWith('-p com.apple.quarantine ')) {
    const path = argv[2] ?? '';
    if (known.quarantined.has(path)) return said('0081;5f3c8f2a;Safari;');
    return failed(1, `xattr: ${path}: No such xattr: com.apple.quarantine`);
  }
  if (program === 'plutil' && argv[0] === '-lint') return lint(argv[1] ?? '');
  // Root alone may ask (L72).
  if (program === 'sfltool') return failed(1, 'sfltool: not permitted');
  return failed(64, `${program}: the stage does not know: ${words}`);
}

/** Of the file that keeps it; that only a whole stage has. */
function localHostName(): string {
  try {
    const kept = readFileSync('/Library/Preferences/SystemConfiguration/preferences.plist', 'utf8');
    return /<key>LocalHostName<\/key>\s*<string>(.*)<\/string>/.exec(kept)?.[1] ?? 'Testers-Mac';
  } catch {
    return 'Testers-Mac';
  }
}

const said = (line: string): Answer => ({ code: 0, stdout: `${line}\n`, stderr: '' });
const failed = (code: number, line: string): Answer => ({ code, stdout: '', stderr: `${line}\n` });

function account(path: string, { accounts }: Known): Answer {
  const one = accounts.find(({ name }) => path === `/Users/${name}`);
  if (!one) return failed(56, '<dscl_cmd> DS Error: -14136 (eDSRecordNotFound)');
  return said(`NFSHomeDirectory: ${one.home}\nPrimaryGroupID: ${one.gid}\nUniqueID: ${one.uid}`);
}

function lint(path: string): Answer {
  try {
    const read = readDefinition(readFileSync(path, 'utf8'));
    if (!('code' in read) || read.code !== 109) return said(`${path}: OK`);
  } catch {
    return {
      code: 1,
      stdout: `${path}: file does not exist or is not readable or is not a regular file\n`,
      stderr: '',
    };
  }
  return { code: 1, stdout: `${path}: Property List error: it cannot be read\n`, stderr: '' };
}
