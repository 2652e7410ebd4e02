// HOST:PORT as it is written behind `--lan` → its two parts, or what would be right; and what kind of place the host is, as
// far as its name tells. Pure; looks no name up.

import type { Reading } from '../given.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
}

const WANTED = 'HOST:PORT, such as 192.168.1.20:1883, nas.local:445 or [fe80::1%en0]:80';

export function readTarget(text: string): Reading<Target> {
  const [, six, name, digits] = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^[\]:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) return { wanted: WANTED };
  if (six !== undefined) return six.includes(':') ? { value: { host: six, port } } : { wanted: WANTED };
  if (name === undefined || !isHost(name)) return { wanted: WANTED };
  return { value: { host: name, port } };
}

export const shownTarget = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function isHost(name: string): boolean {
  // All digits and dots is meant as an address.
  if (/^[\d.]+$/.test(name)) return octets(name) !== null;
  return name.length <= 253 && /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_-]+)*\.?$/.test(name);
}

function octets(text: string): readonly number[] | null {
  const parts = text.split('.').map(Number);
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && parts.every((part) => part <= 255) ? parts : null;
}

/** here: this very machine · far: an address of the wide internet · near: of a local network, or a name, which may be anything. */
export function whereabouts({ host }: Target): 'here' | 'near' | 'far' {
  const plain = host.toLowerCase().replace(/%.*$/, '');
  if (plain === 'localhost' || plain === '::1' || plain.startsWith('127.')) return 'here';
  const parts = octets(plain);
  if (parts) {
    const [a = 0, b = 0] = parts;
    const local = a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
    // Multicast and broadcast are of the local network too.
    return local || a >= 224 ? 'near' : 'far';
  }
  if (plain.includes(':')) return /^(?:fe[89ab]|f[cdf])/.test(plain) ? 'near' : 'far';
  return 'near';
}
