import { expect, test } from 'vitest';
import { CommitTogether } from '../../../app/runtime/decide/commit-together.ts';
import type { Change, Commit } from '../../../app/runtime/ports/store.ts';

const change = (id: string): Change => ({
  type: 'queue.add',
  topic: 'delivery',
  item: { id, installation: 1, at: 1, body: {} },
});
const idOf = (each: Change) => (each.type === 'queue.add' ? each.item.id : '');

function open(refused: string | null = null) {
  const commits: string[][] = [];
  const commit = async (changes: readonly Change[]): Promise<Commit> => {
    await new Promise((resolve) => setImmediate(resolve));
    const ids = changes.map(idOf);
    if (refused !== null && ids.includes(refused)) throw new Error('the disk is full');
    commits.push(ids);
    return { type: 'committed' };
  };
  return { commits, together: new CommitTogether({ commit }) };
}

test('what arrives together is one commit, and what arrives during it the next', async () => {
  const { commits, together } = open();
  const first = ['a', 'b', 'c'].map((id) => together.commit([change(id)]));
  await new Promise((resolve) => setImmediate(resolve));
  const later = together.commit([change('d')]);
  expect(await Promise.all([...first, later])).toMatchObject(
    commits.flat().map(() => ({ type: 'committed' })),
  );
  expect(commits).toEqual([['a', 'b', 'c'], ['d']]);
});

test('what cannot be committed spoils it for nobody else', async () => {
  const { commits, together } = open('b');
  const ends = await Promise.allSettled(['a', 'b', 'c'].map((id) => together.commit([change(id)])));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(commits).toEqual([['a'], ['c']]);
});
