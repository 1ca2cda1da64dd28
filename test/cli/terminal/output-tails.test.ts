import { expect, test } from 'vitest';
import { OutputTails } from '../../../app/cli/terminal/output-tails.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { LONG_RUN } from '../../reports/a-long-run.ts';
import { aPlan, aStep } from '../../reports/build-run.ts';

test('the last lines of a step are kept until it has succeeded, and for the story of one that failed', () => {
  const tails = new OutputTails();
  const results = { data: 'success', train: 'failure', evaluate: null } as const;
  const steps = Object.entries(results).map(([key, result]) =>
    aStep(key, { state: result === null ? 'running' : 'over', result }),
  );
  for (const { key } of steps) tails.add({ key, attempt: 1, text: `of ${key}` });
  tails.forgetSucceeded(makeRunView({ ...LONG_RUN, plan: aPlan([]), steps, attempts: [] }));
  expect([...tails.all()]).toEqual([
    ['train', ['of train']],
    ['evaluate', ['of evaluate']],
  ]);
});
