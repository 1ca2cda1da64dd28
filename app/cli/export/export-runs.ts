import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import { makeRunView, type RunRecord } from '../../reports/view/run-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { plotsOfRun } from '../fetch/find-plots.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { readSeries } from '../workspace/read-series.ts';
import type { Artifacts } from './export-artifacts.ts';
import { csvRow, openLineFile } from './line-file.ts';

type Kept = { readonly store: Store; readonly scope: Scope };

const PAGE = 100;

/** Writes runs.jsonl, metrics.csv and series.csv, newest runs first; gives how many runs there are. */
export async function exportRuns(
  kept: Kept,
  folder: string,
  artifacts: Artifacts,
): Promise<number> {
  const runs = await openLineFile(join(folder, 'runs.jsonl'));
  const metrics = await openLineFile(join(folder, 'metrics.csv'));
  const series = await openLineFile(join(folder, 'series.csv'));
  await metrics.write(['run,pipeline,commit,step,metric,value']);
  await series.write(['run,step,metric,attempt,at_step,value']);
  let count = 0;
  try {
    for await (const header of runsOf(kept)) {
      const record = await loadRunRecord(kept.store, header.id, kept.scope);
      const view = makeRunView(record);
      await runs.write([JSON.stringify(view)]);
      await metrics.write(metricRows(record));
      await series.write(await seriesRows(kept.store, record));
      for (const { of, artifact } of await artifactsOf(kept.store, record)) {
        await artifacts.add(artifact, { run: runNumber(header), of });
      }
      count += 1;
    }
  } finally {
    await Promise.all([runs.close(), metrics.close(), series.close()]);
  }
  return count;
}

/** A page at a time: only so many are in memory, however many there are. */
async function* runsOf({ store, scope }: Kept): AsyncGenerator<RunHeader> {
  const repository = scope === LOCAL_SCOPE ? {} : { repository: Number(scope) };
  for (let after: RunHeader | null = null; ;) {
    const place: { readonly after?: RunHeader } = after === null ? {} : { after };
    const query = { pipeline: null, open: false, limit: PAGE, ...repository, ...place };
    const page: readonly RunHeader[] = await store.runs.list(query);
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

type Made = { readonly of: string; readonly artifact: ArtifactRef };

/** The outputs of all steps, their plots, and the examples that they measured. */
async function artifactsOf(store: Store, record: RunRecord): Promise<readonly Made[]> {
  const plots = await plotsOfRun(store, record);
  return record.steps.flatMap(({ key, artifacts, examples }) => {
    const left = plots.get(key);
    return [
      ...Object.entries(artifacts).map(([name, artifact]) => ({ of: `${key}.${name}`, artifact })),
      ...(left === undefined ? [] : [madeOf(`${key}.plots`, { ...left, path: `${key}-plots` })]),
      ...(examples === undefined || 'notCompared' in examples
        ? []
        : [
            madeOf(`${key}.examples`, {
              ...examples,
              files: 1,
              path: `examples.${examples.format}`,
            }),
          ]),
    ];
  });
}

function madeOf(of: string, { digest, size, files, path }: Omit<ArtifactRef, 'type'>): Made {
  return { of, artifact: { digest, size, files, path, type: 'report' } };
}

function metricRows({ header, steps }: RunRecord): readonly string[] {
  const run = runNumber(header);
  return steps.flatMap(({ key, metrics }) =>
    Object.entries(metrics).map(([metric, value]) =>
      csvRow([run, header.pipeline, header.sha, key, metric, value]),
    ),
  );
}

async function seriesRows(store: Store, record: RunRecord): Promise<readonly string[]> {
  const run = runNumber(record.header);
  return (await readSeries(store, record)).flatMap(({ step, metric, points }) =>
    points.map((point) => csvRow([run, step, metric, point.attempt, point.step, point.value])),
  );
}
