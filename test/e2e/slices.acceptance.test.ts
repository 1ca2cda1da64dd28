import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { makeProject, stepOf, type Project } from './project.ts';

/** Of 2,000 answers one in `every` is wrong, of those of segment `b`, a fifth of them, one in `small`. */
const PIPELINE = `
name: churn
on: { workflow_dispatch: {} }
params: { every: { type: number, default: 5 }, small: { type: number, default: 5 } }
steps:
  evaluate:
    files: [evaluate.sh]
    params: [every, small]
    run: sh evaluate.sh $\{{ params.every }} $\{{ params.small }}
    metrics: { path: metrics.json, primary: acc, maximize: [acc] }
    slices: { path: slices.csv, by: [segment] }
    report:
      examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } }
    gates:
      steady: { metric: acc, slice: "segment=*", min-n: 100, baseline: merge-base, tolerance: 0.05 }
      least: { metric: acc, slice: "segment=b", op: ">=", value: 0.5 }
`;
const EVALUATE = `
awk -v every="$1" -v small="$2" 'BEGIN {
  print "id,segment,correct" > "predictions.csv"
  for (at = 0; at < 2000; at++) {
    segment = at % 5 == 2 ? "b" : "a"
    right = int(at / 5) % (segment == "b" ? small : every) == 0 ? 0 : 1
    n[segment]++; sum[segment] += right
    print "e" at "," segment "," right > "predictions.csv"
  }
  print "segment,n,acc" > "slices.csv"
  for (segment in n) print segment "," n[segment] "," sum[segment] / n[segment] > "slices.csv"
  print "{\\"acc\\": " (sum["a"] + sum["b"]) / 2000 "}" > "metrics.json"
}'
`;

const project = (): Project =>
  makeProject({ '.mlpipelines/churn.yml': PIPELINE, 'evaluate.sh': EVALUATE });

function onBranch({ root, write, commit }: Project): void {
  execFileSync('git', ['checkout', '--quiet', '-b', 'change'], { cwd: root });
  write({ 'README.md': 'changed' });
  commit();
}

test('a model that is better on the whole is seen to be worse for some, and is held up', async () => {
  const made = project();
  const first = await made.run('run', 'churn');
  expect(stepOf(first, 'evaluate').gates.map(({ verdict }) => verdict)).toEqual([
    'no-baseline',
    'pass',
  ]);
  onBranch(made);
  const args = ['run', 'churn', '--param', 'every=20', '--param', 'small=2'];
  const second = await made.run(...args);
  expect(second.status).toBe('rejected');
  const [steady, least] = stepOf(second, 'evaluate').gates;
  expect(steady).toMatchObject({ verdict: 'fail', value: 0.5 });
  expect(steady?.message).toMatch(
    /^gate steady: acc 0\.5 in segment=b \(400 rows\): −0\.3 \(95 % −0\.3\d+ … −0\.2\d+, test-set noise only\) from merge-base 0\.8 on 400 examples, the lower end must not be below −0\.05; the worst of 2 slices$/,
  );
  expect(least).toMatchObject({ verdict: 'pass', value: 0.5 });
  const { metrics, slices } = await made.run<ReportFile>('report');
  expect(metrics[0]?.against['main']?.claim).toBe('better');
  const claims = slices?.map(({ by, metrics: [acc] }) => [
    by['segment'],
    acc?.against['main']?.claim,
  ]);
  expect(Object.fromEntries(claims ?? [])).toEqual({ a: 'better', b: 'worse' });
  const { stdout } = await made.cli('report');
  expect(stdout).toMatch(/segment=b +acc +400 +0\.5 +−0\.3 +worse/);
});

test('a table that cannot be read fails the gates on it, and the step itself does well', async () => {
  const made = project();
  const bad = EVALUATE.replace('n[segment] "," sum[segment]', '"many," sum[segment]');
  made.write({ 'evaluate.sh': bad });
  const run = await made.run('run', 'churn');
  expect(stepOf(run, 'evaluate').slices).toMatchObject({
    notRead: expect.stringContaining('slices.csv: row 1 has "many" as n'),
  });
  expect(stepOf(run, 'evaluate').gates).toMatchObject([{ verdict: 'fail' }, { verdict: 'fail' }]);
  expect((await made.cli('logs', '1', 'evaluate')).stdout).toContain('Its slices are not read: ');
});

test('what was measured is found in the cache with its slices', async () => {
  const made = project();
  await made.run('run', 'churn');
  made.write({ '.mlpipelines/churn.yml': PIPELINE.replace('value: 0.5', 'value: 0.95') });
  const again = await made.run('run', 'churn');
  const step = stepOf(again, 'evaluate');
  expect(step.cached).toBe(true);
  expect(step.gates[1]).toMatchObject({ verdict: 'fail', value: 0.8 });
  made.write({
    '.mlpipelines/churn.yml': PIPELINE.replace('by: [segment]', 'by: [segment, other]'),
  });
  expect(stepOf(await made.run('run', 'churn'), 'evaluate').cached).toBe(false);
});
