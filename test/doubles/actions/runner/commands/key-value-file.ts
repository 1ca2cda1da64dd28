/**
 * Reads what a step wrote to `GITHUB_OUTPUT`, `GITHUB_ENV` or `GITHUB_STATE`: lines `name=value`, or several lines
 * between `name<<DELIMITER` and the delimiter. Throws with the runner's words when it is neither.
 */
export function parseKeyValueFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.replace(/\n$/, '').split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name = '', mark, rest = ''] = /^([^=]+?)(=|<<)(.*)$/.exec(line) ?? [];
    if (mark === undefined) throw new Error(`Invalid format '${line}'`);
    const end = mark === '=' ? index : delimiterAfter(lines, index, rest);
    values[name] = mark === '=' ? rest : lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return values;
}

function delimiterAfter(lines: readonly string[], index: number, delimiter: string): number {
  const end = lines.indexOf(delimiter, index + 1);
  if (end !== -1 && delimiter !== '') return end;
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
}
