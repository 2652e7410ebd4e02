// An await step → who of its daemons may go on already: each as soon as all that is waited for of it has arrived. Whoever has not
// by the end goes on then, when it is noted down that he failed, or that everything was broken off.

import type { Arrival, Step } from '../model.ts';
import type { AwaitStep } from './narrow.ts';

export interface Gate {
  readonly arrived: (arrival: Arrival) => void;
  /** The wait is over, for everybody. */
  readonly over: () => void;
  /** When all daemons of that step may go on. One that nobody waits for always may. */
  readonly ready: (step: Step) => Promise<void>;
}

export function gateOf({ targets }: AwaitStep): Gate {
  const left = new Map<string, number>();
  for (const { daemon } of targets) left.set(daemon, (left.get(daemon) ?? 0) + 1);
  const doors = new Map([...left.keys()].map((daemon) => [daemon, door()] as const));
  return {
    arrived({ daemon, result }) {
      if (result !== 'reached') return;
      const more = (left.get(daemon) ?? 0) - 1;
      left.set(daemon, more);
      if (more === 0) doors.get(daemon)?.open();
    },
    over() {
      for (const { open } of doors.values()) open();
    },
    async ready(step) {
      for (const daemon of step.daemons) await doors.get(daemon)?.opened;
    },
  };
}

function door(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open, opened };
}

/** What comes right behind it and may run side by side: up to the first step that may not. */
export function followers(all: readonly (readonly Step[])[], at: number): readonly (readonly Step[])[] {
  const rest = all.slice(at + 1);
  const end = rest.findIndex(([step]) => step?.kind !== 'run' || step.alongside === undefined);
  return end < 0 ? rest : rest.slice(0, end);
}
