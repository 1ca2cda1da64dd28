import { choosePools } from '../../../runner-provisioner/spot/choose-pools.ts';
import { isWithin } from '../../../runner-provisioner/spot/is-within.ts';
import type { MachineRequest } from '../../../runner-provisioner/machine/machine.ts';
import { chooseTypes, type Choice } from '../../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../../runner-provisioner/types/known-types.ts';
import type { Rate, StepRates } from '../../costs/step-estimate.ts';
import { jobRunner } from '../../costs/job-runner.ts';
import { isList, type Json } from '../../domain/json.ts';
import {
  DEFAULT_MACHINE_POLICY,
  DEFAULT_WAITING_COST,
  type MachinePolicy,
} from '../../domain/machine-policy.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RatedRun } from '../../runtime/costs/estimate-of-run.ts';
import { machineRequestOf } from './machine-request.ts';
import { spotFactsOf } from './spot-facts-of.ts';
import { waitingCostOf } from './waiting-cost-of.ts';

type About = {
  readonly isPublic: boolean;
  readonly policy: MachinePolicy | null;
  /** What an hour of waiting is worth, in US dollars; left out: as in a pull request. */
  readonly waitingUsdHour?: number;
};

/** So many different wishes of a plan are looked up; those of more have no price but `max-price`. */
const MOST_WISHES = 200;
/** So many steps are asked which market they will be on: with many checkpoints that takes some milliseconds. More are taken to be on spot. */
const MOST_CHOICES = 200;

/** What the steps of a run on GitHub cost while they work. */
export function ratesInRun({ trigger, hosted }: RatedRun): StepRates {
  const { repository, pull, machines: policy = DEFAULT_MACHINE_POLICY } = hosted;
  const waiting = policy && { waitingUsdHour: waitingCostOf({ trigger, pull }, policy) };
  return ratesOf({ isPublic: repository.isPublic ?? true, policy, ...waiting });
}

/**
 * What steps cost while they work, on the market that is chosen for how long they took before. Of machines by the table that
 * comes with this version, as `plan` shows it: what they will cost is known once they are started, and no cost is counted
 * by it.
 */
export function ratesOf({
  isPublic,
  policy,
  waitingUsdHour = (policy?.waitingCost ?? DEFAULT_WAITING_COST).pullRequest,
}: About): (step: PlanStep, before?: readonly number[]) => Rate {
  // No machine is started for it at all.
  const machines = policy === null ? () => FREE : machineRates(policy, waitingUsdHour);
  return (step, before = []) => {
    const memoryBytes = step.resources?.memoryBytes ?? null;
    const order = machineRequestOf(step, { memoryBytes, interruptions: 0 });
    // Who names a runner gets that one, whatever `resources` say.
    if (order === null || !isNothing(step.runsOn)) {
      return { type: 'job', runsOn: jobRunner(step), isPublic };
    }
    return machines({ step, asked: order.asked, before });
  };
}

const FREE: Rate = { type: 'hour', usd: 0, mostUsd: 0 };

type Asking = {
  readonly step: PlanStep;
  readonly asked: MachineRequest;
  readonly before: readonly number[];
};

function machineRates(policy: MachinePolicy, waitingUsdHour: number): (asking: Asking) => Rate {
  const known = new Map<string, Priced>();
  let choices = 0;
  return ({ step, asked, before }) => {
    const { lifeMs: _, capacityTimeoutMs: __, ...wish } = asked;
    const name = JSON.stringify(wish);
    const priced = known.get(name) ?? pricesOf(asked, policy, known.size < MOST_WISHES);
    known.set(name, priced);
    const { usual, onDemand, mostUsd } = priced;
    const isChosen = asked.spot === 'prefer' && before.length > 0 && choices < MOST_CHOICES;
    if (!isChosen) return { type: 'hour', usd: usual, mostUsd };
    choices += 1;
    const isOnDemand = isOnDemandFor(step, priced, { before, waitingUsdHour });
    return { type: 'hour', usd: isOnDemand ? onDemand : usual, mostUsd };
  };
}

type Priced = {
  readonly candidates: Choice['candidates'];
  /** On spot where it may be. */
  readonly usual: number | null;
  readonly onDemand: number | null;
  readonly mostUsd: number | null;
};

function pricesOf(asked: MachineRequest, policy: MachinePolicy, isLookedUp: boolean): Priced {
  const limits = { types: policy.types, regions: [], imagesSince: null };
  const { candidates } = chooseTypes(asked, isLookedUp ? KNOWN_TYPES.types : [], limits);
  const { spot, maxPrice } = asked;
  const within = (usd: number | null) => (usd !== null && isWithin(maxPrice, usd) ? [usd] : []);
  const bySpot = spot === 'never' ? [] : candidates.flatMap(({ usdHour }) => within(usdHour.spot));
  const onDemand =
    spot === 'require' ? [] : candidates.flatMap(({ usdHour }) => within(usdHour.onDemand));
  const all = [...bySpot, ...onDemand];
  return {
    candidates,
    usual: least(bySpot.length > 0 ? bySpot : onDemand),
    onDemand: least(onDemand),
    mostUsd: maxPrice ?? (all.length === 0 ? null : Math.max(...all)),
  };
}

function least(usd: readonly number[]): number | null {
  return usd.length === 0 ? null : Math.min(...usd);
}

/** As its machine will be asked for (`runner-provisioner/machine/hunt.ts`), for all that is known without what the App saw of spot. */
function isOnDemandFor(
  step: PlanStep,
  { candidates }: Priced,
  {
    before,
    waitingUsdHour,
  }: { readonly before: readonly number[]; readonly waitingUsdHour: number },
): boolean {
  const facts = spotFactsOf(step, { past: before, attempts: [], lost: 0, waitingUsdHour });
  const maxPrice = step.resources?.maxPrice ?? null;
  const choice = choosePools(facts, candidates, { maxPrice, seen: [], now: 0, isTrial: false });
  return choice?.best.market === 'on-demand';
}

function isNothing(runsOn: Json): boolean {
  return runsOn === null || (isList(runsOn) && runsOn.length === 0);
}
