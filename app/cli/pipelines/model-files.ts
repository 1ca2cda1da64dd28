import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MODELS_FOLDER, readModelFile } from '../../compile/models/read-model-file.ts';
import { messageOf } from '../../../text/message-of.ts';
import { withoutMark } from '../../../text/without-mark.ts';
import { UsageError } from '../usage-error.ts';
import type { FileProblems } from './problem-lines.ts';
import { yamlFilesIn } from './yaml-files-in.ts';

/** What a repository says of its models, a file each, sorted. */
export function modelFiles(root: string): readonly string[] {
  return yamlFilesIn(join(root, MODELS_FOLDER));
}

/** Whether a path is of such a file. */
export function isModelFile(path: string): boolean {
  return dirname(path).endsWith(MODELS_FOLDER.replace('/', sep)) && /\.ya?ml$/.test(path);
}

/** Its mistakes. A file that no model can be called by is one too: nobody would ever read it. */
export function checkModelFile(path: string, cwd: string): FileProblems {
  const shown = relative(cwd, path);
  const text = read(path, shown);
  const { problems } = readModelFile(text);
  const name = basename(path);
  if (/^[a-z0-9][a-z0-9_-]*\.yml$/.test(name)) return { shown, text, problems };
  const misnamed = {
    code: 'wrong-name',
    severity: 'error',
    message: `no model can have this file: it is called like its model, in lower case, and ends in .yml, not \`${name}\``,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    hint: null,
  } as const;
  return { shown, text, problems: [misnamed, ...problems] };
}

function read(path: string, shown: string): string {
  try {
    return withoutMark(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${shown} cannot be read: ${messageOf(error)}`);
  }
}
