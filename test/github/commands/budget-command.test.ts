import { expect, test } from 'vitest';
import type { Rate } from '../../../app/costs/step-estimate.ts';
import type { Authorship } from '../../../app/github/reads/api-port.ts';
import type { Pusher } from '../../../app/runtime/ports/provenance.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { ADA, CAT, HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation } from './open-conversation.ts';

const PLAN = aPlan([aStep('train')], { budget: { perRunUsd: 0.1, onExceed: 'ask' } });
const RATE: Rate = { type: 'hour', usd: 1, mostUsd: 1 };

/** A run of ada's change that waits for money. */
async function waiting(policy: Parameters<typeof openConversation>[0] = {}) {
  const opened = await openConversation({ ...policy, ratesOf: () => () => RATE });
  const { runtime, until } = opened;
  const allotted = await runtime.allot(PLACE.repository.id);
  const { id } = await runtime.start(PLAN, aRequest({ ...allotted, sha: HEAD, hosted: PLACE }));
  await until(id, ({ status }) => status === 'waiting');
  return { ...opened, header: async () => (await runtime.read(id))?.header };
}

test('somebody with write lets a run spend more, once however often it is carried out', async () => {
  const { say, header } = await waiting();
  expect(await say('/mlp budget #1 +20')).toEqual({
    reaction: 'rocket',
    text: 'churn #1 may spend $20.00 more. What waits for it asks again.',
    isAudited: true,
  });
  expect((await header())?.raises).toMatchObject([{ by: CAT.login, byId: CAT.id, usd: 20 }]);
});

test('whoever made the change alone does not, nor anybody but whom the policy lists', async () => {
  const { ask, header } = await waiting();
  expect(await ask('/mlp budget #1 +20', ADA)).toBe(
    '`ada` alone made this change; someone else with write access has to raise its budget, or the file on the default branch.',
  );
  const budgets = {
    perRunUsd: null,
    perMonthUsd: null,
    onExceed: 'ask',
    approvers: ['@dan'],
  } as const;
  const listed = await waiting({ policy: { budgets } });
  expect(await listed.ask('/mlp budget #1 +20')).toBe(
    '`cat` is not among its reviewers (`@dan`). `budgets.approvers` of .github/mlpipelines.yml lists who may raise budgets.',
  );
  expect(await header()).not.toHaveProperty('raises');
});

test('that somebody else made the change too is seen, and not believed of a commit', async () => {
  const made = (authors: Partial<Authorship>, pusher: Pusher = ADA) => waiting({ authors, pusher });
  const named = { hands: new Set([ADA.id, CAT.id]) };
  const alone = await made(named);
  expect(await alone.ask('/mlp budget #1 +20', ADA)).toMatch(/^`ada` alone made this change;/);
  const pushed = await made(named, CAT);
  expect(await pushed.ask('/mlp budget #1 +20', ADA)).toMatch(/^churn #1 may spend/);
  const byBot = await made(named, { ...CAT, isBot: true });
  expect(await byBot.ask('/mlp budget #1 +20', ADA)).toMatch(/^`ada` alone made this change;/);
});

test('what it cannot mean is refused with what to write', async () => {
  const { ask } = await waiting();
  const how =
    'Write `/mlp budget #12 +20`: a run, and how many US dollars more it may spend, at most 10000.';
  for (const words of [
    '',
    '#1',
    '+20',
    '#1 20',
    '#1 +0',
    '#1 +99999',
    '#1 +1.234',
    '#1 +5 +5',
    '#1 -3',
  ]) {
    expect(await ask(`/mlp budget ${words}`.trim())).toBe(how);
  }
  expect(await ask('/mlp budget #9 +20')).toBe('There is no run `#9` here.');
});

test('a run without a budget has none to raise', async () => {
  const opened = await openConversation();
  const allotted = await opened.runtime.allot(PLACE.repository.id);
  const request = aRequest({ ...allotted, sha: HEAD, hosted: PLACE });
  await opened.runtime.start(aPlan([aStep('train')]), request);
  expect(await opened.ask('/mlp budget #1 +20')).toBe(
    'churn #1 has no budget, so there is none to raise.',
  );
});
