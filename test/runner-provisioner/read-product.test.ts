import { expect, test } from 'vitest';
import { readProduct } from '../../runner-provisioner/aws/region/read-product.ts';

const product = { productFamily: 'Storage', attributes: { volumeApiName: 'gp3', odd: 1 } };

function textOf(pricePerUnit: unknown, unit: unknown = 'GB-Mo'): string {
  const priceDimensions = { 'a.1': { unit, pricePerUnit } };
  return JSON.stringify({ product, terms: { OnDemand: { a: { priceDimensions } } } });
}

test('a product of the price list has one price on demand', () => {
  expect(readProduct(textOf({ USD: '0.0800000000' }))).toEqual({
    attributes: { volumeApiName: 'gp3' },
    unit: 'GB-Mo',
    usd: 0.08,
  });
});

test.each([
  ['no JSON', '{'],
  ['no map', '[]'],
  ['null', 'null'],
  ['no terms', JSON.stringify({ product })],
  ['a price of nothing', textOf({ USD: '0.0000000000' })],
  ['another currency', textOf({ CNY: '1' })],
  ['no number', textOf({ USD: 'free' })],
  ['no end', textOf({ USD: 'Infinity' })],
  ['no unit', textOf({ USD: '1' }, null)],
])('%s is no price', (_, text) => {
  expect(readProduct(text)).toBeNull();
});
