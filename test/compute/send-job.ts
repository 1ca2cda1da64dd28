import type { AttemptId } from '../../app/runtime/ports/attempts.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aPlace } from '../support/hosted.ts';
import { anId, change } from '../support/rows.ts';

/** GitHub has a job for an attempt from now on. */
export async function sendJob(
  { dispatches }: Pick<Store, 'dispatches'>,
  of: AttemptId,
): Promise<void> {
  const { repository } = aPlace();
  const order = { repository, sha: 'a'.repeat(40), ref: 'refs/heads/main', secrets: [] };
  const dispatch = { id: anId(), run: of.run, order, state: { type: 'gathered' } } as const;
  if (!(await dispatches.gather(dispatch, [of], 0))) throw new Error('It was sent before.');
  const at = { workflowRun: 1, workflowSha: order.sha, idleSince: null };
  await dispatches.save({ ...dispatch, state: { type: 'sent', ...at } }, null);
}

/** Its job has begun the step. */
export async function beginStep(store: Store, of: AttemptId): Promise<void> {
  const run = await store.runs.load(of.run);
  const [attempt] = run?.attempts ?? [];
  if (run === null || attempt === undefined) throw new Error('There is no such attempt.');
  const attempts = [{ ...attempt, status: 'running' as const }];
  await store.commit([change(run.header, { attempts })]);
}
