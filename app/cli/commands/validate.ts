import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import { findRoot } from '../../local/find-root.ts';
import type { CommandModule, ExitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { compilePipeline, supposedFor, type CompiledFor } from '../pipelines/compile-pipeline.ts';
import { repositoryNow } from '../pipelines/repository-now.ts';
import { hasErrors, problemLines, type FileProblems } from '../pipelines/problem-lines.ts';
import { checkModelFile, isModelFile, modelFiles } from '../pipelines/model-files.ts';
import { printJson, printLines, printText } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import {
  locatePipeline,
  pipelineFiles,
  type LocatedPipeline,
} from '../pipelines/locate-pipeline.ts';

type Options = { readonly json?: true };

/**
 * Checks pipeline files, by default those of the repository around `cwd`: 0 without errors, 1 with. Throws a
 * `UsageError` when there is none or one cannot be read.
 */
export async function validate(
  paths: readonly string[],
  options: Options,
  io: Io,
): Promise<ExitCode> {
  const checked = await pathsToCheck(paths, io.cwd);
  const models = checked.filter(isModelFile);
  const pipelines = checked.filter((path) => !models.includes(path));
  const found = pipelines.map((path) => locatePipeline(io.cwd, path));
  const abouts = new Map<string, Promise<CompiledFor>>();
  const aboutOnce = (root: string) => {
    const about = abouts.get(root) ?? supposedFor(root);
    abouts.set(root, about);
    return about;
  };
  const ofPipelines = await Promise.all(
    found.map(async (pipeline) => check(pipeline, io.cwd, await aboutOnce(pipeline.root))),
  );
  const files = [...ofPipelines, ...models.map((path) => checkModelFile(path, io.cwd))];
  if (options.json) printJson(io, document(files));
  else {
    printLines(io, problemLines(files, terminalOf(io.stdout, io.env).columns));
    if (paths.length === 0) await sayNested(io, aboutOnce);
  }
  return files.some(({ problems }) => hasErrors(problems)) ? 1 : 0;
}

async function pathsToCheck(paths: readonly string[], cwd: string): Promise<readonly string[]> {
  const places = paths.length === 0 ? [findRoot(cwd)] : paths.map((path) => resolve(cwd, path));
  const found = [...new Set(places.flatMap((place) => filesAt(place)))];
  if (found.length > 0) return found;
  const [root = cwd] = places;
  const [nested] = nestedIn((await repositoryNow(root)).paths, { root, cwd });
  throw new UsageError(
    `There is no pipeline file in ${places.join(', ')}.`,
    nested === undefined
      ? 'They lie in .mlpipelines/ and end in .yml or .yaml. Write one that runs: mlpipelines init'
      : `Those of ${nested}: mlpipelines validate ${nested}`,
  );
}

function filesAt(place: string): readonly string[] {
  if (!existsSync(place) || !statSync(place).isDirectory()) return [place];
  const root = basename(place) === '.mlpipelines' ? dirname(place) : place;
  return [...pipelineFiles(root), ...modelFiles(root)];
}

/** Projects inside this one have files of their own, which nobody has looked at. */
async function sayNested(io: Io, about: (root: string) => Promise<CompiledFor>): Promise<void> {
  const root = findRoot(io.cwd);
  const { files } = await about(root);
  for (const place of nestedIn(files?.paths ?? [], { root, cwd: io.cwd })) {
    printText(io.stdout, `${place} has pipelines of its own: mlpipelines validate ${place}`);
  }
}

/** Folders of a repository with pipelines of their own, as they are written where one stands. */
function nestedIn(
  paths: readonly string[],
  { root, cwd }: { readonly root: string; readonly cwd: string },
): readonly string[] {
  const own = paths.filter((path) => !INSTALLED.test(path));
  const folders = new Set(own.flatMap((path) => NESTED.exec(path)?.[1] ?? []));
  return [...folders].slice(0, MOST_NESTED).map((folder) => relative(cwd, join(root, folder)));
}

const NESTED = /^(.+?)\/\.mlpipelines\/[^/]+\.ya?ml$/;
/** Packages may bring pipelines, as this one does; nobody here has written them. */
const INSTALLED = /(?:^|\/)node_modules\//;
const MOST_NESTED = 20;

async function check(
  pipeline: LocatedPipeline,
  cwd: string,
  about: CompiledFor,
): Promise<FileProblems> {
  const { problems } = await compilePipeline(pipeline, {}, about);
  const { root, file, text } = pipeline;
  return { shown: relative(cwd, join(root, file)), text, problems };
}

function document(files: readonly FileProblems[]): {
  readonly format: 1;
  readonly files: readonly { readonly file: string; readonly problems: readonly Problem[] }[];
} {
  return {
    format: 1,
    files: files.map(({ shown, problems }) => ({ file: shown, problems })),
  };
}

export const validateCommand: CommandModule = {
  help: {
    summary: 'check pipeline files',
    description:
      'Check pipeline files and show every problem at its place. Without a path: all of this repository. ' +
      'Exit code 0: no errors, 1: errors.',
    examples: [
      ['mlpipelines validate', 'all pipeline files of this repository'],
      ['mlpipelines validate .mlpipelines/churn.yml', 'one file'],
      ['mlpipelines validate --json', 'one JSON document on stdout, for an editor'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[path...]', 'files, or folders that hold some')
      .option('--json', 'one JSON document on stdout')
      .action(async (paths: string[], options: Options) =>
        shell.exit(await validate(paths, options, shell)),
      ),
};
