import { isUnderWay } from '../../domain/gate.ts';
import type { Baselines, RunEvent } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { judgeGates } from '../gates/judge-gates.ts';
import { moveRow } from './move-row.ts';

/**
 * What follows work that is done: gates, then promotion, then the end. A row that was told to stop keeps what it made,
 * but promotes nothing. `unkept`: why its work does not answer others, the reason of a row that ends well.
 */
export function judgeWork(
  changes: RunChanges,
  row: StepRow,
  baselines: Baselines,
  unkept: string | null,
): void {
  const step = changes.plan.step(row.stepId);
  const gates = judgeGates(step.gates, row, baselines);
  const judged: StepRow = { ...row, gates };
  const failed = gates.filter((gate) => gate.verdict === 'fail');
  if (failed.length > 0) {
    endRow(changes, judged, {
      result: 'rejected',
      reason: failed.map(({ message }) => message).join('; '),
    });
  } else if (step.promote.length === 0) {
    endRow(changes, judged, { result: 'success', reason: unkept });
  } else if (row.ending === 'cancelled' || row.ending === 'failure') {
    endRow(changes, judged, { result: row.ending, reason: row.reason });
  } else {
    promote(changes, judged);
  }
}

/** Has work that is done wait until what its gates compare with has been measured. */
export function awaitBaselines(
  changes: RunChanges,
  row: StepRow,
  baselines: Baselines,
  since = changes.at,
): void {
  const reason = whyJudging(baselines);
  moveRow(changes, row, { ...row, state: 'judging', reason });
  const { key } = row;
  const body = { kind: 'baselines.await', key, since } as const;
  // Each wait of its own: the one before has just ended.
  const again = since === changes.at ? '' : `/${changes.header.version}`;
  changes.emit(`${key}/baselines.await${again}`, body);
}

function whyJudging(baselines: Baselines): string {
  const numbers = Object.values(baselines).flatMap((baseline) =>
    baseline.type === 'under-way' ? [`#${baseline.number}`] : [],
  );
  if (numbers.length === 0) return 'its examples are being compared';
  return `waits for ${[...new Set(numbers)].join(', ')}, which measures what its gates compare with`;
}

/** Judges work that waited for its baselines, unless one is under way again. */
export function answerBaselines(
  changes: RunChanges,
  { key, baselines, since }: Extract<RunEvent, { type: 'baselines.answered' }>,
): void {
  const row = changes.step(key);
  if (row?.state !== 'judging') return;
  if (since !== undefined && isUnderWay(baselines)) awaitBaselines(changes, row, baselines, since);
  else judgeWork(changes, row, baselines, null);
}

function promote(changes: RunChanges, row: StepRow): void {
  moveRow(changes, row, { ...row, state: 'promoting', reason: null });
  const { key, attempt } = row;
  changes.emit(`${key}/${attempt}/model.promote`, { kind: 'model.promote', key, attempt });
}
