import { join } from 'node:path';
import type { BlobStore } from '../../content/blob-store.ts';
import type { StandingAnswer } from '../../schemas/action-answer.generated.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import type { Claimed } from './claim-attempt.ts';
import { deliverReports } from './deliver-reports.ts';
import { createHttpBlobStore } from './http-blob-store.ts';
import type { JobConsole } from './job-console.ts';
import { ReportSpool } from './report-spool.ts';
import { sendHeartbeats } from './send-heartbeats.ts';
import { openSession } from './session.ts';

/** All that passes between an attempt at work and the app. */
export type Conversation = {
  readonly blobs: BlobStore;
  report(report: AttemptReport): void;
  /** The last report was made: resolves when the app has them all, or no longer waits. Throws `AppAway`, `Refused`. */
  finish(): Promise<'delivered' | 'over'>;
  hangUp(): Promise<void>;
};

export type ConversationDeps = {
  readonly app: string;
  readonly console: JobConsole;
  /** A folder for what waits. */
  readonly folder: string;
  readonly stop: AbortController;
  readonly kill: AbortController;
  readonly hangUp: AbortController;
};

const SPOOL_BYTES = 64 * 1024 * 1024;

/** Begins to send heartbeats and reports. What the app wants stopped is stopped. */
export function openConversation(deps: ConversationDeps, claimed: Claimed): Conversation {
  const { app, console, folder, kill } = deps;
  const { claim, token, pace } = claimed;
  const over = new AbortController();
  deps.hangUp.signal.addEventListener('abort', () => over.abort());
  let isRunning = true;
  const session = openSession({ app, claim, token, hide: console.hide, signal: over.signal });
  const heard = obey(deps, () => isRunning);
  const spool = new ReportSpool(join(folder, 'reports'), SPOOL_BYTES);
  const delivery = deliverReports({
    session,
    spool,
    patience: { giveUpMs: () => (isRunning ? null : pace.giveUpMs), signal: over.signal },
    heard,
    complain: console.say,
  });
  const beating = sendHeartbeats({
    session,
    everyMs: pace.heartbeatMs,
    heard,
    say: console.say,
    signal: over.signal,
  });
  return {
    blobs: createHttpBlobStore(session, { giveUpMs: () => pace.giveUpMs, signal: kill.signal }),
    report: (report) => {
      spool.add(report);
      delivery.wake();
    },
    finish: () => {
      isRunning = false;
      return delivery.finish();
    },
    hangUp: async () => {
      over.abort();
      await beating;
      spool.close();
    },
  };
}

type Standing = StandingAnswer['standing'];

/** Ends the step when the app says so. */
function obey(
  { stop, kill }: ConversationDeps,
  isRunning: () => boolean,
): (standing: Standing) => void {
  return (standing) => {
    if (standing === 'wanted' || !isRunning()) return;
    stop.abort('cancel');
    // Nobody waits for it, and another attempt may be at work already.
    if (standing === 'over') kill.abort();
  };
}
