import { describe, expect, it } from 'vitest';
import type { WorkflowDispatch } from '../../app/runtime/ports/hosted/dispatches.ts';
import type { JsonMap } from '../../app/domain/json.ts';
import type { PublicationTarget } from '../../app/runtime/ports/hosted/publications.ts';
import { aHeader, anAttempt, anId, anOrder, creation } from '../support/rows.ts';
import type { RepositoryRef } from '../../app/domain/hosted.ts';
import type { Stores } from './stores.ts';

const repository = { id: 7, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };

/** What was handed to GitHub Actions, and what is to be published on GitHub. */
export function describeEgressContract(stores: Stores): void {
  describe('dispatches', () => {
    const aDispatch = (run: string, state: WorkflowDispatch['state'] = { type: 'gathered' }) => ({
      id: anId(),
      run,
      order: { repository, sha: 'a', ref: 'refs/heads/main', secrets: [] },
      state,
    });

    it('keeps an order once, until it is gathered by one of several processes', async () => {
      const { store, other } = stores();
      const run = anId();
      const order = anOrder({ run, key: 'train' });
      await store.dispatches.order(order);
      await other.dispatches.order({ ...order, orderedAt: 99 });
      const mine = (await store.dispatches.waiting(1000)).filter(({ of }) => of.run === run);
      expect(mine).toEqual([order]);
      const gathered = await Promise.all(
        [store, other].map((one) => one.dispatches.gather(aDispatch(run), [order.of], 10)),
      );
      expect(gathered.filter(Boolean)).toHaveLength(1);
      expect(await store.dispatches.withdraw(order.of)).toBe(false);
      expect((await store.dispatches.find(order.of))?.dispatch).not.toBeNull();
    });

    it('withdraws an order that no dispatch holds', async () => {
      const { store } = stores();
      const order = anOrder({ run: anId(), key: 'train' });
      await store.dispatches.order(order);
      expect(await store.dispatches.withdraw(order.of)).toBe(true);
      expect(await store.dispatches.find(order.of)).toBeNull();
    });

    it('hands a dispatch to one process at a time, and finds it by its workflow run', async () => {
      const { store, other } = stores();
      const run = anId();
      const dispatch = aDispatch(run);
      await store.dispatches.order(anOrder({ run, key: 'train' }));
      await store.dispatches.gather(dispatch, [anOrder({ run, key: 'train' }).of], 10);
      const claims = await Promise.all(
        [store, other].map((one) => one.dispatches.lease(10, 500, 1000)),
      );
      expect(claims.flat().filter(({ id }) => id === dispatch.id)).toEqual([dispatch]);
      expect((await store.dispatches.asked(7)).map(({ id }) => id)).toContain(dispatch.id);
      const workflowRun = Math.floor(Math.random() * 1e12);
      const sent = { type: 'sent', workflowRun, workflowSha: 'b', idleSince: null } as const;
      await store.dispatches.save({ ...dispatch, state: sent }, null);
      expect(await other.dispatches.ofWorkflowRun(7, workflowRun)).toEqual({
        ...dispatch,
        state: sent,
      });
      expect(await other.dispatches.ofWorkflowRun(8, workflowRun)).toBeNull();
      expect((await store.dispatches.asked(7)).map(({ id }) => id)).not.toContain(dispatch.id);
      await other.dispatches.hasten(7, workflowRun, 20);
      const again = await store.dispatches.lease(20, 30, 1000);
      expect(again.map(({ id }) => id)).toContain(dispatch.id);
    });

    it('knows which attempts of a dispatch are live, and which job each became', async () => {
      const { store } = stores();
      const header = aHeader();
      const attempts = [
        anAttempt('a', { status: 'starting', endedAt: null }),
        anAttempt('b', { status: 'running', endedAt: null }),
        anAttempt('c', { status: 'succeeded' }),
      ];
      await store.commit([creation(header, { attempts })]);
      const orders = ['a', 'b', 'c'].map((key) => anOrder({ run: header.id, key }));
      for (const order of orders) await store.dispatches.order(order);
      const dispatch = aDispatch(header.id);
      await store.dispatches.gather(
        dispatch,
        orders.map(({ of }) => of),
        10,
      );
      const live = await store.dispatches.live(dispatch.id);
      expect(live.map(({ key, status }) => `${key} ${status}`).toSorted()).toEqual([
        'a starting',
        'b running',
      ]);
      await store.dispatches.bind(orders[1]!.of, 77);
      const known = await store.dispatches.attempts(dispatch.id);
      expect(known.find(({ of }) => of.key === 'b')?.checkRun).toBe(77);
    });
  });

  describe('publications', () => {
    const aTarget = (): PublicationTarget => ({ type: 'aggregate', repository, sha: anId() });
    const claimOne = async (
      at: number,
      target: PublicationTarget,
      which: 'store' | 'other' = 'store',
    ) => {
      const claimed = await stores()[which].publications.lease(at, at + 100, 1000);
      return claimed.find(
        (each) => 'sha' in each.target && 'sha' in target && each.target.sha === target.sha,
      );
    };

    it('tell of the pipeline files of a repository that say no pipeline, those touched last first', async () => {
      const { store } = stores();
      const file = (at: number, where: RepositoryRef = repository): PublicationTarget => {
        const name = { sha: anId(), file: `.mlpipelines/${at}.yml`, pipeline: null };
        return { type: 'broken', repository: where, ...name, problems: [] };
      };
      const own = { ...repository, id: 700_000_000 + Math.floor(Math.random() * 90_000_000) };
      const aggregate = { type: 'aggregate', repository: own, sha: anId() } as const;
      await store.publications.touch([{ target: file(1, own) }], 1000);
      await store.publications.touch([{ target: file(2, own) }, { target: aggregate }], 3000);
      await store.publications.touch([{ target: file(3) }], 4000);
      await store.publications.touch([{ target: file(4, own) }], 2000);
      const told = await store.publications.broken(own.id, 2);
      expect(told.map(({ target, at }) => [target.file, at])).toEqual([
        ['.mlpipelines/2.yml', 3000],
        ['.mlpipelines/4.yml', 2000],
      ]);
    });

    it('are due when touched, once for many touches, and held by one process', async () => {
      const { store } = stores();
      const target = aTarget();
      await store.publications.touch([{ target, notes: () => ({ a: 1 }) }], 1000);
      await store.publications.touch([{ target }], 1005);
      expect(await claimOne(999, target)).toBeUndefined();
      const claimed = await claimOne(1000, target);
      expect(claimed).toMatchObject({
        target,
        notes: { a: 1 },
        touched: 2,
        state: { remote: null },
      });
      expect(await claimOne(1001, target, 'other')).toBeUndefined();
      await store.publications.release(claimed!, null, 1002);
      expect(await claimOne(9_000_000, target)).toBeUndefined();
    });

    it('are due again when they were touched while they were held, whatever their holder thinks', async () => {
      const { store, other } = stores();
      const target = aTarget();
      await store.publications.touch([{ target }], 1000);
      const claimed = await claimOne(1000, target);
      await other.publications.touch([{ target }], 1001);
      const state = { remote: 5, generation: 1, shown: null, failures: 0, refused: null };
      await store.publications.release({ ...claimed!, state }, null, 1002);
      expect(await claimOne(1002, target)).toMatchObject({ touched: 2, state });
    });

    it('that wait for their time come earlier when something changes', async () => {
      const { store } = stores();
      const target = aTarget();
      await store.publications.touch([{ target }], 1000);
      await store.publications.release((await claimOne(1000, target))!, 60_000, 1001);
      expect(await claimOne(2000, target)).toBeUndefined();
      await store.publications.touch([{ target }], 2001);
      expect(await claimOne(2001, target)).toBeDefined();
    });

    it('of a process that died are free when it held them for long enough', async () => {
      const { store } = stores();
      const target = aTarget();
      await store.publications.touch([{ target }], 1000);
      const claimed = await claimOne(1000, target);
      await store.publications.keep({
        ...claimed!,
        state: { remote: 'asking', generation: 1, shown: null, failures: 0, refused: null },
      });
      expect(await claimOne(1099, target, 'other')).toBeUndefined();
      expect(await claimOne(1100, target, 'other')).toMatchObject({ state: { remote: 'asking' } });
    });

    it('that were refused are due again when something changed where they are', async () => {
      const { store, other } = stores();
      const target = aTarget();
      const { id, installation } = target.repository;
      await store.publications.touch([{ target }], 1000);
      const refused = { digest: 'd', times: 10, at: 1000, words: 'no' };
      const claimed = await claimOne(1000, target);
      const state = { ...claimed!.state, refused };
      await store.publications.release({ ...claimed!, state }, null, 1001);
      const again = (repository: number | null, from: number | null) =>
        other.commit([{ type: 'publication.again', repository, installation: from, at: 2000 }]);
      await again(id + 1, null);
      await again(null, installation + 1);
      await again(id, installation + 1);
      expect(await claimOne(3000, target)).toBeUndefined();
      expect((await store.publications.find(claimed!.id))?.state.refused).toEqual(refused);
      await again(null, installation);
      const due = await claimOne(2000, target);
      expect(due?.state.refused).toEqual({ ...refused, times: 0, at: 0 });
      await store.publications.release({ ...due!, state }, null, 2001);
      await again(id, null);
      expect((await claimOne(2000, target))?.state.refused).toMatchObject({ times: 0 });
    });

    it('that were to be offered again while they were refused are so afterwards', async () => {
      const { store, other } = stores();
      const target = aTarget();
      await store.publications.touch([{ target }], 1000);
      const claimed = await claimOne(1000, target);
      const refused = { digest: 'd', times: 10, at: 1000, words: 'no' };
      const again = { repository: null, installation: target.repository.installation, at: 1001 };
      await store.publications.release(
        { ...claimed!, state: { ...claimed!.state, refused: { ...refused, times: 9 } } },
        1001,
        1001,
      );
      const last = await claimOne(1001, target);
      await other.commit([{ type: 'publication.again', ...again }]);
      await store.publications.release(
        { ...last!, state: { ...last!.state, refused } },
        null,
        1002,
      );
      expect((await claimOne(1002, target))?.state.refused).toMatchObject({ times: 0 });
    });

    it('have the notes of all who touch them at once, whoever holds them', async () => {
      const { store, other } = stores();
      const target = aTarget();
      const add = (by: string) => (known: JsonMap) => ({ ...known, [by]: true });
      await Promise.all(
        [store, other, store, other].map((each, index) =>
          each.publications.touch([{ target, notes: add(`by${index}`) }], 1000),
        ),
      );
      const claimed = await claimOne(1000, target);
      await other.publications.touch([{ target, notes: add('late') }], 1001);
      await store.publications.keep(claimed!);
      await store.publications.release(claimed!, null, 1002);
      const notes = { by0: true, by1: true, by2: true, by3: true, late: true };
      expect((await store.publications.find(claimed!.id))?.notes).toEqual(notes);
    });

    it('are due with the end of another that says something about them', async () => {
      const { store } = stores();
      const [target, about] = [aTarget(), aTarget()];
      await store.publications.touch([{ target }], 1000);
      const claimed = await claimOne(1000, target);
      await store.publications.release(claimed!, null, 1001, { touches: [{ target: about }] });
      expect(await claimOne(1001, about)).toBeDefined();
    });

    it('of a run on GitHub are due with each of its changes', async () => {
      const { store } = stores();
      const header = aHeader({ sha: anId(), hosted: { repository, trust: 'writer', pull: null } });
      await store.commit([creation(header)]);
      const found = await store.publications.find(`run/${header.id}`);
      expect(found?.target).toMatchObject({ type: 'run', run: header.id, sha: header.sha });
      const local = aHeader();
      await store.commit([creation(local)]);
      expect(await store.publications.find(`run/${local.id}`)).toBeNull();
    });
  });
}
