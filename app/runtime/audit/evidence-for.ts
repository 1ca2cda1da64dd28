import { evidenceOfRun, type Evidence } from '../../domain/audit.ts';
import type { Digest } from '../../domain/digest.ts';
import { resolveInputs } from '../../engine/evaluate/resolve-inputs.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';

/** An entry of the audit stays small, however large the run is. */
const MOST_GATES = 20;
const MOST_ARTIFACTS = 20;
const MOST_APPROVALS = 20;

/** What a run shows to whoever decides about one of its rows; null: about all of it. */
export function evidenceFor(hot: HotRun, key: string | null): Evidence {
  const ofRun = evidenceOfRun(hot.header);
  if (key === null) return ofRun;
  const artifacts = artifactsOf(hot, key);
  const gates = gatesOf(hot);
  return {
    ...ofRun,
    ...(Object.keys(artifacts).length > 0 && { artifacts }),
    ...(gates.length > 0 && { gates }),
  };
}

/** The same, with who approved that the row does what it does. */
export function evidenceOf(hot: HotRun, key: string): Evidence {
  const approved = (hot.step(key)?.approvals ?? []).filter(
    ({ decision }) => decision === 'approved',
  );
  const approvals = approved
    .slice(0, MOST_APPROVALS)
    .map(({ by, byId = null, at }) => ({ by, byId, at }));
  return { ...evidenceFor(hot, key), ...(approvals.length > 0 && { approvals }) };
}

/** The models that a step promotes, registers or is given. */
export function modelsOfStep(hot: HotRun, key: string): readonly string[] {
  const row = hot.step(key);
  if (row === undefined) return [];
  const { action, inputs, promote } = hot.plan.step(row.stepId);
  const given = Object.values(inputs).flatMap((input) => ('model' in input ? [input.model] : []));
  const own = action.type === 'register' ? [action.register.model] : [];
  const promoted = promote.flatMap(({ from }) => {
    const source = hot.plan.step(from).action;
    return source.type === 'register' ? [source.register.model] : [];
  });
  return [...given, ...own, ...promoted];
}

/** What the step is given, and what stands behind the versions that it promotes. */
function artifactsOf(hot: HotRun, key: string): Readonly<Record<string, Digest>> {
  const row = hot.step(key);
  if (row === undefined) return {};
  const step = hot.plan.step(row.stepId);
  const found = resolveInputs(hot, step, row.cell);
  const given = Object.entries(found.ok ? found.inputs : {}).flatMap(
    ([name, { content }]): [string, Digest][] =>
      content.type === 'cells' ? [] : [[name, content.artifact.digest]],
  );
  const promoted = step.promote.flatMap(({ from }): [string, Digest][] => {
    const model = hot.step(from)?.artifacts['model'];
    return model === undefined ? [] : [[from, model.digest]];
  });
  return Object.fromEntries([...given, ...promoted].slice(0, MOST_ARTIFACTS));
}

/** As they were judged; those of single cells are many, and stand in the run. */
function gatesOf(hot: HotRun): NonNullable<Evidence['gates']> {
  const judged = hot.plan.plan.steps.filter(({ gates }) => gates.length > 0);
  const outcomes = judged.flatMap(({ id: step }) =>
    (hot.step(step)?.gates ?? []).map(({ id, verdict }) => ({ step, id, verdict })),
  );
  return outcomes.slice(0, MOST_GATES);
}
