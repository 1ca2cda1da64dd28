import { cutToBytes } from '../../../text/bytes.ts';
import { MOST_BYTES } from '../markdown/fit-sections.ts';
import type { CheckOutput } from './check-output.ts';

/** A check that was begun anew too often at its commit: it is red from then on, so that no older success stands for later work. */
export function spentCheck(output: CheckOutput, most: number): CheckOutput {
  const lead = `The check of this commit was restarted ${most} times, which is the most that is allowed. What runs from now on does not count for it. Push a commit: it gets a check of its own.`;
  return {
    ...output,
    state: { status: 'completed', conclusion: 'failure', completedAt: null },
    title: 'Restarted too often: push a commit',
    summary: cutToBytes(`${lead}\n\n${output.summary}`, MOST_BYTES),
    annotations: [],
    actions: [],
  };
}
