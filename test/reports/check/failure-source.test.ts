import { describe, expect, test } from 'vitest';
import { failureSource } from '../../../app/reports/check/failure-source.ts';
import { runCheck } from '../../../app/reports/check/run-check.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../build-run.ts';

const WORK = '/home/runner/work/_temp/mlpipelines-0a1b2c3d-0123-4567-89ab-0123456789ab/train';
const FILES = new Set(['src/train.py', 'src/data/load.py', 'models/net/train.py']);
const place = { stepId: 'train', folder: '.', repository: 'churn' };
const sourceOf = (lines: readonly string[], change: Partial<typeof place> = {}) =>
  failureSource(lines, { ...place, ...change }, (path) => FILES.has(path));
const traceback = (...frames: readonly string[]) => [
  'epoch 3',
  'Traceback (most recent call last):',
  ...frames.flatMap((frame) => [`  ${frame}`, '    work()', '    ~~~~^^']),
  'ValueError: no rows left',
];
const frame = (file: string, line = 12, where = ', in main') =>
  `File "${file}", line ${line}${where}`;

describe('the line that made a step fail', () => {
  test.each([
    ['a path from the repository', 'src/train.py', 'src/train.py'],
    ['a path with dots', './src/data/../train.py', 'src/train.py'],
    ['where a job lays its files out', `${WORK}/src/train.py`, 'src/train.py'],
    ['where a job checks out', '/home/runner/work/churn/churn/src/train.py', 'src/train.py'],
  ])('is known by %s', (_, file, path) => {
    const message = 'ValueError: no rows left';
    expect(sourceOf(traceback(frame(file)))).toEqual({ path, line: 12, message });
  });

  test('is that of the deepest frame in the repository, not in a library', () => {
    const lines = traceback(
      frame(`${WORK}/src/train.py`, 40, ', in <module>'),
      frame(`${WORK}/src/data/load.py`, 7),
      frame('/opt/python/lib/python3.12/site-packages/pandas/io.py', 900),
      frame(`${WORK}/.venv/lib/site-packages/pandas/io.py`, 901),
    );
    expect(sourceOf(lines)).toMatchObject({ path: 'src/data/load.py', line: 7 });
  });

  test('is that of the exception that came last', () => {
    const first = traceback(frame('src/data/load.py', 1));
    const between = 'During handling of the above exception, another exception occurred:';
    const last = traceback(frame('src/train.py', 2));
    expect(sourceOf([...first, '', between, '', ...last])).toMatchObject({ path: 'src/train.py' });
  });

  test('is found where the step works in a folder, of a syntax error, and of a traceback whose head is cut off', () => {
    const inFolder = traceback(frame('net/train.py'));
    expect(sourceOf(inFolder, { folder: 'models' })).toMatchObject({ path: 'models/net/train.py' });
    const syntax = ['  File "src/train.py", line 3', '    def f(', 'SyntaxError: invalid syntax'];
    expect(sourceOf(syntax)).toEqual({
      path: 'src/train.py',
      line: 3,
      message: 'SyntaxError: invalid syntax',
    });
    expect(sourceOf(traceback(frame('src/train.py')).slice(2))).toMatchObject({ line: 12 });
  });

  test.each([
    ['outside of the repository', '../../etc/passwd'],
    ['outside of it by its dots', 'src/../../src/train.py'],
    ['of the machine', '/etc/passwd'],
    ['of another step', `${WORK.replace('/train', '/data')}/src/train.py`],
    ['that leads out of the workspace', `${WORK}/../../src/train.py`],
    ['of no file', '<string>'],
    ['that the repository has not', 'src/nothing.py'],
  ])('is none of a path %s', (_, file) => {
    expect(sourceOf(traceback(frame(file)))).toBeNull();
  });

  test('is looked for in a bounded part of what a job printed, in bounded time', () => {
    const hostile = [
      ' File "'.repeat(200_000),
      `  File "${'/../'.repeat(250)}`,
      ' '.repeat(500_000),
    ];
    const lines = [
      ...traceback(frame('src/train.py')),
      ...Array.from({ length: 200 }, () => hostile).flat(),
    ];
    const begun = performance.now();
    expect(sourceOf(lines)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('the annotations of a run that failed', () => {
  const record = (lines?: Readonly<Record<string, number>>) => {
    const plan = { ...aPlan([aPlanStep('train')]), ...(lines !== undefined && { lines }) };
    const steps = [aStep('train', { state: 'over', result: 'failure' })];
    const attempts = [
      anAttempt('train', {
        status: 'failed',
        class: 'failure',
        exitCode: 1,
        message: 'exit code 1',
      }),
    ];
    const header = aHeader({ status: 'failed', endedAt: T0 + 1 });
    return { plan, header, steps, attempts, models: [], aliases: [] };
  };
  const source = { path: 'src/train.py', line: 12, message: 'ValueError: no rows', url: null };
  const annotationsOf = (lines?: Readonly<Record<string, number>>) => {
    const run = record(lines);
    const sources = new Map([['train', source]]);
    const reported = { view: makeRunView(run), plan: run.plan, tails: new Map(), sources };
    return runCheck(reported).annotations.map(({ path, startLine, title, message }) => ({
      at: `${path}:${startLine}`,
      title,
      message,
    }));
  };

  test('stand where the step begins, and at the line that made it fail', () => {
    expect(annotationsOf({ train: 9 })).toEqual([
      { at: '.mlpipelines/churn.yml:9', title: 'train failed', message: 'exit code 1' },
      { at: 'src/train.py:12', title: 'train failed', message: 'ValueError: no rows' },
    ]);
  });

  test('of a plan from before lines were kept stand on the first line', () => {
    expect(annotationsOf()[0]?.at).toBe('.mlpipelines/churn.yml:1');
  });
});
