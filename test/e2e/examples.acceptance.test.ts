import { expect, test } from 'vitest';
import { makeProject, results, stepOf, type Project } from './project.ts';

const TABLE = 'id,label,score,text\na,1,0.9,one\nb,0,0.2,two\n';

function judgedProject(columns = 'auc: { auc: [label, score] }'): Project {
  return makeProject({
    '.mlpipelines/churn.yml': pipeline(columns),
    'predictions.txt': TABLE,
  });
}

const pipeline = (columns: string) => `
name: churn
on: { workflow_dispatch: {} }
steps:
  evaluate:
    files: [predictions.txt]
    run: cp predictions.txt predictions.csv && echo '{"auc":1}' > metrics.json
    metrics: { path: metrics.json, primary: auc, maximize: [auc] }
    report: { examples: { path: predictions.csv, id: id, metrics: { ${columns} } } }
`;

const examplesOf = async (project: Project, ...args: string[]) => {
  const view = await project.run('run', 'churn', ...args);
  return { is: results(view)['evaluate'], examples: stepOf(view, 'evaluate').examples };
};

test('what a step measures example by example is kept with its run, also where it is taken from the cache', async () => {
  const project = judgedProject();
  const first = await examplesOf(project);
  expect(first).toEqual({
    is: 'success',
    examples: {
      digest: expect.stringMatching(/^sha256:/),
      size: TABLE.length,
      rows: 2,
      format: 'csv',
    },
  });
  expect(await examplesOf(project)).toEqual({ ...first, is: 'cached' });
  // The run that wrote it goes, and the one that took it over stays.
  const gone = await project.cli('gc', '--keep', '0', '--yes', '--json');
  expect(JSON.parse(gone.stdout)).toMatchObject({ runs: 1 });
  const left = await project.cli('gc', '--dry-run', '--json');
  expect(JSON.parse(left.stdout)).toMatchObject({ blobs: 0 });
  expect(await examplesOf(project)).toEqual({ ...first, is: 'cached' });
});

test('a step whose examples are asked for otherwise runs again, and one that is asked for less does not', async () => {
  const project = judgedProject('auc: { auc: [label, score] }, acc: { mean: label }');
  await examplesOf(project);
  project.write({ '.mlpipelines/churn.yml': pipeline('mean: { auc: [label, score] }') });
  expect(await examplesOf(project)).toMatchObject({ is: 'cached', examples: { rows: 2 } });
  project.write({ '.mlpipelines/churn.yml': pipeline('mean: { mean: text }') });
  const told = (await project.cli('plan', 'churn')).stdout;
  expect(told).toContain('examples predictions.csv, column text is newly asked for since #2');
  const notCompared = 'predictions.csv: row 1: column text is "one", which is not a number';
  expect(await examplesOf(project)).toEqual({ is: 'success', examples: { notCompared } });
  expect(await examplesOf(project)).toEqual({ is: 'cached', examples: { notCompared } });
  project.write({ '.mlpipelines/churn.yml': pipeline('mean: { mean: scores }') });
  expect(await examplesOf(project)).toMatchObject({
    examples: { notCompared: 'predictions.csv: it has no column scores: did you mean "score"?' },
  });
});
