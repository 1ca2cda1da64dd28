import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { closestName } from '../../../text/closest-name.ts';
import { groupByName, type ByName } from '../../compile/check/namesakes.ts';
import { readPipelineFile, type PipelineFile } from '../../compile/structure/read-pipeline-file.ts';
import { findRoot, projectAround } from '../../local/find-root.ts';
import { projectsBelow } from './projects-below.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { UsageError } from '../usage-error.ts';
import { withoutMark } from '../../../text/without-mark.ts';
import { messageOf } from '../../../text/message-of.ts';
import { yamlFilesIn } from './yaml-files-in.ts';

/** A pipeline file: the repository that it speaks of, its path in there with `/`, what it says, and the same as read. */
export type LocatedPipeline = {
  readonly root: string;
  readonly file: string;
  readonly text: string;
  readonly read: PipelineFile;
};

/** Finds a pipeline by its file or by its name. Throws a `UsageError` that names those there are. */
export function locatePipeline(cwd: string, wanted: string): LocatedPipeline {
  const path = resolve(cwd, wanted);
  if (existsSync(path) && statSync(path).isFile()) return readPipeline(rootOf(path), path);
  const root = findRoot(cwd);
  const known = pipelinesOf(root);
  const named = known
    .filter(({ names }) => names.includes(wanted))
    .map((pipeline) => pipeline.path);
  const [only, second] = named;
  if (only === undefined) throw noSuchPipeline({ cwd, root, wanted }, known);
  if (second === undefined) return readPipeline(root, only);
  const files = named.map((file) => relative(cwd, file)).join(' and ');
  throw new UsageError(`${files} are both named ${wanted}.`, 'Name the file instead.');
}

/** All pipeline files of a repository, sorted; not folders and links to nowhere that are named like one. */
export function pipelineFiles(root: string): readonly string[] {
  return yamlFilesIn(join(root, '.mlpipelines'));
}

/** A repository's pipelines by their names, which are to be unique in it. */
export function pipelinesByName(root: string): ByName {
  return groupByName(
    pipelineFiles(root).map((path) => ({ file: shownPath(root, path), name: nameIn(path) })),
  );
}

type Known = { readonly path: string; readonly names: readonly string[] };

function pipelinesOf(root: string): readonly Known[] {
  return pipelineFiles(root).map((path) => {
    const stem = basename(path).replace(/\.ya?ml$/, '');
    const name = nameIn(path);
    return { path, names: name === null || name === stem ? [stem] : [name, stem] };
  });
}

/** The name alone is wanted, of files that may be wrong elsewhere or unreadable; the compiler reads the one that is meant. */
function nameIn(path: string): string | null {
  try {
    return /^name:\s*["']?([\w-]+)/m.exec(readText(path))?.[1] ?? null;
  } catch {
    return null;
  }
}

type Wanted = { readonly cwd: string; readonly root: string; readonly wanted: string };

function noSuchPipeline({ cwd, root, wanted }: Wanted, known: readonly Known[]): UsageError {
  const message = `There is no pipeline ${wanted}: neither a file nor the name of one in .mlpipelines/.`;
  const elsewhere = inOtherProjects(cwd, root, wanted);
  if (elsewhere !== null) return new UsageError(message, elsewhere);
  const near = closestName(wanted, firstNames(known));
  return new UsageError(message, near === null ? listed(known) : `Did you mean ${near}?`);
}

/** The pipelines that there are to be named, for whoever named none. */
export function pipelinesHere(cwd: string): string {
  return listed(pipelinesOf(findRoot(cwd)));
}

function listed(known: readonly Known[]): string {
  if (known.length === 0) return 'Make a first one: mlpipelines init';
  return `Pipelines here: ${firstNames(known).join(', ')}.`;
}

function firstNames(known: readonly Known[]): readonly string[] {
  return known.flatMap(({ names }) => names.slice(0, 1));
}

/** Projects of one repository do not see each other's names; files can be named wherever one stands. */
function inOtherProjects(cwd: string, root: string, wanted: string): string | null {
  const around = projectAround(root);
  const others = [...(around === null ? [] : [around]), ...projectsBelow(around ?? root)];
  for (const other of others) {
    const found = pipelinesOf(other).find(({ names }) => names.includes(wanted));
    if (found === undefined) continue;
    const file = relative(cwd, found.path);
    const place = relative(cwd, other);
    return `${wanted} is a pipeline of ${place}: name its file, ${shellWord(file)}, or go there first.`;
  }
  return null;
}

/** A file in `.mlpipelines` speaks of the folder that holds it, wherever one stands. */
function rootOf(path: string): string {
  const folder = dirname(path);
  return basename(folder) === '.mlpipelines' ? dirname(folder) : findRoot(folder);
}

function readPipeline(root: string, path: string): LocatedPipeline {
  const file = shownPath(root, path);
  try {
    const text = readText(path);
    return { root, file, text, read: readPipelineFile({ file, text }) };
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${messageOf(error)}`,
      'Make it readable for the user that runs this.',
    );
  }
}

function readText(path: string): string {
  return withoutMark(readFileSync(path, 'utf8'));
}

function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
