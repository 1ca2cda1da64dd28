import { describe, expect, test } from 'vitest';
import { endStory } from '../../../app/reports/terminal/end-story.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { stepKey, type Cell } from '../../../app/domain/cell.ts';
import type { StepRow } from '../../../app/domain/run/run.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

type Measured = readonly [cell: Cell, value: number | null];

const METRICS = {
  path: 'm.json',
  live: null,
  primary: 'loss',
  maximize: [],
  minimize: ['loss'],
} as const;

function rowsOf(cells: readonly Measured[]): readonly StepRow[] {
  const over = { state: 'over', startedAt: null, endedAt: null } as const;
  return [
    aStep('train', { ...over, role: 'group', result: 'success' }),
    ...cells.map(([cell, value], order) =>
      aStep('train', {
        ...over,
        role: 'cell',
        key: stepKey('train', cell),
        cell,
        order: order + 1,
        result: value === null ? 'failure' : 'success',
        metrics: value === null ? {} : { loss: value },
      }),
    ),
  ];
}

function story(cells: readonly Measured[], all = false): string {
  const plan = aPlan([aPlanStep('train', { metrics: METRICS })]);
  const header = aHeader({ status: 'succeeded' });
  const view = makeRunView({
    plan,
    header,
    steps: rowsOf(cells),
    attempts: [],
    models: [],
    aliases: [],
  });
  return endStory({ view, plan, tails: new Map(), all }, 100)
    .map((line) => lineText(line))
    .join('\n');
}

const GRID: readonly Measured[] = [
  [{ lr: 0.1, seed: 1 }, 0.5],
  [{ lr: 0.1, seed: 2 }, 0.7],
  [{ lr: 0.1, seed: 3 }, 0.6],
  [{ lr: 0.01, seed: 1 }, 0.31],
  [{ lr: 0.01, seed: 2 }, 0.3],
  [{ lr: 0.01, seed: 3 }, null],
];

describe('a sweep', () => {
  test('lists its cells with the best by the primary metric first, and marks the best mean where it takes seeds together', () => {
    expect(story(GRID).split('\n').slice(3, 18).join('\n')).toMatchInlineSnapshot(`
      "  step              result     metric
      ✓ train             succeeded
        ✓ lr=0.01,seed=2  succeeded  loss 0.3
        ✓ lr=0.01,seed=1  succeeded  loss 0.31
        ✓ lr=0.1,seed=1   succeeded  loss 0.5
        ✓ lr=0.1,seed=3   succeeded  loss 0.6
        ✓ lr=0.1,seed=2   succeeded  loss 0.7
        ✗ lr=0.01,seed=3  failed

      train  loss by lr, mean over seeds
        lr           mean
        0.01  n=2 ★ 0.305
        0.1     0.6 ± 0.1

      ✗ train[lr=0.01,seed=3] failed"
    `);
  });

  test('of two keys is a grid', () => {
    const cells = GRID.map(([{ lr, seed }, value]): Measured => [
      { lr: lr ?? 0, depth: seed ?? 0 },
      value,
    ]);
    expect(story(cells)).toContain(
      [
        'train  loss by lr, depth',
        '  lr    depth=1  depth=2  depth=3',
        '  0.01     0.31    ★ 0.3        –',
        '  0.1       0.5      0.7      0.6',
      ].join('\n'),
    );
  });

  test('of one key without seeds has its list alone', () => {
    const cells = GRID.map(([{ seed }, value]): Measured => [{ depth: seed ?? 0 }, value]);
    expect(story(cells.slice(0, 3))).not.toContain('loss by');
  });

  test('of many cells shows its best and those that failed; all of them when asked', () => {
    const many = Array.from({ length: 40 }, (_, place): Measured => [
      { depth: place },
      place === 7 ? null : 40 - place,
    ]);
    const short = story(many);
    for (const depth of [39, 38, 37, 36, 35, 7]) expect(short).toContain(` depth=${depth} `);
    expect(short).not.toContain(' depth=34 ');
    expect(short).toContain('… 34 more cells\n  all cells: mlpipelines show 12 --all');
    const whole = story(many, true);
    for (let depth = 0; depth < 40; depth += 1) expect(whole).toContain(` depth=${depth} `);
    expect(whole).not.toContain('--all');
  });
});
