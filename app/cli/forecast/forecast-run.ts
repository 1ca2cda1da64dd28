import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { stepKey } from '../../domain/cell.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { createLocalPython } from '../../local/local-python.ts';
import { createLocalRepository } from '../../local/local-repository.ts';
import type { Forecast } from '../../reports/view/plan-view.ts';
import { forecastRow, type Foresight } from './forecast-row.ts';
import { localClock } from '../../local/local-clock.ts';
import { withWorkspace } from '../workspace/open-workspace.ts';
import { readRequest } from '../pipelines/read-request.ts';
import { rehearseRun } from './rehearse-run.ts';
import { snapshot } from '../workspace/snapshot.ts';

/** Says for each row of a plan, by key, what a run in `root` would do with it now, and why. */
export async function forecastRun(
  plan: Plan,
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, Forecast>> {
  const forecasts = new Map<string, Forecast>();
  await withWorkspace(root, async ({ state, store }) => {
    const blobs = await openFolderBlobStore(state.objects);
    const { manifest, digest } = await snapshot(state, blobs, 'hash-only');
    const request = { ...(await readRequest(root, OPTIONS, 'look')), ...NOBODY, tree: digest };
    const repository = createLocalRepository(root);
    const python = createLocalPython(env);
    const stage = { store, blobs, repository, python, clock: localClock, chance: () => 0 };
    const rehearsal = await rehearseRun(stage, withoutLimits(plan), request);
    const foresight: Foresight = { store, blobs, manifest, tree: digest, plan, rehearsal };
    for (const step of plan.steps) {
      for (const [key, forecast] of await forecastStep(foresight, step))
        forecasts.set(key, forecast);
    }
    return 0;
  });
  return forecasts;
}

const NOBODY = { id: '0'.repeat(26), number: 0, attempt: 1 };
const OPTIONS = { maxParallel: null, inPlace: false, noCache: false, deploy: false, exclude: {} };

/** With limits, what waits for its turn would not be asked about. */
function withoutLimits(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.matrix === null ? step : { ...step, matrix: { ...step.matrix, maxParallel: null } },
  );
  return { ...plan, maxParallel: null, steps };
}

/** The step's own row, and its cells: those there are already, else those that it is known to get. */
async function forecastStep(
  foresight: Foresight,
  step: PlanStep,
): Promise<readonly (readonly [key: string, forecast: Forecast])[]> {
  const rows = foresight.rehearsal.rows.filter(({ stepId }) => stepId === step.id);
  const told = await Promise.all(
    rows.map(async (row) => [row.key, await forecastRow(foresight, step, row)] as const),
  );
  const own = new Map(told).get(step.id);
  const cells = step.matrix?.cells.type === 'static' ? step.matrix.cells.cells : [];
  if (own === undefined || told.length > 1) return told;
  return [...told, ...cells.map((cell) => [stepKey(step.id, cell), own] as const)];
}
