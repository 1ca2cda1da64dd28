import type { OutputReport } from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { onlyColours } from '../../../text/escapes.ts';
import { createFloodGate } from './flood-gate.ts';
import type { OutputLine } from './output-line.ts';
import type { Mask } from './mask-secrets.ts';
import { splitLines } from './split-lines.ts';
import type { LineSplitter, SplitLine } from './split-lines.ts';
import { cut } from '../../../text/shortened.ts';

type Stream = 'stdout' | 'stderr';

/** Takes what a command prints and what the executor says, and reports it in batches. */
export type OutputLog = {
  /** For one stream of one process; each has its own splitter. */
  open(stream: Stream): LineSplitter;
  /** A line of the executor itself. */
  say(text: string): void;
  /** The last lines of a stream, oldest first. */
  tail(stream: Stream): readonly string[];
  /** Reports what has not been reported yet. */
  flush(): void;
};

const { line: LONGEST_LINE } = EXECUTOR_LIMITS;
const BATCH_LINES = 500;
const BATCH_CHARS = 64 * 1024;
const BATCH_MS = 100;
const PROGRESS_MS = 1000;
const TAIL_LINES = 20;

/** Makes the log of an attempt. Memory is bounded whatever the command prints; lines are cleaned, then masked, then cut. */
export function createOutputLog(mask: Mask, report: (report: OutputReport) => void): OutputLog {
  const batch = createBatch(report);
  const gate = createFloodGate((line) => batch.add(line));
  const tails: Record<Stream, string[]> = { stdout: [], stderr: [] };

  const open = (stream: Stream): LineSplitter => {
    const throttle = createProgressThrottle();
    return splitLines(LONGEST_LINE + mask.longest, (line) => {
      const text = finishLine(line, mask);
      if (!throttle.lets(text, line.progress)) return;
      if (!line.progress && text.trim() !== '') remember(tails[stream], text);
      gate.add({ stream, text });
    });
  };
  return {
    open,
    say: (text) => {
      for (const line of text.split('\n'))
        batch.add({ stream: 'system', text: finishLine({ text: line, dropped: 0 }, mask) });
    },
    tail: (stream) => tails[stream],
    flush: () => {
      gate.flush();
      batch.flush();
    },
  };
}

function finishLine({ text, dropped }: Omit<SplitLine, 'progress'>, mask: Mask): string {
  const clean = onlyColours(text);
  const masked = dropped === 0 ? mask.apply(clean) : mask.applyToCut(clean);
  const lost = dropped === 0 ? 0 : dropped + Math.max(0, mask.longest - 1);
  const more = Math.max(0, masked.length - LONGEST_LINE) + lost;
  return more === 0 ? masked : `${cut(masked, LONGEST_LINE)} … (${more} more characters)`;
}

function remember(tail: string[], text: string): void {
  tail.push(text);
  if (tail.length > TAIL_LINES) tail.shift();
}

// A progress bar is drawn many times a second: one state a second is enough, and its last state always comes.
function createProgressThrottle(): { lets(text: string, progress: boolean): boolean } {
  let shownAt = 0;
  let shown: string | null = null;
  return {
    lets(text, progress) {
      if (progress && Date.now() - shownAt < PROGRESS_MS) return false;
      const again = !progress && text === shown;
      shown = progress ? text : null;
      if (progress) shownAt = Date.now();
      return !again;
    },
  };
}

function createBatch(report: (report: OutputReport) => void): {
  add(line: OutputLine): void;
  flush(): void;
} {
  let lines: OutputLine[] = [];
  let chars = 0;
  let timer: NodeJS.Timeout | null = null;

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (lines.length === 0) return;
    const full = lines;
    lines = [];
    chars = 0;
    report({ type: 'output', at: Date.now(), lines: full });
  };
  return {
    add(line) {
      lines.push(line);
      chars += line.text.length;
      if (lines.length >= BATCH_LINES || chars >= BATCH_CHARS) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
