import { expect, test } from 'vitest';
import { tryKills } from './try-kills.ts';

test('20 kills of the CLI, the supervisor, both or a step at random moments end as an undisturbed run', async () => {
  expect(await tryKills({ runs: 20, seed: 1 })).toBeNull();
});
