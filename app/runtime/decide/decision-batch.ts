import { testedRun } from '../../domain/run/bridge.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import { decide } from '../../engine/decide.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { hotRunOf } from '../../engine/replay.ts';
import { auditOfEvent } from '../audit/audit-of-event.ts';
import type { HotRuns } from './hot-runs.ts';
import { mergePatches } from './merge-patches.ts';
import type { NewEvent } from '../runtime.ts';
import type { EffectLease } from '../ports/outbox.ts';
import type { Change } from '../ports/store.ts';
import type { Creation, SubmittedEvent, EventOutcome, Work } from './submission.ts';

export type Touched = {
  readonly hot: HotRun;
  /** Version in the store; null: not there yet. */
  readonly expected: number | null;
  readonly patches: Patch[];
  readonly events: { readonly version: number; readonly event: RunEvent }[];
  /** Under which its due effects were committed. */
  lease: EffectLease | null;
};
export type Enrich = (hot: HotRun, event: NewEvent, at: Instant | undefined) => Promise<RunEvent>;

/** Events decided one after the other on runs in memory, to be committed together. */
export class DecisionBatch {
  readonly touched = new Map<string, Touched>();
  readonly #runs: HotRuns;
  readonly #enrich: Enrich;
  readonly #changes: Change[] = [];

  constructor(runs: HotRuns, enrich: Enrich) {
    this.#runs = runs;
    this.#enrich = enrich;
  }

  async take(work: Work): Promise<EventOutcome[]> {
    if (work.creation !== undefined) this.#create(work.creation);
    const outcomes: EventOutcome[] = [];
    for (const event of work.events ?? []) outcomes.push(await this.#decide(event));
    this.#changes.push(...(work.changes ?? []));
    return outcomes;
  }

  /** What to commit; nothing if nothing changes. */
  changes(leaseOf: (run: string) => EffectLease | null): Change[] {
    const ofRuns = [...this.touched].flatMap(([run, touched]): Change[] => {
      const { expected, patches, events } = touched;
      if (patches.length === 0) return [];
      const patch = mergePatches(patches);
      touched.lease = leaseOf(run);
      return [{ type: 'run.change', run, expected, patch, events, lease: touched.lease }];
    });
    const told = ofRuns.flatMap((change) =>
      change.type === 'run.change'
        ? [...endOf(change.patch.header), ...approvalsAsked(change.patch)]
        : [],
    );
    return [...ofRuns, ...told, ...this.#changes];
  }

  /** Forgets the runs that were decided on: what is in memory may not be what is in the store. */
  undo(): void {
    for (const run of this.touched.keys()) this.#runs.drop(run);
  }

  #create({ plan, digest, patch }: Creation): void {
    const { header } = patch;
    const hot = hotRunOf(plan, patch);
    this.#runs.put(hot);
    const event: RunEvent = { type: 'run.created', at: header.createdAt };
    const events = [{ version: header.version, event }];
    this.touched.set(header.id, { hot, expected: null, patches: [patch], events, lease: null });
    this.#changes.push({ type: 'plan.save', digest, plan: plan.plan }, ...emergencyOf(header));
  }

  async #decide({ run, event, at, said }: SubmittedEvent): Promise<EventOutcome> {
    const touched = this.touched.get(run) ?? (await this.#load(run));
    if (touched === null) return 'unknown run';
    const { hot, patches, events } = touched;
    const full = await this.#enrich(hot, event, at);
    const patch = decide(hot, full);
    if (patch === null) return 'unchanged';
    hot.apply(patch);
    patches.push(patch);
    events.push({ version: patch.header.version, event: full });
    const audit = auditOfEvent(hot, full, said ?? null);
    if (audit !== null) this.#changes.push({ type: 'audit.add', audit });
    return 'changed';
  }

  async #load(run: string): Promise<Touched | null> {
    const hot = await this.#runs.get(run);
    if (hot === null) return null;
    const expected = hot.header.version;
    const touched: Touched = { hot, expected, patches: [], events: [], lease: null };
    this.touched.set(run, touched);
    return touched;
  }
}

/** What waits for nobody is to be looked at by somebody else, which is asked for in the commit that makes the run. */
function emergencyOf({ id: run, number, hosted, byHand, actor, trigger }: RunHeader): Change[] {
  if (hosted === undefined || byHand?.emergency === undefined) return [];
  const { installation, id: repository } = hosted.repository;
  const { model, alias, version, emergency } = byHand;
  const open = { model, alias, version, repository, run, number, by: actor ?? trigger };
  const item = { id: run, installation, repository, at: emergency.reviewBy, body: { run } };
  return [
    { type: 'emergency.open', emergency: { ...open, ...emergency } },
    { type: 'queue.add', topic: 'emergency.due', item },
  ];
}

/** That a run of a repository on GitHub is over is told in the same commit: other pipelines may wait for it. */
function endOf({ id, endedAt, hosted }: RunHeader): Change[] {
  if (endedAt === null || hosted === undefined) return [];
  const { installation, id: repository } = hosted.repository;
  const item = { id, installation, repository, at: endedAt, body: { run: id } };
  return [{ type: 'queue.add', topic: 'run.ended', item }];
}

/** Somebody may have approved in the pull request what a run of its merge takes over. */
function approvalsAsked({ header, steps }: Patch): Change[] {
  const { id: run, hosted, version } = header;
  if (hosted === undefined || testedRun(header.bridge) === null) return [];
  const { installation, id: repository } = hosted.repository;
  return steps.flatMap(({ key, state, approvals }): Change[] => {
    if (state !== 'approval' || approvals.length > 0) return [];
    const about = { installation, repository, at: header.createdAt, body: { run, key } };
    return [
      {
        type: 'queue.add',
        topic: 'approval.asked',
        item: { id: `${run} ${key} ${version}`, ...about },
      },
    ];
  });
}
