import type { JsonMap } from '../../../domain/json.ts';
import type { RunHeader } from '../../../domain/run/run.ts';
import { aggregateCheck } from '../../../reports/check/aggregate-check.ts';
import type { PipelineState } from '../../../reports/check/pipeline-summary.ts';
import type { Publication } from '../../../runtime/ports/hosted/publications.ts';
import { newestOf, runsAt } from '../../reads/newest-runs.ts';
import { withCheckNotes } from '../check/check-notes.ts';
import type { PublishDeps } from '../publish-deps.ts';
import { refusedComments } from '../refused.ts';
import { renderedCheck, type Rendered } from '../rendered.ts';
import { awaitedIn, notedStates, pullsOf, remarksOf } from './commit-notes.ts';
import { demandsIn } from './demand-notes.ts';
import { stateOf, unmetDemands } from './unmet-demands.ts';
import { withOverrides } from './with-overrides.ts';

/** The one check of a commit: how the newest run of each of its pipelines stands, and what nothing was judged by. */
export async function renderAggregate(
  deps: PublishDeps,
  target: Extract<Publication['target'], { type: 'aggregate' }>,
  notes: JsonMap,
): Promise<Rendered> {
  const all = await runsAt(deps.store, target.repository.id, target.sha);
  const runs = newestOf(all);
  const ran = new Set(runs.map(({ pipeline }) => pipeline));
  const noted = notedStates(notes, target.sha).filter(
    // Someone has let it run since.
    (state) => state.type !== 'held' || !ran.has(state.pipeline),
  );
  const awaited = awaitedIn(notes).filter(({ pipeline }) => !ran.has(pipeline));
  const known = [...runs.map(stateOf), ...noted, ...awaited];
  const unmet = await unmetDemands(deps, notes, { runs: all, states: known });
  const bases = demandsIn(notes).flatMap(({ base }) => base ?? []);
  const judged = await withOverrides(deps, target, { states: [...known, ...unmet], bases });
  const states = [...judged, ...(await unreviewed(deps, target, all))];
  const remarks = await refusedComments(deps, target, pullsOf(notes));
  const check = withCheckNotes(aggregateCheck(states, remarksOf(notes)), { remarks });
  const rendered = renderedCheck(check, deps.pageOfCommit(target.repository, target.sha));
  return states.length > 0 ? rendered : { ...rendered, notBefore: heardFully(notes) };
}

/** On the default branch: promotions that waited for no approval, and that nobody else has looked at in time. */
async function unreviewed(
  { store, clock }: Pick<PublishDeps, 'store' | 'clock'>,
  { repository }: Extract<Publication['target'], { type: 'aggregate' }>,
  runs: readonly RunHeader[],
): Promise<readonly PipelineState[]> {
  if (!runs.some(({ ref }) => ref === `refs/heads/${repository.defaultBranch}`)) return [];
  const open = await store.registry.emergencies(repository.id);
  return open
    .filter(({ reviewBy }) => reviewBy <= clock.now())
    .map(({ model, alias, version, by, number }) => {
      const reason = `${by} had v${version} promoted as an emergency, and nobody else has reviewed it within a day: /mlp approve #${number}`;
      return { type: 'refused', pipeline: `${model}@${alias}`, reason };
    });
}

/** GitHub tells of a push to a pull request twice, in no order; that nothing is affected is known when both were heard. */
const TOLD_TWICE_WITHIN_MS = 5000;

function heardFully({ since }: JsonMap): number {
  return typeof since === 'number' ? since + TOLD_TWICE_WITHIN_MS : 0;
}
