import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import { publicationId } from '../../runtime/ports/publications.ts';
import type { AuditedApproval } from '../../runtime/ports/runs.ts';
import type { PageStore } from '../pages-deps.ts';

/** A run as its page shows it. */
export type RunData = {
  readonly view: RunView;
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly repository: RepositoryRef;
  readonly rows: ReadonlyMap<string, StepRow>;
  /** Oldest first. */
  readonly approvals: readonly AuditedApproval[];
  /** The success before it that its metrics are put beside; null: there is none. */
  readonly earlier: RunView | null;
  /** Id of its check on GitHub. */
  readonly check: number | null;
};

const MOST_APPROVALS = 200;
const MOST_EARLIER = 20;

/** Everything about a run that belongs to a repository on GitHub; null: there is no such run. */
export async function loadRun(store: PageStore, id: string): Promise<RunData | null> {
  const loaded = await loadView(store, id);
  const repository = loaded?.header.hosted?.repository;
  const sha = loaded?.header.sha ?? null;
  if (loaded === null || repository === undefined || sha === null) return null;
  const [approvals, earlier, publication] = await Promise.all([
    store.runs.approvals({ run: id, limit: MOST_APPROVALS }),
    findEarlier(store, loaded),
    store.publications.find(publicationId({ type: 'run', repository, run: id, sha })),
  ]);
  const remote = publication?.state.remote;
  return {
    ...loaded,
    repository,
    approvals: approvals.toReversed(),
    earlier,
    check: typeof remote === 'number' ? remote : null,
  };
}

type Loaded = Pick<RunData, 'view' | 'plan' | 'header' | 'rows'>;

async function loadView(store: PageStore, id: string): Promise<Loaded | null> {
  const found = await store.runs.load(id);
  const plan = found === null ? null : await store.runs.plan(found.header.plan);
  if (found === null || plan === null) return null;
  const { header, steps, attempts } = found;
  const models = await store.registry.ofRun(id);
  const names = [...new Set(models.map(({ model }) => model))];
  const scope = registryOf(header);
  const known = await Promise.all(names.map((name) => store.registry.aliases(name, scope)));
  const aliases = known.flat().filter(({ run }) => run === id);
  const view = makeRunView({ plan, header, steps, attempts, models, aliases });
  return { view, plan, header, rows: new Map(steps.map((row) => [row.key, row])) };
}

async function findEarlier(store: PageStore, { view, header }: Loaded): Promise<RunView | null> {
  const { hosted, pipeline } = header;
  const hasMetrics = view.steps.some(({ metrics }) => Object.keys(metrics).length > 0);
  if (hosted === undefined || !hasMetrics) return null;
  const repository = hosted.repository.id;
  const query = { pipeline, open: false, limit: MOST_EARLIER, repository };
  const runs = await store.runs.list(query);
  const found = runs.find(
    (run) => run.status === 'succeeded' && run.createdAt < header.createdAt && run.id !== header.id,
  );
  return found === undefined ? null : ((await loadView(store, found.id))?.view ?? null);
}
