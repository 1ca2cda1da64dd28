import { Hono, type Context } from 'hono';
import { MachineRefusal, type MachineTalk } from '../../runtime/ports/hosted/machine-talk.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { ByteBudget } from '../../wire/byte-budget.ts';
import { RateLimit } from '../../wire/rate-limit.ts';
import { visitOf } from '../../wire/visit.ts';
import { printable } from '../../../text/printable.ts';
import { readForm } from './read-form.ts';
import { eventIn, helloIn, pollIn } from './read-message.ts';

export type MachineRoutesDeps = {
  readonly machines: MachineTalk;
  /** Room for what those send who have proved nothing yet. */
  readonly budget: ByteBudget;
  readonly log: Warn;
  readonly clock: Pick<Clock, 'now'>;
};

/** An identity document has some 2 kB. */
const LARGEST_HELLO = 16 * 1024;
const LARGEST_POLL = 16 * 1024;
/** 60 kB from the end of a log, each byte up to three in a form. */
const LARGEST_EVENT = 192 * 1024;
/** Of all machines together: as many of the largest as start in a bad minute. */
const MACHINES_BYTES = 16 * 1024 * 1024;
/** A machine asks every ten seconds until it is heard. Its proof costs time to check, and who knows its name may try. */
const HELLOS = { perMs: 60_000, each: 30, all: 3000 };
/** One that waits for its job asks twenty times. */
const MESSAGES = { perMs: 60_000, each: 240, all: 100_000 };
/** Whoever can reach the app can be refused, and must not fill its log. */
const REFUSED_LINES = { perMs: 60_000, each: 60, all: 60 };

/**
 * What machines talk to, mounted at `/api/machines`: forms in, lines of words out, so that a shell script can
 * (runner-provisioner/boot/user-data.sh). All but hello need the token that hello handed over, and are not read without it; hello is
 * not read where no machine of that name is expected.
 */
export function machineRoutes(deps: MachineRoutesDeps): Hono {
  const { machines, clock } = deps;
  const hellos = new RateLimit(clock, HELLOS);
  const messages = new RateLimit(clock, MESSAGES);
  const budget = new ByteBudget(MACHINES_BYTES);
  const authorized = async (context: Context): Promise<string> => {
    const id = await authorize(deps, context);
    if (!messages.take(id)) throw tooOften();
    return id;
  };
  const routes = new Hono();
  routes.onError(errorAnswer(deps));
  routes.post('/:machine/hello', async (context) => {
    const id = idIn(context);
    if (!(await machines.isExpected(id))) throw notThere();
    if (!hellos.take(id)) throw tooOften();
    const { sender } = visitOf(context);
    const limits = { most: LARGEST_HELLO, budget: deps.budget, sender };
    await machines.hello(id, helloIn(await readForm(context, limits)));
    return context.text('ok\n');
  });
  routes.post('/:machine/poll', async (context) => {
    const id = await authorized(context);
    const form = await readForm(context, { most: LARGEST_POLL, budget, sender: id });
    const lines = await machines.poll(id, pollIn(form));
    context.header('Cache-Control', 'no-store');
    return context.text(lines.map((line) => `${line}\n`).join(''));
  });
  routes.post('/:machine/event', async (context) => {
    const id = await authorized(context);
    const form = await readForm(context, { most: LARGEST_EVENT, budget, sender: id });
    await machines.event(id, eventIn(form));
    return context.body(null, 204);
  });
  return routes;
}

function idIn(context: Context): string {
  const id = context.req.param('machine') ?? '';
  if (/^mlp-[0-9a-z]{26}$/.test(id)) return id;
  throw notThere();
}

async function authorize({ machines }: MachineRoutesDeps, context: Context): Promise<string> {
  const id = idIn(context);
  const token = /^Bearer ([!-~]{20,200})$/.exec(context.req.header('authorization') ?? '')?.[1];
  if (token === undefined || !(await machines.isToken(id, token))) {
    throw new MachineRefusal('unknown', 'Whoever asks may not speak for this machine.');
  }
  visitOf(context).vouch(id);
  return id;
}

function notThere(): MachineRefusal {
  return new MachineRefusal('unknown', 'No machine of that name is expected.');
}

function tooOften(): MachineRefusal {
  return new MachineRefusal('crowded', 'That was too often; ask again in a minute.');
}

const STATUS = { unknown: 403, later: 409, untrue: 403, unreadable: 400, crowded: 503 } as const;
/** The same for a machine that is not there, one that is another's, and a proof that proves nothing. */
const FORBIDDEN = 'Whoever asks may not speak for this machine; the log of the app says why.';

function errorAnswer({ log, clock }: MachineRoutesDeps) {
  const lines = new RateLimit(clock, REFUSED_LINES);
  return (error: Error, context: Context): Response => {
    if (!(error instanceof MachineRefusal)) {
      log(`a request of a machine failed: ${error.message}`, {});
      return context.text('The app failed to answer; its log says why. Ask again.\n', 500);
    }
    const status = STATUS[error.kind];
    if (status !== 403) return context.text(`${error.message}\n`, status);
    if (lines.take('all')) log(`a machine was refused: ${printable(error.message)}`, {});
    return context.text(`${FORBIDDEN}\n`, status);
  };
}
