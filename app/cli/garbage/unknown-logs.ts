import { join } from 'node:path';
import type { Store } from '../../runtime/ports/store.ts';
import { changedLast, runsIn } from './leftover.ts';

/** Runs that have logs here and that the store does not know: those last written before a time, and the others. */
export type UnknownLogs = { readonly old: readonly string[]; readonly young: readonly string[] };

/**
 * Finds them. The store may be another one than these runs were written to, as when its file was moved aside, or a copy
 * of long ago was put back: that it does not know a run does not say that nobody does.
 */
export async function unknownLogs(
  logs: string,
  store: Pick<Store, 'runs'>,
  before: number,
): Promise<UnknownLogs> {
  const runs = await runsIn(logs);
  const known = await store.runs.versions(runs);
  const [old, young]: [string[], string[]] = [[], []];
  for (const run of runs.filter((each) => !known.has(each))) {
    const isOld = (await changedLast(join(logs, run))) < before;
    (isOld ? old : young).push(run);
  }
  return { old, young };
}
