import { expect, test } from 'vitest';
import { gateLines, gateCounts } from '../../../app/reports/words/gate-lines.ts';
import type { GateView } from '../../../app/reports/words/verdict-words.ts';
import { lineText } from '../../../app/reports/layout/line.ts';

function aGate(change: Partial<GateView>): GateView {
  const known = { id: 'quality', metric: 'auc', op: '>=', value: 0.9, threshold: 0.85 };
  return { ...known, verdict: 'pass', message: '', ...change };
}

function told(message: string, change: Partial<GateView> = {}): string {
  return gateLines([aGate({ message, ...change })])
    .map((line) => lineText(line))
    .join('\n');
}

test('a gate shows its verdict and what the kernel said, without saying its name twice', () => {
  expect(told('gate quality: auc 0.9: must be at least 0.85')).toBe(
    '✓ quality  auc 0.9: must be at least 0.85',
  );
});

test('long fractions are shortened', () => {
  const message = 'gate quality: auc 0.8123456789012: must be at least 0.85';
  expect(told(message, { value: 0.812_345_678_901_2, verdict: 'fail' })).toBe(
    '✗ quality  auc 0.8123: must be at least 0.85',
  );
});

test('but never so far that a gate seems to hold which does not', () => {
  const message = 'gate quality: auc 0.8499999: must be at least 0.85';
  expect(told(message, { value: 0.849_999_9, verdict: 'fail' })).toContain(
    'auc 0.8499999: must be at least 0.85',
  );
  const near = 'auc 0.89099999: must be at least 0.891 (m@production 0.9, tolerance 1%)';
  expect(told(near, { value: 0.890_999_99, threshold: 0.891 })).toContain(near);
});

test('gates stand below one another', () => {
  const lines = gateLines([
    aGate({ message: 'a' }),
    aGate({ id: 'x', message: 'b', verdict: 'warn' }),
  ]);
  expect(lines.map((line) => lineText(line))).toEqual(['✓ quality  a', '! x        b']);
});

test('each verdict that there is is counted', () => {
  const gates = [aGate({}), aGate({}), aGate({ verdict: 'no-baseline' })];
  expect(lineText(gateCounts(gates))).toBe('2✓ 1○');
});

test('in a narrow terminal a gate goes on below, and no number is broken', () => {
  const message = 'gate quality: auc 0.81234: must be at least 0.851234 (m@production 0.861234)';
  const shown = (width: number) =>
    gateLines([aGate({ message })], width).map((line) => lineText(line));
  expect(shown(50)).toEqual([
    '✓ quality  auc 0.8123: must be at least 0.8512',
    '           (m@production 0.8612)',
  ]);
  expect(shown(30)).toEqual([
    '✓ quality',
    '    auc 0.8123: must be at',
    '    least 0.8512 (m@production',
    '    0.8612)',
  ]);
});
