import { describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { RunHeader, StepRow } from '../../app/domain/run/run.ts';
import { measuredBy } from '../../app/runtime/baselines/load-sides.ts';
import { measuredByVersion } from '../../app/runtime/baselines/measured-by-version.ts';
import type { BaseQuestion } from '../../app/runtime/ports/cache.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aPlace } from '../support/hosted.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aHeader, aModelVersion, anId, aStep, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const MEASURED = { state: 'over', result: 'success', metrics: { auc: 0.7 } } as const;
const NONE = { type: 'none' };

/** What gates are held against: the newest run at the nearest commit that measured the step, whatever became of the rest. */
export function describeBaselinesContract(stores: Stores): void {
  describe('a baseline at the commits that a run grew from', () => {
    const open = () => openHistory(stores().store);

    it.each(['failed', 'waiting', 'running', 'rejected', 'cancelled'] as const)(
      'is what the step measured in a run that is %s',
      async (status) => {
        const { keep, ask } = open();
        const run = await keep('base', [aStep('evaluate', MEASURED)], { status });
        expect(await ask()).toEqual({ type: 'found', run, metrics: { auc: 0.7 } });
      },
    );

    it('is that of the nearest commit that has one, and of its newest run', async () => {
      const { keep, ask } = open();
      await keep('older', [aStep('evaluate', MEASURED)], { createdAt: 9 });
      const run = await keep('before', [aStep('evaluate', MEASURED)], { createdAt: 2 });
      await keep('before', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      await keep('base', [aStep('other', MEASURED)]);
      expect(await ask()).toMatchObject({ run });
    });

    it('counts a rejection by a gate, and nothing that measured nothing', async () => {
      const { keep, ask } = open();
      const gate = { id: 'g', metric: 'auc', op: '>=', value: 0.7, threshold: 1, message: '' };
      const gates = [{ ...gate, verdict: 'fail' as const }];
      const run = await keep('older', [
        aStep('evaluate', { ...MEASURED, result: 'rejected', gates }),
      ]);
      for (const result of ['failure', 'skipped', 'cancelled', 'rejected'] as const) {
        await keep('base', [aStep('evaluate', { state: 'over', result })]);
      }
      // What failed was not judged by what it measured, whatever its gates would have said.
      const failed = { ...MEASURED, result: 'failure', gates } as const;
      await keep('base', [aStep('evaluate', failed)]);
      expect(await ask()).toMatchObject({ type: 'found', run });
    });

    it('is waited for where a run is under way and none has measured it', async () => {
      const { keep, ask } = open();
      await keep('older', [aStep('evaluate', MEASURED)]);
      const run = await keep('base', [aStep('evaluate', { state: 'waiting' })], { number: 12 });
      expect(await ask()).toEqual({ type: 'under-way', run, number: 12 });
      await keep('base', [aStep('evaluate', { state: 'waiting' })], { createdAt: 1 });
      expect(await ask()).toEqual({ type: 'under-way', run, number: 12 });
      const done = await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      expect(await ask()).toMatchObject({ type: 'found', run: done });
    });

    it('on GitHub is not what somebody typed params for, and first what trusted code measured', async () => {
      const { store } = stores();
      const { keep, pipeline } = openHistory(store);
      const writer = { hosted: aPlace(1, { trust: 'writer' }) };
      const ask = () => {
        const question = { pipeline, commits: [`base of ${pipeline}`], stepId: 'evaluate' };
        const scopes = ['1/writer', '1/protected'];
        return store.baselines.atCommits({ ...question, key: 'evaluate', now: 1 }, scopes);
      };
      const typed = { ...aHeader().options, params: { epochs: '1' } };
      await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 9, options: typed });
      expect(await ask()).toEqual(NONE);
      const own = await keep('base', [aStep('evaluate', MEASURED)], { ...writer, createdAt: 8 });
      expect(await ask()).toMatchObject({ run: own });
      const main = await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      expect(await ask()).toMatchObject({ run: main });
    });

    it('on one machine is also what somebody typed params for', async () => {
      const { keep, ask } = openHistory(stores().store, {});
      const options = { ...aHeader().options, params: { epochs: '1' } };
      const run = await keep('base', [aStep('evaluate', MEASURED)], { options });
      expect(await ask()).toMatchObject({ type: 'found', run });
    });

    it('is not that of a tree with changes, of another pipeline or of another commit', async () => {
      const { keep, ask } = open();
      await keep('base', [aStep('evaluate', MEASURED)], { dirty: true });
      await keep('base', [aStep('evaluate', MEASURED)], { pipeline: anId() });
      await keep('elsewhere', [aStep('evaluate', MEASURED)]);
      expect(await ask()).toEqual(NONE);
    });

    it('of a cell is that of the same cell, or of the step while it was no matrix', async () => {
      const { keep, ask } = open();
      const cell = { stepId: 'evaluate', key: 'evaluate[seed=1]' };
      const single = await keep('older', [aStep('evaluate', MEASURED)]);
      const matrix = aStep('evaluate', { ...MEASURED, role: 'group', metrics: {} });
      await keep('before', [matrix, aStep('evaluate[seed=2]', { ...MEASURED, role: 'cell' })]);
      expect(await ask(cell)).toMatchObject({ run: single });
      const run = await keep('base', [matrix, aStep(cell.key, { ...MEASURED, role: 'cell' })]);
      expect(await ask(cell)).toMatchObject({ run, metrics: { auc: 0.7 } });
      expect(await ask()).toMatchObject({ run, metrics: {} });
    });

    it('is not waited for where the run of a machine stands still', async () => {
      const { store } = stores();
      const { keep, ask } = openHistory(store, {});
      const run = await keep('base', [aStep('evaluate', { state: 'running' })]);
      expect(await ask()).toEqual(NONE);
      await store.leases.drive(run, 'someone', 0, 100);
      expect(await ask()).toMatchObject({ type: 'under-way' });
      expect(await ask({ now: 200 })).toEqual(NONE);
    });
  });

  describe('a baseline that somebody names', () => {
    it('is what the step measured in that run, tree with changes or not', async () => {
      const { store } = stores();
      const { keep } = openHistory(store, {});
      const evaluate = { key: 'evaluate', now: 1 };
      const run = await keep('base', [aStep('evaluate', MEASURED)], { dirty: true });
      const found = { type: 'found', run, metrics: { auc: 0.7 } };
      expect(await store.baselines.inRun(run, evaluate)).toEqual(found);
      expect(await store.baselines.inRun(run, { key: 'other', now: 1 })).toEqual(NONE);
      expect(await store.baselines.inRun(anId(), evaluate)).toEqual(NONE);
      const still = await keep('base', [aStep('evaluate', { state: 'running' })]);
      expect(await store.baselines.inRun(still, evaluate)).toEqual(NONE);
      await store.leases.drive(still, 'someone', 0, 100);
      expect(await store.baselines.inRun(still, evaluate)).toMatchObject({ type: 'under-way' });
    });
  });

  describe('the examples and slices of a baseline', () => {
    const examples = { digest: digestOf(anId()), size: 9, rows: 2, format: 'csv' } as const;
    const slices = { rows: [{ by: { segment: 'a' }, n: 3, metrics: { auc: 0.5 } }] };
    const row = aStep('evaluate', { ...MEASURED, examples, slices });

    it('are those of the row that measured it', async () => {
      const { store } = stores();
      const { keep, ask, pipeline } = openHistory(store);
      const run = await keep('base', [row]);
      const found = { type: 'found', run, metrics: { auc: 0.7 }, examples, slices };
      expect(await ask()).toEqual(found);
      expect(await store.baselines.inRun(run, { key: 'evaluate', now: 1 })).toEqual(found);
      const before = { pipeline, key: 'evaluate', before: 9999 };
      expect(await store.baselines.inRunBefore(before, ['1/protected'])).toEqual(found);
    });

    it.each(['evaluate', 'other'])(
      'behind an alias are those of its run, be its numbers of %s',
      async (metricsStep) => {
        const { store } = stores();
        const { keep } = openHistory(store, {});
        const run = await keep('base', [row]);
        const version = aModelVersion({ model: anId(), run, metricsStep });
        const alias = { model: version.model, alias: 'production', version: 1, run };
        await store.commit([
          { type: 'model.register', version },
          { type: 'alias.move', alias: { ...alias, movedAt: 1, movedBy: 'ci' }, from: null },
        ]);
        const metrics = metricsStep === 'evaluate' ? version.metrics : { auc: 0.7 };
        const found = { type: 'found', run, metrics, examples, slices };
        expect(await store.baselines.behindAlias(version.model, 'production', 'evaluate')).toEqual(
          found,
        );
        const clock = new ManualClock(1);
        expect(await measuredByVersion({ store, clock }, version, 'evaluate')).toEqual(found);
        const deps = { store, pageOf: () => null };
        expect(
          await measuredBy(deps, { ...found, type: 'found' }, { id: 'evaluate' }),
        ).toMatchObject({
          run: { id: run },
          found: { type: 'measured', metrics, examples, slices },
        });
      },
    );
  });

  describe('a baseline from before', () => {
    it('is of the newest earlier run that measured the step, on whatever commit or tree', async () => {
      const { store } = stores();
      const { keep, pipeline } = openHistory(store, {});
      const ask = (before: number) =>
        store.baselines.inRunBefore({ pipeline, key: 'evaluate', before });
      await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      const run = await keep('other', [aStep('evaluate', MEASURED)], { createdAt: 2, dirty: true });
      const nothing = { state: 'over', result: 'success' } as const;
      await keep('other', [aStep('evaluate', { ...MEASURED, result: 'failure' })], {
        createdAt: 3,
      });
      await keep('other', [aStep('evaluate', nothing)], { createdAt: 4 });
      await keep('other', [aStep('evaluate', { state: 'running' })], { createdAt: 5 });
      await keep('other', [aStep('evaluate', MEASURED)], { createdAt: 6 });
      expect(await ask(6)).toEqual({ type: 'found', run, metrics: { auc: 0.7 } });
      expect(await ask(1)).toEqual(NONE);
    });

    it('is of the step itself, whatever others of newer runs measured', async () => {
      const { store } = stores();
      const { keep, pipeline } = openHistory(store, {});
      const run = await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      await keep('base', [aStep('train', { ...MEASURED, metrics: { loss: 1 } })], { createdAt: 2 });
      const question = { pipeline, key: 'evaluate', before: 9 };
      expect(await store.baselines.inRunBefore(question)).toMatchObject({ run });
    });

    it('is looked for in the last fifty runs in which the step is over', async () => {
      const { store } = stores();
      const { keep, pipeline } = openHistory(store, {});
      const ask = () => store.baselines.inRunBefore({ pipeline, key: 'evaluate', before: 1e9 });
      const run = await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      const nothing = aStep('evaluate', { state: 'over', result: 'success' });
      for (let at = 2; at <= 50; at += 1) await keep('base', [nothing], { createdAt: at });
      await keep('base', [aStep('evaluate', { state: 'running' })], { createdAt: 51 });
      expect(await ask()).toMatchObject({ run });
      await keep('base', [nothing], { createdAt: 52 });
      expect(await ask()).toEqual(NONE);
    });

    it('is none of another pipeline, and none that the run may not read', async () => {
      const { store } = stores();
      const { keep, pipeline } = openHistory(store);
      await keep('base', [aStep('evaluate', MEASURED)], { createdAt: 1 });
      const ask = (of: string, scopes: string[]) =>
        store.baselines.inRunBefore({ pipeline: of, key: 'evaluate', before: 9 }, scopes);
      expect(await ask(pipeline, ['1/protected'])).toMatchObject({ type: 'found' });
      expect(await ask(pipeline, ['1/writer'])).toEqual(NONE);
      expect(await ask(anId(), ['1/protected'])).toEqual(NONE);
    });
  });
}

const HOSTED = { hosted: aPlace(1, { trust: 'protected' }) };

function openHistory(store: Store, given: Partial<RunHeader> = HOSTED) {
  const pipeline = anId();
  const shaOf = (commit: string) => `${commit} of ${pipeline}`;
  const scopes = given.hosted === undefined ? undefined : ['1/protected'];
  return {
    pipeline,
    /** A run at a commit, with these rows; gives its id. */
    keep: async (commit: string, steps: StepRow[], part: Partial<RunHeader> = {}) => {
      const header = aHeader({ pipeline, sha: shaOf(commit), ...given, ...part });
      await store.commit([creation(header, { steps })]);
      return header.id;
    },
    ask: (part: Partial<BaseQuestion> = {}) => {
      const commits = ['base', 'before', 'older'].map(shaOf);
      const row = { stepId: 'evaluate', key: 'evaluate', now: 1 };
      return store.baselines.atCommits({ pipeline, commits, ...row, ...part }, scopes);
    },
  };
}
