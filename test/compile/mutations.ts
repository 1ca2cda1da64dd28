import { describe, expect, test } from 'vitest';
import { compile } from '../../app/compile/compile.ts';
import type { CompileResult } from '../../app/compile/compile-request.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import { problemsOfBounds } from '../support/compile-bounds.ts';
import { below, MUTATIONS, mutate, pick, seededChance } from '../support/mutate.ts';
import { pipelineFixtures } from '../support/pipeline-fixtures.ts';

const SHARD = 500;
const GOOD = pipelineFixtures('good');

type Counts = {
  plans: number;
  refused: number;
  readonly codes: Set<string>;
  readonly by: Map<string, number>;
};

/**
 * Compiles `count` seeded mutations of the good files: none may throw or get out of hand, and together they must reach
 * far. `npm test` tries the first of them, acceptance all.
 */
export function describeMutations(count: number): void {
  describe(`${count} mutations of good files`, () => tryMutations(count));
}

function tryMutations(count: number): void {
  const counts: Counts = { plans: 0, refused: 0, codes: new Set(), by: new Map() };

  test.each(Array.from({ length: count / SHARD }, (_, shard) => shard))(
    'none throws or gets out of hand, shard %i',
    (shard) => {
      for (let index = 0; index < SHARD; index += 1) {
        const seed = shard * SHARD + index;
        const result = compileMutant(seed, counts);
        counts[result.plan === null ? 'refused' : 'plans'] += 1;
        for (const { code } of result.problems) counts.codes.add(code);
      }
    },
  );

  test('reach far: most kinds of problem, harmless ones too, by every kind of mutation', () => {
    expect(counts.plans + counts.refused).toBe(count);
    expect(counts.plans).toBeGreaterThan(count / 20);
    expect(counts.refused).toBeGreaterThan(count / 2);
    expect(counts.codes.size).toBeGreaterThan(40);
    expect([...counts.by.keys()].sort()).toEqual(Object.keys(MUTATIONS).sort());
    expect(Math.min(...counts.by.values())).toBeGreaterThan(count / 50);
  });
}

function compileMutant(seed: number, counts: Counts): CompileResult {
  const chance = seededChance(seed);
  const original = pick(GOOD, chance);
  if (original === undefined) throw new Error('no good files');
  const { text, by } = mutate(original.text, 1 + below(3, chance), chance);
  for (const name of by) counts.by.set(name, (counts.by.get(name) ?? 0) + 1);
  const file = { file: original.file, text };
  try {
    const result = compile(readPipelineFile(file), original.request);
    expect(problemsOfBounds(text, result)).toEqual([]);
    return result;
  } catch (error) {
    throw new Error(`Mutant ${seed} of ${original.file} (${by.join(', ')}):\n${text}`, {
      cause: error,
    });
  }
}
