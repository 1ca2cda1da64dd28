import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { constantFrom, nat, record, sample } from 'fast-check';
import { processesOfRun } from '../../../app/local/run-processes.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { openKillable, type Kill, type Killable, type Target } from './killable-run.ts';

/** As long as an undisturbed run takes, start and end included. */
const LONGEST_MS = 3_500;
const MOST_RESUMES = 5;

/**
 * The law of kills: whatever of a run's processes is killed, and whenever, the run ends as an undisturbed one does, to
 * the last byte, and leaves no process and no workspace; what is killed after the run's end leaves at most a workspace,
 * which is gone with the next run. Null: it held for all of them; else what broke it.
 */
export async function tryKills(trials: {
  readonly runs: number;
  readonly seed: number;
}): Promise<string | null> {
  const calm = await endOf({ target: 'cli', afterMs: Infinity });
  const kills = record({
    target: constantFrom<Target>('cli', 'supervisor', 'both', 'step'),
    afterMs: nat({ max: LONGEST_MS }),
  });
  for (const kill of sample(kills, { numRuns: trials.runs, seed: trials.seed })) {
    try {
      deepStrictEqual(await endOf(kill), calm);
    } catch (error) {
      return `${JSON.stringify(kill)}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

async function endOf(kill: Kill): Promise<unknown> {
  const place = openKillable();
  try {
    await place.begin(['run', 'kills'], kill);
    let view = await place.newest();
    let begun = 0;
    for (; view === null || isOpen(view); begun += 1) {
      if (begun === MOST_RESUMES) throw new Error(`it is ${view?.status} after ${begun} resumes`);
      await place.begin(view === null ? ['run', 'kills'] : ['resume', 'latest'], null);
      view = await place.newest();
    }
    const left = await leftOf(place, view);
    if (begun > 0 || left.workspaces.length === 0) return { ...resultOf(view), left };
    await place.begin(['run', 'kills'], null);
    return { ...resultOf(view), left: await leftOf(place, view) };
  } finally {
    place.remove();
  }
}

function isOpen({ status }: RunView): boolean {
  return status === 'queued' || status === 'running' || status === 'waiting';
}

type Left = { readonly processes: readonly number[]; readonly workspaces: readonly string[] };

async function leftOf({ root }: Killable, { id }: RunView): Promise<Left> {
  const workspaces = readdirSync(join(root, '.mlpipelines', '.state', 'work'));
  return { processes: await processesOfRun(id), workspaces };
}

/** All that a run says of the work, and nothing of how often and when it was done. */
function resultOf({ status, steps, models }: RunView) {
  return {
    status,
    models: models.map(({ version, alias }) => ({ version, alias })),
    steps: steps.map(({ key, result, outputs, artifacts, metrics, gates }) => {
      return { key, result, outputs, artifacts, metrics, gates };
    }),
  };
}
