import { expect, onTestFinished, test } from 'vitest';
import { openFolderBlobStore } from '../../../../../app/artifacts/folder/folder-blob-store.ts';
import type { Drawing } from '../../../../../app/drawing/open-drawing.ts';
import { loadPictures } from '../../../../../app/github/publish/comment/facts/load-pictures.ts';
import type { PublishDeps } from '../../../../../app/github/publish/publish-deps.ts';
import { reportedDigest } from '../../../../../app/runtime/attempts/outcome-of.ts';
import type { Report, Side } from '../../../../../app/reports/report/report.ts';
import { makeRunView } from '../../../../../app/reports/view/run-view.ts';
import { openStore } from '../../../../../app/store/open-store.ts';
import { freshFolder } from '../../../../support/fresh-folder.ts';
import { aPlace } from '../../../../support/hosted.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { aHeader, aStep as aRow, creation } from '../../../../support/rows.ts';
import { sixPlots, sixPlotsPlan } from '../../../../web/run/plots/six-plots.ts';

const PLAN = sixPlotsPlan();
const OVER = { state: 'over', result: 'success', attempt: 1 } as const;

test('tables are drawn over those of what the report holds the run against first', async () => {
  const { keep, drawnOver } = await opened();
  const main = await keep({ number: 1, ref: 'refs/heads/main', sha: 'base' });
  const live = await keep({ number: 2, ref: 'refs/heads/live', sha: 'old' });
  const run = await keep({ number: 3, ref: 'refs/heads/x', sha: 'head' });
  const never = { ...side(main.id), found: { type: 'never' } } as const;
  expect(await drawnOver(run, [side(live.id), side(main.id)])).toEqual(['this run', 'live #2']);
  expect(await drawnOver(run, [never, side(live.id)])).toEqual(['this run', 'live #2']);
  expect(await drawnOver(run, [])).toEqual(['this run']);
});

function side(id: string): Side {
  const run = { id, sha: null, number: '1', page: null, params: {} };
  return { name: id, is: 'run', run, version: null, found: { type: 'measured', metrics: {} } };
}

async function opened() {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: `${folder}/state.db` });
  onTestFinished(() => store.close());
  const blobs = await openFolderBlobStore(`${folder}/objects`, { fsync: false });
  const names: string[][] = [];
  const draw: Drawing['draw'] = async ({ gather }) => {
    const { of } = await gather();
    if (of.type === 'table') names.push(of.sides.map(({ name }) => name));
    return { type: 'problem', message: 'It is not drawn.' };
  };
  const clock = new ManualClock(10_000);
  const deps = {
    store,
    blobs,
    clock,
    drawing: { draw },
    warn: () => {},
  } as Partial<PublishDeps> as PublishDeps;
  return {
    keep: async (part: Partial<ReturnType<typeof aHeader>>) => {
      const hosted = { ...aPlace(7, { trust: 'writer', pull: 12 }), images: 'branch' as const };
      const header = aHeader({ hosted, endedAt: 9, ...part });
      const told = await sixPlots(blobs, { seed: header.id, shift: 0.4, rows: 20 });
      if (told.type !== 'material' || told.plots === null) throw new Error('no plots');
      const plots = { ...told.plots, digest: reportedDigest(told.plots.digest) };
      const material = { plots, summary: null };
      await store.commit([creation(header, { steps: [aRow('evaluate', OVER)] })]);
      const of = { run: header.id, key: 'evaluate', attempt: 1 };
      const record = { ...of, type: 'material', material } as const;
      await store.commit([{ type: 'attempt.record', record }]);
      return header;
    },
    /** The names in the legend of its first table. */
    drawnOver: async (header: ReturnType<typeof aHeader>, sides: readonly Side[]) => {
      names.length = 0;
      const steps = [aRow('evaluate', OVER)];
      const record = { plan: PLAN, header, steps, attempts: [], models: [], aliases: [] };
      const run = { header, plan: PLAN, steps, view: makeRunView(record) };
      const report: Report = { step: 'evaluate', sides, metrics: [] };
      await loadPictures(deps, run, { judged: PLAN.steps[0] ?? null, report });
      return names[0];
    },
  };
}
