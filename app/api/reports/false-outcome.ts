import type { ReportedOutcome } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { judgedNames } from '../../domain/judge-spec.ts';
import { falseProducts } from './false-products.ts';
import { cut } from '../../../text/shortened.ts';

type Products = ReportedOutcome['products'];

/** What is false of how an attempt says it ended, as the end of a sentence; null: nothing. */
export function falseOutcome(outcome: ReportedOutcome, ticket: Ticket): string | null {
  return (
    falseEnd(outcome, ticket) ??
    falseLoss(outcome, ticket) ??
    (outcome.status === 'succeeded'
      ? falseProducts(outcome.products, ticket)
      : productsOfNoSuccess(outcome.products)) ??
    falseMetrics(outcome.products, ticket)
  );
}

function falseEnd(outcome: ReportedOutcome, ticket: Ticket): string | null {
  const { status, class: kind } = outcome;
  switch (status) {
    case 'succeeded':
      return falseSuccess(outcome);
    case 'cancelled':
      return kind === null ? null : `it was cancelled with class ${kind}`;
    case 'interrupted':
      return kind === 'spot-interruption' ? uncharged(outcome) : noSuchClass(outcome);
    case 'failed':
      return falseFailure(outcome, ticket) ?? uncharged(outcome);
    default:
      return status satisfies never;
  }
}

function falseSuccess({ class: kind, exitCode, signal }: ReportedOutcome): string | null {
  if (kind === null && exitCode === 0 && signal === null) return null;
  return `it succeeded with class ${kind}, exit code ${exitCode} and signal ${signal}`;
}

/** What only whoever orders attempts can know, an executor never says. */
function falseFailure(outcome: ReportedOutcome, { clocks }: Ticket): string | null {
  const { class: kind, exitCode } = outcome;
  if (kind === null || kind === 'capacity' || kind === 'spot-interruption') {
    return noSuchClass(outcome);
  }
  if (kind === 'exit-code' && (exitCode === null || exitCode === 0)) {
    return `it failed by its exit code, which is ${exitCode}`;
  }
  return kind === 'stall' && clocks.stallTimeoutMs === null
    ? 'it stalled, and its step has no stall-timeout'
    : null;
}

function noSuchClass({ status, class: kind }: ReportedOutcome): string {
  return `it was ${status} with class ${kind}, which no executor says`;
}

function uncharged({ charged }: ReportedOutcome): string | null {
  return charged ? null : 'its end asks to count against no retry';
}

function falseLoss({ status, workLostMs }: ReportedOutcome, ticket: Ticket): string | null {
  if (workLostMs === null || (status !== 'succeeded' && ticket.checkpoint !== null)) return null;
  return 'it lost work, which only a step with a checkpoint that does not succeed loses';
}

function productsOfNoSuccess({ outputs, artifacts, examples, slices }: Products): string | null {
  if (examples !== undefined) return 'it did not succeed and has examples';
  if (slices !== undefined) return 'it did not succeed and has slices';
  const [name] = [...Object.keys(outputs), ...Object.keys(artifacts)];
  return name === undefined ? null : `it did not succeed and has the output ${quoted(name)}`;
}

function falseMetrics({ metrics, facts }: Products, ticket: Ticket): string | null {
  if (ticket.metrics?.path != null) return null;
  const judged = ticket.examples?.judge?.metric;
  const given = judged === undefined ? [] : judgedNames(judged);
  const names = [...Object.keys(metrics), ...Object.keys(facts)];
  const name = names.find((each) => !given.includes(each));
  if (name === undefined) return null;
  return `it has the metric ${quoted(name)}, and its step declares no metrics`;
}

function quoted(name: string): string {
  return JSON.stringify(cut(name, 80));
}
