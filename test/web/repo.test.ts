import { describe, expect, test } from 'vitest';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { begun, failed, succeeded } from '../support/script-host.ts';
import { ACME, openPages, type GivenToPages } from './open-pages.ts';

const METRICS = { path: null, live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
const PLAN = aPlan([aStep('score', { metrics: METRICS })]);

/** Pages of acme/churn, in which runs are started and ended one after the other. */
async function openRepo(given: GivenToPages = {}) {
  const opened = await openPages(given);
  const cookie = await opened.signIn('ada');
  const ran = async (
    auc: number | null,
    request: Parameters<typeof opened.startHosted>[1] = {},
    plan = PLAN,
  ) => {
    const end = auc === null ? failed() : succeeded({ metrics: { auc } });
    opened.host.acts.set('score', () => [begun(), end]);
    const run = await opened.startHosted(plan, request);
    await opened.until(run.id);
    opened.pass(1000);
    return run;
  };
  const see = async (path: string) => (await opened.get(path, cookie)).text();
  /** The ids of the runs that a page lists. */
  const listed = async (query: string) => {
    const page = await see(`/repos/acme/churn?${query}`);
    return idsIn(page);
  };
  return { ...opened, ran, see, listed };
}

function idsIn(page: string): string[] {
  return [...page.matchAll(/href="\/runs\/(\w+)"\s*>#/g)].map(([, id = '']) => id);
}

describe('the runs of a repository', () => {
  test('are listed with the number that they are judged by and what their commits say', async () => {
    const headlines = async (_: unknown, shas: readonly string[]) =>
      new Map(shas.map((sha) => [sha, `Says ${sha} <b>`]));
    const { ran, see } = await openRepo({ headlines });
    await ran(0.912, { sha: 'a'.repeat(40) });
    await ran(null, { sha: 'b'.repeat(40) });
    const page = await see('/repos/acme/churn');
    expect(page).toContain(`Says ${'a'.repeat(40)} &lt;b&gt;`);
    expect(page).toMatch(/auc<\/span>\s*<span class="num">0\.912/);
    expect(page).toContain('failed');
  });

  test('are found by state, branch, person, commit and number, and by what started them', async () => {
    const { ran, listed } = await openRepo();
    const main = await ran(0.8, { ref: 'refs/heads/main', actor: 'grace', trigger: 'push' });
    const topic = await ran(null, { ref: 'refs/heads/topic', sha: 'c'.repeat(40) });
    const newest = await ran(0.9, { ref: 'refs/heads/main', actor: 'bob' });
    const all = [newest.id, topic.id, main.id];
    expect(await listed('')).toEqual(all);
    expect(await listed('q=refs/heads')).toEqual(all);
    expect(await listed('q=GRACE')).toEqual([main.id]);
    expect(await listed('q=main')).toEqual([newest.id, main.id]);
    expect(await listed('q=main&state=failed')).toEqual([]);
    expect(await listed('state=failed')).toEqual([topic.id]);
    expect(await listed('state=succeeded')).toEqual([newest.id, main.id]);
    expect(await listed('state=open')).toEqual([]);
    expect(await listed(`q=${'c'.repeat(9)}`)).toEqual([topic.id]);
    expect(await listed('q=%232')).toEqual([topic.id]);
    expect(await listed('q=push')).toEqual([main.id]);
    expect(await listed('pipeline=nothing')).toEqual([]);
    expect(await listed('after=nonsense')).toEqual(all);
  });

  test('come in pages, and none is listed twice or lost', async () => {
    const { startHosted, until, see } = await openRepo();
    const all: string[] = [];
    for (let count = 0; count < 65; count += 1) {
      const run = await startHosted(aPlan([aStep('a')]));
      all.unshift(run.id);
    }
    await until(all[0] ?? '');
    const seen: string[] = [];
    let path: string | undefined = '/repos/acme/churn';
    for (let pages = 0; path !== undefined && pages < 9; pages += 1) {
      const page: string = await see(path);
      seen.push(...idsIn(page));
      path = /href="([^"]*)"\s*>Older/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(65);
    expect(new Set(seen)).toEqual(new Set(all));
  });

  test('stand below the pipeline files that could not be read', async () => {
    const { store, see, ran } = await openRepo();
    await ran(0.8);
    const sha = 'd'.repeat(40);
    const target = {
      repository: ACME,
      type: 'broken',
      sha,
      file: '.mlpipelines/churn.yml',
      pipeline: 'churn',
      problems: [
        {
          code: 'x',
          severity: 'error',
          message: 'there is no step "trian"',
          hint: null,
          line: 7,
          column: 1,
          endLine: 7,
          endColumn: 2,
        },
      ],
    } as const;
    await store.publications.touch([{ target }], Date.now());
    const other = { ...target, repository: { ...ACME, id: 8 }, sha: 'e'.repeat(40) };
    await store.publications.touch([{ target: other }], Date.now());
    const page = await see('/repos/acme/churn');
    expect(page).toContain(`/blob/${sha}/.mlpipelines/churn.yml#L7`);
    expect(page).toContain('there is no step &quot;trian&quot;');
    expect(page).not.toContain('eeeeeee');
  });
});

describe('two runs beside each other', () => {
  test('show what the later measured beside the earlier, params, and what changed', async () => {
    const { ran, see } = await openRepo();
    const before = await ran(
      0.9,
      { sha: 'a'.repeat(40) },
      { ...PLAN, paramValues: { epochs: 10 } },
    );
    const after = await ran(
      0.85,
      { sha: 'b'.repeat(40) },
      { ...PLAN, paramValues: { epochs: 20 } },
    );
    for (const pair of [`run=${before.id}&run=${after.id}`, `run=${after.id}&run=${before.id}`]) {
      const page = await see(`/repos/acme/churn/compare?${pair}`);
      expect(page).toContain('churn #2 beside churn #1');
      expect(page).toMatch(/−0\.05 cannot tell/);
      expect(page).toMatch(
        /epochs<\/th>\s*<td class="right"><strong>20<\/strong><\/td>\s*<td class="right">10/,
      );
      expect(page).toContain(`/compare/${'a'.repeat(40)}...${'b'.repeat(40)}`);
    }
  });

  test('that trained once for each seed are compared by the means of their seeds', async () => {
    const { host, startHosted, until, see } = await openRepo();
    const cells = [1, 2, 3].map((seed) => ({ seed }));
    const matrix = {
      cells: { type: 'static', cells },
      maxParallel: null,
      failFast: false,
    } as const;
    const plan = aPlan([aStep('score', { metrics: METRICS, matrix })]);
    const ran = async (base: number) => {
      for (const { seed } of cells) {
        const end = succeeded({ metrics: { auc: base + seed / 100 } });
        host.acts.set(`score[seed=${seed}]`, () => [begun(), end]);
      }
      const run = await startHosted(plan);
      await until(run.id);
      return run;
    };
    const [before, after] = [await ran(0.7), await ran(0.8)];
    const page = await see(`/repos/acme/churn/compare?run=${before.id}&run=${after.id}`);
    expect(page).not.toContain('has not measured');
    expect(page).toMatch(/\+0\.1 better/);
    expect(page).toContain('from 0.72');
  });

  test('have the curves of the later over those of the earlier', async () => {
    const { host, startHosted, until, see } = await openRepo();
    const plan = aPlan([aStep('train', { metrics: { ...METRICS, live: 'live.jsonl' } })]);
    const ran = async (loss: number, ref: string) => {
      const told: AttemptReport = {
        type: 'metrics',
        at: 1,
        samples: [{ step: 1, values: { loss } }],
      };
      host.acts.set('train', () => [begun(), told, succeeded({ metrics: { auc: 0.9 } })]);
      const run = await startHosted(plan, { ref: `refs/heads/${ref}` });
      await until(run.id);
      return run;
    };
    const [before, after] = [await ran(0.5, 'main'), await ran(0.4, 'wider')];
    const page = await see(`/repos/acme/churn/compare?run=${before.id}&run=${after.id}`);
    expect(page).toContain('solid #2, dashed #1');
    const [, link = ''] = /<a class="enlarge" href="([^"]+)"/.exec(page) ?? [];
    expect(link).toMatch(new RegExp(`^/runs/${after.id}/curve\\?.*vs=${before.id}$`));
    expect(await see(link.replaceAll('&amp;', '&'))).toContain('main #1');
  });

  test('are chosen one after the other, and of this repository alone', async () => {
    const { ran, see, startHosted } = await openRepo();
    const run = await ran(0.9);
    const other = await ran(0.8);
    const elsewhere = await startHosted(PLAN, {
      hosted: { repository: { ...ACME, id: 99 }, trust: 'writer', pull: null },
    });
    const choice = await see(`/repos/acme/churn/compare?run=${run.id}`);
    expect(choice).toContain(`run=${run.id}&amp;run=${other.id}`);
    expect(choice).not.toContain(elsewhere.id);
    for (const query of ['', `run=${elsewhere.id}`, 'run=<script>', 'run=a&run=b&run=c']) {
      expect(await see(`/repos/acme/churn/compare?${query}`)).toContain('Choose two runs');
    }
  });
});

describe('home', () => {
  test('shows the repositories that somebody can read where something ran lately, and others nothing', async () => {
    const mayRead = async ({ name }: { name: string }, { login }: { login: string }) =>
      name === 'churn' && login === 'ada';
    const { ran, see, get, signIn, startHosted } = await openRepo({ mayRead });
    const run = await ran(0.9);
    const hidden = await startHosted(PLAN, {
      hosted: { repository: { ...ACME, id: 8, name: 'secret' }, trust: 'writer', pull: null },
    });
    const home = await see('/');
    expect(home).toContain('acme/churn');
    expect(home).toContain(`/runs/${run.id}`);
    expect(home).not.toContain('secret');
    expect(home).not.toContain(hidden.id);
    const other = await (await get('/', await signIn('mallory'))).text();
    expect(other).toContain('Nothing ran lately where you can see it');
    expect(other).not.toContain(run.id);
    expect(await (await get('/')).text()).toContain('Sign in with GitHub');
  });

  test('opens a repository by its name, never another site', async () => {
    const { get, signIn } = await openRepo();
    const cookie = await signIn('ada');
    const to = async (name: string) =>
      (await get(`/repos?name=${encodeURIComponent(name)}`, cookie)).headers.get('location');
    expect(await to('acme/churn')).toBe('/repos/acme/churn');
    expect(await to('https://github.com/acme/churn')).toBe('/repos/acme/churn');
    expect(await to('//evil.example')).toBe('/');
    expect(await to('acme')).toBe('/');
  });
});
