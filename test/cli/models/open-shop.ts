import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { models } from '../../../app/cli/commands/models.ts';
import type { AuditQuery } from '../../../app/runtime/ports/audits.ts';
import type { Shell } from '../../../app/cli/command.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { Origin } from '../../../app/domain/model.ts';
import { openStateFolder, stateFolderOf } from '../../../app/local/state-folder.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aGate, aPlan, aStep as planned } from '../../support/build-plan.ts';
import { aHeader, aModelVersion, aStep, creation } from '../../support/rows.ts';
import { captureIo } from '../capture-io.ts';

type Options = Parameters<typeof models>[2];

export const DATA: Origin = {
  role: 'made-from',
  kind: 'data',
  name: './train.csv',
  digest: digestOf('data'),
};

/** A laptop on which two runs registered a version of churn each; `production` is at the second. */
export async function openShop(gates: 'success' | 'failure' = 'success') {
  const root = freshFolder();
  mkdirSync(join(root, '.mlpipelines', 'models'), { recursive: true });
  const state = stateFolderOf(root);
  await openStateFolder(state);
  const store = await openStore({ sqliteFile: state.store });
  const plan = aPlan([planned('test', { gates: [aGate('quality')] })]);
  const digest = digestOf(JSON.stringify(plan));
  await store.commit([{ type: 'plan.save', digest, plan }]);
  for (const version of [1, 2]) {
    const header = aHeader({ number: version, plan: digest, params: { epochs: version } });
    const artifact = { ...aModelVersion().artifact, digest: digestOf(`model ${version}`) };
    const metrics = { auc: version / 4 };
    const body = aModelVersion({ version, run: header.id, artifact, metrics, metricsStep: 'test' });
    const to = { model: 'churn', alias: 'production', version, movedAt: version, movedBy: 'ada' };
    const from = version === 1 ? null : 1;
    await store.commit([
      creation(header, { steps: [aStep('test', { state: 'over', result: gates })] }),
      { type: 'model.register', version: body, origins: [DATA] },
      { type: 'alias.move', alias: { ...to, run: header.id }, from },
    ]);
  }
  await store.close();
  const say = async (words: string, options: Options = {}) => {
    const { io, out } = captureIo(root);
    const shell: Shell = {
      ...io,
      stdin: process.stdin,
      exit: () => undefined,
      onInterrupt: () => () => undefined,
      ports: (deps) => deps,
    };
    await models(shell, words === '' ? [] : words.split(' '), options);
    return out();
  };
  const ask = async (words: string): Promise<unknown> =>
    JSON.parse(await say(words, { json: true }));
  const audits = async (query: AuditQuery) => {
    const opened = await openStore({ sqliteFile: state.store });
    const entries = await opened.audits.list(query);
    await opened.close();
    return entries;
  };
  return { root, say, ask, audits };
}
