import { Hono, type Context } from 'hono';
import { MachineRefusal, type MachineTalk } from '../../runtime/ports/hosted/machine-talk.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { ByteBudget } from '../../wire/byte-budget.ts';
import { visitOf } from '../../wire/visit.ts';
import { readForm } from './read-form.ts';
import { eventIn, helloIn, pollIn } from './read-message.ts';

export type MachineRoutesDeps = {
  readonly machines: MachineTalk;
  /** Room for what those send who have proved nothing yet. */
  readonly budget: ByteBudget;
  readonly log: Warn;
};

/** An identity document has some 2 kB, a list of GPUs less than one. */
const LARGEST_HELLO = 32 * 1024;
/** The end of a log. */
const LARGEST_MESSAGE = 160 * 1024;

/**
 * What machines talk to, mounted at `/api/machines`: forms in, lines of words out, so that a shell script can
 * (runner-provisioner/boot/user-data.sh). All but hello need the token that hello handed over, and are not read without it.
 */
export function machineRoutes(deps: MachineRoutesDeps): Hono {
  const { machines } = deps;
  const routes = new Hono();
  routes.onError((error, context) => answerError(deps, error, context));
  routes.post('/:machine/hello', async (context) => {
    const form = await readForm(context, { ...deps, most: LARGEST_HELLO });
    await machines.hello(idIn(context), helloIn(form));
    return context.text('ok\n');
  });
  routes.post('/:machine/poll', async (context) => {
    const id = await authorize(deps, context);
    const form = await readForm(context, { ...deps, most: LARGEST_MESSAGE });
    const lines = await machines.poll(id, pollIn(form));
    context.header('Cache-Control', 'no-store');
    return context.text(lines.map((line) => `${line}\n`).join(''));
  });
  routes.post('/:machine/event', async (context) => {
    const id = await authorize(deps, context);
    const form = await readForm(context, { ...deps, most: LARGEST_MESSAGE });
    await machines.event(id, eventIn(form));
    return context.body(null, 204);
  });
  return routes;
}

function idIn(context: Context): string {
  const id = context.req.param('machine') ?? '';
  if (/^mlp-[0-9a-z]{26}$/.test(id)) return id;
  throw new MachineRefusal('unknown', 'This is the name of no machine.');
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

const STATUS = { unknown: 403, later: 409, untrue: 403, unreadable: 400, crowded: 503 } as const;

function answerError({ log }: MachineRoutesDeps, error: Error, context: Context): Response {
  if (error instanceof MachineRefusal) {
    return context.text(`${error.message}\n`, STATUS[error.kind]);
  }
  log(`a request of a machine failed: ${error.message}`, {});
  return context.text('The app failed to answer; its log says why. Ask again.\n', 500);
}
