import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../../app/domain/digest.ts';
import type { RunHeader } from '../../../../app/domain/run/run.ts';
import { failedTails } from '../../../../app/github/publish/report/failed-tails.ts';
import { loadReport } from '../../../../app/github/publish/report/load-report.ts';
import type { PublishDeps } from '../../../../app/github/publish/publish-deps.ts';
import { makeRunView } from '../../../../app/reports/view/run-view.ts';
import { openStore } from '../../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { freshFolder } from '../../../support/fresh-folder.ts';
import { aPlace } from '../../../support/hosted.ts';
import { aHeader, anAttempt, aStep as aRow, creation } from '../../../support/rows.ts';

const PLAN = aPlan([aStep('train')]);
const SOURCE = { path: 'train.py', line: 7 };

test('a line of the repository has an address where its run has a commit there', async () => {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const sourceUrl: PublishDeps['sourceUrl'] = ({ name }, sha, { path, line }) =>
    `${name}/${sha}/${path}#L${line}`;
  const deps = { store, pageOf: () => null, sourceUrl } as Partial<PublishDeps> as PublishDeps;
  const digest = digestOf('plan of it');
  const urlOf = async (part: Partial<RunHeader>) => {
    const header = aHeader({ plan: digest, hosted: aPlace(7), sha: 'head', ...part });
    await store.commit([{ type: 'plan.save', digest, plan: PLAN }, creation(header)]);
    return (await loadReport(deps, header.id))?.urlOf?.(SOURCE);
  };
  expect(await urlOf({})).toBe('churn-7/head/train.py#L7');
  expect(await urlOf({ sha: null })).toBeNull();
  expect(await urlOf({ hosted: undefined as never })).toBeNull();
});

test('the last lines of what failed are those of its last attempt, of twenty rows at most', async () => {
  const rows = Array.from({ length: 22 }, (_, order) =>
    aRow(`s${order}`, { state: 'over', result: order === 0 ? 'success' : 'failure', order }),
  );
  const attempts = rows
    .slice(0, 20)
    .flatMap(({ key }) => [1, 2].map((number) => anAttempt(key, { number, status: 'failed' })));
  const header = aHeader({ status: 'failed', endedAt: 9 });
  const plan = aPlan(rows.map(({ key }) => aStep(key)));
  const view = makeRunView({ plan, header, steps: rows, attempts, models: [], aliases: [] });
  const text = (of: { key: string; attempt: number }) => `${of.key} ${of.attempt}`;
  const read = async (of: { run: string; key: string; attempt: number }) => [
    { at: 1, stream: 'stdout', text: text(of) } as never,
  ];
  const tails = await failedTails({ read }, view);
  expect(tails.size).toBe(20);
  expect(tails.get('s1')).toEqual(['s1 2']);
  // It never began.
  expect(tails.get('s20')).toEqual(['s20 0']);
  expect(tails.has('s0')).toBe(false);
});
