import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ACTION_EXAMPLE, ACTION_SHAPE, isPinned } from '../../github/workflow/action-ref.ts';
import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../../github/workflow/workflow-file.ts';
import { findPlace, findRoot } from '../../local/find-root.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import type { CommandModule, ExitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { STARTER_FILES, starterFiles } from '../../starter/starter-files.ts';
import { printLines } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { composeWorkflows, type ComposedWorkflows } from '../workflow/compose-workflows.ts';
import { readCheckoutAsks } from '../workflow/read-checkout-asks.ts';
import { pipelineFiles } from '../pipelines/locate-pipeline.ts';
import { withoutTrailing } from '../../../text/without-trailing.ts';

type Options = { readonly app?: string; readonly action?: string; readonly update?: true };
type Files = Readonly<Record<string, string>>;

/**
 * Writes the starter pipeline into the repository around `cwd`, and the workflow files where the app's address is known;
 * or writes those anew. Throws a `UsageError` rather than overwrite a file.
 */
export async function init(io: Io, options: Options = {}): Promise<ExitCode> {
  if (options.update === true) {
    const root = findRoot(io.cwd);
    const composed = composeWorkflows(root, await readCheckoutAsks(root), wishesOf(options));
    await write(root, composed.files, 'w');
    printLines(io, updateStory(composed));
    return 0;
  }
  const root = findPlace(io.cwd);
  const files = await newFiles(root, options);
  // A file that appeared meanwhile is not overwritten either.
  await write(root, files, 'wx');
  printLines(io, story(files, relative(io.cwd, root)));
  return 0;
}

function wishesOf({ app, action }: Options) {
  return { app: app === undefined ? null : withoutTrailing(app, '/'), actionRef: action ?? null };
}

/** A repository that has pipelines and asks for the workflow needs no starter. */
async function newFiles(root: string, options: Options): Promise<Files> {
  const isStarting = options.app === undefined || pipelineFiles(root).length === 0;
  const workflows = options.app === undefined ? [] : [WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH];
  const wanted = [...(isStarting ? STARTER_FILES : []), ...workflows];
  const taken = wanted.filter((file) => existsSync(join(root, file)));
  if (taken.length > 0) throw alreadyThere(taken);
  const starter = isStarting ? starterFiles() : {};
  if (options.app === undefined) return starter;
  const checkout = await readCheckoutAsks(root);
  return { ...starter, ...composeWorkflows(root, checkout, wishesOf(options)).files };
}

function alreadyThere(taken: readonly string[]): UsageError {
  const isWorkflow = taken.some((file) => file.startsWith('.github/'));
  return new UsageError(
    `${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already; nothing was written.`,
    isWorkflow
      ? 'Write the workflow files anew: mlpipelines init --update'
      : 'Run it: mlpipelines run starter. Or move the files away and call init again.',
  );
}

async function write(root: string, files: Files, flag: 'w' | 'wx'): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text, { flag });
  }
}

function story(files: Files, place: string): readonly Line[] {
  const written = Object.keys(files);
  const hasStarter = written.includes(STARTER_FILES[0]);
  const hasWorkflow = written.includes(WORKFLOW_PATH);
  const what = hasStarter ? 'a pipeline that runs as it is' : 'the workflow files';
  return [
    line(`Wrote ${what}${place === '' ? '' : ` into ${place}`}:`, 'strong'),
    ...written.map((file) => [span('  + ', 'good'), span(file)]),
    [],
    ...(hasStarter ? NEXT.map(nextLine) : []),
    ...(hasWorkflow ? [nextLine(['git push', 'to the default branch; then the app runs it'])] : []),
    ...(hasWorkflow ? [] : [[], line(LATER, 'dim')]),
  ];
}

function nextLine([command, meaning]: readonly [string, string]): Line {
  return [span('→ ', 'accent'), span(command.padEnd(26)), span(meaning, 'dim')];
}

const NEXT = [
  ['mlpipelines plan starter', 'what would run, and why'],
  ['mlpipelines run starter', 'trains a model in a few seconds; needs only python3'],
  ['mlpipelines run starter', 'once more: nothing changed, so nothing is computed again'],
] as const;
const LATER =
  'No workflow for GitHub yet: the app brings it in a pull request, or `mlpipelines init --app URL --action OWNER/REPO@SHA`.';

function updateStory({ changed, added, removed, actionRef }: ComposedWorkflows): readonly Line[] {
  const movable = isPinned(actionRef) ? [] : [line(movableStory(actionRef), 'warn')];
  if (changed.length === 0) return [line('The workflow files are as they should be.'), ...movable];
  return [
    line('Wrote anew; commit it to the default branch:', 'strong'),
    ...changed.map((file) => [span('  ~ ', 'warn'), span(file)]),
    ...added.map((what) => [span('  + ', 'good'), span(what)]),
    ...removed.map((what) => [span('  - ', 'bad'), span(what)]),
    ...movable,
  ];
}

function movableStory(actionRef: string): string {
  return `They use ${actionRef}, a tag or branch that can be moved to other code. Pin it: mlpipelines init --update --action ${ACTION_SHAPE}`;
}

export const initCommand: CommandModule = {
  help: {
    summary: 'write a starter pipeline that runs',
    description:
      'Write a starter pipeline and its scripts into this repository: it makes data, trains a model, tests it and ' +
      'keeps it, with python3 alone. With --app also the workflow files that run steps on GitHub. Overwrites nothing; ' +
      '--update writes the workflow files anew.',
    examples: [
      ['mlpipelines init', 'writes .mlpipelines/starter.yml and the scripts in starter/'],
      ['mlpipelines run starter', 'runs it'],
      [
        `mlpipelines init --app https://mlp.example.com --action '${ACTION_EXAMPLE}'`,
        'the workflow files for that app, too',
      ],
      ['mlpipelines init --update', 'writes them anew, after adding a secret or Git LFS'],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--app <url>', 'address of the app that is to run steps on GitHub')
      .option('--action <ref>', 'the action, by the 40 digits of a commit: owner/repository@sha')
      .option('--update', 'write the workflow files anew; keeps their app and action')
      .action(async (options: Options) => shell.exit(await init(shell, options))),
};
