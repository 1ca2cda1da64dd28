import { describe, expect, test } from 'vitest';
import { toldOrTriedAgain } from '../../../app/github/start/told-or-tried-again.ts';
import type { Message, SourceDemands } from '../../../app/github/message.ts';
import type { Started } from '../../../app/triggers/start-order.ts';
import { openPlainGitHub, PLACE } from '../open-plain-github.ts';

const file = '.mlpipelines/churn.yml';
const passed: Started = { type: 'passed', file, pipeline: 'a', reason: 'no push' };
const unread: Started = { type: 'unread', file, pipeline: 'b', reason: 'it took too long' };
const trust = { trust: 'writer', reason: 'ada may write' } as const;

async function told(tries: number, started: readonly Started[], unreadDemand?: string) {
  const { store, clock } = await openPlainGitHub();
  const source = { source: 'push', base: null } as Partial<SourceDemands> as SourceDemands;
  const demands =
    unreadDemand === undefined ? [source] : [source, { ...source, unread: unreadDemand }];
  const about = { repository: PLACE.repository, sha: 'a', pull: null };
  const verdict: Message = { type: 'verdict', ...about, trust, started, demands };
  const change = toldOrTriedAgain({ store, clock }, { id: 'x', tries }, verdict);
  const [outcome] = await Promise.allSettled([change]);
  const now = clock.now();
  const queued = await store.queues.lease('notice', { owner: 'x', now, until: now + 1 }, 10);
  return {
    told: outcome.status === 'fulfilled' ? outcome.value : null,
    why: outcome.status === 'rejected' ? String(outcome.reason) : null,
    queued: queued.map(({ id }) => id),
  };
}

describe('what became of a commit', () => {
  test('that was read is told once', async () => {
    const { told: change, queued } = await told(1, [passed]);
    expect(change).toMatchObject({ item: { id: 'verdict x', body: { started: [passed] } } });
    expect(queued).toEqual([]);
  });

  test('that was not all read is told at once, and tried again three times', async () => {
    for (const tries of [1, 3]) {
      const { why, queued } = await told(tries, [passed, unread]);
      expect(why).toBe('Error: it took too long');
      expect(queued).toEqual([`verdict x ${tries}`]);
    }
    const { told: change } = await told(4, [passed, unread]);
    expect(change).toMatchObject({
      item: {
        id: 'verdict x',
        body: {
          started: [
            passed,
            {
              type: 'barred',
              file,
              pipeline: 'b',
              reason: expect.stringMatching(/^it took too long, 4 times over. Push again/),
            },
          ],
        },
      },
    });
  });

  test('whose demands were not read is tried again as well', async () => {
    expect((await told(1, [passed], 'it has no memory')).why).toBe('Error: it has no memory');
    expect((await told(4, [passed], 'it has no memory')).told).not.toBeNull();
  });
});
