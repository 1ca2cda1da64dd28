import { describe, expect, test } from 'vitest';
import { openTestIngress } from '../open-ingress.ts';

const pipeline = (steps: string) => `name: churn
on: { push: { branches: [main] }, pull_request: {}, command: [retrain], workflow_dispatch: {} }
steps: { ${steps} }
`;
const FILE = '.mlpipelines/churn.yml';
const POLICY = '.github/mlpipelines.yml';
const TRAIN = 'train: { run: echo train }';

async function opened(policy: string | null) {
  const test = await openTestIngress();
  const { repo, github } = test;
  repo.protect('main');
  github.app({ slug: 'renovate' }).install([repo]);
  const files = { [FILE]: pipeline(TRAIN), ...(policy !== null && { [POLICY]: policy }) };
  await repo.commit({ files, by: 'ada' });
  await test.settle();
  await test.messages();
  return {
    ...test,
    pushed: async (by: string, files: Readonly<Record<string, string>> = { 'a.py': by }) => {
      const branch = `of-${by.replace('[bot]', '')}`;
      await repo.commit({ branch, files, by });
      const pull = await github.user('bob').openPull(repo, { head: branch });
      await test.settle();
      return pull;
    },
    ask: async (login: string, pull: number, text: string) => {
      github.user(login).comment(repo, pull, text);
      await test.settle();
      const told = await test.messages();
      return told.flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
    },
  };
}

describe('the policy file', () => {
  test('of the default branch lists the bots whose pushes run; others are held back and told why', async () => {
    const { pushed, runs, messages, github, repo } = await opened('bots: [renovate]\n');
    await pushed('renovate[bot]');
    expect((await runs())[0]).toMatchObject({
      ref: 'refs/heads/of-renovate',
      hosted: { trust: 'writer' },
    });
    const before = (await runs()).length;
    await messages();
    github.app({ slug: 'stranger' }).install([repo]);
    await pushed('stranger[bot]');
    expect(await runs()).toHaveLength(before);
    const reason =
      'it was pushed by the bot stranger[bot], which is not listed under `bots` in .github/mlpipelines.yml of the default branch';
    expect((await messages()).at(-1)).toMatchObject({ started: [{ type: 'held', reason }] });
  });

  test('takes effect when it is merged, not in the pull request that changes it', async () => {
    const { pushed, runs, github, repo, settle } = await opened(null);
    const pull = await pushed('renovate[bot]', { [POLICY]: 'bots: [renovate]\n' });
    expect(await runs()).toHaveLength(1);
    await github.user('ada').merge(repo, pull);
    await repo.commit({ branch: 'again', files: { 'b.py': '1' }, by: 'renovate[bot]' });
    await github.user('bob').openPull(repo, { head: 'again' });
    await settle();
    expect((await runs())[0]).toMatchObject({ ref: 'refs/heads/again' });
  });

  test('that is broken lists nobody, leaves commands to administrators and fails a check on its lines', async () => {
    const { pushed, runs, messages, ask, repo } = await opened('bots: [renovate]\n');
    await repo.commit({ files: { [POLICY]: 'bots: [renovate]\ncomands: {}\n' }, by: 'ada' });
    const pull = await pushed('renovate[bot]');
    const problem = expect.objectContaining({
      line: 2,
      message: 'the policy has no key `comands`',
    });
    expect(await messages()).toContainEqual(
      expect.objectContaining({
        pull: null,
        started: expect.arrayContaining([
          expect.objectContaining({ type: 'broken', file: POLICY, problems: [problem] }),
        ]),
      }),
    );
    expect((await runs()).filter(({ ref }) => ref === 'refs/heads/of-renovate')).toEqual([]);
    expect(await ask('ada', pull, '/mlp cancel')).toBe(
      '`/mlp cancel` needs administration of this repository (.github/mlpipelines.yml of the default branch is broken; until that is corrected, only administrators may); `ada` has write access.',
    );
    expect(await ask('bob', pull, '/mlp status')).toBe('Nothing has run for this commit.');
  });

  test('may keep a command for administrators', async () => {
    const { pushed, ask, repo } = await opened('commands: { retrain: admin, status: write }\n');
    repo.collaborator('root', 'admin');
    const pull = await pushed('ada');
    expect(await ask('ada', pull, '/retrain')).toBe(
      '`/retrain` needs administration of this repository; `ada` has write access.',
    );
    expect(await ask('root', pull, '/retrain')).toContain('churn #3 started');
    expect(await ask('bob', pull, '/mlp status')).toContain('needs write access');
    expect(await ask('bob', pull, '/mlp help')).toContain('also as /retrain | admin |');
  });
});

describe('what grants', () => {
  const gated =
    'train: { run: echo train, metrics: m.json, gates: { ok: { metric: a, op: ">=", value: 1 } } }';
  const gatesOf = async (protect: (repo: Awaited<ReturnType<typeof opened>>['repo']) => void) => {
    const { repo, github, runs, settle, store } = await opened(null);
    protect(repo);
    await repo.commit({ branch: 'release', files: { [FILE]: pipeline(gated) }, by: 'ada' });
    await repo.commit({ branch: 'fix', files: { 'a.py': '1' }, by: 'ada' });
    await github.user('ada').openPull(repo, { head: 'fix', base: 'release' });
    await settle();
    const run = (await runs()).find(({ ref }) => ref === 'refs/heads/fix');
    if (run === undefined) throw new Error('nothing was started');
    return (await store.runs.plan(run.plan))?.steps[0]?.gates.map(({ id }) => id);
  };

  test('comes from the base of a pull request where that requires reviews', async () => {
    expect(await gatesOf((repo) => repo.protect('release', { approvals: 1 }))).toEqual(['ok']);
  });

  test('comes from the default branch where the base requires none', async () => {
    expect(await gatesOf((repo) => repo.protect('release'))).toEqual([]);
  });
});
