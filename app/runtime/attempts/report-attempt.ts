import type {
  AttemptReport,
  CheckpointReport,
  EndedReport,
  MaterialReport,
  MetricsReport,
  OutputReport,
  StartedReport,
} from '../../../schemas/attempt-report.generated.ts';
import { scopeOf } from '../../domain/scope.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { BaselineDeps } from '../gates/baselines-of.ts';
import { askForGates } from '../facts/ask-for-gates.ts';
import type { HotRuns } from '../decide/hot-runs.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { KeyedMutex } from '../keyed-mutex.ts';
import type { LogIndexes } from './log-indexes.ts';
import { newLooks } from '../looks/new-looks.ts';
import { lostInputs } from './lost-inputs.ts';
import { newLease } from './new-lease.ts';
import { outcomeOf, reportedDigest } from './outcome-of.ts';
import type { AttemptId, AttemptRecord } from '../ports/attempts.ts';
import type { AttemptState, NewEvent, RuntimeChange, RuntimeDeps } from '../runtime.ts';
import type { StepKeys } from '../facts/step-keys.ts';
import { type Change, isStoreLost } from '../ports/store.ts';
import type { Submission, Work } from '../decide/submission.ts';
import { backoff } from '../../../math/backoff.ts';

export type Reporting = {
  readonly deps: RuntimeDeps;
  readonly inbox: Inbox;
  readonly keys: StepKeys;
  readonly baselines: BaselineDeps;
  readonly logs: LogIndexes;
  readonly mutex: KeyedMutex;
  readonly tell: (change: RuntimeChange) => void;
};

/**
 * Keeps what an executor tells: its start and end as events, everything else as records, in the order they came even if
 * the executor does not wait. Says whether it should go on.
 */
export async function reportAttempt(
  reporting: Reporting,
  of: AttemptId,
  report: AttemptReport,
): Promise<AttemptState> {
  const { inbox, mutex } = reporting;
  const name = `${of.run}/${of.attempt}/${of.key}`;
  const { kept } = await mutex.run(name, async () => {
    const submission = await prepare(reporting, of, report);
    // In an object, so that the next report need not wait until this one is committed.
    return { kept: submission === null ? null : keep(reporting, submission) };
  });
  await kept;
  if (report.type === 'ended') return { type: 'over' };
  return inbox.read(of.run, (hot) => attemptState(hot, of));
}

const MOST_TRIES = 10;
const waitMs = backoff({ first: 500 });

/** An executor reports once. While the store cannot be reached, its report waits here. */
async function keep({ deps, inbox }: Reporting, submission: Submission): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await inbox.submit(submission);
      return;
    } catch (error) {
      if (tries === MOST_TRIES || isStoreLost(error)) throw error;
      deps.warn(`a report waits for the store: ${String(error)}`, { tries });
    }
    await deps.clock.sleep(waitMs(tries), new AbortController().signal);
  }
}

/** Whether an attempt is still wanted. */
export function attemptState(hot: HotRun | null, { key, attempt }: AttemptId): AttemptState {
  const row = hot?.step(key);
  const tried = hot?.attempt(key, attempt);
  if (row === undefined || tried === undefined) return { type: 'over' };
  if (row.attempt !== attempt || tried.endedAt !== null) return { type: 'over' };
  return { type: row.state === 'stopping' ? 'cancel' : 'wanted' };
}

/** What is to be committed of a report; null: nothing that the executor has to wait for. */
async function prepare(
  reporting: Reporting,
  of: AttemptId,
  report: AttemptReport,
): Promise<Submission | null> {
  switch (report.type) {
    case 'started':
      return started(reporting, of, report);
    case 'ended':
      return ended(reporting, of, report);
    case 'output':
      return output(reporting, of, report);
    case 'metrics':
      return metrics(reporting, of, report);
    case 'checkpoint':
      return checkpoint(reporting, of, report);
    case 'material':
      return material(of, report);
  }
}

function started({ deps }: Reporting, of: AttemptId, report: StartedReport): Submission {
  const { resumedFrom, environmentMs } = report;
  const { run, key, attempt } = of;
  const digest = resumedFrom === null ? null : reportedDigest(resumedFrom);
  const at = deps.clock.now();
  const event: NewEvent = {
    type: 'attempt.started',
    key,
    attempt,
    resumedFrom: digest,
    ...(environmentMs === undefined ? {} : { environmentMs }),
  };
  const prepare = async (runs: HotRuns): Promise<Work> => {
    const isLive = (await runs.get(run))?.attempt(key, attempt)?.endedAt === null;
    const changes: Change[] = isLive ? [{ type: 'lease.hold', lease: newLease(deps, of) }] : [];
    return { events: [{ run, event, at }], changes };
  };
  // Nothing follows from a start, and a short step's end may come right behind it.
  return { prepare, pace: 'lazy' };
}

async function ended(
  reporting: Reporting,
  of: AttemptId,
  report: EndedReport,
): Promise<Submission> {
  const { deps, logs } = reporting;
  const { run, key, attempt } = of;
  if (report.outcome.status === 'succeeded') await askForGates(reporting, of);
  const log = logs.end(of);
  const changes: Change[] =
    log === null ? [] : [{ type: 'attempt.record', record: { ...of, type: 'log', log } }];
  let outcome = outcomeOf(report);
  if (outcome.class === 'lost-input') {
    const lost = await lostInputs(reporting, of);
    changes.push(...lost.changes);
    outcome = { ...outcome, message: `${outcome.message ?? ''} ${lost.advice}`.trim() };
  }
  const event: NewEvent = { type: 'attempt.ended', key, attempt, outcome };
  const at = deps.clock.now();
  const prepare = async (runs: HotRuns): Promise<Work> => {
    const hot = outcome.status === 'succeeded' ? await runs.get(run) : null;
    // Who reports twice has looked once.
    const isLive = hot?.attempt(key, attempt)?.endedAt === null;
    const looks = hot !== null && isLive ? await newLooks(deps, hot, key) : [];
    return { events: [{ run, event, at }], changes: [...changes, ...looks] };
  };
  return { prepare, pace: 'soon' };
}

async function output(
  { deps, inbox, logs, tell }: Reporting,
  of: AttemptId,
  report: OutputReport,
): Promise<null> {
  await deps.logs.append(of, report.lines, report.at);
  tell({ type: 'output', of, lines: report.lines });
  const log = logs.add(of, report);
  if (log === null) return null;
  // Nobody decides on it: the executor need not wait for it.
  inbox.submit(recording({ ...of, type: 'log', log }, 'lazy')).catch((error: unknown) => {
    if (isStoreLost(error)) return;
    deps.warn(`the log's length was not kept: ${String(error)}`, { ...of });
  });
  return null;
}

function metrics({ tell }: Reporting, of: AttemptId, report: MetricsReport): Submission {
  const { at } = report;
  const samples = report.samples.map(({ step, values }) => ({ at, step, values }));
  tell({ type: 'samples', of, samples });
  return recording({ ...of, type: 'samples', samples }, 'lazy');
}

async function checkpoint(
  { inbox, keys }: Reporting,
  of: AttemptId,
  { digest, at, size, files }: CheckpointReport,
): Promise<Submission | null> {
  const about = await inbox.read(of.run, (hot) => {
    const row = hot?.step(of.key);
    if (hot === null || row === undefined) return null;
    const keep = hot.plan.step(row.stepId).checkpoint?.keep ?? 1;
    const { pipeline, options } = hot.header;
    return { keep, pipeline, scope: scopeOf(hot.header), inPlace: options.inPlace };
  });
  if (about === null) return null;
  const { inPlace, ...place } = about;
  // In place nobody knows what it read beside the files of its key: only this run goes on from it.
  const known = inPlace ? null : await keys.of(of.run, of.key);
  const saved = { digest: reportedDigest(digest), savedAt: at, size, files };
  const cacheKey = known?.cacheKey ?? null;
  return recording({ ...of, ...place, type: 'checkpoint', checkpoint: saved, cacheKey }, 'soon');
}

function material(of: AttemptId, { plots, summary }: MaterialReport): Submission {
  const kept =
    plots === null
      ? null
      : { digest: reportedDigest(plots.digest), size: plots.size, files: plots.files };
  return recording({ ...of, type: 'material', material: { plots: kept, summary } }, 'lazy');
}

function recording(record: AttemptRecord, pace: Submission['pace']): Submission {
  const prepare = async (runs: HotRuns): Promise<Work> => {
    const isKnown = (await runs.get(record.run)) !== null;
    return isKnown ? { changes: [{ type: 'attempt.record', record }] } : {};
  };
  return { prepare, pace };
}
