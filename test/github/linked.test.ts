import { expect, test } from 'vitest';
import { linked } from '../../app/github/conversation.ts';

const RUN = { id: '01m8', name: 'churn #3' };

test('a run is named with its page behind it, where it has one', () => {
  const pageOf = (run: string) => `https://mlp.example/runs/${run}`;
  expect(linked({ pageOf }, RUN)).toBe('[churn #3](https://mlp.example/runs/01m8)');
  expect(linked({ pageOf: () => null }, RUN)).toBe('churn #3');
});
