import { failedSteps } from '../words/failed-steps.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunOptions } from '../../domain/run/run.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { attemptNotes, attemptWords, shortDigest } from '../words/attempt-words.ts';
import { gateLines } from '../words/gate-lines.ts';
import { indent, joinParts, line, span, type Line } from '../layout/line.ts';
import type { Report } from '../report/report.ts';
import { nextCommands } from './next-commands.ts';
import { reportHead } from './report-head.ts';
import { runHeadline } from './run-headline.ts';
import { runNumber } from '../words/run-words.ts';
import { filesAndSize } from '../../../text/size.ts';
import { shownKey } from '../words/step-words.ts';
import { gateSection } from './gate-section.ts';
import { sweepTables } from './sweep-tables.ts';
import { summaryTable } from './summary-table.ts';
import { table } from '../layout/table.ts';
import { wrap } from '../layout/wrap.ts';

/** Of many failed cells only these tell their story; the others are in the table. */
const MOST_FAILURES = 3;

/** How many files of plots a step left, and how large. */
export type PlotsKept = ReadonlyMap<string, { readonly files: number; readonly size: number }>;

export type EndedRun = {
  readonly view: RunView;
  readonly plan: Plan;
  /** The last lines that a step or cell printed, by its key. */
  readonly tails: ReadonlyMap<string, readonly string[]>;
  /** Whether its model got better; left out: nothing that it is judged by was measured. */
  readonly report?: Report | null;
  /** The run of this pipeline before it; left out: there is none. */
  readonly before?: RunView | null;
  /** The plots that steps left, by key; left out: none is known of. */
  readonly plots?: PlotsKept;
  /** What it was asked to do; left out: nothing beside the pipeline. */
  readonly options?: RunOptions;
  /** Every cell of a sweep, however many there are. */
  readonly all?: boolean;
};

/** What a person reads when a run is over: how it ended, each step, what failed and why, what was made, what to do next. */
export function endStory(ended: EndedRun, width: number): readonly Line[] {
  const { view, plan, tails, before = null, all = false } = ended;
  const { plots = new Map(), options = {}, report = null } = ended;
  const failures = failedSteps(view.steps);
  const parts = [
    [runHeadline(view), ...(report === null ? [] : reportHead(report, width))],
    summaryTable({ view, plan, before: isOtherThan(before, report) ? null : before, all }, width),
    ...sweepTables(view, plan, width),
    ...failures
      .slice(0, MOST_FAILURES)
      .map((step) => failureStory(step, tails.get(step.key) ?? [], width)),
    untold(failures.length - MOST_FAILURES, view),
    gateSection(view, new Set(failures.map(({ key }) => key)), width),
    artifactLines(view, plots, width),
    modelLines(view),
    nextCommands({ view, failed: failures[0] ?? null, before, options, report }, width),
  ];
  return joinParts(parts);
}

/** Whether the headline compares with another run: two baselines on one screen would be read as one. */
function isOtherThan(before: RunView | null, report: Report | null): boolean {
  const head = report?.sides.find(({ found }) => found.type === 'measured');
  return head?.run != null && head.run.id !== before?.id;
}

function untold(failures: number, view: RunView): readonly Line[] {
  if (failures <= 0) return [];
  const command = `mlpipelines why ${runNumber(view)} STEP`;
  return [line(`${failures} more did not succeed; ${command} tells of each`, 'dim')];
}

function failureStory(step: StepView, tail: readonly string[], width: number): readonly Line[] {
  const last = step.attempts.at(-1);
  const what = last === undefined ? 'failed' : attemptWords(last);
  const badGates = step.gates.filter((gate) => gate.verdict === 'fail');
  const isRejected = step.result === 'rejected';
  const notes = last === undefined ? [] : attemptNotes(last);
  // A gate says why itself; a person's no, or what hindered every attempt, stands in the reason.
  const isUntold = isRejected ? badGates.length === 0 : last === undefined;
  if (isUntold && step.reason !== null) notes.push(step.reason);
  return [
    [
      span('✗ ', 'bad'),
      span(shownKey(step.key), 'strong'),
      span(isRejected ? ' was rejected' : ` ${what}`, 'bad'),
      span(step.attempts.length > 1 ? ` (try ${step.attempts.length})` : '', 'dim'),
    ],
    ...notes.flatMap((note) => wrap(note, width - 2).map((text) => line(`  ${text}`))),
    ...gateLines(badGates, width - 2).map((gate) => indent(gate, 2)),
    ...(step.result === 'failure' ? tail : []).map((text) => [span('  │ ', 'dim'), span(text)]),
  ];
}

function artifactLines(view: RunView, plots: PlotsKept, width: number): readonly Line[] {
  const kept = view.steps
    .filter((step) => step.cell === null)
    .flatMap((step) =>
      keptOf(step, plots).map(({ name, files, size, path }) => [
        line(`  ${shownKey(step.key)}.${name}`),
        line(filesAndSize(files, size), 'dim'),
        line(path, 'dim'),
        line(step.cached ? 'cached' : '', 'dim'),
      ]),
    );
  if (kept.length === 0) return [];
  const [, ...rows] = table(
    [{ title: '', shrinkTo: 20 }, { title: '' }, { title: '', shrinkTo: 12 }, { title: '' }],
    kept,
    width,
  );
  return [
    [
      span('Artifacts', 'strong'),
      span(`  mlpipelines get ${runNumber(view)} STEP.OUTPUT [DIR]`, 'dim'),
    ],
    ...rows,
  ];
}

type Kept = {
  readonly name: string;
  readonly files: number;
  readonly size: number;
  readonly path: string;
};

/** What `get` can fetch of a step. */
function keptOf({ key, artifacts }: StepView, plots: PlotsKept): readonly Kept[] {
  const drawn = plots.get(key);
  return [
    ...Object.entries(artifacts).map(([name, artifact]) => Object.assign({}, artifact, { name })),
    ...(drawn === undefined ? [] : [{ ...drawn, name: 'plots', path: '' }]),
  ];
}

function modelLines(view: RunView): readonly Line[] {
  if (view.models.length === 0) return [];
  return [
    line('Models', 'strong'),
    ...view.models.map((model) => [
      span(`  ${model.name} `),
      span(`v${model.version}`, 'good'),
      span(model.alias === null ? '' : `  @${model.alias}`, 'accent'),
      span(`  ${shortDigest(model.digest)}`, 'dim'),
    ]),
  ];
}
