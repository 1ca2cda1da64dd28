import type {
  AttemptReport,
  CheckpointReport,
  EndedReport,
  MaterialReport,
  OutputReport,
  StartedReport,
} from '../../schemas/attempt-report.generated.ts';
import type { HotRun } from '../engine/hot-run.ts';
import type { HotRuns } from './hot-runs.ts';
import type { Inbox } from './inbox.ts';
import type { LogIndexes } from './log-indexes.ts';
import { newLease } from './new-lease.ts';
import { outcomeOf, reportedDigest } from './outcome-of.ts';
import type { AttemptId } from './ports.ts';
import type { AttemptStanding, NewEvent, RuntimeChange, RuntimeDeps } from './runtime.ts';
import type { StepKeys } from './step-keys.ts';
import type { AttemptRecord, Change } from './store-port.ts';
import type { Submission, Work } from './submission.ts';

export type Reporting = {
  readonly deps: RuntimeDeps;
  readonly inbox: Inbox;
  readonly keys: StepKeys;
  readonly logs: LogIndexes;
  readonly tell: (change: RuntimeChange) => void;
};

/** Keeps what an executor tells: its start and end as events, everything else as records. Says whether it should go on. */
export async function reportAttempt(
  reporting: Reporting,
  of: AttemptId,
  report: AttemptReport,
): Promise<AttemptStanding> {
  await keep(reporting, of, report);
  if (report.type === 'ended') return { type: 'over' };
  return reporting.inbox.read(of.run, (hot) => standingOf(hot, of));
}

/** Whether an attempt is still wanted. */
export function standingOf(hot: HotRun | null, { key, attempt }: AttemptId): AttemptStanding {
  const row = hot?.step(key);
  const tried = hot?.attempt(key, attempt);
  if (row === undefined || tried === undefined) return { type: 'over' };
  if (row.attempt !== attempt || tried.endedAt !== null) return { type: 'over' };
  return { type: row.state === 'stopping' ? 'cancel' : 'wanted' };
}

function keep(reporting: Reporting, of: AttemptId, report: AttemptReport): Promise<unknown> {
  switch (report.type) {
    case 'started':
      return started(reporting, of, report);
    case 'ended':
      return ended(reporting, of, report);
    case 'output':
      return output(reporting, of, report);
    case 'metrics':
      reporting.tell({ type: 'samples', of, samples: samplesOf(report) });
      return record(reporting, { ...of, type: 'samples', samples: samplesOf(report) });
    case 'checkpoint':
      return checkpoint(reporting, of, report);
    case 'material':
      return material(reporting, of, report);
  }
}

function samplesOf({ at, samples }: Extract<AttemptReport, { type: 'metrics' }>) {
  return samples.map(({ step, values }) => ({ at, step, values }));
}

async function started(
  { deps, inbox }: Reporting,
  of: AttemptId,
  { resumedFrom }: StartedReport,
): Promise<void> {
  const { run, key, attempt } = of;
  const digest = resumedFrom === null ? null : reportedDigest(resumedFrom);
  const event: NewEvent = { type: 'attempt.started', key, attempt, resumedFrom: digest };
  const prepare = async (runs: HotRuns): Promise<Work> => {
    const isLive = (await runs.get(run))?.attempt(key, attempt)?.endedAt === null;
    const lease = newLease(deps, of);
    return { events: [{ run, event }], changes: isLive ? [{ type: 'lease.hold', lease }] : [] };
  };
  await inbox.submit({ prepare, pace: 'soon' });
}

async function ended(
  { inbox, logs }: Reporting,
  of: AttemptId,
  report: EndedReport,
): Promise<void> {
  const { run, key, attempt } = of;
  const log = logs.end(of);
  const changes: Change[] =
    log === null ? [] : [{ type: 'attempt.record', record: { ...of, type: 'log', log } }];
  const event: NewEvent = { type: 'attempt.ended', key, attempt, outcome: outcomeOf(report) };
  await inbox.submit({ prepare: () => ({ events: [{ run, event }], changes }), pace: 'soon' });
}

async function output(
  { deps, inbox, logs, tell }: Reporting,
  of: AttemptId,
  report: OutputReport,
): Promise<void> {
  await deps.logs.append(of, report.lines);
  tell({ type: 'output', of, lines: report.lines });
  const log = logs.add(of, report);
  if (log === null) return;
  // Nobody decides on it: the executor need not wait for it.
  const submission = recording({ ...of, type: 'log', log }, 'lazy');
  inbox.submit(submission).catch((error: unknown) => {
    deps.trouble(`the log's length was not kept: ${String(error)}`, { ...of });
  });
}

async function checkpoint(
  { deps, inbox, keys }: Reporting,
  of: AttemptId,
  { digest, at, size, files }: CheckpointReport,
): Promise<void> {
  const about = await inbox.read(of.run, (hot) => {
    const row = hot?.step(of.key);
    if (hot === null || row === undefined) return null;
    const keep = hot.plan.step(row.stepId).checkpoint?.keep ?? 1;
    return { keep, pipeline: hot.header.pipeline };
  });
  if (about === null) return;
  const known = await keys.of(of.run, of.key);
  const saved = { digest: reportedDigest(digest), savedAt: at, size, files };
  const cacheKey = known?.cacheKey ?? null;
  await record(
    { deps, inbox },
    { ...of, ...about, type: 'checkpoint', checkpoint: saved, cacheKey },
  );
}

async function material(
  reporting: Reporting,
  of: AttemptId,
  { plots, summary }: MaterialReport,
): Promise<void> {
  const kept =
    plots === null
      ? null
      : { digest: reportedDigest(plots.digest), size: plots.size, files: plots.files };
  await record(reporting, { ...of, type: 'material', material: { plots: kept, summary } });
}

function record(
  { inbox }: Pick<Reporting, 'inbox' | 'deps'>,
  record: AttemptRecord,
): Promise<unknown> {
  return inbox.submit(recording(record, 'soon'));
}

function recording(record: AttemptRecord, pace: Submission['pace']): Submission {
  const prepare = async (runs: HotRuns): Promise<Work> => {
    const isKnown = (await runs.get(record.run)) !== null;
    return isKnown ? { changes: [{ type: 'attempt.record', record }] } : {};
  };
  return { prepare, pace };
}
