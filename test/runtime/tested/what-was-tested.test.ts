import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { RunRequest } from '../../../app/domain/run/run.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { realClock } from '../../support/real-clock.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';

const DAY_MS = 86_400_000;
const [ONE, OTHER] = ['a', 'b'].map((path) =>
  encodeManifest({ format: 1, single: false, entries: [{ path, type: 'dir' }] }),
) as [Uint8Array, Uint8Array];
const from = { type: 'output', step: 'train', name: 'model' } as const;
const PULL = aPlace(900, { trust: 'writer' });
const MERGED = aPlace(900, { trust: 'protected' });

const train = (given: Partial<PlanStep> = {}) =>
  aStep('train', {
    outputs: { model: { type: 'model', path: 'model', optional: false } },
    cache: { maxAgeMs: null },
    files: [],
    ...given,
  });
const planOf = (step = train()) =>
  aPlan([
    step,
    aStep('register', {
      needs: ['train'],
      action: { type: 'register', register: { model: 'churn', metrics: null, alias: null, from } },
    }),
  ]);

/** Trainings of one repository: first ONE, then OTHER. */
async function open() {
  let ahead = 0;
  const clock = { ...realClock, now: () => realClock.now() + ahead };
  const repository = { files: async () => new Map(), baseCommits: async () => [] };
  const opened = await openRuntime({ scope: 'all', clock, repository });
  const { store, host, blobs, start, until } = opened;
  onTestFinished(() => store.close());
  for (const bytes of [ONE, OTHER]) await blobs.putBytes(bytes);
  const left = [ONE, OTHER];
  host.acts.set('train', () => {
    const model = { type: 'model', path: 'model', size: 0, files: 0 } as const;
    const digest = digestOf(left.shift() ?? OTHER);
    return [begun(), succeeded({ artifacts: { model: { ...model, digest } } })];
  });
  const run = async (given: Partial<RunRequest>, plan = planOf()) => {
    const { id } = await start(plan, { sha: 'c', ...given });
    await until(id);
    const row = (await store.runs.load(id))?.steps.find(({ key }) => key === 'train');
    const version = (await store.registry.ofRun(id))[0]?.version;
    return { id, row, version: version?.version ?? null, of: version?.run };
  };
  return {
    ...opened,
    run,
    later: (ms: number) => void (ahead += ms),
    trainings: () => host.order.filter((key) => key === 'train').length,
  };
}
const bridge = (run: string) => ({ type: 'tested', run, pull: 7 }) as const;

describe('a run of a merged commit', () => {
  test('takes over what the run of its pull request made, and registers that very version', async () => {
    const { run, trainings } = await open();
    const pull = await run({ hosted: PULL });
    const merged = await run({ hosted: MERGED, bridge: bridge(pull.id) });
    expect(merged.row).toMatchObject({
      cached: true,
      takenFrom: { run: pull.id, key: 'train' },
      artifacts: { model: { digest: digestOf(ONE) } },
    });
    expect([merged.version, merged.of]).toEqual([1, pull.id]);
    expect(trainings()).toBe(1);
  });

  test('prefers it to newer work of its own branch', async () => {
    const { run } = await open();
    const pull = await run({ hosted: PULL });
    const other = await run({ hosted: MERGED });
    const merged = await run({ hosted: MERGED, bridge: bridge(pull.id) });
    expect(merged.row?.takenFrom?.run).toBe(pull.id);
    expect(other.row?.takenFrom ?? null).toBe(null);
    expect([pull.version, other.version, merged.version]).toEqual([1, 2, 1]);
  });

  test('without such a run trains anew, though a pull request has made the same', async () => {
    const { run, trainings } = await open();
    const pull = await run({ hosted: PULL });
    const again = { type: 'again', pull: 7, because: 'it differs' } as const;
    const merged = await run({ hosted: MERGED, bridge: again });
    expect([trainings(), merged.version]).toEqual([2, 2]);
    expect(merged.row?.takenFrom ?? null).toBe(null);
    expect(pull.version).toBe(1);
  });

  test.each<[string, PlanStep]>([
    ['whose command is another', train({ action: { ...train().action, run: 'other' } as never })],
    ['that measures what that did not', train({ metrics: metricsOf() })],
  ])('trains anew a step %s', async (_title, step) => {
    const { run, trainings } = await open();
    const pull = await run({ hosted: PULL });
    await run({ hosted: MERGED, bridge: bridge(pull.id) }, planOf(step));
    expect(trainings()).toBe(2);
  });

  test('trains anew where that is older than the step allows', async () => {
    const { run, later, trainings } = await open();
    const plan = planOf(train({ cache: { maxAgeMs: DAY_MS } }));
    const pull = await run({ hosted: PULL }, plan);
    later(DAY_MS - 60_000);
    await run({ hosted: MERGED, bridge: bridge(pull.id) }, plan);
    expect(trainings()).toBe(1);
    later(120_000);
    await run({ hosted: MERGED, bridge: bridge(pull.id) }, plan);
    expect(trainings()).toBe(2);
  });

  test('trains anew where that failed, or where nothing is kept of it', async () => {
    const { run, host, trainings } = await open();
    const trains = host.acts.get('train');
    host.acts.set('train', () => [begun(), failed()]);
    const pull = await run({ hosted: PULL });
    if (trains !== undefined) host.acts.set('train', trains);
    expect((await run({ hosted: MERGED, bridge: bridge(pull.id) })).row?.result).toBe('success');
    expect(trainings()).toBe(2);
    const gone = await run({ hosted: aPlace(901, { trust: 'protected' }), bridge: bridge('gone') });
    expect(gone.row?.result).toBe('success');
    expect(trainings()).toBe(3);
  });
});

function metricsOf() {
  return { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
}
