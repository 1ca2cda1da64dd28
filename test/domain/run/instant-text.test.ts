import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, instantText } from '../../../app/domain/run/instant-text.ts';

const instants = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });

test('an instant reads as Date would write it', () => {
  fc.assert(fc.property(instants, (at) => instantText(at) === new Date(at).toISOString()));
});

test('the text of an instant gives the instant back', () => {
  fc.assert(fc.property(instants, (at) => instantOf(instantText(at)) === at));
});

test('any other text is no instant', () => {
  expect(instantOf('yesterday')).toBeNaN();
});
