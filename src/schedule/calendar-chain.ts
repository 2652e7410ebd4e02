// One part of a systemd calendar (`1,3..5/2`): its items as written, and the check that they fit a field. What is accepted
// and refused is what systemd 252 accepts and refuses. Which field a part belongs to is the caller's business.
import type { Range } from '../model.ts';
import { fault, isFault, type ScheduleFault } from './parsed.ts';
import { LAST_MICROSECOND, SECOND, sortedFromEnd, type Span } from './ranges.ts';

export interface Item extends Range {
  readonly at: number;
  readonly length: number;
}

/** `items` is null for `*`. `next` is the offset of the character after the part. */
export interface Chain {
  readonly items: readonly Item[] | null;
  readonly at: number;
  readonly next: number;
}

export interface CalendarField extends Span {
  readonly name: string;
  readonly fromEnd?: boolean;
}

const MOST_ITEMS = 241;
const MOST_VALUE = 2_147_483_647;

export function readChain(text: string, at: number, inSeconds: boolean): Chain | ScheduleFault {
  if (text[at] === '*') {
    const after = text[at + 1];
    if (after === '/') {
      const step = /^\d*/.exec(text.slice(at + 2))?.[0] ?? '';
      const hint = `write 0/${step || 'N'}, or 1/${step || 'N'} for days and months`;
      return fault(at, 2 + step.length, 'a repeat starts at a number, not at `*`', hint);
    }
    if (after === ',') return fault(at, 2, '`*` cannot be an item of a list', 'write `*` alone');
    return { items: null, at, next: at + 1 };
  }
  const items: Item[] = [];
  let here = at;
  for (;;) {
    const item = readItem(text, here, inSeconds);
    if (isFault(item)) return item;
    items.push(item);
    here += item.length;
    if (items.length > MOST_ITEMS) return fault(at, here - at, `more than ${MOST_ITEMS} items in one list`);
    if (text[here] !== ',') return { items, at, next: here };
    here += 1;
  }
}

function readItem(text: string, at: number, inSeconds: boolean): Item | ScheduleFault {
  const from = readNumber(text, at, inSeconds);
  if (isFault(from)) return from;
  let here = from.next;
  let to: number | null = null;
  let step: number | null = null;
  if (text.startsWith('..', here)) {
    const end = readNumber(text, here + 2, inSeconds);
    if (isFault(end)) return end;
    to = end.value;
    here = end.next;
  }
  if (text[here] === '/') {
    const by = readNumber(text, here + 1, inSeconds);
    if (isFault(by)) return by;
    if (by.value === 0) return fault(here + 1, by.next - here - 1, 'a repeat of 0 never moves on');
    step = by.value;
    here = by.next;
  }
  const stop = text[here];
  if (stop !== undefined && !' ,-~:'.includes(stop)) {
    return fault(here, 1, `\`${stop}\` cannot follow ${text.slice(at, here)}`);
  }
  return { from: from.value, to, step, at, length: here - at };
}

/** In seconds a fraction may follow; more than six digits are rounded. */
function readNumber(
  text: string,
  at: number,
  inSeconds: boolean,
): { readonly value: number; readonly next: number } | ScheduleFault {
  const digits = /^\d+/.exec(text.slice(at))?.[0];
  if (digits === undefined) {
    const found = text[at];
    if (found === '*') return fault(at, 1, '`*` cannot be an item of a list', 'write `*` alone');
    return found === undefined
      ? fault(Math.max(0, at - 1), 1, 'the text ends where a number should come')
      : fault(at, 1, `a number or \`*\` should stand where \`${found}\` is`);
  }
  let value = Number(digits);
  let next = at + digits.length;
  if (inSeconds) {
    value *= SECOND;
    if (text[next] === '.' && text[next + 1] !== '.') {
      const fraction = /^\d+/.exec(text.slice(next + 1))?.[0];
      if (fraction === undefined) return fault(next, 1, 'digits should follow the decimal point');
      value += Number(fraction.slice(0, 6).padEnd(6, '0')) + ((fraction[6] ?? '0') >= '5' ? 1 : 0);
      next += 1 + fraction.length;
    }
  }
  if (value > MOST_VALUE) return fault(at, next - at, `${text.slice(at, next)} is far too large`);
  return { value, next };
}

/** The items as ranges that fit, each in its shortest form; null for `*`. */
export function fitChain(chain: Chain, field: CalendarField): readonly Range[] | null | ScheduleFault {
  if (chain.items === null) return null;
  const ranges: Range[] = [];
  for (const item of chain.items) {
    const range = fitItem(item, field);
    if (isFault(range)) return range;
    ranges.push(range);
  }
  const tooFar = field.fromEnd ? sortedFromEnd(ranges).tooFar : null;
  if (tooFar === null) return ranges;
  const { at, length } = chain.items[ranges.indexOf(tooFar)] ?? { at: chain.at, length: 1 };
  const limits = 'systemd lets the first item of such a list reach 28, the second 25, the third 22 and so on';
  return fault(
    at,
    length,
    `too far from the end of the month: ${limits}`,
    'join neighbours, like 15..17, or make two entries',
  );
}

function fitItem(item: Item, field: CalendarField): Range | ScheduleFault {
  const { from, to, step, at, length } = item;
  const inSeconds = field.max === LAST_MICROSECOND;
  const shown = (value: number): string => String(inSeconds ? value / SECOND : value);
  const top = inSeconds ? '59.999999' : String(field.max);
  const misfit = (value: number): ScheduleFault =>
    fault(at, length, `${shown(value)} is out of range: ${field.name} go from ${field.min} to ${top}`);
  if (from < field.min || from > field.max) return misfit(from);
  if (to === null) {
    if (step === null) return { from, to, step };
    if (field.fromEnd ? from - step >= field.min : from + step <= field.max) return { from, to, step };
    const never = field.fromEnd
      ? `counting down from ${from} by ${step} leaves the month at once`
      : `a repeat of ${shown(step)} from ${shown(from)} leaves ${field.name} (up to ${top}) at once`;
    return fault(at, length, never, `write ${shown(from)}`);
  }
  if (to < field.min || to > field.max) return misfit(to);
  if (to < from) {
    const last = inSeconds ? 59 : field.max;
    const hint =
      field.fromEnd || field.max > 1000
        ? `write ${shown(to)}..${shown(from)}`
        : `write ${shown(from)}..${last},${field.min}..${shown(to)}`;
    return fault(at, length, `the range ${shown(from)}..${shown(to)} runs backwards`, hint);
  }
  if (inSeconds && step === null && to - from < SECOND) {
    return fault(
      at,
      length,
      'a range of seconds needs a step when it is shorter than a second',
      `write ${shown(from)}`,
    );
  }
  const stride = step ?? (inSeconds ? SECOND : 1);
  const last = to - ((to - from) % stride);
  return last === from ? { from, to: null, step: null } : { from, to: last, step };
}
