// A print × the job that is wanted → the print, read with what is known beforehand. An argument or a variable of several lines
// is printed as it is, and its lines can look like launchd's own (a shell function's `}` alone on a line ends everything). But
// where the very block that the wanted job would be printed with is there, letter by letter, nothing is left to guess. Pure.

import type { NormalJob } from '../plist/job.ts';
import { isDict, isList } from '../plist/value.ts';
import { readService } from './service.ts';
import type { PrintedService, ReadingSoFar } from './printed.ts';

export function readAgainst(text: string, job: NormalJob): ReadingSoFar<PrintedService> {
  const words = severalLines(wordsOf(job)) ? wordsOf(job) : [];
  const variables = variablesOf(job).filter(([, value]) => severalLines([value]));
  const standIns = words.map((_, i) => `\u{F0000}${i}`);
  const plain = variables.reduce(
    (all, [name, value], i) => once(all, `\t\t${name} => ${value}\n`, `\t\t${name} => \u{F0001}${i}\n`),
    words.length > 0 ? once(text, argumentsBlock(words), argumentsBlock(standIns)) : text,
  );
  const reading = readService(plain);
  return 'read' in reading ? { read: putBack(reading.read, words, standIns, variables) } : reading;
}

const severalLines = (words: readonly string[]): boolean => words.some((word) => /[\r\n]/.test(word));

function wordsOf(job: NormalJob): readonly string[] {
  const words = job.get('ProgramArguments');
  return isList(words) && words.every((word) => typeof word === 'string') ? words : [];
}

function variablesOf(job: NormalJob): readonly (readonly [string, string])[] {
  const variables = job.get('EnvironmentVariables');
  return isDict(variables) ? [...variables].filter((one): one is [string, string] => typeof one[1] === 'string') : [];
}

const argumentsBlock = (words: readonly string[]): string =>
  `\targuments = {\n${words.map((word) => `\t\t${word}\n`).join('')}\t}\n`;

/** What is there twice is not known for what it is. */
function once(text: string, part: string, standIn: string): string {
  const at = text.indexOf(part);
  return at < 0 || text.includes(part, at + 1) ? text : text.slice(0, at) + standIn + text.slice(at + part.length);
}

function putBack(
  read: PrintedService,
  words: readonly string[],
  standIns: readonly string[],
  variables: readonly (readonly [string, string])[],
): PrintedService {
  const isThere = words.length > 0 && JSON.stringify(read.arguments) === JSON.stringify(standIns);
  const found = variables.filter(([name], i) => read.environment?.[name] === `\u{F0001}${i}`);
  return {
    ...read,
    arguments: isThere ? words : read.arguments,
    environment: read.environment && { ...read.environment, ...Object.fromEntries(found) },
  };
}
