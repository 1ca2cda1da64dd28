import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCAL_REPOSITORY } from '../../../app/domain/audit.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import { stateFolderOf } from '../../../app/local/state-folder.ts';
import { decisionSentence } from '../../../app/reports/audit/decision-sentence.ts';
import { openStore } from '../../../app/store/open-store.ts';

import { DATA, openShop } from './open-shop.ts';

describe('models', () => {
  it('shows versions, where aliases were, and who moved them', async () => {
    const { say, ask } = await openShop();
    expect(await say('')).toBe(await say('list'));
    const shown = await say('show churn');
    expect(shown).toContain('@production');
    expect(shown).toMatch(/@production +v1 +v2 +ada +2/);
    expect(await ask('show churn')).toMatchObject({
      name: 'churn',
      aliases: [{ alias: 'production', version: 2, by: 'ada', run: '2' }],
      history: [
        { from: 1, to: 2 },
        { from: null, to: 1 },
      ],
      versions: [{ version: 2, deprecated: null, deleted: null }, { version: 1 }],
    });
  });

  it('says where a version came from, and what came from a digest', async () => {
    const { say, ask } = await openShop();
    expect(await ask('lineage churn@production')).toMatchObject({
      version: 2,
      runs: [{ number: '2' }],
      madeFrom: [{ kind: 'data', name: './train.csv', digest: DATA.digest }],
    });
    const found = [2, 1].map((version) => {
      return { name: 'churn', version, role: 'made-from', as: './train.csv', deleted: false };
    });
    expect(await ask(`lineage ${DATA.digest.slice(0, 20)}`)).toMatchObject({ models: found });
    expect(await say(`lineage ${digestOf('else')}`)).toMatch(/^No registered version came from/);
    await expect(say('lineage sha256:zz')).rejects.toThrow('sha256:zz is not a digest.');
  });

  it('compares two versions, and refuses to compare one with itself', async () => {
    const { ask } = await openShop();
    expect(await ask('diff churn@1 churn@production')).toMatchObject({
      before: 'churn@1',
      after: 'churn@2',
      sameBytes: false,
      metrics: [{ name: 'auc', before: 0.25, after: 0.5 }],
      params: [{ name: 'epochs', before: 1, after: 2 }],
      origins: [],
    });
    await expect(ask('diff churn@2 churn@production')).rejects.toThrow('both churn@2');
  });

  it('prints a card from the facts and what people wrote, and refuses a file with mistakes', async () => {
    const { root, say } = await openShop();
    expect(await say('card churn@2')).toContain('Nobody wrote down what this model is for.');
    const file = join(root, '.mlpipelines/models/churn.yml');
    writeFileSync(file, 'owner: "@acme/ml"\nlimits: ["Not for <new> customers."]\n');
    const card = await say('card churn@2');
    expect(card).toContain('# churn v2');
    expect(card).toContain('Not for &#60;new&#62; customers.');
    expect(card).toContain('| auc | 0.5 |');
    writeFileSync(file, 'owner: x\nowned: y\n');
    await expect(say('card churn@2')).rejects.toThrow(/churn\.yml has mistakes: line 2/);
  });

  it('says of a deleted version that it is deleted, whatever else is to be said of it', async () => {
    const { say } = await openShop();
    await say('deprecate churn@1', { reason: 'leaks the label' });
    await say('delete churn@1', { reason: 'leaks the label', yes: true });
    await expect(say('deprecate churn@1', { undo: true })).rejects.toThrow('was deleted by');
    await expect(say('deprecate churn@1', { reason: 'old' })).rejects.toThrow('was deleted by');
  });

  it('deprecates with a reason, once, and takes it back', async () => {
    const { say, ask, audits } = await openShop();
    await expect(say('deprecate churn@1')).rejects.toThrow('A reason is missing.');
    await say('deprecate churn@1', { reason: 'leaks the label' });
    await expect(say('deprecate churn@1', { reason: 'again' })).rejects.toThrow(
      /deprecated already, by .*: leaks the label/,
    );
    expect(await say('show churn')).toContain('leaks the label');
    await say('deprecate churn@1', { undo: true });
    expect(await ask('show churn@1')).toMatchObject({ deprecated: null });
    await expect(say('deprecate churn@1', { undo: true })).rejects.toThrow('is not deprecated');
    const query = { repository: 0, of: { model: 'churn' }, first: 'newest', limit: 2 } as const;
    expect(await audits(query)).toMatchObject([
      { about: { type: 'model.restore', version: 1 }, surface: 'terminal' },
      { about: { type: 'model.deprecate', version: 1 }, reason: 'leaks the label' },
    ]);
  });

  it('deletes a version that no alias points to, and keeps it in the lineage', async () => {
    const { root, say, ask } = await openShop();
    const sure = { reason: 'withdrawn data', yes: true } as const;
    await expect(say('delete churn', sure)).rejects.toThrow('churn names no version.');
    await expect(say('delete churn@2', sure)).rejects.toThrow('churn@production points to v2');
    await expect(say('delete churn@1', { reason: 'x' })).rejects.toThrow('nothing was deleted');
    await say('delete churn@1', sure);
    await expect(say('get churn@1')).rejects.toThrow(/churn v1 was deleted by .*: withdrawn data/);
    await expect(say('delete churn@1', sure)).rejects.toThrow(/churn v1 was deleted by/);
    expect(await ask('lineage churn@1')).toMatchObject({
      deleted: { reason: 'withdrawn data' },
      madeFrom: [{ name: './train.csv' }],
    });
    expect(await say(`lineage ${DATA.digest}`)).toContain('deleted');
    const store = await openStore({ sqliteFile: stateFolderOf(root).store });
    const told = await store.audits.list({
      repository: LOCAL_REPOSITORY,
      first: 'newest',
      limit: 5,
    });
    await store.close();
    expect(told.map(decisionSentence).join()).toMatch(
      /deleted churn v1 in a terminal: withdrawn data\./,
    );
  });

  it('names what it knows for a word that it does not, and options where they do not belong', async () => {
    const { say } = await openShop();
    await expect(say('polish churn')).rejects.toThrow('There is no command "models polish".');
    await expect(say('show')).rejects.toThrow('models show takes MODEL[@ALIAS|@VERSION].');
    await expect(say('show churn', { yes: true })).rejects.toThrow('no option --yes');
    await expect(say('chrun')).rejects.toMatchObject({ hint: 'Did you mean churn?' });
  });
});
