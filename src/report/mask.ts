// Secrets → ••••, before anything is printed. Pure. What is written to disk never comes through here.
//
// A secret in a rendered file may be quoted and escaped in three syntaxes; looking for it there would miss some. So the
// secret is taken out of the manifest *before* rendering, and a word that no syntax escapes stands in for it until the end.
import type { Daemon, Desired, Manifest } from '../model.ts';

export const MASK = '••••';
const STAND_IN = 'daemonsyncMaskedSecret';

/** user:password@ in a URL; the user is often the secret itself. */
const userinfo = /([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s/?#@:]*:[^\s/?#]*@/g;

/** For log lines, messages and the like. `secrets`: their values, as far as they are known. */
export function maskText(text: string, secrets: readonly string[] = []): string {
  return replaced(text, secrets, MASK);
}

/** To be rendered for the eye only: pass the outcome to `unveil`. */
export function maskManifest(manifest: Manifest): Manifest {
  return { ...manifest, daemons: manifest.daemons.map((daemon) => maskDaemon(daemon)) };
}

/** The second half of `maskManifest`. */
export function unveil(desired: Desired): Desired {
  return desired.map((daemon) => ({
    ...daemon,
    files: daemon.files.map((file) => ({ ...file, text: file.text.replaceAll(STAND_IN, MASK) })),
  }));
}

/** All secret values of a manifest, longest first, so that none is left half-masked. */
export function secretValues(manifest: Manifest): string[] {
  return longestFirst(manifest.daemons.flatMap((daemon) => valuesOf(daemon)));
}

function maskDaemon(daemon: Daemon): Daemon {
  const secrets = longestFirst(valuesOf(daemon));
  const env = Object.fromEntries(
    Object.entries(daemon.env).map(([name, value]) => [
      name,
      daemon.secrets.includes(name) && value !== '' ? STAND_IN : replaced(value, secrets, STAND_IN),
    ]),
  );
  const { name, at, secrets: names, ...rest } = daemon;
  return { ...(deep(rest, secrets) as typeof rest), name, at, secrets: names, env };
}

/** The same value may have been repeated in an argument or a raw directive. */
function deep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return replaced(value, secrets, STAND_IN);
  if (Array.isArray(value)) return value.map((item) => deep(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deep(item, secrets)]));
}

/** Short ones (`1`, `yes`) stand everywhere by chance; taken out wherever they occur they would only garble. */
const TOO_SHORT = 6;

function replaced(text: string, secrets: readonly string[], by: string): string {
  let masked = text;
  for (const secret of secrets) if (secret.length >= TOO_SHORT) masked = masked.replaceAll(secret, by);
  return masked.replace(userinfo, `$1${by}@`);
}

function valuesOf(daemon: Daemon): string[] {
  return daemon.secrets.map((name) => daemon.env[name] ?? '').filter((value) => value !== '');
}

function longestFirst(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}
