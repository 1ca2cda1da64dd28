import { expect, test } from 'vitest';
import { spotWords } from '../../../app/reports/words/spot-words.ts';
import type { SpotChoice } from '../../../runner-provisioner/spot/spot-choice.ts';

const choice = (given: Partial<SpotChoice> = {}): SpotChoice => ({
  market: 'spot',
  why: 'cheaper',
  spot: { usd: 1.1, hours: 10 / 3, losses: 0.1 },
  onDemand: { usd: 3.2, hours: 37 / 12, losses: 0 },
  lossChance: 0.3,
  lost: 0,
  ...given,
});
const SPOT = 'spot: about $1.10 and 3h 20m, against $3.20 and 3h 05m on demand';
const ON_DEMAND = 'on demand: about $3.20 and 3h 05m, against $1.10 and 3h 20m on spot';

test('the sentence about spot has the figures of both, and why where they do not say it', () => {
  expect(spotWords(choice())).toBe(SPOT);
  const onDemand = (given: Partial<SpotChoice>) =>
    spotWords(choice({ market: 'on-demand', ...given }));
  expect(onDemand({})).toBe(ON_DEMAND);
  expect(onDemand({ why: 'even' })).toBe(`${ON_DEMAND}; the two are about even`);
  expect(onDemand({ why: 'risky' })).toBe(
    `${ON_DEMAND}; EC2 would take 1 of 3 machines back before the end`,
  );
  expect(onDemand({ why: 'risky', lossChance: 0.9 })).toContain('take 1 of 2 machines');
  expect(onDemand({ why: 'escalated', lost: 2 })).toBe(`${ON_DEMAND}; EC2 took 2 machines from it`);
  expect(onDemand({ why: 'escalated', lost: 1 })).toBe(`${ON_DEMAND}; EC2 took a machine from it`);
  expect(spotWords(choice({ why: 'trial' }))).toBe(
    `${SPOT}; tried, to see whether EC2 still takes such machines back`,
  );
});

test('it says what had no room, what is guessed, and what a checkpoint saves', () => {
  expect(spotWords(choice(), 'on-demand')).toBe(`${ON_DEMAND}; spot had no room`);
  expect(spotWords(choice({ market: 'on-demand' }), 'spot')).toBe(`${SPOT}; on demand had no room`);
  expect(spotWords(choice({ isGuess: true }))).toBe(
    `${SPOT}; these figures are for its whole \`timeout\``,
  );
  const checkpoint = { everyMs: 600_000, savesUsd: 1.6 };
  expect(spotWords(choice({ market: 'on-demand', checkpoint }))).toBe(
    `${ON_DEMAND}; a checkpoint every 10 min would make spot the better one and save about $1.60 a run`,
  );
});
