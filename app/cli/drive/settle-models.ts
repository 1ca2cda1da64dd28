import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { freezeModels } from '../../runtime/facts/freeze-models.ts';
import { stepsOfPart, type Part } from '../earlier/part-of-plan.ts';
import { deploys } from '../forecast/forecast-row.ts';
import type { Io } from '../io.ts';
import { freezeOfServer, type Freezing, type FrozenPlan } from '../server/models-of-plan.ts';
import type { ServerReads } from '../server/server-reads.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { printNote } from '../terminal/print.ts';

type Place = Pick<Workspace, 'store'> & Pick<Freezing, 'blobs' | 'purpose'>;

type Settling = {
  readonly plan: Plan;
  readonly request: Pick<RunRequest, 'id' | 'sha'>;
  readonly choices: Part & { readonly deploy: boolean };
};

/** The plan with the versions that its aliases point to now: at a server where one is asked, else on this machine. */
export async function settleModels(
  { store, blobs, purpose }: Place,
  io: Pick<Io, 'stderr' | 'env'>,
  server: ServerReads | null,
  { plan, request, choices }: Settling,
): Promise<FrozenPlan> {
  if (server === null) {
    return { plan: await freezeModels(store.registry, request, plan), warnings: [] };
  }
  const own = stepsOfPart(plan, choices);
  const runs = (step: PlanStep) =>
    (own === null || own.has(step.id)) && (choices.deploy || !deploys(step));
  const note = (message: string) => printNote(io, message);
  return freezeOfServer(server, plan, { blobs, runs, purpose, note });
}

/** The same versions for the same plan, compiled once more: an alias may have moved meanwhile. */
export function settledAs(before: Plan, plan: Plan): Plan {
  const known = new Map(
    before.steps.flatMap(({ inputs }) =>
      Object.values(inputs).flatMap((input) =>
        'model' in input ? [[`${input.model}@${input.alias}`, input.frozen] as const] : [],
      ),
    ),
  );
  const settled = (step: PlanStep): PlanStep => {
    const inputs = Object.entries(step.inputs).map(([name, input]) => {
      if (!('model' in input)) return [name, input];
      return [name, { ...input, frozen: known.get(`${input.model}@${input.alias}`) ?? null }];
    });
    return { ...step, inputs: Object.fromEntries(inputs) };
  };
  return { ...plan, steps: plan.steps.map(settled) };
}
