import { parse } from 'yaml';
import { readBlob, readTree, resolveCommit } from '../git/read-objects.ts';
import type { Repository } from '../state/repository.ts';
import type { Workflow } from '../state/runs.ts';
import type { World } from '../state/world.ts';

const FOLDER = '.github/workflows';

/** The workflows of the default branch; a file gets its id when it is first seen there and keeps it. */
export async function readWorkflows(world: World, repository: Repository): Promise<Workflow[]> {
  const sha = await resolveCommit(repository.gitDir, `refs/heads/${repository.defaultBranch}`);
  const entries = sha === null ? [] : await readTree(repository.gitDir, `${sha}:${FOLDER}`, false);
  const files = (entries ?? []).filter(({ path }) => /\.ya?ml$/.test(path));
  const found: Workflow[] = [];
  for (const file of files) {
    const path = `${FOLDER}/${file.path}`;
    const text = (await readBlob(repository.gitDir, file.sha))?.toString() ?? '';
    const known = repository.workflows.get(path);
    const workflow = known ?? {
      id: world.nextId(),
      path,
      name: path,
      createdAt: world.clock.now(),
    };
    workflow.name = nameOf(text) ?? path;
    repository.workflows.set(path, workflow);
    found.push(workflow);
  }
  return found;
}

/** The workflow that an API path names by id or by file name. */
export async function workflowNamed(
  world: World,
  repository: Repository,
  name: string,
): Promise<Workflow | null> {
  const workflows = await readWorkflows(world, repository);
  return (
    workflows.find(({ id, path }) => String(id) === name || path === `${FOLDER}/${name}`) ?? null
  );
}

/** A workflow's text at a commit; null when the commit has no such file. */
export async function textAt(repository: Repository, sha: string, path: string) {
  const entry = (await readTree(repository.gitDir, `${sha}:${FOLDER}`, false))?.find(
    (each) => `${FOLDER}/${each.path}` === path,
  );
  const bytes = entry === undefined ? null : await readBlob(repository.gitDir, entry.sha);
  return bytes?.toString() ?? null;
}

export function parseWorkflow(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function nameOf(text: string): string | null {
  const { name } = parseWorkflow(text);
  return typeof name === 'string' ? name : null;
}
