import { law, type Step } from './law-broken.ts';
import { checkArrivals } from './law-of-arrivals.ts';
import { checkClocks } from './law-of-clocks.ts';
import { checkCounters, checkTouched } from './law-of-counters.ts';
import { checkLimits } from './law-of-limits.ts';
import { checkMatrices } from './law-of-matrices.ts';
import { checkProgress } from './law-of-progress.ts';
import { checkStarts } from './law-of-starts.ts';

/** Holds one decided patch against every law that one patch can break. `emitted` are the effects so far. */
export function checkPatch(step: Step, emitted: Set<string>): void {
  checkOverStays(step);
  checkEffects(step, emitted);
  checkStarts(step);
  checkArrivals(step);
  checkMatrices(step);
  checkLimits(step);
  checkClocks(step);
  checkProgress(step);
  checkCounters(step);
  checkTouched(step);
}

/** 4: what is over changes no more. */
function checkOverStays({ before, headerBefore }: Step): void {
  law(4, headerBefore === null || headerBefore.endedAt === null, 'a finished run changed');
  for (const [key, row] of before) law(4, row?.state !== 'over', `${key} was over and changed`);
}

/** 5: an effect's id says run, step, attempt and purpose, and none comes twice. */
function checkEffects({ patch, book }: Step, emitted: Set<string>): void {
  for (const effect of patch.effects) {
    const of = 'key' in effect ? `${effect.key}/` : '';
    const attempt = 'attempt' in effect ? `${effect.attempt}/` : '';
    const expected = `${book.header.id}/${of}${attempt}${effect.kind}`;
    const isDerived = effect.id === expected || effect.id.startsWith(`${expected}/`);
    law(5, isDerived, `effect ${effect.id} should be ${expected}`);
    law(5, !emitted.has(effect.id), `effect ${effect.id} was emitted twice`);
    emitted.add(effect.id);
  }
}
