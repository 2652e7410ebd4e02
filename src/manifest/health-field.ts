// The `health` and `reload` fields: how to ask whether it really works, and how to tell it to read its configuration.

import type { Health, Reload } from '../model.ts';
import * as read from './reading.ts';
import type { Reading } from './reading.ts';
import { child, type Node } from './tree.ts';

export function readHealth(r: Reading, node: Node | undefined): Health | null {
  if (node?.kind !== 'map') return null;
  const [command, http, tcp] = [child(node, 'command'), child(node, 'http'), child(node, 'tcp')];
  const given = [command, http, tcp].filter((one) => one !== undefined);
  if (given.length !== 1) {
    read.say(r, 'error', node, 'health', 'a health check needs one of `command`, `http` and `tcp`');
    return null;
  }
  const argv = command ? read.command(r, command) : null;
  if (command && !argv) return null;
  const probe: Health['probe'] = argv
    ? { kind: 'command', argv }
    : http
      ? { kind: 'http', url: read.text(http) ?? '' }
      : { kind: 'tcp', ...read.hostPort(r, tcp as Node) };
  return {
    probe,
    intervalMs: read.duration(r, child(node, 'interval'), 1000),
    timeoutMs: read.duration(r, child(node, 'timeout'), 5000),
    retries: read.whole(child(node, 'retries')) ?? 3,
    startPeriodMs: read.duration(r, child(node, 'start_period'), 10_000),
  };
}

export function readReload(r: Reading, node: Node | undefined): Reload | null {
  if (!node) return null;
  const signal = node.kind === 'map' ? read.signal(child(node, 'signal')) : null;
  if (signal) return { kind: 'signal', signal };
  const argv = read.command(r, node);
  return argv && { kind: 'command', argv };
}
