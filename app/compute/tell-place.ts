import type { Instance, Machine } from '../../runner-provisioner/machine/machine.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { MachinesDeps } from './machines-deps.ts';

type Telling = Pick<MachinesDeps, 'tell' | 'clock'>;

/** For people, beside the step that waits. */
export async function tellWait(
  { tell, clock }: Telling,
  { run, key, attempt }: AttemptId,
  text: string,
): Promise<void> {
  const on = { for: 'machine', text, url: null } as const;
  await tell(run, { type: 'attempt.waits', key, attempt, on, seenAt: clock.now() });
}

/** Which machine it will be, before it is there: it costs from now on. */
export async function tellPlace(
  telling: Telling,
  { attempt: of }: Pick<Machine, 'attempt'>,
  { id, type, region, zone, market, usdHour }: Instance,
): Promise<void> {
  const { key, attempt, run } = of;
  const on = { instance: id, type, region, zone, market, usdHour };
  await telling.tell(run, { type: 'attempt.placed', key, attempt, on });
  await tellWait(telling, of, `its machine is starting: ${type}, ${market}, in ${zone}`);
}
