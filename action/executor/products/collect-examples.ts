import { stat } from 'node:fs/promises';
import { InvalidTree } from '../../../content/manifest/check-entries.ts';
import { saveTree } from '../../../content/save-tree.ts';
import { examplesFormat } from '../../../evaluation/examples-file.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import { checkExamples } from '../../../evaluation/read/read-examples.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { ReportedExamples } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { cut } from '../../../text/shortened.ts';
import type { Attempt } from '../attempt.ts';
import type { Products } from '../outcome.ts';
import { quote } from '../output/quote.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import type { IsFromBefore } from './remember-products.ts';
import { savePatiently } from './save-patiently.ts';

const LONGEST_QUOTE = 100;

type Wanted = NonNullable<Ticket['examples']>;

/**
 * Reads what the step measured example by example, and stores it as it is. A file that is not there, or that cannot be
 * read, fails nothing: the step did its work, and it is said why it is not compared.
 */
export async function collectExamples(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<Pick<Products, 'examples'>> {
  const { mask, log, ticket } = attempt;
  if (ticket.examples === undefined) return {};
  try {
    return { examples: await readAndSave(attempt, ticket.examples, isFromBefore) };
  } catch (error) {
    if (!isOfItsOwn(error)) throw error;
    const notCompared = cut(mask.apply(error.message), EXECUTOR_LIMITS.examples.reason);
    log.say(`Its examples are not compared: ${notCompared}`);
    return { examples: { notCompared } };
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
  { path, id, cluster, show, columns }: Wanted,
  isFromBefore: IsFromBefore,
): Promise<ReportedExamples> {
  const { host, mask } = attempt;
  const { workspace } = host.folders;
  const place = await insideWorkspace(workspace, path, 'examples');
  const isOld = await isFromBefore(path);
  const found = isOld ? null : await stat(place).catch(() => null);
  if (found === null) {
    const old = isOld ? ': what lies there is from before it ran' : '';
    throw new BadExamples(`the step did not write ${path}${old}`);
  }
  const format = examplesFormat(path);
  if (!found.isFile() || format === null) throw new BadExamples(`${path} is no table`);
  const wanted = { id, cluster, show, columns };
  const rows = await named(path, () =>
    checkExamples({
      path: place,
      format,
      wanted,
      quote: (text) => quote(mask, text, LONGEST_QUOTE),
      signal: host.kill,
    }),
  );
  const { digest, size } = await savePatiently(attempt, () =>
    saveTree(host.blobs, place, {
      within: workspace,
      signal: host.kill,
      missing: host.blobs.missingOrDamaged,
    }),
  );
  return { digest, size, rows, format };
}

/** A fault with the name of the file that has it. */
async function named<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof BadExamples ? new BadExamples(`${path}: ${error.message}`) : error;
  }
}
