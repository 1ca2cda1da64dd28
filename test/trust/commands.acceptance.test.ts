import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTrustWorld, readable, textOf, type TrustWorld } from './trust-world.ts';

let world: TrustWorld;
beforeAll(async () => {
  world = await openTrustWorld();
});
afterAll(() => world.close());

const CHURN = 'mlpipelines: churn';

describe.concurrent('a command is refused, with the reason in the answer,', () => {
  test('when someone without write says it', async () => {
    const { sha, pull } = await world.propose('asked', { 'a.py': 'ask' }, 'bob', 'bob');
    await world.check(sha);
    const refused = async (login: string, command: string) => {
      const answer = readable(await world.ask(login, pull, command));
      const [name] = /^\/(?:mlp )?\w+/.exec(command) ?? [];
      expect(answer).toContain(
        `\`${name}\` needs write access to this repository; \`${login}\` has read access.`,
      );
    };
    for (const command of ['/retrain', '/mlp run', '/mlp cancel', '/mlp approve #1']) {
      await refused('bob', command);
    }
    for (const login of ['bob', 'eve']) await refused(login, `/mlp ok ${sha}`);
    expect(await world.runsOf(sha)).toEqual([]);
    expect(world.jobsOn('asked')).toEqual([]);
  });

  test('when it stands in an edited comment or one of a bot, which nobody even answers', async () => {
    const { github, repository, propose, ask, runWhen, store } = world;
    const { sha, pull } = await propose('quiet', { 'a.py': '3' });
    await runWhen(sha, ({ header }) => header.status !== 'queued');
    const edited = github.user('ada').comment(repository, pull, 'What a run.');
    github.user('ada').editComment(repository, edited, '/mlp cancel');
    github.user('renovate[bot]').comment(repository, pull, '/mlp cancel');
    const foreign = github.user('ada').comment(repository, pull, '> /mlp cancel\n\n`/mlp cancel`');
    // It comes after them.
    await ask('ada', pull, '/mlp status');
    const comments = repository.comments(pull);
    expect(comments.filter(({ body }) => body.includes('mlpipelines:reply-'))).toHaveLength(1);
    expect(comments.find(({ id }) => id === edited)?.reactions.size).toBe(0);
    expect(comments.find(({ id }) => id === foreign)?.reactions.size).toBe(0);
    const { header } = await runWhen(sha, ({ header }) => header.endedAt !== null);
    expect(header).toMatchObject({ status: 'succeeded', cancel: null });
    const audit = await store.audits.list({
      repository: repository.record.id,
      first: 'newest',
      limit: 99,
    });
    expect(audit.filter(({ actor }) => actor === 'renovate[bot]')).toEqual([]);
  });

  test('when /mlp ok names another commit than the head, and what it let run does not let the next push run', async () => {
    const { propose, ask, check, repository, runWhen, runsOf, until } = world;
    const first = await propose('okayed', { 'a.py': '4' }, 'bob');
    await check(first.sha);
    const sha = await repository.commit({ branch: 'okayed', files: { 'a.py': '5' }, by: 'bob' });
    await check(sha);
    expect(readable(await ask('cat', first.pull, `/mlp ok ${first.sha}`))).toContain(
      `The head is ${sha.slice(0, 10)} by now, not`,
    );
    expect([...(await runsOf(first.sha)), ...(await runsOf(sha))]).toEqual([]);
    expect(await ask('cat', first.pull, `/mlp ok ${sha}`)).toContain('started');
    const { header, steps } = await runWhen(sha, ({ header }) => header.endedAt !== null);
    expect(header).toMatchObject({ hosted: { trust: 'untrusted' }, options: { deploy: false } });
    expect(steps.map(({ key, result }) => `${key} ${result}`)).toEqual([
      'data success',
      'tell failure',
      'deploy skipped',
    ]);
    expect(textOf(await check(sha, CHURN))).toContain(
      'tell wants the secret TOKEN, but this commit is not trusted, so it gets no secrets.',
    );
    const all = await until(() => {
      const last = repository.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
      return last?.conclusion === 'failure' ? last : undefined;
    });
    expect(textOf(all)).not.toContain('who may not write');
    const next = await repository.commit({ branch: 'okayed', files: { 'a.py': '6' }, by: 'bob' });
    const told = await check(next);
    expect(told.conclusion).toBe('action_required');
    expect(textOf(told)).toContain('it was pushed by bob, who may not write');
    expect(await runsOf(next)).toEqual([]);
  });

  test('when it approves for an environment, and its author pushed the change or is not among the reviewers', async () => {
    const { repository, runWhen, propose, ask, jobsOn, store } = world;
    const sha = await repository.commit({ files: { 'a.py': 'main' }, by: 'ada' });
    const isWaiting = async () => {
      const { header } = await runWhen(sha, ({ header }) => header.status === 'waiting');
      return header;
    };
    const { number, id } = await isWaiting();
    const { pull } = await propose('approver', { 'a.py': '7' });
    const ada = readable(await ask('ada', pull, `/mlp approve #${number}`));
    expect(ada).toContain('`deploy` is not approved: `ada` had a hand in this change');
    const cat = readable(await ask('cat', pull, `/mlp approve #${number}`));
    expect(cat).toContain('`cat` is not among its reviewers (`ada`)');
    await isWaiting();
    expect(jobsOn('main').filter(({ name }) => name.endsWith(': deploy'))).toEqual([]);
    expect(jobsOn('main').length).toBeGreaterThan(0);
    expect((await store.runs.approvals({ run: id, limit: 9 })).length).toBe(0);
  });
});
