import { describe, expect, test } from 'vitest';
import { MOST_GENERATIONS, whySpent } from '../../../../app/github/publish/check/generations.ts';
import { messageChange } from '../../../../app/github/message.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../../support/script-host.ts';
import { hostedAt, openHosted, type Hosted } from '../../open-hosted.ts';
import { lostOnTheWayBack, type Fault } from '../../open-world.ts';

const PLAN = aPlan([aStep('train')]);
const CHECK = { type: 'passed', file: 'a.yml', pipeline: 'a', reason: 'no path' } as const;

/** What a commit's pipeline files came to, as an event tells it. */
async function tell(hosted: Hosted, id: string, sha: string, started: readonly object[]) {
  const { repository } = hostedAt(hosted.world);
  const message = { type: 'verdict', repository, sha, pull: null, trust: {}, started };
  await hosted.store.commit([messageChange(id, message as never, hosted.time.now())]);
}

async function publishAll(hosted: Hosted, rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await hosted.publish(15_000);
}

async function run(hosted: Hosted, sha: string, end: ReturnType<typeof failed>) {
  const started = await hosted.start(PLAN, { sha });
  return {
    id: started.id,
    end: async () => {
      const row = async () => (await hosted.store.runs.load(started.id))?.steps[0];
      await hosted.until(async () => (await row())?.state === 'starting');
      const of = { run: started.id, key: 'train', attempt: 1 };
      await hosted.runtime.report(of, begun());
      await hosted.runtime.report(of, end);
      await hosted.until(
        async () => (await hosted.store.runs.header(started.id))?.endedAt !== null,
      );
    },
  };
}

/** All checks of the aggregate's name, the oldest first. */
const aggregates = ({ world }: Hosted, sha: string) =>
  world.repository
    .checkRuns(sha)
    .filter(({ name }) => name === 'mlpipelines')
    .map(({ externalId, status, conclusion }) => [externalId?.split('#')[1], conclusion ?? status]);

describe('a check that is completed', () => {
  test('is never opened again: what comes later is a new one, and that counts for a merge', async () => {
    const hosted = await openHosted();
    const { repository, github } = hosted.world;
    const sha = await repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
    const pull = await github.user('octocat').openPull(repository, { head: 'x' });
    repository.protect('main', { checks: ['mlpipelines'], approvals: 0 });
    await tell(hosted, 'nothing', sha, [CHECK]);
    await publishAll(hosted);
    expect(aggregates(hosted, sha)).toEqual([['1', 'success']]);
    const first = await run(hosted, sha, succeeded());
    await publishAll(hosted);
    expect(aggregates(hosted, sha)).toEqual([
      ['1', 'success'],
      ['2', 'in_progress'],
    ]);
    await expect(github.user('octocat').merge(repository, pull)).rejects.toThrow(
      'Required status check "mlpipelines" is expected.',
    );
    await first.end();
    await publishAll(hosted);
    expect(aggregates(hosted, sha).at(-1)).toEqual(['2', 'success']);
    await github.user('octocat').merge(repository, pull);
  });

  const killed: Fault = async (_, send) => {
    await send();
    return new Promise(() => {});
  };
  test.each([
    ['loses the answer', lostOnTheWayBack],
    ['is killed', killed],
  ] as const)(
    'stands for nothing later where the process that asks %s at any call',
    async (_, fault) => {
      const calls = await failAndSucceed(null, fault);
      expect(calls).toBeGreaterThan(4);
      for (let call = 1; call <= calls; call += 1) await failAndSucceed(call, fault);
    },
  );

  /** A run fails, a second one of the commit succeeds; something happens to the `call`th request. Gives how many there were. */
  async function failAndSucceed(call: number | null, fault: Fault): Promise<number> {
    const hosted = await openHosted();
    const sha = await hosted.world.repository.sha();
    let calls = 0;
    const dead = Promise.withResolvers<void>();
    hosted.world.fault = (request, send) => {
      calls += 1;
      if (calls !== call) return send();
      return fault(request, async () => {
        const answer = await send();
        dead.resolve();
        return answer;
      });
    };
    const advance = async () => {
      for (let round = 0; round < 8; round += 1) {
        const isKilled = fault === killed && call !== null && calls < call;
        const turn = hosted.publish(30_000);
        // A turn in which its process dies never ends.
        await (isKilled ? Promise.race([turn, dead.promise]) : turn);
      }
      // A process that was killed holds what it held for five minutes.
      await hosted.publish(300_000);
      await hosted.publish(30_000);
    };
    for (const end of [failed(), succeeded()]) {
      const one = await run(hosted, sha, end);
      await advance();
      expect(aggregates(hosted, sha).at(-1)?.[1], `call ${call}`).toBe('in_progress');
      await one.end();
      await advance();
    }
    expect(aggregates(hosted, sha).at(-1)?.[1], `call ${call}`).toBe('success');
    const names = hosted.world.repository.checkRuns(sha).map(({ externalId }) => externalId);
    expect(names).toEqual([...new Set(names)]);
    return calls;
  }

  test('is begun anew so often and no more: then it is red, and nothing more is begun by a command', async () => {
    const hosted = await openHosted();
    const sha = await hosted.world.repository.sha();
    const { repository } = hostedAt(hosted.world);
    const states = [
      { type: 'broken', file: 'a.yml', pipeline: 'a', problems: [] },
      { type: 'held', file: 'a.yml', pipeline: 'a', reason: 'its head is in a fork' },
    ];
    for (let turn = 0; turn < MOST_GENERATIONS + 3; turn += 1) {
      const spent = await whySpent(hosted.store.publications, repository, sha);
      expect(spent === null).toBe(turn < MOST_GENERATIONS);
      await tell(hosted, `turn ${turn}`, sha, states.slice(turn % 2, (turn % 2) + 1));
      await publishAll(hosted, 2);
    }
    const all = aggregates(hosted, sha);
    expect(all).toHaveLength(MOST_GENERATIONS + 1);
    expect(all.at(-1)).toEqual([String(MOST_GENERATIONS + 1), 'failure']);
    const last = hosted.world.repository.checkRuns(sha).at(-1);
    expect(last?.title).toBe('Restarted too often: push a commit');
  });
});
