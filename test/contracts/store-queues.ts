import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { QueueItem, Topic } from '../../app/runtime/ports/hosted/queues.ts';
import { anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** A topic that no other of these tests uses. */
const TOPIC = 'run.ended';
const LATER = 1e9;

/** Each item by itself: of its topic, its repository and its owner, and of no other. */
export function describeQueuesContract(stores: Stores): void {
  describe('an item of a queue', () => {
    const add = async (items: readonly QueueItem[], topic: Topic = TOPIC) => {
      await stores().store.commit(items.map((item) => ({ type: 'queue.add', topic, item })));
    };
    const lease = (owner: string, now: number, limit = 100, topic: Topic = TOPIC) =>
      stores().store.queues.lease(topic, { owner, now, until: now + 100 }, limit);
    const finish = async (owner: string, ids: readonly string[], topic: Topic = TOPIC) => {
      const all = ids.map((id) => ({ type: 'queue.finish', item: { topic, id }, owner }) as const);
      await stores().store.commit(all);
    };
    const finishAll = async () => {
      const left = await lease('the end', LATER);
      await finish(
        'the end',
        left.map(({ id }) => id),
      );
    };

    it('is one in each topic, whatever the other has under its id', async () => {
      const { queues } = stores().store;
      const id = anId();
      const item = anItem({ id, at: -3e9 });
      await add([item], 'notice');
      expect(await queues.known(TOPIC, [id])).toEqual(new Set());
      expect(await queues.nextDueAt(TOPIC)).toBeNull();
      expect(await lease('me', item.at)).toEqual([]);
      await add([item]);
      expect(await lease('me', item.at)).toHaveLength(1);
      // Nobody has tried the other one.
      expect(await lease('me', item.at, 1, 'notice')).toMatchObject([{ id, tries: 1 }]);
      const delay = { dueAt: item.at + 50, error: 'no network', isRefused: false };
      await queues.delay({ topic: TOPIC, id }, 'me', delay);
      expect(await lease('me', item.at + 50, 1, 'notice')).toEqual([]);
      expect(await lease('me', item.at + 50)).toMatchObject([{ id, tries: 2 }]);
      await finish('me', [id]);
      expect(await lease('me', item.at + 200)).toEqual([]);
      expect(await lease('me', item.at + 200, 1, 'notice')).toMatchObject([{ id, tries: 2 }]);
      await finish('me', [id], 'notice');
      expect(await queues.forget(TOPIC, item.at + 1)).toBe(1);
      expect(await queues.known(TOPIC, [id])).toEqual(new Set());
      expect(await queues.known('notice', [id])).toEqual(new Set([id]));
      expect(await queues.forget('notice', item.at + 1)).toBe(1);
    });

    it('is given back and ended by itself, however many more its owner holds', async () => {
      const { queues } = stores().store;
      const [one, two, three] = [anItem(), anItem(), anItem()];
      await add([one, two, three]);
      expect(await lease('me', 1000)).toHaveLength(3);
      const delay = { dueAt: 1050, error: 'no network', isRefused: false };
      await queues.delay({ topic: TOPIC, id: one.id }, 'me', delay);
      expect((await lease('me', 1050)).map(({ id }) => id)).toEqual([one.id]);
      await finish('me', [two.id]);
      const left = await lease('you', 1200);
      expect(left.map(({ id }) => id).toSorted()).toEqual([one.id, three.id].toSorted());
      await finish('you', [one.id, three.id]);
      expect(await queues.nextDueAt(TOPIC)).toBeNull();
    });

    it('is handed out before what came later, and what came together in the order of the ids', async () => {
      const { queues } = stores().store;
      const at = [3, 1, 4, 2];
      const items = at.map((time) => anItem({ id: `${time} ${anId()}`, at: time }));
      await add(items);
      const inOrder = items.toSorted((a, b) => a.at - b.at).map(({ id }) => id);
      const leased = (await lease('me', 10, 3)).map(({ id }) => id);
      expect(leased).toEqual(inOrder.slice(0, 3));
      expect((await lease('me', 10, 3)).map(({ id }) => id)).toEqual(inOrder.slice(3));
      // One that was given back is due after the others, and still the oldest.
      const [oldest = ''] = inOrder;
      const delay = { dueAt: 150, error: 'no network', isRefused: false };
      await queues.delay({ topic: TOPIC, id: oldest }, 'me', delay);
      expect((await lease('me', 200)).map(({ id }) => id)).toEqual(inOrder);
      await finishAll();
      const prefix = anId();
      const together = ['c', 'a', 'd', 'b'].map((name) => anItem({ id: `${prefix} ${name}` }));
      await add(together);
      const first = (await lease('me', 1000, 2)).map(({ id }) => id);
      expect(first.toSorted()).toEqual([`${prefix} a`, `${prefix} b`]);
      await finishAll();
    });

    it('of the app itself belongs to no installation, and has its turn as others do', async () => {
      const [own, first, second] = [null, 1, 2].map((installation) => anItem({ installation }));
      if (own === undefined || first === undefined || second === undefined) throw new Error();
      await add([own, first, second]);
      const leased = await lease('me', 1000);
      const homes = new Map(leased.map(({ id, installation }) => [id, installation]));
      expect([own, first, second].map(({ id }) => homes.get(id))).toEqual([null, 1, 2]);
      await finishAll();
    });

    it('waits until it is worked off, whoever holds it', async () => {
      const { queues } = stores().store;
      const home = { installation: 1 + randomInt(1e9), repository: 1 + randomInt(1e9) };
      const items = Array.from({ length: 3 }, () => anItem(home));
      await add(items);
      const more = async (than: number, part = {}) =>
        queues.holdsMore({ topic: TOPIC, ...home, ...part }, than);
      expect([await more(2), await more(3)]).toEqual([true, false]);
      await add([anItem({ ...home, repository: home.repository + 1 })]);
      await add([anItem({ ...home, installation: home.installation + 1 })]);
      const elsewhere = anItem({ ...home, at: -3e9 });
      await add([elsewhere], 'notice');
      expect([await more(2), await more(3)]).toEqual([true, false]);
      expect(await more(0, { repository: home.repository + 2 })).toBe(false);
      const leased = await lease('me', 1000);
      expect([await more(2), await more(3)]).toEqual([true, false]);
      await finish('me', [items[0]?.id ?? '']);
      expect([await more(1), await more(2)]).toEqual([true, false]);
      await finish(
        'me',
        leased.map(({ id }) => id),
      );
      expect(await more(0)).toBe(false);
      await lease('me', elsewhere.at, 1, 'notice');
      await finish('me', [elsewhere.id], 'notice');
    });

    it('that was worked off is forgotten after its time, and one that waits never is', async () => {
      const { queues } = stores().store;
      const [old, young, waiting] = [1, 2, 1].map((at) => anItem({ at: at - 1e6 }));
      if (old === undefined || young === undefined || waiting === undefined) throw new Error();
      await add([old, young]);
      await lease('me', 1000);
      await finish('me', [old.id, young.id]);
      await add([waiting]);
      const ids = [old, young, waiting].map(({ id }) => id);
      expect(await queues.forget(TOPIC, old.at)).toBe(0);
      expect(await queues.forget(TOPIC, young.at)).toBe(1);
      expect(await queues.known(TOPIC, ids)).toEqual(new Set([young.id, waiting.id]));
      expect(await queues.nextDueAt(TOPIC)).toBe(waiting.at);
      await finishAll();
      await queues.forget(TOPIC, 1e9);
    });
  });
}

function anItem(part: Partial<QueueItem> = {}): QueueItem {
  return { id: anId(), installation: 7, at: 1000, body: {}, ...part };
}
