import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STORE_FILE } from '../../app/server/state-files.ts';
import { openStore } from '../../app/store/open-store.ts';
import { runCli } from '../support/run-cli.ts';
import {
  DATA,
  dataDigest,
  freshPlace,
  openPeople,
  program,
  signIn,
  type PeopleWorld,
} from './open-people.ts';

let people: PeopleWorld;

beforeAll(async () => {
  people = await openPeople();
}, 120_000);

afterAll(() => people.world.close());

const CHURN = ['--repository', 'acme/churn'];
const OF = ['--server', ...CHURN];

test(
  'somebody signs in, sees and fetches models, and signs out',
  { timeout: 120_000 },
  async () => {
    const { github, config } = people.world;
    const place = freshPlace();
    const login = await signIn(people, place, (code) => github.user('rae').answerDevice(code));
    expect(login.text).toContain(`Signed in to ${config.url} as rae.`);
    const kept = join(place.env['XDG_CONFIG_HOME'] ?? '', 'mlpipelines', 'login.json');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(readFileSync(kept, 'utf8')) as { token: string };
    expect(login.text).not.toContain(token);
    const list = await program(place, ['models', 'list', ...OF]);
    expect(list.text).toMatch(/churn\s+1\s+auc 0\.9/);
    const got = await program(place, ['models', 'get', 'churn@1', 'here', ...OF]);
    expect(got).toMatchObject({ code: 0 });
    expect(readFileSync(join(place.cwd, 'here', 'w.bin'), 'utf8')).toBe('weights');
    expect(await program(place, ['logout'])).toMatchObject({
      code: 0,
      text: `Signed out of ${config.url}.\n`,
    });
    expect(github.world.tokens.has(token)).toBe(false);
  },
);

/** The command line of somebody by a personal token. */
function by(login: string) {
  const { github, config } = people.world;
  const env = { MLPIPELINES_SERVER: config.url, MLPIPELINES_TOKEN: github.user(login).token() };
  const place = freshPlace(env);
  const cli = (...argv: readonly string[]) => runCli({ ...place, columns: 100 }, ...argv);
  return { ...place, cli };
}

test('show, card and diff tell of a server’s versions what they tell of this machine’s', async () => {
  const { cli } = by('rae');
  expect((await cli('models', 'show', 'churn@1', ...OF)).text).toContain('churn v1');
  expect((await cli('models', 'card', 'churn', ...OF)).text).toContain('# churn v2');
  const diff = await cli('models', 'diff', 'churn@1', 'churn@2', '--json', ...OF);
  expect(JSON.parse(diff.stdout)).toMatchObject({ before: 'churn@1', after: 'churn@2' });
  const told = await cli('models', 'diff', 'churn@1', 'churn@2', ...OF);
  expect(told.text).toMatch(/auc\s+0\.9\S*\s+0\.93/);
  expect((await cli('models', 'diff', 'churn@1', 'churn@1', ...OF)).stderr).toContain(
    'are both churn@1, so there is nothing to compare.',
  );
  expect(await cli('models', 'diff', 'churn@1', 'churn@7', ...OF)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('churn has no version or alias 7 there.'),
  });
});

test('lineage takes a version, a digest or a file of this machine', async () => {
  const { cli, cwd } = by('rae');
  const lineage = async (what: string) =>
    JSON.parse((await cli('models', 'lineage', what, '--json', ...OF)).stdout) as {
      readonly madeFrom?: unknown;
      readonly models?: readonly { readonly version: number }[];
    };
  const origin = { digest: dataDigest() };
  expect((await lineage('churn@1')).madeFrom).toEqual([expect.objectContaining(origin)]);
  writeFileSync(join(cwd, 'people.csv'), DATA);
  for (const what of ['people.csv', dataDigest(), dataDigest().slice(7, 17)]) {
    const { models = [] } = await lineage(what);
    expect(new Set(models.map(({ version }) => version)), what).toEqual(new Set([1, 2]));
  }
  writeFileSync(join(cwd, 'other.csv'), 'other');
  expect((await cli('models', 'lineage', 'other.csv', ...OF)).text).toMatch(
    /^No registered version came from other\.csv \(/,
  );
});

test('audit simulate answers whoever may give the command, and both stand in the audit', async () => {
  const { world, repo, state } = people;
  await repo.commit({ branch: 'change', files: { 'README.md': '# more\n' }, by: 'ada' });
  const pull = await world.github.user('ada').openPull(repo, { head: 'change' });
  const ask = ['audit', 'simulate', '--pr', String(pull), '--as', 'ada', ...CHURN];
  const granted = await by('ada').cli(...ask);
  expect(granted.text).toContain('`ada`, as things stand now:');
  expect(granted.code).toBe(0);
  const refused = await by('rae').cli(...ask);
  expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('needs write access') });
  const store = await openStore({ sqliteFile: join(state, STORE_FILE) });
  const entries = await store.audits.list({
    repository: repo.record.id,
    first: 'oldest',
    limit: 10,
  });
  await store.close();
  const asked = `audit simulate --pr ${pull} --as ada`;
  expect(entries.filter((entry) => entry.asked === asked)).toEqual([
    expect.objectContaining({ actor: 'ada', decision: 'granted', surface: 'api' }),
    expect.objectContaining({ actor: 'rae', decision: 'refused', surface: 'api' }),
  ]);
});

test('nobody else is told anything, whatever token they bring', { timeout: 60_000 }, async () => {
  const { github, config } = people.world;
  const other = github.app({ slug: 'other' });
  other.install('acme');
  const stranger = github.user('eve');
  const ask = async (token: string | null, path: string) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${config.url}/api/people${path}`, { headers });
    const { message = '' } = (await response.json()) as { message?: string };
    return `${response.status} ${message.replaceAll(/acme\/\w+/g, 'NAME')}`.trim();
  };
  const models = '/repos/acme/churn/models';
  const rae = github.user('rae').token();
  expect(await ask(rae, models)).toBe('200');
  expect(await ask(rae, `${models}/churn/1/contents`)).toBe('200');
  // A private repository is told from none by nothing.
  const nothing = await ask(stranger.token(), '/repos/acme/nothing/models');
  expect(nothing).toMatch(/^404 There is nothing of NAME for you here/);
  for (const path of [
    models,
    `${models}/churn`,
    `${models}/churn/1`,
    `${models}/churn/1/contents`,
    `${models}/none`,
    '/repos/acme/churn/made-from/sha256:000000',
    '/repos/acme/churn/simulate?pull=1&as=ada',
  ]) {
    expect(await ask(stranger.token(), path), path).toBe(nothing);
  }
  expect(await ask(github.user('rae').token(other.record), models)).toMatch(/^401/);
  expect(await ask('ghp_made_up', models)).toMatch(/^401/);
  expect(await ask('ghs_of_a_job', models)).toMatch(/^401/);
  expect(await ask(null, models)).toMatch(/^401/);
});
