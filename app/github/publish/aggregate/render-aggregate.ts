import type { JsonMap } from '../../../domain/json.ts';
import { aggregateCheck } from '../../../reports/check/aggregate-check.ts';
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
  const states = await withOverrides(deps, target, { states: [...known, ...unmet], bases });
  const remarks = await refusedComments(deps, target, pullsOf(notes));
  const check = withCheckNotes(aggregateCheck(states, remarksOf(notes)), { remarks });
  const rendered = renderedCheck(check, deps.pageOfCommit(target.repository, target.sha));
  return states.length > 0 ? rendered : { ...rendered, notBefore: heardFully(notes) };
}

/** GitHub tells of a push to a pull request twice, in no order; that nothing is affected is known when both were heard. */
const TOLD_TWICE_WITHIN_MS = 5000;

function heardFully({ since }: JsonMap): number {
  return typeof since === 'number' ? since + TOLD_TWICE_WITHIN_MS : 0;
}
