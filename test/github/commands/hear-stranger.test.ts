import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hasHadEnough, mayBeAnswered } from '../../../app/github/commands/hear-stranger.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlace } from '../../support/hosted.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const HOUR_MS = 3_600_000;
const { repository } = aPlace(7);
const other = aPlace(8).repository;
const NUMBERS = new Map([
  ['eve', 1],
  ['bob', 2],
]);
const by = (login: string, comment: number, at = repository) => ({
  repository: at,
  sender: { id: NUMBERS.get(login) ?? null, login, isBot: false },
  comment,
});

/** Two replicas on one database, and what time it is. */
async function openReplicas() {
  const sqliteFile = join(freshFolder(), 'state.db');
  const time = { now: 1_000_000_000 };
  const clock = { now: () => time.now };
  const open = async () => {
    const store = await openStore({ sqliteFile });
    onTestFinished(() => store.close());
    return { store, clock } as Parameters<typeof mayBeAnswered>[0];
  };
  return { replicas: [await open(), await open()] as const, time };
}

test('of a stranger’s comments five are answered, however many replicas hear them at once', async () => {
  const { replicas, time } = await openReplicas();
  const heard = Array.from({ length: 20 }, (_, n) =>
    mayBeAnswered(replicas[n % 2 === 0 ? 0 : 1], by('eve', n), 'read'),
  );
  const answers = await Promise.all(heard);
  expect(answers.filter((isAnswered) => isAnswered)).toHaveLength(5);
  const [{ store }, second] = replicas;
  expect((await store.strangers.find(repository.id, 1))?.state.ignored).toBe(15);
  // A delivery that is worked off again is answered as it was.
  const again = await Promise.all(
    answers.map((_, n) => mayBeAnswered(second, by('eve', n), 'read')),
  );
  expect(again).toEqual(answers);
  time.now += HOUR_MS - 1;
  expect(await hasHadEnough(second, by('eve', 99))).toBe(true);
  time.now += 1;
  expect(await hasHadEnough(second, by('eve', 99))).toBe(false);
  expect(await mayBeAnswered(second, by('eve', 99), 'none')).toBe(true);
});

test('others, other repositories and people with write are answered as ever', async () => {
  const {
    replicas: [replica],
  } = await openReplicas();
  for (let comment = 0; comment < 6; comment += 1) {
    await mayBeAnswered(replica, by('eve', comment), 'read');
  }
  expect(await mayBeAnswered(replica, by('eve', 7), 'read')).toBe(false);
  expect(await mayBeAnswered(replica, by('bob', 8), 'read')).toBe(true);
  expect(await mayBeAnswered(replica, by('eve', 9, other), 'read')).toBe(true);
  for (let comment = 10; comment < 20; comment += 1) {
    expect(await mayBeAnswered(replica, by('ada', comment), 'write')).toBe(true);
  }
});

test('who has many accounts is answered no more often than fifty times an hour, all of them together', async () => {
  const { replicas, time } = await openReplicas();
  const accounts = Array.from({ length: 30 }, (_, n) => 1000 + n);
  const say = (account: number, comment: number) =>
    mayBeAnswered(
      replicas[comment % 2 === 0 ? 0 : 1],
      { repository, sender: { id: account, login: `eve-${account}`, isBot: false }, comment },
      'read',
    );
  const answers: boolean[] = [];
  for (const [n, account] of accounts.entries()) {
    for (const more of [0, 1, 2]) answers.push(await say(account, 3 * n + more));
  }
  expect(answers.filter((isAnswered) => isAnswered)).toHaveLength(50);
  expect(await say(accounts[0] ?? 0, 0)).toBe(true);
  expect(await hasHadEnough(replicas[0], by('bob', 999))).toBe(true);
  expect(await mayBeAnswered(replicas[1], by('bob', 999), 'write')).toBe(true);
  expect(await mayBeAnswered(replicas[1], by('bob', 999, other), 'read')).toBe(true);
  time.now += HOUR_MS;
  expect(await mayBeAnswered(replicas[1], by('bob', 1000), 'read')).toBe(true);
});

test('a comment that is heard again takes no room from others, and nobody known is one person', async () => {
  const {
    replicas: [replica],
  } = await openReplicas();
  for (const comment of [1, 1, 1, 1, 1, 1, 2, 3, 4, 5]) {
    expect(await mayBeAnswered(replica, by('eve', comment), 'read')).toBe(true);
  }
  expect(await mayBeAnswered(replica, by('eve', 6), 'read')).toBe(false);
  for (const comment of [11, 12, 13, 14, 15]) {
    expect(await mayBeAnswered(replica, by(`someone-${comment}`, comment), 'read')).toBe(true);
  }
  expect(await hasHadEnough(replica, by('someone else', 16))).toBe(true);
  expect(await replica.store.strangers.find(repository.id, 0)).not.toBeNull();
});
