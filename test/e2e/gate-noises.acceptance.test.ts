import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { bySchema } from '../support/by-schema.ts';
import { makeProject, stepOf, type Project } from './project.ts';

/** Of 4,000 answers, one in `every` is wrong in half of them; the seed takes away up to `luck` / 1000 more of all. */
const PIPELINE = `
name: churn
on: { workflow_dispatch: {} }
params:
  every: { type: number, default: 5 }
  seed: { type: number, default: 1 }
  luck: { type: number, default: 20 }
steps:
  train:
    files: [train.sh]
    run: sh train.sh $\{{ params.every }} $\{{ params.seed }} $\{{ params.luck }}
    outputs: { model: { type: model, path: model.txt } }
  evaluate:
    inputs: { model: train.model }
    files: [evaluate.sh]
    run: sh evaluate.sh
    metrics: { path: metrics.json, primary: acc, maximize: [acc] }
    slices: { path: slices.csv, by: [part] }
    report:
      examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } }
    gates:
      steady: { metric: acc, baseline: merge-base, tolerance: 0.02 }
      each: { metric: acc, slice: part=*, baseline: merge-base, tolerance: 0.02 }
`;
const TRAIN = `
awk -v every="$1" -v seed="$2" -v luck="$3" 'BEGIN {
  split("0 1 0.5 0.2 0.8 0.4", lucks, " ")
  print every, int(lucks[seed + 1] * luck * 4) > "model.txt"
}'
`;
const EVALUATE = `
awk '{
  print "id,part,correct" > "predictions.csv"
  for (at = 0; at < 4000; at++) {
    part = at % 2 ? "odd" : "even"
    right = (at % $1 == 0 || at % 1000 < $2 / 4) ? 0 : 1
    sum[part] += right
    print "e" at "," part "," right > "predictions.csv"
  }
  print "{\\"acc\\": " (sum["odd"] + sum["even"]) / 4000 "}" > "metrics.json"
  print "part,n,acc" > "slices.csv"
  for (part in sum) print part ",2000," sum[part] / 2000 > "slices.csv"
}' model.txt
`;

test('gates and slices allow for as much as trainings of other seeds have moved the metric', async () => {
  const project = projectOf();
  for (const seed of [1, 2, 3]) await runOf(project, `seed=${seed}`, 'every=5');
  branch(project);
  const after = await runOf(project, 'seed=1', 'every=7');
  expect(after.steady).toMatch(/, test-set and training noise\) from merge-base .* on 4,000 ex/);
  expect(after.each).toMatch(/, test-set and training noise\) from merge-base .* on 2,000 ex/);
  // The frozen fact of a decision, and what is reported of the run later, are one.
  const { metrics, slices } = await reportOf(project);
  const [low] = /95 % ([−+\d.]+) …/.exec(after.steady)?.slice(1) ?? [];
  const told = metrics[0]?.against['main']?.interval;
  expect(told).toMatchObject({ noise: 'both' });
  expect(Number(low?.replace('−', '-'))).toBeCloseTo(told?.low ?? 0, 4);
  expect(slices?.map((slice) => slice.metrics[0]?.against['main']?.interval?.noise)).toEqual([
    'both',
    'both',
  ]);
});

function projectOf(): Project {
  return makeProject({
    '.mlpipelines/churn.yml': PIPELINE,
    'train.sh': TRAIN,
    'evaluate.sh': EVALUATE,
  });
}

function branch(project: Project): void {
  execFileSync('git', ['checkout', '--quiet', '-b', 'change'], { cwd: project.root });
  project.write({ 'README.md': 'changed' });
  project.commit();
}

/** What its gates said. */
async function runOf(project: Project, ...params: string[]) {
  const view = await project.run('run', 'churn', ...params.flatMap((each) => ['--param', each]));
  const { gates } = stepOf(view, 'evaluate');
  const said = (id: string): string => {
    const gate = gates.find((each) => each.id === id);
    return `${gate?.verdict}: ${gate?.message}`;
  };
  return { steady: said('steady'), each: said('each') };
}

async function reportOf(project: Project): Promise<ReportFile> {
  const { stdout } = await project.cli('report', '--json');
  const checked = bySchema('report', JSON.parse(stdout));
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}
