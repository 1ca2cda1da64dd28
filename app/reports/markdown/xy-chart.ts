/** Lines over one axis, each with as many numbers as the others, at the same distance from each other. */
export type XyChart = {
  readonly x: { readonly title: string; readonly first: number; readonly last: number };
  /** At most three; all numbers are finite. */
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
};

/** How the lines of a chart are told apart, in their order: Mermaid draws no legend, so text above has the marks. */
export const LINE_LOOKS = [
  { mark: '🔵', colour: '#218bff' },
  { mark: '🟣', colour: '#8250df' },
  { mark: '⚪', colour: '#8c959f' },
] as const;

/**
 * Lines as a Mermaid chart. `xychart-beta` is what GitHub's version calls it (11.3.0 in October 2024,
 * docsible/docsible#30), and newer ones still do. It knows neither missing numbers (mermaid-js/mermaid#5293) nor
 * exponents, and sets each line's numbers evenly over the axis, however many there are:
 * https://github.com/mermaid-js/mermaid/blob/mermaid%4011.12.1/packages/mermaid/src/diagrams/xychart/xychartDb.ts
 */
export function xyChart({ x, lines }: XyChart): string {
  // What is drawn last lies on top.
  const drawn = lines.toReversed();
  const colours = LINE_LOOKS.slice(0, lines.length)
    .map(({ colour }) => colour)
    .toReversed();
  const { low, high } = frameOf(lines.flatMap(({ values }) => values));
  const text = numberWriter(high - low);
  return [
    '---',
    'config:',
    '  xyChart: { width: 820, height: 300 }',
    `  themeVariables: { xyChart: { plotColorPalette: "${colours.join(', ')}" } }`,
    '---',
    'xychart-beta',
    `  x-axis "${neutral(x.title)}" ${plain(x.first)} --> ${plain(x.last)}`,
    `  y-axis ${text(low)} --> ${text(high)}`,
    ...drawn.map(
      ({ name, values }) => `  line "${neutral(name)}" [${values.map(text).join(', ')}]`,
    ),
  ].join('\n');
}

/** Some room above and below; a level line lies in the middle. */
const ROOM = 0.05;

function frameOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const room = high > low ? (high - low) * ROOM : Math.max(Math.abs(high), 1) * ROOM;
  // Where nothing is below zero, nothing should seem to be.
  return { low: low >= 0 ? Math.max(0, low - room) : low - room, high: high + room };
}

/** A line 300 pixels high shows no more than four digits of its range. */
function numberWriter(range: number): (value: number) => string {
  const digits = Math.min(100, Math.max(0, 4 - Math.ceil(Math.log10(range))));
  return (value) => withoutZeros(value.toFixed(digits));
}

function plain(value: number): string {
  return withoutZeros(value.toFixed(6));
}

function withoutZeros(text: string): string {
  let end = text.length;
  while (text.includes('.') && text[end - 1] === '0') end -= 1;
  const short = text.slice(0, text[end - 1] === '.' ? end - 1 : end);
  return short === '-0' ? '0' : short;
}

// Within quotes anything but a quote is text; escapes there are none.
function neutral(name: string): string {
  return name
    .replaceAll(/[^\p{L}\p{N} _.,:=@/-]/gu, ' ')
    .slice(0, LONGEST_NAME)
    .toWellFormed();
}

const LONGEST_NAME = 60;
