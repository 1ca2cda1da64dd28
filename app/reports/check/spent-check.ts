import { cutToBytes } from '../../../text/bytes.ts';
import { MOST_BYTES } from '../markdown/fit-sections.ts';
import type { CheckOutput } from './check-output.ts';

/** A check that was begun anew too often at its commit: it is red from then on, so that no older success stands for later work. */
export function spentCheck(output: CheckOutput, most: number): CheckOutput {
  const lead = `At this commit the check was begun anew ${most} times, which is as often as it may be. What runs from now on does not count for it. Push a commit: it gets a check of its own.`;
  return {
    ...output,
    state: { status: 'completed', conclusion: 'failure', completedAt: null },
    title: 'Begun anew too often: push a commit',
    summary: cutToBytes(`${lead}\n\n${output.summary}`, MOST_BYTES),
    annotations: [],
    actions: [],
  };
}
