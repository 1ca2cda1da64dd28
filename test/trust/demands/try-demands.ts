import { asyncProperty, check, type RunDetails } from 'fast-check';
import { checkDemands, standingOf } from './check-demands.ts';
import { arbitraryTrial, type MoveKind, type Trial } from './demand-trial.ts';
import { describeTrial } from './describe-trial.ts';
import { openDemandsWorld, type DemandsWorld } from './demands-world.ts';
import { waitsForMain } from './main-pipelines.ts';
import { makeMove } from './make-move.ts';
import { PlayedTrial } from './played-trial.ts';
import type { Product } from './product.ts';

export type Trials = {
  readonly runs: number;
  readonly seed: number;
  /** Of a trial that broke a law, as it was told; left out: all of the seed's. */
  readonly path?: string;
};

/** So many trials share a store: each has a repository of its own. */
const MOST_IN_A_WORLD = 150;

/**
 * Plays random changes of random default branches, until one of them counts as good although the default branch demands
 * something that nothing judged, or the other way round. Null: all laws held; else the trial that broke one.
 */
export async function tryDemands(
  product: Product,
  { runs, seed, path }: Trials,
  shrink = true,
): Promise<string | null> {
  const worlds = new Worlds(product);
  try {
    const law = asyncProperty(arbitraryTrial, (trial) => worlds.play(trial));
    const given = path === undefined ? {} : { path };
    const details = await check(law, { numRuns: runs, seed, endOnFailure: !shrink, ...given });
    return details.failed ? describeFailure(details) : null;
  } finally {
    await worlds.close();
  }
}

class Worlds {
  readonly #product: Product;
  #world: DemandsWorld | null = null;
  #played = 0;

  constructor(product: Product) {
    this.#product = product;
  }

  /** What broke a law is left alone: the next trial has a world of its own. */
  async play(trial: Trial): Promise<void> {
    this.#played += 1;
    if (this.#played % MOST_IN_A_WORLD === 0) await this.close();
    this.#world ??= await openDemandsWorld(this.#product);
    try {
      await playTrial(this.#world, trial);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = null;
  }
}

/** Plays one trial. Throws what the App broke by it. */
async function playTrial(world: DemandsWorld, trial: Trial): Promise<void> {
  const played = new PlayedTrial(world, trial);
  await played.begin();
  await checkDemands(world, played);
  for (const move of trial.moves) {
    await makeMove(played, move);
    await checkDemands(world, played);
  }
  const { isGood, why, title } = await standingOf(world, played);
  const mustBe = isPlain(trial) && why === null;
  await played.end();
  if (mustBe && !isGood) throw new Error(`what is as it was does not count as good: ${title}`);
  if (world.troubles.length > 0) throw new Error(world.troubles.splice(0).join('\n'));
}

const PLAIN_MOVES: ReadonlySet<MoveKind> = new Set([
  'open',
  'retrain',
  'run',
  'rerun-all',
  'rerun-failed',
  'rerun-suite',
  'touch-main',
]);

/** Somebody who may write proposes something that touches no pipeline, and all that is measured is good. */
function isPlain({ main, author, edits, moves, measures }: Trial): boolean {
  const { runs, changed, cells } = measures;
  const isWell = runs.every((each) => each === 'good') && changed === 'true' && cells.length > 0;
  return (
    author === 'ada' &&
    isWell &&
    !waitsForMain(main) &&
    edits.every(({ kind }) => kind === 'source') &&
    moves.every(({ kind }) => PLAIN_MOVES.has(kind)) &&
    moves.some(({ kind }) => kind === 'open')
  );
}

function describeFailure(details: RunDetails<[Trial]>): string {
  const { errorInstance: error, counterexample, counterexamplePath, seed, numShrinks } = details;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [trial] = counterexample ?? [];
  return [
    words,
    `seed ${seed}, path ${counterexamplePath}, shrunk ${numShrinks} times`,
    trial === undefined ? '' : describeTrial(trial),
    `again: npm run soak -- --trust --runs 1 --seed ${seed} --path ${counterexamplePath}`,
  ].join('\n');
}
