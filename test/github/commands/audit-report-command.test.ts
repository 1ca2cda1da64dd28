import { expect, test } from 'vitest';
import type { Audit } from '../../../app/domain/audit.ts';
import { anAudit } from '../../support/an-audit.ts';
import { aHeader, creation } from '../../support/rows.ts';
import { HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation } from './open-conversation.ts';

const PAGE = 'https://mlp.example/repos/acme/churn/audit';

async function decided(entries: readonly Partial<Audit>[]) {
  const opened = await openConversation({ deps: { pageOfAudit: () => PAGE } });
  for (const [index, entry] of entries.entries()) {
    const audit = anAudit({ id: `${index}`, at: 0, ...entry });
    await opened.store.commit([{ type: 'audit.add', audit }]);
  }
  return opened;
}

const moved = (to: number): Partial<Audit> => ({
  about: { type: 'alias.move', model: 'churn', alias: 'production', from: null, to, run: 'x' },
});

test('/mlp audit tells the newest decisions with where all of them are, and none of itself', async () => {
  const { say, store } = await decided(Array.from({ length: 12 }, (_, at) => moved(at)));
  const answer = await say('/mlp audit');
  const lines = answer.text?.split('\n') ?? [];
  expect(lines[0]).toBe(`The newest decisions: [All of them](${PAGE}).`);
  expect(lines).toHaveLength(12);
  expect(lines[2]).toMatch(/^- 12 · 1970-01-01 00:00 UTC · ada \(1\) moved churn/);
  expect(answer.isAudited).toBe(true);
  expect(await store.audits.list({ repository: 7, first: 'newest', limit: 99 })).toHaveLength(12);
});

test('/mlp audit with a model or a run is about that alone, and text of others does nothing', async () => {
  const header = aHeader({ number: 3, hosted: PLACE, sha: HEAD });
  const { ask, store } = await decided([
    moved(1),
    { about: { type: 'run.cancel', run: header.id } },
    { asked: '@everyone <!-- # x', about: { type: 'request' } },
  ]);
  await store.commit([creation(header)]);
  const ofModel = await ask('/mlp audit churn');
  expect(ofModel).toContain(
    `The newest decisions about \`churn\`: [All of them](${PAGE}?model=churn).`,
  );
  expect(ofModel?.match(/^- /gm)).toHaveLength(1);
  const ofRun = await ask('/mlp audit #3');
  expect(ofRun).toContain(`about churn #3: [All of them](${PAGE}?run=${header.id}).`);
  expect(ofRun?.match(/^- /gm)).toHaveLength(1);
  expect(await ask('/mlp audit #9')).toBe('There is no run `#9` here.');
  expect(await ask('/mlp audit nothing')).toContain('The audit has no decision about `nothing`.');
  expect(await ask('/mlp audit a b')).toContain('Write `/mlp audit`');
  const all = await ask('/mlp audit');
  expect(all).not.toContain('@everyone');
  expect(all).not.toContain('<!--');
});
