import { ownValue } from '../../domain/own-value.ts';
import { existsSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { LostBlob } from '../../../content/blob-store.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Json } from '../../domain/json.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { filesAndSize } from '../../../text/size.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { drawCurves, type DrawnCurve } from '../workspace/draw-curves.ts';
import { readSamples } from '../workspace/read-series.ts';
import { findPlots, type Plots } from '../workspace/find-plots.ts';
import { findRow } from '../workspace/find-row.ts';
import { findRun } from '../workspace/find-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { printJson, printLines, printValue } from '../terminal/print.ts';

type Options = { readonly json?: true };
type Wanted = { readonly run: string; readonly output: string; readonly to: string | null };

async function get(shell: Shell, wanted: Wanted, options: Options): Promise<ExitCode> {
  return withStore(shell, async ({ store, state }) => {
    const { id } = await findRun(store, wanted.run);
    const record = await loadRunRecord(store, id);
    const plots = await findPlots(store, record, wanted.output);
    const found = plots ?? findOutput(record, wanted.output);
    if ('value' in found) {
      if (options.json) printJson(shell, found.value);
      else printValue(shell, valueText(found.value));
      return 0;
    }
    const { digest, size, files } = found.artifact;
    const path = targetOf(shell.cwd, found.artifact, wanted.to);
    await restoreTree(await openFolderBlobStore(state.objects), digest, path).catch((error) => {
      throw error instanceof LostBlob ? lostOutput(record, wanted.output, error) : error;
    });
    const drawn = plots === null ? [] : await draw(store, plots, path);
    if (options.json) printJson(shell, { format: 1, path, digest, size, files, drawn });
    else printLines(shell, placeLines(relative(shell.cwd, path) || path, found.artifact, drawn));
    return 0;
  });
}

async function draw(
  store: StoreReads,
  { step, attempt }: Plots,
  path: string,
): Promise<readonly DrawnCurve[]> {
  const earlier = await readSamples(store, { ...attempt, attempt: attempt.attempt - 1 });
  return drawCurves(step, path, earlier);
}

function placeLines(
  place: string,
  { files, size }: ArtifactRef,
  drawn: readonly DrawnCurve[],
): readonly Line[] {
  return [
    line(`${place}  ${filesAndSize(files, size)}`),
    ...drawn.map(({ path, problem }) =>
      problem === null ? line(`${place}/${path}`) : line(`not drawn: ${problem}`, 'warn'),
    ),
  ];
}

type Found = { readonly artifact: ArtifactRef } | { readonly value: Json };

function findOutput(record: RunRecord, reference: string): Found {
  const dot = reference.lastIndexOf('.');
  if (dot <= reference.lastIndexOf(']')) {
    throw new UsageError(
      `${reference} names no output.`,
      'Write STEP.OUTPUT, such as train.model.',
    );
  }
  const row = findRow(record, reference.slice(0, dot));
  const name = reference.slice(dot + 1);
  const artifact = ownValue(row.artifacts, name);
  if (artifact !== undefined) return { artifact };
  const value = ownValue(row.outputs, name);
  if (value !== undefined) return { value };
  throw noSuchOutput(record, row, name);
}

function noSuchOutput({ steps }: RunRecord, row: StepRow, name: string): UsageError {
  const names = [...Object.keys(row.artifacts), ...Object.keys(row.outputs)];
  const cell = steps.find((other) => other.role === 'cell' && other.stepId === row.stepId);
  if (row.role === 'group' && cell !== undefined) {
    return new UsageError(`${row.key} is a matrix.`, `Name a cell: '${cell.key}.${name}'`);
  }
  if (names.length === 0) {
    return new UsageError(`${row.key} left no outputs: it is ${row.result ?? row.state}.`);
  }
  const near = closestName(name, names);
  const hint = near === null ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`;
  return new UsageError(`${row.key} has no output ${name}.`, hint);
}

function lostOutput(record: RunRecord, reference: string, { message }: LostBlob): UsageError {
  const { stepId } = findRow(record, reference.slice(0, reference.lastIndexOf('.')));
  const again = `mlpipelines rerun ${runNumber(record.header)} --from ${stepId}`;
  return new UsageError(`${reference} is lost: ${message}`, `Make it again: ${again}`);
}

/** As `cp` reads its last argument: a folder that exists takes the artifact in, another name becomes it. */
function targetOf(cwd: string, artifact: ArtifactRef, to: string | null): string {
  const place = resolve(cwd, to ?? '.');
  const isFolder = existsSync(place) && statSync(place).isDirectory();
  const target = isFolder ? join(place, basename(artifact.path)) : place;
  if (!existsSync(target)) return target;
  throw new UsageError(
    `${relative(cwd, target)} is there already; nothing was written.`,
    'Name a place where nothing is, as the last argument.',
  );
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const getCommand: CommandModule = {
  help: {
    summary: 'fetch what a step made',
    description: 'Fetch an artifact of a run into a folder, or print a value that a step set.',
    examples: [
      ['mlpipelines get latest train.model', 'puts the model into this folder'],
      ['mlpipelines get 12 "train[seed=1].model" /tmp/model-1', 'of a cell, under another name'],
      ['mlpipelines get latest data.rows', 'prints a value'],
      ['mlpipelines get latest train.plots', 'its plots, with curves drawn as SVG'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<run>', 'a number (12, 12.2), an id or latest')
      .argument('<output>', 'STEP.OUTPUT')
      .argument('[dir]', 'where to; default: here, under the name it has')
      .option('--json', 'one JSON document on stdout: where it was put, or the value')
      .action(async (run: string, output: string, to: string | undefined, options: Options) =>
        shell.exit(await get(shell, { run, output, to: to ?? null }, options)),
      ),
};
