import { segmentsOf } from './segments-of.ts';
import { textWidth } from './text-width.ts';
import { lineWidth, span, type Line, type Span } from './line.ts';

/**
 * Which part of what is too long is left out; the start where, as in `a.b.value`, the end says more. `head`: the start of
 * the first piece, a name; what stands behind it, its value, stays whole. `middle`: names that begin and end alike.
 */
export type Cut = 'start' | 'end' | 'head' | 'middle' | 'head-middle';

/** The line cut to at most `width` columns, with `…` where something was cut; a number stands whole or not at all. */
export function fitLine(spans: Line, width: number, cut: Cut = 'end'): Line {
  if (lineWidth(spans) <= width) return spans;
  if (width <= 0) return [];
  switch (cut) {
    case 'head':
      return fitHead(spans, width, 'start');
    case 'head-middle':
      return fitHead(spans, width, 'middle');
    case 'end':
      return beginning(spans, width - 1);
    case 'start':
      return ending(spans, width - 1);
    case 'middle':
      return ends(spans, width - 1);
  }
}

function fitHead([name = span(''), ...value]: Line, width: number, cut: 'start' | 'middle'): Line {
  return [...fitLine([name], Math.max(1, width - lineWidth(value)), cut), ...value];
}

/** The beginning and the end of a line, with one `…` between them. */
function ends(spans: Line, width: number): Line {
  const last = Math.floor(width / 2);
  const [, ...tail] = last === 0 ? [] : marked(ending(spans, last));
  return [...beginning(spans, width - last), ...tail];
}

/** The line with the mark of its cut as a piece of its own. */
function marked([first = span('…'), ...others]: Line): Line {
  return [span('…', first.tone), span(first.text.slice(1), first.tone), ...others];
}

/** The text with spaces at its end (or start) up to `width` columns; a longer one is cut. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  return padLine([span(text)], width, align)
    .map((piece) => piece.text)
    .join('');
}

/** The line with spaces at its end (or start) up to `width` columns; a longer one is cut. */
export function padLine(
  spans: Line,
  width: number,
  align: 'left' | 'right' = 'left',
  cut: Cut = 'end',
): Line {
  const fitted = fitLine(spans, width, cut);
  const fill = span(' '.repeat(Math.max(0, width - lineWidth(fitted))));
  return align === 'left' ? [...fitted, fill] : [fill, ...fitted];
}

function beginning(spans: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const { text, tone } of spans) {
    const piece = takeWidth([...segmentsOf(text)], left).join('');
    if (piece !== text) {
      kept.push(span(`${beforeNumber(piece, text.slice(piece.length))}…`, tone));
      break;
    }
    kept.push(span(text, tone));
    left -= textWidth(text);
  }
  return kept;
}

function ending(spans: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const { text, tone } of spans.toReversed()) {
    const piece = takeWidth([...segmentsOf(text)].toReversed(), left)
      .toReversed()
      .join('');
    if (piece !== text) {
      kept.unshift(span(`…${piece}`, tone));
      break;
    }
    kept.unshift(span(text, tone));
    left -= textWidth(text);
  }
  return kept;
}

function takeWidth(segments: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = segments.findIndex((segment) => {
    used += textWidth(segment);
    return used > width;
  });
  return end === -1 ? segments : segments.slice(0, end);
}

const OF_NUMBERS = '0123456789.,eE+-−';

/** What is kept without the digits of a number that goes on in the rest: `0.9…` of `0.91` is another number. */
function beforeNumber(kept: string, rest: string): string {
  if (!/^[\d.,%eE+-]/.test(rest)) return kept;
  let end = kept.length;
  while (end > 0 && OF_NUMBERS.includes(kept.charAt(end - 1))) end -= 1;
  return kept.slice(0, end);
}
