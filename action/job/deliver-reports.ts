import type { StandingAnswer } from '../../schemas/action-answer.generated.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { Refused } from './app-errors.ts';
import { askAgain, pause, type Patience } from './ask-again.ts';
import type { ReportSpool } from './report-spool.ts';
import type { Session } from './session.ts';

export type DeliveryDeps = {
  readonly session: Session;
  readonly spool: ReportSpool;
  readonly patience: Patience;
  readonly heard: (standing: StandingAnswer['standing']) => void;
  /** A report that the app does not take; a person should know. */
  readonly complain: (message: string) => void;
};

export type Delivery = {
  /** There is something new to deliver. */
  wake(): void;
  /** Nothing more comes: resolves when all is delivered or nobody waits for it; throws `AppAway`, `Refused`. */
  finish(): Promise<'delivered' | 'over'>;
};

/** At most one message a second: output comes in many small pieces. */
const PACE_MS = 1000;
/** Refusals that speak of one report and not of the attempt. */
const OF_THE_REPORT = new Set(['not-given', 'invalid-artifact', 'unreadable-request', 'too-large']);

/** Brings reports to the app in their order, each once, however often the app is away in between. */
export function deliverReports(deps: DeliveryDeps): Delivery {
  const { spool, patience } = deps;
  const hurry = new AbortController();
  let isLast = false;
  let notify = () => {};
  let delivered = 0;

  const work = async (): Promise<'delivered' | 'over'> => {
    for (;;) {
      const reports = spool.peek();
      if (reports.length === 0) {
        if (isLast) return 'delivered';
        await new Promise<void>((resolve) => (notify = resolve));
        continue;
      }
      const end = await send(deps, delivered, reports);
      if (end.isOver) return 'over';
      delivered = end.delivered;
      spool.sent();
      await pause(PACE_MS, AbortSignal.any([hurry.signal, patience.signal]));
    }
  };
  const done = work();
  // Whoever finishes hears of it.
  done.catch(() => {});
  return {
    wake: () => notify(),
    finish: () => {
      isLast = true;
      hurry.abort();
      notify();
      return done;
    },
  };
}

type Sent = { readonly delivered: number; readonly isOver: boolean };

async function send(
  deps: DeliveryDeps,
  delivered: number,
  reports: readonly AttemptReport[],
): Promise<Sent> {
  try {
    return await sendAll(deps, delivered, reports);
  } catch (error) {
    if (!(error instanceof Refused) || !OF_THE_REPORT.has(error.code)) throw error;
    // Those before the refused one may be kept already: sent again, they change nothing.
    return sendEach(deps, delivered, reports);
  }
}

async function sendAll(
  { session, patience, heard }: DeliveryDeps,
  delivered: number,
  reports: readonly AttemptReport[],
): Promise<Sent> {
  const messages = reports.map((report) => ({ ...report }));
  const { standing, reported } = await askAgain(
    () => session.report(delivered + 1, messages),
    patience,
  );
  const all = delivered + reports.length;
  const isEnd = reports.at(-1)?.type === 'ended';
  // An attempt that has told its end is over.
  if (!isEnd || reported < all) heard(standing);
  return { delivered: all, isOver: standing === 'over' && reported < all };
}

async function sendEach(
  deps: DeliveryDeps,
  before: number,
  reports: readonly AttemptReport[],
): Promise<Sent> {
  let delivered = before;
  for (const report of reports) {
    try {
      const sent = await sendAll(deps, delivered, [report]);
      if (sent.isOver) return sent;
      delivered = sent.delivered;
    } catch (error) {
      if (!(error instanceof Refused) || !OF_THE_REPORT.has(error.code)) throw error;
      deps.complain(error.message);
      if (report.type === 'ended') {
        // An app that ended the attempt itself, with the same words, waits for it no more.
        const sent = await sendAll(deps, delivered, [unkept(report, error)]);
        return { ...sent, isOver: false };
      }
    }
  }
  return { delivered, isOver: false };
}

/** The end of an attempt whose products the app does not take. */
function unkept(
  report: Extract<AttemptReport, { type: 'ended' }>,
  { message }: Refused,
): AttemptReport {
  const products = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
  const outcome = { ...report.outcome, status: 'failed', class: 'infra', products } as const;
  return { ...report, outcome: { ...outcome, message, charged: true } };
}
