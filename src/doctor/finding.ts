// What doctor says: a finding is what was found, why that matters and what mends it, all three in plain words. The noun, its
// makers, and the order in which findings are told. Pure; judges nothing.

export interface Finding {
  /** problem: something does not work · warning: something will bite · note: good to know. */
  readonly severity: 'problem' | 'warning' | 'note';
  /** Stable, for --json and for tests. */
  readonly code: string;
  readonly daemon?: string;
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What mends it: a command, or what to do. */
  readonly mend: string;
}

type Words = Pick<Finding, 'what' | 'why' | 'mend'> & { readonly daemon?: string };

const of =
  (severity: Finding['severity']) =>
  (code: string, words: Words): Finding => ({ severity, code, ...words });

export const problem = of('problem');
export const warning = of('warning');
export const note = of('note');

const WEIGHT: Readonly<Record<Finding['severity'], number>> = { problem: 0, warning: 1, note: 2 };

/** The worst first; of each, what is everybody's before what is one daemon's. The same thing is said once, as its worst. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findings
    .map((finding, at) => ({ finding, at }))
    .sort(
      (a, b) =>
        WEIGHT[a.finding.severity] - WEIGHT[b.finding.severity] ||
        compare(a.finding.daemon ?? '', b.finding.daemon ?? '') ||
        a.at - b.at,
    );
  const said = new Set<string>();
  return sorted.flatMap(({ finding }) => {
    const key = JSON.stringify([finding.daemon, finding.what]);
    if (said.has(key)) return [];
    said.add(key);
    return [finding];
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
