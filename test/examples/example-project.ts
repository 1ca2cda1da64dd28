import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeProject, type Project } from '../e2e/project.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** A repository of its own that holds one of the examples, as a newcomer would copy it. */
export function exampleProject(name: string): Project {
  const folder = join(EXAMPLES, name);
  const files: Record<string, string> = {};
  for (const item of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(item.parentPath, item.name).slice(folder.length + 1);
    if (item.isFile() && !isLeftBehind(path))
      files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return makeProject(files);
}

/** What running an example in place leaves there. */
function isLeftBehind(path: string): boolean {
  return /(^|\/)(work|__pycache__|\.venv|\.state)\//.test(path);
}
