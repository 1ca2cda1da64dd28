import { isUnderWay, type Baseline } from '../../domain/gate.ts';
import type { Baselines } from '../../domain/run/event.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { messageOf } from '../../../text/message-of.ts';
import { waitedFor } from '../decide/enrich-event.ts';
import type { ComparisonQuestion } from '../comparing/comparison-question.ts';
import { gateQuestion } from '../gates/gate-comparisons.ts';
import { NotYet } from '../not-yet.ts';
import type { RuntimeDeps } from '../runtime.ts';

/** How long a gate waits for its baseline, and for what examples say of it. */
export const LONGEST_WAIT_MS = 3_600_000;

/** Within that most examples are compared. */
const HELD_MS = 10_000;

/** What the gates of a row are held against, and what is to be found out of examples before they can be judged. */
export type AskedGates = {
  readonly baselines: Baselines;
  readonly questions: readonly ComparisonQuestion[];
};

export async function askGates(
  deps: Parameters<typeof waitedFor>[0],
  hot: HotRun,
  key: string,
): Promise<AskedGates> {
  const baselines = await waitedFor(deps, hot, key);
  return { baselines, questions: questionsOf(hot, key, baselines) };
}

/** Returns once a row can be judged. Throws `NotYet` while a baseline is being measured, or examples are being compared. */
export async function readyToJudge(
  deps: Pick<RuntimeDeps, 'clock' | 'warn' | 'comparer'>,
  { baselines, questions }: AskedGates,
  run: string,
): Promise<void> {
  if (isUnderWay(withoutComparisons(baselines))) throw new NotYet('a baseline is being measured');
  await comparedSoon(deps, questions, run);
}

function withoutComparisons(baselines: Baselines): Baselines {
  const bare = Object.entries(baselines).map(([id, baseline]): [string, Baseline] => {
    if (baseline.type !== 'found') return [id, baseline];
    const { type, run, metrics } = baseline;
    return [id, { type, run, metrics }];
  });
  return Object.fromEntries(bare);
}

/** Has examples compared, so that gates can be judged by what they say. Throws `NotYet` where that takes a while. */
async function comparedSoon(
  deps: Pick<RuntimeDeps, 'clock' | 'warn' | 'comparer'>,
  questions: readonly ComparisonQuestion[],
  run: string,
): Promise<void> {
  const compared = questions.map((question) => deps.comparer.compared(question));
  await soon(deps, Promise.all(compared), run);
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
