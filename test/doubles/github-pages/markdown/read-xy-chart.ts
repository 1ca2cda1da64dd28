export type XyChart = {
  readonly x: { readonly title: string; readonly first: number; readonly last: number };
  readonly y: { readonly low: number; readonly high: number };
  readonly lines: readonly { readonly values: readonly number[]; readonly colour: string }[];
};

/**
 * Reads a Mermaid chart of lines over two axes of numbers; null when it holds anything else, as a number with an exponent,
 * of which Mermaid's grammar knows nothing: https://mermaid.js.org/syntax/xyChart
 */
export function readXyChart(text: string): XyChart | null {
  const { config, body } = parted(text);
  const [first = '', ...lines] = body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!/^xychart(?:-beta)?$/.test(first)) return null;
  const found: Found = { x: null, y: null, values: [] };
  if (!lines.every((line) => readLine(line, found))) return null;
  const { x, y, values } = found;
  if (x === null || y === null || values.length === 0) return null;
  const colours = /plotColorPalette: "([^"]*)"/.exec(config)?.[1]?.split(',') ?? [];
  const drawn = values.map((line, at) => ({ values: line, colour: colourOf(colours[at]) }));
  return { x, y, lines: drawn };
}

type Found = {
  x: XyChart['x'] | null;
  y: XyChart['y'] | null;
  readonly values: (readonly number[])[];
};

function readLine(line: string, found: Found): boolean {
  const x = X_AXIS.exec(line);
  const y = Y_AXIS.exec(line);
  const values = valuesOf(line);
  if (x !== null) found.x = { title: x[1] ?? '', first: Number(x[2]), last: Number(x[3]) };
  if (y !== null) found.y = { low: Number(y[1]), high: Number(y[2]) };
  if (values !== null) found.values.push(values);
  return x !== null || y !== null || values !== null;
}

function parted(text: string): { readonly config: string; readonly body: string } {
  const [, config = '', body = text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
  return { config, body };
}

const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d+)?|\.\d+)`;
const X_AXIS = new RegExp(`^x-axis "([^"]*)" (${NUMBER}) --> (${NUMBER})$`);
const Y_AXIS = new RegExp(`^y-axis (${NUMBER}) --> (${NUMBER})$`);
const LINE = /^line "[^"]*" \[([^\]]*)\]$/;
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`);

function valuesOf(line: string): readonly number[] | null {
  const texts =
    LINE.exec(line)?.[1]
      ?.split(',')
      .map((each) => each.trim()) ?? [];
  return texts.length > 0 && texts.every((each) => WHOLE_NUMBER.test(each))
    ? texts.map(Number)
    : null;
}

function colourOf(text: string | undefined): string {
  const colour = (text ?? '').trim();
  return /^#[0-9a-f]{3,8}$/i.test(colour) ? colour : '#8c959f';
}
