import { expect, test } from 'vitest';
import { makeProject } from './project.ts';

const PIPELINE = `
name: churn
on: { workflow_dispatch: {} }
params: { note: { type: string, default: one } }
steps:
  train:
    params: [note]
    run: mkdir -p model && echo "$MLPIPELINES_PARAM_NOTE" > model/weights
    outputs: { model: { type: model, path: model } }
  keep:
    register: { model: churn, from: train.model, alias: best }
`;

test('what runs do to models is in the audit, by repository and by model, and told in sentences', async () => {
  const project = makeProject({ '.mlpipelines/churn.yml': PIPELINE });
  expect((await project.cli('audit')).stdout).toContain('Nothing has been decided here yet.');
  await project.run('run', 'churn');
  await project.run('run', 'churn', '--param', 'note=two');
  // Nothing is registered anew, and nothing moves.
  await project.run('run', 'churn', '--param', 'note=two');
  const told = (await project.cli('audit', 'churn')).stdout.replaceAll(/\s+/g, ' ');
  expect(told).toMatch(/4 .* moved churn@best from version 1 to .* 1 .* registered version 1 of/);
  const records = lines((await project.cli('audit', '--json')).stdout);
  expect(records.map(({ number, models, about }) => [number, models, about.type])).toEqual([
    [1, { churn: 1 }, 'model.register'],
    [2, { churn: 2 }, 'alias.move'],
    [3, { churn: 3 }, 'model.register'],
    [4, { churn: 4 }, 'alias.move'],
  ]);
  expect(records[3]).toMatchObject({
    about: { model: 'churn', alias: 'best', from: 1, to: 2 },
    evidence: { run: 'churn #2', artifacts: { model: expect.stringMatching(/^sha256:/) } },
    sentence: expect.stringContaining('moved churn@best from version 1 to version 2 with churn #2'),
  });
  const nothing = await project.cli('audit', 'chrn');
  expect(nothing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean churn?'),
  });
});

function lines(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
