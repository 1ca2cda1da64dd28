import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import type { Scope } from '../../domain/scope.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

/** Reads a run whole, as reports want it; its models from the registry `scope`, or that of this machine. Throws if the store has lost a part of it. */
export async function loadRunRecord(
  store: StoreReads,
  run: string,
  scope?: Scope,
): Promise<RunRecord> {
  const rows = await store.runs.load(run);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) throw new Error(`The store holds no run ${run} any more.`);
  const { header, steps, attempts } = rows;
  return { plan, header, steps, attempts, ...(await modelsOfRun(store, run, scope)) };
}

/** Versions that a run registered, and the aliases that it moved and that still stand where it put them. */
export async function modelsOfRun(
  store: StoreReads,
  run: string,
  scope?: Scope,
): Promise<{ readonly models: readonly ModelVersion[]; readonly aliases: readonly ModelAlias[] }> {
  const models = (await store.registry.ofRun(run)).map(({ version }) => version);
  const names = [...new Set(models.map(({ model }) => model))];
  const aliases = await Promise.all(names.map((name) => store.registry.aliases(name, scope)));
  return { models, aliases: aliases.flat().filter((alias) => alias.run === run) };
}
