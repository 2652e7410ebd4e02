// What a person put around a print, or took out of it, when it was pasted somewhere: a prompt and the command, a Markdown fence, an
// ellipsis. launchctl itself prints none of that, so that such a text is only ever shown and nothing is decided by it. Pure.

/** A line that says that lines were left out: `…`, `[...]`, `<snip>`, `-- truncated --`. */
export const isElision = (line: string): boolean =>
  /^[\s[({<#*-]*(?:\.{3}|\u2026|snip(?:ped)?\b|truncated\b|omitted\b|elided\b)/i.test(line);

/** A prompt, a fence, or nothing: what may stand after a print without being a part of any. */
const isAround = (line: string): boolean =>
  /^\s*(?:$|`{3}|~{3}|<\/?(?:pre|code|details)>|[$%#\u276f\u279c]|\S*@\S+.*[$%#])/.test(line);

/** What is printed is called by its domain, or (before macOS 11) by a label, which nearly always has dots. */
const TARGET =
  /^\s*(?:(?:system|(?:gui|user|login|session|pid)\/\d+)(?:\/\S.*)?|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_@-]+)+) = \{$/;

/** Nothing else that launchd prints looks like it. */
export const isTarget = (line: string): boolean => TARGET.test(line);

/**
 * Where a print begins that something stands before. null: nowhere. A line that `belongs` to a print of its own accord says that
 * this is a piece of one, without its beginning.
 */
export function beginningIn(lines: readonly string[], belongs: (line: string) => boolean): number | null {
  const at = lines.findIndex((line) => TARGET.test(line) || belongs(line.trim()));
  return at > 0 && TARGET.test(lines[at] ?? '') ? at : null;
}

export const isAllAround = (lines: readonly string[]): boolean => lines.every(isAround);
