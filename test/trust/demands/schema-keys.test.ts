import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { pipelineKeyPaths } from '../../../schemas/key-paths.ts';
import { bySchema } from '../../support/by-schema.ts';
import { changesOfKey } from './set-key.ts';
import { mainPipelines, WITH_EXAMPLES, type Document } from './main-pipelines.ts';
import { schemaKeys, type SchemaKey } from './schema-keys.ts';

const PLAIN = { on: 0, gates: 0, condition: 0, matrix: 0, concurrency: 0, evaluate: 0, other: 0 };
const documents = [
  ...[0, 1, 2, 3].flatMap((tail) => Object.values(mainPipelines({ ...PLAIN, tail }))),
  ...Object.values(mainPipelines({ ...PLAIN, tail: 0, evaluate: WITH_EXAMPLES })),
];

test('there is a change of a pipeline for every key of the format', () => {
  const paths = schemaKeys().map(({ path }) => path.join('.'));
  expect([...paths].sort()).toEqual([...pipelineKeyPaths()].sort());
});

test('each of them makes a pipeline that the format allows, and one that it does not', () => {
  const unreached = schemaKeys().flatMap((key) => {
    const wanted = key.wrong.length === 0 ? [true] : [true, false];
    return wanted.flatMap((isAllowed) =>
      reaches(key, isAllowed) ? [] : [`${key.path.join('.')}: none that is ${isAllowed}`],
    );
  });
  expect(unreached).toEqual([]);
});

function reaches(key: SchemaKey, isAllowed: boolean): boolean {
  return documents.some((before) =>
    // Names that are there come first, and every fourth place is a name that is not.
    [0, 3, 4, 8, 12, 16, 20].some((where) =>
      changesOfKey(before, key, where).some(
        (after) => !isDeepStrictEqual(before, after) && isValid(after) === isAllowed,
      ),
    ),
  );
}

function isValid(document: Document): boolean {
  return bySchema('pipeline', document).valid;
}
