import { stepKey } from '../../domain/cell.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { storedProducts } from '../../domain/run/products-of.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { EarlierRun } from './earlier-work.ts';
import { whatDiffers, type Comparing } from './what-differs.ts';

export type Choosing = Comparing & {
  /** Ids, newest first. */
  readonly runs: readonly string[];
};

/** What one earlier run has of a step. */
type Offer = {
  readonly run: RunHeader;
  /** Of the step, and of its cells. */
  readonly rows: readonly StepRow[];
  /** How its work is not what the run would make, in words; empty: it is. */
  readonly differs: readonly string[];
};

/**
 * The work of one earlier run that stands in for a step: the newest that is what this run would make; else the newest of
 * all. Its cells are those that the step has now. Null: there is none, or its bytes are lost.
 */
export async function chooseWork(choosing: Choosing): Promise<Offer | null> {
  const { blobs } = choosing.stage;
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  const isWhole = ({ rows }: Offer) => {
    return stored.isWhole(choosing.plan.pipeline, rows.flatMap(storedProducts));
  };
  const others: Offer[] = [];
  for (const id of choosing.runs) {
    const offer = await offerOf(choosing, id);
    if (offer === null) continue;
    if (!isBest(offer)) others.push(offer);
    else if (await isWhole(offer)) return offer;
  }
  const same = others.filter(({ differs }) => differs.length === 0);
  const rest = others.filter(({ differs }) => differs.length > 0);
  for (const offer of [...same, ...rest]) if (await isWhole(offer)) return offer;
  return null;
}

/** The same work, and all of it succeeded. */
function isBest({ rows, differs }: Offer): boolean {
  return differs.length === 0 && rows.every(({ result }) => result !== 'failure');
}

async function offerOf(choosing: Choosing, id: string): Promise<Offer | null> {
  const { step, work } = choosing;
  const run = await work.run(id);
  const rows = run?.rows.steps.filter((row) => row.stepId === step.id) ?? [];
  const own = run?.byKey.get(step.id);
  if (run === null || own === undefined || !countsAsDone(step, own)) return null;
  if (!hasCellsOfNow(choosing, rows)) return null;
  return { run: run.rows.header, rows, differs: await differencesOf(choosing, run, rows) };
}

/** As below it: with `continue-on-error` a failure counts like a success. */
function countsAsDone({ continueOnError }: PlanStep, { result }: StepRow): boolean {
  return result === 'success' || (continueOnError && result === 'failure');
}

function hasCellsOfNow(choosing: Choosing, rows: readonly StepRow[]): boolean {
  const now = cellsOfNow(choosing);
  const then = rows.flatMap(({ role, key }) => (role === 'cell' ? [key] : []));
  return now === null || (now.length === then.length && now.every((key) => then.includes(key)));
}

/** Null: they are not known before someone approves the step. */
function cellsOfNow({ step, rehearsal }: Choosing): readonly string[] | null {
  const { matrix, id } = step;
  if (matrix === null) return [];
  if (matrix.cells.type === 'static') return matrix.cells.cells.map((cell) => stepKey(id, cell));
  const made = rehearsal.rows.filter(({ role, stepId }) => role === 'cell' && stepId === id);
  return made.length === 0 ? null : made.map(({ key }) => key);
}

/** Of the first row that is not what the run would make. */
async function differencesOf(
  choosing: Choosing,
  run: EarlierRun,
  rows: readonly StepRow[],
): Promise<readonly string[]> {
  for (const row of rows) {
    if (row.role === 'group') continue;
    const differs = await whatDiffers(choosing, run, row);
    if (differs.length > 0) return differs;
  }
  return [];
}
