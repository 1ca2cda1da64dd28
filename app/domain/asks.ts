import { wantedColumns, type ExamplesSpec } from '../../evaluation/examples-file.ts';
import type { VerdictForm } from '../../evaluation/judge.ts';
import type { JudgeSpec } from './judge-spec.ts';
import type { KeptExamples } from './kept-examples.ts';
import type { OutputSpec, PlanStep } from './plan.ts';
import type { ReportSpec } from './report-spec.ts';

/**
 * What a step is asked to hand over beside doing its work, in words: its metrics files, its examples with the columns that
 * are read, its slices, its plots, its outputs with type and place. Work that was done once answers a step that asks the same or less. Not: gates, goals and titles, which
 * are read anew from what was handed over.
 */
export type Asks = Readonly<Record<string, string>>;

type Asking = Pick<PlanStep, 'outputs' | 'metrics' | 'plots' | 'report' | 'slices'>;

export function asksOf({ outputs, metrics, plots, report, slices }: Asking): Asks {
  const asks: Record<string, string> = {};
  if (metrics !== null && metrics.path !== null) asks[`metrics ${metrics.path}`] = '';
  if (metrics !== null && metrics.live !== null) asks[`live metrics ${metrics.live}`] = '';
  // Plans of before wrote null.
  if (report != null) Object.assign(asks, asksOfReport(report));
  Object.assign(asks, asksOfSlices(slices));
  for (const plot of plots) asks[`plots ${plot.type === 'files' ? plot.glob : plot.path}`] = '';
  for (const [name, spec] of Object.entries(outputs)) asks[`output ${name}`] = outputText(spec);
  return asks;
}

/** Whether work that was asked for this, and had these examples, answers. */
export function isAnswered(
  work: { readonly asks: Asks; readonly examples?: KeptExamples },
  asked: Asks,
): boolean {
  const { asks, examples } = work;
  if (newlyAsked(asks, asked).length > 0) return false;
  // What could not be read as it was asked for then may be as it is now.
  return (
    examples === undefined || !('notCompared' in examples) || ofExamples(asks) === ofExamples(asked)
  );
}

/** What is asked for that work with these asks was not asked for; empty: that work answers. */
export function newlyAsked(answered: Asks, asked: Asks): readonly string[] {
  const isAnswered = ([name, text]: [string, string]): boolean =>
    answered[name] === text || `${answered[name]}${OR_NOTHING}` === text;
  return Object.entries(asked).flatMap((ask) => (isAnswered(ask) ? [] : [ask[0]]));
}

function ofExamples(asks: Asks): string {
  const asked = Object.entries(asks).filter(([name]) => name.startsWith(EXAMPLES));
  return JSON.stringify(asked.map((ask) => ask.join(' ')).sort());
}

const EXAMPLES = 'examples ';

function asksOfReport({ examples, judge }: ReportSpec): Asks {
  return {
    ...(examples === undefined ? {} : asksOfExamples(examples)),
    ...(judge === undefined ? {} : asksOfJudge(judge)),
  };
}

/** The file is read anew when it is compared: more columns of it are asked for than were looked at. */
function asksOfExamples(spec: ExamplesSpec): Asks {
  const { id, cluster, show, columns } = wantedColumns(spec);
  const name = `${EXAMPLES}${spec.path}`;
  const asks: Record<string, string> = {
    [name]: cluster === null ? `by ${id}` : `by ${id}, ${cluster}`,
  };
  if (spec.verdicts !== undefined) asks[`${name}, verdicts`] = verdictsText(spec.verdicts);
  for (const column of show) asks[`${name}, column ${column}`] = 'any';
  for (const [column, kind] of Object.entries(columns)) asks[`${name}, column ${column}`] = kind;
  return asks;
}

function asksOfSlices(slices: PlanStep['slices']): Asks {
  if (slices === undefined) return {};
  return { [`slices ${slices.path}`]: `by ${slices.by.toSorted().join(', ')}` };
}

function verdictsText({ verdict, sample, first, scale }: VerdictForm): string {
  return JSON.stringify([
    verdict,
    sample,
    first,
    scale === null ? null : [scale.low, scale.high, scale.pass],
  ]);
}

/** It is asked to sum verdicts up, and how far its judge is to be trusted. */
function asksOfJudge({ metric, calibration }: JudgeSpec): Asks {
  const asks = { [`judged ${metric}`]: '' };
  return calibration === null
    ? asks
    : { ...asks, [`judge beside ${calibration.labels}`]: calibration.verdicts };
}

// Who asks for something or nothing asks less than who asks for it.
const OR_NOTHING = ', or nothing';

function outputText(spec: OutputSpec): string {
  const place = 'path' in spec ? ` at ${spec.path}` : '';
  return `${spec.type}${place}${spec.optional ? OR_NOTHING : ''}`;
}
