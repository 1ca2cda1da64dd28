import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Runs } from '../../runtime/ports/runs.ts';

type Rows = { readonly store: { readonly runs: Pick<Runs, 'rows'> } };

/** A run may have taken its work from another, and that one too. */
const MOST_TAKEN = 5;

/** The newest attempt at a step, whichever run made it, also after tries of its own; null: there is none, or that run is forgotten. */
export async function attemptOf(
  { store }: Rows,
  run: string,
  key: string,
): Promise<AttemptId | null> {
  let at = { run, key };
  for (let taken = 0; taken < MOST_TAKEN; taken += 1) {
    const [found] = await store.runs.rows([at.run], [at.key]);
    if (found === undefined) return null;
    const { attempt, takenFrom } = found.row;
    if (takenFrom === null) return attempt === 0 ? null : { ...at, attempt };
    at = takenFrom;
  }
  return null;
}

/** The attempt whose pictures lie under those of another run, and how it is called on them. */
export type BaseAttempt = { readonly of: AttemptId; readonly name: string };

/** Of the same step in the run that another one is held against; null: it did not do that step. */
export async function baseAttempt(
  deps: Rows,
  base: RunHeader | null,
  key: string,
): Promise<BaseAttempt | null> {
  const of = base === null ? null : await attemptOf(deps, base.id, key);
  return base === null || of === null ? null : { of, name: nameOf(base) };
}

function nameOf(run: RunHeader): string {
  const branch = run.ref?.startsWith(HEADS) === true ? `${run.ref.slice(HEADS.length)} ` : '';
  return `${branch}#${runNumber(run)}`;
}

const HEADS = 'refs/heads/';
