import { matchTriggers, type ChangedPaths } from '../../compile/triggers/match-triggers.ts';
import { isList, isMap, type JsonMap } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import { stepFates, type Fate } from './step-fates.ts';

/** What a pipeline does once a commit of it is merged, as far as its plan says so. */
export type AfterMerge =
  /** Its push starts no run. */
  | { readonly type: 'nothing'; readonly reason: string }
  | {
      readonly type: 'run';
      /** False: that depends on which files are changed, and nobody knows all of them. */
      readonly isSure: boolean;
      /** By the ids of the steps, in the plan's order. */
      readonly fates: ReadonlyMap<string, Fate>;
    };

/** What merging a plan's commit into a branch starts, and which of its steps do something there. */
export function afterMerge(
  plan: Plan,
  {
    branch,
    changed,
    typed,
  }: {
    readonly branch: string;
    /** Null: nobody knows, or not all of them. */
    readonly changed: readonly string[] | null;
    /** Params that somebody typed for the run of this plan, which hold for no other. */
    readonly typed: readonly string[];
  },
): AfterMerge {
  const ref = `refs/heads/${branch}`;
  const paths: ChangedPaths = changed ?? 'unknown';
  const push = { type: 'push', ref, deleted: false } as const;
  const decision = matchTriggers(triggersOf(plan.triggers), push, paths);
  if (decision.type === 'pass') return { type: 'nothing', reason: decision.reason };
  const isSure = decision.type === 'start';
  return { type: 'run', isSure, fates: stepFates(plan, { contexts: pushTo(branch), typed }) };
}

/** What of the contexts is known of a push that nobody has made yet. */
function pushTo(branch: string): { readonly github: JsonMap; readonly run: JsonMap } {
  const ref = { ref: `refs/heads/${branch}`, ref_name: branch, ref_type: 'branch' };
  return { github: { ...ref, event_name: 'push' }, run: { trigger: 'push', attempt: 1 } };
}

const FILTERS = ['branches', 'tags', 'paths'] as const;

/** As a plan keeps what was checked against the schema when it was made. */
function triggersOf({ push }: JsonMap): Triggers {
  if (push === undefined) return {};
  if (!isMap(push)) return { push: null };
  const names = FILTERS.flatMap((name) => [name, `${name}-ignore`] as const);
  return {
    push: Object.fromEntries(
      names.flatMap((name) => {
        const filter = push[name];
        return filter === undefined || !isList(filter)
          ? []
          : [[name, filter.filter((glob) => typeof glob === 'string')]];
      }),
    ),
  };
}
