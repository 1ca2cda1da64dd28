import type { ColumnKit } from '../column-kit.ts';

/** The columns that name an attempt. */
export function ofAttempt({ text, int }: ColumnKit) {
  return { run: text().notNull(), key: text().notNull(), attempt: int().notNull() };
}
