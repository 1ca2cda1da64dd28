import { expect } from 'vitest';
import type { Mutant } from './mutant.ts';
import { spoilEngine } from './spoil-engine.ts';
import { tryEngine } from './try-engine.ts';

/** The laws tell that this fault is planted, and one of those that it breaks is the first to. */
export async function isCaught(mutant: Mutant): Promise<void> {
  const { engine, remove } = await spoilEngine(mutant);
  try {
    const failure = tryEngine(engine, 40_000, 7);
    expect(failure).toMatch(new RegExp(`law (?:${mutant.laws.join('|')}):`));
  } finally {
    await remove();
  }
}
