import { describe, expect, it } from 'vitest';
import type { PublicationTarget } from '../../app/runtime/ports/hosted/publications.ts';
import { publicationId } from '../../app/runtime/ports/hosted/publications.ts';
import { registryOf } from '../../app/domain/scope.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, aModelVersion, anId, creation } from '../support/rows.ts';
import { anAudit } from '../support/an-audit.ts';
import type { Stores } from './stores.ts';

/** What is forgotten of repositories on GitHub. */
export function describeHostedGarbageContract(stores: Stores): void {
  it('forgets old checks of commits, answers and mentions, but no comment of a pull request, none that waits, and none that was news since', async () => {
    const { store } = stores();
    const { repository } = aPlace(Math.floor(Math.random() * 1e9));
    const aggregate = (): PublicationTarget => ({ type: 'aggregate', repository, sha: anId() });
    const [old, waiting, fresh] = [aggregate(), aggregate(), aggregate()];
    const file = { file: 'a.yml', pipeline: null, problems: [] };
    const broken = { type: 'broken', repository, sha: anId(), ...file } as const;
    const comment = { type: 'comment', repository, pull: 1 } as const;
    const answer = { type: 'answer', repository, issue: 1, comment: 5 } as const;
    const mention = { type: 'mention', repository, pull: 1, run: anId() } as const;
    const deployed = (key: string) => {
      const of = { run: anId(), sha: anId(), key, model: 'churn', alias: 'production' };
      return { type: 'deployment', repository, ...of } as const;
    };
    const [failed, active] = [deployed('failed'), deployed('active')];
    const all = [old, waiting, fresh, broken, comment, answer, mention, failed, active];
    const publish = async (targets: readonly PublicationTarget[], at: number) => {
      await store.publications.touch(
        targets.map((target) => ({ target })),
        at,
      );
      for (const claimed of await store.publications.lease(at, at + 1, 1000)) {
        const next = claimed.id === publicationId(waiting) ? 900 : null;
        const shown = { digest: 'd', standing: 'success', at };
        const state =
          claimed.id === publicationId(active) ? { ...claimed.state, shown } : claimed.state;
        await store.publications.release({ ...claimed, state }, next, at);
      }
    };
    await publish([old, waiting, broken, comment, answer, mention, failed, active], 1);
    await publish([fresh], 20);
    await store.garbage.forgetNews(10);
    const kept = await Promise.all(
      all.map(async (target) => (await store.publications.find(publicationId(target))) !== null),
    );
    expect(kept).toEqual([false, true, true, false, true, false, false, false, true]);
  });

  it('forgets who pushed long ago, and no audit', async () => {
    const { store } = stores();
    const repository = Math.floor(Math.random() * 1e9);
    const by = { id: 1, login: 'ada', isBot: false };
    await store.commit([
      { type: 'head.pushed', repository, sha: 'old', by, at: 9 },
      { type: 'head.pushed', repository, sha: 'new', by, at: 10 },
      { type: 'audit.add', audit: anAudit({ id: anId(), repository }) },
    ]);
    await store.garbage.forgetNews(10);
    expect(await store.provenance.pusherOf(repository, 'old')).toBeNull();
    expect(await store.provenance.pusherOf(repository, 'new')).toEqual(by);
    expect(await store.audits.list({ repository, first: 'newest', limit: 5 })).toHaveLength(1);
  });

  describe('old runs', () => {
    it('of untrusted code go with the models that they made, which nobody else may use', async () => {
      const { store } = stores();
      const [pipeline, model] = [anId(), anId()];
      const past = (trust: 'untrusted' | 'writer', number: number) => {
        const hosted = aPlace(3, { trust, pull: 1 });
        return aHeader({ pipeline, number, hosted, createdAt: -9, endedAt: -9, sha: anId() });
      };
      const number = Math.floor(Math.random() * 1e9);
      const [untrusted, writer] = [past('untrusted', number), past('writer', number + 1)];
      const newest = past('writer', number + 2);
      const made = [untrusted, writer].map((run) => {
        const version = aModelVersion({ model, run: run.id });
        return { type: 'model.register', version, scope: registryOf(run) } as const;
      });
      await store.commit([...[untrusted, writer, newest].map((run) => creation(run)), ...made]);
      expect(await store.garbage.forgetRuns(0)).toEqual([untrusted.id]);
      expect(await store.registry.ofRun(untrusted.id)).toEqual([]);
      expect(await store.registry.ofRun(writer.id)).toHaveLength(1);
    });

    it('go although another repository has a run of the same number that stays', async () => {
      const { store } = stores();
      const number = Math.floor(Math.random() * 1e9);
      const past = (repository: number, of: number) => {
        const hosted = aPlace(repository);
        return aHeader({ number: of, hosted, createdAt: -9, endedAt: -9, sha: anId() });
      };
      const [old, newest, other] = [past(4, number), past(4, number + 1), past(5, number)];
      await store.commit([old, newest, other].map((run) => creation(run)));
      expect(await store.garbage.knowsRuns()).toBe(true);
      expect(await store.garbage.forgetRuns(0)).toEqual([old.id]);
    });
  });
}
