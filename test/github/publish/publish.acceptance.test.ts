import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { messageChange, type Message } from '../../../app/github/message.ts';
import { COMMENT_MARKER } from '../../../app/reports/comment/sticky-comment.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { hostedAt, openHosted, type Hosted } from '../open-hosted.ts';
import { lostOnTheWayBack, lostOnTheWayThere, type Fault } from '../open-world.ts';

const PLAN = aPlan([aStep('data'), aStep('train', { needs: ['data'] })]);
const STARTED = { type: 'started', number: 1, reason: '', notYet: [], warnings: [] } as const;

async function notify(hosted: Hosted, id: string, message: Omit<Message, 'repository'>) {
  const { repository } = hostedAt(hosted.world);
  const whole = { repository, ...message } as Message;
  await hosted.store.commit([messageChange(id, whole, hosted.time.now())]);
}

/** A pull request at the head of `x`, and a run of it. */
async function pulled(hosted: Hosted): Promise<{ readonly run: RunHeader; readonly pull: number }> {
  const { world } = hosted;
  const sha = await world.repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
  const pull = await world.github.user('octocat').openPull(world.repository, { head: 'x' });
  const at = { ...hostedAt(world), pull };
  const run = await hosted.start(PLAN, { sha, ref: 'refs/heads/x', hosted: at });
  const trust = { trust: 'writer', reason: '' } as const;
  const started = [{ ...STARTED, file: PLAN.file, pipeline: 'churn', run: run.id }];
  await notify(hosted, 'v1', { type: 'verdict', sha, pull, trust, started } as never);
  return { run, pull };
}

async function report(hosted: Hosted, run: RunHeader, key: string, end = succeeded()) {
  const row = async () =>
    (await hosted.store.runs.load(run.id))?.steps.find((step) => step.key === key);
  await hosted.until(async () => (await row())?.state === 'starting');
  const of = { run: run.id, key, attempt: 1 };
  await hosted.runtime.report(of, begun());
  await hosted.runtime.report(of, end);
  await hosted.until(async () => (await row())?.result !== null);
}

const over = (hosted: Hosted, run: RunHeader) =>
  hosted.until(async () => (await hosted.store.runs.header(run.id))?.endedAt !== null);

async function publishAll(hosted: Hosted, rounds = 12, ms = 15_000): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await hosted.publish(ms);
}

const shown = ({ world }: Hosted, sha: string | null) =>
  world.repository
    .checkRuns(sha ?? '')
    .map(({ name, status, conclusion }) => `${name}: ${conclusion ?? status}`)
    .toSorted();

describe('a run', () => {
  test('is one check, one aggregate and one comment, which follow it to its end', async () => {
    const hosted = await openHosted();
    const { run, pull } = await pulled(hosted);
    await publishAll(hosted, 4);
    expect(shown(hosted, run.sha)).toEqual([
      'mlpipelines: churn: in_progress',
      'mlpipelines: in_progress',
    ]);
    await report(hosted, run, 'data');
    await report(hosted, run, 'train', failed());
    await over(hosted, run);
    await publishAll(hosted);
    expect(shown(hosted, run.sha)).toEqual(['mlpipelines: churn: failure', 'mlpipelines: failure']);
    const check = hosted.world.repository
      .checkRuns(run.sha ?? '')
      .find(({ name }) => name.endsWith('churn'));
    expect(check?.externalId).toBe(`run/${run.id}#1`);
    expect(check?.detailsUrl).toBe(`https://mlp.example/runs/${run.id}`);
    const all = hosted.world.repository
      .checkRuns(run.sha ?? '')
      .find(({ name }) => name === 'mlpipelines');
    expect(all?.detailsUrl).toBe(`https://mlp.example/commits/${run.sha}`);
    expect(check?.actions.map(({ identifier }) => identifier)).toEqual([
      'rerun-failed',
      'rerun-all',
    ]);
    expect(check?.annotations).toHaveLength(1);
    const comments = hosted.world.repository.comments(pull);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(new RegExp(`^${COMMENT_MARKER}`));
    expect(comments[0]?.body).toMatch(/\bfailed\b[^]*2\/2 done/);
  });

  test('that was told rests, and is not told again', async () => {
    const hosted = await openHosted();
    const { run, pull } = await pulled(hosted);
    await report(hosted, run, 'data');
    await publishAll(hosted, 14, 30_000);
    expect(hosted.world.repository.comments(pull)[0]?.body).toContain('1/2 done');
    await report(hosted, run, 'train', failed());
    await over(hosted, run);
    await publishAll(hosted);
    // What was said rests: whatever shows something beside another thing would wake it for ever.
    await publishAll(hosted, 12, 60_000);
    const { publications } = hosted.store;
    const later = hosted.time.now() + 86_400_000;
    expect(await publications.lease(later, later + 1, 99)).toEqual([]);
    // Who looks at it again, and has nothing else to say, asks GitHub nothing.
    const { repository } = hostedAt(hosted.world);
    const sha = run.sha ?? '';
    const targets = [
      { type: 'aggregate', repository, sha },
      { type: 'run', repository, sha, run: run.id },
    ] as const;
    await publications.touch(
      targets.map((target) => ({ target })),
      hosted.time.now(),
    );
    const asked = hosted.world.counted.length;
    await publishAll(hosted, 4, 60_000);
    expect(hosted.world.counted).toHaveLength(asked);
  });

  test('that changes often is published seldom, and its end soon', async () => {
    const hosted = await openHosted();
    const plan = aPlan(Array.from({ length: 12 }, (_, index) => aStep(`s${index}`)));
    const run = await hosted.start(plan);
    const asked = () =>
      hosted.world.counted.filter(({ kind }) => kind.includes('check-runs')).length;
    for (let index = 0; index < 11; index += 1) {
      await report(hosted, run, `s${index}`);
      await publishAll(hosted, 2, 2500);
    }
    // Two checks were made; within 55 s there is no time for progress.
    expect(asked()).toBe(2);
    await report(hosted, run, 's11');
    await over(hosted, run);
    await publishAll(hosted, 3, 2500);
    expect(shown(hosted, run.sha)).toEqual(['mlpipelines: churn: success', 'mlpipelines: success']);
    expect(asked()).toBe(4);
  });

  test('whose end GitHub’s limits forbid to tell is told when they allow it', async () => {
    const hosted = await openHosted();
    const { run } = await pulled(hosted);
    await publishAll(hosted, 4);
    await report(hosted, run, 'data');
    await report(hosted, run, 'train');
    await over(hosted, run);
    hosted.world.github.limits.pause(3_000_000);
    await publishAll(hosted, 4, 20_000);
    expect(shown(hosted, run.sha)).toEqual([
      'mlpipelines: churn: in_progress',
      'mlpipelines: in_progress',
    ]);
    await hosted.publish(3_000_000);
    await publishAll(hosted, 4);
    expect(shown(hosted, run.sha)).toEqual(['mlpipelines: churn: success', 'mlpipelines: success']);
  });
});

const passed: Fault = (_, send) => send();

type Killed = {
  /** The call at which GitHub does what it is asked, and the process that asked is killed before it hears so. */
  readonly isLast: (request: Request) => boolean;
  /** What happens to every call before and after; left out: nothing. */
  readonly fault?: Fault;
};

/** One process after the other publishes; the first one is killed. */
function publishMortally({ world, publish }: Hosted, { isLast, fault }: Killed) {
  const { promise: death, resolve: kill } = Promise.withResolvers<void>();
  let state: 'lives' | 'dies' | 'is another' = 'lives';
  const never = new Promise<Response>(() => {});
  world.fault = async (request, send) => {
    // Whatever else the turn was about asks nothing any more.
    if (state === 'dies') return never;
    if (state === 'is another' || !isLast(request)) {
      return fault === undefined ? send() : fault(request, send);
    }
    state = 'dies';
    await send();
    kill();
    return never;
  };
  return {
    hasDied: () => state === 'is another',
    advance: async (rounds: number, ms: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const turn = publish(ms);
        await (state === 'is another' ? turn : Promise.race([turn, death]));
        if (state !== 'dies') continue;
        await sleep(250);
        state = 'is another';
      }
    },
  };
}

describe('a process that at any call', () => {
  const faults: readonly (readonly [string, Fault | 'killed'])[] = [
    ['loses the answer', lostOnTheWayBack],
    ['is not heard', lostOnTheWayThere],
    ['is killed', 'killed'],
  ];
  test.each(faults)(
    '%s leaves one check, one aggregate and one comment with the right end',
    async (_, fault) => {
      const calls = await tell(null, fault);
      expect(calls).toBeGreaterThan(5);
      for (let call = 1; call <= calls; call += 1) await tell(call, fault);
    },
  );

  /** Tells a whole run while something happens to the `call`th request; gives how many requests there were. */
  async function tell(call: number | null, fault: Fault | 'killed'): Promise<number> {
    const hosted = await openHosted();
    const { world } = hosted;
    const { run, pull } = await pulled(hosted);
    const theirs = world.github
      .user('octocat')
      .comment(world.repository, pull, `${COMMENT_MARKER}\nnot ours`);
    let calls = 0;
    const isMeant = () => (calls += 1) === call;
    const { advance } = publishMortally(hosted, {
      isLast: () => fault === 'killed' && isMeant(),
      ...(fault !== 'killed' && { fault: (...asked) => (isMeant() ? fault : passed)(...asked) }),
    });
    await advance(5, 15_000);
    await report(hosted, run, 'data');
    await advance(5, 15_000);
    await report(hosted, run, 'train', failed());
    await over(hosted, run);
    await advance(14, 30_000);
    expect(shown(hosted, run.sha)).toEqual(['mlpipelines: churn: failure', 'mlpipelines: failure']);
    const ofRun = world.repository
      .checkRuns(run.sha ?? '')
      .find(({ name }) => name.endsWith('churn'));
    expect(ofRun?.annotations).toHaveLength(1);
    const comments = world.repository.comments(pull).filter(({ id }) => id !== theirs);
    expect(comments.map(({ body }) => /\bfailed\b[^]*2\/2 done/.test(body))).toEqual([true]);
    return calls;
  }
});

/** A process is killed that has just made a comment. */
async function killedAtComment(hosted: Hosted, issue: number) {
  const isLast = ({ url }: Request) => url.endsWith(`/issues/${issue}/comments`);
  const { advance, hasDied } = publishMortally(hosted, { isLast });
  await advance(4, 1000);
  expect(hasDied()).toBe(true);
}

describe('a comment', () => {
  test('that somebody deleted is made again; one of somebody else that begins so is left alone', async () => {
    const hosted = await openHosted();
    const { run, pull } = await pulled(hosted);
    const { repository, github } = hosted.world;
    const octocat = github.user('octocat');
    const theirs = octocat.comment(repository, pull, `${COMMENT_MARKER}\nnot ours`);
    await publishAll(hosted, 4);
    const ours = repository.comments(pull).find(({ id }) => id !== theirs);
    octocat.deleteComment(repository, ours?.id ?? 0);
    await report(hosted, run, 'data');
    await report(hosted, run, 'train');
    await over(hosted, run);
    await publishAll(hosted);
    expect(repository.comments(pull).map(({ body }) => /succeeded/.test(body))).toEqual([
      false,
      true,
    ]);
  });

  test('that was made by a process that is killed is found again, and says the news', async () => {
    const hosted = await openHosted();
    const { run, pull } = await pulled(hosted);
    const { world } = hosted;
    await killedAtComment(hosted, pull);
    await report(hosted, run, 'data');
    await report(hosted, run, 'train', failed());
    await over(hosted, run);
    await publishAll(hosted, 14, 30_000);
    expect(world.repository.comments(pull).map(({ body }) => /\bfailed\b/.test(body))).toEqual([
      true,
    ]);
  });

  test('is not made where nothing is affected, and the aggregate check is a success', async () => {
    const hosted = await openHosted();
    const { repository, github } = hosted.world;
    const sha = await repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
    const pull = await github.user('octocat').openPull(repository, { head: 'x' });
    const started = [{ type: 'passed', file: 'a.yml', pipeline: 'a', reason: 'no path' }];
    await notify(hosted, 'v', { type: 'verdict', sha, pull, trust: {}, started } as never);
    await publishAll(hosted, 3);
    expect(shown(hosted, sha)).toEqual(['mlpipelines: success']);
    expect(repository.comments(pull)).toEqual([]);
  });

  test('is no success before both tellings of a push are heard, and none any more once a file is broken', async () => {
    const hosted = await openHosted();
    const { repository } = hosted.world;
    const sha = await repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
    const nothing = [{ type: 'passed', file: 'a.yml', pipeline: 'a', reason: 'no such branch' }];
    const told = { type: 'verdict', sha, trust: {} };
    await notify(hosted, 'push', { ...told, pull: null, started: nothing } as never);
    await hosted.publish();
    await hosted.publish(1000);
    expect(shown(hosted, sha)).toEqual([]);
    await hosted.publish(5000);
    expect(shown(hosted, sha)).toEqual(['mlpipelines: success']);
    const broken = [{ type: 'broken', file: 'a.yml', pipeline: 'a', problems: [] }];
    await notify(hosted, 'pull', { ...told, pull: 1, started: broken } as never);
    await hosted.publish();
    await hosted.publish(1);
    expect(shown(hosted, sha)).toContain('mlpipelines: failure');
  });

  test('is answered once, though the process that answers is killed', async () => {
    const hosted = await openHosted();
    const { repository, github } = hosted.world;
    const issue = github.user('octocat').openIssue(repository, 'A question');
    await notify(hosted, 'a', { type: 'reply', issue, text: 'Ask away.' } as never);
    await killedAtComment(hosted, issue);
    await publishAll(hosted, 4, 120_000);
    expect(repository.comments(issue).map(({ body }) => body.includes('Ask away.'))).toEqual([
      true,
    ]);
  });

  test('is answered once, and reacted to', async () => {
    const hosted = await openHosted();
    const { repository, github } = hosted.world;
    const octocat = github.user('octocat');
    const issue = octocat.openIssue(repository, 'A question');
    const comment = octocat.comment(repository, issue, '/mlp help');
    await notify(hosted, 'r', { type: 'reaction', comment, content: 'eyes' } as never);
    await notify(hosted, 'a', { type: 'reply', issue, text: 'Ask away.' } as never);
    let isLost = false;
    hosted.world.fault = (request, send) => {
      const loses =
        !isLost && request.url.endsWith(`/issues/${issue}/comments`) && request.method === 'POST';
      isLost ||= loses;
      return loses ? lostOnTheWayBack(request, send) : send();
    };
    await publishAll(hosted, 4);
    const [question, answer, ...more] = repository.comments(issue);
    expect([...(question?.reactions.values() ?? [])].map(({ content }) => content)).toEqual([
      'eyes',
    ]);
    expect(answer?.body).toContain('Ask away.');
    expect(more).toEqual([]);
  });
});

describe('a broken pipeline file', () => {
  test('is a failed check with every problem on its line, once each, even when an answer is lost', async () => {
    const hosted = await openHosted();
    const sha = await hosted.world.repository.sha();
    const problems = Array.from({ length: 120 }, (_, index) => ({
      code: 'unknown-key',
      severity: 'error',
      message: `problem ${index}`,
      hint: null,
      line: index + 1,
      column: 1,
      endLine: index + 1,
      endColumn: 5,
    }));
    const started = [{ type: 'broken', file: '.mlpipelines/a.yml', pipeline: null, problems }];
    await notify(hosted, 'v', { type: 'verdict', sha, pull: null, trust: {}, started } as never);
    let patches = 0;
    hosted.world.fault = (request, send) => {
      patches += request.method === 'PATCH' ? 1 : 0;
      return patches === 1 && request.method === 'PATCH' ? lostOnTheWayBack(request, send) : send();
    };
    await publishAll(hosted, 6);
    expect(shown(hosted, sha)).toEqual([
      'mlpipelines: .mlpipelines/a.yml: failure',
      'mlpipelines: failure',
    ]);
    const check = hosted.world.repository.checkRuns(sha).find(({ name }) => name.endsWith('a.yml'));
    expect(
      check?.annotations.map(({ start_line: line }) => line).toSorted((a, b) => a - b),
    ).toEqual(problems.map(({ line }) => line));
  });
});
