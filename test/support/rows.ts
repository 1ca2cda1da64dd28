import { randomBytes } from 'node:crypto';
import { digestOf } from '../../app/domain/digest.ts';
import type { Effect } from '../../app/domain/run/effect.ts';
import type { ModelVersion } from '../../app/domain/model.ts';
import type { Patch } from '../../app/domain/run/patch.ts';
import type { AttemptRow, RunHeader, StepRow } from '../../app/domain/run/run.ts';
import { blankRow } from '../../app/engine/state/blank-row.ts';
import type { JobOrder, OrderedAttempt } from '../../app/runtime/ports/hosted/dispatches.ts';
import type { ChangeOf } from '../../app/runtime/ports/store.ts';

/** Rows with everything in them; a test names only what it is about. */
export function aHeader(part: Partial<RunHeader> = {}): RunHeader {
  return {
    id: anId(),
    number: 1 + randomBytes(4).readUInt32BE(),
    attempt: 1,
    rerunOf: null,
    trigger: 'local',
    actor: null,
    sha: null,
    ref: null,
    dirty: false,
    tree: null,
    github: {},
    options: { maxParallel: null, inPlace: false, noCache: false, deploy: false, exclude: {} },
    pipeline: 'churn',
    plan: digestOf('plan'),
    params: {},
    status: 'running',
    version: 1,
    createdAt: 1000,
    startedAt: null,
    endedAt: null,
    cancel: null,
    counts: { open: 1, live: 0, busy: 0, approvals: 0, failed: 0, rejected: 0, cancelled: 0 },
    ...part,
  };
}

export function anId(): string {
  return randomBytes(13).toString('hex');
}

export function aStep(key: string, part: Partial<StepRow> = {}): StepRow {
  const stepId = key.split('[')[0] ?? key;
  return { ...blankRow({ key, stepId, role: 'single', cell: null, order: 0 }), ...part };
}

export function anAttempt(key: string, part: Partial<AttemptRow> = {}): AttemptRow {
  return {
    key,
    number: 1,
    status: 'starting',
    class: null,
    message: null,
    exitCode: null,
    signal: null,
    orderedAt: 1000,
    startedAt: null,
    endedAt: null,
    resumedFrom: null,
    workLostMs: null,
    memoryBytes: null,
    ...part,
  };
}

function aPatch(header: RunHeader, part: Partial<Patch> = {}): Patch {
  const nothing = {
    steps: [],
    attempts: [],
    timers: { set: [], clear: [] },
    effects: [],
    cache: [],
  };
  return { header, ...nothing, ...part };
}

export function anEffect(id: string, dueAt: number): Effect {
  return { id, dueAt, kind: 'step.start', key: 'train', attempt: 1 };
}

/** A run as it is created. */
export function creation(header: RunHeader, part: Partial<Patch> = {}): ChangeOf<'run.change'> {
  const event = { type: 'run.created', at: header.createdAt } as const;
  return {
    type: 'run.change',
    run: header.id,
    expected: null,
    patch: aPatch(header, part),
    events: [{ version: header.version, event }],
    lease: null,
  };
}

/** The next change of a run that stands at `before`. */
export function change(before: RunHeader, patch: Partial<Patch> = {}): ChangeOf<'run.change'> {
  const header = { ...before, ...patch.header, version: before.version + 1 };
  const event = { type: 'run.admitted', at: 2000 } as const;
  return {
    type: 'run.change',
    run: before.id,
    expected: before.version,
    patch: aPatch(header, { ...patch, header }),
    events: [{ version: header.version, event }],
    lease: null,
  };
}

export function aModelVersion(part: Partial<ModelVersion> = {}): ModelVersion {
  return {
    model: 'churn',
    version: 1,
    artifact: { digest: digestOf('model'), type: 'model', path: 'model', size: 10, files: 1 },
    run: anId(),
    key: 'register',
    metrics: { auc: 0.9 },
    metricsStep: 'evaluate',
    createdAt: 1000,
    ...part,
  };
}

/** An attempt that is to be a job. */
export function anOrder(
  {
    run,
    key,
    attempt = 1,
  }: { readonly run: string; readonly key: string; readonly attempt?: number },
  { orderedAt = 1, ...job }: Partial<JobOrder> & { readonly orderedAt?: number } = {},
): OrderedAttempt {
  return {
    of: { run, key, attempt },
    group: run,
    orderedAt,
    dispatch: null,
    checkRun: null,
    job: {
      name: key,
      hint: `${run}-${key}`,
      runsOn: 'x',
      timeoutMinutes: 1,
      environment: '',
      ticket: {} as never,
      ...job,
    },
  };
}
