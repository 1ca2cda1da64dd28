import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import type { ExecutorHost } from '../executor/executor-host.ts';
import { hostCause } from '../executor/process/clocks.ts';
import { outcomeOfError } from '../executor/outcome.ts';
import { secretTexts } from '../executor/output/secret-texts.ts';
import { runAttempt, type AttemptOutcome } from '../executor/run-attempt.ts';
import { AppAway, Refused } from './app-errors.ts';
import { claimAttempt, type Claimed } from './claim-attempt.ts';
import { openConversation } from './talk-to-app.ts';
import type { JobConsole } from './job-console.ts';
import type { Bootstrap } from './read-bootstrap.ts';
import { withSecrets, type Secrets } from './read-secrets.ts';
import { notClaimed, notTold, takenAndNotTold, takenBeforeClaim } from './words-without-app.ts';

export type JobDeps = {
  /** The app's address without a slash at its end. */
  readonly app: string;
  readonly hint: string | null;
  readonly secrets: Secrets;
  readonly identify: (audience: string) => Promise<string>;
  /** In place of an identity; null: the job has one. */
  readonly bootstrap: Bootstrap | null;
  /** Absolute paths. `work`: of this job alone, not there yet. `checkout`: where the job has its repository, if it has. */
  readonly folders: {
    readonly work: string;
    readonly environments: string;
    readonly checkout: string;
  };
  readonly variables: ExecutorHost['variables'];
  readonly console: JobConsole;
  /** How the runner, and then the app, end the step. */
  readonly stop: AbortController;
  readonly kill: AbortController;
  /** Aborted: the machine is all but gone, and nothing more can be told. */
  readonly hangUp: AbortController;
};

export type JobEnd =
  | {
      readonly type: 'ended';
      readonly claimed: Claimed;
      readonly outcome: AttemptOutcome;
      readonly material: Material | null;
      /** `over`: the app no longer waited for it. */
      readonly told: 'delivered' | 'over';
    }
  /** This job has nothing to do, and that is well. */
  | { readonly type: 'idle'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };
type Material = Extract<AttemptReport, { type: 'material' }>;

const CLAIM_PATIENCE_MS = 600_000;
/** Refusals that say that another job does the work, or that it is not wanted. */
const NOTHING_TO_DO = new Set(['attempt-over', 'attempt-cancelled', 'claimed-by-another-job']);

/** The life of one job: claims its attempt, carries it out, and tells the app how it ended. Never throws for what a person can mend. */
export async function runJob(deps: JobDeps): Promise<JobEnd> {
  for (const text of Object.values(deps.secrets).flatMap(secretTexts)) deps.console.hide(text);
  if (deps.bootstrap !== null) deps.console.hide(deps.bootstrap.secret);
  try {
    const patience = { giveUpMs: () => CLAIM_PATIENCE_MS, signal: deps.stop.signal };
    const claimed = await claimAttempt({ ...deps, patience });
    await mkdir(deps.folders.work, { recursive: true });
    return await carryOut(deps, claimed);
  } catch (error) {
    return endOf(error, deps);
  } finally {
    // What is left on a machine that is taken back goes with it, and there is no time to lose.
    if (!isTakenBack(deps)) await rm(deps.folders.work, { recursive: true, force: true });
  }
}

/** How a job ends that could not carry out its attempt. Throws what no person can mend. */
function endOf(error: unknown, deps: JobDeps): JobEnd {
  if (error instanceof Refused) {
    const { code, message } = error;
    return { type: NOTHING_TO_DO.has(code) ? 'idle' : 'failed', message };
  }
  if (!(error instanceof AppAway)) throw error;
  // No job is shown as failed because its machine was taken back.
  return isTakenBack(deps)
    ? { type: 'idle', message: takenBeforeClaim() }
    : { type: 'failed', message: notClaimed(error) };
}

function isTakenBack({ stop }: Pick<JobDeps, 'stop'>): boolean {
  return hostCause(stop.signal) === 'interrupt';
}

async function carryOut(deps: JobDeps, claimed: Claimed): Promise<JobEnd> {
  const { console, folders } = deps;
  const conversation = openConversation({ ...deps, folder: folders.work }, claimed);
  const { blobs } = conversation;
  let material: Material | null = null;
  const report = (news: AttemptReport): void => {
    if (news.type === 'material') material = news;
    if (news.type === 'output') news.lines.forEach(({ text }) => console.line(text));
    conversation.report(news);
  };
  try {
    const outcome = await perform(deps, claimed, { blobs, report });
    const told = await conversation.finish().catch((error: unknown) => {
      if (error instanceof AppAway) return error;
      throw error;
    });
    if (told instanceof AppAway) {
      return isTakenBack(deps)
        ? { type: 'idle', message: takenAndNotTold(told) }
        : { type: 'failed', message: notTold(outcome, told) };
    }
    return { type: 'ended', claimed, outcome, material, told };
  } finally {
    await conversation.hangUp();
  }
}

async function perform(
  { secrets, folders, variables, stop, kill }: JobDeps,
  { ticket, secrets: names }: Claimed,
  means: Pick<ExecutorHost, 'blobs' | 'report'>,
): Promise<AttemptOutcome> {
  const { work, environments, checkout } = folders;
  const workspace = ticket.workspace.mode === 'in-place' ? checkout : join(work, ticket.step.id);
  const host: ExecutorHost = {
    ...means,
    folders: { workspace, scratch: join(work, '.scratch'), environments, checkout },
    variables,
    stop: stop.signal,
    kill: kill.signal,
  };
  try {
    return await runAttempt(withSecrets(ticket, names, secrets), host);
  } catch (error) {
    const outcome = outcomeOfError(error, host);
    host.report({ type: 'ended', at: Date.now(), outcome });
    return outcome;
  }
}
