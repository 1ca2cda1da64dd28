import { asyncProperty, check, type RunDetails } from 'fast-check';
import { openApprovalWorld, type ApprovalWorld } from './approval-world.ts';
import type { ApprovalProduct } from './approval-product.ts';
import { arbitraryTrial, type Move, type MoveKind, type Trial } from './approval-trial.ts';
import { holdsAt, mayBeUrgent, mayStart } from './oracle-of-approvals.ts';
import { PlayedApprovals } from './played-approvals.ts';

export type Trials = {
  readonly runs: number;
  readonly seed: number;
  /** Of a trial that broke a law, as it was told; left out: all of the seed's. */
  readonly path?: string;
};

/** Plays random histories of approvals until the App breaks a rule. Null: all held; else the trial that broke one. */
export async function tryApprovals(
  product: ApprovalProduct,
  { runs, seed, path }: Trials,
): Promise<string | null> {
  const world = await openApprovalWorld(product);
  try {
    const law = asyncProperty(arbitraryTrial, (trial) => playTrial(world, trial));
    const given = path === undefined ? {} : { path };
    const details = await check(law, { numRuns: runs, seed, ...given });
    return details.failed ? describe(details) : null;
  } finally {
    await world.close();
  }
}

/** Plays one history. Null: all rules held. */
export async function tryTrial(product: ApprovalProduct, trial: Trial): Promise<string | null> {
  const world = await openApprovalWorld(product);
  try {
    await playTrial(world, trial);
    return null;
  } catch (error) {
    return String(error);
  } finally {
    await world.close();
  }
}

async function playTrial(world: ApprovalWorld, trial: Trial): Promise<void> {
  const played = new PlayedApprovals(world, trial);
  await played.begin();
  for (const move of trial.moves) {
    const hadStarted = played.startedAt !== null;
    await played.move(move);
    if (!hadStarted && !mayHaveStarted(played)) {
      throw new Error(`deploy started after ${JSON.stringify(move)}, and nobody let it`);
    }
  }
  checkUrgency(played, trial);
  checkEnd(played, trial);
  if (world.troubles.length > 0) throw new Error(world.troubles.splice(0).join('\n'));
}

function checkUrgency({ given, history, isUrgent }: PlayedApprovals, trial: Trial): void {
  if (isUrgent && !mayBeUrgent(given, history)) {
    throw new Error('an emergency was deployed that nobody may have asked for');
  }
  if (!isUrgent && isUrgentAlone(trial) && mayBeUrgent(given, history)) {
    throw new Error('an administrator asked for an emergency, and nothing was deployed');
  }
}

function checkEnd({ given, history, startedAt }: PlayedApprovals, trial: Trial): void {
  const last = history.at(-1)?.at ?? 0;
  if (isPlain(trial) && startedAt === null && holdsAt(given, history, last)) {
    throw new Error('deploy has all approvals that it needs, and did not start');
  }
}

function mayHaveStarted({ startedAt, given, history }: PlayedApprovals): boolean {
  return startedAt === null || mayStart(given, history, startedAt);
}

const PLAIN: ReadonlySet<MoveKind> = new Set(['approve-review', 'press', 'command', 'comment']);

/** Nothing but people who approve, of all of which the App hears, and others who say what they have no right to. */
function isPlain({ moves, crowded }: Trial): boolean {
  const isHeard = ({ tells, works }: Move) => tells && works;
  return !crowded && moves.every((move) => isHeard(move) && (PLAIN.has(move.kind) || isVain(move)));
}

function isVain({ kind, who }: Move): boolean {
  return OF_FREEZES.has(kind) && (who === 'eve' || who === 'bot[bot]');
}

const OF_FREEZES: ReadonlySet<MoveKind> = new Set([
  'freeze',
  'freeze-short',
  'unfreeze',
  'emergency',
  'comment',
]);

/** Nothing but freezes and emergencies: nobody else is at the alias. */
function isUrgentAlone({ moves }: Trial): boolean {
  return moves.every(({ kind, works }) => OF_FREEZES.has(kind) && works);
}

function describe(details: RunDetails<[Trial]>): string {
  const { errorInstance: error, counterexample, counterexamplePath, seed, numShrinks } = details;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    words,
    `seed ${seed}, path ${counterexamplePath}, shrunk ${numShrinks} times`,
    JSON.stringify(counterexample?.[0]),
    `again: npm run soak -- --approvals --runs 1 --seed ${seed} --path ${counterexamplePath}`,
  ].join('\n');
}
