// Where daemonsync keeps what it remembers: one folder, and in it one for each namespace. Names only; pure.

import type { Facts } from '../model.ts';

type Where = Pick<Facts, 'stateDir'>;

export const stateFolder = ({ stateDir }: Where): string => `${stateDir}/daemonsync`;
/** A folder of their own: a namespace may be called anything, `locks` too. */
export const namespacesFolder = (facts: Where): string => `${stateFolder(facts)}/namespaces`;
export const namespaceFolder = (facts: Where, namespace: string): string => `${namespacesFolder(facts)}/${namespace}`;
export const memoryPath = (facts: Where, namespace: string): string =>
  `${namespaceFolder(facts, namespace)}/state.json`;
export const historyFolder = (facts: Where, namespace: string): string =>
  `${namespaceFolder(facts, namespace)}/history`;
export const keptFolder = (facts: Where, namespace: string): string => `${namespaceFolder(facts, namespace)}/kept`;
/** What root is to put in its place. */
export const stagedFolder = (facts: Where, namespace: string): string => `${namespaceFolder(facts, namespace)}/staged`;
/** No namespace begins with a dot: none can be in its way. */
export const keyPath = (facts: Where): string => `${stateFolder(facts)}/.key`;
export const locksFolder = (facts: Where): string => `${stateFolder(facts)}/locks`;
export const lingerPath = (facts: Where): string => `${stateFolder(facts)}/linger.json`;
