import type { EndedReport } from '../../schemas/attempt-report.generated.ts';
import type { EndReason } from '../../runner-provisioner/machine/machine.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { MachinesDeps } from './machines-deps.ts';

type Outcome = EndedReport['outcome'];

/** How an attempt ends that has lost its machine, or gets none. */
const ENDS: Readonly<Record<EndReason['type'], Pick<Outcome, 'status' | 'class'>>> = {
  interrupted: { status: 'interrupted', class: 'spot-interruption' },
  capacity: { status: 'interrupted', class: 'capacity' },
  boot: { status: 'failed', class: 'infra' },
  lost: { status: 'failed', class: 'infra' },
  expired: { status: 'failed', class: 'infra' },
  refused: { status: 'failed', class: 'failure' },
  cancelled: { status: 'cancelled', class: null },
  done: { status: 'cancelled', class: null },
};

/** Tells it so: what it saved is kept, what it did since then is lost. */
export async function endWithoutMachine(
  deps: MachinesDeps,
  of: AttemptId,
  why: EndReason,
): Promise<void> {
  const { report, clock, store, look } = deps;
  const now = clock.now();
  const { status, class: failure } = ENDS[why.type];
  await report(of, {
    type: 'ended',
    at: now,
    outcome: {
      status,
      class: failure,
      exitCode: null,
      signal: null,
      message: capitalized(why.message),
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
      workLostMs: await workLostMs(deps, of, now),
      charged: status !== 'cancelled',
    },
  });
  // A job that no machine carries out any more would hang on GitHub for minutes, and then be shown as failed.
  if (!(await store.dispatches.withdraw(of))) await look(of);
}

/** Since its newest checkpoint, or its start. Null: it had not begun, or never saves, so that all is lost each time. */
async function workLostMs(
  { store, read }: MachinesDeps,
  of: AttemptId,
  now: number,
): Promise<number | null> {
  const known = await read(of.run);
  const row = known?.steps.find(({ key }) => key === of.key);
  const step = known?.plan.steps.find(({ id }) => id === row?.stepId);
  const attempt = known?.attempts.find((each) => each.key === of.key && each.number === of.attempt);
  if (attempt?.startedAt == null || step?.checkpoint == null) return null;
  const saved = (await store.attempts.checkpoints(of)).map(({ savedAt }) => savedAt);
  return Math.max(0, now - Math.max(attempt.startedAt, ...saved));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
