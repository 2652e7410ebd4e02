// The `sockets` field → Sockets, sorted by name: addresses and paths that both systems can listen on.

import type { Socket } from '../model.ts';
import * as read from './reading.ts';
import { type Reading, text } from './reading.ts';
import { child, type Node } from './tree.ts';

export function readSockets(r: Reading, node: Node | undefined): Socket[] {
  if (node?.kind !== 'map') return [];
  const found: Socket[] = [];
  for (const [name, { value }] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const tcp = child(value, 'tcp');
    const unix = child(value, 'unix');
    const mode = child(value, 'mode');
    if (!tcp === !unix) read.say(r, 'error', value, 'socket', `socket \`${name}\` needs one of \`tcp\` and \`unix\``);
    else if (tcp && mode) read.say(r, 'error', mode, 'socket', '`mode` is for `unix` sockets only');
    else if (tcp) found.push({ name, listen: { kind: 'tcp', ...socketAddress(r, tcp) } });
    else found.push({ name, listen: { kind: 'unix', path: readSocketPath(r, unix), mode: read.text(mode) } });
  }
  return found;
}

/** systemd looks up no names here. */
function socketAddress(r: Reading, node: Node): { readonly host: string; readonly port: number } {
  const address = read.hostPort(r, node);
  const octets = address.host.split('.');
  const v4 = octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
  const v6 = (text(node) ?? '').startsWith('[') && URL.canParse(`http://[${address.host}]/`);
  if (!v4 && !v6 && address.host !== 'localhost') {
    read.say(
      r,
      'error',
      node,
      'address',
      `\`${address.host}\` is no address that a socket can listen on`,
      'write an address such as 127.0.0.1, [::1] or 0.0.0.0',
    );
  }
  return address;
}

/** macOS has room for 103 bytes in an address, Linux for a few more. */
function readSocketPath(r: Reading, node: Node | undefined): string {
  const path = read.path(r, node) ?? '/';
  const wrong =
    new TextEncoder().encode(path).length > 103
      ? 'is longer than the 103 bytes that an address has room for'
      : /[ \t]$/.test(path)
        ? 'ends in a blank'
        : null;
  if (node && wrong)
    read.say(
      r,
      'error',
      node,
      'path',
      `the path of a socket ${wrong}: ${path}`,
      'write a shorter one, such as ~/.cache/web.sock',
    );
  return path;
}
