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

test('a step that may be on either market is told which costs less for a pull request', () => {
  const market = (spot: string, lastMs: number | null) => {
    const step = stepOf(`  a: { run: x, resources: { gpu: { type: [l4] }, spot: ${spot} } }`, 'a');
    const durations = new Map(lastMs === null ? [] : [['a', { ms: lastMs }]]);
    return machineOutlookOf([step], { types: [] }, durations)?.steps[0]?.market;
  };
  expect(market('require', null)).toBeUndefined();
  expect(market('never', null)).toBeUndefined();
  expect(market('prefer', null)).toMatch(
    /^for a pull request on demand: about \$.* and 6h 03m, against .*; it has not succeeded before/,
  );
  expect(market('prefer', 300_000)).toMatch(/ and 8m 00s.*; as long as it took on this machine$/);
});
