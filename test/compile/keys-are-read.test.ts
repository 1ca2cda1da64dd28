import { globSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { expect, test } from 'vitest';
import { compile } from '../../app/compile/compile.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import { findNotYet } from '../../app/compile/structure/find-not-yet.ts';
import type { Pipeline } from '../../schemas/pipeline.generated.ts';
import { keyPathsIn, pipelineKeyPaths } from '../../schemas/key-paths.ts';
import { pipelineFixtures, type PipelineFixture } from '../support/pipeline-fixtures.ts';

/** A key that nothing reads promises what does not happen: until it is read it is refused. */
test('every key path of the format is refused with "not yet", or leaving it out compiles to something else', () => {
  const told = new Set<string>();
  for (const fixture of pipelineFixtures('good')) {
    const whole: unknown = parse(fixture.text, { merge: true });
    const before = meaning(fixture, whole);
    for (const place of placesIn(whole)) {
      const left = structuredClone(whole);
      leaveOut(left, place);
      if (meaning(fixture, left) === before) continue;
      told.add(pathOf(place));
    }
  }
  const refused = refusedPaths();
  const silent = pipelineKeyPaths().filter((path) => !told.has(path) && !isWithin(path, refused));
  expect(silent.filter((path) => path !== 'x-*')).toEqual([]);
  expect(refused).toContain('steps.*.strategy.min-success');
});

test('what the compiler makes of the keys is read by whoever carries the plan out', () => {
  const plans = ['app/domain/plan.ts', 'app/domain/input.ts'];
  const made = plans.map((file) => readFileSync(file, 'utf8')).join('\n');
  const fields = [...made.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name ?? '');
  const readers = globSync(['app/**/*.ts', 'action/**/*.ts']).filter(
    (file) => !file.startsWith('app/compile/build/') && !plans.includes(file),
  );
  const words = new Set(readers.flatMap((file) => readFileSync(file, 'utf8').match(/\w+/g) ?? []));
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((field) => !words.has(field))).toEqual([]);
});

type Place = readonly (string | number)[];

/** What becomes of a document: its plan, or what is wrong with it. */
function meaning({ file, request }: PipelineFixture, document: unknown): string {
  const { plan, problems } = compile(
    readPipelineFile({ file, text: stringify(document) }),
    request,
  );
  return JSON.stringify(plan ?? problems.map(({ code, message }) => [code, message]));
}

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key];
    const within = placesIn(inner, place);
    return Array.isArray(value) ? within : [place as Place].concat(within);
  });
}

function leaveOut(document: unknown, place: Place): void {
  let holder = document as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) holder = holder[key] as typeof holder;
  delete holder[place.at(-1) ?? ''];
}

/** The key path of one place in a document. */
function pathOf(place: Place): string {
  const alone = place.reduceRight<unknown>(
    (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
    {},
  );
  return [...keyPathsIn(alone)].at(-1) ?? '';
}

/** Keys that are refused, with what belongs to them. */
function refusedPaths(): readonly string[] {
  const documents = pipelineFixtures('bad')
    .filter(({ name }) => name === 'whole-format' || name === 'not-yet')
    .map(({ text }) => parse(text, { merge: true }) as Pipeline);
  return documents.flatMap((document) =>
    findNotYet(document).flatMap(({ finding, leaveOut: holder }) => {
      const within = placesIn(document).filter((place) => startsWith(place, holder));
      return [finding.path, ...(holder === finding.path ? [] : within)].map(pathOf);
    }),
  );
}

function startsWith(place: Place, holder: Place): boolean {
  return holder.every((key, index) => place[index] === key) && place.length > holder.length;
}

function isWithin(path: string, holders: readonly string[]): boolean {
  return holders.some((holder) => path === holder || path.startsWith(`${holder}.`));
}
