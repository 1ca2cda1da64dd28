import type { BaselineRef, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Baseline } from '../../domain/gate.ts';
import { readableScopes, registryOf } from '../../domain/scope.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { PublishDeps } from './publish-deps.ts';

type SideDeps = Pick<PublishDeps, 'store' | 'commitsBefore' | 'clock' | 'warn' | 'pageOf'>;

/** Columns of a table that people can read; a pipeline file may name as many versions as it has gates. */
const MOST_SIDES = 4;

/**
 * What a step of a run is compared with: where its commit grew from, and whatever its gates are held against. Of
 * another run only what this one may read (`readableScopes`).
 */
export async function loadSides(
  deps: SideDeps,
  header: RunHeader,
  step: PlanStep,
): Promise<readonly Side[]> {
  const ofGates = step.gates.flatMap(({ test }) =>
    test.type === 'baseline' ? [test.baseline] : [],
  );
  const refs: readonly BaselineRef[] = [{ type: 'merge-base' }, ...ofGates];
  const unique = [...new Map(refs.map((ref) => [nameOf(ref, header), ref]))].slice(0, MOST_SIDES);
  return Promise.all(unique.map(([name, ref]) => sideOf(deps, { header, step, name, ref })));
}

function nameOf(ref: BaselineRef, { hosted }: RunHeader): string {
  if (ref.type === 'alias') return `${ref.model}@${ref.alias}`;
  return hosted?.repository.defaultBranch ?? 'merge-base';
}

type Wanted = {
  readonly header: RunHeader;
  readonly step: PlanStep;
  readonly name: string;
  readonly ref: BaselineRef;
};

async function sideOf(deps: SideDeps, { header, step, name, ref }: Wanted): Promise<Side> {
  const common = { name, is: ref.type };
  if (ref.type === 'merge-base') {
    const baseline = await atBase(deps, header, step);
    const found = baseline ?? ({ type: 'unknown' } as const);
    return { ...common, version: null, ...(await measuredBy(deps, found)) };
  }
  const { store } = deps;
  const scope = registryOf(header);
  const [baseline, alias] = await Promise.all([
    store.baselines.behindAlias(ref.model, ref.alias, step.id, scope),
    store.registry.alias(ref.model, ref.alias, scope),
  ]);
  return { ...common, version: alias?.version ?? null, ...(await measuredBy(deps, baseline)) };
}

/** Null: GitHub does not say where the commit grew from. */
async function atBase(
  { store, commitsBefore, clock, warn }: SideDeps,
  header: RunHeader,
  step: PlanStep,
): Promise<Baseline | null> {
  try {
    const commits = await commitsBefore(header);
    if (commits.length === 0) return { type: 'none' };
    const { pipeline } = header;
    const question = { pipeline, commits, stepId: step.id, key: step.id, now: clock.now() };
    return await store.baselines.atCommits(question, readableScopes(header));
  } catch (error) {
    warn(`a run is not compared: ${messageOf(error)}`, { run: header.id });
    return null;
  }
}

async function measuredBy(
  { store, pageOf }: SideDeps,
  baseline: Baseline | { readonly type: 'unknown' },
): Promise<Pick<Side, 'run' | 'found'>> {
  if (baseline.type === 'unknown') return { run: null, found: { type: 'unknown' } };
  if (baseline.type === 'none') return { run: null, found: { type: 'never' } };
  const { run: id } = baseline;
  const header = await store.runs.header(id);
  const run =
    header === null
      ? null
      : {
          number: runNumber(header),
          page: pageOf(id),
          params: header.params,
        };
  if (baseline.type === 'under-way') return { run, found: { type: 'under-way' } };
  return { run, found: { type: 'measured', metrics: baseline.metrics } };
}
