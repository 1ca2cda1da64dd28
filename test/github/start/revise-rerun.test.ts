import { describe, expect, test } from 'vitest';
import type { HostedRun } from '../../../app/domain/hosted.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { reviseRerun } from '../../../app/github/start/revise-rerun.ts';
import { planOf } from '../../support/compile-text.ts';
import { aHeader } from '../../support/rows.ts';
import { CAT, HEAD, openPlainGitHub, PLACE, type PlainGitHub } from '../open-plain-github.ts';

const CHURN = 'name: churn\nsteps: { train: { run: echo train } }\n';
const GATED = CHURN.replace(
  'echo train }',
  'echo train, metrics: m.json, gates: { auc: { metric: auc, op: ">=", value: 0.8 } } }',
);
const PROTECTED: Partial<HostedRun> = { trust: 'protected' };
const options = { maxParallel: null, inPlace: false, noCache: false, deploy: true, exclude: {} };

const asks = (actor: string) => ({ trigger: 'check_run', actor });

/** What a run of `refs/heads/main` may do by now; or why it may not. */
async function revised(
  hosted: Partial<HostedRun> = {},
  given: PlainGitHub = {},
  part: Partial<RunHeader> = {},
  actor = 'ada',
) {
  const opened = await openPlainGitHub({ files: { churn: CHURN }, ...given });
  const { deps, api, store } = opened;
  const trusted = { branch: 'main', by: 'cat', byId: CAT.id, at: 1 };
  await store.commit([{ type: 'branch.trust', repository: 7, branch: 'main', trusted }]);
  const where = { sha: HEAD, ref: 'refs/heads/main', options };
  const header = aHeader({ ...where, hosted: { ...PLACE, ...hosted }, ...part });
  const revise = reviseRerun(deps, api);
  const {
    hosted: place,
    options: may,
    plan,
  } = await revise(planOf(given.files?.['churn'] ?? CHURN), header, asks(actor));
  return {
    trust: place?.trust,
    deploy: may.deploy,
    options: may,
    quotas: place?.quotas,
    mentionAfterMs: place?.mentionAfterMs,
    plan,
    asked: opened.asked,
  };
}

describe('a run that is run again', () => {
  test('is trusted as it was, or less if that is how it stands now', async () => {
    expect(await revised(PROTECTED)).toMatchObject({ trust: 'protected', deploy: true });
    // What was no deployment then is none now.
    expect(await revised({ trust: 'writer' })).toMatchObject({ trust: 'writer', deploy: false });
    const dev = { ref: 'refs/heads/dev' };
    expect(await revised(PROTECTED, {}, dev)).toMatchObject({ trust: 'writer', deploy: false });
    expect(await revised({ ...PROTECTED, pull: 7 })).toMatchObject({ trust: 'writer' });
    const held = { options: { ...options, deploy: false } };
    const limited = { options: { ...options, maxParallel: 2, noCache: true } };
    expect((await revised(PROTECTED, {}, limited)).options).toEqual(limited.options);
    expect(await revised(PROTECTED, {}, held)).toMatchObject({ trust: 'protected', deploy: false });
  });

  test('is of a branch that was pushed to, or of a pull request, whose branch protects nothing', async () => {
    const asked: unknown[] = [];
    const protection = async (_: unknown, pushed: unknown) => {
      asked.push(pushed);
      return 'restricted' as const;
    };
    const api = { protection };
    expect(await revised(PROTECTED, { api })).toMatchObject({ trust: 'protected', deploy: true });
    expect(asked).toMatchObject([{ branch: 'main', isNew: false }]);
    const pull = await revised({ ...PROTECTED, pull: 7 }, { api });
    expect(pull).toMatchObject({ trust: 'writer', deploy: false });
    for (const ref of ['refs/tags/v1', null]) {
      const other = await revised(PROTECTED, { api }, { ref });
      expect(other).toMatchObject({ trust: 'writer' });
    }
    expect(asked).toHaveLength(1);
  });

  test('is decided on at once: what it may have been merged by is known by now', async () => {
    const api = { protection: async () => 'reviewed' as const };
    expect(await revised(PROTECTED, { api })).toMatchObject({ trust: 'writer' });
  });

  test('may not where who pushed it may write no more, or it is a fork’s', async () => {
    const reader: PlainGitHub = { permissions: { ada: 'read' } };
    await expect(revised(PROTECTED, reader)).rejects.toThrow(/^It may not run again: .*ada/);
    const fork = { ref: 'refs/pull/7/head' };
    await expect(revised({ trust: 'writer', pull: 7 }, {}, fork)).rejects.toThrow(
      'may not run again',
    );
  });

  test('stays untrusted where it was, and what a group was, whoever may write by now', async () => {
    const reader: PlainGitHub = { permissions: { ada: 'read' } };
    expect(await revised({ trust: 'untrusted' }, reader)).toMatchObject({ trust: 'untrusted' });
    const group = { trigger: 'merge_group' };
    expect(await revised({ trust: 'writer' }, reader, group)).toMatchObject({ trust: 'writer' });
  });

  test('reads what the branch grants by now that it merges into', async () => {
    const asked = async (github: RunHeader['github']) => (await revised({}, {}, { github })).asked;
    expect(await asked({ base_ref: 'dev' })).toEqual([`${HEAD} into dev`]);
    expect(await asked({ base_ref: 'main' })).toEqual([HEAD]);
    expect(await asked({ base_ref: '' })).toEqual([HEAD]);
    expect(await asked({})).toEqual([HEAD]);
  });

  test('is held to the gates of today, and may not where it has no such step', async () => {
    const { plan } = await revised({}, { granting: { churn: GATED } });
    expect(plan.steps[0]?.gates).toHaveLength(1);
    const elsewhere = { granting: { churn: GATED.replace('train:', 'other:') } };
    await expect(revised({}, elsewhere)).rejects.toThrow(
      'The default branch holds other to gates by now, and this run has no such step.',
    );
  });

  test('may not where it is not trusted and has more steps than the policy of today lets run', async () => {
    const policy = 'quotas: { untrusted: { cells: 1 } }\n';
    const files = { churn: CHURN.replace('} }', '}, tell: { run: echo tell } }') };
    const untrusted = revised({ trust: 'untrusted' }, { policy, files });
    await expect(untrusted).rejects.toThrow(/^It may not run again: .*2 steps and cells, where 1/);
    expect(await revised({ trust: 'untrusted' }, { policy })).toMatchObject({ trust: 'untrusted' });
  });

  test('has the room that the policy of today gives', async () => {
    const of = async (policy?: string) =>
      (await revised({}, policy === undefined ? {} : { policy })).quotas;
    expect(await of('quotas: { run: 1GB }\n')).not.toEqual(await of());
  });

  test('tells its end to whoever asks for it again, unless that is a bot that the policy lists', async () => {
    const policy = 'bots: [acme-ci]\nmention: 2h\n';
    const after = async (actor: string, hosted: Partial<HostedRun> = {}) =>
      (await revised(hosted, { policy }, {}, actor)).mentionAfterMs;
    expect(await after('ada')).toBe(7_200_000);
    // It was a bot's.
    expect(await after('ada', { mentionAfterMs: null })).toBe(7_200_000);
    expect(await after('acme-ci')).toBeNull();
    expect(await after('Acme-CI[bot]')).toBeNull();
  });

  test('may not where it is of no repository, of no commit, or of one that is gone', async () => {
    const none = 'This run belongs to no repository on GitHub.';
    await expect(revised({}, {}, { sha: null })).rejects.toThrow(none);
    const { deps, api } = await openPlainGitHub();
    const laptop = aHeader({ sha: HEAD });
    await expect(reviseRerun(deps, api)(planOf(CHURN), laptop, asks('ada'))).rejects.toThrow(none);
    await expect(revised({}, { config: null })).rejects.toThrow('The repository is gone.');
  });
});
