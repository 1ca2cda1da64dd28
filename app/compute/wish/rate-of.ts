import { isWithin } from '../../../runner-provisioner/spot/is-within.ts';
import type { MachineRequest } from '../../../runner-provisioner/machine/machine.ts';
import { chooseTypes, type Choice } from '../../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../../runner-provisioner/types/known-types.ts';
import type { Rate } from '../../costs/step-estimate.ts';
import { jobRunner } from '../../costs/job-runner.ts';
import { isList, type Json } from '../../domain/json.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from '../../domain/machine-policy.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { machineRequestOf } from './machine-request.ts';

type About = { readonly isPublic: boolean; readonly policy: MachinePolicy | null };

/** So many different wishes of a plan are looked up; those of more have no price but `max-price`. */
const MOST_WISHES = 200;

/** What the steps of a run on GitHub cost while they work. */
export function ratesInRun({ repository, machines }: HostedRun): (step: PlanStep) => Rate {
  const policy = machines === undefined ? DEFAULT_MACHINE_POLICY : machines;
  return ratesOf({ isPublic: repository.isPublic ?? true, policy });
}

/**
 * What steps cost while they work. Of machines by the table that comes with this version, as `plan` shows it: what they
 * will cost is known once they are started, and no cost is counted by it.
 */
export function ratesOf({ isPublic, policy }: About): (step: PlanStep) => Rate {
  const known = new Map<string, Rate>();
  return (step) => {
    const memoryBytes = step.resources?.memoryBytes ?? null;
    const order = machineRequestOf(step, { memoryBytes, interruptions: 0 });
    // Who names a runner gets that one, whatever `resources` say.
    if (order === null || !isNothing(step.runsOn)) {
      return { type: 'job', runsOn: jobRunner(step), isPublic };
    }
    // No machine is started for it at all.
    if (policy === null) return { type: 'hour', usd: 0, mostUsd: 0 };
    const { lifeMs: _, capacityTimeoutMs: __, ...wish } = order.asked;
    const name = JSON.stringify(wish);
    const rate = known.get(name) ?? machineRate(order.asked, policy, known.size < MOST_WISHES);
    known.set(name, rate);
    return rate;
  };
}

function machineRate(asked: MachineRequest, policy: MachinePolicy, isLookedUp: boolean): Rate {
  const limits = { types: policy.types, regions: [], imagesSince: null };
  const types = isLookedUp ? KNOWN_TYPES.types : [];
  const { candidates } = chooseTypes(asked, types, limits);
  return { type: 'hour', ...pricesOf(candidates, asked) };
}

function pricesOf(
  candidates: Choice['candidates'],
  { spot, maxPrice }: Pick<MachineRequest, 'spot' | 'maxPrice'>,
): { readonly usd: number | null; readonly mostUsd: number | null } {
  const within = (usd: number | null) => (usd !== null && isWithin(maxPrice, usd) ? [usd] : []);
  const bySpot = spot === 'never' ? [] : candidates.flatMap(({ usdHour }) => within(usdHour.spot));
  const onDemand =
    spot === 'require' ? [] : candidates.flatMap(({ usdHour }) => within(usdHour.onDemand));
  // Spot over all types is the first rung, then the cheapest on demand (`runner-provisioner/machine/ladder.ts`).
  const usual = bySpot.length > 0 ? bySpot : onDemand;
  const all = [...bySpot, ...onDemand];
  return {
    usd: usual.length === 0 ? null : Math.min(...usual),
    mostUsd: maxPrice ?? (all.length === 0 ? null : Math.max(...all)),
  };
}

function isNothing(runsOn: Json): boolean {
  return runsOn === null || (isList(runsOn) && runsOn.length === 0);
}
