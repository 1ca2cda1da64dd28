import type { Plan } from '../../app/domain/plan.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { RepositoryRef } from '../../app/domain/hosted.ts';
import type { RunStatus } from '../../app/domain/statuses.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aPlan, aStep as planned } from '../../test/support/build-plan.ts';
import { aHeader, anAttempt, aStep, creation } from '../../test/support/rows.ts';

const STEPS = ['ingest', 'validate', 'features', 'train', 'evaluate', 'register'] as const;
const MORE = ['report', 'publish', 'notify', 'clean'] as const;
const KEYS = [...STEPS, ...MORE];
/** Runs that are written together. */
const TOGETHER = 250;
const MINUTE = 60_000;
const CELLS = 300;

export type Filling = {
  readonly store: Store;
  readonly repositories: readonly RepositoryRef[];
  readonly runs: number;
  readonly now: number;
};

/** Runs of ten steps each that are over, one a minute, of the repositories in turns. */
export async function fillStore({ store, repositories, runs, now }: Filling): Promise<void> {
  const plan = planOf(KEYS);
  const digest = digestOf(JSON.stringify(plan));
  await store.commit([{ type: 'plan.save', digest, plan }]);
  for (let first = 0; first < runs; first += TOGETHER) {
    const changes = Array.from({ length: Math.min(TOGETHER, runs - first) }, (_, at) => {
      const number = first + at + 1;
      const repository = repositories[number % repositories.length];
      const createdAt = now - (runs - number) * MINUTE;
      const header = aHeader({
        number,
        plan: digest,
        createdAt,
        startedAt: createdAt,
        endedAt: createdAt + MINUTE,
        status: STATUSES[number % STATUSES.length] ?? 'succeeded',
        sha: digestOf(`commit ${number}`).slice(7, 47),
        ref: `refs/heads/branch-${number % 40}`,
        actor: `person-${number % 25}`,
        trigger: 'push',
        ...(repository !== undefined && { hosted: { repository, trust: 'writer', pull: null } }),
      });
      const steps = KEYS.map((key, order) =>
        aStep(key, { order, state: 'over', result: 'success', metrics: metricsOf(key, number) }),
      );
      return creation(header, { steps });
    });
    await store.commit(changes);
  }
}

const STATUSES: readonly RunStatus[] = [
  'succeeded',
  'succeeded',
  'failed',
  'succeeded',
  'rejected',
];

function metricsOf(key: string, seed: number): Readonly<Record<string, number>> {
  return key === 'evaluate' ? { auc: 0.9 + (seed % 97) / 1000, loss: 0.3 } : {};
}

function planOf(keys: readonly string[]): Plan {
  const metrics = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: ['loss'] };
  return aPlan(
    keys.map((key, at) =>
      planned(key, {
        needs: at === 0 ? [] : [keys[at - 1] ?? ''],
        ...(key === 'evaluate' && { metrics }),
      }),
    ),
  );
}

/** A run with a sweep of 300 cells; gives its id. */
export async function addSweep({ store, repositories, now }: Filling): Promise<string> {
  const metrics = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
  const cells = Array.from({ length: CELLS }, (_, at) => ({
    lr: 10 ** -(1 + (at % 6)),
    depth: 2 + (Math.floor(at / 6) % 5),
    seed: 1 + Math.floor(at / 30),
  }));
  const matrix = { cells: { type: 'static', cells } as const, maxParallel: null, failFast: false };
  const plan = aPlan([
    planned('ingest'),
    planned('sweep', { needs: ['ingest'], metrics, matrix }),
    planned('evaluate', { needs: ['sweep'], metrics }),
  ]);
  const digest = digestOf(JSON.stringify(plan));
  const rows = cells.map((cell, order) => {
    const key = `sweep[lr=${cell.lr},depth=${cell.depth},seed=${cell.seed}]`;
    const measured = { auc: 0.8 + ((order * 37) % 100) / 1000 };
    const times = { startedAt: now + order * 1000, endedAt: now + order * 1000 + MINUTE };
    const over = { state: 'over', result: 'success', attempt: 1, metrics: measured } as const;
    return {
      step: { ...aStep(key, { order, ...over, ...times }), role: 'cell' as const, cell },
      attempt: anAttempt(key, { status: 'succeeded', ...times }),
    };
  });
  const [repository] = repositories;
  const header = aHeader({
    number: 10_000_000,
    plan: digest,
    createdAt: now,
    startedAt: now,
    endedAt: now + 10 * MINUTE,
    status: 'succeeded',
    sha: 'f'.repeat(40),
    ref: 'refs/heads/sweep',
    ...(repository !== undefined && { hosted: { repository, trust: 'writer', pull: 7 } }),
  });
  const single = (key: string, order: number) =>
    aStep(key, { order, state: 'over', result: 'success', metrics: metricsOf(key, 1) });
  const group = { ...single('sweep', 0), role: 'group' as const };
  await store.commit([
    { type: 'plan.save', digest, plan },
    creation(header, {
      steps: [
        single('ingest', -1),
        group,
        ...rows.map(({ step }) => step),
        single('evaluate', 9999),
      ],
      attempts: rows.map(({ attempt }) => attempt),
    }),
  ]);
  return header.id;
}
