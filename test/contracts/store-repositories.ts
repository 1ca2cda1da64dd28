import { describe, expect, it } from 'vitest';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** A number that no other test has. */
let last = 4_000_000;

/** What repositories are called today, whatever rows say of then. */
export function describeRepositoriesContract(stores: Stores): void {
  describe('repositories that are called otherwise today', () => {
    it('are called so in runs, dispatches and publications that were written before', async () => {
      const { store, other } = stores();
      last += 1;
      const then = {
        id: last,
        installation: 1,
        owner: 'acme',
        name: 'churn',
        defaultBranch: 'main',
      };
      const today = { ...then, installation: 2, owner: 'umbrella', name: 'better' };
      const sha = anId();
      const header = aHeader({ sha, hosted: { repository: then, trust: 'writer', pull: null } });
      await store.commit([creation(header)]);
      const order = { repository: then, sha, ref: 'refs/heads/main', secrets: [] };
      const state = { type: 'asked', at: 1, workflowSha: sha } as const;
      const of = { run: header.id, key: 'train', attempt: 1 };
      const job = { name: 'a', hint: 'h', runsOn: 'x', timeoutMinutes: 1, environment: '' };
      const ordered = { of, group: 'g', orderedAt: 1, dispatch: null, checkRun: null };
      await store.dispatches.order({ ...ordered, job: { ...job, ticket: {} as never } });
      await store.dispatches.gather({ id: sha, run: header.id, order, state }, [of], 1);
      expect(await store.repositories.today(then)).toEqual(then);
      await other.commit([{ type: 'repository.seen', repository: { ...today, name: 'first' } }]);
      await other.commit([{ type: 'repository.seen', repository: today }]);
      expect(await store.repositories.today(then)).toEqual(today);
      expect((await store.runs.header(header.id))?.hosted?.repository).toEqual(today);
      expect((await store.runs.load(header.id))?.header.hosted?.repository).toEqual(today);
      const query = { pipeline: null, open: false, limit: 9, repository: last };
      expect((await store.runs.list(query)).map(({ hosted }) => hosted?.repository)).toEqual([
        today,
      ]);
      expect((await store.dispatches.get(sha))?.order.repository).toEqual(today);
      const asked = await store.dispatches.asked(last);
      expect(asked.map(({ order: { repository } }) => repository)).toEqual([today]);
      const due = await store.publications.lease(9e15, 9e15 + 1, 1000);
      const targets = due.map(({ target: { repository } }) => repository);
      expect(targets.filter(({ id }) => id === last)).toEqual([today, today]);
    });

    const aRepository = () => {
      last += 1;
      const owner = { owner: 'acme', name: 'churn', defaultBranch: 'main' };
      return { id: last, installation: 1, ...owner };
    };

    it('keep whom their people trust until another installation sees them', async () => {
      const { store, other } = stores();
      const repository = aRepository();
      const { id } = repository;
      const seen = (as: Partial<typeof repository>) =>
        other.commit([{ type: 'repository.seen', repository: { ...repository, ...as } }]);
      await seen({});
      const trusted = { branch: 'main', by: 'bob', byId: 2, at: 1 };
      const said = {
        repository: id,
        sha: 's',
        pipeline: 'p',
        base: 'main',
        by: 'bob',
        byId: 2,
        at: 1,
      };
      await store.commit([
        { type: 'branch.trust', repository: id, branch: 'main', trusted },
        { type: 'override.add', override: { ...said, reason: 'r' } },
      ]);
      await seen({ owner: 'acme-inc', name: 'better' });
      expect(await store.provenance.trustedBranch(id, 'main')).toEqual(trusted);
      expect(await store.provenance.overridesAt(id, 's')).toHaveLength(1);
      await seen({ owner: 'umbrella', installation: 2 });
      expect(await store.provenance.trustedBranch(id, 'main')).toBeNull();
      expect(await store.provenance.overridesAt(id, 's')).toEqual([]);
    });

    it('are forgotten once nothing names them', async () => {
      const { store } = stores();
      const [named, shown, trusted, left] = [1, 2, 3, 4].map(aRepository);
      const all = [named!, shown!, trusted!, left!];
      await store.commit(all.map((repository) => ({ type: 'repository.seen', repository })));
      const hosted = { repository: named!, trust: 'writer', pull: null } as const;
      await store.commit([creation(aHeader({ sha: anId(), hosted }))]);
      const comment = { type: 'comment', repository: shown!, pull: 1 } as const;
      await store.publications.touch([{ target: comment }], 1);
      const by = { branch: 'main', by: 'bob', byId: 2, at: 1 };
      await store.commit([
        { type: 'branch.trust', repository: trusted!.id, branch: 'main', trusted: by },
      ]);
      await store.garbage.forgetNews(0);
      const found = await Promise.all(all.map(({ id }) => store.repositories.find(id)));
      expect(found).toEqual([named, shown, trusted, null]);
    });
  });
}
