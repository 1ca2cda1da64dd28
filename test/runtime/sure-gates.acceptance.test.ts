import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { openComparing } from '../../app/comparing/open-comparing.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { Comparer } from '../../app/runtime/comparing/comparer.ts';
import type { ComparisonQuestion } from '../../app/runtime/comparing/comparison-question.ts';
import type { Clock } from '../../app/runtime/ports/clock.ts';
import { openStore } from '../../app/store/open-store.ts';
import { ACCURACY, answersTable, storeTable } from '../support/a-table.ts';
import { aBoundGate, aPlan, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { realClock } from '../support/real-clock.ts';
import { begun, succeeded } from '../support/script-host.ts';
import { waitUntil } from '../support/wait-until.ts';

/** More than effects are performed at once. */
const MANY = 40;
const HOUR_MS = 3_600_000;

/** Of 2,000 answers, one in ten is wrong. */
const MAIN = answersTable(2000, (at) => at % 10 !== 0);
/** As many, other ones. */
const CHANGE = answersTable(2000, (at) => at % 10 !== 1);

describe('a gate that must be sure', () => {
  it.each([
    ['passes', 'is no worse', (at: number) => at % 10 !== 1, 'pass', 'succeeded'],
    ['fails', 'is worse by all of the interval', (at: number) => at % 4 !== 1, 'fail', 'rejected'],
    [
      'is inconclusive',
      'may be worse or not',
      (at: number) => at % 10 !== 0 && at % 20 !== 1,
      'inconclusive',
      'succeeded',
    ],
  ] as const)('%s once its examples were compared, where the step %s', async (...of) => {
    const [, , isRight, verdict, status] = of;
    const test = await openHistory();
    await test.measure('main', MAIN);
    const { header, row } = await test.measure('change', answersTable(2000, isRight));
    expect(row?.gates).toMatchObject([{ verdict }]);
    expect(row?.gates?.[0]?.message).toMatch(
      /^gate sure: acc [\d.]+: .* \(95 % .* … .*, test-set noise only\) from merge-base 0\.9 on 2,000 examples, the lower end must not be below −0\.05/,
    );
    expect(header.status).toBe(status);
    expect(test.troubles).toEqual([]);
  });

  it('waits for what it is told, and is then judged', async () => {
    const told = Promise.withResolvers<void>();
    const test = await openHistory({ before: () => told.promise });
    await test.measure('main', MAIN);
    const { id } = await test.begin('change', CHANGE);
    const work = test.work();
    await waitUntil(async () => test.asked.length > 0);
    expect(await test.row(id)).toMatchObject({
      state: 'judging',
      reason: 'its examples are being compared',
    });
    told.resolve();
    await work.stop();
    expect((await test.until(id)).status).toBe('succeeded');
    expect((await test.row(id))?.gates?.[0]?.message).toContain(
      'from merge-base 0.9 on 2,000 examples',
    );
    expect(test.asked).toHaveLength(1);
  });

  it('keeps nobody else waiting, however many wait and however long it takes', async () => {
    const clock = new ManualClock();
    const never = new Promise(() => {});
    const test = await openHistory({ clock, before: () => never });
    await test.measure('main', MAIN);
    const ids: string[] = [];
    for (let amount = 0; amount < MANY; amount += 1)
      ids.push((await test.begin('change', CHANGE)).id);
    const work = test.work();
    const passing = async (holds: () => Promise<boolean>) =>
      waitUntil(async () => {
        // No faster: a lease that nobody could renew in time is lost.
        clock.advance(200);
        return holds();
      });
    for (const id of ids) await passing(async () => (await test.row(id))?.state === 'judging');
    const other = await test.begin('another', MAIN);
    await passing(async () => (await test.store.runs.header(other.id))?.endedAt != null);
    // Nor does it keep a process from ending.
    let isStopped = false;
    void work.stop().then(() => (isStopped = true));
    await passing(async () => isStopped);
    expect(test.asked).toHaveLength(1);
    expect(test.troubles).toEqual([]);
  });

  it('is inconclusive after an hour in which they could not be compared', async () => {
    const clock = new ManualClock();
    const test = await openHistory({ clock, before: () => Promise.reject(new Error('no room')) });
    await test.measure('main', MAIN);
    const { id } = await test.begin('change', CHANGE);
    await test.until(id, async () => (await test.row(id))?.state === 'judging');
    const work = test.work();
    for (let passed = 0; passed < HOUR_MS; passed += 120_000) {
      clock.advance(120_000);
      await waitUntil(() => test.troubles.length > 0);
    }
    clock.advance(120_000);
    await work.stop();
    expect((await test.until(id)).status).toBe('succeeded');
    expect((await test.row(id))?.gates).toMatchObject([
      {
        verdict: 'inconclusive',
        message:
          'gate sure: acc 0.9: inconclusive against merge-base 0.9: its examples have not been compared; re-run what failed to try again',
      },
    ]);
    expect(new Set(test.troubles)).toEqual(
      new Set(['baselines.await failed and is tried again: no room']),
    );
  });
});

const PLAN = aPlan([
  aStep('evaluate', {
    metrics: { path: 'm.json', live: null, primary: 'acc', maximize: ['acc'], minimize: [] },
    report: { compare: [], examples: ACCURACY },
    gates: [aBoundGate('sure')],
  }),
]);

type Given = {
  readonly clock?: Clock;
  /** What is waited for before anything is compared. */
  readonly before?: () => Promise<unknown>;
};

/** A runtime in which the commit `change` grew from `main`, and whose step measures what a test says. */
async function openHistory({ clock = realClock, before = async () => {} }: Given = {}) {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'state.db') });
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const comparing = openComparing(blobs, freshFolder());
  onTestFinished(() => comparing.close());
  const asked: ComparisonQuestion[] = [];
  const compare = async (question: ComparisonQuestion) => {
    asked.push(question);
    await before();
    return comparing.compare(question);
  };
  const comparer = new Comparer({ store, compare, clock });
  const repository = {
    baseCommits: async ({ sha }: { readonly sha: string | null }) =>
      sha === 'change' ? ['main'] : [],
  };
  const test = await openRuntime({ folder, store, clock, comparer, repository });
  const row = async (run: string): Promise<StepRow | undefined> =>
    (await store.runs.load(run))?.steps.find(({ key }) => key === 'evaluate');
  /** Begins a run at a commit whose evaluation gives this table. */
  const begin = async (sha: string, table: string) => {
    const examples = await storeTable(blobs, table);
    const acc = (table.match(/,1\n/g) ?? []).length / examples.rows;
    test.host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { acc }, examples })]);
    return test.start(PLAN, { sha });
  };
  const measure = async (sha: string, table: string) => {
    const { id } = await begin(sha, table);
    return { header: await test.until(id), row: await row(id) };
  };
  return { ...test, asked, row, begin, measure };
}
