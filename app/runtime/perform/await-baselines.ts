import { isUnderWay } from '../../domain/gate.ts';
import { baselinesOf } from '../baselines/baselines-of.ts';
import { askBaseCommits } from '../facts/ask-base-commits.ts';
import type { NewEvent } from '../runtime.ts';
import { NOTHING, NotYet, type Perform } from './performing.ts';

/** How long a gate waits for its baseline. */
const LONGEST_MS = 3_600_000;

/** Says that a row can be judged once none of its baselines is being measured any more, or it has waited long enough. */
export const awaitBaselines: Perform<'baselines.await'> = async (performing, run, effect) => {
  const { deps, inbox } = performing;
  const { key, since } = effect;
  await askBaseCommits(performing, { run, key });
  const baselines = await inbox.quietly(async (runs) => {
    const hot = await runs.get(run);
    return hot?.step(key)?.state === 'judging' ? baselinesOf(deps, hot, key) : null;
  });
  if (baselines === null) return NOTHING;
  const isWorthWaiting = deps.clock.now() < since + LONGEST_MS;
  if (isUnderWay(baselines) && isWorthWaiting) throw new NotYet('a baseline is being measured');
  const event: NewEvent = { type: 'baselines.answered', key };
  return { prepare: () => ({ events: [{ run, event }] }), pace: 'soon' };
};
