import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { bySchema } from '../support/by-schema.ts';
import { makeProject, stepOf, type Answer, type Project } from './project.ts';

/** One in `every` of 2,000 answers is wrong. */
const PIPELINE = `
name: churn
on: { workflow_dispatch: {} }
params: { every: { type: number, default: 5 } }
steps:
  evaluate:
    files: [evaluate.sh]
    params: [every]
    run: sh evaluate.sh $\{{ params.every }}
    metrics: { path: metrics.json, primary: acc, maximize: [acc] }
    report:
      examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } }
    gates:
      steady: { metric: acc, baseline: merge-base, tolerance: 0.02 }
`;
const EVALUATE = `
awk -v every="$1" 'BEGIN {
  print "id,correct" > "predictions.csv"
  for (at = 0; at < 2000; at++) {
    right = at % every == 0 ? 0 : 1
    sum += right
    print "e" at "," right > "predictions.csv"
  }
  print "{\\"acc\\": " sum / 2000 "}" > "metrics.json"
}'
`;

test('a run with another param says better, with the interval of 2,000 paired examples', async () => {
  const project = judgedProject();
  const first = await quiet(project, 'run', 'churn');
  expect(first).toContain('  acc 0.8, with nothing to compare it with yet\n');
  const second = await quiet(project, 'run', 'churn', '--param', 'every=10');
  // scipy.stats.bootstrap, paired, BCa: 0.087 … 0.1135, by the seed up to 0.001 beside.
  const claim =
    /^ {2}better than #1, the run before: acc 0\.9 \(\+0\.1, 95 % \+0\.08[78]\d* … \+0\.11[34]\d*; test-set noise only: /m;
  expect(second).toMatch(claim);
  expect(await quiet(project, 'show', '2')).toMatch(claim);
  const shown = await quiet(project, 'report');
  expect(shown).toContain('examples can show, if none of them belong together: ±0.0');
  const report = await reportOf(project);
  expect(report).toMatchObject({ state: 'final' });
  expect(report.metrics).toMatchObject([
    {
      name: 'acc',
      noise: { test: { from: 'examples', n: 2000 } },
      against: {
        '#1': { claim: 'better', interval: { method: 'bca', n: 2000 }, adjusted: null },
      },
    },
  ]);
  // No copy of a table stays.
  expect(copiesOf(project)).toEqual([]);
});

test('what was measured on the same answers nobody can tell from it', async () => {
  const project = judgedProject();
  await quiet(project, 'run', 'churn');
  project.write({ 'evaluate.sh': `${EVALUATE}\n` });
  const again = await quiet(project, 'run', 'churn', '--no-cache');
  expect(again).toContain('its examples are the same');
});

test('on a branch the gate is judged by all of the interval', async () => {
  const project = judgedProject();
  await quiet(project, 'run', 'churn', '--param', 'every=10');
  execFileSync('git', ['checkout', '--quiet', '-b', 'change'], { cwd: project.root });
  project.write({ 'README.md': 'changed' });
  project.commit();
  const gateOf = async (every: number) => {
    const view = await project.run('run', 'churn', '--param', `every=${every}`);
    const [gate] = stepOf(view, 'evaluate').gates;
    return { status: view.status, verdict: gate?.verdict, message: gate?.message };
  };
  expect(await gateOf(4)).toEqual({
    status: 'rejected',
    verdict: 'fail',
    message: expect.stringMatching(
      /^gate steady: acc 0\.75: −0\.15 \(95 % −0\.1[67]\d* … −0\.1[23]\d*, test-set noise only\) from merge-base 0\.9 on 2,000 examples, the lower end must not be below −0\.02$/,
    ),
  });
  expect(await gateOf(12)).toMatchObject({ status: 'succeeded', verdict: 'pass' });
  // The number itself would pass.
  expect(await gateOf(9)).toEqual({
    status: 'succeeded',
    verdict: 'inconclusive',
    message: expect.stringMatching(/^gate steady: acc 0\.8885: inconclusive: −0\.0115 /),
  });
});

function judgedProject(): Project {
  return makeProject({ '.mlpipelines/churn.yml': PIPELINE, 'evaluate.sh': EVALUATE });
}

/** What a command that does well says; it has nothing to complain of. */
async function quiet(project: Project, ...args: string[]): Promise<string> {
  const { code, stdout, stderr }: Answer = await project.cli(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function reportOf(project: Project): Promise<ReportFile> {
  const checked = bySchema('report', JSON.parse(await quiet(project, 'report', '--json')));
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}

function copiesOf({ root }: Project): readonly string[] {
  const folder = join(root, '.mlpipelines/.state/comparing');
  return existsSync(folder) ? readdirSync(folder) : [];
}
