import { isUnderWay, type Baseline } from '../../domain/gate.ts';
import type { Baselines } from '../../domain/run/event.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { ComparisonQuestion } from '../comparing/comparison-question.ts';
import { gateQuestion } from '../gates/gate-comparisons.ts';
import { waitedFor } from '../decide/enrich-event.ts';
import { askForGates } from '../facts/ask-for-gates.ts';
import type { NewEvent, RuntimeDeps } from '../runtime.ts';
import { messageOf } from '../../../text/message-of.ts';
import { NotYet } from '../not-yet.ts';
import { NOTHING, type Perform } from './performing.ts';

/** How long a gate waits for its baseline, and for what examples say of it. */
const LONGEST_MS = 3_600_000;
/** Within that most examples are compared. */
const HELD_MS = 10_000;

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
    const compared = questions.map((question) => deps.comparer.compared(question));
    await soon(deps, Promise.all(compared), run);
  }
  // One that is measured again meanwhile is waited for once more.
  const event: NewEvent = { type: 'baselines.answered', key, ...(isWorthWaiting && { since }) };
  return { prepare: () => ({ events: [{ run, event }] }), pace: 'soon' };
};

/** Waits a while; what takes longer goes on by itself, and is asked for again: many of them would keep all else from being performed. */
async function soon(
  { clock, warn }: Pick<RuntimeDeps, 'clock' | 'warn'>,
  work: Promise<unknown>,
  run: string,
): Promise<void> {
  const done = new AbortController();
  const late = clock.sleep(HELD_MS, done.signal).then(() => true);
  const isLate = await Promise.race([work.then(() => false), late]).finally(() => done.abort());
  if (!isLate) return;
  work.catch((error: unknown) => {
    warn(`examples are compared later: ${messageOf(error)}`, { run });
  });
  throw new NotYet('its examples are being compared');
}

/** What is to be found out of examples before the gates can be judged. */
function questionsOf(hot: HotRun, key: string, baselines: Baselines): ComparisonQuestion[] {
  const row = hot.step(key);
  if (row === undefined) return [];
  const judged = { ...row, header: hot.header, step: hot.plan.step(row.stepId) };
  return Object.values(baselines).flatMap((baseline) => {
    if (baseline.type !== 'found' || baseline.comparison?.type !== 'under-way') return [];
    const question = gateQuestion(judged, baseline);
    return typeof question === 'string' ? [] : [question];
  });
}

function withoutComparisons(baselines: Baselines): Baselines {
  const bare = Object.entries(baselines).map(([id, baseline]): [string, Baseline] => {
    if (baseline.type !== 'found') return [id, baseline];
    const { type, run, metrics } = baseline;
    return [id, { type, run, metrics }];
  });
  return Object.fromEntries(bare);
}
