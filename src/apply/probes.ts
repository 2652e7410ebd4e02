// The real network, as health checks ask it: one request, or one connection, each within a time. Answers null where all is
// well, else half a sentence. Follows no redirects (a redirect is an answer), sends nothing, keeps no connection.

import { systemsWords } from './failing.ts';

export interface Probes {
  http(url: string, timeoutMs: number): Promise<string | null>;
  tcp(host: string, port: number, timeoutMs: number): Promise<string | null>;
}

export const network: Probes = { http, tcp };

async function http(url: string, timeoutMs: number): Promise<string | null> {
  const parsed = parse(url);
  if (parsed === null) return `${url} is no URL`;
  const { get } = parsed.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((done) => {
    const request = get(parsed, { agent: false, headers: { connection: 'close', 'user-agent': 'daemonsync' } });
    const timer = setTimeout(() => finish(`${url} does not answer within ${inSeconds(timeoutMs)}`), timeoutMs);
    const finish = (answer: string | null): void => {
      clearTimeout(timer);
      request.destroy();
      done(answer);
    };
    request.on('response', ({ statusCode = 0 }) =>
      finish(statusCode >= 200 && statusCode < 400 ? null : `${url} answers ${statusCode}`),
    );
    // Destroying it makes some releases of Node complain once more: the first answer stands.
    request.on('error', (error) => finish(`${url}: ${whyNot(error)}`));
  });
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

async function tcp(host: string, port: number, timeoutMs: number): Promise<string | null> {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const error = await dial(host, port, timeoutMs);
  if (error === null) return null;
  return error === 'late' ? `${where} does not answer within ${inSeconds(timeoutMs)}` : `${where}: ${whyNot(error)}`;
}

/** One connection, ended as soon as it stands. null: it stood. late: nobody said anything within the time. */
export async function dial(
  host: string,
  port: number,
  timeoutMs: number,
): Promise<null | 'late' | NodeJS.ErrnoException> {
  const { connect } = await import('node:net');
  return new Promise((done) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => finish('late'), timeoutMs);
    const finish = (answer: null | 'late' | NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      socket.destroy();
      done(answer);
    };
    socket.on('connect', () => finish(null));
    socket.on('error', finish);
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (ECONNREFUSED)',
  ECONNRESET: 'it hangs up (ECONNRESET)',
  ENOTFOUND: 'there is no such host (ENOTFOUND)',
  EAI_AGAIN: 'the host cannot be looked up now (EAI_AGAIN)',
  EHOSTUNREACH: 'the host cannot be reached (EHOSTUNREACH)',
  ENETUNREACH: 'the network cannot be reached (ENETUNREACH)',
};

function whyNot(error: NodeJS.ErrnoException): string {
  const { code, message } = error;
  if (code === undefined) return message;
  if (code.startsWith('HPE_')) return `it does not speak HTTP (${code})`;
  return WORDS[code] ?? (/^E[A-Z]+$/.test(code) ? systemsWords(code) : message || code);
}

export const inSeconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`);
