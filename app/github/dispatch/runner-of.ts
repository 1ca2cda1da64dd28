import type { Trust } from '../../domain/hosted.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { HOSTED_LABELS, isHostedLabel } from '../workflow/hosted-labels.ts';

export type RunnerAnswer =
  /** As `runs-on` of a job. */
  | { readonly ok: true; readonly runsOn: Json }
  /** No job can run the step; why, and what to write. */
  | { readonly ok: false; readonly message: string };

const DEFAULT_RUNNER = 'ubuntu-latest';

/** Where a step runs as a job that gets no machine of its own: where it says, else on GitHub's own runner. */
export function runnerOf(step: Pick<PlanStep, 'runsOn' | 'resources'>, trust: Trust): RunnerAnswer {
  const { resources } = step;
  if (asksForMachine(step) && resources !== null) return refused(noMachine(resources));
  const runner = namedRunner(step.runsOn) ?? DEFAULT_RUNNER;
  if (trust === 'untrusted' && !isHostedLabel(runner)) return refused(notHosted(runner));
  return { ok: true, runsOn: runner };
}

/** Whether a machine is to be started for it. */
export function asksForMachine({
  runsOn,
  resources,
}: Pick<PlanStep, 'runsOn' | 'resources'>): boolean {
  return resources !== null && namedRunner(runsOn) === null;
}

function namedRunner(runsOn: Json): Json {
  if (typeof runsOn === 'string' || isMap(runsOn)) return runsOn;
  const [only = null, ...more] = isList(runsOn) ? runsOn : [];
  return more.length > 0 ? runsOn : only;
}

// A step that needs a GPU would fail late and far from its cause on a runner that has none.
function noMachine({ gpu }: NonNullable<PlanStep['resources']>): string {
  const what = gpu === null ? 'a machine of its own' : 'a machine with a GPU';
  const label = gpu === null ? 'big' : 'gpu';
  return `The step asks for ${what} (\`resources\`), and this app starts none; whoever runs it can let it (\`MLPIPELINES_MACHINES\`). Until then write \`runs-on: [self-hosted, ${label}]\` with the labels of a runner of yours instead of \`resources\`; with neither the step runs on ${DEFAULT_RUNNER}.`;
}

function notHosted(runner: Json): string {
  return `The commit is of someone without write access, and such code never runs on runners of yours; the step asks for ${JSON.stringify(runner)}. GitHub's own are: ${HOSTED_LABELS.join(', ')}. To run it there, someone with write can push the commit to a branch of this repository.`;
}

function refused(message: string): RunnerAnswer {
  return { ok: false, message };
}
