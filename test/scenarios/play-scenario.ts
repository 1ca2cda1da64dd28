import type { ArtifactRef } from '../../app/domain/artifact.ts';
import type { StepProducts } from '../../app/domain/run/event.ts';
import type { Json } from '../../app/domain/json.ts';
import type { Timer } from '../../app/domain/run/run.ts';
import type { FailureClass } from '../../app/domain/statuses.ts';
import type { DrivenRun } from '../support/drive-run.ts';

/** One line of `events.yml`: what happened to which row, and what came of it (README.md). */
export type ScenarioEvent = Readonly<Record<string, Json>> & {
  readonly artifacts?: readonly string[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly outputs?: Readonly<Record<string, Json>>;
  readonly class?: FailureClass;
  readonly 'exit-code'?: number;
  readonly by?: string;
};

/** Lets the events happen to a run, and tells every row that asks the cache that its work was never done. */
export function playScenario(run: DrivenRun, events: readonly ScenarioEvent[]): void {
  missCache(run, events);
  for (const event of events) {
    const [kind = '', of = null] = Object.entries(event)[0] ?? [];
    const happen = HAPPENINGS[kind];
    if (happen === undefined) throw new Error(`no such event: ${JSON.stringify(event)}`);
    if (happen(run, typeof of === 'string' ? of : '', event) === null) {
      throw new Error(`changes nothing: ${JSON.stringify(event)}`);
    }
    missCache(run, events);
  }
}

type TriggerEvent = (run: DrivenRun, of: string, event: ScenarioEvent) => unknown;

const HAPPENINGS: Readonly<Record<string, TriggerEvent>> = {
  begin: (run, key) => run.start(key),
  succeed: (run, key, event) => run.succeed(key, productsOf(event)),
  fail: (run, key, event) => {
    const kind = event.class ?? 'exit-code';
    return run.end(key, { status: 'failed', class: kind, exitCode: event['exit-code'] ?? null });
  },
  interrupt: (run, key, event) =>
    run.end(key, { status: 'interrupted', class: event.class ?? 'infra' }),
  stopped: (run, key) => run.end(key, { status: 'cancelled' }),
  cached: (run, key, event) => run.answerCache(key, productsOf(event)),
  approve: (run, key, event) => run.decideApproval(key, 'approved', event.by),
  reject: (run, key, event) => run.decideApproval(key, 'rejected', event.by),
  promoted: (run, key) => {
    const attempt = run.row(key).attempt;
    return run.send({ type: 'model.promoted', at: run.tick(), key, attempt, refused: null });
  },
  cancel: (run) => run.cancel(),
  clock: (run, of) => {
    const [purpose = '', key = null] = of.split(' ');
    return run.fire(purpose as Timer['purpose'], key);
  },
};

function missCache(run: DrivenRun, events: readonly ScenarioEvent[]): void {
  const known = new Set(events.map(({ cached }) => cached));
  for (const { key, state } of run.run.rows().steps) {
    if (state === 'looking-up' && !known.has(key)) run.answerCache(key, null);
  }
}

function productsOf({ artifacts, metrics, outputs }: ScenarioEvent): Partial<StepProducts> {
  const made = (artifacts ?? []).map((name) => [name, artifact(name)] as const);
  return {
    artifacts: Object.fromEntries(made),
    metrics: metrics ?? {},
    outputs: outputs ?? {},
  };
}

function artifact(path: string): ArtifactRef {
  return { digest: `sha256:${'a'.repeat(64)}`, type: 'model', path, size: 1, files: 1 };
}
