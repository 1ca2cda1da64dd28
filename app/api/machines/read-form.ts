import type { Context } from 'hono';
import { MachineRefusal } from '../../runtime/ports/hosted/machine-talk.ts';
import { gatherBody, type BodyLimits } from '../../wire/gather-body.ts';
import { visitOf } from '../../wire/visit.ts';
import { watchFlow } from '../../wire/watch-flow.ts';

/** The fields of a form (`application/x-www-form-urlencoded`), of which no more than `most` bytes are held. */
export async function readForm(
  context: Context,
  { most, budget, sender }: BodyLimits,
): Promise<URLSearchParams> {
  const { body: stream } = context.req.raw;
  if (stream === null) return new URLSearchParams();
  const { hangUp } = visitOf(context);
  const flow = watchFlow(stream, hangUp);
  const body = await gatherBody(flow, { most, budget, sender }).catch(() => {
    throw new MachineRefusal('unreadable', 'The message broke off.');
  });
  if (body.type === 'too-large') {
    throw new MachineRefusal('unreadable', `A machine’s message has at most ${most} bytes here.`);
  }
  if (body.type === 'crowded') throw new MachineRefusal('crowded', 'There is no room just now.');
  const text = new TextDecoder().decode(body.bytes);
  body.release();
  return new URLSearchParams(text);
}
