import type { CommentedRun } from '../../reports/comment/sticky-comment.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import { failedTails } from './failed-tails.ts';
import type { PublishDeps } from './publish-deps.ts';

/** A run as reports show it; null: the store has forgotten it. */
export async function loadReport(
  { store, pageOf }: PublishDeps,
  run: string,
): Promise<CommentedRun | null> {
  const rows = await store.runs.load(run);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) return null;
  const { header, steps, attempts } = rows;
  const models = (await store.registry.ofRun(run)).map(({ version }) => version);
  const view = makeRunView({ plan, header, steps, attempts, models, aliases: [] });
  const tails = await failedTails(store.logTails, view);
  return { view, plan, tails, page: pageOf(run) };
}
