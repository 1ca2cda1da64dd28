import type { Baseline } from '../../domain/gate.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { readableScopes } from '../../domain/scope.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

export type MeasuredBeforeDeps = {
  readonly store: Pick<Store, 'baselines'>;
  /** The commits that one of a run comes after, the nearest first; throws where nobody can be asked. */
  readonly commitsBefore: (run: RunHeader) => Promise<readonly string[]>;
  readonly clock: Clock;
};

/** Whose numbers: a step, or a cell of it. */
export type Asked = { readonly stepId: string; readonly key: string };

/** What was measured where a run grew from: for its gates, its report and its page alike. Only what this run may read. */
export async function measuredBefore(
  { store, commitsBefore, clock }: MeasuredBeforeDeps,
  header: RunHeader,
  { stepId, key }: Asked,
): Promise<Baseline> {
  const commits = await commitsBefore(header);
  if (commits.length === 0) return { type: 'none' };
  const question = { pipeline: header.pipeline, commits, stepId, key, now: clock.now() };
  return store.baselines.atCommits(question, readableScopes(header));
}
