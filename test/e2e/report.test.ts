import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { bySchema } from '../support/by-schema.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeProject, type Project } from './project.ts';

/** Its evaluation measures what a file says. */
function judgedProject(numbers: object, gates = '') {
  return makeProject({
    '.mlpipelines/churn.yml': `
name: churn
on: { workflow_dispatch: {} }
params: { hidden: { type: number, default: 16 } }
steps:
  train:
    files: [train.txt, numbers.json]
    run: '! grep -q broken train.txt && echo "$\{{ params.hidden }}" > model.txt'
    outputs: { model: { type: model, path: model.txt } }
  evaluate:
    inputs: { model: train.model }
    files: [numbers.json, wait.sh]
    run: sh wait.sh && cp numbers.json metrics.json
    metrics: { path: metrics.json, primary: auc, maximize: [auc, recall], minimize: [loss] }
${gates}
  register:
    needs: [evaluate]
    register: { model: churn, from: train.model, metrics: evaluate, alias: candidate }
`,
    'train.txt': 'one\n',
    'wait.sh': 'true\n',
    'numbers.json': JSON.stringify(numbers),
  });
}

function measure(project: Project, numbers: object): void {
  project.write({ 'numbers.json': JSON.stringify(numbers) });
}

/** A number that its step is sure of to ± 0.005. */
const near = (value: number) => ({ value, low: value - 0.005, high: value + 0.005 });

async function reportOf(project: Project, ...args: string[]): Promise<ReportFile> {
  const document = await project.run<unknown>('report', ...args);
  const checked = bySchema('report', document);
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}

function branchOff(project: Project): void {
  execFileSync('git', ['checkout', '--quiet', '-b', 'wider'], { cwd: project.root });
}

describe('whether the model got better, on a laptop', () => {
  test('the end of a run says what it is compared with, from the second run on', async () => {
    const project = judgedProject({ auc: 0.9, loss: 0.3 });
    const first = await project.cli('run', 'churn');
    expect(first.stdout).toContain('  auc 0.9, with nothing to compare it with yet\n');
    measure(project, { auc: 0.91, loss: 0.3 });
    const second = await project.cli('run', 'churn', '--param', 'hidden=24');
    const claim = '  cannot tell against main (#1): auc 0.91 (+0.01; noise not known)\n';
    expect(second.stdout).toContain(claim);
    expect(second.stdout).toContain('→ mlpipelines report 2 ');
    expect((await project.cli('show', '2')).stdout).toContain(claim);
  });

  test('on the default branch without changes it is the run before, whatever ended between', async () => {
    const project = judgedProject({ auc: 0.9 });
    await project.cli('run', 'churn');
    project.write({ 'train.txt': 'broken' });
    expect((await project.cli('run', 'churn', '--param', 'hidden=3')).code).toBe(1);
    project.write({ 'train.txt': 'mended' });
    measure(project, { auc: 0.8 });
    project.commit();
    const { stdout } = await project.cli('run', 'churn');
    expect(stdout).toContain('  cannot tell against #1, the run before: auc 0.8 (−0.1; noise');
    const { baselines, metrics } = await reportOf(project, '3');
    expect(baselines).toMatchObject([{ name: '#1', kind: 'run-before', back: null }]);
    expect(metrics[0]?.against).toMatchObject({ '#1': { value: 0.9, claim: 'cannot-tell' } });
  });

  test('a branch is compared with what main measured where it grew from', async () => {
    const project = judgedProject({ auc: near(0.9), recall: 0.8, gone: 1 });
    const base = await project.run('run', 'churn');
    branchOff(project);
    measure(project, { auc: near(0.95), recall: 0.9, extra: 4 });
    project.write({ 'train.txt': 'two\n' });
    project.commit();
    const told = await project.cli('run', 'churn', '--param', 'hidden=24');
    expect(told.stdout).toContain(
      '  better than main (#1): auc 0.95 (+0.05, 95 % +0.0429 … +0.0571; test-set noise only: training again may move auc by more)\n',
    );
    const report = await reportOf(project, '2');
    expect(report).toMatchObject({
      step: 'evaluate',
      state: 'final',
      baselines: [{ name: 'main', kind: 'merge-base', run: base.id, back: 0, missing: null }],
      changed: { since: 'main', params: [['hidden', 16, 24]] },
    });
    expect(report.changed?.files).toEqual(expect.arrayContaining(['numbers.json', 'train.txt']));
    expect(report.metrics.map(({ name }) => name)).toEqual(['auc', 'recall', 'extra', 'gone']);
    expect(report.metrics[0]).toMatchObject({
      goal: 'maximize',
      primary: true,
      noise: { test: { from: 'written' }, training: null },
      against: { main: { claim: 'better', adjusted: null, interval: { method: 'independent' } } },
    });
    expect(report.metrics.at(-1)).toMatchObject({
      value: null,
      against: { main: { value: 1, change: null } },
    });
    expect(report.warnings).toContain('test-set noise only: training again may move auc by more');
    const shown = (await project.cli('report')).stdout;
    expect(shown).toMatch(/metric +#2 +main \(#1\) +change +#2, 95 % +change, 95 %\n/);
    expect(shown).toMatch(
      /auc ↑ ★ +0\.95 +0\.9 +\+0\.05 +better +0\.9450 … 0\.9550 +\+0\.0429 … \+0\.0571\n/,
    );
    expect(shown).toMatch(/recall ↑ +0\.9 +0\.8 +\+0\.1 +cannot tell\n/);
    expect(shown).toMatch(/hidden +24 +16 +changed\n/);
    expect(shown).toContain('  numbers.json changed\n');
  });

  test('what gates name stands beside it; of an alias that the run moved, where it stood before', async () => {
    const gates = `    gates:
      steady: { metric: auc, baseline: churn@candidate, tolerance: 5% }
      live: { metric: auc, baseline: churn@production, tolerance: 5% }`;
    const project = judgedProject({ auc: 0.9 }, gates);
    await project.cli('run', 'churn');
    const first = (await project.cli('report')).stdout;
    expect(first).toContain('there was no churn@candidate before this run');
    branchOff(project);
    measure(project, { auc: 0.91 });
    project.commit();
    await project.cli('run', 'churn');
    const { baselines } = await reportOf(project);
    expect(baselines.map(({ name, missing }) => [name, missing])).toEqual([
      ['main', null],
      ['churn@candidate', null],
      ['churn@production', 'never'],
    ]);
    expect(baselines[1]?.version).toBe(1);
    const shown = (await project.cli('report')).stdout;
    expect(shown).toContain('  also cannot tell against churn@candidate v1 (+0.01)\n');
    expect(shown).toContain('Beside churn@candidate v1\n');
    expect(shown).toContain('there is no churn@production yet\n');
    expect(shown).toMatch(/✓ evaluate +steady +auc 0\.91: must be at least 0\.855/);
  });

  test('a person names another run, an alias or a version', async () => {
    const project = judgedProject({ auc: 0.9 });
    await project.cli('run', 'churn');
    measure(project, { auc: 0.7 });
    await project.cli('run', 'churn', '--param', 'hidden=2');
    measure(project, { auc: 0.8 });
    await project.cli('run', 'churn', '--param', 'hidden=3');
    const against = async (other: string, run = '3') => {
      const { baselines, metrics } = await reportOf(project, run, '--compare', other);
      const name = baselines[0]?.name ?? '';
      return [name, baselines[0]?.version, metrics[0]?.against[name]?.value];
    };
    expect(await against('2')).toEqual(['#2', null, 0.7]);
    expect(await against('churn@1')).toEqual(['churn@1', 1, 0.9]);
    expect(await against('churn@v1')).toEqual(['churn@1', 1, 0.9]);
    expect(await against('churn@candidate', '1')).toEqual(['churn@candidate', 3, 0.8]);
    expect((await project.cli('report', '--compare', 'churn@1')).stdout).toContain(
      'cannot tell against churn@1: auc 0.8 (−0.1; noise not known)',
    );
  });

  test.each([
    ['3', 'There is no run 3; the newest is 2.', 'mlpipelines runs'],
    ['2', '2 is #2 itself, so there is nothing to compare.', 'Name another run'],
    ['churn@2', 'churn@2 is version 2, which #2 made itself', 'mlpipelines models churn'],
    ['churn@9', 'churn has no version or alias 9.', 'mlpipelines models churn'],
    ['chum@1', 'There is no model chum.', 'Models here: churn.'],
  ])('--compare %s is refused: %s', async (other, why, next) => {
    const project = judgedProject({ auc: 0.9 });
    await project.cli('run', 'churn');
    measure(project, { auc: 0.8 });
    await project.cli('run', 'churn', '--param', 'hidden=2');
    const told = await project.cli('report', '--compare', other);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain(why);
    expect(told.stderr).toContain(next);
  });

  test('a run that failed before it was judged says what is missing, and what to do', async () => {
    const project = judgedProject({ auc: 0.9 });
    project.write({ 'train.txt': 'broken' });
    await project.cli('run', 'churn');
    const told = await project.cli('report');
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('✗ churn #1 failed');
    expect(told.stdout).toContain(
      'Nothing to report: evaluate, which the run is judged by, was not measured (skipped).\n→ mlpipelines why 1 evaluate\n',
    );
    const report = await reportOf(project);
    expect(report).toMatchObject({ step: null, metrics: [], baselines: [], changed: null });
    expect(report.warnings).toEqual([expect.stringContaining('was not measured (skipped)')]);
    expect((await project.cli('report', '--html', 'r.html')).code).toBe(0);
    expect(readFileSync(join(project.root, 'r.html'), 'utf8')).toContain('Nothing to report');
  });

  test('of a run that goes on, what is measured stands there, and that it is not all', async () => {
    const project = judgedProject({ auc: 0.9 });
    project.write({ 'wait.sh': `until test -e ${project.root}/go; do sleep 0.05; done\n` });
    const started = project.start(['run', 'churn']);
    await waitUntil(() => started.text().includes('evaluate started'));
    const told = await project.cli('report');
    expect(told.stdout).toContain('● churn #1 running');
    expect(told.stdout).toContain('which the run is judged by, has measured nothing (running).');
    expect(await reportOf(project)).toMatchObject({ state: 'partial', step: null });
    project.write({ go: '' });
    expect((await started.over).code).toBe(0);
    expect(await reportOf(project)).toMatchObject({ state: 'final', step: 'evaluate' });
  });

  test('a pipeline in which nothing stands for the model is told how to say it', async () => {
    const text = `name: plain\non: { workflow_dispatch: {} }\nsteps:\n  a: { run: echo hello }\n`;
    const project = makeProject({ '.mlpipelines/plain.yml': text });
    const { stdout } = await project.cli('run', 'plain');
    expect(stdout).not.toContain('nothing to compare');
    const told = await project.cli('report');
    expect(told.code).toBe(0);
    expect(told.stdout).toContain(
      'no step in .mlpipelines/plain.yml says which of its metrics stands for the model',
    );
    expect(await reportOf(project)).toMatchObject({ step: null, metrics: [] });
  });
});

describe('the report as a page', () => {
  test('is one file without network or script, which replaces the one before as a whole', async () => {
    const project = judgedProject({ auc: 0.9, '<script>alert(1)</script>': 2 });
    await project.cli('run', 'churn');
    project.write({ 'kept/old.html': 'old', 'kept/link.html': '' });
    expect((await project.cli('report', '--html', 'kept/old.html')).stdout).toBe('kept/old.html\n');
    const page = readFileSync(join(project.root, 'kept/old.html'), 'utf8');
    expect(page).toContain('<strong>auc 0.9</strong>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<link|src=|url\(|@import|https?:/);
    expect(page).toContain('prefers-color-scheme: dark');
    symlinkSync('old.html', join(project.root, 'kept/by-link.html'));
    await project.cli('report', '--html', 'kept/by-link.html');
    expect(readdirSync(join(project.root, 'kept'))).toEqual([
      'by-link.html',
      'link.html',
      'old.html',
    ]);
  });

  test('that cannot be written is told with its cause, and leaves what was there', async () => {
    const project = judgedProject({ auc: 0.9 });
    await project.cli('run', 'churn');
    const refused = async (file: string) => {
      const { code, stderr } = await project.cli('report', '--html', file);
      expect(code).toBe(2);
      return stderr.split('\n')[0];
    };
    expect(await refused('nowhere/r.html')).toBe(
      'error: nowhere/r.html cannot be written: its folder is not there.',
    );
    expect(await refused('train.txt/r.html')).toBe(
      'error: train.txt/r.html cannot be written: its folder is a file.',
    );
    expect(await refused('.')).toBe('error: . is a folder; nothing was written.');
    expect(await refused('/dev/null')).toBe(
      'error: /dev/null is no ordinary file; nothing was written.',
    );
    expect(existsSync('/dev/null')).toBe(true);
    if (process.getuid?.() !== 0) {
      project.write({ 'locked/r.html': 'old' });
      chmodSync(join(project.root, 'locked'), 0o555);
      expect(await refused('locked/r.html')).toContain('its folder is not yours to write to');
      chmodSync(join(project.root, 'locked'), 0o755);
    }
    const both = await project.cli('report', '--html', 'r.html', '--json');
    expect(both).toMatchObject({ code: 2, stdout: '' });
  });
});
