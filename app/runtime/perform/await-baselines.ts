import { isUnderWay, type Baseline } from '../../domain/gate.ts';
import type { Baselines } from '../../domain/run/event.ts';
import { waitedFor } from '../decide/enrich-event.ts';
import { askForGates } from '../facts/ask-for-gates.ts';
import type { NewEvent } from '../runtime.ts';
import { NotYet } from '../not-yet.ts';
import { comparedSoon, questionsOf } from './compared-soon.ts';
import { NOTHING, type Perform } from './performing.ts';

/** How long a gate waits for its baseline, and for what examples say of it. */
const LONGEST_MS = 3_600_000;

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
    const baselines = await waitedFor(performing.baselines, hot, key);
    return { baselines, questions: questionsOf(hot, key, baselines) };
  });
  if (waiting === null) return NOTHING;
  const isWorthWaiting = deps.clock.now() < since + LONGEST_MS;
  const { baselines, questions } = waiting;
  if (isWorthWaiting) {
    if (isUnderWay(withoutComparisons(baselines))) throw new NotYet('a baseline is being measured');
    await comparedSoon(deps, questions, run);
  }
  // One that is measured again meanwhile is waited for once more.
  const event: NewEvent = { type: 'baselines.answered', key, ...(isWorthWaiting && { since }) };
  return { prepare: () => ({ events: [{ run, event }] }), pace: 'soon' };
};

function withoutComparisons(baselines: Baselines): Baselines {
  const bare = Object.entries(baselines).map(([id, baseline]): [string, Baseline] => {
    if (baseline.type !== 'found') return [id, baseline];
    const { type, run, metrics } = baseline;
    return [id, { type, run, metrics }];
  });
  return Object.fromEntries(bare);
}
