import { describe, expect, test } from 'vitest';
import type { Audit } from '../../app/domain/audit.ts';
import { anAudit } from '../support/an-audit.ts';
import { openPages } from './open-pages.ts';

const PATH = '/repos/acme/churn/audit';

async function decided(entries: readonly Partial<Audit>[]) {
  const opened = await openPages();
  for (const [index, entry] of entries.entries()) {
    const audit = anAudit({ id: `${index}`, at: index * 1000, ...entry });
    await opened.store.commit([{ type: 'audit.add', audit }]);
  }
  const cookie = await opened.signIn('ada');
  const see = async (path: string) => (await opened.get(path, cookie)).text();
  return { ...opened, cookie, see };
}

const moved = (model: string, to: number): Partial<Audit> => ({
  about: { type: 'alias.move', model, alias: 'production', from: null, to, run: '0'.repeat(26) },
  surface: 'run',
});
const numbers = (page: string) =>
  [...page.matchAll(/<li id="d(\d+)"/g)].map(([, at]) => Number(at));

describe('the audit of a repository', () => {
  test('is for whoever may read it, page and lines alike', async () => {
    const { get, signIn, readers } = await decided([{}]);
    readers.delete('bob');
    for (const path of [PATH, `${PATH}.jsonl`]) {
      expect((await get(path)).status).toBe(302);
      expect((await get(path, await signIn('bob'))).status).toBe(404);
    }
  });

  test('shows decisions newest first, in pages, each with its sentence, and shows markup as text', async () => {
    const many = Array.from({ length: 120 }, (_, at) => ({ asked: `/mlp run ${at} <b>` }));
    const { see } = await decided(many);
    const seen: number[] = [];
    for (let path: string | undefined = PATH; path !== undefined;) {
      const page: string = await see(path);
      expect(page).not.toContain('<b>');
      seen.push(...numbers(page));
      path = /href="([^"]+)">Older/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(many.map((_, at) => many.length - at));
    const first = await see(`${PATH}?behind=2`);
    expect(first).toContain('ada (1) gave the command /mlp run 0 &lt;b&gt; in a comment.');
  });

  test('is cut down to a model or a run, and says how much of a flood it left out', async () => {
    const run = '0'.repeat(26);
    const refused = { decision: 'refused', reason: 'no' } as const;
    const flood = Array.from({ length: 32 }, () => refused);
    const { see } = await decided([
      moved('churn', 1),
      moved('fraud & more', 1),
      moved('churn', 2),
      { about: { type: 'run.cancel', run: '1'.repeat(26) } },
      ...flood,
    ]);
    expect(numbers(await see(`${PATH}?model=churn`))).toEqual([3, 1]);
    expect(numbers(await see(`${PATH}?model=fraud+%26+more`))).toEqual([2]);
    expect(numbers(await see(`${PATH}?run=${run}`))).toEqual([3, 2, 1]);
    expect(await see(`${PATH}?model=none`)).toContain('No decision of this kind.');
    expect(await see(`${PATH}?model=a%00b`)).toContain('No decision of this kind.');
    expect(await see(PATH)).toContain('2 refused requests more were counted and not kept');
  });

  test('is fetched whole as JSON lines, oldest first, or on from a number', async () => {
    const many = Array.from({ length: 1003 }, (_, at) => moved(at % 2 === 0 ? 'churn' : 'x', at));
    const { get, cookie } = await decided(many);
    const lines = async (query: string) => {
      const answer = await get(`${PATH}.jsonl${query}`, cookie);
      expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
      const text = await answer.text();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    };
    const all = await lines('');
    expect(all.map(({ number }) => number)).toEqual(many.map((_, at) => at + 1));
    const churn = await lines('?model=churn');
    expect(churn.map(({ models }) => models.churn)).toEqual(churn.map((_, at) => at + 1));
    expect((await lines('?behind=1000')).map(({ number }) => number)).toEqual([1001, 1002, 1003]);
  });
});
