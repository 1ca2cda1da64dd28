import { InvalidTree } from '../../../content/manifest/check-entries.ts';
import { saveTree } from '../../../content/save-tree.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import type { TableFile } from '../../../evaluation/read/examples-source.ts';
import { checkExamples } from '../../../evaluation/read/read-examples.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { ReportedExamples } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { cut } from '../../../text/shortened.ts';
import type { Attempt } from '../attempt.ts';
import type { Products } from '../outcome.ts';
import { StepFailure } from '../step-failure.ts';
import type { IsFromBefore } from './remember-products.ts';
import { collectVerdicts, type CollectedVerdicts } from './collect-verdicts.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { savePatiently } from './save-patiently.ts';
import { naming, quoting, writtenTable } from './written-table.ts';

type Wanted = NonNullable<Ticket['examples']>;

/** `judged`: metrics that a judge's verdicts give. */
type CollectedExamples = {
  readonly examples?: ReportedExamples;
  readonly judged: Products['metrics'];
};

/**
 * Reads what the step measured example by example, and stores it as it is. A file that is not there, or that cannot be
 * read, fails nothing: the step did its work, and it is said why it is not compared.
 */
export async function collectExamples(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<CollectedExamples> {
  const { mask, log, ticket } = attempt;
  if (ticket.examples === undefined) return { judged: {} };
  try {
    return await readAndSave(attempt, ticket.examples, isFromBefore);
  } catch (error) {
    if (!isOfItsOwn(error)) throw error;
    const notCompared = cut(mask.apply(error.message), EXECUTOR_LIMITS.examples.reason);
    log.say(`Its examples are not compared: ${notCompared}`);
    return { examples: { notCompared }, judged: {} };
  }
}

/** Whatever else goes wrong may not be so the next time. */
function isOfItsOwn(error: unknown): error is Error {
  return (
    error instanceof BadExamples || error instanceof StepFailure || error instanceof InvalidTree
  );
}

async function readAndSave(
  attempt: Attempt,
  wanted: Wanted,
  isFromBefore: IsFromBefore,
): Promise<CollectedExamples> {
  const { path } = wanted;
  const { host } = attempt;
  const { workspace } = host.folders;
  const table = await writtenTable(attempt, { path, what: 'examples' }, isFromBefore);
  const read = await naming(path, () => readRows(attempt, table, wanted, isFromBefore));
  const { digest, size } = await savePatiently(attempt, () =>
    saveTree(host.blobs, table.path, {
      within: workspace,
      signal: host.kill,
      missing: host.blobs.missingOrDamaged,
    }),
  );
  const kept = { digest, size, rows: read.rows, format: table.format };
  if (read.judge === undefined || wanted.judge === undefined) return { examples: kept, judged: {} };
  const { metric, form } = wanted.judge;
  const { examples, judge } = read;
  return {
    examples: { ...kept, judge },
    judged: judgedMetrics({ metric, form, counts: judge.counts, examples, digest }),
  };
}

type Read = CollectedVerdicts | { readonly rows: number; readonly judge?: undefined };

async function readRows(
  attempt: Attempt,
  table: TableFile,
  { judge, ...wanted }: Wanted,
  isFromBefore: IsFromBefore,
): Promise<Read> {
  if (judge !== undefined) {
    return collectVerdicts(attempt, table, { ...wanted, judge }, isFromBefore);
  }
  return { rows: await checkExamples({ ...table, wanted, quote: quoting(attempt) }) };
}
