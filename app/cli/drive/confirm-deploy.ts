import { createInterface } from 'node:readline/promises';
import type { Plan } from '../../domain/plan.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { printable } from '../../../text/printable.ts';

/** Asks a person before a run that may deploy; where nobody can be asked, or `yes` was given, nothing is asked. Throws a `UsageError` on no. */
export async function confirmDeploy(
  { stdin, stderr }: Pick<Shell, 'stdin' | 'stderr'>,
  plan: Plan,
  yes: boolean,
): Promise<void> {
  const steps = plan.steps.filter(
    ({ approval, promote }) => approval !== null || promote.length > 0,
  );
  if (yes || steps.length === 0 || !stdin.isTTY || stderr.isTTY !== true) return;
  const prompt = createInterface({ input: stdin, output: process.stderr });
  const names = printable(steps.map(({ id }) => id).join(', '));
  const reply = await prompt.question(`This run may deploy (${names}). Go on? [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(reply.trim())) throw new UsageError('Nothing was started.');
}
