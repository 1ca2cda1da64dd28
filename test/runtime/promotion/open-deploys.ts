import { onTestFinished } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { Freeze } from '../../../app/domain/model.ts';
import type { Plan, PlanStep } from '../../../app/domain/plan.ts';
import type { RunRequest, StepRow } from '../../../app/domain/run/run.ts';
import type { NewEvent, RuntimeDeps } from '../../../app/runtime/runtime.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime, type TestRuntime } from '../../support/open-runtime.ts';
import { realClock } from '../../support/real-clock.ts';
import { begun, stays, succeeded } from '../../support/script-host.ts';

const HOUR_MS = 3_600_000;
const outputs = { model: { type: 'model', path: 'model', optional: false } } as const;
const from = { type: 'output', step: 'train', name: 'model' } as const;
/** One for each run of a test. */
const MODELS = Array.from({ length: 9 }, (_, at) =>
  encodeManifest({ format: 1, single: false, entries: [{ path: `p${at}`, type: 'dir' }] }),
);

const registers = (id: string, model: string) =>
  aStep(id, {
    needs: ['train'],
    action: { type: 'register', register: { model, metrics: null, alias: null, from } },
  });
export const deploy = (given: Partial<PlanStep> = {}, alias = 'production'): PlanStep =>
  aStep('deploy', { needs: ['register'], promote: [{ from: 'register', alias }], ...given });
export const planOf = (last: PlanStep = deploy()): Plan =>
  aPlan([
    aStep('train', { outputs }),
    registers('register', 'churn'),
    registers('other', 'fraud'),
    last,
  ]);

/** What somebody says of `deploy`; `evidence`: on GitHub, which is asked again before it starts. */
export function approved(given: { readonly evidence?: true } = {}): ApprovalDecided {
  const decided = { type: 'approval.decided', key: 'deploy', decision: 'approved' } as const;
  const who = { by: 'cat', byId: 3, standsFor: null, comment: null } as const;
  if (given.evidence === undefined) return { ...decided, ...who };
  const seen = digestOf('seen');
  return {
    ...decided,
    ...who,
    evidence: {
      bound: { report: seen, artifacts: seen, grants: seen, meaning: seen },
      binds: seen,
      surface: 'page',
      review: null,
      permission: 'write',
      standsFor: null,
      bases: [],
      atLeast: 1,
      saidAt: Date.now(),
      heldAt: 0,
    },
  };
}
type ApprovalDecided = Extract<NewEvent, { type: 'approval.decided' }>;

export type Deploys = TestRuntime & {
  readonly later: (ms: number) => void;
  readonly run: (plan?: Plan, given?: Partial<RunRequest>) => Promise<string>;
  readonly row: (run: string, key?: string) => Promise<StepRow | undefined>;
  /** Works until the row is like this. */
  readonly untilRow: (run: string, holds: (row: StepRow) => boolean) => Promise<void>;
  /** A run whose `deploy` has begun and does not end by itself. */
  readonly deploying: (plan?: Plan, given?: Partial<RunRequest>) => Promise<string>;
  readonly ends: (run: string) => Promise<void>;
  readonly production: (scope?: string) => Promise<number | null>;
  readonly freeze: (given?: Partial<Freeze>) => Promise<void>;
  readonly unfreeze: () => Promise<void>;
};

/** Runs of a protected branch of one repository, all of which register a model; `later` moves the clock on. */
export async function openDeploys(given: Partial<RuntimeDeps> = {}): Promise<Deploys> {
  let ahead = 0;
  const clock = { ...realClock, now: () => realClock.now() + ahead };
  const opened = await openRuntime({ scope: 'all', clock, ...given });
  const { store, host, blobs, runtime, until } = opened;
  onTestFinished(() => store.close());
  for (const model of MODELS) await blobs.putBytes(model);
  const left = [...MODELS];
  host.acts.set('train', () => {
    const model = left.shift() ?? new Uint8Array();
    const artifact = { type: 'model', path: 'model', size: 0, files: 0 } as const;
    const artifacts = { model: { ...artifact, digest: digestOf(model) } };
    return [begun(), succeeded({ artifacts })];
  });
  const row = async (run: string, key = 'deploy') =>
    (await store.runs.load(run))?.steps.find((each) => each.key === key);
  const run = async (plan = planOf(), given: Partial<RunRequest> = {}) => {
    const hosted = aPlace(900, { trust: 'protected' });
    const { id } = await opened.start(plan, { hosted, ...given });
    return id;
  };
  const untilRow: Deploys['untilRow'] = async (id, holds) => {
    await until(id, async () => {
      const found = await row(id);
      return found !== undefined && holds(found);
    });
  };
  const set = async (freeze: Freeze | null) => {
    const before = await store.registry.freeze('churn', '900');
    const change = { type: 'model.freeze', model: 'churn', before, scope: '900' } as const;
    const { type } = await store.commit([{ ...change, freeze, at: clock.now() }]);
    if (type !== 'committed') throw new Error(type);
  };
  return {
    ...opened,
    row,
    run,
    untilRow,
    later: (ms) => void (ahead += ms),
    deploying: async (...asked) => {
      host.acts.set('deploy', stays);
      const id = await run(...asked);
      await untilRow(id, ({ state }) => state === 'running');
      host.acts.delete('deploy');
      return id;
    },
    ends: async (id) => {
      await runtime.report({ run: id, key: 'deploy', attempt: 1 }, succeeded());
      await until(id);
    },
    production: async (scope = '900') =>
      (await store.registry.alias('churn', 'production', scope))?.version ?? null,
    freeze: (given = {}) => {
      const at = clock.now();
      const who = { by: 'ada', byId: 5, reason: null } as const;
      return set({ model: 'churn', at, until: at + HOUR_MS, ...who, ...given });
    },
    unfreeze: () => set(null),
  };
}
