import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

test('whose turn it was is remembered from one lease of a topic to the next, and of each topic by itself', async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const lease = { owner: 'me', now: 1, until: 100 };
  for (const topic of ['delivery', 'notice'] as const) {
    for (const repository of [1, 1, 2]) {
      const id = `${topic} ${repository} ${Math.random()}`;
      const item = { id, installation: 1, repository, at: 1, body: {} };
      await store.commit([{ type: 'queue.add', topic, item }]);
    }
  }
  const turns: unknown[] = [];
  for (const topic of ['delivery', 'notice', 'delivery', 'notice'] as const) {
    const [item] = await store.queues.lease(topic, lease, 1);
    turns.push([topic, item?.repository]);
  }
  expect(turns).toEqual([
    ['delivery', 1],
    ['notice', 1],
    ['delivery', 2],
    ['notice', 2],
  ]);
});
