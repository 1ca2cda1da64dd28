import type { PipelineFile } from '../compile/structure/read-pipeline-file.ts';
import { matchTriggers, type ChangedPaths } from '../compile/triggers/match-triggers.ts';
import type { TriggerEvent } from '../domain/trigger-event.ts';
import type { StartContext, Started } from './start-order.ts';
import { startPipeline } from './start-pipeline.ts';

/** What happened, in a repository on GitHub, and all that starting from it needs. */
export type StartOrder = StartContext & {
  readonly triggerEvent: TriggerEvent;
  /** Which paths changed; asked only when a filter depends on it. */
  readonly changed: () => Promise<ChangedPaths>;
  /** Only the pipeline of this name; null: every one whose triggers say so. */
  readonly only: string | null;
  /** Why what starts is held back for now; null: it is not. */
  readonly held: string | null;
};

/**
 * Starts every pipeline of a commit that a trigger event starts, each once for the same reason, and says of every file what
 * became of it. Files that cannot be compiled start nothing and are told with their problems.
 */
export async function startPipelines(order: StartOrder): Promise<readonly Started[]> {
  const started: Started[] = [];
  let changed: ChangedPaths | null = null;
  const changedOnce = async () => (changed ??= await order.changed());
  for (const file of order.files.all) {
    if (order.only !== null && file.name !== order.only) continue;
    started.push(await startOne(order, file, changedOnce));
  }
  return started;
}

async function startOne(
  order: StartOrder,
  source: PipelineFile,
  changed: () => Promise<ChangedPaths>,
): Promise<Started> {
  const { file, name: pipeline, triggers } = source;
  if (pipeline === null) return startPipeline(order, source, 'the file is broken');
  const { triggerEvent } = order;
  let decision = matchTriggers(triggers, triggerEvent, 'unknown');
  if (decision.type === 'needs-paths') {
    decision = matchTriggers(triggers, triggerEvent, await changed());
  }
  const { reason } = decision;
  if (decision.type === 'cancel') return { type: 'cancel', file, pipeline, reason };
  if (decision.type !== 'start') return { type: 'passed', file, pipeline, reason };
  if (order.held !== null) return { type: 'held', file, pipeline, reason: order.held };
  return startPipeline(order, source, reason);
}
