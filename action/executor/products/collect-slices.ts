import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import { readSlices } from '../../../evaluation/read/read-slices.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { ReportedSlices } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { cut } from '../../../text/shortened.ts';
import type { Attempt } from '../attempt.ts';
import type { Products } from '../outcome.ts';
import { StepFailure } from '../step-failure.ts';
import type { IsFromBefore } from './remember-products.ts';
import { naming, quoting, writtenTable } from './written-table.ts';

type Wanted = NonNullable<Ticket['slices']>;

/**
 * Reads what the step measured on parts of its data. A table that is not there, or that cannot be read, fails nothing by
 * itself: the step did its work. A gate on slices does not hold then.
 */
export async function collectSlices(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<Pick<Products, 'slices'>> {
  const { mask, log, ticket } = attempt;
  if (ticket.slices === undefined) return {};
  try {
    return { slices: await read(attempt, ticket.slices, isFromBefore) };
  } catch (error) {
    if (!(error instanceof BadExamples || error instanceof StepFailure)) throw error;
    const notRead = cut(mask.apply(error.message), EXECUTOR_LIMITS.slices.reason);
    log.say(`Its slices are not read: ${notRead}`);
    return { slices: { notRead } };
  }
}

async function read(
  attempt: Attempt,
  { path, by }: Wanted,
  isFromBefore: IsFromBefore,
): Promise<ReportedSlices> {
  const { mask } = attempt;
  const table = await writtenTable(attempt, { path, what: 'slices' }, isFromBefore);
  return naming(path, async () => {
    const rows = await readSlices({ ...table, by, quote: quoting(attempt) });
    const names = rows.flatMap((row) => [...Object.values(row.by), ...Object.keys(row.metrics)]);
    // Names are shown to everyone who sees the run.
    if (names.some((name) => mask.apply(name) !== name)) {
      throw new BadExamples('a name in it contains a secret');
    }
    return { rows: rows.map(({ by, n, metrics }) => ({ by, n, metrics })) };
  });
}
