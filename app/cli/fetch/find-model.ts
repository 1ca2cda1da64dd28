import { deletionOf, type ModelAlias, type ModelVersion } from '../../domain/model.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The version that a person means by `churn@production`, `churn@3` or `churn@v3`; by `churn` the newest that is not
 * deleted. Throws a `UsageError` that names what there is.
 */
export async function findModel(
  registry: Registry,
  reference: string,
  scope: Scope = LOCAL_SCOPE,
): Promise<ModelVersion> {
  const at = reference.lastIndexOf('@');
  const model = at === -1 ? reference : reference.slice(0, at);
  const versions = await registry.versions(model, scope);
  if (versions.length === 0) throw noSuchModel(model, await registry.models(scope));
  if (at === -1) return newestKept(registry, versions, scope);
  const name = reference.slice(at + 1);
  const aliases = await registry.aliases(model, scope);
  const alias = aliases.find((each) => each.alias === name);
  const wanted = alias?.version ?? numberOf(name);
  const found = versions.find(({ version }) => version === wanted);
  if (found !== undefined) return found;
  throw noSuchVersion(versions, aliases, name);
}

async function newestKept(
  registry: Registry,
  versions: readonly ModelVersion[],
  scope: Scope,
): Promise<ModelVersion> {
  const [newest] = versions;
  if (newest === undefined) throw new Error('A model without versions was looked for.');
  const marks = await registry.marks(newest.model, scope);
  return versions.find((version) => deletionOf(marks, version) === null) ?? newest;
}

function noSuchVersion(
  [newest]: readonly ModelVersion[],
  aliases: readonly ModelAlias[],
  name: string,
): UsageError {
  const model = newest?.model ?? '';
  const known = aliases.map((each) => `@${each.alias}`);
  return new UsageError(
    `${model} has no version or alias ${name === '' ? 'without a name' : name}.`,
    `It has ${[`versions up to ${newest?.version ?? 0}`, ...known].join(', ')}. All of them: mlpipelines models ${model}`,
  );
}

function numberOf(name: string): number | null {
  return /^v?[0-9]{1,15}$/.test(name) ? Number(name.replace('v', '')) : null;
}

/** That there is no model of this name, with those that there are. */
export function noSuchModel(model: string, models: readonly string[]): UsageError {
  const near = closestName(model, models);
  const known = `Models here: ${models.join(', ') || 'none'}.`;
  return new UsageError(
    `There is no model ${model}.`,
    near === null ? known : `Did you mean ${near}?`,
  );
}
