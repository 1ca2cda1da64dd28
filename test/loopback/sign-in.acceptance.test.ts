import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { freshPlace, openPeople, signIn, type PeopleWorld, type Place } from './open-people.ts';

let people: PeopleWorld;

beforeAll(async () => {
  people = await openPeople();
}, 120_000);

afterAll(() => people.world.close());

type Kept = {
  readonly token: string;
  readonly github: string;
  readonly renewal: { readonly token: string; readonly expiresAt: number };
};

const fileOf = ({ env }: Place) => join(env['XDG_CONFIG_HOME'] ?? '', 'mlpipelines', 'login.json');
const keptIn = (place: Place) => JSON.parse(readFileSync(fileOf(place), 'utf8')) as Kept;

/** As though so much time went by that the token is about to end. */
function age(place: Place, more: Partial<Kept> = {}): Kept {
  const kept = keptIn(place);
  const aged = { ...kept, ...more, renewal: { ...kept.renewal, expiresAt: Date.now() + 30_000 } };
  writeFileSync(fileOf(place), JSON.stringify(aged));
  return kept;
}

const list = (place: Place) =>
  runCli(place, 'models', 'list', '--server', '--repository', 'acme/churn');

async function signedIn(): Promise<Place> {
  const place = freshPlace();
  const { github } = people.world;
  await signIn(people, place, (code) => github.user('rae').answerDevice(code));
  return place;
}

test('whoever refuses on GitHub, or types nothing in time, is told so, and nothing is kept', async () => {
  const { github } = people.world;
  const [one, other] = [freshPlace(), freshPlace()];
  const [refused, late] = await Promise.all([
    signIn(people, one, (code) => github.user('rae').answerDevice(code, 'cancel')),
    signIn(people, other, (code) => {
      const given = [...github.world.codes.values()].find(
        (each) => each.kind === 'device' && each.userCode === code,
      );
      Object.assign(given ?? {}, { expiresAt: 0 });
    }),
  ]);
  expect(refused.text).toContain('You told GitHub not to let this command line in.');
  expect(late.text).toContain('Nobody typed the code in time.');
  expect([refused.code, late.code]).toEqual([2, 2]);
  expect([one, other].map((place) => existsSync(fileOf(place)))).toEqual([false, false]);
}, 60_000);

test('where the App does not let command lines sign in, whoever runs it is named, and what to tick', async () => {
  const { record } = people.world.app;
  record.deviceFlow = false;
  const told = await runCli(freshPlace(), 'login', people.world.config.url);
  record.deviceFlow = true;
  expect(told).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not let command lines sign in[^]*“Enable Device Flow”/),
  });
});

test('a token that is about to end is renewed once, by however many commands at once', async () => {
  const place = await signedIn();
  const before = age(place);
  const told = await Promise.all([list(place), list(place), list(place)]);
  expect(told.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  const after = keptIn(place);
  expect(after.token).not.toBe(before.token);
  const { tokens } = people.world.github.world;
  expect([tokens.has(before.token), tokens.has(after.token)]).toEqual([false, true]);
  expect(after.renewal.expiresAt).toBeGreaterThan(Date.now() + 7 * 3_600_000);
}, 60_000);

test('a sign-in that GitHub does not renew has run out, and one that it cannot be asked of has not', async () => {
  const place = await signedIn();
  const kept = age(place, { github: 'http://127.0.0.1:9' });
  const away = await list(place);
  expect(away.stderr).toMatch(/GitHub could not be asked[^]*You are signed in still/);
  age(place, { github: kept.github });
  people.world.github.world.codes.delete(kept.renewal.token);
  const gone = await list(place);
  expect(gone).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Your sign-in to \S+ has run out\.[^]*mlpipelines login http/),
  });
}, 60_000);

test('signing out ends a token that was about to run out, and the one that it was renewed to', async () => {
  const { tokens } = people.world.github.world;
  const before = new Set(tokens.keys());
  const place = await signedIn();
  age(place);
  expect(await runCli(place, 'logout')).toMatchObject({
    code: 0,
    stdout: `Signed out of ${people.world.config.url}.\n`,
  });
  expect(existsSync(fileOf(place))).toBe(false);
  expect([...tokens.keys()].filter((each) => each.startsWith('ghu_') && !before.has(each))).toEqual(
    [],
  );
}, 60_000);
