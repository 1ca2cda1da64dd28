import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChange } from '../../../app/github/approvals/find-change.ts';
import type { Authorship, PullOfCommit } from '../../../app/github/reads/api-port.ts';
import type { Pusher } from '../../../app/runtime/ports/provenance.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlace } from '../../support/hosted.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader } from '../../support/rows.ts';

const SHA = 'a'.repeat(40);
const ADA = 1;
const BOB = 2;
const PERSON = { id: 5, login: 'cat', isBot: false };
const BOT = { id: 8, login: 'renovate[bot]', isBot: true };
const MERGE = { number: 7, isMerge: true, base: 'main' };
const SHOWN = { number: 7, isMerge: false, base: 'main' };
const by = (hand: number, part: Partial<Authorship> = {}): Authorship => ({
  hands: new Set([hand]),
  openers: new Set(),
  hasUnknown: false,
  commits: [],
  hasPeople: true,
  isOfGitHub: false,
  ...part,
});

type World = {
  readonly pulls?: readonly PullOfCommit[];
  /** What names whom: pull requests by their numbers, commits by theirs. */
  readonly authors?: Readonly<Record<string, Authorship | null>>;
  /** Who pushed which commit. */
  readonly pushed?: Readonly<Record<string, Pusher>>;
  readonly pull?: number;
};

let store: Store;
let repository = 0;
beforeAll(async () => {
  store = await openStore({ sqliteFile: join(freshFolder(), 'state.db') });
});
afterAll(() => store.close());

/** What is found of a run's commit, in a repository of its own; every question that was asked is kept. */
async function found({ pulls = [], authors = {}, pushed = {}, pull }: World) {
  repository += 1;
  const hosted = aPlace(repository, pull === undefined ? {} : { pull });
  for (const [sha, pusher] of Object.entries(pushed)) {
    await store.commit([{ type: 'head.pushed', repository, sha, by: pusher, at: 1 }]);
  }
  const asked: string[] = [];
  const change = await findChange(
    { store },
    {
      pullsOf: async () => pulls,
      authors: async (_, of) => {
        const what = 'pull' in of ? String(of.pull) : of.sha;
        asked.push(what);
        return authors[what] ?? null;
      },
    },
    aHeader({ sha: SHA, hosted }),
  );
  return { ...change, asked };
}

test('a commit that no pull request brought is of whoever wrote it and whoever pushed it', async () => {
  const written = { [SHA]: by(ADA, { commits: [SHA] }) };
  expect(await found({ authors: written, pushed: { [SHA]: PERSON } })).toMatchObject({
    pulls: [],
    authors: new Set([ADA, PERSON.id]),
    hasPeople: true,
    hasUnknown: false,
  });
});

test('so is the head of a pull request, and of all who wrote in that', async () => {
  const world = {
    pulls: [SHOWN],
    authors: { [SHA]: by(ADA, { commits: [SHA] }), 7: by(BOB, { commits: ['b', SHA] }) },
    pushed: { b: PERSON },
  };
  expect(await found(world)).toMatchObject({
    pulls: [7],
    authors: new Set([ADA, BOB, PERSON.id]),
  });
});

test('a pull request that a run is about and that brought its commit is asked about once', async () => {
  const authors = { [SHA]: by(ADA), 7: by(BOB), 9: by(BOB) };
  expect(await found({ pulls: [SHOWN], authors, pull: 7 })).toMatchObject({
    pulls: [7],
    asked: [SHA, '7'],
  });
  expect(await found({ pulls: [SHOWN], authors, pull: 9 })).toMatchObject({ pulls: [9, 7] });
  expect(await found({ authors, pull: 9 })).toMatchObject({ authors: new Set([ADA, BOB]) });
});

test('whoever has GitHub merge wrote nothing of it; whoever merged elsewhere may have', async () => {
  const merged = (part: Partial<Authorship>, pulls: readonly PullOfCommit[] = [MERGE]) =>
    found({ pulls, authors: { [SHA]: by(ADA, part), 7: by(BOB), 8: by(BOB) } });
  expect((await merged({ isOfGitHub: true })).authors).toEqual(new Set([BOB]));
  expect((await merged({ isOfGitHub: false })).authors).toEqual(new Set([ADA, BOB]));
  // GitHub commits for whoever edits there, too.
  expect((await merged({ isOfGitHub: true }, [SHOWN])).authors).toEqual(new Set([ADA, BOB]));
  const also = { number: 8, isMerge: false, base: 'dev' };
  expect((await merged({ isOfGitHub: true }, [also, MERGE])).authors).toEqual(new Set([BOB]));
});

test('nobody is known to be no author where GitHub does not list everyone, of a pull request or of the commit', async () => {
  const unknown = { pulls: [7], authors: null, hasPeople: false, hasUnknown: true };
  const authors = { [SHA]: by(ADA), 7: by(BOB) };
  expect(await found({ pulls: [SHOWN], authors: { ...authors, 7: null } })).toMatchObject(unknown);
  expect(await found({ pulls: [SHOWN], authors: { ...authors, [SHA]: null } })).toMatchObject(
    unknown,
  );
});

test('of a run without a commit, or of no repository, nothing is known, and nobody is asked', async () => {
  const asked = () => {
    throw new Error('GitHub is asked');
  };
  const api = { pullsOf: asked, authors: asked };
  for (const run of [aHeader({ hosted: aPlace() }), aHeader({ sha: SHA })]) {
    expect(await findChange({ store }, api, run)).toEqual({
      pulls: [],
      authors: null,
      seen: new Set(),
      hasPeople: false,
      hasUnknown: true,
    });
  }
});

test('a person is among them as soon as one of them names or pushed as a person', async () => {
  const bots = by(BOT.id, { hasPeople: false, commits: [SHA] });
  const shown = (pull: Authorship, pusher: Pusher = BOT) =>
    found({ pulls: [SHOWN], authors: { [SHA]: bots, 7: pull }, pushed: { [SHA]: pusher } });
  expect((await shown(bots)).hasPeople).toBe(false);
  expect((await shown(by(ADA))).hasPeople).toBe(true);
  expect((await shown(bots, PERSON)).hasPeople).toBe(true);
});

test('seen are people who opened or pushed it; whom commits name is not', async () => {
  const opened = by(ADA, { hands: new Set([ADA, BOB]), openers: new Set([ADA]), commits: [SHA] });
  const world = { pulls: [SHOWN], authors: { [SHA]: by(BOB), 7: opened } };
  expect((await found(world)).seen).toEqual(new Set([ADA]));
  const seenWith = async (pusher: Pusher) =>
    (await found({ ...world, pushed: { [SHA]: pusher } })).seen;
  expect(await seenWith(PERSON)).toEqual(new Set([ADA, PERSON.id]));
  expect(await seenWith(BOT)).toEqual(new Set([ADA]));
});

test('somebody unknown is among them as soon as one of them names or was pushed by nobody that is known', async () => {
  const known = by(ADA, { commits: [SHA] });
  const shown = (pull: Authorship, pusher: Pusher = PERSON) =>
    found({ pulls: [SHOWN], authors: { [SHA]: known, 7: pull }, pushed: { [SHA]: pusher } });
  expect((await shown(known)).hasUnknown).toBe(false);
  expect((await shown(by(BOB, { hasUnknown: true }))).hasUnknown).toBe(true);
  const { hasUnknown, authors } = await shown(known, { ...PERSON, id: null });
  expect(hasUnknown).toBe(true);
  expect(authors).toEqual(new Set([ADA]));
});
