import { describe, expect, test } from 'vitest';
import { filesNamed } from '../../../app/cli/forecast/files-named.ts';
import { wideSteps } from '../../../app/cli/forecast/wide-steps.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';

const PATHS = ['conf/a.yml', 'data/x.csv', 'src/pkg/fit.py', 'src/pkg/util.py', 'src/train.py'];
const named = (run: string, workingDirectory = '.') => filesNamed({ run, workingDirectory }, PATHS);

describe('the files that a command names', () => {
  test('are those that exist, each once', () => {
    const run = 'python ./src/train.py --config=conf/a.yml --out model.pkl && cat "src/train.py"';
    expect(named(run)).toEqual(['src/train.py', 'conf/a.yml']);
  });

  test('are written as seen from the folder of the command', () => {
    expect(named('python train.py ../conf/a.yml', 'src')).toEqual(['train.py', '../conf/a.yml']);
    expect(named('cat ../../outside', 'src')).toEqual([]);
  });

  test('may be folders, but not words that happen to be called like one', () => {
    expect(named('pytest src/ && echo data')).toEqual(['src']);
    expect(named('cat conf/${{ params.which }}.yml')).toEqual(['conf']);
  });

  test('may be modules that Python runs', () => {
    expect(named('python -m src.pkg.fit --epochs 3')).toEqual(['src/pkg/fit.py']);
  });

  test('are looked for in bounded time, whatever the command holds', () => {
    const before = process.cpuUsage();
    expect(named('${{ '.repeat(100_000))).toEqual([]);
    expect(named('src/train.py '.repeat(100_000))).toContain('src/train.py');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

describe('a step that sees every file', () => {
  const entries = [...PATHS, 'odd name.yml'].map((path) => {
    return { path, type: 'file', mode: 0o644, size: 1, digest: digestOf(path) } as const;
  });
  const manifest = { format: 1, single: false, entries } as const;
  const told = (given: Partial<PlanStep>, ms: number) => {
    const run = 'python src/train.py "conf/a.yml"';
    const action = { type: 'run', run, shell: 'bash', workingDirectory: '.' } as const;
    const step = aStep('train', { cache: { maxAgeMs: null }, action, ...given });
    return wideSteps(aPlan([step]), manifest, new Map([['train', { run: 'r', endedAt: 1, ms }]]));
  };

  test('and took long is warned about, with what its command names', () => {
    expect(told({}, 2_465_000)).toEqual([
      'train took 41m 05s and sees every file of the repository, so any change runs it again. Name what it reads: `files: [src/train.py, conf/a.yml]`, and what these read in turn.',
    ]);
  });

  test('is not, if it is short, names its files or is never cached', () => {
    expect(told({}, 59_000)).toEqual([]);
    expect(told({ files: ['src/**'] }, 2_465_000)).toEqual([]);
    expect(told({ cache: null }, 2_465_000)).toEqual([]);
  });

  test('is not told to name what it makes itself', () => {
    const outputs = { o: { type: 'file', path: 'conf/a.yml', optional: false } } as const;
    expect(told({ outputs }, 61_000)[0]).toContain('`files: [src/train.py]`');
  });
});
