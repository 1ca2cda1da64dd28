import type { Mask } from '../output/mask-secrets.ts';
import { quote } from '../output/quote.ts';
import { StepFailure } from '../step-failure.ts';

/** Reads `name=value` lines and `name<<EOF` blocks, as GitHub does for GITHUB_OUTPUT. The last of a name counts. Throws `StepFailure`. */
export function parseOutputs(text: string, mask: Mask): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/);
  const values = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const [, name, sign, rest = ''] = /^([A-Za-z_][\w-]*)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined) throw malformed(quote(mask, line, LONGEST_QUOTE), at + 1);
    if (sign === '=') {
      values.set(name, rest);
      continue;
    }
    const end = endOfBlock(lines, at, rest);
    if (rest === '' || end === -1) throw unfinished(quote(mask, line, LONGEST_QUOTE), at + 1);
    values.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return values;
}

function endOfBlock(lines: readonly string[], at: number, delimiter: string): number {
  return lines.indexOf(delimiter, at + 1);
}

const LONGEST_QUOTE = 80;

function malformed(line: string, number: number): StepFailure {
  return new StepFailure(
    'failure',
    `Line ${number} of $MLPIPELINES_OUTPUT is not an output: ${JSON.stringify(line)}. Write name=value, or name<<EOF, the lines, EOF.`,
  );
}

function unfinished(line: string, number: number): StepFailure {
  const [name, delimiter = ''] = line.split('<<', 2);
  return new StepFailure(
    'failure',
    `Output ${name} in line ${number} of $MLPIPELINES_OUTPUT has no end: no line is ${JSON.stringify(delimiter)}.`,
  );
}
