import type { AttemptId } from '../ports/attempts.ts';
import type { LookChange } from '../ports/looks.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { StepKeys } from '../facts/step-keys.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { lookerOf } from './looks-of.ts';
import { testDataOf } from './test-data-of.ts';

type Looking = {
  readonly deps: Pick<RuntimeDeps, 'clock'>;
  readonly inbox: Pick<Inbox, 'read'>;
  readonly keys: Pick<StepKeys, 'of'>;
};

/** The look at test data that an attempt which succeeded has had; nothing where it evaluates nothing, or nobody can say on what. */
export async function newLooks(
  { deps, inbox, keys }: Looking,
  { run, key }: AttemptId,
): Promise<readonly LookChange[]> {
  const asked = await inbox.read(run, (hot) => {
    const row = hot?.step(key);
    if (hot === null || row === undefined) return null;
    return { header: hot.header, plan: hot.plan.plan, step: hot.plan.step(row.stepId) };
  });
  if (asked === null || asked.step.metrics === null) return [];
  // What it was made of is no reason to lose what it made.
  const made = await keys.of(run, key).catch(() => null);
  const digest = made === null ? null : testDataOf(asked.plan, asked.step, made.parts);
  if (digest === null) return [];
  return [{ type: 'look.add', ...lookerOf(asked.header), digest, at: deps.clock.now() }];
}
