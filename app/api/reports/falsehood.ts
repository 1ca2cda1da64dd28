import type {
  AttemptReport,
  MaterialReport,
  StartedReport,
} from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { falseOutcome } from './false-outcome.ts';

/**
 * What an executor of this ticket cannot have told, as the end of a sentence; null: it may have told it so. The code of the
 * step can speak with its attempt's token. What it measured nobody can check; names, types, paths and ends can be checked.
 */
export function falsehood(report: AttemptReport, ticket: Ticket): string | null {
  switch (report.type) {
    case 'started':
      return falseStart(report, ticket);
    case 'output':
      return null;
    case 'metrics':
      return ticket.metrics?.live == null
        ? 'it tells live metrics, and its step declares none'
        : null;
    case 'checkpoint':
      return ticket.checkpoint === null ? 'it saves a checkpoint, and its step has none' : null;
    case 'material':
      return falseMaterial(report, ticket);
    case 'ended':
      return falseOutcome(report.outcome, ticket);
    default:
      return report satisfies never;
  }
}

function falseStart({ resumedFrom, environmentMs }: StartedReport, ticket: Ticket): string | null {
  const restored = ticket.checkpoint?.restore?.digest ?? null;
  if (resumedFrom !== restored) {
    return `it started from ${resumedFrom ?? 'nothing'}, and was to start from ${restored ?? 'nothing'}`;
  }
  return environmentMs !== undefined && ticket.python === null
    ? 'it prepared Python, and its step has none'
    : null;
}

function falseMaterial({ plots }: MaterialReport, ticket: Ticket): string | null {
  if (plots === null) return null;
  if (ticket.plots.length === 0) return 'it keeps plots, and its step declares none';
  if (plots.type !== 'report' || plots.path !== '.') return 'its plots are no plots';
  return plots.files > EXECUTOR_LIMITS.plots
    ? `it keeps ${plots.files} plots, and at most ${EXECUTOR_LIMITS.plots} are kept`
    : null;
}
