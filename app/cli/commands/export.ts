import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { BlobStore } from '../../../content/blob-store.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import { localClock } from '../../local/local-clock.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { count } from '../../reports/words/step-words.ts';
import { firstFew } from '../../../text/first-few.ts';
import { size } from '../../../text/size.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { openArtifacts, type ArtifactCount } from '../export/export-artifacts.ts';
import { exportAudit, exportModels } from '../export/export-models.ts';
import { exportRuns } from '../export/export-runs.ts';
import { ABOUT_EXPORT } from '../export/about-export.ts';
import { withRegistry, type Of } from '../models/open-registry.ts';
import { printJson, printLines, printNote } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';

type Options = Of & { readonly artifacts: boolean; readonly json?: true };

type Exported = {
  readonly folder: string;
  readonly runs: number;
  readonly versions: number;
  readonly decisions: number;
  readonly kept: ArtifactCount;
};

const DEFAULT_FOLDER = 'mlpipelines-export';

async function exportAll(shell: Shell, to: string, options: Options): Promise<ExitCode> {
  return withRegistry(shell, options, async ({ store, state, scope }) => {
    const folder = resolve(shell.cwd, to);
    const blobs = await blobsOf(shell, state, options);
    await makeEmpty(folder, shell.cwd);
    if (state !== null) await keepOut(folder, state);
    printNote(shell, `exporting to ${relative(shell.cwd, folder) || folder} …`);
    const artifacts = await openArtifacts(folder, blobs);
    const from = { store, scope };
    const runs = await exportRuns(from, folder, artifacts);
    const versions = await exportModels(from, folder, { artifacts, now: localClock.now() });
    const decisions = await exportAudit(from, folder);
    const kept = await artifacts.close();
    // The last: whoever finds it has all of it.
    await writeFile(join(folder, 'README.md'), ABOUT_EXPORT, { flag: 'wx' });
    const exported = { folder, runs, versions, decisions, kept };
    if (options.json) printJson(shell, { format: 1, ...exported });
    else printLines(shell, lines(shell, exported, options));
    return kept.lost.length === 0 ? 0 : 1;
  });
}

/** Where the bytes of artifacts lie; null: none are wanted. */
async function blobsOf(
  { cwd }: Shell,
  local: StateFolder | null,
  { artifacts, state }: Options,
): Promise<BlobStore | null> {
  if (!artifacts) return null;
  if (local !== null) return openFolderBlobStore(local.objects);
  if (state !== undefined) return openFolderBlobStore(join(resolve(cwd, state), 'objects'));
  throw new UsageError(
    'The bytes of artifacts lie in the state folder of the server, and none is named.',
    'Name it by --state, or add --no-artifacts to export what the database holds.',
  );
}

/** A folder that holds something is left alone: nobody is to take old files for new ones. */
async function makeEmpty(folder: string, cwd: string): Promise<void> {
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new UsageError(
      `${relative(cwd, folder) || folder} is not empty; nothing was written.`,
      'Name a new folder: mlpipelines export DIR',
    );
  }
  // What private repositories made is for their owner's eyes.
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Within a repository git would take it for files of its own, and each step without `files` would be given a copy. */
async function keepOut(folder: string, { root }: StateFolder): Promise<void> {
  const isWithin = folder.startsWith(resolve(root) + sep);
  if (isWithin) await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
}

const MOST_NAMED = 5;

function lines(
  { cwd }: Shell,
  { folder, runs, versions, decisions, kept }: Exported,
  { artifacts }: Options,
): readonly Line[] {
  const bytes = artifacts
    ? `${count(kept.artifacts, 'artifact')} (${size(kept.bytes)})`
    : 'no artifacts';
  const what = [
    count(runs, 'run'),
    count(versions, 'model version'),
    count(decisions, 'decision'),
  ].join(', ');
  const lost = kept.lost.length;
  return [
    line(`${relative(cwd, folder) || folder}  ${what}, ${bytes}`),
    ...(lost === 0
      ? []
      : [
          line(
            `${count(lost, 'artifact')} could not be exported, because bytes are missing or damaged: ${firstFew(kept.lost, MOST_NAMED)}`,
            'warn',
          ),
        ]),
  ];
}

export const exportCommand: CommandModule = {
  help: {
    summary: 'write everything into a folder that other tools can read',
    description:
      'Write runs, metrics, models and the audit as JSON lines and CSV into a new folder, with the files of all artifacts, each distinct one once. ' +
      'Nothing is changed or deleted. Exit code 0: all of it is there, 1: bytes of an artifact are missing or damaged.',
    examples: [
      ['mlpipelines export', `everything of this machine, to ${DEFAULT_FOLDER}/`],
      ['mlpipelines export /backup/churn --no-artifacts', 'without the files of artifacts'],
      [
        'mlpipelines export --repository acme/churn --state .mlpipelines-app',
        'of a repository, where its server runs',
      ],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('[dir]', `a new or empty folder; default: ${DEFAULT_FOLDER}`)
      .option('--no-artifacts', 'without the files of artifacts; they are listed all the same')
      .option('--repository <owner/name>', 'of this repository, on a server')
      .option('--state <folder>', 'with --repository: the state folder of the server')
      .option('--json', 'one JSON document on stdout: what was written')
      .action(async (dir: string | undefined, options: Options) =>
        shell.exit(await exportAll(shell, dir ?? DEFAULT_FOLDER, options)),
      ),
};
