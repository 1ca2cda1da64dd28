/** A line by which a step talks to the runner: `::name key=value,key=value::data`. */
export type CommandLine = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
};

/** Reads a workflow command, or null when the line is plain output. */
export function parseCommandLine(line: string): CommandLine | null {
  const match = /^\s*::([^\s:]+)(?:\s+(.*?))?::([\s\S]*)$/.exec(line);
  if (match === null) return null;
  const [, name = '', list = '', data = ''] = match;
  const properties: Record<string, string> = {};
  for (const item of list.split(',')) {
    const [key = '', ...value] = item.split('=');
    if (value.length > 0) properties[key.trim()] = unescapeProperty(value.join('='));
  }
  return { name, properties, data: unescapeData(data) };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  return plain.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}
