import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = `name: churn
on:
  push: { branches: [main], paths: ["src/**"] }
  pull_request: { paths: ["src/**"] }
  command: [retrain]
  workflow_dispatch: {}
params: { epochs: { type: number, default: 3 } }
steps: { train: { run: echo train } }
`;
const FILE = '.mlpipelines/churn.yml';

async function opened() {
  const test = await openTestIngress();
  test.repo.protect('main');
  await test.repo.commit({ files: { [FILE]: PIPELINE, 'src/a.py': '1\n' }, by: 'ada' });
  await test.settle();
  return test;
}

describe('what comes in from GitHub', () => {
  test('starts a run for a push to a protected branch, numbered in its repository', async () => {
    const { runs, messages, troubles, repo } = await opened();
    expect(await runs()).toMatchObject([
      {
        pipeline: 'churn',
        number: 1,
        trigger: 'push',
        ref: 'refs/heads/main',
        sha: await repo.sha('main'),
        actor: 'ada',
        hosted: { trust: 'protected', pull: null, repository: { owner: 'acme', name: 'churn' } },
        options: { deploy: true },
      },
    ]);
    const found = await messages();
    expect(found).toMatchObject([{ type: 'verdict', started: [{ type: 'started', number: 1 }] }]);
    expect(troubles).toEqual([]);
  });

  test('trusts a protected branch by its own name alone, not one that anybody could make under a pattern', async () => {
    const { repo, runs, settle } = await opened();
    const text = PIPELINE.replace('[main]', '[main, "release/*", stable]');
    const files = { [FILE]: text, 'src/a.py': '3\n' };
    repo.protect('release/1', { pattern: 'release/*' }).protect('stable');
    await repo.commit({ branch: 'release/1', files, by: 'ada' });
    // Whoever makes a branch is asked for no review, whatever protects it from then on.
    await repo.commit({ branch: 'stable', files: { ...files, 'src/a.py': '4\n' }, by: 'ada' });
    await repo.commit({ branch: 'stable', files: { 'src/a.py': '5\n' }, by: 'ada' });
    await settle();
    const found = (await runs()).map(({ ref, hosted }) => `${ref} ${hosted?.trust}`);
    expect(found.toSorted()).toEqual([
      'refs/heads/main protected',
      'refs/heads/release/1 writer',
      'refs/heads/stable protected',
      'refs/heads/stable writer',
    ]);
  });

  test.each([
    ['a classic rule', {}],
    ['a ruleset', { byRuleset: true }],
  ])(
    'trusts what was merged into a branch that needs an approval by %s, and not what is pushed past it',
    async (_, by) => {
      const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
      const { github, repo, runs, settle } = await openTestIngress({ clock });
      repo.protect('main', { restricted: false });
      await repo.commit({ files: { [FILE]: PIPELINE, 'src/a.py': '1\n' }, by: 'ada' });
      await settle();
      // Any rule makes REST call a branch protected; one against force pushes keeps no code out.
      expect((await runs())[0]?.hosted?.trust).toBe('writer');
      repo.protect('main', { approvals: 1, restricted: false, ...by });
      await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
      const pull = await github.user('ada').openPull(repo, { head: 'topic' });
      repo.collaborator('cat', 'write');
      github.user('cat').review(repo, pull, { state: 'APPROVED' });
      await github.user('ada').merge(repo, pull);
      await settle();
      expect((await runs())[0]).toMatchObject({
        ref: 'refs/heads/main',
        hosted: { trust: 'protected' },
      });
      await repo.commit({ files: { 'src/a.py': '3\n' }, by: 'ada' });
      await settle();
      // GitHub may not know yet that it is the merge of a pull request: it is asked for a minute.
      const before = (await runs()).length;
      for (let round = 0; round < 6; round += 1) {
        clock.advance(30_000);
        await settle();
      }
      expect((await runs()).length).toBe(before + 1);
      expect((await runs())[0]?.hosted?.trust).toBe('writer');
    },
  );

  test('starts one run for a push and a pull request of one commit, and cancels it when that closes', async () => {
    const { github, repo, runs, settle } = await opened();
    await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
    const pull = await github.user('bob').openPull(repo, { head: 'topic' });
    await settle();
    const [run, ...others] = await runs();
    expect(others).toHaveLength(1);
    expect(run).toMatchObject({
      trigger: 'pull_request',
      ref: 'refs/heads/topic',
      hosted: { trust: 'writer', pull },
      options: { deploy: false },
      github: { head_ref: 'topic', base_ref: 'main' },
    });
    await github.user('ada').setState(repo, pull, 'closed');
    await settle();
    expect((await runs())[0]).toMatchObject({
      cancel: { reason: `pull request #${pull} was closed` },
    });
  });

  test('starts nothing for a pull request that was closed before its opening came', async () => {
    const { github, repo, runs, settle, messages } = await opened();
    await repo.commit({ files: { 'src/a.py': '2\n' }, branch: 'topic', by: 'ada' });
    await settle();
    const before = await runs();
    await messages();
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await github.user('ada').setState(repo, pull, 'closed');
    await settle();
    expect(await runs()).toEqual(before);
    expect(await messages()).toEqual([]);
  });

  test('starts nothing where paths are left out, and says so', async () => {
    const { repo, runs, settle, messages } = await opened();
    await messages();
    await repo.commit({ files: { 'README.md': 'x\n' }, by: 'ada' });
    await settle();
    expect(await runs()).toHaveLength(1);
    expect(await messages()).toMatchObject([
      {
        started: [
          { type: 'passed', reason: 'nothing that changed is what `on.push.paths` asks for' },
        ],
      },
    ]);
  });

  test('awaits a pull request that would start what the push does not, until there is one', async () => {
    const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
    const { github, repo, settle, publish } = await openTestIngress({ clock });
    repo.protect('main', { checks: ['mlpipelines'] });
    await repo.commit({ files: { [FILE]: PIPELINE, 'src/a.py': '1\n' }, by: 'ada' });
    const published = async () => {
      await settle();
      for (let round = 0; round < 3; round += 1) {
        clock.advance(15_000);
        await publish();
      }
    };
    const states = (sha: string) =>
      repo
        .checkRuns(sha)
        .filter(({ name }) => name === 'mlpipelines')
        .map(({ status, conclusion, title }) => `${conclusion ?? status}: ${title}`);
    const other = await repo.commit({ branch: 'docs', files: { 'b.md': '1\n' }, by: 'ada' });
    const sha = await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
    await published();
    expect(states(other)).toEqual(['success: Nothing affected']);
    expect(states(sha)).toEqual(['queued: Waits for its pull request: churn']);
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await expect(github.user('ada').merge(repo, pull)).rejects.toThrow('is expected');
    await published();
    expect(states(sha)).toEqual(['in_progress: 1 under way']);
  });

  test('waits for GitHub to know of which pull request a protected branch’s commit is the merge', async () => {
    const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
    const { github, repo, settle, runs } = await openTestIngress({ clock });
    await repo.commit({ files: { [FILE]: PIPELINE, 'src/a.py': '1\n' }, by: 'ada' });
    repo.protect('main', { approvals: 1, restricted: false }).collaborator('cat', 'write');
    await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
    github.knobs.mergesHiddenForListings = 2;
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    github.user('cat').review(repo, pull, { state: 'APPROVED' });
    const sha = await github.user('ada').merge(repo, pull);
    await settle();
    const started = async () => (await runs()).filter((run) => run.sha === sha);
    expect(await started()).toEqual([]);
    for (let seconds = 0; seconds < 60; seconds += 10) {
      clock.advance(10_000);
      await settle();
    }
    expect(await started()).toMatchObject([{ hosted: { trust: 'protected' } }]);
  });

  test('starts what an annotated tag names at the commit, not at the tag', async () => {
    const { repo, runs, settle, troubles } = await opened();
    const text = PIPELINE.replace('branches: [main]', 'tags: ["v*"]');
    const sha = await repo.commit({ files: { [FILE]: text, 'src/a.py': '2\n' }, by: 'ada' });
    const tag = await repo.annotatedTag('v1', sha, 'ada');
    await settle();
    expect(tag).not.toBe(sha);
    expect((await runs())[0]).toMatchObject({ sha, ref: 'refs/tags/v1', trigger: 'push' });
    expect(troubles).toEqual([]);
  });

  test('judges a pull request anew that is to merge into another branch', async () => {
    const { github, repo, runs, settle } = await opened();
    const text = PIPELINE.replace('pull_request: {', 'pull_request: { branches: [main],');
    await repo.commit({ branch: 'dev', files: { 'b.md': '1\n' }, by: 'ada' });
    await repo.commit({ branch: 'topic', files: { [FILE]: text, 'src/a.py': '2\n' }, by: 'ada' });
    const pull = await github.user('ada').openPull(repo, { head: 'topic', base: 'dev' });
    await settle();
    expect(await runs()).toHaveLength(1);
    await github.user('ada').setBase(repo, pull, 'main');
    await settle();
    expect((await runs())[0]).toMatchObject({ hosted: { pull }, github: { base_ref: 'main' } });
  });

  test('leaves no check suite of a pull request queued where there are no pipelines', async () => {
    const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
    const { github, repo, settle, publish, runs } = await openTestIngress({ clock });
    await repo.commit({ files: { 'README.md': 'x\n' }, by: 'ada' });
    const sha = await repo.commit({ branch: 'topic', files: { 'a.md': 'x\n' }, by: 'ada' });
    await github.user('ada').openPull(repo, { head: 'topic' });
    await settle();
    for (let round = 0; round < 3; round += 1) {
      clock.advance(15_000);
      await publish();
    }
    const suites = [...repo.record.suites.values()].filter(({ headSha }) => headSha === sha);
    expect(suites).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    expect(await runs()).toEqual([]);
    expect(repo.comments(1)).toEqual([]);
  });

  test('costs one call and makes no noise for a push in a repository without pipelines', async () => {
    const { github, repo, settle, messages, runs } = await openTestIngress();
    await repo.commit({ files: { 'README.md': 'x\n' }, by: 'ada' });
    await settle();
    expect(await runs()).toEqual([]);
    expect(await messages()).toEqual([]);
    const asked = github
      .requests()
      .list()
      .filter(({ path }) => !path.includes('access_tokens'));
    expect(asked.map(({ path }) => path)).toEqual(['/graphql']);
  });
});

describe('what comes in from people on GitHub', () => {
  test('holds a fork back until someone who may write names the commit, and then gives it no secrets', async () => {
    const { github, repo, runs, settle, messages } = await opened();
    const fork = await repo.fork('eve');
    await fork.commit({ branch: 'evil', files: { 'src/a.py': 'x\n' }, by: 'eve' });
    const pull = await github.user('eve').openPull(repo, { head: 'evil', from: fork });
    await settle();
    expect(await runs()).toHaveLength(1);
    expect((await messages()).at(-1)).toMatchObject({
      type: 'verdict',
      started: [{ type: 'held', reason: 'its head is in a fork' }],
    });
    const sha = await fork.sha('evil');
    github.user('eve').comment(repo, pull, `/mlp ok ${sha}`);
    github.user('ada').comment(repo, pull, `/mlp ok ${'0'.repeat(40)}`);
    // Another commit with these first digits is found within hours.
    github.user('ada').comment(repo, pull, `/mlp ok ${sha.slice(0, 12)}`);
    await settle();
    expect(await runs()).toHaveLength(1);
    github.user('ada').comment(repo, pull, `/mlp ok ${sha}`);
    await settle();
    expect((await runs())[0]).toMatchObject({
      sha,
      hosted: { trust: 'untrusted', pull },
      ref: `refs/pull/${pull}/head`,
    });
    const answer = (await messages()).findLast(({ type }) => type === 'reply');
    const text = expect.stringContaining('`on: push` without a branch filter run there, too');
    expect(answer).toMatchObject({ text });
  });

  test('retrains with declared params only, for people who may write, once for a comment', async () => {
    const { github, repo, runs, settle, messages, store } = await opened();
    await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await settle();
    await messages();
    github.user('bob').comment(repo, pull, '/retrain epochs=9');
    await settle();
    expect(await messages()).toMatchObject([
      { type: 'reaction', content: 'eyes' },
      { type: 'reaction', content: 'confused' },
      {
        type: 'reply',
        text: '`/retrain` needs write access to this repository; `bob` has read access.',
      },
    ]);
    github
      .user('ada')
      .comment(repo, pull, 'like this:\n\n/retrain epochs=9\n\n> /retrain epochs=1');
    github.user('ada').comment(repo, pull, '/retrain epoch=9');
    await settle();
    const made = (await runs()).filter(({ trigger }) => trigger === 'command');
    expect(made).toMatchObject([
      { params: { epochs: 9 }, actor: 'ada', hosted: { trust: 'writer' } },
    ]);
    const texts = (await messages()).flatMap((one) => (one.type === 'reply' ? [one.text] : []));
    expect(texts[0]).toContain('churn #3 started');
    expect(texts[1]).toMatch(/epoch.*epochs/s);
    const audit = await store.audits.list({
      repository: repo.record.id,
      first: 'newest',
      limit: 10,
    });
    expect(audit.map(({ actor, decision, asked }) => [actor, decision, asked])).toEqual(
      expect.arrayContaining([
        ['bob', 'refused', '/retrain epochs=9'],
        ['ada', 'granted', '/retrain epochs=9'],
      ]),
    );
  });

  test('answers status, plan, help and what was meant', async () => {
    const { github, repo, settle, messages } = await opened();
    await repo.commit({ branch: 'topic', files: { 'src/a.py': '2\n' }, by: 'ada' });
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await settle();
    await messages();
    const ask = async (text: string) => {
      github.user('ada').comment(repo, pull, text);
      await settle();
      return (await messages()).flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
    };
    expect(await ask('/mlp status')).toContain('churn #2: running');
    expect(await ask('/mlp plan')).toContain('churn: 1 step\n  - train');
    expect(await ask('/mlp help')).toContain('/mlp retrain');
    expect(await ask('/mlp stauts')).toContain('did you mean `/mlp status`?');
    expect(await ask('/mlp cancel')).toContain('churn #2');
    expect(await ask('/merge')).toBe('');
    expect(await ask('/mlp schedule')).toBe('No pipeline has a schedule.');
  });

  test('tells of a broken file with its problems, and starts nothing from it', async () => {
    const { repo, settle, messages, runs } = await openTestIngress();
    await repo.commit({ files: { [FILE]: 'name: churn\nstesp: {}\n' }, by: 'ada' });
    await settle();
    expect(await runs()).toEqual([]);
    expect(await messages()).toMatchObject([
      {
        type: 'verdict',
        started: [
          {
            type: 'broken',
            file: FILE,
            problems: expect.arrayContaining([expect.objectContaining({ line: 2 })]),
          },
        ],
      },
    ]);
  });
});
