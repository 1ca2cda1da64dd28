import { basename, relative } from 'node:path';
import type { LostBlob } from '../../../content/blob-store.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { drawPlots, type PlotFile } from '../fetch/draw-plots.ts';
import { fetchCells } from '../fetch/fetch-cells.ts';
import { fetchModel } from '../fetch/fetch-model.ts';
import { findOutput } from '../fetch/find-output.ts';
import { findPlots, plotsLeftBy, type Plots } from '../fetch/find-plots.ts';
import { placeLine, restoreArtifact, targetOf } from '../fetch/restore-artifact.ts';
import { valueText } from '../fetch/value-text.ts';
import { readSamples } from '../workspace/read-series.ts';
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
    const hasPlots = async (row: StepRow) => (await plotsLeftBy(store, record, row)) !== null;
    const found = plots ?? (await findOutput(record, wanted.output, hasPlots));
    const blobs = await openFolderBlobStore(state.objects);
    const lost = (error: LostBlob) => lostOutput(record, wanted.output, error);
    if ('cells' in found) {
      await fetchCells({ shell, blobs, lost }, found, wanted.to, options.json === true);
      return 0;
    }
    if ('value' in found) {
      if (options.json) printJson(shell, found.value);
      else printValue(shell, valueText(found.value));
      return 0;
    }
    const path = targetOf(shell.cwd, basename(found.artifact.path), wanted.to);
    await restoreArtifact({ blobs, lost }, found.artifact, path);
    const { digest, size, files } = found.artifact;
    const drawn = plots === null ? [] : await draw(store, plots, path);
    if (options.json) printJson(shell, { format: 1, path, digest, size, files, drawn });
    else {
      const place = placeLine(shell.cwd, path, found.artifact);
      printLines(shell, [place, ...drawnLines(relative(shell.cwd, path) || path, drawn)]);
    }
    return 0;
  });
}

async function draw(
  store: StoreReads,
  { step, attempt }: Plots,
  path: string,
): Promise<readonly PlotFile[]> {
  const earlier = await readSamples(store, { ...attempt, attempt: attempt.attempt - 1 });
  return drawPlots(step, path, earlier);
}

function lostOutput(record: RunRecord, reference: string, { message }: LostBlob): UsageError {
  const { stepId } = findRow(record, reference.slice(0, reference.lastIndexOf('.')));
  const again = `mlpipelines rerun ${runNumber(record.header)} --from ${stepId}`;
  return new UsageError(`${reference} is lost: ${message}`, `Make it again: ${again}`);
}

function drawnLines(place: string, drawn: readonly PlotFile[]): readonly Line[] {
  return drawn.map(({ path, problem }) =>
    problem === null ? line(`${place}/${path}`) : line(`not drawn: ${problem}`, 'warn'),
  );
}

async function dispatch(
  shell: Shell,
  words: readonly [what: string, output: string | undefined, to: string | undefined],
  options: Options,
): Promise<ExitCode> {
  const [what, output, to] = words;
  if (what.includes('@')) {
    if (to !== undefined) {
      throw new UsageError(
        `${what} is a model: it takes one place at most.`,
        'mlpipelines get MODEL@ALIAS [DIR]',
      );
    }
    const wanted = { reference: what, to: output ?? null };
    return withStore(shell, async (workspace) => {
      await fetchModel(shell, workspace, wanted, options.json === true);
      return 0;
    });
  }
  if (output === undefined) {
    throw new UsageError(
      `${what} names a run, but no output of it.`,
      `Name one: mlpipelines get ${what} STEP.OUTPUT; or a model: MODEL@ALIAS, MODEL@VERSION.`,
    );
  }
  return get(shell, { run: what, output, to: to ?? null }, options);
}

export const getCommand: CommandModule = {
  help: {
    summary: 'fetch what a step made, or a model',
    description:
      'Fetch an artifact of a run or a registered model into a folder, or print a value that a step set.',
    examples: [
      ['mlpipelines get latest train.model', 'puts the model into this folder'],
      ['mlpipelines get 12 "train[seed=1].model" /tmp/model-1', 'of a cell, under another name'],
      ['mlpipelines get 12 train.model models', 'of all cells, each in its folder'],
      ['mlpipelines get churn@production', 'the version of a model that an alias points to'],
      ['mlpipelines get churn@3 /tmp/churn', 'a version, under another name'],
      ['mlpipelines get latest data.rows', 'prints a value'],
      ['mlpipelines get latest train.plots', 'its plots, its tables drawn as SVG'],
    ],
  },
  declare: (command, shell) =>
    command
      .argument('<what>', 'a run (12, 12.2, an id or latest), or MODEL@ALIAS, MODEL@VERSION')
      .argument('[output]', 'of a run: STEP.OUTPUT')
      .argument('[dir]', 'where to; default: here, under the name it has')
      .option('--json', 'one JSON document on stdout: where it was put, or the value')
      .action(
        async (
          what: string,
          output: string | undefined,
          to: string | undefined,
          options: Options,
        ) => shell.exit(await dispatch(shell, [what, output, to], options)),
      ),
};
