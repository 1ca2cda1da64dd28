import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import { publicationId, type Publication } from '../../runtime/ports/hosted/publications.ts';
import type { AuditedApproval } from '../../runtime/ports/runs.ts';
import type { PageStore } from '../pages-deps.ts';
import { loadBase, type Base, type LoadDeps } from './load-base.ts';

/** A run as its page shows it. */
export type RunData = {
  readonly view: RunView;
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly repository: RepositoryRef;
  readonly rows: ReadonlyMap<string, StepRow>;
  /** Oldest first. */
  readonly approvals: readonly AuditedApproval[];
  /** What its metrics are put beside; null: there is nothing. */
  readonly base: Base | null;
  /** Id of its check on GitHub. */
  readonly check: number | null;
  /** Why GitHub does not show it as it stands; null: it does. */
  readonly unshown: string | null;
};

const MOST_APPROVALS = 200;

/** Everything about a run that belongs to a repository on GitHub; null: there is no such run. */
export async function loadRun(deps: LoadDeps, id: string): Promise<RunData | null> {
  const { store } = deps;
  const loaded = await loadView(store, id);
  const repository = loaded?.header.hosted?.repository;
  const sha = loaded?.header.sha ?? null;
  if (loaded === null || repository === undefined || sha === null) return null;
  const [approvals, base, publication] = await Promise.all([
    store.runs.approvals({ run: id, limit: MOST_APPROVALS }),
    loadBase(deps, loaded),
    store.publications.find(publicationId({ type: 'run', repository, run: id, sha })),
  ]);
  const shown = publication === null ? UNKNOWN : onGitHub(publication);
  return { ...loaded, repository, approvals: approvals.toReversed(), base, ...shown };
}

const UNKNOWN = { check: null, unshown: null };

function onGitHub({ state }: Publication): Pick<RunData, 'check' | 'unshown'> {
  const { remote, refused } = state;
  return { check: typeof remote === 'number' ? remote : null, unshown: refused?.words ?? null };
}

type Loaded = Pick<RunData, 'view' | 'plan' | 'header' | 'rows'>;

async function loadView(store: PageStore, id: string): Promise<Loaded | null> {
  const found = await store.runs.load(id);
  const plan = found === null ? null : await store.runs.plan(found.header.plan);
  if (found === null || plan === null) return null;
  const { header, steps, attempts } = found;
  const models = (await store.registry.ofRun(id)).map(({ version }) => version);
  const names = [...new Set(models.map(({ model }) => model))];
  const scope = registryOf(header);
  const known = await Promise.all(names.map((name) => store.registry.aliases(name, scope)));
  const aliases = known.flat().filter(({ run }) => run === id);
  const view = makeRunView({ plan, header, steps, attempts, models, aliases });
  return { view, plan, header, rows: new Map(steps.map((row) => [row.key, row])) };
}
