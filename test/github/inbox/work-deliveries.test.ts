import { expect, test } from 'vitest';
import type { Json } from '../../../app/domain/json.ts';
import { ofDeliveries } from '../../../app/github/inbox/work-deliveries.ts';
import type { LeasedItem } from '../../../app/runtime/ports/hosted/queues.ts';

const PUSH = { event: 'push', payload: { repository: { id: 7 } } };

function anItem(body: Json, part: Partial<LeasedItem> = {}): LeasedItem {
  const counts = { tries: 2, refusals: 0 };
  return { id: 'one', installation: 4, repository: 7, at: 5, body, ...counts, ...part };
}

/** Deliveries of pushes, and what was done with them. */
function opened() {
  const done: unknown[] = [];
  const handled = { type: 'cache.drop', run: 'r', key: 'k' } as const;
  const subscription = ofDeliveries(
    {
      push: async (delivery) => {
        done.push(['handled', delivery]);
        return [handled];
      },
    },
    async ({ id }) => void done.push(['followed', id]),
  );
  return { done, handled, subscription };
}

test('a delivery is followed, and then handled as what it is', async () => {
  const { done, handled, subscription } = opened();
  expect(await subscription.handle(anItem(PUSH))).toEqual([handled]);
  const { payload } = PUSH;
  const delivery = { id: 'one', installation: 4, event: 'push', payload, tries: 2, at: 5 };
  expect(done).toEqual([
    ['followed', 'one'],
    ['handled', delivery],
  ]);
});

test('an event that nobody handles is only kept', async () => {
  const { done, subscription } = opened();
  expect(await subscription.handle(anItem({ ...PUSH, event: 'star' }))).toEqual([]);
  expect(done).toEqual([]);
});

test.each([
  ['without an event', anItem({ payload: {} })],
  ['without a payload', anItem({ event: 'push' })],
  ['whose payload is a list', anItem({ event: 'push', payload: [] })],
  ['of no installation', anItem(PUSH, { installation: null })],
])('a delivery %s is told, and tried again', async (_, item) => {
  const { done, subscription } = opened();
  await expect(subscription.handle(item)).rejects.toThrow('The delivery one was not kept');
  expect(done).toEqual([]);
});

test('those of one repository are worked off one after the other, and those about none of an installation', () => {
  const { laneOf } = opened().subscription;
  const about = (id: Json, installation = 4) =>
    laneOf(anItem({ event: 'push', payload: { repository: { id } } }, { installation }));
  expect(about(7)).toBe(laneOf(anItem({ event: 'star', payload: PUSH.payload })));
  expect(about(7)).not.toBe(about(8));
  expect(about(7)).not.toBe(about(7, 5));
  expect(about('7')).toBe(laneOf(anItem({ event: 'push', payload: {} })));
  expect(about('7')).not.toBe(about('7', 5));
});
