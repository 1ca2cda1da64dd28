import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { AttemptId, LogIndex } from '../ports/attempts.ts';

const WRITE_EVERY_MS = 1000;

type Kept = { index: LogIndex; writtenAt: Instant };

/** How much output each live attempt has given, written down once a second and at its end. */
export class LogIndexes {
  readonly #live = new Map<string, Kept>();

  /** Counts lines; gives the index if it is time to write it down. */
  add(of: AttemptId, { at, lines }: OutputReport): LogIndex | null {
    const name = nameOf(of);
    const before = this.#live.get(name);
    const index = {
      lines: (before?.index.lines ?? 0) + lines.length,
      lastLine: lines.at(-1)?.text ?? before?.index.lastLine ?? '',
      lastAt: at,
    };
    const isTime = before === undefined || at - before.writtenAt >= WRITE_EVERY_MS;
    this.#live.set(name, { index, writtenAt: isTime ? at : before.writtenAt });
    return isTime ? index : null;
  }

  /** The last word on an attempt's output; null: there was none. */
  end(of: AttemptId): LogIndex | null {
    const name = nameOf(of);
    const index = this.#live.get(name)?.index ?? null;
    this.#live.delete(name);
    return index;
  }
}

function nameOf({ run, key, attempt }: AttemptId): string {
  return `${run}/${attempt}/${key}`;
}
