import { expect, test } from 'vitest';
import { decideRow, waitingRows } from '../../../app/github/approvals/decide-row.ts';
import type { HostedRun } from '../../../app/domain/hosted.ts';
import { aPlan, aStep, anApproval } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { CAT, openPlainGitHub } from '../open-plain-github.ts';
import { aHeader, aStep as aRow, creation } from '../../support/rows.ts';

const SHA = 'a'.repeat(40);
const APPROVED = { by: CAT, decision: 'approved' } as const;

/** A run in which `beta` waits for dan, `live` for anyone, and `train` is under way. */
async function waiting(hosted: HostedRun | null = aPlace()) {
  const opened = await openPlainGitHub();
  const { store, host, start, until, clock, api } = opened;
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
    return decideRow(opened, api, rows, { row, saidAt: clock.now(), ...SAID, ...said });
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
  const { load, decide, store, checked } = await waiting();
  expect(await decide('beta', APPROVED)).toMatchObject({
    counts: false,
    reason: expect.stringContaining('`cat` is not among its reviewers (`dan`)'),
  });
  expect(waitingRows(await load()).map(({ key }) => key)).toEqual(['beta', 'live']);
  expect(await decide('live', APPROVED)).toMatchObject({ counts: true, standsFor: null });
  await checked((await load()).header.id);
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
  const { decide, store, runtime, clock, api } = await waiting();
  expect(await decide('train', APPROVED)).toEqual(none);
  expect(await (await waiting(null)).decide('live', APPROVED)).toEqual(none);
  const row = aRow('live', { state: 'approval' });
  const header = aHeader({ sha: SHA, hosted: aPlace() });
  await store.commit([creation(header, { steps: [row] })]);
  const rows = { header, steps: [row], attempts: [], timers: [] };
  const said = { ...APPROVED, ...SAID, row, saidAt: clock.now() };
  expect(await decideRow({ store, runtime, clock }, api, rows, said)).toEqual(none);
});
