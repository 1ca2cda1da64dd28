import type { Runtime } from '../../../app/runtime/runtime.ts';
import type { Dice } from '../../doubles/ec2/state/dice.ts';
import { aPlan, aRequest, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';

const MINUTE = 60_000;

/** Starts one to three runs of one to three steps that each want a GPU, one run on a calm day, and gives their ids. */
export async function startRuns(
  runtime: Runtime,
  dice: Dice,
  { isCalm, steps: fixed }: { readonly isCalm: boolean; readonly steps?: number },
): Promise<readonly string[]> {
  const runs: string[] = [];
  const amount = isCalm ? 1 : 1 + Math.floor(dice.next() * 3);
  for (let at = 0; at < amount; at += 1) {
    const allotted = await runtime.allot(aPlace().repository.id);
    const amount = fixed ?? 1 + Math.floor(dice.next() * 3);
    const plan = aPlan(Array.from({ length: amount }, (_, step) => stepOf(step, dice)));
    await runtime.start(plan, aRequest({ ...allotted, sha: 'a'.repeat(40), hosted: aPlace() }));
    runs.push(allotted.id);
  }
  return runs;
}

function stepOf(at: number, dice: Dice) {
  const spot = (['prefer', 'require', 'never'] as const)[Math.floor(dice.next() * 3)] ?? null;
  const limits = { ...NO_RETRY.limits, 'spot-interruption': 2, infra: 1, capacity: 1 };
  return aStep(`s${at}`, {
    needs: at > 0 && dice.next() < 0.5 ? [`s${at - 1}`] : [],
    resources: {
      gpu: { type: [], count: 1, memoryBytes: null },
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: 'x86_64',
      spot,
      maxPrice: null,
    },
    clocks: {
      timeoutMs: 20 * MINUTE,
      queueTimeoutMs: 20 * MINUTE,
      deadlineMs: null,
      stallTimeoutMs: null,
      gracePeriodMs: MINUTE / 2,
    },
    retry: { ...NO_RETRY, limits },
  });
}
