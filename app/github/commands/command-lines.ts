/**
 * The lines of a comment that may be commands: those that begin with a slash at the left margin, outside code blocks,
 * quotes and HTML comments. Both forms of line ends are read.
 */
export function commandLines(comment: string): readonly string[] {
  const found: string[] = [];
  let fence: string | null = null;
  for (const line of withoutHtmlComments(comment).split(/\r\n|\n|\r/)) {
    if (fence !== null) fence = isEndOf(fence, line) ? null : fence;
    else fence = fenceAt(line);
    if (fence === null && /^\/[a-z]/i.test(line)) found.push(line.trimEnd());
  }
  return found;
}

// https://spec.commonmark.org/0.31.2/#fenced-code-blocks
function fenceAt(line: string): string | null {
  const [, mark, after = ''] = /^ {0,3}(`{3,}|~{3,})([^]*)/.exec(line) ?? [];
  if (mark === undefined || (mark.startsWith('`') && after.includes('`'))) return null;
  return mark;
}

/** A fence ends at one of the same sign that is as long and stands alone. */
function isEndOf(fence: string, line: string): boolean {
  const [, mark = ''] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
  return mark.startsWith(fence);
}

function withoutHtmlComments(text: string): string {
  let rest = text;
  let kept = '';
  for (;;) {
    const start = rest.indexOf('<!--');
    if (start === -1) return kept + rest;
    kept += rest.slice(0, start);
    const end = rest.indexOf('-->', start + 4);
    if (end === -1) return kept;
    rest = rest.slice(end + 3);
  }
}
