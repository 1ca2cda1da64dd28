import { describe, expect, test } from 'vitest';
import { fitLine, padText } from '../../../app/reports/layout/fit.ts';
import { line, lineText, lineWidth, span } from '../../../app/reports/layout/line.ts';
import { table, type Column } from '../../../app/reports/layout/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'step', shrinkTo: 6 },
  { title: 'metric', shrinkTo: 8, cut: 'start' },
  { title: 'value', align: 'right' },
  { title: 'before', align: 'right' },
  { title: 'why', shrinkTo: 10, wraps: true },
];
const ROWS = [
  [
    line('train[lr=0.001,seed=1]'),
    line('regression_metrics.mse.value'),
    line('123,456.75'),
    line('-0.000123'),
    line('nothing that it reads has changed'),
  ],
  [line('evaluate'), line('auc'), line('0.91'), line('0.9'), line('')],
];

function shown(width: number): readonly string[] {
  return table(COLUMNS, ROWS, width).map((each) => lineText(each));
}

describe('a table', () => {
  test.each([20, 28, 40, 60, 80, 100, 160, Number.POSITIVE_INFINITY])(
    'of %o columns shows every number whole and no line that is longer',
    (width) => {
      const lines = shown(width);
      for (const number of ['123,456.75', '-0.000123', '0.91', '0.9']) {
        expect(lines.some((text) => text.split(/ +/).includes(number))).toBe(true);
      }
      for (const each of table(COLUMNS, ROWS, width)) {
        expect(lineWidth(each)).toBeLessThanOrEqual(width);
      }
    },
  );

  test('that is too wide goes on below each row', () => {
    expect(shown(34).join('\n')).toMatchInlineSnapshot(`
      "step        metric           value
             before  why
      train[lr=…  …mse.value  123,456.75
          -0.000123  nothing that it
                     reads has changed
      evaluate    auc               0.91
                0.9"
    `);
  });

  test('without a limit cuts and wraps nothing', () => {
    expect(shown(Number.POSITIVE_INFINITY)[1]).toBe(
      'train[lr=0.001,seed=1]  regression_metrics.mse.value  123,456.75  -0.000123  nothing that it reads has changed',
    );
  });
});

describe('a line that is cut', () => {
  test('shows a number whole or not at all', () => {
    expect(lineText(fitLine(line('accuracy 0.9123 after'), 14))).toBe('accuracy …');
    expect(lineText(fitLine(line('took 3.2e-7 s'), 10))).toBe('took …');
    expect(lineText(fitLine([span('rows '), span('1,234,567')], 8))).toBe('rows …');
    expect(lineText(fitLine(line('epoch 12 of 20'), 9))).toBe('epoch 12…');
  });

  test('may lose its start, or the start of its name alone', () => {
    expect(lineText(fitLine(line('metrics.mse.value'), 9, 'start'))).toBe('…se.value');
    const metric = [span('metrics.mse.value'), span(' 4.25')];
    expect(lineText(fitLine(metric, 12, 'head'))).toBe('….value 4.25');
    expect(lineText(fitLine(metric, 3, 'head'))).toBe('… 4.25');
  });

  test('counts what is wide on the screen as wide', () => {
    expect(padText('漢字漢字', 6)).toBe('漢字… ');
  });
});
