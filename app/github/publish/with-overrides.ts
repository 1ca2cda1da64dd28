import type { PipelineState } from '../../reports/check/pipeline-summary.ts';
import type { PublicationTarget } from '../../runtime/ports/publications.ts';
import type { PublishDeps } from './publish-deps.ts';

/**
 * The states of a commit's pipelines, with what somebody answers for in place of what became of it. What is under way, or
 * must not run yet, is not over and cannot be answered for.
 */
export async function withOverrides(
  { store }: Pick<PublishDeps, 'store'>,
  { repository, sha }: Extract<PublicationTarget, { type: 'aggregate' }>,
  states: readonly PipelineState[],
): Promise<readonly PipelineState[]> {
  const overrides = await store.provenance.overridesAt(repository.id, sha);
  const shown: PipelineState[] = [...states];
  for (const { pipeline, by, reason } of overrides) {
    const own = shown.filter((state) => pipelineOf(state) === pipeline);
    if (own.length === 0 || !own.every(isOver)) continue;
    for (const state of own) shown.splice(shown.indexOf(state), 1);
    shown.push({ type: 'overridden', pipeline, by, reason });
  }
  return shown;
}

function pipelineOf(state: PipelineState): string | null {
  if (state.type === 'broken') return null;
  return state.type === 'run' ? state.view.pipeline : state.pipeline;
}

function isOver(state: PipelineState): boolean {
  if (state.type === 'refused') return true;
  return state.type === 'run' && !['queued', 'running', 'waiting'].includes(state.view.status);
}
