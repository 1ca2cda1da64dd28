import { describe, expect, test } from 'vitest';
import { line, lineText, lineWidth } from '../../../app/reports/layout/line.ts';
import { table } from '../../../app/reports/layout/table.ts';

const shown = (names: readonly string[], width: number, cut?: 'start' | 'head') => {
  const rows = names.map((name) => [line('evaluate'), line(name), line('0.912'), line('0.905')]);
  const columns = [
    { title: 'step', shrinkTo: 24 },
    { title: 'metric', shrinkTo: 12, ...(cut === undefined ? {} : { cut }) },
    { title: 'a run #12', align: 'right' as const },
    { title: 'a run #11', align: 'right' as const },
  ];
  const lines = table(columns, rows, width);
  for (const each of lines) expect(lineWidth(each)).toBeLessThanOrEqual(width);
  return lines.slice(1).map((each) => lineText(each));
};

const TAIL = ['sales', 'finance', 'marketing'].map((name) => `segment_of_${name}_of_all.auc`);
const HEAD = ['auc', 'f1', 'recall'].map((name) => `segment_of_marketing_of_all.${name}`);
const MIDDLE = ['a', 'b'].map((name) => `${'segment_'.repeat(2)}${name}${'_of_all'.repeat(2)}.auc`);

describe('names that are cut', () => {
  test('show both ends where one end would make them look the same', () => {
    expect(shown(TAIL, 57, 'start')).toMatchInlineSnapshot(`
      [
        "evaluate  segment_of_s…s_of_all.auc      0.912      0.905",
        "evaluate  segment_of_f…e_of_all.auc      0.912      0.905",
        "evaluate  segment_of_m…g_of_all.auc      0.912      0.905",
      ]
    `);
  });

  test.each([TAIL, HEAD, MIDDLE])('never look the same: %s', (...names) => {
    for (const width of [40, 50, 60, 80]) {
      for (const cut of [undefined, 'start', 'head'] as const) {
        const lines = shown(names, width, cut);
        const heads = lines.filter((text) => /seg|all/.test(text));
        expect(new Set(heads).size, lines.join('\n')).toBe(names.length);
      }
    }
  });
});
