import { runNumber } from '../../reports/words/run-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

/** The number of a run by its id; null: it was forgotten. */
export type RunNames = (id: string) => string | null;

/** How people call these runs. */
export async function runNames(
  { runs }: Pick<StoreReads, 'runs'>,
  ids: readonly string[],
): Promise<RunNames> {
  const headers = await Promise.all([...new Set(ids)].map((id) => runs.header(id)));
  const names = new Map(
    headers.flatMap((header) => (header === null ? [] : [[header.id, runNumber(header)]])),
  );
  return (id) => names.get(id) ?? null;
}
