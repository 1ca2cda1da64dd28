import type { Outline } from '../compile/commit/outline-file.ts';
import { whyTooManySteps } from '../compile/commit/commit-limits.ts';
import type { ChangedPaths } from '../compile/triggers/match-triggers.ts';
import type { TriggerEvent } from '../domain/trigger-event.ts';
import { NotRead } from './not-read.ts';
import type { StartContext, Started } from './start-order.ts';
import { startPipeline, type Spent } from './start-pipeline.ts';
import { overLimit } from './unreadable-file.ts';

/** What happened, in a repository on GitHub, and all that starting from it needs. */
export type StartOrder = StartContext & {
  readonly triggerEvent: TriggerEvent;
  /** Which paths changed; asked only when a filter depends on it. */
  readonly changed: () => Promise<ChangedPaths>;
  /** Only the pipeline of this name; null: every one whose triggers say so. */
  readonly only: string | null;
  /** Why what starts is held back for now, and is not even compiled; null: it is not. */
  readonly held: string | null;
};

/**
 * Starts every pipeline of a commit that a trigger event starts, each once for the same reason, and says of every file what
 * became of it. Files that cannot be compiled start nothing and are told with their problems.
 */
export async function startPipelines(order: StartOrder): Promise<readonly Started[]> {
  try {
    const excess = await order.files.excess();
    return excess === null ? await startAll(order) : [overLimit(excess.file, excess.reason)];
  } catch (error) {
    if (error instanceof NotRead) return [unread(error, { file: error.file, name: null })];
    throw error;
  }
}

async function startAll(order: StartOrder): Promise<readonly Started[]> {
  const started: Started[] = [];
  let changed: ChangedPaths | null = null;
  const changedOnce = async () => (changed ??= await order.changed());
  // Matrices that expressions make are counted as they are compiled.
  const spent: Spent = { steps: 0 };
  for (const outline of await order.files.all()) {
    if (order.only !== null && outline.name !== order.only) continue;
    started.push(await startUnlessUnread(order, outline, { changed: changedOnce, spent }));
  }
  return started;
}

type Starting = { readonly changed: () => Promise<ChangedPaths>; readonly spent: Spent };

async function startUnlessUnread(
  order: StartOrder,
  outline: Outline,
  starting: Starting,
): Promise<Started> {
  try {
    return await startOne(order, outline, starting);
  } catch (error) {
    if (error instanceof NotRead) return unread(error, outline);
    throw error;
  }
}

async function startOne(
  order: StartOrder,
  outline: Outline,
  { changed, spent }: Starting,
): Promise<Started> {
  const { file, name: pipeline, problems } = outline;
  if (pipeline === null) return { type: 'broken', file, pipeline, problems };
  const { triggerEvent, files } = order;
  let decision = await files.match(outline, triggerEvent, 'unknown');
  if (decision.type === 'needs-paths') {
    decision = await files.match(outline, triggerEvent, await changed());
  }
  const { reason } = decision;
  if (decision.type === 'cancel') return { type: 'cancel', file, pipeline, reason };
  if (decision.type !== 'start') return { type: 'passed', file, pipeline, reason };
  if (order.held !== null) return { type: 'held', file, pipeline, reason: order.held };
  const tooMany = whyTooManySteps(spent.steps);
  return tooMany === null
    ? startPipeline(order, outline, { reason, spent })
    : overLimit(file, tooMany);
}

function unread(error: NotRead, { file, name: pipeline }: Pick<Outline, 'file' | 'name'>): Started {
  return { type: 'unread', file, pipeline, reason: error.message };
}
