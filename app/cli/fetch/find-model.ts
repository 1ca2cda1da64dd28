import type { ModelVersion } from '../../domain/model.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import { UsageError } from '../usage-error.ts';

/** The version that a person means by `churn@production`, `churn@3` or `churn@v3`. Throws a `UsageError` that names what there is. */
export async function findModel(registry: Registry, reference: string): Promise<ModelVersion> {
  const at = reference.lastIndexOf('@');
  const [model, name] = [reference.slice(0, at), reference.slice(at + 1)];
  const versions = await registry.versions(model);
  if (versions.length === 0) throw noSuchModel(model, await registry.models());
  const aliases = await registry.aliases(model);
  const alias = aliases.find((each) => each.alias === name);
  const wanted = alias?.version ?? numberOf(name);
  const found = versions.find(({ version }) => version === wanted);
  if (found !== undefined) return found;
  const known = aliases.map((each) => `@${each.alias}`);
  const newest = versions[0]?.version ?? 0;
  throw new UsageError(
    `${model} has no version or alias ${name === '' ? 'without a name' : name}.`,
    `It has ${['versions up to ' + String(newest), ...known].join(', ')}. All of them: mlpipelines models ${model}`,
  );
}

function numberOf(name: string): number | null {
  return /^v?[0-9]{1,15}$/.test(name) ? Number(name.replace('v', '')) : null;
}

function noSuchModel(model: string, models: readonly string[]): UsageError {
  const near = closestName(model, models);
  const known = `Models here: ${models.join(', ') || 'none'}.`;
  return new UsageError(
    `There is no model ${model}.`,
    near === null ? known : `Did you mean ${near}?`,
  );
}
