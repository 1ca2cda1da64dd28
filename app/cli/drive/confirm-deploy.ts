import type { Plan } from '../../domain/plan.ts';
import type { Shell } from '../command.ts';
import { confirm } from '../terminal/confirm.ts';

/** Asks before a run that may deploy, unless `yes` was given. Throws a `UsageError` on no, or where nobody can be asked. */
export async function confirmDeploy(
  shell: Pick<Shell, 'stdin' | 'stderr'>,
  plan: Plan,
  yes: boolean,
): Promise<void> {
  const steps = plan.steps.filter(
    ({ approval, promote }) => approval !== null || promote.length > 0,
  );
  if (yes || steps.length === 0) return;
  const names = steps.map(({ id }) => id).join(', ');
  await confirm(shell, {
    what: `This run may deploy (${names}).`,
    refused: 'nothing was started.',
  });
}
