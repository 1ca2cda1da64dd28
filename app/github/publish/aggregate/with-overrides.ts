import type { PipelineState } from '../../../reports/check/pipeline-summary.ts';
import type { PublicationTarget } from '../../../runtime/ports/hosted/publications.ts';
import { pipelineOf } from './unmet-demands.ts';
import type { PublishDeps } from '../publish-deps.ts';

/**
 * The states of a commit's pipelines, with what somebody answers for in place of what became of it. What is under way, or
 * must not run yet, is not over and cannot be answered for; and a commit is shown in all of its pull requests, so that
 * somebody has to answer for each branch that it is to be merged into.
 */
export async function withOverrides(
  { store }: Pick<PublishDeps, 'store'>,
  { repository, sha }: Extract<PublicationTarget, { type: 'aggregate' }>,
  {
    states,
    bases,
  }: { readonly states: readonly PipelineState[]; readonly bases: readonly string[] },
): Promise<readonly PipelineState[]> {
  const overrides = await store.provenance.overridesAt(repository.id, sha);
  const shown: PipelineState[] = [...states];
  for (const { pipeline, by, reason } of overrides) {
    const answered = overrides.filter((each) => each.pipeline === pipeline);
    if (!bases.every((base) => answered.some((each) => each.base === base))) continue;
    const own = shown.filter((state) => pipelineOf(state) === pipeline);
    if (own.length === 0 || !own.every(isOver)) continue;
    for (const state of own) shown.splice(shown.indexOf(state), 1);
    shown.push({ type: 'overridden', pipeline, by, reason });
  }
  return shown;
}

function isOver(state: PipelineState): boolean {
  if (state.type === 'refused') return true;
  return state.type === 'run' && !['queued', 'running', 'waiting'].includes(state.view.status);
}
