import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import { costsOfRun } from '../../costs/costs-of-run.ts';
import { machinesOf } from '../../runtime/costs/load-cost.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { PageStory, ToldRun } from '../../reports/check/page-story.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import { publicationId, type Publication } from '../../runtime/ports/hosted/publications.ts';
import type { AuditedApproval, RunRows } from '../../runtime/ports/runs.ts';
import { frozenWaits, type FrozenWaits } from '../../runtime/promotion/frozen-waits.ts';
import { withFreezes } from '../../reports/view/with-freezes.ts';
import { loadTrend, type Trend } from './evaluation/load-trend.ts';
import type { PagesDeps, PageStore } from '../pages-deps.ts';

/** A run as its page shows it. */
export type RunData = {
  readonly view: RunView;
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly repository: RepositoryRef;
  readonly rows: ReadonlyMap<string, StepRow>;
  /** Oldest first. */
  readonly approvals: readonly AuditedApproval[];
  /** By the key of a step that waits for a person, when it waits no longer. */
  readonly waitsUntil: ReadonlyMap<string, Instant>;
  /** By the key of such a step: that what it would move is frozen. */
  readonly frozen: FrozenWaits['frozen'];
  readonly story: PageStory;
  /** How the default branch did before; null: too little of it was measured. */
  readonly trend: Trend | null;
  /** Id of its check on GitHub. */
  readonly check: number | null;
  /** Why GitHub does not show it as it stands; null: it does. */
  readonly unshown: string | null;
};

const MOST_APPROVALS = 200;

type LoadDeps = Pick<PagesDeps, 'store' | 'story' | 'clock'>;

/** Everything about a run that belongs to a repository on GitHub; null: there is no such run. */
export async function loadRun(
  { store, story, clock }: LoadDeps,
  id: string,
): Promise<RunData | null> {
  const loaded = await loadTold(store, id, clock.now());
  const repository = loaded?.header.hosted?.repository;
  const sha = loaded?.header.sha ?? null;
  if (loaded === null || repository === undefined || sha === null) return null;
  const { view, plan, header, steps } = loaded;
  const [approvals, told, publication] = await Promise.all([
    store.runs.approvals({ run: id, limit: MOST_APPROVALS }),
    story(loaded),
    store.publications.find(publicationId({ type: 'run', repository, run: id, sha })),
  ]);
  const trend = await loadTrend(store, header, told.report);
  const shown = publication === null ? UNKNOWN : onGitHub(publication);
  return {
    view,
    plan,
    header,
    rows: new Map(steps.map((row) => [row.key, row])),
    repository,
    approvals: approvals.toReversed(),
    waitsUntil: endsOf(loaded.timers),
    frozen: loaded.frozen,
    story: told,
    trend,
    ...shown,
  };
}

const UNKNOWN = { check: null, unshown: null };

function onGitHub({ state }: Publication): Pick<RunData, 'check' | 'unshown'> {
  const { remote, refused } = state;
  return { check: typeof remote === 'number' ? remote : null, unshown: refused?.words ?? null };
}

function endsOf(timers: RunRows['timers']): RunData['waitsUntil'] {
  return new Map(
    timers.flatMap(({ key, purpose, dueAt }) =>
      key !== null && purpose === 'approval' ? [[key, dueAt] as const] : [],
    ),
  );
}

export type LoadedRun = ToldRun &
  Pick<RunRows, 'timers'> & { readonly frozen: FrozenWaits['frozen'] };

/** A run with its rows and as people read it; null: there is none. */
export async function loadTold(
  store: PageStore,
  id: string,
  now: Instant,
): Promise<LoadedRun | null> {
  const rows = await store.runs.load(id);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) return null;
  const { header, steps, attempts } = rows;
  const models = (await store.registry.ofRun(id)).map(({ version }) => version);
  const names = [...new Set(models.map(({ model }) => model))];
  const scope = registryOf(header);
  const known = await Promise.all(names.map((name) => store.registry.aliases(name, scope)));
  const aliases = known.flat().filter(({ run }) => run === id);
  const record = { plan, header, steps, attempts, timers: rows.timers };
  const costs = costsOfRun({ ...record, machines: await machinesOf(store, id) }, now);
  const { frozen } = await frozenWaits(store, record, now);
  const view = withFreezes(makeRunView({ ...record, models, aliases, costs }), frozen);
  return { ...record, frozen, view };
}
