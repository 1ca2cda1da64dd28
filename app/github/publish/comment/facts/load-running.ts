import { ownValue } from '../../../../domain/own-value.ts';
import { instantOf } from '../../../../domain/run/instant-text.ts';
import { readableScopes } from '../../../../domain/scope.ts';
import type { RunningStep } from '../../../../reports/comment/run-story.ts';
import { isLive } from '../../../../reports/words/step-words.ts';
import type { StepView } from '../../../../../schemas/run-view.generated.ts';
import type { PastDuration } from '../../../../runtime/ports/history.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import { liveMetric, unitOf } from './live-metric.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';
import { lastSample } from './live-series.ts';

/** Of a sweep's cells what these tell last stands for all. */
const MOST_TOLD = 5;

/** How far the steps and cells are that attempts work on now. */
export async function loadRunning(
  { store, clock }: PublishDeps,
  { header, plan, view }: LoadedRun,
): Promise<readonly RunningStep[]> {
  const live = view.steps.flatMap((step) => {
    const begun = isLive(step) ? begunIn(step) : null;
    return begun === null ? [] : [{ ...begun, key: step.key, id: step.id }];
  });
  if (live.length === 0) return [];
  const keys = live.flatMap(({ key, id }) => [key, id]);
  const query = { pipeline: header.pipeline, keys: [...new Set(keys)] };
  const past = await store.history.durations(query, readableScopes(header));
  return Promise.all(
    live.map(async ({ key, id, attempt, start }, at) => {
      const of = { run: header.id, key, attempt };
      const sample = at < MOST_TOLD ? await lastSample(store, of) : null;
      const expected = expectedOf(past.get(key) ?? past.get(id), start, clock.now());
      if (sample === null) return { key, told: null, expected };
      const name = liveMetric(plan, id, sample.values);
      const value = name === null ? undefined : ownValue(sample.values, name);
      const metric = name === null || value === undefined ? null : { name, value };
      return { key, told: { step: sample.step, unit: unitOf(sample), metric }, expected };
    }),
  );
}

/** Its attempt, and when the command of that began; null: it has not. */
function begunIn({ attempts }: StepView): { attempt: number; start: number } | null {
  const last = attempts.at(-1);
  if (last === undefined || last.startedAt === null) return null;
  return { attempt: last.number, start: instantOf(last.startedAt) };
}

function expectedOf(
  past: PastDuration | undefined,
  start: number,
  now: number,
): RunningStep['expected'] {
  if (past === undefined) return null;
  const end = start + past.ms;
  return { lastMs: past.ms, end: end < now ? null : end };
}
