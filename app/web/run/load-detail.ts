import type { UsageSample } from '../../../runner-provisioner/boot/read-usage.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { AttemptView } from '../../reports/words/attempt-words.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { printable } from '../../../text/printable.ts';
import { hasFailed, isLive } from '../../reports/words/step-words.ts';
import { seriesOfAttempts, type Told } from '../../runtime/attempts/series-of-attempts.ts';
import { whyRan, type WhyRan } from '../../runtime/facts/why-ran.ts';
import type { TailLine } from '../../runtime/ports/logs.ts';
import type { AttemptId, LogIndex, Material } from '../../runtime/ports/attempts.ts';
import type { PageStore } from '../pages-deps.ts';
import { loadUsage } from './load-usage.ts';
import type { RunData } from './load-run.ts';

/** Which step, and which attempt of it, the visitor wants to see; null: whatever is most telling. */
export type Choice = {
  readonly step: string | null;
  readonly attempt: number | null;
  /** Only lines of its log with this text; null: its end. */
  readonly find: string | null;
  /** All lines that are kept, not only the last. */
  readonly all: boolean;
};

/** All about one step or cell of a run. */
export type Detail = {
  readonly step: StepView;
  readonly row: StepRow;
  readonly tried: Tried | null;
  /** Why its work was done or was not; null: nobody knows. */
  readonly why: ToldWhy | null;
};

/** With the run that is named as people know it; null: none is, or it is forgotten. */
export type ToldWhy = WhyRan & {
  readonly run: { readonly id: string; readonly number: string } | null;
};

/** What is known of one attempt beside its row. */
export type Tried = {
  readonly of: AttemptId;
  readonly attempt: AttemptView;
  readonly lines: readonly TailLine[];
  readonly log: LogIndex | null;
  /** Live metrics of the attempts up to this one, the oldest first. */
  readonly series: readonly (readonly Told[])[];
  readonly material: Material | null;
  /** What the machine that was started for it tells of its GPUs, while it is at work; else none. */
  readonly usage: readonly UsageSample[];
  readonly job: { readonly workflowRun: number; readonly checkRun: number | null } | null;
};

/** Lines of output that a page begins with, and all that are kept of an attempt. */
const FIRST_LINES = 400;
export const KEPT_LINES = 2000;

/** The chosen step; null: the run has no rows. */
export async function loadDetail(
  store: PageStore,
  data: RunData,
  choice: Choice,
): Promise<Detail | null> {
  const step = chosenStep(data, choice);
  const row = step === undefined ? undefined : data.rows.get(step.key);
  if (step === undefined || row === undefined) return null;
  const attempt =
    step.attempts.find(({ number }) => number === choice.attempt) ?? step.attempts.at(-1);
  const of = { run: data.view.id, key: step.key, attempt: attempt?.number ?? 0 };
  const [tried, why] = await Promise.all([
    attempt === undefined ? null : loadTried(store, of, attempt, choice),
    loadWhy(store, data, row),
  ]);
  return { step, row, tried, why };
}

async function loadWhy(store: PageStore, data: RunData, row: StepRow): Promise<ToldWhy | null> {
  const step = data.plan.steps.find(({ id }) => id === row.stepId);
  if (step === undefined) return null;
  const why = await whyRan({ store }, data.header, { row, step });
  const id = why.type === 'taken' ? why.from : why.type === 'done' ? why.since : null;
  const header = id === null ? null : await store.runs.header(id);
  return { ...why, run: header === null ? null : { id: header.id, number: runNumber(header) } };
}

function chosenStep(data: RunData, choice: Choice): StepView | undefined {
  return data.view.steps.find(({ key }) => key === choice.step) ?? mostTelling(data);
}

/**
 * What failed and counts, what waits for a person, what is at work, what was tolerated, what the run is judged by, else
 * what was done last.
 */
function mostTelling({ view, plan, story }: RunData): StepView | undefined {
  const { steps } = view;
  const tolerated = new Set(plan.steps.flatMap((step) => (step.continueOnError ? [step.id] : [])));
  const failures = steps.filter((step) => hasFailed(step));
  const counting = failures.filter(({ id }) => !tolerated.has(id));
  return (
    // A matrix step fails by its cells: they have the story.
    counting.find(({ attempts, gates }) => attempts.length > 0 || gates.length > 0) ??
    counting[0] ??
    steps.find(({ state }) => state === 'approval') ??
    steps.find((step) => isLive(step)) ??
    failures.find(({ attempts }) => attempts.length > 0) ??
    steps.find(({ key, attempts }) => key === story.report?.step && attempts.length > 0) ??
    steps.findLast(({ attempts }) => attempts.length > 0) ??
    steps[0]
  );
}

async function loadTried(
  store: PageStore,
  of: AttemptId,
  attempt: AttemptView,
  choice: Choice,
): Promise<Tried> {
  const [lines, log, series, material, usage, ordered] = await Promise.all([
    readLines(store, of, choice),
    store.attempts.log(of),
    seriesOfAttempts(store.attempts, of),
    store.attempts.material(of),
    attempt.status === 'running' ? loadUsage(store, of) : [],
    store.dispatches.find(of),
  ]);
  const dispatch = ordered?.dispatch == null ? null : await store.dispatches.get(ordered.dispatch);
  const workflowRun =
    dispatch !== null && 'workflowRun' in dispatch.state ? dispatch.state.workflowRun : null;
  const job = workflowRun === null ? null : { workflowRun, checkRun: ordered?.checkRun ?? null };
  return { of, attempt, lines, log, series, material, usage, job };
}

async function readLines(
  { logTails }: PageStore,
  of: AttemptId,
  { find, all }: Choice,
): Promise<readonly TailLine[]> {
  const lines = await logTails.read(of, 0, all || find !== null ? KEPT_LINES : FIRST_LINES);
  if (find === null) return lines;
  const wanted = find.toLowerCase();
  return lines.filter(({ text }) => printable(text).toLowerCase().includes(wanted));
}
