import type { AttemptReport, ReportedOutcome } from '../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import { withoutTrailing } from '../../text/without-trailing.ts';

export type SummaryDeps = {
  readonly ticket: Ticket;
  readonly outcome: ReportedOutcome;
  /** Where a person sees the run; null: nowhere. */
  readonly page: string | null;
  /** What the step wrote to its own summary. */
  readonly material: Extract<AttemptReport, { type: 'material' }> | null;
};

/** GitHub takes 1 MiB a step: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
const MOST_BYTES = 900_000;
const MARKS = { succeeded: '✅', failed: '❌', interrupted: '⚠️', cancelled: '⏹️' } as const;

/** The attempt in Markdown for the job's page: how it ended, its metrics, what it made, and what the step says itself. */
export function jobSummary({ ticket, outcome, page, material }: SummaryDeps): string {
  const name = `${inline(ticket.step.key)} of run #${ticket.run.number}`;
  const tried = ticket.attempt === 1 ? '' : `, attempt ${ticket.attempt}`;
  const parts = [
    `### ${MARKS[outcome.status]} ${name}${tried}: ${outcome.status}`,
    outcome.message === null ? null : quote(outcome.message),
    metricsTable(outcome.products),
    artifactsTable(outcome.products),
    material?.summary ?? null,
    page === null ? null : `[The whole run](${page})`,
  ];
  return cut(parts.filter((part) => part !== null && part !== '').join('\n\n'));
}

function metricsTable({ metrics, facts }: ReportedOutcome['products']): string {
  const rows = [...Object.entries(metrics), ...Object.entries(facts)];
  return table('Metric', 'Value', rows);
}

function artifactsTable({ artifacts }: ReportedOutcome['products']): string {
  const rows = Object.entries(artifacts).map(([name, { type, files, size }]) => {
    const count = files === 1 ? '1 file' : `${files} files`;
    return [name, `${type}, ${count}, ${size} bytes`] as const;
  });
  return table('Output', 'Content', rows);
}

function table(
  name: string,
  value: string,
  rows: readonly (readonly [string, string | number])[],
): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([key, text]) => `| ${inline(key)} | ${inline(String(text))} |`);
  return [`| ${name} | ${value} |`, '| --- | --- |', ...lines].join('\n');
}

/** Text that is not ours, as text: no markup, no mention, no cell's end. */
function inline(text: string): string {
  return text
    .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#|!~@]/g, '\\$&')
    .replace(/\s+/g, ' ');
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${inline(line)}`)
    .join('\n');
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST_BYTES) return text;
  // Half a character at the cut would be shown as �.
  const whole = withoutTrailing(bytes.subarray(0, MOST_BYTES).toString('utf8'), '�');
  return `${whole}\n\n… (cut)`;
}
