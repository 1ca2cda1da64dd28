import { describe, expect, test } from 'vitest';
import { LostAnswer, RateLimited } from '../../../app/github/client/call-errors.ts';
import { createOnce } from '../../../app/github/client/create-once.ts';
import {
  atFirst,
  cutInHalf,
  lostOnTheWayBack,
  lostOnTheWayThere,
  openWorld,
  type Fault,
  type World,
} from '../open-world.ts';

const REPO = { owner: 'acme', repo: 'churn' };
const octokitOf = ({ clients, installation }: World) => clients.of(installation).octokit;
const readRepo = (world: World) => octokitOf(world).rest.repos.get(REPO);
const comment = (world: World, number: number, body = 'hello') =>
  octokitOf(world).rest.issues.createComment({ ...REPO, issue_number: number, body });
const openIssue = ({ github, repository }: World) =>
  github.user('octocat').openIssue(repository, 'A question');
const broken: Fault = async () => new Response('<h1>Unicorn!</h1>', { status: 502 });
const tokensAsked = ({ github }: World) =>
  github.requests().count({ operationId: 'apps/create-installation-access-token' });

describe('a token of an installation', () => {
  test('is asked for once, however many want it at once, and again when it is about to end', async () => {
    const world = await openWorld();
    await Promise.all(Array.from({ length: 5 }, () => readRepo(world)));
    world.clock.pass(50 * 60_000);
    await readRepo(world);
    expect(tokensAsked(world)).toBe(1);
    world.clock.pass(6 * 60_000);
    await readRepo(world);
    expect(tokensAsked(world)).toBe(2);
  });

  test('that GitHub no longer takes is replaced, even for a write', async () => {
    const world = await openWorld();
    const issue = openIssue(world);
    await readRepo(world);
    world.github.world.tokens.clear();
    await comment(world, issue);
    expect(world.repository.comments(issue)).toHaveLength(1);
    expect(tokensAsked(world)).toBe(2);
  });
});

test('every request, one for a token too, asks for one version of the API', async () => {
  const world = await openWorld();
  await readRepo(world);
  await comment(world, openIssue(world));
  const versions = world.github
    .requests()
    .list()
    .map(({ version }) => version);
  expect(new Set(versions)).toEqual(new Set(['2022-11-28']));
  expect(versions).toHaveLength(3);
});

describe('an answer that is lost', () => {
  test.each([
    ['on the way back', lostOnTheWayBack],
    ['on the way there', lostOnTheWayThere],
    ['by half', cutInHalf],
    ['behind a proxy', broken],
  ])('%s is asked for again where nothing is changed', async (_, fault) => {
    const world = await openWorld();
    world.fault = atFirst(3, fault);
    expect((await readRepo(world)).data.full_name).toBe('acme/churn');
  });

  test('again and again is told in the end', async () => {
    const world = await openWorld();
    world.fault = lostOnTheWayThere;
    await expect(readRepo(world)).rejects.toThrow(LostAnswer);
    expect(world.counted).toHaveLength(4);
  });

  test.each([
    ['on the way back', lostOnTheWayBack, 1],
    ['on the way there', lostOnTheWayThere, 0],
    ['by half', cutInHalf, 1],
    ['behind a proxy', broken, 0],
  ])('%s of something that is made is never asked for blindly', async (_, fault, made) => {
    const world = await openWorld();
    const issue = openIssue(world);
    world.fault = fault;
    await expect(comment(world, issue)).rejects.toThrow(LostAnswer);
    expect(world.repository.comments(issue)).toHaveLength(made);
    expect(world.counted).toHaveLength(1);
  });

  test.each([
    ['was made', lostOnTheWayBack, true],
    ['was made, says half an answer', cutInHalf, true],
    ['was not made', lostOnTheWayThere, false],
  ])(
    'of a create with a key is looked for: it %s, and is there once in the end',
    async (_, fault, isMade) => {
      const world = await openWorld();
      const issue = openIssue(world);
      const once = (mayExist: boolean) =>
        createOnce({
          mayExist,
          find: async () => {
            const { data } = await octokitOf(world).rest.issues.listComments({
              ...REPO,
              issue_number: issue,
            });
            return data.find(({ body }) => body === 'key-1')?.id ?? null;
          },
          create: async () => (await comment(world, issue, 'key-1')).data.id,
        });
      world.fault = atFirst(1, fault, 'POST');
      const first = await once(false).catch((error: unknown) => error);
      const again = await once(true);
      if (isMade) expect(again).toBe(first);
      else expect(first).toBeInstanceOf(LostAnswer);
      expect(world.repository.comments(issue).map(({ id }) => id)).toEqual([again]);
    },
  );
});

describe("GitHub's limits", () => {
  test('are kept by us: of what is made, never more than 80 a minute and 500 an hour are asked for', async () => {
    const world = await openWorld();
    const issue = openIssue(world);
    const end = world.clock.now() + 3_600_000;
    let made = 0;
    while (world.clock.now() < end) {
      const error = await comment(world, issue, `${made}`)
        .then(() => null)
        .catch((thrown: unknown) => thrown);
      if (error === null) made += 1;
      else if (error instanceof RateLimited) world.clock.pass(error.until - world.clock.now());
      else throw error;
    }
    // Three quarters of what there is: the rest is for the other repositories of the installation.
    expect(made).toBeGreaterThan(340);
    expect(made).toBeLessThan(370);
    const another = { owner: 'acme', repo: 'another', issue_number: 1, body: 'x' };
    const other = octokitOf(world).rest.issues.createComment(another);
    // GitHub was asked: there is no such repository.
    await expect(other).rejects.toMatchObject({ status: 404 });
    expect(world.github.requests().count({ content: 'comment', status: 201 })).toBe(made);
    expect(world.github.requests().count({ status: 403 })).toBe(0);
  });

  test('of one installation are no matter of another', async () => {
    const world = await openWorld();
    const { github, clients, clock, installation } = world;
    await readRepo(world);
    github.limits.pause(120_000);
    await expect(readRepo(world)).rejects.toThrow(RateLimited);
    expect(clients.of(installation)).toBe(clients.of(installation));
    expect(clients.of(installation + 1).budget()).toEqual({ core: 1, graphql: 1, content: 1 });
    expect(clock.now()).toBeGreaterThan(0);
  });

  test('that GitHub invokes are obeyed: nothing is asked until its retry-after is over', async () => {
    const world = await openWorld();
    await readRepo(world);
    world.github.limits.pause(120_000);
    const error = await readRepo(world).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimited);
    const sent = world.counted.length;
    world.clock.pass(60_000);
    await expect(readRepo(world)).rejects.toThrow(RateLimited);
    expect(world.counted).toHaveLength(sent);
    world.clock.pass(60_001);
    await readRepo(world);
  });

  test('of an hour that is used up end with the hour', async () => {
    const world = await openWorld({ knobs: { coreLimit: 10 } });
    for (let index = 0; index < 9; index += 1) await readRepo(world);
    // The last tenth is for others than whoever had most of it.
    await expect(readRepo(world)).rejects.toThrow(RateLimited);
    const other = octokitOf(world).rest.repos.get({ owner: 'acme', repo: 'another' });
    await expect(other).rejects.toMatchObject({ status: 404 });
    expect(world.clients.of(world.installation).budget().core).toBe(0);
    const sent = world.counted.length;
    await expect(readRepo(world)).rejects.toThrow(RateLimited);
    expect(world.counted).toHaveLength(sent);
    world.clock.pass(3_600_001);
    await readRepo(world);
  });

  test('count every request by its kind', async () => {
    const world = await openWorld();
    await readRepo(world);
    await comment(world, openIssue(world));
    expect(world.counted.map(({ kind, resource, content }) => [kind, resource, content])).toEqual([
      ['GET /repos/{owner}/{repo}', 'core', false],
      ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', 'core', true],
    ]);
  });

  test('say nothing about a refusal for another reason', async () => {
    const world = await openWorld();
    await expect(
      octokitOf(world).rest.repos.get({ owner: 'acme', repo: 'nothing' }),
    ).rejects.toMatchObject({ status: 404 });
    await readRepo(world);
  });
});
