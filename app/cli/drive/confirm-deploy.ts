import type { Plan } from '../../domain/plan.ts';
import type { Shell } from '../command.ts';
import { deploys } from '../forecast/forecast-row.ts';
import { partFlag, type Part } from '../earlier/part-of-plan.ts';
import { confirm } from '../terminal/confirm.ts';
import { UsageError } from '../usage-error.ts';

/** Asks before a run that may deploy, unless `yes` was given. Throws a `UsageError` on no, or where nobody can be asked. */
export async function confirmDeploy(
  shell: Pick<Shell, 'stdin' | 'stderr'>,
  plan: Plan,
  yes: boolean,
): Promise<void> {
  const steps = plan.steps.filter(deploys);
  if (yes || steps.length === 0) return;
  const names = steps.map(({ id }) => id).join(', ');
  await confirm(shell, {
    what: `This run may deploy (${names}).`,
    refused: 'nothing was started.',
  });
}

/** Throws a `UsageError` where a part is asked for that begins with a step which only runs with `--deploy`: nothing would. */
export function requireDeploy(plan: Plan, choices: Part & { readonly deploy: boolean }): void {
  const named = choices.from ?? choices.only;
  const step = plan.steps.find(({ id }) => id === named);
  if (choices.deploy || step === undefined || !deploys(step)) return;
  throw new UsageError(
    `${step.id} deploys, and deploy steps only run with --deploy: nothing would run.`,
    `Add --deploy: mlpipelines run ${plan.pipeline} ${partFlag(choices)} --deploy`,
  );
}
