import { describe, expect, test } from 'vitest';
import { read, sources } from '../scripts/house/read-sources.ts';
import { sentencesIn } from '../scripts/english/sentences-in.ts';

type Listed = { readonly place: string; readonly text: string };

const CATALOGUE: readonly Listed[] = sources().flatMap((file) =>
  sentencesIn(file, read(file)).map(({ line, text }) => ({ place: `${file}:${line}`, text })),
);

/** Phrases that readers stumbled over, each with what to write instead. */
const ODD: readonly (readonly [RegExp, string])[] = [
  [/\bmust be a text\b|\bnot a text\b/, 'a string'],
  [/\bstands twice\b/, 'is written twice'],
  [/\b(?:counts?|answers?) no more\b/, 'no longer counts'],
  [/\bnot tried again\b/, 'not retried'],
  [
    /(?<!\bthere )\bis no (?:digest|table|file|map|value|plot|probability|address|image|JSON)\b/,
    'is not a',
  ],
  [/\bnobody (?:knows how|said whether)\b/, 'it is not known, cannot be read'],
  [/\bits time has come\b/, 'its schedule is due'],
  [/\bmeasured otherwise\b/, 'measured differently'],
  [/\bbegun anew\b/i, 'restarted'],
  [/\bso many days\b|\bat most so many\b/, 'within this many days, at most this many'],
  [/\bit belongs to a later version\b/, 'is not supported yet'],
  [/\bmend(?:s|ed)?\b/, 'correct'],
  [/\bforget old\b|\bnobody wants\b/, 'delete old, unreferenced'],
  [/^there are …$|^here there (?:is|are)\b/, 'available: …'],
  [/\bit stands (?:in|at)\b|\bstands in `/, 'belongs in, is in'],
  [/\bsay different things\b/, 'cannot be combined'],
];

/** Words for results that are not among the five: succeeded, failed, rejected, skipped, cancelled. */
const OTHER_RESULTS: readonly (readonly [RegExp, string])[] = [
  [/\bcancel(?:ed|ing)\b/, 'cancelled, cancelling (British, as everywhere here)'],
  [/\bended (?:in )?(?:a )?(?:success|failure|error)\b/, 'succeeded, failed'],
  [
    /\b(?:run|step|attempt)s? (?:was|were|is|are) (?:successful|aborted|terminated|errored)\b/,
    'succeeded, failed, cancelled',
  ],
  [/\b(?:runs?|steps?) (?:has |have )?(?:passed|crashed|errored)\b/, 'succeeded, failed'],
];

const found = (
  sentences: readonly Listed[],
  phrases: readonly (readonly [RegExp, string])[],
): readonly string[] =>
  sentences.flatMap(({ place, text }) =>
    phrases.flatMap(([phrase, instead]) =>
      phrase.test(text) ? [`${place} “${text}”: ${instead}`] : [],
    ),
  );

describe('the sentences that people read', () => {
  test('are listed, from each place that has some', () => {
    expect(CATALOGUE.length).toBeGreaterThan(2500);
    const places = [
      'app/cli/',
      'app/compile/',
      'app/reports/words/',
      'app/github/',
      'app/web/',
      'action/',
    ];
    for (const place of places) {
      expect(CATALOGUE.filter(({ place: at }) => at.startsWith(place)).length).toBeGreaterThan(10);
    }
    const texts = CATALOGUE.map(({ text }) => text);
    expect(texts).toContain('what a code in a message means, and what to do');
    expect(texts).toContain('there is no step `…`');
  });

  test('have none of the phrases that readers stumbled over', () => {
    expect(found(CATALOGUE, ODD)).toEqual([]);
  });

  test('call results by five words', () => {
    expect(found(CATALOGUE, OTHER_RESULTS)).toEqual([]);
  });

  test('an odd phrase is found with its place and what to write instead', () => {
    const source =
      "const told = `${name} is no table`;\nconst why = 'the step was aborted by hand';\n";
    const listed = sentencesIn('planted.ts', source).map(({ line, text }) => ({
      place: `planted.ts:${line}`,
      text,
    }));
    expect(found(listed, ODD)).toEqual(['planted.ts:1 “… is no table”: is not a']);
    expect(found(listed, OTHER_RESULTS)).toHaveLength(1);
  });
});
