import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { hasCode } from '../../../content/storage-error.ts';
import { requirementIncludes } from '../../../text/requirement-includes.ts';
import { withoutMark } from '../../../text/without-mark.ts';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import { readTree } from '../workspace/prepare-workspace.ts';
import { shortened } from '../../../text/shortened.ts';

export type RequirementFile = {
  readonly path: string;
  readonly text: string;
  readonly kind: 'requirements' | 'pyproject' | 'uv-lock';
};

const LONGEST_QUOTE = 200;
const MOST_BYTES = 16 * 1024 * 1024;
const LOCAL = /^\s*(?:-e|--editable)\b|^\s*(?:\.{1,2}\/|\/|file:)|^\s*\.(?:\[|\s|$)|@\s*file:/;

/**
 * The requirement files of a step with the files that they include, from the repository's tree: they need not be among
 * the step's `files`. Throws `StepFailure` for one that is missing or that names code of the repository.
 */
export async function readRequirements(
  attempt: Attempt,
  paths: readonly string[],
): Promise<readonly RequirementFile[]> {
  const files = new Map<string, RequirementFile>();
  const todo = [...paths];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (files.has(path)) continue;
    const file = { path, text: await readFromTree(attempt, path), kind: kindOf(path) };
    files.set(path, file);
    if (file.kind === 'requirements') refuseLocalCode(file);
    for (const name of requirementIncludes(path, file.text)) {
      todo.push(posix.join(posix.dirname(path), name));
    }
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(path: string): RequirementFile['kind'] {
  const name = posix.basename(path);
  if (name === 'uv.lock') return 'uv-lock';
  return name === 'pyproject.toml' ? 'pyproject' : 'requirements';
}

function refuseLocalCode({ path, text }: RequirementFile): void {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (LOCAL.test(line)) throw namesLocalCode(path, index + 1, line);
  }
}

async function readFromTree(attempt: Attempt, path: string): Promise<string> {
  const { tree } = attempt.ticket.workspace;
  if (tree === null) return readFromFolder(attempt, path);
  const { blobs } = attempt.host;
  const entry = (await readTree(blobs, tree)).entries.find((one) => one.path === path);
  if (entry?.type !== 'file') throw isMissing(path);
  return new TextDecoder().decode(await blobs.getBytes(entry.digest, MOST_BYTES));
}

/** No file can be there: what is named lies below one, is longer than any name, or is a folder. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EISDIR'];

async function readFromFolder({ host }: Attempt, path: string): Promise<string> {
  if (path.includes('\0')) throw isMissing(path);
  const { workspace, checkout = workspace } = host.folders;
  const place = await insideWorkspace(checkout, path, 'requirements');
  try {
    return withoutMark(await readFile(place, 'utf8'));
  } catch (error) {
    throw NOT_THERE.some((code) => hasCode(error, code)) ? isMissing(path) : error;
  }
}

function isMissing(path: string): StepFailure {
  return new StepFailure(
    'failure',
    `python.requirements names ${quoted(path)}, which is not in the repository. Add the file (is it ignored by git?) or correct the path.`,
  );
}

function namesLocalCode(path: string, line: number, text: string): StepFailure {
  return new StepFailure(
    'failure',
    `${quoted(path)}:${line}: "${quoted(text.trim())}" installs code of the repository, but an environment is shared by steps and runs and knows packages only. Remove the line and set env: { PYTHONPATH: src } instead.`,
  );
}

/** A requirement file names others in as many characters as it likes. */
function quoted(text: string): string {
  return shortened(text, LONGEST_QUOTE);
}
