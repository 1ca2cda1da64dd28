import { readCommit } from '../git/read-objects.ts';
import { emit } from '../hooks/emit.ts';
import type { Actor, App } from '../state/accounts.ts';
import type { CheckConclusion, CheckRun, CheckSuite } from '../state/checks.ts';
import type { Repository } from '../state/repository.ts';
import { botOf, type World } from '../state/world.ts';
import { checkSuiteView } from '../views/check-view.ts';
import type { RefMove } from './ref-move.ts';

/** The suite of a pushed commit for one App, and the request that tells the App of it. */
export async function requestSuite(
  world: World,
  repository: Repository,
  { app, move, actor }: { readonly app: App; readonly move: RefMove; readonly actor: Actor },
): Promise<void> {
  const suite = await suiteFor(world, repository, {
    app,
    headSha: move.after,
    headBranch: move.ref.slice('refs/heads/'.length),
    before: move.before,
  });
  emitSuite(world, repository, { suite, action: 'requested', sender: actor });
}

export type NewSuite = Pick<CheckSuite, 'app' | 'headSha' | 'headBranch' | 'before'>;

/** The suite an App has for a commit, made when it has none. */
export async function suiteFor(
  world: World,
  repository: Repository,
  wanted: NewSuite,
): Promise<CheckSuite> {
  const found = [...repository.suites.values()].find(
    ({ app, headSha }) => app === wanted.app && headSha === wanted.headSha,
  );
  return found ?? addSuite(world, repository, wanted);
}

export async function addSuite(
  world: World,
  repository: Repository,
  wanted: NewSuite,
): Promise<CheckSuite> {
  const headCommit = await readCommit(repository.gitDir, wanted.headSha);
  if (headCommit === null) throw new Error(`No commit ${wanted.headSha}.`);
  const suite: CheckSuite = {
    ...wanted,
    headCommit,
    id: world.nextId(),
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
    status: 'queued',
    conclusion: null,
  };
  repository.suites.set(suite.id, suite);
  return suite;
}

export function emitSuite(
  world: World,
  repository: Repository,
  told: { readonly suite: CheckSuite; readonly action: string; readonly sender: Actor },
): void {
  const { suite, action, sender } = told;
  emit(world, {
    event: 'check_suite',
    action,
    repository,
    sender,
    about: { check_suite: checkSuiteView(world, repository, suite) },
    ...(action !== 'completed' && { onlyApp: suite.app }),
  });
}

/** Brings a suite in line with its runs, and says so when that completed it. */
export function settleSuite(world: World, repository: Repository, suite: CheckSuite): void {
  const runs = [...repository.checkRuns.values()].filter((run) => run.suite === suite);
  const wasCompleted = suite.status === 'completed';
  const isCompleted = runs.length > 0 && runs.every(({ status }) => status === 'completed');
  suite.updatedAt = world.clock.now();
  suite.status = isCompleted
    ? 'completed'
    : runs.some(({ status }) => status !== 'queued')
      ? 'in_progress'
      : 'queued';
  suite.conclusion = isCompleted ? conclusionOf(runs) : null;
  if (isCompleted && !wasCompleted)
    emitSuite(world, repository, { suite, action: 'completed', sender: botOf(suite.app) });
}

const WORST_FIRST: readonly CheckConclusion[] = [
  'failure',
  'timed_out',
  'action_required',
  'cancelled',
  'success',
  'neutral',
  'skipped',
];

function conclusionOf(runs: readonly CheckRun[]): CheckConclusion {
  const found = WORST_FIRST.find((each) => runs.some(({ conclusion }) => conclusion === each));
  return found ?? 'success';
}
