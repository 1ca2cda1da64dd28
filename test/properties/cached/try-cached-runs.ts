import { deepStrictEqual } from 'node:assert/strict';
import { array, asyncProperty, check } from 'fast-check';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { openPlayground, type Playground } from './play-in-process.ts';
import {
  arbitraryEdit,
  filesOf,
  FIRST,
  type Edit,
  type RepositoryState,
} from './repository-state.ts';
import { spoilObject } from './spoil-objects.ts';

const MOST_EDITS = 2;

/**
 * The law of the cache: whatever was edited and whatever was damaged since, a run that may use the cache ends with the
 * metrics, artifacts, verdicts and model versions of the same run with `--no-cache`. Null: it held in all sequences;
 * else the sequence that broke it, shrunk.
 */
export async function tryCachedRuns(trials: {
  readonly runs: number;
  readonly seed: number;
}): Promise<string | null> {
  const law = asyncProperty(array(arbitraryEdit, { minLength: 1, maxLength: MOST_EDITS }), play);
  const details = await check(law, { numRuns: trials.runs, seed: trials.seed });
  if (!details.failed) return null;
  const { errorInstance: error, counterexample, seed } = details;
  const words = error instanceof Error ? error.message : String(error);
  return `${words}\nseed ${seed}\n${JSON.stringify(counterexample?.[0], null, 1)}`;
}

async function play(edits: readonly Edit[]): Promise<void> {
  const [cached, afresh] = [openPlayground(), openPlayground()];
  try {
    const state = { ...FIRST };
    await holds(cached, afresh, state);
    for (const edit of edits) {
      if (edit.type === 'change') Object.assign(state, edit.to);
      if (edit.type === 'damage') spoilObject(cached.root, edit);
      await holds(cached, afresh, state);
    }
  } finally {
    cached.remove();
    afresh.remove();
  }
}

async function holds(cached: Playground, afresh: Playground, state: RepositoryState) {
  for (const place of [cached, afresh]) place.write(filesOf(state));
  const expected = await afresh.run('--no-cache');
  let run = await cached.run();
  // What is lost is told and made again by the next run, a step of the way each time.
  for (let tries = 0; tries < 3 && hasLost(run); tries += 1) run = await cached.run();
  deepStrictEqual(resultOf(run), resultOf(expected));
}

function hasLost(run: RunView): boolean {
  return run.steps.some(({ attempts }) => attempts.at(-1)?.class === 'lost-input');
}

/** All that a run says of the work, and nothing of how and when it was done. */
function resultOf({ status, steps }: RunView) {
  return {
    status,
    steps: steps.map(({ key, result, outputs, artifacts, metrics, gates }) => {
      return { key, result, outputs, artifacts, metrics, gates };
    }),
  };
}
