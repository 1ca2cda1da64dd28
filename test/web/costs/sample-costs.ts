import { costOfPart, sumCosts, type Cost } from '../../../app/costs/cost.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { aMachine } from '../../costs/costed-runs.ts';
import { aPlan, aStep as aPlanStep } from '../../support/build-plan.ts';
import { aHeader, anId, creation } from '../../support/rows.ts';
import { ACME, type TestPages } from '../open-pages.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const COSTS_PAGE = '/repos/acme/churn/costs';

const HOSTED = { repository: ACME, trust: 'writer', pull: null } as const;

/** A cost of a machine with its disk, and of GitHub's minutes; null: nobody knows what the machine cost. */
function aCost(machine: number | null, minutes: number): Cost {
  const parts = [
    costOfPart('machine', machine),
    costOfPart('disk', (machine ?? 1) * 0.03),
    costOfPart('address', 0),
    costOfPart('github-minutes', minutes * 0.006),
  ];
  return { ...sumCosts(parts), paidMs: 2 * HOUR, idleMs: 9 * MINUTE };
}

/** A run that is over, with what it cost. */
export async function paidRun(
  { store }: Pick<TestPages, 'store'>,
  at: number,
  named: { readonly pipeline: string; readonly actor?: string; readonly cost: Cost },
): Promise<RunHeader> {
  const { pipeline, actor = 'ada', cost } = named;
  // Beyond those that tests start.
  const number = 1000 + (await store.nextRunNumber(ACME.id));
  const header = aHeader({
    id: anId().toUpperCase(),
    number,
    pipeline,
    actor,
    hosted: HOSTED,
    status: 'succeeded',
    createdAt: at,
    startedAt: at,
    endedAt: at + 2 * HOUR,
    sha: '0123456789abcdef0123456789abcdef01234567',
  });
  const plan = aPlan([aPlanStep('train')], { pipeline });
  const saved = { type: 'plan.save', digest: header.plan, plan } as const;
  await store.commit([saved, creation(header)]);
  const steps = [{ step: 'train', attempts: 2, cost }];
  const { id: run, attempt } = header;
  await store.costs.keep(run, { run, number, attempt, pipeline, person: actor, at, steps });
  return header;
}

/** A month of three pipelines up to its 20th day, and two machines at work. */
export async function sampleCosts(test: TestPages, month: number): Promise<void> {
  for (let day = 0; day < 20; day += 1) {
    const at = month + day * DAY + 3 * HOUR;
    const wave = 1 + 0.4 * Math.sin(day);
    await paidRun(test, at, { pipeline: 'ranker-train', cost: aCost(18 * wave, 12) });
    await paidRun(test, at, { pipeline: 'judge', actor: 'grace', cost: aCost(7 * wave, 40) });
    if (day % 3 === 0) await paidRun(test, at, { pipeline: 'churn', cost: aCost(4, 25) });
  }
  await paidRun(test, month + 2 * DAY, { pipeline: 'penguins', cost: aCost(null, 3) });
}

/** Machines of a run that is not over: one at work and told of, one at work that idles, one that is asked for. */
export async function sampleMachines(test: TestPages, now: number): Promise<void> {
  const plan = aPlan([aPlanStep('train'), aPlanStep('score'), aPlanStep('more')], {
    pipeline: 'ranker-train',
  });
  const run = await test.startHosted(plan);
  const place = { region: 'us-east-1', zone: 'us-east-1a', image: 'ami-1' } as const;
  const disk = {
    gib: 100,
    iops: 3000,
    mibps: 125,
    usdHour: { size: 0.011, iops: 0, throughput: 0 },
  };
  const machines = [
    aMachine({
      id: 'mlp-01',
      attempt: { run: run.id, key: 'train', attempt: 1 },
      paidSince: now - 161 * MINUTE,
      isPublic: false,
      instance: { ...place, id: 'i-1', type: 'p4d.24xlarge', market: 'spot', usdHour: 11.57, disk },
    }),
    aMachine({
      id: 'mlp-02',
      attempt: { run: run.id, key: 'score', attempt: 1 },
      paidSince: now - 41 * MINUTE,
      instance: {
        ...place,
        id: 'i-2',
        type: 'g5.xlarge',
        market: 'on-demand',
        usdHour: 1.01,
        disk,
      },
    }),
    aMachine({
      id: 'mlp-03',
      attempt: { run: run.id, key: 'more', attempt: 1 },
      state: { type: 'requested' },
    }),
  ];
  await test.store.machines.save(machines.map((machine) => ({ machine, version: 0 })));
  for (const [id, text] of [
    ['mlp-01', '94,10240,22888,120.5;'],
    ['mlp-02', '3,1024,22888,25.1;'],
  ] as const) {
    await test.store.machines.tell(id, { usage: [{ at: now - 5000, text }] });
  }
}
