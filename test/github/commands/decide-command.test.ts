import { expect, test } from 'vitest';
import { aPlan, anApproval, aRequest, aStep } from '../../support/build-plan.ts';
import { ADA, HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation } from './open-conversation.ts';

const PLAN = aPlan([
  aStep('beta', { approval: anApproval({ reviewers: ['dan'] }) }),
  aStep('live', { approval: anApproval({ count: 2 }) }),
  aStep('train'),
]);
/** What is said where nothing is left but to look at it again. */
const LEFT = '; it starts once GitHub has confirmed that its';
const DAN = { id: 3, login: 'dan', isBot: false };

/** A run in which `beta` waits for dan, and `live` for two. */
async function waiting() {
  const opened = await openConversation();
  const { runtime, until, store } = opened;
  const allotted = await runtime.allot(PLACE.repository.id);
  const request = aRequest({ ...allotted, sha: HEAD, hosted: PLACE });
  const { id } = await runtime.start(PLAN, request);
  await until(id, ({ status }) => status === 'waiting');
  const stepOf = async (key: string) =>
    (await store.runs.load(id))?.steps.find((step) => step.key === key);
  return { ...opened, stepOf, checked: () => opened.checked(id) };
}

test('a decision names its run, by any of its names, and one of its steps that waits', async () => {
  const { say, ask, checked } = await waiting();
  const reaction = 'confused';
  for (const [verb, words] of [
    ['approve', ''],
    ['reject', ' beta'],
  ]) {
    expect(await say(`/mlp ${verb}${words}`)).toEqual({
      reaction,
      text: `Name the run whose step waits: \`/mlp ${verb} #12\`.`,
    });
  }
  expect(await say('/mlp approve #9')).toEqual({ reaction, text: 'There is no run `#9` here.' });
  expect(await say('/mlp approve #1 train')).toEqual({
    reaction,
    text: 'No step `train` of churn #1 waits for approval.',
  });
  expect(await say('/mlp approve #1 nope', DAN)).toMatchObject({ reaction });
  expect(await ask('/mlp approve beta 1.1 live', DAN)).toBe(
    `churn #1:\n- \`beta\` approved${LEFT} approval counts.`,
  );
  await checked();
  expect(await ask('/mlp approve #1 beta', DAN)).toBe(
    'No step `beta` of churn #1 waits for approval.',
  );
});

test('without a step it is about all that wait, and says of each what it came to and what is left', async () => {
  const { say, stepOf, checked } = await waiting();
  expect(await say('/mlp approve #1')).toMatchObject({
    reaction: 'rocket',
    text: [
      'churn #1:',
      '- `beta` is not approved: `cat` is not among its reviewers (`dan`).',
      '- `live` approved; it waits for 1 more approval.',
    ].join('\n'),
  });
  expect(await say('/mlp approve #1 live', ADA)).toMatchObject({ reaction: 'confused' });
  expect(await say('/mlp approve #1', DAN)).toMatchObject({
    reaction: 'rocket',
    text: `churn #1:\n- \`beta\` approved${LEFT} approval counts.\n- \`live\` approved${LEFT} approvals count.`,
  });
  await checked();
  expect((await stepOf('live'))?.approvals.map(({ by }) => by)).toEqual(['cat', 'dan']);
  expect(await say('/mlp approve #1')).toEqual({
    reaction: 'confused',
    text: 'No step of churn #1 waits for approval.',
  });
});

test('a rejection ends the step that it is about', async () => {
  const { ask, stepOf } = await waiting();
  expect(await ask('/mlp reject #1 live')).toBe('churn #1:\n- `live` rejected.');
  expect(await stepOf('live')).toMatchObject({ result: 'rejected', reason: 'cat rejected it' });
  expect(await stepOf('beta')).toMatchObject({ state: 'approval' });
});
