import { printable } from '../../../text/printable.ts';

const LONGEST_LINE = 1000;

/** Lines that are not ours as a block of code, which nothing in them can end. */
export function fencedLines(lines: readonly string[], language = ''): string {
  const shown = lines.map((text) =>
    withoutMarkers(printable(text.toWellFormed())).slice(0, LONGEST_LINE).toWellFormed(),
  );
  const longest = Math.max(
    2,
    ...shown.flatMap((text) => text.match(/`+/g) ?? []).map((run) => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

// A comment of ours is known by the HTML comment that it begins with; none may be quoted.
function withoutMarkers(line: string): string {
  return line.replaceAll('<!--', '<!\u200B--');
}
