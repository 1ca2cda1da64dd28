import { describe, expect, it } from 'vitest';
import { decisionSentence } from '../../../app/reports/audit/decision-sentence.ts';
import { LOCAL_REPOSITORY } from '../../../app/domain/audit.ts';
import { openShop } from './open-shop.ts';

const YES = { yes: true } as const;

describe('aliases of a laptop', () => {
  it('go to a version and back to one that they held, and history and audit keep it', async () => {
    const { say, ask, audits } = await openShop();
    expect(await say('rollback churn@production', YES)).toContain('moved from v2 to v1.');
    expect(await say('promote churn@2', { ...YES, to: 'staging' })).toContain('moved to v2.');
    expect(await ask('show churn')).toMatchObject({
      aliases: [
        { alias: 'production', version: 1 },
        { alias: 'staging', version: 2 },
      ],
    });
    const kept = await audits({ repository: LOCAL_REPOSITORY, first: 'oldest', limit: 9 });
    expect(kept.map(({ about, decision, surface }) => [about.type, decision, surface])).toEqual([
      ['alias.move', 'granted', 'terminal'],
      ['alias.move', 'granted', 'terminal'],
    ]);
    for (const entry of kept) expect(decisionSentence(entry)).toContain('churn@');
  });

  it('move nowhere unasked, to what is not there, or where they are', async () => {
    const { say } = await openShop();
    await expect(say('rollback churn@production')).rejects.toThrow('nothing was moved');
    await expect(say('promote churn@2', YES)).rejects.toThrow('Name the version and the alias');
    await expect(say('promote churn', { ...YES, to: 'production' })).rejects.toThrow('Name the');
    await expect(say('promote churn@2', { ...YES, to: 'production' })).rejects.toThrow(
      'at v2 already',
    );
    await expect(say('promote churn@9', { ...YES, to: 'production' })).rejects.toThrow('9');
    await expect(say('rollback churn@staging', YES)).rejects.toThrow('never pointed anywhere');
    await expect(say('rollback churn@production', { ...YES, to: '7' })).rejects.toThrow(
      'never held v7',
    );
    await say('delete churn@1', { ...YES, reason: 'withdrawn' });
    await expect(say('promote churn@1', { ...YES, to: 'old' })).rejects.toThrow('was deleted by');
  });

  it('go to nothing whose gates did not pass', async () => {
    const { say } = await openShop('failure');
    const promoted = say('promote churn@2', { ...YES, to: 'staging' });
    await expect(promoted).rejects.toThrow('The gates of test did not pass');
  });

  it('stay while their model is frozen, but for the way back', async () => {
    const { say, ask } = await openShop();
    await expect(say('freeze churn')).rejects.toThrow('Say until when');
    await expect(say('freeze churn', { until: 'soon' })).rejects.toThrow('Write until when as');
    await expect(say('freeze other', { until: '3d' })).rejects.toThrow('no model other');
    const told = await say('freeze churn', { until: '3d', reason: 'holidays' });
    expect(told).toContain('churn is frozen until');
    expect(told).toContain(': holidays.');
    expect(await say('show churn')).toContain('churn is frozen until');
    await expect(say('promote churn@2', { ...YES, to: 'staging' })).rejects.toThrow('is frozen');
    expect(await say('rollback churn@production', YES)).toContain('moved from v2 to v1.');
    await expect(say('rollback churn@production', { ...YES, to: '2' })).rejects.toThrow(
      'is frozen',
    );
    expect(await ask('unfreeze churn')).toEqual({ format: 1, name: 'churn', frozen: null });
    await expect(say('unfreeze churn')).rejects.toThrow('is not frozen');
    expect(await say('promote churn@2', { ...YES, to: 'staging' })).toContain('moved to v2.');
  });
});
