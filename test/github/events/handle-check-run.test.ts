import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import { waitingDigest } from '../../../app/reports/check/waiting-digest.ts';
import { aPlan, anApproval, aRequest, aStep } from '../../support/build-plan.ts';
import { begun, failed } from '../../support/script-host.ts';
import {
  CAT,
  HEAD,
  messagesIn,
  openPlainGitHub,
  PLACE,
  PULL,
  type PlainGitHub,
} from '../open-plain-github.ts';

const FILES = {
  churn: 'name: churn\non: { pull_request: {} }\nsteps: { train: { run: echo train } }\n',
};
const PLAN = aPlan([aStep('data'), aStep('train', { needs: ['data'] })]);
const WAITS = aPlan(['beta', 'live'].map((id) => aStep(id, { approval: anApproval() })));
const by = (login: string, id: number, type = 'User') => ({ sender: { id, login, type } });

const pressed = (identifier: string, externalId: string, part: JsonMap = {}): JsonMap => ({
  action: 'requested_action',
  installation: { id: 1 },
  repository: { id: 7, name: 'churn-7', owner: { login: 'acme' }, default_branch: 'main' },
  ...by('cat', 2),
  requested_action: { identifier },
  check_run: { id: 9, external_id: externalId, head_sha: HEAD },
  ...part,
});

/** Runs of the head, of a pipeline each, whose `train` ends as is said, or that wait. */
async function ran(ends: readonly ('succeeded' | 'failed' | 'waiting')[], given: PlainGitHub = {}) {
  const opened = await openPlainGitHub({ files: FILES, ...given });
  const { runtime, host, until, store, heard, runs } = opened;
  const ids: string[] = [];
  for (const [n, end] of ends.entries()) {
    host.acts.delete('train');
    if (end === 'failed') host.acts.set('train', () => [begun(), failed()]);
    const plan = end === 'waiting' ? WAITS : PLAN;
    const allotted = await runtime.allot(7);
    const request = aRequest({ ...allotted, sha: HEAD, hosted: PLACE });
    const { id } = await runtime.start({ ...plan, pipeline: `p${n}` }, request);
    await until(id, ({ status }) => status === end);
    opened.clock.advance(1000);
    ids.push(id);
  }
  /** What a press says in the check that it is about, and which runs are there then. */
  const press = async (payload: JsonMap, id = 'x') => {
    const event = 'check_suite' in payload ? 'check_suite' : 'check_run';
    const told = messagesIn(await heard(event, payload, { id }));
    return told.map((one) => ('text' in one ? one.text : one.type));
  };
  const again = async () =>
    (await runs()).filter(({ attempt }) => attempt > 1).map(({ pipeline }) => pipeline);
  const audits = async () => {
    const all = await store.audits.list({ repository: 7, first: 'newest', limit: 100 });
    return all.map(({ actor, asked, decision, reason }) => [actor, asked, decision, reason]);
  };
  const checkOf = (id = ids[0] ?? '') => `run/${id}#1`;
  const load = async (id = ids[0] ?? '') => (await store.runs.load(id))?.steps ?? [];
  return { ...opened, ids, press, again, audits, checkOf, load };
}

describe('Re-run', () => {
  test('on the check of a run runs again what failed, or all of it, once for each press', async () => {
    const { press, checkOf, runs, load, audits } = await ran(['failed']);
    expect(await press(pressed('rerun-failed', checkOf()))).toEqual([null]);
    await press(pressed('rerun-failed', checkOf()));
    const [again, ...others] = await runs();
    expect(others).toHaveLength(1);
    expect(again).toMatchObject({ trigger: 'check_run', actor: 'cat', attempt: 2 });
    expect((await load(again?.id))[0]?.takenFrom).not.toBeNull();
    await press(pressed('rerun-all', checkOf()), 'y');
    const [all] = await runs();
    expect((await load(all?.id)).map(({ takenFrom }) => takenFrom)).toEqual([null, null]);
    const audited = await audits();
    expect(audited).toHaveLength(2);
    expect(audited).toContainEqual(['cat', 'button rerun-all', 'granted', 'done']);
    expect(audited).toContainEqual(['cat', 'button rerun-failed', 'granted', 'done']);
  });

  test('of GitHub itself runs all of it again', async () => {
    const { press, checkOf, runs, load } = await ran(['failed']);
    await press(pressed('', checkOf(), { action: 'rerequested' }));
    const [again] = await runs();
    expect((await load(again?.id)).map(({ takenFrom }) => takenFrom)).toEqual([null, null]);
  });

  test('on another check of ours, or of all, runs again what failed at the commit, or all where nothing did', async () => {
    const all = { action: 'rerequested', check_suite: { id: 9, head_sha: HEAD } };
    const mixed = await ran(['succeeded', 'failed', 'waiting']);
    await mixed.press(pressed('', `aggregate/7/${HEAD}#1`, { action: 'rerequested' }));
    expect(await mixed.again()).toEqual(['p1']);
    const { check_run: _, ...suite } = pressed('', '', all);
    const well = await ran(['succeeded', 'succeeded', 'waiting']);
    await well.press(suite);
    expect((await well.again()).toSorted()).toEqual(['p0', 'p1']);
  });

  test('is refused where it cannot be, with why in the check', async () => {
    const { press, checkOf, spend, runs, audits } = await ran(['waiting']);
    expect(await press(pressed('rerun-all', checkOf()))).toEqual([
      '`cat` pressed Re-run all, and nothing happened: Run #1 is not over yet. Cancel it first, or wait for it.',
    ]);
    expect((await audits())[0]?.slice(1, 3)).toEqual(['button rerun-all', 'refused']);
    await spend();
    expect(await press(pressed('rerun-failed', checkOf()), 'y')).toEqual([
      expect.stringMatching(/^`cat` pressed Re-run failed, .* was restarted 20 times/),
    ]);
    expect(await runs()).toHaveLength(1);
  });

  test('that fails for another reason is tried again', async () => {
    const api = { permission: async () => Promise.reject(new Error('GitHub is away')) };
    const { press, checkOf } = await ran(['failed'], { api });
    await expect(press(pressed('rerun-all', checkOf()))).rejects.toThrow('GitHub is away');
  });
});

describe('a button', () => {
  test.each([
    ['rerun-failed', 'Re-run failed'],
    ['rerun-all', 'Re-run all'],
    ['cancel', 'Cancel'],
    ['approve:12345678', 'Approve'],
    ['reject:12345678', 'Reject'],
  ])('%s is for people who may write', async (identifier, label) => {
    const { press, checkOf, runs } = await ran(['failed'], { permissions: { cat: 'read' } });
    const [said] = await press(pressed(identifier, checkOf()));
    expect(said).toContain(`\`cat\` pressed ${label}, and nothing`);
    expect(said).toMatch(/needs write access to this repository\.$/);
    const bot = pressed(identifier, checkOf(), by('renovate[bot]', 8, 'Bot'));
    expect((await press(bot, 'y'))[0]).toContain('`renovate[bot]` pressed');
    expect(await runs()).toHaveLength(1);
  });

  test('is for whom the policy of the default branch says', async () => {
    const policy = 'commands: { rerun: admin }\n';
    const { press, checkOf } = await ran(['failed'], { policy });
    expect((await press(pressed('rerun-all', checkOf())))[0]).toContain('needs administration');
    const strict = await ran(['waiting'], { policy: 'commands: { reject: admin }\n' });
    const may = async (what: string, id: string) =>
      (await strict.press(pressed(`${what}:00000000`, strict.checkOf()), id))[0];
    expect(await may('reject', 'a')).toContain('needs administration');
    expect(await may('approve', 'b')).toContain('other steps wait by now');
    const gone = await ran(['failed'], { config: null });
    expect((await gone.press(pressed('cancel', gone.checkOf())))[0]).toBeNull();
  });

  test('cancels a run, for whoever pressed it', async () => {
    const { press, checkOf, runs } = await ran(['waiting']);
    expect(await press(pressed('cancel', checkOf()))).toEqual([null]);
    expect((await runs())[0]?.cancel).toMatchObject({
      by: 'cat',
      reason: 'cancelled by cat',
      forced: false,
    });
  });

  const waits = (key: string) => ({ key, state: 'approval', metrics: {} });

  test('decides about all that wait, if these are the steps that it was shown for', async () => {
    const shown = waitingDigest([waits('beta'), waits('live')]);
    const { press, checkOf, load } = await ran(['waiting']);
    const states = async () => (await load()).map(({ result, state }) => result ?? state);
    expect(await press(pressed('approve:00000000', checkOf()))).toEqual([
      '`cat` pressed Approve, and nothing happened: other steps wait by now than when the button was shown, or more was measured; look at them and press again.',
    ]);
    const [said] = await press(pressed(`approve:${shown}`, checkOf(), by('ada', 1)), 'y');
    expect(said).toMatch(/`beta` is not approved: `ada` had .*; `live` is not approved: `ada` had/);
    expect(await states()).toEqual(['approval', 'approval']);
    expect(await press(pressed(`reject:${shown}`, checkOf()), 'z')).toEqual([null]);
    expect(await states()).toEqual(['rejected', 'rejected']);
    expect((await press(pressed(`approve:${shown}`, checkOf()), 'last'))[0]).toContain(
      'no step of this run waits for approval',
    );
    const other = await ran(['waiting']);
    await other.press(pressed(`approve:${shown}`, other.checkOf()));
    await other.checked((await other.runs())[0]?.id ?? '');
    expect((await other.load()).map(({ state }) => state)).not.toContain('approval');
  });
});

describe('Let it run', () => {
  const let_ = pressed('let-run', `aggregate/7/${HEAD}#1`);

  /** A head that nobody answers for, shown in these pull requests. */
  async function held(pulls: readonly number[], given: PlainGitHub = {}) {
    const opened = await ran([], { pusher: null, ...given });
    const target = { type: 'aggregate', repository: PLACE.repository, sha: HEAD } as const;
    await opened.store.publications.touch([{ target, notes: () => ({ pulls: [...pulls] }) }], 1);
    return opened;
  }

  test('lets the head of an open pull request run once, without secrets', async () => {
    const { press, runs, audits } = await held([7]);
    expect(await press(let_)).toEqual([]);
    await press(let_, 'y');
    expect(await runs()).toMatchObject([
      { actor: 'cat', hosted: { trust: 'untrusted', pull: 7 }, trigger: 'pull_request' },
    ]);
    expect((await audits())[0]).toEqual(['cat', 'button let-run', 'granted', 'done']);
  });

  test('finds the pull request that is open at this commit among those that show it', async () => {
    const pull: NonNullable<PlainGitHub['api']>['pull'] = async (_, number) => {
      if (number === 5) return null;
      if (number === 6) return { ...PULL, number, isOpen: false };
      return number === 8
        ? { ...PULL, number, headSha: 'c'.repeat(40) }
        : { ...PULL, number, base: 'dev' };
    };
    const { press, runs, asked } = await held([5, 6, 8, 9], { api: { pull } });
    await press(let_);
    expect((await runs())[0]?.hosted?.pull).toBe(9);
    expect(asked).toContain(`${HEAD} into dev`);
    const none = await held([5, 6, 8], { api: { pull } });
    expect(await none.press(let_)).toEqual([]);
    expect((await none.audits())[0]?.at(-1)).toBe(
      'no open pull request has this commit at its head; open one',
    );
  });

  test('is refused in the pull request where nothing is held back, or starts by it', async () => {
    const trusted = await held([7], { pusher: CAT });
    expect(await trusted.press(let_)).toEqual([
      expect.stringMatching(
        /^`cat` pressed Let it run, and nothing happened: Nothing is held back/,
      ),
    ]);
    expect((await trusted.audits())[0]?.slice(0, 3)).toEqual(['cat', 'button let-run', 'refused']);
    const idle = await held([7], { files: {} });
    expect(await idle.press(let_)).toEqual([
      expect.stringContaining('no pipeline of this commit starts with it'),
    ]);
    const gone = await held([7], { config: null });
    expect(await gone.press(let_)).toEqual([expect.stringContaining('the repository is gone')]);
  });

  test('is for people who may write', async () => {
    const { press, runs, audits } = await held([7], { permissions: { cat: 'read' } });
    expect(await press(let_)).toEqual([]);
    expect(await runs()).toEqual([]);
    expect((await audits())[0]?.slice(2)).toEqual([
      'refused',
      'this needs write access to this repository',
    ]);
  });
});
