import type { Instance, Machine } from '../../runner-provisioner/machine/machine.ts';
import { momentText } from '../reports/words/moment-text.ts';
import { spotWords } from '../reports/words/spot-words.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { MachinesDeps } from './machines-deps.ts';

type Telling = Pick<MachinesDeps, 'tell'> & { readonly clock: Pick<MachinesDeps['clock'], 'now'> };

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
  machine: Pick<Machine, 'attempt' | 'asked' | 'tried' | 'choice'>,
  instance: Instance,
): Promise<void> {
  const { key, attempt, run } = machine.attempt;
  const { id, type, region, zone, market, usdHour, reservation, until } = instance;
  const because = machine.choice === undefined ? null : spotWords(machine.choice, market);
  const on = {
    instance: id,
    type,
    region,
    zone,
    market,
    usdHour,
    ...(reservation !== undefined && { reservation }),
    ...(because !== null && { because }),
  };
  await telling.tell(run, { type: 'attempt.placed', key, attempt, on });
  const room = reservation === undefined ? market : `in ${reservation}`;
  const text = `its machine is starting: ${type}, ${room}, in ${zone}${besideReservation(machine, instance)}${endOfBlock(until)}${because === null ? '' : ` (${because})`}`;
  await tellWait(telling, machine.attempt, text);
}

/** The step is told to save ten minutes before its machine goes (`runner-provisioner/boot/user-data.sh`). */
function endOfBlock(until: Instance['until']): string {
  if (until === undefined) return '';
  return `; its Capacity Block ends, and stops the step at ${momentText(until - SAVES_MS)}`;
}

const SAVES_MS = 600_000;

/** Whoever reserved room and does not get it wants to know why. */
function besideReservation(
  { asked, tried }: Pick<Machine, 'asked' | 'tried'>,
  given: Pick<Instance, 'reservation'>,
): string {
  if (asked.reservation === undefined || given.reservation !== undefined) return '';
  const code = tried.findLast(({ reservation }) => reservation !== undefined)?.code;
  return `; not in ${asked.reservation}${code === undefined ? '' : `: ${code}`}`;
}
