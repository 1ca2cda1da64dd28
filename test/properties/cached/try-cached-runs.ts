import { deepStrictEqual } from 'node:assert/strict';
import { array, asyncProperty, check, type RunDetails } from 'fast-check';
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
import { withUvDouble } from './uv-double.ts';

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
  const user = withUvDouble();
  const afresh = resultsAfresh(user);
  const begun = openPlayground();
  try {
    await holds({ place: begun, user, afresh }, FIRST);
    const play = (edits: readonly Edit[]) => edit({ place: begun.copy(), user, afresh }, edits);
    const law = asyncProperty(array(arbitraryEdit, { minLength: 1, maxLength: MOST_EDITS }), play);
    return verdict(await check(law, { numRuns: trials.runs, seed: trials.seed }));
  } finally {
    begun.remove();
  }
}

function verdict(details: RunDetails<[readonly Edit[]]>): string | null {
  if (!details.failed) return null;
  const { errorInstance: error, counterexample, seed } = details;
  const words = error instanceof Error ? error.message : String(error);
  return `${words}\nseed ${seed}\n${JSON.stringify(counterexample?.[0], null, 1)}`;
}

async function edit(trial: Trial, edits: readonly Edit[]): Promise<void> {
  try {
    const state = { ...FIRST };
    for (const edit of edits) {
      if (edit.type === 'change') Object.assign(state, edit.to);
      if (edit.type === 'damage') spoilObject(trial.place.root, edit);
      await holds(trial, state);
    }
  } finally {
    trial.place.remove();
  }
}

type Trial = { readonly place: Playground; readonly user: Variables; readonly afresh: Afresh };
type Variables = Readonly<Record<string, string>>;

async function holds({ place, user, afresh }: Trial, state: RepositoryState): Promise<void> {
  place.write(filesOf(state));
  const options = state.place === 'in-place' ? ['--in-place'] : [];
  const again = () => place.run({ ...user, UV_DEFAULT_INDEX: state.index }, ...options);
  let run = await again();
  // What is lost is told and made again by the next run, a step of the way each time.
  for (let tries = 0; tries < 3 && hasLost(run); tries += 1) run = await again();
  deepStrictEqual(resultOf(run), await afresh(state));
}

/** What a run ends with that has nothing to go by. */
type Afresh = (state: RepositoryState) => Promise<Result>;

/** Each state runs once, in a repository of its own: nothing else than its files and the index can have a say. */
function resultsAfresh(user: Variables): Afresh {
  const known = new Map<string, Promise<Result>>();
  return (state) => {
    const key = JSON.stringify({ ...state, place: null });
    const result = known.get(key) ?? runAfresh(user, state);
    known.set(key, result);
    return result;
  };
}

async function runAfresh(user: Variables, state: RepositoryState): Promise<Result> {
  const place = openPlayground();
  try {
    place.write(filesOf(state));
    return resultOf(await place.run({ ...user, UV_DEFAULT_INDEX: state.index }, '--no-cache'));
  } finally {
    place.remove();
  }
}

function hasLost(run: RunView): boolean {
  return run.steps.some(({ attempts }) => attempts.at(-1)?.class === 'lost-input');
}

type Result = ReturnType<typeof resultOf>;

/** All that a run says of the work, and nothing of how and when it was done. */
function resultOf({ status, steps }: RunView) {
  return {
    status,
    steps: steps.map(({ key, result, outputs, artifacts, metrics, gates }) => {
      // Versions are counted in each repository.
      const { version: _, ...others } = outputs;
      return { key, result, outputs: others, artifacts, metrics, gates };
    }),
  };
}
