import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import { isSet, passesName, passesPaths, type Filter } from './match-filter.ts';

/** What a trigger event means to a pipeline, with the reason in words for a person. */
export type TriggerDecision = {
  /** `needs-paths`: depends on which paths changed; ask again with them. `cancel`: what runs for it is not wanted any more. */
  readonly type: 'start' | 'pass' | 'cancel' | 'needs-paths';
  readonly reason: string;
};

/** Paths that a trigger event changed; `unknown` before they were asked for, `any` when nobody can say: then filters let it through. */
export type ChangedPaths = readonly string[] | 'unknown' | 'any';

type Of<T extends TriggerEvent['type']> = Extract<TriggerEvent, { type: T }>;

/** Whether a pipeline starts, as GitHub Actions decides for a workflow: filters of names and of paths must both pass. */
export function matchTriggers(
  triggers: Triggers,
  triggerEvent: TriggerEvent,
  changed: ChangedPaths,
): TriggerDecision {
  switch (triggerEvent.type) {
    case 'push':
      return matchPush(triggers.push, triggerEvent, changed);
    case 'pull_request':
      return matchPull(triggers.pull_request, triggerEvent, changed);
    case 'merge_group':
      return matchGroup(triggers, triggerEvent, changed);
    case 'command':
      return matchCommand(triggers, triggerEvent);
    case 'workflow_dispatch':
      return triggers.workflow_dispatch === undefined
        ? pass('`on` has no `workflow_dispatch`, so nobody can start it by hand')
        : start('started by hand');
    case 'promotion':
      return start('somebody promotes a version');
    case 'pipeline':
      return matchPipeline(triggers.pipeline, triggerEvent);
    case 'schedule':
      return matchSchedule(triggers.schedule, triggerEvent);
  }
}

function matchPush(
  push: Triggers['push'],
  { ref, deleted }: Of<'push'>,
  changed: ChangedPaths,
): TriggerDecision {
  if (push === undefined) return pass('`on` has no `push`');
  if (deleted) return pass('a ref was deleted');
  const [, folder, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === undefined) return pass(`${ref} is neither a branch nor a tag`);
  const filters = push ?? {};
  const isTag = folder === 'tags';
  const leftOut = leavesOut(filters, isTag, name);
  if (leftOut !== null) return pass(leftOut);
  // Pushes of tags change no paths: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
  if (isTag) return start(`push of the tag ${name}`);
  return matchPaths('push', filterOf(filters, 'paths'), changed, `push to ${name}`);
}

/** Why a push of this branch or tag starts nothing; null: it passes. Who filters only the one kind leaves out the other. */
function leavesOut(filters: Filters, isTag: boolean, name: string): string | null {
  const kind = isTag ? 'tags' : 'branches';
  const otherKind = isTag ? 'branches' : 'tags';
  const mine = filterOf(filters, kind);
  const isOther = !isSet(mine) && isSet(filterOf(filters, otherKind));
  if (isOther) return `\`on.push\` names only ${otherKind}`;
  return passesName(mine, name) ? null : `\`on.push.${written(mine, kind)}\` leaves out ${name}`;
}

const PULL_ACTIONS = new Set(['opened', 'synchronize', 'reopened']);

function matchPull(
  pull: Triggers['pull_request'],
  { action, base }: Of<'pull_request'>,
  changed: ChangedPaths,
): TriggerDecision {
  if (pull === undefined) return pass('`on` has no `pull_request`');
  if (action === 'closed') return { type: 'cancel', reason: 'the pull request was closed' };
  if (!PULL_ACTIONS.has(action)) return pass(`nothing runs when a pull request is ${action}`);
  const branches = filterOf(pull ?? {}, 'branches');
  if (!passesName(branches, base)) {
    return pass(
      `\`on.pull_request.${written(branches, 'branches')}\` leaves out pull requests into ${base}`,
    );
  }
  const paths = filterOf(pull ?? {}, 'paths');
  return matchPaths('pull_request', paths, changed, `pull request into ${base}`);
}

/** Left out, it is what pull requests into the branch start: a required check is waited for in the queue as well. */
function matchGroup(
  { merge_group: group, pull_request: pull }: Triggers,
  { base }: Of<'merge_group'>,
  changed: ChangedPaths,
): TriggerDecision {
  if (group === undefined) {
    const opened = { type: 'pull_request', action: 'opened', base } as const;
    return matchPull(pull, opened, changed);
  }
  const branches = filterOf(group ?? {}, 'branches');
  return passesName(branches, base)
    ? start(`merge queue of ${base}`)
    : pass(
        `\`on.merge_group.${written(branches, 'branches')}\` leaves out the merge queue of ${base}`,
      );
}

function matchPaths(
  trigger: 'push' | 'pull_request',
  filter: Filter,
  changed: ChangedPaths,
  what: string,
): TriggerDecision {
  if (!isSet(filter)) return start(what);
  const place = `\`on.${trigger}.${written(filter, 'paths')}\``;
  if (changed === 'unknown') return { type: 'needs-paths', reason: `${place} asks for paths` };
  if (changed === 'any') return start(`${what}; what changed cannot be told`);
  if (passesPaths(filter, changed)) return start(`${what} that changes what ${place} asks for`);
  return pass(`nothing that changed is what ${place} asks for`);
}

function matchCommand(triggers: Triggers, { name }: Of<'command'>): TriggerDecision {
  return (triggers.command ?? []).includes(name)
    ? start(`the command /${name}`)
    : pass(`\`on.command\` does not name ${name}`);
}

function matchPipeline(
  trigger: Triggers['pipeline'],
  { name, conclusion }: Of<'pipeline'>,
): TriggerDecision {
  if (trigger === undefined) return pass('`on` has no `pipeline`');
  if (trigger.name !== name) return pass(`it waits for ${trigger.name}, and ${name} ended`);
  const wanted = trigger.conclusion ?? 'success';
  return ENDS[wanted] === conclusion
    ? start(`${name} ended with ${wanted}`)
    : pass(`it waits for ${name} to end with ${wanted}, and it ${conclusion}`);
}

function matchSchedule(
  schedules: Triggers['schedule'],
  { cron: time }: Of<'schedule'>,
): TriggerDecision {
  return (schedules ?? []).some(({ cron }) => cron === time)
    ? start(`its schedule is due: ${time}`)
    : pass(`\`on.schedule\` has no "${time}"`);
}

const ENDS = {
  success: 'succeeded',
  failure: 'failed',
  rejected: 'rejected',
  cancelled: 'cancelled',
} as const;

type Named = 'branches' | 'tags' | 'paths';
type Filters = { readonly [name in Named | `${Named}-ignore`]?: readonly string[] };

function filterOf(filters: Filters, name: Named): Filter {
  return { take: filters[name], ignore: filters[`${name}-ignore`] };
}

function written({ take }: Filter, name: Named): string {
  return take === undefined ? `${name}-ignore` : name;
}

function start(reason: string): TriggerDecision {
  return { type: 'start', reason };
}

function pass(reason: string): TriggerDecision {
  return { type: 'pass', reason };
}
