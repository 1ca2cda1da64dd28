import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STEP_RESULTS, STEP_STATES } from '../../../app/domain/statuses.ts';
import type { StepRow } from '../../../app/domain/run/run.ts';
import { liveLines } from '../../../app/cli/terminal/live-lines.ts';
import type { LiveSteps } from '../../../app/cli/terminal/live-step.ts';
import { lineText, lineWidth } from '../../../app/reports/layout/line.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../../reports/build-run.ts';

const metrics = { path: null, live: 'log', primary: 'auc', maximize: [], minimize: [] };
const PLAN = aPlan([
  aPlanStep('data'),
  aPlanStep('train', { needs: ['data'], metrics }),
  aPlanStep('sweep', { needs: ['data'], metrics }),
  aPlanStep('deploy', { needs: ['train'] }),
]);
const RUNNING = { state: 'running', startedAt: T0 + 1000 } as const;
const LIVE: LiveSteps = new Map([
  [
    'train',
    {
      lastLine: 'epoch 12\r\u001B[32mepoch 13 of 20\u001B[0m',
      samples: [0.1, 0.4, 0.6, 0.7].map((auc, step) => ({ step, values: { loss: 1, auc } })),
    },
  ],
]);

function show(steps: readonly StepRow[], columns = 80, rows = 24): string {
  const attempts = [anAttempt('train'), anAttempt('train', { number: 2 })];
  const view = makeRunView({
    plan: PLAN,
    header: aHeader(),
    steps,
    attempts,
    models: [],
    aliases: [],
  });
  const scene = { view, plan: PLAN, live: LIVE, now: T0 + 65_000, columns, rows };
  return liveLines(scene)
    .map((line) => lineText(line))
    .join('\n');
}

function cells(amount: number): readonly StepRow[] {
  return Array.from({ length: amount }, (_, index) =>
    aStep(`sweep[seed=${index}]`, {
      role: 'cell',
      cell: { seed: index },
      order: 10 + index,
      ...(index < 5 ? { state: 'over', result: index === 3 ? 'failure' : 'success' } : {}),
      ...(index >= 5 && index < 8 ? RUNNING : {}),
    }),
  );
}

const STEPS = [
  aStep('data', { state: 'over', result: 'success', cached: true }),
  aStep('train', { ...RUNNING, order: 1 }),
  aStep('sweep', { state: 'open', role: 'group', order: 2, startedAt: T0 }),
  aStep('deploy', { order: 5000, reason: 'waits for train' }),
];

describe('the live view', () => {
  test('shows what runs with its time, curve, newest metric and last line', () => {
    expect(show([...STEPS, ...cells(8)])).toMatchInlineSnapshot(`
      "churn #12  a381992                                              running  1m 05s

      ✓ data             cached
      ● train        2s  try 2  ▁▅▇█ auc 0.7 @ 3  epoch 13 of 20
      ● sweep    1m 05s  ━━━━━━━━━━━━━━━━ 5/8  3 running  1 failed
      ✓   seed=0
      ✓   seed=1
      ✓   seed=2
      ✗   seed=3
      ✓   seed=4
      ●   seed=5 1m 04s
      ●   seed=6 1m 04s
      ●   seed=7 1m 04s
      · deploy           waits for train

      1 of 4 steps done  ·  4 running  ·  Ctrl-C cancels"
    `);
  });

  test('folds the cells that need no look when there are more than rows', () => {
    expect(show([...STEPS, ...cells(300)], 80, 16)).toMatchInlineSnapshot(`
      "churn #12  a381992                                              running  1m 05s

      ✓ data             cached
      ● train        2s  try 2  ▁▅▇█ auc 0.7 @ 3  epoch 13 of 20
      ● sweep    1m 05s  ━━━━━━━━━━━━━━━━ 5/300  3 running  1 failed
      ✗   seed=3
      ●   seed=5 1m 04s
      ●   seed=6 1m 04s
      ●   seed=7 1m 04s
      · deploy           waits for train

      1 of 4 steps done  ·  4 running  ·  Ctrl-C cancels"
    `);
  });

  test('keeps the window on what runs when even that is too much', () => {
    const busy = cells(300).map(({ key, cell, order }) =>
      aStep(key, Object.assign({ role: 'cell' as const, cell, order }, RUNNING)),
    );
    const text = show([...STEPS, ...busy], 80, 14);
    expect(text).toContain('● train');
    expect(text).toMatch(/↓ \d+ more steps/);
  });

  test('names the command that approves', () => {
    expect(show([aStep('deploy', { state: 'approval' })])).toContain(
      'mlpipelines approve 12 deploy',
    );
  });

  test('always fits, whatever the run and the size of the terminal', () => {
    const row = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      state: fc.constantFrom(...STEP_STATES),
      result: fc.option(fc.constantFrom(...STEP_RESULTS)),
      reason: fc.option(fc.string({ unit: 'grapheme', maxLength: 200 })),
    });
    const size = {
      columns: fc.integer({ min: 40, max: 200 }),
      rows: fc.integer({ min: 8, max: 60 }),
    };
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 80 }),
        fc.record(size),
        (rows, { columns, rows: height }) => {
          const steps = rows.map(({ name, ...rest }, order) => aStep(name, { ...rest, order }));
          const view = makeRunView({
            plan: PLAN,
            header: aHeader(),
            steps,
            attempts: [],
            models: [],
            aliases: [],
          });
          const lines = liveLines({ view, plan: PLAN, live: LIVE, now: T0, columns, rows: height });
          expect(lines.length).toBeLessThan(height);
          expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThan(columns);
          // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(lines.map((line) => lineText(line)).join('')).not.toMatch(/[\u0000-\u001F\u007F]/);
        },
      ),
    );
  });
});
