import { askForGates } from '../facts/ask-for-gates.ts';
import type { NewEvent } from '../runtime.ts';
import { askGates, LONGEST_WAIT_MS, readyToJudge } from './compared-soon.ts';
import { NOTHING, type Perform } from './performing.ts';

/**
 * Says that a row can be judged once none of its baselines is being measured any more and its examples have been
 * compared with theirs, or it has waited long enough.
 */
export const awaitBaselines: Perform<'baselines.await'> = async (performing, run, effect) => {
  const { deps, inbox } = performing;
  const { key, since } = effect;
  await askForGates(performing, { run, key });
  const waiting = await inbox.quietly(async (runs) => {
    const hot = await runs.get(run);
    if (hot?.step(key)?.state !== 'judging') return null;
    return askGates(performing.baselines, hot, key);
  });
  if (waiting === null) return NOTHING;
  const isWorthWaiting = deps.clock.now() < since + LONGEST_WAIT_MS;
  if (isWorthWaiting) await readyToJudge(deps, waiting, run);
  // One that is measured again meanwhile is waited for once more.
  const event: NewEvent = { type: 'baselines.answered', key, ...(isWorthWaiting && { since }) };
  return { prepare: () => ({ events: [{ run, event }] }), pace: 'soon' };
};
