import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { StepResult } from '../../domain/statuses.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import { once, type Sources, type Work } from './compare-work.ts';

/** Why work for which nothing has changed is not taken from the newest run that was asked for it; follows "because". */
export async function whyNotReused(
  { store, known }: Sources,
  work: Work,
  earlier: RunHeader,
): Promise<string> {
  const name = `#${runNumber(earlier)}`;
  if (earlier.options.inPlace) return `${name} ran in place, and work in place is not kept`;
  const rows = await once(known?.rows, earlier.id, () => store.runs.load(earlier.id));
  const row = rows?.steps.find(({ key }) => key === work.key);
  if (rows === null || row === undefined) return `the work of ${name} is not kept any more`;
  const { result, endedAt } = row;
  if (result === null || endedAt === null || endedAt > work.at) return unended(rows, work, name);
  const became = UNDONE[result];
  return became === undefined ? notKept(work, row, name) : `the same work ${became} in ${name}`;
}

const UNDONE: Readonly<Partial<Record<StepResult, string>>> = {
  failure: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
  stopped: 'was stopped early',
};

/** Whether the process that it is the run of still lives stands in its rows only once the run was resumed. */
function unended({ attempts }: RunRows, { key, run, at }: Work, name: string): string {
  const last = attempts.findLast((tried) => tried.key === key && tried.orderedAt <= at);
  const isDead = last?.status === 'interrupted' && last.endedAt !== null && last.endedAt <= at;
  if (isDead) return `the same work was interrupted in ${name}`;
  return run === null
    ? `the same work has not ended in ${name}: it still runs, or was interrupted`
    : `the same work had not ended in ${name} by then: it still ran, or was interrupted`;
}

function notKept({ step, at }: Work, { endedAt, takenFrom }: StepRow, name: string): string {
  const maxAgeMs = step.cache?.maxAgeMs ?? null;
  const gone = `the work of ${name} is not kept any more`;
  if (maxAgeMs === null) return gone;
  // It is as old as where it comes from, which may be gone.
  if (takenFrom !== null) return `${gone}, or older than \`max-age\` allows`;
  const isOld = endedAt !== null && at - endedAt >= maxAgeMs;
  return isOld ? `the work of ${name} is older than \`max-age\` allows` : gone;
}
