// Labels → where else they are loaded: in root's domain, in the login's, or in that of the user's background sessions (user/UID).
// Domains are flat and know nothing of each other (L7), so each has to be asked. Reads only.

import { type Dump, dumpOf, type Runs } from './domains.ts';
import { type Answer, printAll } from './services.ts';

export interface Suspect {
  readonly label: string;
  /** Where it would be a twin. */
  readonly domains: readonly string[];
}

export interface Twin {
  readonly target: string;
  /** The plist that it was loaded from; null: from none, or it is not told. */
  readonly path: string | null;
}

/** More than these are quicker looked up in the domain's own list, and then it is two processes however many they are. */
const FEW = 2;

/** By label; or why it is not known. */
export async function twinsOf(
  host: Runs,
  suspects: readonly Suspect[],
  dumps: ReadonlyMap<string, Dump>,
): Promise<ReadonlyMap<string, readonly Twin[] | { readonly why: string }>> {
  const domains = [...new Set(suspects.flatMap((one) => one.domains))];
  const listed = new Map<string, Dump>();
  await Promise.all(
    domains.map(async (domain) => {
      const known = dumps.get(domain);
      const few = suspects.filter((one) => one.domains.includes(domain)).length <= FEW;
      if (known) listed.set(domain, known);
      else if (!few) listed.set(domain, await dumpOf(host, domain));
    }),
  );
  // Those that are there, for the path; and those that nobody has listed.
  const closer = suspects.flatMap(({ label, domains: some }) =>
    some.filter((domain) => isToBeAsked(listed.get(domain), label)).map((domain) => `${domain}/${label}`),
  );
  const answers = await printAll(host, closer);
  return new Map(suspects.map((one) => [one.label, judged(one, listed, answers)]));
}

const isToBeAsked = (dump: Dump | undefined, label: string): boolean =>
  dump === undefined || (dump.kind === 'printed' && dump.domain.services.has(label));

function judged(
  { label, domains }: Suspect,
  listed: ReadonlyMap<string, Dump>,
  answers: ReadonlyMap<string, Answer>,
): readonly Twin[] | { readonly why: string } {
  const twins: Twin[] = [];
  for (const domain of domains) {
    const dump = listed.get(domain);
    if (dump?.kind === 'unknown') return { why: dump.why };
    const target = `${domain}/${label}`;
    const answer = answers.get(target);
    if (answer?.kind === 'printed') twins.push({ target, path: answer.service.path });
    // It is there by the list: only its path is not known.
    else if (answer?.kind === 'unknown' && dump) twins.push({ target, path: null });
    else if (answer?.kind === 'unknown') return { why: answer.why };
  }
  return twins;
}
