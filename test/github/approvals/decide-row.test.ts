import { expect, onTestFinished, test } from 'vitest';
import { decideRow, waitingRows } from '../../../app/github/approvals/decide-row.ts';
import type { GitHubApi } from '../../../app/github/reads/api-port.ts';
import type { HostedRun } from '../../../app/domain/hosted.ts';
import { aPlan, aStep, anApproval } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { aHeader, aStep as aRow, creation } from '../../support/rows.ts';

const CAT = { id: 2, login: 'cat', isBot: false };
const SHA = 'a'.repeat(40);
const APPROVED = { by: CAT, decision: 'approved' } as const;

/** GitHub, where everybody writes, and ada made the change. */
const gitHub = {
  permission: async () => 'write',
  loginOf: async ({ login }) => login,
  membership: async () => 'none',
  pullsOf: async () => [],
  authors: async () => ({
    hands: new Set([1]),
    commits: [],
    hasPeople: true,
    hasUnknown: false,
    isOfGitHub: false,
  }),
} satisfies Partial<GitHubApi> as Partial<GitHubApi> as GitHubApi;

/** A run in which `beta` waits for dan, `live` for anyone, and `train` is under way. */
async function waiting(hosted: HostedRun | null = aPlace()) {
  const opened = await openRuntime({ scope: 'all' });
  const { store, host, start, until, clock } = opened;
  onTestFinished(() => store.close());
  host.acts.set('train', () => []);
  const plan = aPlan([
    aStep('beta', { approval: anApproval({ reviewers: ['dan'] }) }),
    aStep('live', { approval: anApproval() }),
    aStep('train'),
  ]);
  const { id } = await start(plan, { sha: SHA, ...(hosted !== null && { hosted }) });
  await until(id, ({ counts }) => counts.approvals === 2);
  const load = async () => {
    const rows = await store.runs.load(id);
    if (rows === null) throw new Error('the run is gone');
    return rows;
  };
  const decide = async (
    key: string,
    said: Pick<Parameters<typeof decideRow>[3], 'by' | 'decision'>,
  ) => {
    const rows = await load();
    const row = rows.steps.find((step) => step.key === key) ?? aRow(key);
    return decideRow(opened, gitHub, rows, { row, saidAt: clock.now(), ...SAID, ...said });
  };
  return { ...opened, load, decide };
}

const SAID = {
  said: { actorId: CAT.id, permission: 'write', surface: 'comment', asked: '/mlp approve #1' },
  once: 'comment 7 1 0',
} as const;

test('who waits for a person is a step in that state alone', async () => {
  const { load } = await waiting();
  expect(waitingRows(await load()).map(({ key }) => key)).toEqual(['beta', 'live']);
});

test('a decision that counts is written down with who made it, and nothing is of one that does not', async () => {
  const { load, decide, store } = await waiting();
  expect(await decide('beta', APPROVED)).toMatchObject({
    counts: false,
    reason: expect.stringContaining('`cat` is not among its reviewers (`dan`)'),
  });
  expect(waitingRows(await load()).map(({ key }) => key)).toEqual(['beta', 'live']);
  expect(await decide('live', APPROVED)).toMatchObject({ counts: true, standsFor: null });
  expect(waitingRows(await load()).map(({ key }) => key)).toEqual(['beta']);
  const events = await store.runs.events((await load()).header.id, 0);
  const decided = events.filter(({ event }) => event.type === 'approval.decided');
  expect(decided.map(({ event }) => event)).toMatchObject([
    { key: 'live', by: 'cat', byId: CAT.id, decision: 'approved' },
  ]);
});

test('a rejection ends the step for which it is meant', async () => {
  const { load, decide } = await waiting();
  expect(await decide('live', { by: CAT, decision: 'rejected' })).toMatchObject({ counts: true });
  const live = (await load()).steps.find(({ key }) => key === 'live');
  expect(live).toMatchObject({ result: 'rejected', reason: 'cat rejected it' });
});

test('nothing is decided of a step that asks for no approval, of a run of a laptop, or by a plan that is gone', async () => {
  const none = { counts: false, reason: 'the plan of this run asks for no approval there' };
  const { decide, store, runtime, clock } = await waiting();
  expect(await decide('train', APPROVED)).toEqual(none);
  expect(await (await waiting(null)).decide('live', APPROVED)).toEqual(none);
  const row = aRow('live', { state: 'approval' });
  const header = aHeader({ sha: SHA, hosted: aPlace() });
  await store.commit([creation(header, { steps: [row] })]);
  const rows = { header, steps: [row], attempts: [], timers: [] };
  const said = { ...APPROVED, ...SAID, row, saidAt: clock.now() };
  expect(await decideRow({ store, runtime, clock }, gitHub, rows, said)).toEqual(none);
});
