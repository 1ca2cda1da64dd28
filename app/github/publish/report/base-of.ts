import type { RunHeader } from '../../../domain/run/run.ts';
import { measuredBefore } from '../../../runtime/baselines/measured-before.ts';
import type { PublishDeps } from '../publish-deps.ts';

/** The run that measured a step where the commit grew from; null: none did, it is forgotten, or nobody says where that is. */
export async function baseOf(
  deps: Pick<PublishDeps, 'store' | 'commitsBefore' | 'clock'>,
  header: RunHeader,
  stepId: string,
): Promise<RunHeader | null> {
  const asked = { stepId, key: stepId };
  // Whoever compares the two runs tells of GitHub that is away.
  const found = await measuredBefore(deps, header, asked).catch(() => null);
  return found?.type === 'found' ? deps.store.runs.header(found.run) : null;
}
