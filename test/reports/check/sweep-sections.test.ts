import { expect, test } from 'vitest';
import { foldedSweeps } from '../../../app/reports/check/sweep-sections.ts';
import { fitSections } from '../../../app/reports/markdown/fit-sections.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, T0 } from '../build-run.ts';

const METRICS = { path: 'm', live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
const PLAN = aPlan([aPlanStep('sweep', { metrics: METRICS })]);

function shown(cells: readonly Readonly<Record<string, number>>[], isOver: boolean): string {
  const rows = cells.map((cell, order) => {
    const name = Object.entries(cell).map(([key, value]) => `${key}=${value}`);
    const over = { state: 'over', result: 'success', metrics: { auc: 0.8 + order / 100 } } as const;
    const of = { stepId: 'sweep', role: 'cell', cell, order } as const;
    return aStep(`sweep[${name.join(',')}]`, { ...of, ...over });
  });
  const steps = [aStep('sweep', { role: 'group', order: -1 }), ...rows];
  const header = isOver ? aHeader({ status: 'succeeded', endedAt: T0 }) : aHeader();
  const view = makeRunView({ plan: PLAN, header, steps, attempts: [], models: [], aliases: [] });
  return fitSections(foldedSweeps(view, PLAN), 10_000);
}

test('a sweep in a comment is open while it goes on, and names the best combination over seeds', () => {
  const text = shown(
    [1, 2].flatMap((seed) => [
      { lr: 1, seed },
      { lr: 2, seed },
    ]),
    false,
  );
  expect(text).toMatch(
    /^<details open><summary><b>Sweep<\/b> of <code>sweep<\/code>: 4 of 4 cells measured, best <code>lr=2<\/code><\/summary>\n\n\| Cells \|/,
  );
  expect(text).toContain('| <code>lr=2</code> | 0.82 |');
  expect(text.endsWith('\n</details>')).toBe(true);
});

test('one that is over is folded up, and names the best cell where there are no seeds', () => {
  const text = shown([{ lr: 1 }, { lr: 2 }], true);
  expect(text).toMatch(/^<details><summary>.*best <code>lr=2<\/code><\/summary>/);
});
