import * as fc from 'fast-check';
import type { Instance, Machine } from '../../runner-provisioner/machine/machine.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { StoredExamples } from '../../app/domain/kept-examples.ts';
import type { HostedRun } from '../../app/domain/hosted.ts';
import type { AttemptRow } from '../../app/domain/run/run.ts';
import type { CostedRun } from '../../app/costs/costs-of-run.ts';
import type { NamedRun } from '../../app/costs/run-cost.ts';
import { aPlan, aStep as aPlanStep } from '../support/build-plan.ts';
import { aHeader, anAttempt, aStep } from '../support/rows.ts';
import { aPlace } from '../support/hosted.ts';
import { keptJudge } from '../support/a-judge.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** When all runs of the tests are looked at; they begin at 0. */
export const NOW = 30 * HOUR;

const STEPS = ['data', 'train', 'judge'] as const;
const price = fc.option(fc.double({ min: 0.001, max: 100, noNaN: true }), { nil: null });
const instant = fc.integer({ min: 0, max: NOW });

const instances: fc.Arbitrary<Instance> = fc.record(
  {
    id: fc.constant('i-1'),
    region: fc.constant('us-east-1'),
    zone: fc.constant('us-east-1a'),
    type: fc.constant('g5.xlarge'),
    market: fc.constantFrom('spot', 'on-demand'),
    image: fc.constant('ami-1'),
    usdHour: price,
    disk: fc.record({
      gib: fc.constant(100),
      iops: fc.constant(4000),
      mibps: fc.constant(250),
      usdHour: fc.record({ size: price, iops: price, throughput: price }),
    }),
  },
  { requiredKeys: ['id', 'region', 'zone', 'type', 'market', 'image', 'usdHour'] },
);

type Life = { readonly from: number; readonly ms: number };
const lives: fc.Arbitrary<Life> = fc.record({
  from: instant,
  ms: fc.oneof(fc.integer({ min: 0, max: 2 * HOUR }), fc.integer({ min: 0, max: NOW })),
});

const CODES = [
  undefined,
  'Client.UserInitiatedShutdown',
  'Server.SpotInstanceTermination',
  'Server.SpotInstanceShutdown',
] as const;

/** A machine of any sort, of this attempt. */
function machines(id: string, key: string, number: number): fc.Arbitrary<Machine> {
  const facts = fc.record({
    instance: fc.option(instances, { nil: null, freq: 9 }),
    life: fc.option(lives, { nil: null, freq: 9 }),
    isGone: fc.boolean(),
    endCode: fc.constantFrom(...CODES),
    isPublic: fc.constantFrom(undefined, true, false),
  });
  return facts.map(({ instance, life, isGone, endCode, isPublic }) =>
    aMachine({
      id,
      attempt: { run: 'r1', key, attempt: number },
      instance,
      ...(instance !== null && life !== null && { paidSince: life.from }),
      ...(isGone && {
        state: { type: 'gone', why: DONE },
        stateAt: Math.min((life?.from ?? 0) + (life?.ms ?? 0), NOW),
        ...(endCode !== undefined && { endCode }),
      }),
      ...(isPublic !== undefined && { isPublic }),
    }),
  );
}

const DONE = { type: 'done', isFinal: true, code: null, message: '' } as const;

export function aMachine(part: Partial<Machine> = {}): Machine {
  return {
    id: 'mlp-1',
    attempt: { run: 'r1', key: 'train', attempt: 1 },
    asked: {
      gpu: null,
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: null,
      spot: 'prefer',
      maxPrice: null,
      capacityTimeoutMs: 0,
      lifeMs: 0,
    },
    state: { type: 'running', runner: 1 },
    stateAt: 0,
    deadlineAt: 0,
    huntUntil: 0,
    instance: null,
    missedSince: null,
    expiresAt: 0,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
    ...part,
  };
}

const RUNS_ON = [
  null,
  'ubuntu-latest',
  'ubuntu-slim',
  'macos-15',
  'big',
  ['self-hosted', 'gpu'],
] as const;

type Tried = { readonly attempt: AttemptRow; readonly machines: readonly Machine[] };

function tries(key: string, number: number): fc.Arbitrary<Tried> {
  const times = fc.record({
    startedAt: fc.option(instant, { nil: null }),
    ms: fc.option(fc.integer({ min: 0, max: 3 * HOUR }), { nil: null }),
    count: fc.integer({ min: 0, max: 2 }),
  });
  return times.chain(({ startedAt, ms, count }) => {
    const endedAt = startedAt === null || ms === null ? null : Math.min(startedAt + ms, NOW);
    const attempt = anAttempt(key, { number, startedAt, endedAt });
    const ids = Array.from({ length: count }, (_, at) => `mlp-${key}-${number}-${at}`);
    const given = fc.tuple(...ids.map((id) => machines(id, key, number)));
    return given.map((all) => ({ attempt, machines: all }));
  });
}

/** A run of three steps, one of them in cells, each tried up to three times on whatever there is. */
export function runs(id = 'r1'): fc.Arbitrary<NamedRun> {
  const keys = ['data', 'train[seed=1]', 'train[seed=2]', 'judge'];
  const attempts = keys.map((key) =>
    fc.integer({ min: 0, max: 3 }).chain((count) => {
      const numbers = Array.from({ length: count }, (_, at) => at + 1);
      return fc.tuple(...numbers.map((number) => tries(key, number)));
    }),
  );
  const facts = fc.record({
    all: fc.tuple(...attempts).map((each) => each.flat()),
    runsOn: fc.array(fc.constantFrom(...RUNS_ON), { minLength: 3, maxLength: 3 }),
    place: fc.constantFrom(null, aPlace(), placeThat(true), placeThat(false)),
    dollars: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: null }),
    pipeline: fc.constantFrom('churn', 'ranker'),
    actor: fc.constantFrom(null, 'ada', 'grace'),
    createdAt: instant,
  });
  return facts.map(({ all, runsOn, place, dollars, ...named }) => ({
    header: aHeader({ id, ...named, ...(place !== null && { hosted: place }) }),
    plan: aPlan(STEPS.map((step, at) => aPlanStep(step, { runsOn: runsOn[at] ?? null }))),
    steps: keys.map((key) => rowOf(key, all, dollars)),
    attempts: all.map(({ attempt }) => attempt),
    machines: all.flatMap((each) => each.machines),
  }));
}

function placeThat(isPublic: boolean): HostedRun {
  const place = aPlace();
  return { ...place, repository: { ...place.repository, isPublic } };
}

function rowOf(
  key: string,
  all: readonly Tried[],
  dollars: number | null,
): CostedRun['steps'][number] {
  const last = all.filter(({ attempt }) => attempt.key === key).length;
  if (key !== 'judge' || dollars === null) return aStep(key, { attempt: last });
  const cost = { calls: 3, tokens: null, dollars, unsaid: dollars > 5 ? 1 : 0 };
  const examples: StoredExamples = {
    digest: digestOf('verdicts'),
    size: 1,
    rows: 3,
    format: 'csv',
    judge: { ...keptJudge(), cost },
  };
  return aStep(key, { attempt: last, examples });
}
