import { expect, test } from 'vitest';
import { findOutput } from '../../../app/cli/fetch/find-output.ts';
import { endStory } from '../../../app/reports/terminal/end-story.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../../reports/build-run.ts';

const record = {
  plan: aPlan([aPlanStep('evaluate')]),
  header: aHeader({ status: 'succeeded' }),
  steps: [aStep('evaluate', { state: 'over', result: 'success', outputs: { rows: 3 } })],
  attempts: [],
  models: [],
  aliases: [],
};
const hintOf = async (hasPlots: boolean) =>
  findOutput(record, 'evaluate.nope', async () => hasPlots).catch(
    (error: unknown) => (error as { hint: string }).hint,
  );

test('an output that there is not is answered with those there are, plots among them', async () => {
  expect(await hintOf(false)).toBe('It has rows.');
  expect(await hintOf(true)).toBe('It has rows, plots.');
});

test('plots stand among the artifacts of a run, under the name that fetches them', () => {
  const plots = new Map([['evaluate', { files: 2, size: 2048 }]]);
  const { plan } = record;
  const ended = { view: makeRunView(record), plan, tails: new Map(), plots };
  const lines = endStory(ended, 80).map((each) => lineText(each));
  expect(lines).toContain('  evaluate.plots  2 files, 2 KiB');
});
