import type { Tone } from '../layout/line.ts';

const MARKS: Readonly<Record<Tone, string>> = {
  good: '✅',
  bad: '❌',
  warn: '⚠️',
  accent: '🔵',
  dim: '⚪',
  plain: '⚪',
  strong: '⚪',
};

/** A tone where there are no colours but those of signs. */
export function toneMark(tone: Tone): string {
  return MARKS[tone];
}
