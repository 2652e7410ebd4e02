// Lengths of time, moments and sizes → the few characters that a person needs of them. Pure; the present moment is handed in.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "12s", "3min 4s", "5h 12min", "3d 4h": the two largest parts. Of what lies ahead of its beginning: "0s". */
export function shownSpan(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE) return `${Math.floor(left / 1000)}s`;
  const [unit, size, below, part] =
    left < HOUR
      ? (['min', MINUTE, 's', 1000] as const)
      : left < DAY
        ? (['h', HOUR, 'min', MINUTE] as const)
        : (['d', DAY, 'h', HOUR] as const);
  const rest = Math.floor((left % size) / part);
  return `${Math.floor(left / size)}${unit}${rest > 0 ? ` ${rest}${below}` : ''}`;
}

/** "0.4 s", "12 s": how long something took. */
export const shownSeconds = (ms: number): string =>
  ms < 9950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const two = (number: number): string => String(number).padStart(2, '0');

/** A moment by the clock on the wall: "02:30" today, "Mon 02:30" within a week, else "2026-02-03 02:30". */
export function shownMoment(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === now.toDateString()) return clock;
  if (Math.abs(atMs - nowMs) < 6 * DAY) return `${DAYS[at.getDay()]} ${clock}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

/** "812K", "12M", "1.5G", as systemctl and ls -h write them. */
export function shownBytes(bytes: number): string {
  let size = bytes;
  for (const unit of ['B', 'K', 'M', 'G', 'T']) {
    if (size < 1023.5 || unit === 'T')
      return `${size < 9.95 && unit !== 'B' ? size.toFixed(1) : Math.round(size)}${unit}`;
    size /= 1024;
  }
  return `${bytes}B`;
}
