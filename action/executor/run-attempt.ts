import type { Ticket } from '../../schemas/ticket.generated.ts';
import { openAttempt, throwIfStopped } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { restoreCheckpoint } from './checkpoint/restore-checkpoint.ts';
import { performCommand } from './command/perform-command.ts';
import type { ExecutorHost } from './executor-host.ts';
import { hostCause } from './process/clocks.ts';
import { restoreInputs } from './inputs/restore-inputs.ts';
import { maskOutcome, outcomeOf, outcomeOfError } from './outcome.ts';
import type { AttemptOutcome } from './outcome.ts';
import { collectProducts } from './products/collect-products.ts';
import { rememberProducts } from './products/remember-products.ts';
import { reportMaterial } from './products/report-material.ts';
import { messageOf } from '../../text/message-of.ts';
import { preparePython } from './python/prepare-python.ts';
import { prepareWorkspace } from './workspace/prepare-workspace.ts';
import { takeTurn } from './workspace/take-turn.ts';

export type { AttemptOutcome } from './outcome.ts';
export type { ExecutorHost } from './executor-host.ts';

/**
 * Runs one attempt of a step: lays out what it may see, runs its command, keeps what it leaves, and says how it ended.
 * Never throws: whatever goes wrong becomes an outcome with a class and a message; it is also the last report.
 */
export async function runAttempt(ticket: Ticket, host: ExecutorHost): Promise<AttemptOutcome> {
  const outcome = await openAndPerform(ticket, host);
  host.report({ type: 'ended', at: Date.now(), outcome });
  return outcome;
}

async function openAndPerform(ticket: Ticket, host: ExecutorHost): Promise<AttemptOutcome> {
  let attempt: Attempt | null = null;
  try {
    attempt = openAttempt(ticket, host);
    return maskOutcome(await perform(attempt), attempt.mask);
  } catch (error) {
    const outcome = outcomeOfError(error, host);
    return attempt === null ? outcome : maskOutcome(outcome, attempt.mask);
  } finally {
    // What is left on a machine that is taken back goes with it, and there is no time to lose.
    if (hostCause(host.stop) !== 'interrupt')
      await attempt?.close().catch((error: unknown) => attempt?.log.say(leftBehind(error)));
    attempt?.log.flush();
  }
}

function leftBehind(error: unknown): string {
  return `What the step left could not be removed, and its folder is not used again: ${messageOf(error)}`;
}

/** The stages of an attempt. Each throws what ends it; what the command itself does is no error here but has a name. */
async function perform(attempt: Attempt): Promise<AttemptOutcome> {
  throwIfStopped(attempt);
  await prepareWorkspace(attempt);
  const endTurn = await takeTurn(attempt);
  try {
    return await performAlone(attempt);
  } finally {
    endTurn();
  }
}

async function performAlone(attempt: Attempt): Promise<AttemptOutcome> {
  const asked = performance.now();
  const folder = await preparePython(attempt);
  const environment =
    folder === null ? null : { folder, ms: Math.round(performance.now() - asked) };
  await restoreInputs(attempt);
  // A checkpoint comes after it: what that brings back is the step's own.
  const isFromBefore = await rememberProducts(attempt);
  await restoreCheckpoint(attempt);
  throwIfStopped(attempt);
  const { end, named, savedAt } = await performCommand(attempt, environment);
  const collected = await collectProducts(attempt, named, isFromBefore);
  await reportMaterial(attempt, isFromBefore);
  const saves = attempt.ticket.checkpoint !== null;
  const { products } = collected;
  return outcomeOf(end, collected.named, { products, savedAt, saves });
}
