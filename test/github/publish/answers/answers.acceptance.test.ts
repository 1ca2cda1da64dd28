import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../../../app/domain/run/run.ts';
import { messageChange } from '../../../../app/github/message.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { begun, failed, stays, succeeded } from '../../../support/script-host.ts';
import { hostedAt, openHosted } from '../../open-hosted.ts';
import { atFirst, lostOnTheWayBack, lostOnTheWayThere } from '../../open-world.ts';
import { openTestIngress } from '../../open-ingress.ts';

const FILE = '.mlpipelines/churn.yml';
const PIPELINE = `name: churn
on: { pull_request: {}, command: [retrain] }
params: { epochs: { type: number, default: 3 } }
steps:
  train: { run: echo train, metrics: { path: m.json, primary: auc, maximize: [auc] } }
`;
const MINUTE = 60_000;

/** A pull request of ada's, whose own run is over. */
async function openPull(policy = '') {
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const opened = await openTestIngress({ clock });
  const { repo, github, host, settle, runs, publish, until } = opened;
  const files = policy === '' ? {} : { '.github/mlpipelines.yml': policy };
  await repo.commit({ files: { [FILE]: PIPELINE, ...files }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.md': '1\n' }, by: 'ada' });
  await settle();
  host.acts.set('train', stays);
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  /** What is due is published, again and again, until nothing is. */
  const publishAll = async () => {
    await settle();
    for (let round = 0; round < 6; round += 1) {
      clock.advance(15_000);
      await publish();
    }
  };
  const newest = async (): Promise<RunHeader> => {
    const [run] = await runs();
    if (run === undefined) throw new Error('nothing was started');
    return until(run.id, () => host.started.some(({ run: id }) => id === run.id));
  };
  /** The newest run has worked so long and ends so. */
  const end = async (ms: number, report = succeeded(MEASURED)) => {
    const { id: run } = await newest();
    clock.advance(ms);
    await host.report({ run, key: 'train', attempt: 1 }, report);
    await until(run);
    await publishAll();
    return run;
  };
  const say = async (text: string, by = 'ada') => {
    const comment = github.user(by).comment(repo, pull, text);
    await publishAll();
    return comment;
  };
  const ours = (kind: string) =>
    repo
      .comments(pull)
      .map(({ body }) => body)
      .filter((body) => body.startsWith(`<!-- mlpipelines:${kind}`));
  const calls = () =>
    github
      .requests()
      .list()
      .filter(({ path, method }) => method !== 'GET' && path.includes('/issues/'))
      .map(({ method }) => method);
  await settle();
  return { ...opened, clock, pull, publishAll, newest, end, say, ours, calls };
}
const MEASURED = { metrics: { auc: 0.9101 } };

describe('the answer to a command that started a run', () => {
  test('says so, and once the run is over, after one edit, what it came to', async () => {
    const { end, say, ours, calls, publishAll } = await openPull();
    await end(MINUTE);
    const comment = await say('/retrain epochs=9');
    expect(ours('reply')).toEqual([`<!-- mlpipelines:reply-${comment} -->\n- churn #2 started`]);
    const before = calls();
    const run = await end(71 * MINUTE);
    const [answer] = ours('reply');
    expect(answer).toMatch(
      new RegExp(
        `^<!-- mlpipelines:reply-${comment} -->\n✅ \\*\\*\\[churn #2\\]\\(https://mlp.example/runs/${run}\\)\\*\\* · auc 0\\.9101 · 1h 1[12]m$`,
      ),
    );
    await publishAll();
    // The answer, the report of the pull request, and the comment for whoever waited.
    expect(calls().slice(before.length).toSorted()).toEqual(['PATCH', 'PATCH', 'POST']);
    expect(ours('reply')).toEqual([answer]);
  });

  test('to several commands tells of each run by itself, and keeps what is about none', async () => {
    const { end, say, ours, repo, settle } = await openPull();
    await end(MINUTE);
    await repo.commit({
      branch: 'topic',
      files: { '.mlpipelines/ltv.yml': PIPELINE.replace('churn', 'ltv') },
      by: 'ada',
    });
    await settle();
    await say('/retrain churn\n/mlp help');
    expect(ours('reply')[0]).toContain('- churn #4 started\n\n| command |');
    await end(MINUTE, failed());
    expect(ours('reply')[0]).toMatch(/\n- ❌ .*churn #4.* · failed&#58; train .*\n\n\| command \|/);
  });

  test('is told at once where the run is over before it can be said', async () => {
    const { end, host, github, repo, pull, settle, until, runs, publishAll, ours } =
      await openPull();
    await end(MINUTE);
    host.acts.delete('train');
    github.user('ada').comment(repo, pull, '/retrain');
    await settle();
    await until((await runs())[0]?.id ?? '');
    await publishAll();
    expect(ours('reply')[0]).toMatch(/\n✅ \*\*\[churn #2\]/);
  });

  test('is not made again where somebody deleted it', async () => {
    const { end, say, ours, repo, pull, github } = await openPull();
    await end(MINUTE);
    await say('/retrain');
    const answer = repo.comments(pull).find(({ body }) => body.includes('mlpipelines:reply'));
    github.user('ada').deleteComment(repo, answer?.id ?? 0);
    await end(MINUTE);
    expect(ours('reply')).toEqual([]);
  });
});

describe('the end of a long run', () => {
  test.each([
    ['loses the answer', lostOnTheWayBack],
    ['is not heard', lostOnTheWayThere],
  ])('is answered and mentioned once by a process that %s', async (_, fault) => {
    const hosted = await openHosted();
    const { world, store, runtime, time } = hosted;
    const sha = await world.repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
    const pull = await world.github.user('octocat').openPull(world.repository, { head: 'x' });
    const at = { ...hostedAt(world), pull };
    const plan = aPlan([aStep('train')]);
    const run = await hosted.start(plan, { sha, ref: 'refs/heads/x', hosted: at, actor: 'ada' });
    const queue = async (id: string, message: object) => {
      const { repository } = at;
      const body = { repository, ...message } as never;
      await store.commit([messageChange(id, body, time.now())]);
      for (let round = 0; round < 20; round += 1) await hosted.publish(15_000);
    };
    const told = () => world.repository.comments(pull).map(({ body }) => body.split('\n', 1)[0]);
    world.fault = atFirst(2, fault, 'POST');
    const lines = [{ text: `- churn #${run.number} started`, run: run.id }];
    await queue('reply 5', {
      type: 'reply',
      issue: pull,
      text: 'x',
      follows: { comment: 5, lines },
    });
    expect(told()).toEqual(['<!-- mlpipelines:reply-5 -->']);
    await hosted.until(async () => (await store.runs.load(run.id))?.steps[0]?.state === 'starting');
    const of = { run: run.id, key: 'train', attempt: 1 };
    await runtime.report(of, begun());
    time.advance(31 * MINUTE);
    await runtime.report(of, succeeded());
    await hosted.until(async () => (await store.runs.header(run.id))?.endedAt !== null);
    world.fault = atFirst(2, fault, 'POST');
    await queue('ended', { type: 'ended', run: run.id });
    const mention = `<!-- mlpipelines:mention-${run.id} -->`;
    expect(told()).toEqual(['<!-- mlpipelines:reply-5 -->', mention]);
    expect(world.repository.comments(pull)[0]?.body).toMatch(/\n✅ .* · succeeded in 31m/);
  });

  test('mentions once who pushed, and who gave the command', async () => {
    const { end, say, ours, store, runs, clock, publishAll, calls } = await openPull();
    const run = await end(31 * MINUTE);
    expect(ours('mention')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^<!-- mlpipelines:mention-${run} -->\n@ada ✅ .*churn #1.* · auc 0\\.9101 · 31m`,
        ),
      ),
    ]);
    const before = calls().length;
    const [header] = await runs();
    const { repository } = header?.hosted ?? {};
    const item = { id: 'again', installation: 1, repository: 1, at: clock.now() };
    const body = { type: 'ended', repository, run } as never;
    await store.commit([{ type: 'queue.add', topic: 'notice', item: { ...item, body } }]);
    await publishAll();
    expect(calls().length).toBe(before);
    await say('/retrain');
    await end(45 * MINUTE, failed());
    expect(ours('mention')).toHaveLength(2);
    expect(ours('mention')[1]).toMatch(/\n@ada ❌ .*churn #2.* · failed&#58; train /);
  });

  test.each([
    ['that took no longer than 30 minutes', '', 29],
    ['where the policy says never', 'mention: never\n', 300],
    ['where the policy says later', 'mention: 3h\n', 170],
    ['where the policy is broken', 'mention: sometimes\n', 300],
    ['of a bot that the policy lists', 'bots: [ada]\n', 300],
  ])('mentions nobody %s', async (_, policy, minutes) => {
    const { end, ours } = await openPull(policy);
    await end(minutes * MINUTE);
    expect(ours('report')).toHaveLength(1);
    expect(ours('mention')).toEqual([]);
  });

  test('mentions nobody where somebody cancelled it', async () => {
    const { say, ours, newest, clock, until } = await openPull();
    const { id } = await newest();
    clock.advance(60 * MINUTE);
    await say('/mlp cancel');
    expect((await until(id)).status).toBe('cancelled');
    await say('thanks');
    expect(ours('mention')).toEqual([]);
  });
});
