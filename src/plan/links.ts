// What enables a daemon's units, wanted and found → what is to be enabled, disabled or taken away. Pure.

import type { DesiredDaemon, DesiredUnit, ObservedDaemon, Reason, UnitRef } from '../model.ts';

export function links(want: DesiredDaemon, have: ObservedDaemon) {
  const because: Reason[] = [];
  const enable: UnitRef[] = [];
  const disable: UnitRef[] = [];
  const remove: string[] = [];
  for (const unit of want.units) {
    const found = have.units.find(({ id, domain }) => id === unit.id && domain === want.domain);
    const there = found?.links ?? [];
    const lacking = unit.links.filter((link) => !there.includes(link));
    const ref = { id: unit.id, domain: want.domain };
    if (lacking.length > 0 || (found?.disabled === true && unit.want !== 'down')) {
      enable.push(ref);
      because.push({ kind: 'disabled', id: unit.id });
    }
    // Links that somebody else made beside ours stay: only what we once asked for is taken back.
    const before = have.remembered?.units.find(({ id }) => id === unit.id)?.links ?? [];
    const extra = there.filter(
      (link) => !unit.links.includes(link) && (unit.links.length === 0 || before.includes(link)),
    );
    if (extra.length === 0) continue;
    because.push({ kind: 'enabled', id: unit.id });
    if (unit.links.length === 0) disable.push(ref);
    else remove.push(...extra.map((link) => linkPath(link, unit, want)));
  }
  return { because, work: { enable, disable, remove }, any: enable.length + disable.length + remove.length > 0 };
}

/** Those in our own folder are told by what stands below it. */
function linkPath(link: string, unit: DesiredUnit, want: DesiredDaemon): string {
  const file = want.files.find(({ path }) => path.endsWith(`/${unit.id}`));
  return link.startsWith('/') || !file ? link : `${file.path.slice(0, -unit.id.length)}${link}`;
}
