import { expect, test } from 'vitest';
import { machineOutlookOf } from '../../../app/cli/forecast/machine-outlook-of.ts';
import { stepOf } from '../../support/compile-text.ts';

test('no price above `max-price` is shown: that market is not asked', () => {
  const resources = 'resources: { gpu: { type: [a10g, l4] }, max-price: 1.00 USD }';
  const step = stepOf(`  a: { run: x, ${resources} }`, 'a');
  const candidates = machineOutlookOf([step], { types: [] })?.steps[0]?.candidates ?? [];
  const prices = candidates.flatMap(({ onDemand, spot }) => [onDemand ?? 0, spot ?? 0]);
  expect(Math.max(...prices)).toBeLessThanOrEqual(1);
  // Dear on demand, and within as spot.
  const spotAlone = candidates.filter(({ onDemand, spot }) => onDemand === null && spot !== null);
  expect(spotAlone.map(({ type }) => type)).toContain('g5.xlarge');
  expect(candidates.find(({ type }) => type === 'g6.xlarge')?.onDemand).toBeLessThan(1);
});
