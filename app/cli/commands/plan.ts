import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { ratesOf } from '../../compute/wish/rate-of.ts';
import { estimateSteps, type StepEstimate } from '../../costs/step-estimate.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../domain/machine-policy.ts';
import { POLICY_FILE } from '../../domain/policy.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { planGraph } from '../../reports/markdown/plan-graph.ts';
import { planLines } from '../../reports/terminal/plan-lines.ts';
import type { MachineOutlook } from '../../reports/view/machine-outlook.ts';
import { makePlanView } from '../../reports/view/plan-view.ts';
import { noMachineWords } from '../../reports/words/machine-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode } from '../command.ts';
import { prepareRun, type PreparedRun } from '../drive/prepare-run.ts';
import { choicesOf, declareChoices, pipelineOf, type ChoiceOptions } from '../drive/run-choices.ts';
import { forecastRun } from '../forecast/forecast-run.ts';
import { localStage } from '../forecast/local-stage.ts';
import { machineOutlookOf } from '../forecast/machine-outlook-of.ts';
import { thisMachine } from '../forecast/this-machine.ts';
import type { Io } from '../io.ts';
import { locatePipeline } from '../pipelines/locate-pipeline.ts';
import { policyHere } from '../pipelines/policy-here.ts';
import { printJson, printLines, printText, printWarnings } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { withWorkspace } from '../workspace/open-workspace.ts';

type Options = ChoiceOptions & { readonly json?: true; readonly mermaid?: true };

/**
 * Shows what `run` with the same choices would do, since it prepares the run as that does, and starts nothing: 0, or 2
 * when the file or a param is wrong.
 */
export async function plan(wanted: string, options: Options, io: Io): Promise<ExitCode> {
  const choices = { ...choicesOf(options), maxParallel: null, inPlace: false };
  const pipeline = locatePipeline(io.cwd, wanted);
  return withWorkspace(pipeline.root, async (workspace) => {
    const { state, store } = workspace;
    const blobs = await openFolderBlobStore(state.objects);
    const place = { ...workspace, blobs, purpose: 'look', allot: () => nextRun(store) } as const;
    const prepared = await prepareRun(place, io, pipeline, choices);
    if (prepared === null) return 2;
    const { tree, durations, warnings } = prepared;
    printWarnings(io, warnings);
    const stage = localStage(state.root, io.env, { store, blobs });
    const foreseen = { ...prepared, manifest: tree.manifest, tree: tree.digest };
    const { machines, policy, warnings: ofMachines } = await machinesOf(pipeline.root, prepared);
    printWarnings(io, ofMachines);
    const forecasts = await forecastRun(stage, foreseen, durations);
    const costs = machines === null ? {} : { costs: await costsHere(store, prepared, policy) };
    const around = { machine: thisMachine(), machines, ...costs };
    const view = makePlanView(prepared.plan, forecasts, around);
    if (options.json) printJson(io, view);
    else if (options.mermaid) printText(io.stdout, planGraph(view));
    else printLines(io, planLines(view, terminalOf(io.stdout, io.env).columns));
    return 0;
  });
}

/** What machines its steps could get on GitHub, as far as this version and this checkout know. */
async function machinesOf(
  root: string,
  { plan: { steps }, durations }: Pick<PreparedRun, 'plan' | 'durations'>,
): Promise<{
  readonly machines: MachineOutlook | null;
  readonly policy: MachinePolicy | null;
  readonly warnings: readonly string[];
}> {
  if (steps.every(({ resources }) => resources === null)) {
    return { machines: null, policy: null, warnings: [] };
  }
  const { machines: policy } = await policyHere(root);
  const machines = machineOutlookOf(steps, policy ?? DEFAULT_MACHINE_POLICY, durations);
  const broken = `${POLICY_FILE} has mistakes: on GitHub no machine is started until they are corrected`;
  return {
    machines,
    policy,
    warnings: [
      ...(policy === null ? [broken] : []),
      ...(machines?.steps ?? []).flatMap((step) => noMachineWords(step) ?? []),
    ],
  };
}

/** What its steps would cost on GitHub, by how long they took here: nobody knows whether the repository is public. */
async function costsHere(
  { history }: Pick<StoreReads, 'history'>,
  { plan, request }: Pick<PreparedRun, 'plan' | 'request'>,
  policy: MachinePolicy | null,
): Promise<readonly StepEstimate[]> {
  const { pipeline } = plan;
  const past = await history.paidTimes({ pipeline, scopes: [LOCAL_SCOPE], except: request.id });
  return estimateSteps(plan, past, ratesOf({ isPublic: false, policy }));
}

/** What the next run will most likely be called, without taking the number. */
async function nextRun({
  runs,
}: StoreReads): Promise<Pick<RunRequest, 'id' | 'number' | 'attempt'>> {
  const [newest] = await runs.list({ pipeline: null, open: false, limit: 1 });
  return { id: '0'.repeat(26), number: (newest?.number ?? 0) + 1, attempt: 1 };
}

export const planCommand: CommandModule = {
  help: {
    summary: 'what a run would do, and why',
    description:
      'Show what a run would do now: its steps in waves, which run and which are taken from the cache, because of ' +
      'what, what is copied, how long it took before, and which machines of EC2 steps with `resources` could get. Takes the choices of `mlpipelines run`. Starts nothing.',
    examples: [
      ['mlpipelines plan churn', 'the pipeline of this name'],
      ['mlpipelines plan .mlpipelines/churn.yml --param epochs=5', 'a file, with another param'],
      ['mlpipelines plan churn --from train', 'what `run churn --from train` would do'],
      ['mlpipelines plan churn --mermaid', 'a graph that GitHub draws in Markdown'],
    ],
  },
  declare: (command, shell) =>
    declareChoices(command)
      .option('--json', 'one JSON document on stdout')
      .option('--mermaid', 'a Mermaid flowchart on stdout')
      .action(async (named: string | undefined, given: Options) => {
        const { pipeline, options } = pipelineOf(named, given, shell.cwd);
        shell.exit(await plan(pipeline, options, shell));
      }),
};
