import { describe, expect, test } from 'vitest';
import { externalIdOf, runOfExternalId } from '../../../app/github/publish/check/external-id.ts';
import { isReopening, withinLimit } from '../../../app/github/publish/check/generations.ts';
import { lookAgainAt, publishAt, restsUntil } from '../../../app/github/publish/pace.ts';
import { renderedCheck } from '../../../app/github/publish/rendered.ts';
import { withCheckNotes } from '../../../app/github/publish/check/check-notes.ts';
import type { Publication } from '../../../app/runtime/ports/hosted/publications.ts';
import { PLACE } from '../open-plain-github.ts';

const { repository } = PLACE;
const AT = 1_000_000_000;
const SUCCESS = 'completed success';
const FULL = { core: 1, graphql: 1, content: 1 };
const running = { state: 'in_progress', isFinal: false, since: null };
const CHECK = { type: 'run', repository, run: 'r', sha: 'a' } as const;
const COMMENT = { type: 'comment', repository, pull: 7 } as const;

function published(standing: string | null, target: Publication['target'] = CHECK): Publication {
  const shown = standing === null ? null : { digest: 'x', standing, at: AT };
  const state = { remote: 5, generation: 1, shown, failures: 0, refused: null };
  return { id: 'x', target, notes: {}, state, touched: 1 };
}

/** How long after what was shown last. */
const wait = (...asked: Parameters<typeof publishAt>) => publishAt(...asked) - AT;

describe('what is published', () => {
  test('the first time is at once, or when all of it may be known', () => {
    expect(publishAt(published(null), running, FULL)).toBe(0);
    expect(publishAt(published(null), { ...running, notBefore: 5 }, FULL)).toBe(5);
  });

  test('at once is that a success holds no more, and nothing else', () => {
    expect(publishAt(published(SUCCESS), running, FULL)).toBe(0);
    const last = { state: 'completed failure', isFinal: true, since: null };
    expect(publishAt(published(SUCCESS), last, FULL)).toBe(0);
    expect(wait(published('completed failure'), running, FULL)).toBe(10_000);
    const same = { state: SUCCESS, isFinal: true, since: null };
    expect(wait(published(SUCCESS), same, FULL)).toBe(10_000);
  });

  test('is news after ten seconds, later where little is left, but for the last word', () => {
    const news = (core: number, content = 1) =>
      wait(published('queued'), running, { core, graphql: 1, content });
    expect([0.51, 0.5, 0.26, 0.25, 0.11, 0.1, 0].map((left) => news(left))).toEqual([
      10_000, 20_000, 20_000, 40_000, 40_000, 100_000, 100_000,
    ]);
    expect([news(1, 0.5), news(0.2, 1)]).toEqual([20_000, 40_000]);
    const last = { state: SUCCESS, isFinal: true, since: null };
    expect(wait(published('queued'), last, { core: 0, graphql: 0, content: 0 })).toBe(10_000);
  });

  test('is progress after a minute in a check, after five in a comment, later of long runs', () => {
    const progress = (age: number | null, target: Publication['target'] = CHECK) => {
      const since = age === null ? null : AT - age;
      return wait(published('in_progress', target), { ...running, since }, FULL);
    };
    expect([null, 0, 1_200_000, 2_400_000, 86_400_000].map((age) => progress(age))).toEqual([
      60_000, 60_000, 60_000, 120_000, 300_000,
    ]);
    expect([progress(null, COMMENT), progress(86_400_000, COMMENT)]).toEqual([300_000, 300_000]);
    const little = { core: 0.2, graphql: 1, content: 1 };
    expect(wait(published('in_progress'), running, little)).toBe(240_000);
  });
});

describe('what was published', () => {
  const comment = {
    ...running,
    kind: 'comment',
    marker: '<!-- x -->',
    issue: 1,
    ifDeleted: 'leave',
    body: 'x',
  } as const;

  test('is looked at again once live metrics may be others, or somebody else compared examples', () => {
    expect(lookAgainAt({ ...comment, isLive: true }, AT)).toBe(AT + 300_000);
    expect(lookAgainAt({ ...comment, isLive: false }, AT)).toBeNull();
    expect(lookAgainAt(comment, AT)).toBeNull();
    const issue = { ...running, kind: 'issue', title: 'x', body: 'x', marker: 'x', isOpen: true };
    expect(lookAgainAt({ ...issue, isLive: true } as never, AT)).toBeNull();
    const watched = [{ type: 'comparison' }] as never;
    expect(lookAgainAt({ ...comment, watched }, AT)).toBe(AT + 120_000);
    expect(lookAgainAt({ ...comment, watched: [{ type: 'alias' }] as never }, AT)).toBeNull();
  });

  test('rests for ten seconds where it is a comment', () => {
    expect(restsUntil(published('x', COMMENT))).toBe(AT + 10_000);
    expect(restsUntil(published(null, COMMENT))).toBeNull();
    expect(restsUntil(published('x'))).toBeNull();
  });
});

const OUTPUT = {
  name: 'mlpipelines: churn',
  state: { status: 'in_progress' },
  title: 'running',
  summary: 'summary',
  text: null,
  annotations: [],
  actions: [],
  startedAt: null,
} as const;

describe('a check', () => {
  const rendered = renderedCheck(OUTPUT, 'https://a.b');
  const shown = (standing: string | null, generation = 1) => ({
    ...published(standing).state,
    generation,
  });

  test('is begun anew where it was completed and is to stand otherwise', () => {
    expect(isReopening(shown('completed failure'), rendered)).toBe(true);
    expect(isReopening(shown('in_progress'), rendered)).toBe(false);
    expect(isReopening(shown('queued'), rendered)).toBe(false);
    expect(isReopening(shown(null), rendered)).toBe(false);
    expect(isReopening(shown('completed failure'), { state: 'completed failure' })).toBe(false);
  });

  test('says that it was begun anew too often once it would be again', () => {
    // Twenty: GitHub keeps 1,000 of a name, and people have to see the last.
    const last = 20;
    expect(withinLimit(rendered, shown('completed failure', last - 1))).toBe(rendered);
    expect(withinLimit(rendered, shown('in_progress', last))).toBe(rendered);
    for (const spent of [shown('completed failure', last), shown('in_progress', last + 1)]) {
      const told = withinLimit(rendered, spent);
      expect(told).toMatchObject({ kind: 'check', page: 'https://a.b' });
      expect(told).not.toEqual(rendered);
    }
    const comment = {
      kind: 'comment',
      marker: '<!-- x -->',
      issue: 1,
      ifDeleted: 'leave',
      body: 'x',
      isLive: false,
      state: '',
      isFinal: true,
      since: null,
    } as const;
    expect(withinLimit(comment, shown('completed failure', last + 1))).toBe(comment);
  });

  test('has a name by which its run is found', () => {
    expect(externalIdOf(CHECK, 3)).toBe('run/r#3');
    expect(runOfExternalId('run/r#3')).toBe('r');
    for (const other of ['', 'run/r', 'run/r#', 'run/r#x', 'run/a/b#1', 'aggregate/7/a#1']) {
      expect(runOfExternalId(other)).toBeNull();
    }
  });

  test('has at most six remarks at its end, each of at most 600 bytes', () => {
    const remarks = Object.fromEntries(
      Array.from({ length: 8 }, (_, n) => [`about ${n}`, n === 1 ? 5 : `${n}${'x'.repeat(1000)}`]),
    );
    const { summary } = withCheckNotes(OUTPUT, { remarks });
    const [first, ...texts] = summary.split('\n\n');
    expect(first).toBe('summary');
    expect(texts.map((text) => text.slice(0, 4))).toEqual([
      '> 0x',
      '> 2x',
      '> 3x',
      '> 4x',
      '> 5x',
      '> 6x',
    ]);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(602);
    for (const notes of [{}, { remarks: {} }, { remarks: 'x' }, { remarks: { a: null } }]) {
      expect(withCheckNotes(OUTPUT, notes)).toBe(OUTPUT);
    }
  });
});
