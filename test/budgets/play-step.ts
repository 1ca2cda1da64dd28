import { claimAttempt } from '../../action/job/claim-attempt.ts';
import { openSession } from '../../action/job/session.ts';
import type { ScriptedJob, ScriptJob } from '../doubles/actions/service/service.ts';
import { begun, failed, succeeded } from '../support/script-host.ts';

const MINUTE_MS = 60_000;
export const STEP_MS = 10 * MINUTE_MS;
/** As seldom as a lease allows: the action's own pace is quicker, and GitHub hears of no heartbeat. */
const HEARTBEAT_MS = 4 * MINUTE_MS;
/** Machines come one by one. */
const SPREAD_MS = 5000;
const PLACES = 9;

export type Play = {
  readonly app: string;
  /** Whether the step that a job carries out fails, by the commit and the step's name. */
  readonly fails: (sha: string, name: string) => boolean;
  /** What each step measures. */
  readonly metrics: Readonly<Record<string, number>>;
};

/** Jobs that say to the App what the action says, over HTTP; in the place of a command, ten minutes of the clock pass. */
export function playSteps(play: Play): ScriptJob {
  let count = 0;
  return () => {
    count += 1;
    const place = count % PLACES;
    return async (job) => {
      await job.clock.sleep(place * SPREAD_MS, job.cancel);
      return carryOut(play, job);
    };
  };
}

async function carryOut({ app, fails, metrics }: Play, job: ScriptedJob): Promise<'success'> {
  const { message, clock, cancel: signal, idToken: identify } = job;
  const { matrix, inputs } = message.contexts as unknown as Contexts;
  const patience = { giveUpMs: () => 0, signal };
  const asked = { app, hint: matrix.step.attempt, identify, bootstrap: null, patience };
  const { claim, token } = await claimAttempt(asked);
  const session = openSession({ app, claim, token, hide: () => {}, signal });
  await session.report(1, [{ ...begun() }]);
  for (let left = STEP_MS; left > 0; left -= HEARTBEAT_MS) {
    await clock.sleep(Math.min(left, HEARTBEAT_MS), signal);
    await session.heartbeat();
  }
  // Jobs are called `PIPELINE: STEP`.
  const step = message.name.slice(message.name.indexOf(': ') + 2);
  await session.report(2, [{ ...(fails(inputs.sha, step) ? failed() : succeeded({ metrics })) }]);
  return 'success';
}

type Contexts = {
  readonly matrix: { readonly step: { readonly attempt: string } };
  readonly inputs: { readonly sha: string };
};
