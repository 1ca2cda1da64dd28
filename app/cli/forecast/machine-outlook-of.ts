import { isWithin } from '../../../runner-provisioner/spot/is-within.ts';
import type { MachineRequest } from '../../../runner-provisioner/machine/machine.ts';
import { chooseTypes, type Choice } from '../../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../../runner-provisioner/types/known-types.ts';
import { nearestType } from '../../../runner-provisioner/types/nearest-type.ts';
import { machineRequestOf } from '../../compute/wish/machine-request.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { MachinePolicy } from '../../domain/machine-policy.ts';
import type { PastDuration } from '../../runtime/ports/history.ts';
import type { MachineOutlook, StepOutlook } from '../../reports/view/machine-outlook.ts';
import { foreseeMarket } from './foresee-market.ts';

/** What machines steps could get, by the table that comes with this version; null: no step asks for one. */
export function machineOutlookOf(
  planned: readonly PlanStep[],
  policy: Pick<MachinePolicy, 'types' | 'reservations' | 'waitingCost'>,
  durations: ReadonlyMap<string, Pick<PastDuration, 'ms'>> = new Map(),
): MachineOutlook | null {
  const { region, onDemandAt, spotAt } = KNOWN_TYPES;
  const steps = planned.flatMap(
    (step) => outlookOf(step, policy, durations.get(step.id)?.ms ?? null) ?? [],
  );
  return steps.length === 0 ? null : { region, onDemandAt, spotAt, steps };
}

function outlookOf(
  step: PlanStep,
  { types, reservations = [], waitingCost }: Parameters<typeof machineOutlookOf>[1],
  lastMs: number | null,
): StepOutlook | null {
  const memoryBytes = step.resources?.memoryBytes ?? null;
  const order = machineRequestOf(step, { memoryBytes, interruptions: 0 });
  if (order === null) return null;
  const { reservation } = order.asked;
  const choice = chooseTypes(order.asked, KNOWN_TYPES.types, {
    types,
    regions: [],
    imagesSince: null,
  });
  const fellOut = choice.fellOut.filter(isOfItsSort);
  const market = foreseeMarket(step, choice.candidates, {
    lastMs,
    ...(waitingCost !== undefined && { waitingCost }),
  });
  const nearest = choice.candidates.length === 0 ? nearestType(fellOut) : null;
  return {
    step: step.id,
    spot: order.asked.spot,
    ...(market !== null && { market }),
    ...(reservation !== undefined && {
      reservation: { id: reservation, isAllowed: reservations.includes(reservation) },
    }),
    candidates: choice.candidates.map((each) => candidateOf(each, order.asked)),
    fellOut: countLacks(fellOut),
    nearest: nearest === null ? null : { type: nearest.type, has: wordsOf(nearest) },
  };
}

/** A market above `max-price` is not asked for, and has no price here. */
function candidateOf(
  { type, usdHour: { onDemand, spot } }: Choice['candidates'][number],
  { maxPrice }: Pick<MachineRequest, 'maxPrice'>,
) {
  return {
    type,
    onDemand: isWithin(maxPrice, onDemand) ? onDemand : null,
    spot: isWithin(maxPrice, spot) ? spot : null,
  };
}

type FellOut = Choice['fellOut'][number];

/** That machines without a GPU have none is no news. */
function isOfItsSort({ lacks }: FellOut): boolean {
  return lacks.every(({ of }) => of !== 'gpu' && of !== 'no-gpus');
}

function countLacks(fellOut: readonly FellOut[]): StepOutlook['fellOut'] {
  const firsts = fellOut.flatMap(({ lacks }) => lacks.slice(0, 1));
  const groups = Map.groupBy(firsts, ({ of }) => of);
  return [...groups].map(([lack, those]) => ({ lack, types: those.length }));
}

function wordsOf({ lacks }: FellOut): readonly string[] {
  return lacks.map(({ why }) => why);
}
