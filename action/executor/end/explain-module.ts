import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { selectPaths } from '../../../content/manifest/select-files.ts';
import type { Attempt } from '../attempt.ts';
import { readTree } from '../workspace/prepare-workspace.ts';

type Place = Pick<Attempt, 'ticket' | 'host'>;

/**
 * Where a Python module that a step did not find lies in the repository, and what to write so that it is found. Null: the
 * repository has no such module. Only looks at names.
 */
export async function explainModule(attempt: Place, module: string): Promise<string | null> {
  const { command, workspace } = attempt.ticket;
  if (workspace.mode !== 'copy' || !/^\w+(?:\.\w+)*$/.test(module)) return null;
  const paths = await repositoryPaths(attempt, module);
  const found = placeOf(module, paths);
  if (found === null) return null;
  const written = (path: string) => posix.relative(command.workingDirectory, path) || '.';
  const inside = paths.filter((path) => path === found || path.startsWith(`${found}/`));
  const { selected } = selectPaths(
    inside.map((path) => ({ path })),
    workspace.files,
  );
  if (selected.length === 0) {
    return `${module} is ${found} of the repository, which the step does not see: add ${written(found)} to its files.`;
  }
  const depth = module.split('.').length;
  const folder = posix.join(found, ...Array.from({ length: depth }, () => '..'));
  return `${module} is ${found} of the repository, where Python does not look: set env: { PYTHONPATH: ${written(folder)} }.`;
}

/** A package, a file, or a folder that holds Python files; of several the one nearest to the root. */
function placeOf(module: string, paths: readonly string[]): string | null {
  const name = module.replaceAll('.', '/');
  const places = paths.flatMap((path) => {
    const around = `/${path}`;
    if (around.endsWith(`/${name}.py`)) return [path];
    const at = path.endsWith('.py') ? around.indexOf(`/${name}/`) : -1;
    return at < 0 ? [] : [around.slice(1, at + 1 + name.length)];
  });
  return places.toSorted((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))[0] ?? null;
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/** Of a job's checkout, which is not listed, only what a script of the step's folder or of the root would import. */
async function repositoryPaths(
  { ticket, host }: Place,
  module: string,
): Promise<readonly string[]> {
  const { tree } = ticket.workspace;
  if (tree !== null) return (await readTree(host.blobs, tree)).entries.map(({ path }) => path);
  const { checkout } = host.folders;
  if (checkout === undefined) return [];
  const name = module.replaceAll('.', '/');
  return ['.', ticket.command.workingDirectory]
    .flatMap((folder) =>
      [`${name}.py`, `${name}/__init__.py`].map((path) => posix.join(folder, path)),
    )
    .filter((path) => existsSync(join(checkout, path)));
}
