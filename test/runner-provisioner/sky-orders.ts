import type { CreateFleetRequest } from '@aws-sdk/client-ec2';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import { ladderFor } from '../../runner-provisioner/machine/ladder.ts';
import type { MachineRequest, Rung } from '../../runner-provisioner/machine/machine.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import type { Ec2 } from '../doubles/ec2/open-ec2.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const DENIED = { code: 'UnauthorizedOperation', status: 403 };

export const GPU = { models: ['a10g'], count: 1, memoryBytes: null };
export const ASKED: MachineRequest = {
  gpu: GPU,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 0,
  lifeMs: 0,
};

export function firstRung(sky: Sky, asked: MachineRequest = ASKED): Rung {
  const { candidates } = sky.choose(asked, NO_MACHINE_LIMITS);
  const closed = { isClosed: () => false };
  const [rung] = ladderFor(asked, candidates, {
    closed,
    now: NOON,
    mayBeSpot: true,
    choices: new Map(),
  });
  if (rung === undefined) throw new Error('Nothing fits.');
  return rung;
}

export const orderOf = (rung: Rung, token: string, asked: MachineRequest = ASKED): LaunchOrder => ({
  machine: 'mlp-01',
  attempt: { run: 'r1', key: 'train', attempt: 1 },
  name: 'acme/churn churn/train',
  token,
  rung,
  asked,
  expiresAt: NOON + HOUR,
  trust: 'trusted',
  tags: { pipeline: 'churn' },
});

export const sent = (ec2: Ec2, operation: string) =>
  ec2.requests.of(operation).map(({ input }) => input as Record<string, never>);

export const overridesOf = (ec2: Ec2) =>
  ec2.requests
    .of('CreateFleet')
    .flatMap(({ input }) => (input as CreateFleetRequest).LaunchTemplateConfigs ?? [])
    .flatMap(({ Overrides }) => Overrides ?? []);
