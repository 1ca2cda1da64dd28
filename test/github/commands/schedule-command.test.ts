import { expect, test } from 'vitest';
import { saveSchedule, scheduleId } from '../../../app/triggers/schedules/schedule.ts';
import { PLACE } from '../open-plain-github.ts';
import { openConversation } from './open-conversation.ts';

const { repository } = PLACE;
const PIPELINE = `name: churn
on: { schedule: [{ cron: "0 3 * * *" }] }
steps: { train: { run: echo train } }
`;
const entry = (cron: string, timezone = 'UTC') => ({ cron, timezone, catchup: 'latest' }) as const;
const NIGHTLY = { repository, pipeline: 'churn', entries: [entry('0 3 * * *')], paused: false };

async function scheduled(schedules: readonly Partial<typeof NIGHTLY>[] = [{}]) {
  const opened = await openConversation({ files: { churn: PIPELINE } });
  const { store, clock } = opened;
  const doneUntil = clock.now();
  await store.commit(
    schedules.map((part) => saveSchedule({ ...NIGHTLY, ...part, doneUntil }, null)),
  );
  const nextAt = () => store.schedules.nextDueAt();
  return { ...opened, nextAt };
}

test('the list says when each pipeline of this repository starts next, or that it is paused', async () => {
  const entries = [entry('0 3 * * *'), entry('0 4 * * 1', 'Europe/Berlin')];
  const elsewhere = { ...repository, id: 8 };
  const { say, ask, store } = await scheduled([
    { entries },
    { pipeline: 'ltv', paused: true },
    { pipeline: 'theirs', repository: elsewhere },
  ]);
  // As another version of this program may have kept it.
  const odd = { type: 'schedule.save', repository: 7, expected: null, nextAt: null } as const;
  await store.commit([{ ...odd, id: '7/odd', state: { pipeline: 'odd' } }]);
  const list = [
    '- churn: `0 3 * * *` UTC, `0 4 * * 1` Europe/Berlin; next 2026-05-02T03:00:00.000Z',
    '- ltv: `0 3 * * *` UTC; paused',
  ].join('\n');
  expect(await say('/mlp schedule')).toEqual({ reaction: 'rocket', text: list });
  expect(await ask('/mlp schedule list')).toBe(list);
  expect(await ask('/mlp schedule pause odd')).toBe(
    'The default branch has no schedule for `odd`.',
  );
  expect(await (await scheduled([])).say('/mlp schedule')).toEqual({
    reaction: 'rocket',
    text: 'No pipeline has a schedule.',
  });
});

test('what is paused starts no more until it is resumed', async () => {
  const { say, nextAt } = await scheduled();
  expect(await say('/mlp schedule pause churn')).toEqual({
    reaction: 'rocket',
    text: 'churn is paused.',
  });
  expect(await nextAt()).toBeNull();
  expect(await say('/mlp schedule resume churn')).toEqual({
    reaction: 'rocket',
    text: 'churn is resumed.',
  });
  expect(await nextAt()).toBe(Date.parse('2026-05-02T03:00:00Z'));
});

test('what is run starts as if it were time, paused or not, and goes on as it was', async () => {
  const { say, runs, store } = await scheduled([{ paused: true }]);
  expect(await say('/mlp schedule run churn')).toEqual({
    reaction: 'rocket',
    text: 'churn starts now, as if it were time.',
  });
  expect(await runs()).toMatchObject([
    { pipeline: 'churn', trigger: 'schedule', actor: 'cat', actorId: 2 },
  ]);
  const kept = await store.schedules.find(scheduleId(repository, 'churn'));
  expect(kept?.state).toMatchObject({ paused: true });
});

test('what is said in no known way, or of no known pipeline, is refused', async () => {
  const { say } = await scheduled();
  for (const words of [
    'pause',
    'list churn',
    'stop churn',
    'pause churn ltv',
    'unpause churn',
    'runs churn',
  ]) {
    expect(await say(`/mlp schedule ${words}`)).toEqual({
      reaction: 'confused',
      text: 'Write `/mlp schedule list`, or `pause`, `resume` or `run` and a pipeline.',
    });
  }
  expect(await say('/mlp schedule run nope')).toEqual({
    reaction: 'confused',
    text: 'The default branch has no schedule for `nope`.',
  });
});

test('of two who pause it at once the second is tried again', async () => {
  const { say } = await scheduled();
  const both = [say('/mlp schedule pause churn'), say('/mlp schedule pause churn')];
  const results = await Promise.allSettled(both);
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
