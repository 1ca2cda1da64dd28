import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../../app/domain/digest.ts';
import { ratesInRun } from '../../../../app/compute/wish/rate-of.ts';
import type { MetricsSpec } from '../../../../app/domain/plan.ts';
import type { RunHeader } from '../../../../app/domain/run/run.ts';
import { failedTails } from '../../../../app/github/publish/report/failed-tails.ts';
import { loadReport } from '../../../../app/github/publish/report/load-report.ts';
import type { PublishDeps } from '../../../../app/github/publish/publish-deps.ts';
import { makeRunView } from '../../../../app/reports/view/run-view.ts';
import { openFolderBlobStore } from '../../../../app/artifacts/folder/folder-blob-store.ts';
import { openStore } from '../../../../app/store/open-store.ts';
import { aComparer } from '../../../support/a-comparer.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { freshFolder } from '../../../support/fresh-folder.ts';
import { aPlace } from '../../../support/hosted.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { aHeader, anAttempt, aStep as aRow, creation } from '../../../support/rows.ts';
import { realClock } from '../../../support/real-clock.ts';

const PLAN = aPlan([aStep('train')]);
const PLACE = aPlace(7, { trust: 'protected' });
const METRICS: MetricsSpec = {
  path: 'm.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: [],
};
const TRAIN = aStep('train', {
  outputs: { model: { type: 'model', path: 'm', optional: false } },
});
const MODEL = { step: 'train', output: 'model', path: null, writable: false, optional: false };
const EVALUATE = aStep('evaluate', {
  needs: ['train'],
  inputs: { model: MODEL },
  metrics: METRICS,
});
const SOURCE = { path: 'train.py', line: 7 };

test('a line of the repository has an address where its run has a commit there', async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const sourceUrl: PublishDeps['sourceUrl'] = ({ name }, sha, { path, line }) =>
    `${name}/${sha}/${path}#L${line}`;
  const deps = {
    store,
    clock: realClock,
    pageOf: () => null,
    sourceUrl,
    ratesOf: ratesInRun,
  } as Partial<PublishDeps> as PublishDeps;
  const digest = digestOf('plan of it');
  const urlOf = async (part: Partial<RunHeader>) => {
    const header = aHeader({ plan: digest, hosted: aPlace(7), sha: 'head', ...part });
    await store.commit([{ type: 'plan.save', digest, plan: PLAN }, creation(header)]);
    return (await loadReport(deps, header.id))?.urlOf?.(SOURCE);
  };
  expect(await urlOf({})).toBe('churn-7/head/train.py#L7');
  expect(await urlOf({ sha: null })).toBeNull();
  expect(await urlOf({ hosted: undefined as never })).toBeNull();
});

test('a run that measured something is reported beside what its change grew from, and watches that', async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const deps: { -readonly [K in keyof PublishDeps]: PublishDeps[K] } = {
    store,
    clock: new ManualClock(5),
    comparer: aComparer(store, await openFolderBlobStore(freshFolder())),
    commitsBefore: async () => ['base'],
    changedFiles: { between: async () => null },
    pageOf: () => null,
    warn: () => {},
    ratesOf: ratesInRun,
  } as Partial<PublishDeps> as PublishDeps;
  const plan = aPlan([TRAIN, EVALUATE]);
  const digest = digestOf('plan that measures');
  const keep = async (auc: number, command: string, part: Partial<RunHeader>) => {
    const header = aHeader({ plan: digest, hosted: PLACE, status: 'succeeded', ...part });
    const row = aRow('evaluate', { state: 'over', result: 'success', metrics: { auc } });
    await store.commit([{ type: 'plan.save', digest, plan }, creation(header, { steps: [row] })]);
    const parts = { run: header.id, key: 'evaluate', pipeline: 'churn', at: 0 };
    const kept = { ...parts, cacheKey: digestOf(command), parts: { run: command } };
    await store.commit([{ type: 'cache.parts', parts: kept }]);
    return header;
  };
  const first = await keep(0.9, 'evaluate', { sha: 'base', ref: 'refs/heads/old' });
  const reported = async (...run: Parameters<typeof keep>) =>
    loadReport(deps, (await keep(...run)).id);
  const on = { sha: 'head', ref: 'refs/heads/topic' };
  const same = await reported(0.8, 'evaluate', on);
  expect(same?.report).toMatchObject({
    step: 'evaluate',
    sides: [{ name: 'main', run: { id: first.id }, training: { of: 1 } }],
    metrics: [{ name: 'auc', value: 0.8, against: { main: { value: 0.9 } } }],
    leakage: [],
  });
  expect(same?.report?.sides[0]).not.toHaveProperty('otherwise');
  expect(same?.watched).toEqual([]);
  const otherwise = await reported(0.8, 'evaluate --easy', on);
  expect(otherwise?.report?.sides).toMatchObject([{ otherwise: ['its command changed'] }]);
  // What nobody has measured yet is waited for.
  deps.commitsBefore = async () => [];
  const alone = await reported(0.8, 'evaluate', on);
  expect(alone?.report?.sides).toMatchObject([{ run: null, found: { type: 'never' } }]);
  expect(alone?.watched).toEqual([
    { type: 'step', repository: 7, pipeline: 'churn', key: 'evaluate' },
  ]);
});

test('a run that measures nothing is told of without a report, and watches nothing', async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const deps = {
    store,
    clock: realClock,
    pageOf: () => null,
    ratesOf: ratesInRun,
  } as Partial<PublishDeps> as PublishDeps;
  const digest = digestOf('plan that only trains');
  const header = aHeader({ plan: digest, hosted: PLACE });
  await store.commit([{ type: 'plan.save', digest, plan: PLAN }, creation(header)]);
  expect(await loadReport(deps, header.id)).toMatchObject({ report: null, watched: [] });
  expect(await loadReport(deps, 'forgotten')).toBeNull();
});

test('the last lines of what failed are those of its last attempt, of twenty rows at most', async () => {
  const rows = Array.from({ length: 22 }, (_, order) =>
    aRow(`s${order}`, { state: 'over', result: order === 0 ? 'success' : 'failure', order }),
  );
  const attempts = rows
    .slice(0, 20)
    .flatMap(({ key }) => [1, 2].map((number) => anAttempt(key, { number, status: 'failed' })));
  const header = aHeader({ status: 'failed', endedAt: 9 });
  const plan = aPlan(rows.map(({ key }) => aStep(key)));
  const view = makeRunView({ plan, header, steps: rows, attempts, models: [], aliases: [] });
  const text = (of: { key: string; attempt: number }) => `${of.key} ${of.attempt}`;
  const read = async (of: { run: string; key: string; attempt: number }) => [
    { at: 1, stream: 'stdout', text: text(of) } as never,
  ];
  const tails = await failedTails({ read }, view);
  expect(tails.size).toBe(20);
  expect(tails.get('s1')).toEqual(['s1 2']);
  // It never began.
  expect(tails.get('s20')).toEqual(['s20 0']);
  expect(tails.has('s0')).toBe(false);
});
