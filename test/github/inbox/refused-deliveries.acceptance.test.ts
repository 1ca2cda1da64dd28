import { expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const FILE = '.mlpipelines/churn.yml';
const PIPELINE = 'name: churn\non: { push: {} }\nsteps: { train: { run: echo train } }\n';
const MINUTE_MS = 60_000;

/** A push, and what GitHub makes of it for so many minutes. */
async function pushed(minutes: number, happens: (at: Opened) => void) {
  const clock = new ManualClock(Date.parse('2026-05-01T00:30:00Z'));
  const at = await openTestIngress({ clock });
  happens(at);
  await at.repo.commit({ files: { [FILE]: PIPELINE }, by: 'ada' });
  for (let passed = 0; passed < minutes; passed += 1) {
    await at.settle();
    clock.advance(MINUTE_MS);
  }
  return at;
}
type Opened = Awaited<ReturnType<typeof openTestIngress>>;
const refused = (status: number, headers?: Record<string, string>) => (at: Opened) => {
  const fault = { kind: 'status', status, ...(headers !== undefined && { headers }) } as const;
  at.github.faults.rule({ operationId: 'graphql', fault, times: 12 });
};

test('a delivery that GitHub refuses to be asked about is given up after five tries', async () => {
  const { troubles, store, runs } = await pushed(30, refused(403));
  const tries = troubles.filter((trouble) => trouble.startsWith('delivery: '));
  expect(tries).toHaveLength(5);
  expect(tries.at(-1)).toMatch(/^delivery: one is given up: /);
  expect(await store.queues.nextDueAt('delivery')).toBeNull();
  expect(await runs()).toEqual([]);
});

test('a delivery that waits for GitHub’s limits is worked off however often that is', async () => {
  const limited = await pushed(30, refused(429, { 'retry-after': '60' }));
  expect(await limited.runs()).toHaveLength(1);
});

test('a repository whose app was uninstalled meanwhile is one that is not there', async () => {
  const { app, installation, api: apiOf } = await openTestIngress();
  app.uninstall(installation);
  const api = apiOf(installation);
  const at = { owner: 'acme', name: 'churn' };
  expect(await api.pull(at, 1)).toBeNull();
  expect(await api.permission(at, { id: 1, login: 'ada' })).toBe('none');
  expect(await api.firstParents(at, '0'.repeat(40), 1)).toEqual([]);
});
