import { expect, test, vi } from 'vitest';
import {
  classOf,
  type Ec2Error,
  type ErrorClass,
} from '../../runner-provisioner/ec2/error-classes.ts';
import {
  adviceForRefusal,
  wordsForRefusal,
} from '../../runner-provisioner/ec2/words-for-refusal.ts';
import { answerLaunch } from '../../runner-provisioner/machine/answer-launch.ts';
import { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import type { Act } from '../../runner-provisioner/machine/decision.ts';
import { Instances } from '../../runner-provisioner/machine/instances.ts';
import type { Machine, MachineRequest, Rung } from '../../runner-provisioner/machine/machine.ts';
import { reconcile } from '../../runner-provisioner/reconcile.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import type { Refusal } from '../doubles/ec2/http/limits/refusals.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import { CODES } from './error-codes.ts';
import { openSkyScene, type SkyScene } from './open-test-sky.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ATTEMPT = { run: 'r1', key: 'train', attempt: 1 };
const ASKED: MachineRequest = {
  gpu: { models: ['a10g'], count: 1, memoryBytes: null },
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 3 * 60 * MINUTE,
  lifeMs: 60 * MINUTE,
};

/** What a refusal of spot leads to: what the machine asks for next, and after how long; or how its attempt ends. */
const NEXT: Readonly<Record<ErrorClass, string>> = {
  capacity: 'on-demand after 0 s',
  unknown: 'on-demand after 0 s',
  quota: 'on-demand after 0 s',
  'market-off': 'on-demand after 0 s',
  transient: 'spot after 2 s',
  adopt: 'spot after 2 s',
  eventual: 'spot after 10 s',
  'account-wait': 'spot after 3600 s',
  denied: 'ends',
  fatal: 'ends',
};
const SCP =
  'not authorized to perform: ec2:CreateFleet with an explicit deny in a service control policy';
const IAM =
  'Value (x) for parameter iamInstanceProfile is invalid. Invalid IAM Instance Profile name';
const CASES: readonly (readonly [Ec2Error, ErrorClass])[] = [
  ...CODES.map(([code, kind]) => [{ code, message: 'EC2 says so.', status: null }, kind] as const),
  [{ code: 'UnauthorizedOperation', message: SCP, status: null }, 'denied'],
  [{ code: 'InvalidParameterValue', message: IAM, status: null }, 'eventual'],
];

/** What comes as an answer of a status that leaves open whether anything was done. */
const AMBIGUOUS = /^(?:ServiceUnavailable|Unavailable|InternalError|InternalFailure)$/;
/** What the SDK says itself when no answer came: EC2 never throws these. */
const UNANSWERED = /^E[A-Z_]+$|^TimeoutError$/;

async function openScene(): Promise<SkyScene & { readonly sky: Sky }> {
  // Each answer counts, also those that the SDK would ask again for.
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  const scene = await openSkyScene();
  return { ...scene, sky: await scene.open({ types: ['g5.xlarge'] }) };
}

test('each refusal that EC2 throws leads to what its class has', async () => {
  const scene = await openScene();
  const thrown = CASES.filter(([{ code }]) => !UNANSWERED.test(code));
  const told: string[] = [];
  for (const [error] of thrown) {
    const { code, message } = error;
    told.push(
      `${code} ${await nextAfter(scene, error, { code, message, status: statusOf(code) })}`,
    );
  }
  const meant = thrown.map(([{ code }, kind]) => {
    // Looked for by its tag for a minute before it is asked for again.
    return `${code} ${AMBIGUOUS.test(code) ? 'spot after 60 s' : NEXT[kind]}`;
  });
  expect(told).toEqual(meant);
});

test('each refusal inside of a fleet’s answer leads to what its class has', async () => {
  const scene = await openScene();
  const told: string[] = [];
  for (const [error] of CASES) {
    const refusal = { page: fleetWithout(error), status: 200 };
    told.push(`${error.code} ${await nextAfter(scene, error, refusal)}`);
  }
  expect(told).toEqual(CASES.map(([{ code }, kind]) => `${code} ${NEXT[kind]}`));
});

/** EC2 throttles with 503: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
function statusOf(code: string): number {
  return AMBIGUOUS.test(code) || /Throttl|RequestLimit|SlowDown/.test(code) ? 503 : 400;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleetError.html */
function fleetWithout({ code, message }: Ec2Error): string {
  const items = ['a', 'b'].map(
    (zone) =>
      `<item><errorCode>${code}</errorCode><errorMessage>${message}</errorMessage><lifecycle>spot</lifecycle>` +
      `<launchTemplateAndOverrides><overrides><instanceType>g5.xlarge</instanceType>` +
      `<availabilityZone>us-east-1${zone}</availabilityZone></overrides></launchTemplateAndOverrides></item>`,
  );
  return (
    '<CreateFleetResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>' +
    `<fleetId>fleet-1</fleetId><errorSet>${items.join('')}</errorSet></CreateFleetResponse>`
  );
}

/** Asks EC2 for spot, which refuses, and gives what the next sweeps do. */
async function nextAfter(
  { sky, ec2, clock }: SkyScene & { readonly sky: Sky },
  error: Ec2Error,
  refusal: Refusal,
): Promise<string> {
  // So often may it be asked.
  clock.advance(SECOND);
  const { candidates } = sky.choose(ASKED, NO_MACHINE_LIMITS);
  const pools = candidates.flatMap(({ region, type, zones, family }) =>
    zones.map((zone) => ({ region, type, zone, family, market: 'spot' as const })),
  );
  const rung: Rung = { region: 'us-east-1', market: 'spot', pools };
  const machine = aLaunch(rung);
  ec2.refusals.rule({ operation: 'CreateFleet', refusal });
  const answer = await sky.launch({
    machine: machine.id,
    attempt: ATTEMPT,
    name: 'acme/churn churn/train',
    token: `${machine.id}-1`,
    rung,
    asked: ASKED,
    expiresAt: machine.expiresAt,
    trust: 'trusted',
    tags: {},
  });
  const decided = answerLaunch(machine, answer, NOON);
  const end = decided.acts.find((act) => act.type === 'end-attempt');
  if (end !== undefined) return endOf(end, error);
  const closed = new ClosedPools();
  for (const act of decided.acts) if (act.type === 'close') closed.close(act.closing, NOON);
  for (let now = NOON; now <= NOON + 2 * 60 * MINUTE; now += SECOND) {
    const seen = {
      instances: new Instances([]),
      seenAt: now,
      candidates: () => candidates,
      whyNone: () => null,
      pools: [],
      closed,
    };
    const wanted = [
      { attempt: ATTEMPT, asked: ASKED, mayBeSpot: true, spot: null, fresh: 'mlp-2' },
    ];
    const { acts } = reconcile(wanted, [decided.machine], { seen, now });
    const launch = acts.find((act) => act.type === 'launch');
    if (launch !== undefined) return `${launch.rung.market} after ${(now - NOON) / SECOND} s`;
  }
  return 'never';
}

/** Cause, then what to do. */
function endOf({ why }: Extract<Act, { type: 'end-attempt' }>, error: Ec2Error): string {
  const words = wordsForRefusal(error, classOf(error));
  const isWhole =
    words.includes(error.code) && words.endsWith(adviceForRefusal(error, classOf(error)));
  return isWhole && why.message === words ? 'ends' : `ends: ${why.message}`;
}

function aLaunch(rung: Rung): Machine {
  return {
    id: 'mlp-1',
    attempt: ATTEMPT,
    asked: ASKED,
    state: { type: 'launching', ask: 1, rung },
    stateAt: NOON,
    deadlineAt: NOON + 3 * MINUTE,
    huntUntil: NOON + ASKED.capacityTimeoutMs,
    instance: null,
    missedSince: null,
    expiresAt: NOON + ASKED.capacityTimeoutMs + ASKED.lifeMs,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
  };
}
