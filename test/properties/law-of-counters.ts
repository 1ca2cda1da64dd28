import { isDeepStrictEqual } from 'node:util';
import type { RunCounts, StepRow } from '../../app/domain/run/run.ts';
import { LIVE, law, type Step } from './law-broken.ts';

/** 8: the counters that decisions go by, instead of scanning, say what a scan says. */
export function checkCounters({ book, plan }: Step): void {
  const counted = countRows([...book.steps.values()], (id) => plan.step(id).continueOnError);
  const said = book.header.counts;
  const how = `counters ${JSON.stringify(said)}, counted ${JSON.stringify(counted)}`;
  law(8, isDeepStrictEqual(counted, said), how);
}

/** 8: a row is written once, and only because it changed. */
export function checkTouched({ patch, before }: Step): void {
  const keys = new Set(patch.steps.map(({ key }) => key));
  law(8, keys.size === patch.steps.length, 'a row is written twice');
  for (const row of patch.steps) {
    law(8, !isDeepStrictEqual(before.get(row.key), row), `${row.key} is written unchanged`);
  }
}

const IDLE = new Set(['waiting', 'approval', 'budget', 'open', 'over']);

function countRows(rows: readonly StepRow[], mayFail: (id: string) => boolean): RunCounts {
  const own = rows.filter(({ role }) => role !== 'cell');
  const counted = own.filter(({ stepId }) => !mayFail(stepId));
  return {
    open: own.filter(({ state }) => state !== 'over').length,
    live: rows.filter(({ state }) => state === 'pricing' || LIVE.has(state)).length,
    busy: rows.filter(({ state }) => !IDLE.has(state)).length,
    approvals: rows.filter(({ state }) => state === 'approval' || state === 'budget').length,
    failed: counted.filter(({ result }) => result === 'failure').length,
    rejected: counted.filter(({ result }) => result === 'rejected').length,
    cancelled: own.filter(({ result }) => result === 'cancelled').length,
  };
}
