import type { OutputLine } from './output-line.ts';

/** Lets lines through as long as a command prints no faster than a log should grow, and always its last lines. */
export type FloodGate = {
  add(line: OutputLine): void;
  /** Lets through what is held. */
  flush(): void;
};

const BURST_CHARS = 8 * 1024 * 1024;
const CHARS_PER_MS = 128;
const LINE_OVERHEAD = 32;
const HELD_LINES = 200;
const HELD_CHARS = 256 * 1024;
const HOLD_MS = 4000;

/**
 * Makes a gate: 8 MiB at once, 128 KiB a second after that. What comes faster is counted, not kept, but for the newest
 * lines: they follow every few seconds and at the end, since the end of an output says the most.
 */
export function createFloodGate(pass: (line: OutputLine) => void): FloodGate {
  const budget = createBudget();
  let held: OutputLine[] = [];
  let heldChars = 0;
  let left = 0;
  let timer: NodeJS.Timeout | null = null;

  const release = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (left > 0) pass({ stream: 'system', text: `(${left} lines left out: printed too fast)` });
    for (const line of held) pass(line);
    held = [];
    heldChars = 0;
    left = 0;
  };
  const hold = (line: OutputLine): void => {
    timer ??= setTimeout(release, HOLD_MS);
    held.push(line);
    heldChars += line.text.length;
    while (held.length > HELD_LINES || heldChars > HELD_CHARS) {
      heldChars -= held.shift()?.text.length ?? 0;
      left += 1;
    }
  };
  return {
    add(line) {
      if (timer === null && budget.take(line.text.length + LINE_OVERHEAD)) pass(line);
      else hold(line);
    },
    flush: release,
  };
}

function createBudget(): { take(chars: number): boolean } {
  let left = BURST_CHARS;
  let filledAt = Date.now();
  return {
    take(chars) {
      const now = Date.now();
      left = Math.min(BURST_CHARS, left + Math.max(0, now - filledAt) * CHARS_PER_MS);
      filledAt = now;
      if (left < chars) return false;
      left -= chars;
      return true;
    },
  };
}
