import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { isInstallerSetting } from '../../../text/requirement-includes.ts';
import type { Variables } from '../process/environment.ts';
import type { Builder } from './build-environment.ts';
import type { RequirementFile } from './read-requirements.ts';
import { installerFiles } from './installer-files.ts';
import { runTool } from './run-tool.ts';

// Grows when the meaning of the parts changes, so that no environment of an older version is taken.
const FORMAT = 3;

export type Ingredients = {
  readonly builder: Builder;
  readonly requirements: readonly RequirementFile[];
  readonly variables: Variables;
  readonly python: NonNullable<Ticket['python']>;
};

/**
 * What a Python environment is made of, as one name: equal names, one environment, whoever built it. The interpreter's
 * real path is in it: an environment breaks when that goes away. So is where packages come from: by value, or by the
 * name of the secret that says it. On a machine that outlives a job, code that is trusted less builds its own.
 */
export async function environmentDigest(ingredients: Ingredients): Promise<string> {
  const { builder, requirements, variables, python } = ingredients;
  const { settings = {}, trust = null } = python;
  const told = Object.entries(variables)
    .filter(([name]) => isInstallerSetting(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, name in settings ? { secret: settings[name] } : value]);
  const interpreter = await interpreterOf(builder, variables);
  const content = requirements.map(({ path, text }) => [path, text]);
  const { platform, arch } = process;
  const files = await installerFiles(variables);
  const parts = [FORMAT, platform, arch, builder.type, interpreter, content, told, files, trust];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Which interpreter it builds with: version and real path. */
export async function interpreterOf(builder: Builder, variables: Variables): Promise<string> {
  if (builder.type === 'venv') {
    return `${builder.python.version} ${await realpath(builder.python.program)}`;
  }
  // https://docs.astral.sh/uv/reference/cli/#uv-python-find; it finds none where it would bring one.
  const wanted = builder.version === null ? [] : [builder.version];
  const args = ['python', 'find', '--no-project', ...wanted];
  const { exitCode, output } = await runTool({ program: builder.program, args, variables });
  const path = output.trim().split('\n').at(-1) ?? '';
  if (exitCode !== 0 || !path.startsWith('/')) return builder.version ?? 'default';
  return realpath(path).catch(() => path);
}
