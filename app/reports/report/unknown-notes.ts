import type { Report } from './report.ts';
import { isOtherwise } from './report-words.ts';

/** Beside whom nobody knows whether the evaluation is the same, as sentences without their end; nothing of them is escaped. */
export function unknownNotes({ step, sides }: Report): readonly string[] {
  const unknown = sides.filter((side) => side.hasNoKey === true && !isOtherwise(side));
  if (unknown.length === 0) return [];
  const names = unknown.map(({ name }) => name).join(' and ');
  return [
    `${step} has its cache off, so nobody knows what its numbers were made of: the difference from ${names} may not come from the change alone`,
  ];
}
