import { emit, notify } from '../hooks/emit.ts';
import type { Annotation, CheckConclusion, CheckRun, CheckStatus } from '../state/checks.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { botOf, type World } from '../state/world.ts';
import { checkRunView, suiteLinkView } from '../views/check-view.ts';
import { emitSuite, settleSuite } from './check-suites.ts';
import type { CheckSuite } from '../state/checks.ts';

/** What a request may say of a check run; what it leaves out stays as it is. */
export type CheckRunChange = {
  readonly name?: string | undefined;
  readonly details_url?: string | undefined;
  readonly external_id?: string | undefined;
  readonly status?: CheckStatus | undefined;
  readonly conclusion?: CheckConclusion | undefined;
  readonly started_at?: string | undefined;
  readonly completed_at?: string | undefined;
  readonly output?: CheckOutput | undefined;
  readonly actions?: CheckRun['actions'] | undefined;
};

type CheckOutput = {
  readonly title?: string | undefined;
  readonly summary: string;
  readonly text?: string | undefined;
  readonly annotations?: readonly Annotation[] | undefined;
};

export function createCheckRun(
  world: World,
  repository: Repository,
  {
    suite,
    name,
    change,
  }: { readonly suite: CheckSuite; readonly name: string; readonly change: CheckRunChange },
): CheckRun {
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    name,
    externalId: null,
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: world.clock.now(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  repository.checkRuns.set(run.id, run);
  applyChange(world, run, change);
  emitCheckRun(world, repository, { run, action: 'created', sender: botOf(suite.app) });
  announceEnd(world, repository, { run, wasCompleted: false });
  return run;
}

/** Applies a change; annotations are added to those that are there. */
export function updateCheckRun(
  world: World,
  repository: Repository,
  { run, change }: { readonly run: CheckRun; readonly change: CheckRunChange },
): void {
  const wasCompleted = run.status === 'completed';
  applyChange(world, run, change);
  notify(world, { event: 'check_run', action: 'updated', repository });
  announceEnd(world, repository, { run, wasCompleted });
}

/** "Re-run" on a check: the App hears of it, the check run itself stays as it is. */
export function rerequestRun(
  world: World,
  repository: Repository,
  { run, actor }: { readonly run: CheckRun; readonly actor: Actor },
): void {
  run.suite.status = 'queued';
  run.suite.conclusion = null;
  emitCheckRun(world, repository, { run, action: 'rerequested', sender: actor });
}

/** "Re-run all checks". */
export function rerequestSuite(
  world: World,
  repository: Repository,
  { suite, actor }: { readonly suite: CheckSuite; readonly actor: Actor },
): void {
  suite.status = 'queued';
  suite.conclusion = null;
  emitSuite(world, repository, { suite, action: 'rerequested', sender: actor });
}

/** A press of one of the App's own buttons, which GitHub shows once the run is completed. */
export function pressButton(
  world: World,
  repository: Repository,
  { run, identifier, actor }: { run: CheckRun; identifier: string; actor: Actor },
): void {
  if (run.status !== 'completed' || !run.actions.some((each) => each.identifier === identifier))
    throw new Error(`Check run ${run.id} (${run.name}) shows no button "${identifier}".`);
  emit(world, {
    event: 'check_run',
    action: 'requested_action',
    repository,
    sender: actor,
    about: { ...aboutRun(world, repository, run), requested_action: { identifier } },
    onlyApp: run.suite.app,
  });
}

function applyChange(world: World, run: CheckRun, change: CheckRunChange): void {
  run.name = change.name ?? run.name;
  run.detailsUrl = change.details_url ?? run.detailsUrl;
  run.externalId = change.external_id ?? run.externalId;
  run.actions = change.actions ?? run.actions;
  if (change.started_at !== undefined) run.startedAt = Date.parse(change.started_at);
  applyStatus(world, run, change);
  if (change.output === undefined) return;
  run.title = change.output.title ?? run.title;
  run.summary = change.output.summary;
  run.text = change.output.text ?? run.text;
  run.annotations.push(...(change.output.annotations ?? []));
}

/**
 * A conclusion completes a run. What is completed stays as it is: a later status or conclusion is answered with 200 and
 * changes nothing (https://github.com/orgs/community/discussions/24761, https://github.com/Mergifyio/mergify/pull/1989,
 * https://github.com/lyft/atlantis/pull/265); texts may still be changed.
 */
function applyStatus(world: World, run: CheckRun, change: CheckRunChange): void {
  if (run.status === 'completed') return;
  if (change.conclusion !== undefined) {
    run.status = 'completed';
    run.conclusion = change.conclusion;
    const said = change.completed_at;
    run.completedAt = said === undefined ? world.clock.now() : Date.parse(said);
  } else if (change.status !== undefined && change.status !== 'completed') {
    run.status = change.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

function announceEnd(
  world: World,
  repository: Repository,
  { run, wasCompleted }: { readonly run: CheckRun; readonly wasCompleted: boolean },
): void {
  if (run.status === 'completed' && !wasCompleted)
    emitCheckRun(world, repository, { run, action: 'completed', sender: botOf(run.suite.app) });
  settleSuite(world, repository, run.suite);
}

function emitCheckRun(
  world: World,
  repository: Repository,
  {
    run,
    action,
    sender,
  }: { readonly run: CheckRun; readonly action: string; readonly sender: Actor },
): void {
  emit(world, {
    event: 'check_run',
    action,
    repository,
    sender,
    about: aboutRun(world, repository, run),
    ...(action === 'rerequested' && { onlyApp: run.suite.app }),
  });
}

function aboutRun(world: World, repository: Repository, run: CheckRun) {
  return {
    check_run: {
      ...checkRunView(world, repository, run),
      check_suite: suiteLinkView(world, repository, run.suite),
    },
  };
}
