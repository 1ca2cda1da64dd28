import { describe, expect, test, vi } from 'vitest';
import { registryOf } from '../../../app/domain/scope.ts';
import { ACME, openPages, type GivenToPages } from '../open-pages.ts';
import { modelShop } from './sample-model.ts';

const CHURN = '/repos/acme/churn/models/churn';

async function openShop(given: GivenToPages = {}) {
  const opened = await openPages(given);
  const { runs } = await modelShop(opened);
  const cookie = await opened.signIn('ada');
  const see = async (path: string) => (await opened.get(path, cookie)).text();
  return { ...opened, runs, see };
}

describe('the models of a repository', () => {
  test('are listed, and linked from home, from its runs and from the run that registered one', async () => {
    const { see, runs } = await openShop();
    const list = await see('/repos/acme/churn/models');
    expect(list).toContain(`href="${CHURN}"`);
    expect(list).toContain('@production v2');
    expect(list).toContain('us-east runs v1, but churn@production is v2');
    for (const path of ['/', '/repos/acme/churn']) {
      expect(await see(path)).toContain('href="/repos/acme/churn/models"');
    }
    expect(await see(`/runs/${runs[0]?.id}`)).toContain(`href="${CHURN}/1"`);
  });

  test('have a page each: versions, who moved aliases, where they run, and what is deprecated', async () => {
    const { see, runs } = await openShop();
    const page = await see(CHURN);
    for (const run of runs) expect(page).toContain(`href="/runs/${run.id}"`);
    expect(page).toMatch(/@production<\/strong>\s*from\s*<a href="[^"]*\/1"\s*>v1<\/a\s*>\s*to/);
    expect(page).toContain('by grace');
    expect(page).toContain('leaks &lt;b&gt;');
    expect(page).toContain('us-east runs v1, but churn@production is v2');
    expect(page).toMatch(/eu-west runs @production/);
  });

  test('are shown to those who may read the repository alone, and none that is not there', async () => {
    const { get, signIn } = await openShop();
    const [ada, mallory] = [await signIn('ada'), await signIn('mallory')];
    for (const path of ['/repos/acme/churn/models', CHURN, `${CHURN}/1`, `${CHURN}/1/card`]) {
      expect((await get(path, ada)).status, path).toBe(200);
      expect((await get(path, mallory)).status, path).toBe(404);
      expect((await get(path)).status, path).toBe(302);
    }
    for (const path of [`${CHURN}/9`, `${CHURN}/x`, '/repos/acme/churn/models/other']) {
      expect((await get(path, ada)).status, path).toBe(404);
    }
  });

  test('of untrusted code have no page', async () => {
    const { see, store } = await openShop();
    const hosted = { repository: ACME, trust: 'untrusted', pull: 3 } as const;
    const [version] = await store.registry.versions('churn', '7');
    if (version === undefined) throw new Error('The shop has no version.');
    const scope = registryOf({ id: 'x', sha: 'f'.repeat(40), hosted });
    const strange = { ...version, model: 'stranger', version: 1, run: 'x' };
    await store.commit([{ type: 'model.register', version: strange, scope }]);
    expect(await see('/repos/acme/churn/models')).not.toContain('stranger');
    expect(await see('/repos/acme/churn/models/stranger')).toContain('nothing here for you');
  });
});

describe('a version', () => {
  test('has its lineage drawn and listed: data, steps, reviewers, commit and pull request', async () => {
    const { see, runs } = await openShop();
    const page = await see(`${CHURN}/2`);
    expect(page).toContain('What the version came from and what came of it');
    expect(page).toContain(`href="/runs/${runs[1]?.id}?step=train#step"`);
    expect(page).toContain('./data/customers.csv');
    expect(page).toMatch(/linus <span class="t-good">approved<\/span>/);
    expect(page).toContain('looks right');
    expect(page).toContain('href="https://github.com/acme/churn/pull/42"');
    expect(page).toContain('href="https://github.com/acme/churn/commit/4f2a9c1');
  });

  test('has a card with what the default branch says of the model, also as Markdown', async () => {
    const asked: string[] = [];
    const { see } = await openShop({
      modelFile: async (_, file) => {
        asked.push(file);
        return 'owner: "@acme/ml"\npurpose: Ranks <i>customers</i>.\n';
      },
    });
    // The process that lays out needs longer to begin than a page waits.
    await vi.waitFor(
      async () => expect(await see(`${CHURN}/2`)).toMatch(/Ranks &#x3C;i>customers&#x3C;\/i>\./),
      { timeout: 30_000 },
    );
    expect(new Set(asked)).toEqual(new Set(['.mlpipelines/models/churn.yml']));
    expect(await see(`${CHURN}/2/card`)).toContain('# churn v2\n');
  });

  test('says why what people wrote is not in its card', async () => {
    const broken = await openShop({ modelFile: async () => 'owner: ada\nowned: x\n' });
    expect(await broken.see(`${CHURN}/1`)).toContain('churn.yml has mistakes: line 2');
    const away = await openShop({ modelFile: async () => Promise.reject(new Error('502')) });
    const page = await away.see(`${CHURN}/1`);
    expect(page).toContain('GitHub could not be asked just now for what people wrote.');
    expect(page).toContain('0.81');
  });
});
