import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import { createBlobLinks } from '../../../app/api/blobs/blob-links.ts';
import { peopleRoutes } from '../../../app/api/people/people-routes.ts';
import { Refusal } from '../../../app/api/refusal.ts';
import type { RepositoryRef } from '../../../app/domain/hosted.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const CHURN: RepositoryRef = {
  id: 7,
  installation: 3,
  owner: 'acme',
  name: 'churn',
  defaultBranch: 'main',
};
const MODELS = '/repos/acme/churn/models';

/** The questions of people's command lines; GitHub knows `ghp_NUMBER…` as that person's, and the first may read. */
async function openPeople() {
  let now = 0;
  const asked: string[] = [];
  const ended = new Set<string>();
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'store.sqlite') });
  onTestFinished(() => store.close());
  const clock = { now: () => now };
  const people = {
    signIn: { clientId: 'Iv1.test', app: 'mlpipelines', github: 'https://github.com' },
    tokens: {
      personOf: async (token: string) => {
        asked.push(token);
        const id = Number(/^ghp_(\d+)/.exec(token)?.[1] ?? 0);
        return id === 0 || ended.has(token) ? null : { id, login: `p${id}` };
      },
      sees: async () => true,
      end: async () => {},
    },
    store,
    mayRead: async (_repository: RepositoryRef, { id }: { readonly id: number }) => id === 1,
    findRepository: async (_owner: string, name: string) => (name === 'churn' ? CHURN : null),
    modelFile: async () => null,
    simulate: async () => ({ done: false, text: '' }),
    warn: () => {},
  };
  const links = createBlobLinks({ url: 'http://127.0.0.1', key: new Uint8Array(32), clock });
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const routes = peopleRoutes({ people, blobs, clock }, links).onError((error, context) =>
    error instanceof Refusal ? context.json({ code: error.code }, 418) : context.text('', 500),
  );
  return {
    asked,
    ended,
    pass: (ms: number) => void (now += ms),
    ask: async (path: string, token: string, sender: string) => {
      const visit = { sender, vouch: () => {}, hangUp: () => {} };
      const headers = { authorization: `Bearer ${token}` };
      const response = await routes.request(path, { headers }, { visit });
      const body = (await response.json()) as { type?: string; code?: string };
      return body.code ?? body.type;
    },
  };
}

/** So many made-up tokens, from as many addresses as it takes. */
async function flood({ ask }: Awaited<ReturnType<typeof openPeople>>, tokens: number, from = 0) {
  const answers: unknown[] = [];
  for (let each = 0; each < tokens; each += 1) {
    answers.push(await ask('/me', `ghp_x${from}_${each}`, `10.0.${from}.${Math.floor(each / 30)}`));
  }
  return answers;
}

test('who makes up tokens makes the App ask GitHub thirty times a minute, and all together three hundred', async () => {
  const people = await openPeople();
  const answers: unknown[] = [];
  for (let each = 0; each < 40; each += 1) {
    answers.push(await people.ask('/me', `ghp_x${each}`, '10.1.1.1'));
  }
  expect(answers.slice(28, 32)).toEqual([
    'token-invalid',
    'token-invalid',
    'too-often',
    'too-often',
  ]);
  expect(people.asked).toHaveLength(30);
  expect((await flood(people, 300)).at(-1)).toBe('too-often');
  expect(people.asked).toHaveLength(300);
  people.pass(60_000);
  expect(await people.ask('/me', 'ghp_2new', '10.1.1.1')).toBe('person');
});

test('strangers from many addresses keep nobody out who has read something here', async () => {
  const people = await openPeople();
  expect(await people.ask(MODELS, 'ghp_1', '10.2.2.2')).toBe('models');
  people.pass(61_000);
  await flood(people, 330);
  expect(await people.ask('/me', 'ghp_2', '10.2.2.3')).toBe('too-often');
  expect(await people.ask(MODELS, 'ghp_1', '10.2.2.2')).toBe('models');
});

test('a token that GitHub takes no more is a stranger’s again, whoever had it', async () => {
  const people = await openPeople();
  await people.ask(MODELS, 'ghp_1', '10.2.2.2');
  people.ended.add('ghp_1');
  people.pass(61_000);
  expect(await people.ask(MODELS, 'ghp_1', '10.2.2.2')).toBe('token-invalid');
  people.pass(61_000);
  await flood(people, 330);
  expect(await people.ask(MODELS, 'ghp_1', '10.2.2.2')).toBe('too-often');
});

test('people with accounts who may read nothing take no room of who may', async () => {
  const people = await openPeople();
  expect(await people.ask(MODELS, 'ghp_1', '10.3.3.3')).toBe('models');
  people.pass(61_000);
  for (let person = 2; person < 13; person += 1) {
    for (let each = 0; each < 230; each += 1) {
      await people.ask(`/repos/acme/guess-${person}-${each}/models`, `ghp_${person}`, '10.3.3.4');
    }
  }
  expect(await people.ask(MODELS, 'ghp_12', '10.3.3.5')).toBe('too-often');
  expect(await people.ask(MODELS, 'ghp_1', '10.3.3.3')).toBe('models');
});

test('somebody asks 240 times a minute and no more, with however many tokens', async () => {
  const people = await openPeople();
  const answers: unknown[] = [];
  for (let each = 0; each < 242; each += 1) {
    answers.push(await people.ask('/me', each % 2 === 0 ? 'ghp_3a' : 'ghp_3b', '10.4.4.4'));
  }
  expect(answers.slice(239)).toEqual(['person', 'too-often', 'too-often']);
});
