import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { findRun } from './find-run.ts';

/** The run that a person wants another one compared with. Throws a `UsageError` for none, and for that run itself. */
export async function findOtherRun(
  store: StoreReads,
  reference: string,
  compared: RunHeader,
): Promise<RunHeader> {
  const other = await findRun(store, reference);
  if (other.id !== compared.id) return other;
  throw new UsageError(
    `${reference} is #${runNumber(compared)} itself, so there is nothing to compare.`,
    'Name another run: a number (12, 12.1) or an id. mlpipelines runs lists them.',
  );
}
