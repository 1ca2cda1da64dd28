import type { Digest } from '../../domain/digest.ts';
import type { InputSpec, StepInput } from '../../domain/input.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunReader } from '../../engine/state/run-reader.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { Inbox } from '../decide/inbox.ts';
import { isLost } from '../facts/stored-work.ts';
import type { AttemptId } from '../ports/attempts.ts';
import type { Change } from '../ports/store.ts';
import type { RuntimeDeps } from '../runtime.ts';

type Asking = {
  readonly deps: Pick<RuntimeDeps, 'blobs'>;
  readonly inbox: Pick<Inbox, 'read'>;
};
type Made = { readonly row: StepRow; readonly digest: Digest };
export type LostInputs = {
  /** The entries of lost work go, so that nobody is given it again. */
  readonly changes: readonly Change[];
  /** The command that makes it again. */
  readonly advice: string;
};

/**
 * What follows when an executor found its inputs damaged. Whoever found that has moved the damaged bytes aside, so now
 * they are missing.
 */
export async function lostInputs({ deps, inbox }: Asking, of: AttemptId): Promise<LostInputs> {
  const { run, key } = of;
  const { blobs } = deps;
  const looking = { blobs, lost: (digests: readonly string[]) => blobs.missing(digests) };
  const asked = await inbox.read(run, (hot) => {
    const row = hot?.step(key);
    if (hot === null || row === undefined) return null;
    const inputs = Object.values(hot.plan.step(row.stepId).inputs);
    return { header: hot.header, made: inputs.flatMap((input) => makersOf(hot, input)) };
  });
  if (asked === null) return { changes: [], advice: '' };
  const { header, made } = asked;
  const lost: StepRow[] = [];
  for (const { row, digest } of made) if (await isLost(looking, digest)) lost.push(row);
  const changes = lost.map((row): Change => {
    return { type: 'cache.drop', ...(row.takenFrom ?? { run, key: row.key }) };
  });
  const number = runNumber(header);
  const [first] = lost.toSorted((a, b) => a.order - b.order);
  if (header.hosted !== undefined) {
    const what = first === undefined ? 'failed' : `from=${first.stepId}`;
    return { changes, advice: `Make it again: /mlp rerun ${what} #${number}` };
  }
  // What no step made is of the repository's tree, which a new run stores again, or a checkpoint, which it passes over.
  const command =
    first === undefined ? `run ${header.pipeline}` : `rerun ${number} --from ${first.stepId}`;
  return { changes, advice: `Make it again: mlpipelines ${command}` };
}

/** The rows that made an artifact; a `register` step only passes one on. */
function makersOf(
  reader: RunReader,
  spec: Pick<StepInput, 'step' | 'output'> | Exclude<InputSpec, StepInput>,
): readonly Made[] {
  // A new run copies data anew; a version of a model was made by another run.
  if (!('step' in spec)) return [];
  const { step, output } = spec;
  const { action, matrix } = reader.plan.step(step);
  if (action.type === 'register') {
    const { from } = action.register;
    const passed =
      from.type === 'output'
        ? { step: from.step, output: from.name }
        : reader.plan.step(from.step).inputs[from.name];
    return passed === undefined ? [] : makersOf(reader, passed);
  }
  const rows = matrix === null ? [reader.step(step)] : [...reader.cellsOf(step)];
  return rows.flatMap((row) => {
    const digest = row?.artifacts[output]?.digest;
    return row === undefined || digest === undefined ? [] : [{ row, digest }];
  });
}
