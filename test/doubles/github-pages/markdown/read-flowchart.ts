export type Flowchart = {
  readonly direction: 'LR' | 'RL' | 'TB' | 'BT';
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

export type FlowNode = {
  readonly id: string;
  readonly label: string;
  readonly colours: Colours;
};

/** What `classDef` says of boxes of a class. */
export type Colours = {
  readonly fill?: string;
  readonly stroke?: string;
  readonly color?: string;
};

/** Reads a Mermaid flowchart of boxes and arrows; null when it holds anything else. */
export function readFlowchart(text: string): Flowchart | null {
  const [first = '', ...lines] = text
    .split('\n')
    .map((line) => line.trim().replace(/;$/, ''))
    .filter((line) => line !== '' && !line.startsWith('%%'));
  const direction = /^(?:flowchart|graph)\s+(LR|RL|TB|TD|BT)$/.exec(first)?.[1];
  if (direction === undefined) return null;
  const found = { nodes: new Map<string, Box>(), edges: [] as Edge[], classes: new Map() };
  if (!lines.every((line) => readLine(line, found))) return null;
  const nodes = [...found.nodes].map(([id, { label, look }]) => ({
    id,
    label,
    colours: found.classes.get(look) ?? {},
  }));
  const way = direction === 'TD' ? 'TB' : (direction as Flowchart['direction']);
  return { direction: way, nodes, edges: found.edges };
}

type Box = { readonly label: string; readonly look: string };
type Edge = { readonly from: string; readonly to: string };
type Found = {
  readonly nodes: Map<string, Box>;
  readonly edges: Edge[];
  readonly classes: Map<string, Colours>;
};

function readLine(line: string, found: Found): boolean {
  return readers.some(([pattern, read]) => {
    const match = pattern.exec(line);
    if (match !== null) read(found, match.slice(1));
    return match !== null;
  });
}

type Reader = readonly [RegExp, (found: Found, parts: readonly string[]) => void];

const readers: readonly Reader[] = [
  [
    /^classDef\s+(\w+)\s+(.*)$/,
    ({ classes }, [name = '', style = '']) => classes.set(name, coloursOf(style)),
  ],
  [
    /^(\w+)\["([^"]*)"\](?::::(\w+))?$/,
    ({ nodes }, [id = '', label = '', look = '']) => nodes.set(id, { label: decode(label), look }),
  ],
  [
    /^(\w+)\s*-->\s*(\w+)$/,
    ({ nodes, edges }, [from = '', to = '']) => {
      for (const id of [from, to]) if (!nodes.has(id)) nodes.set(id, { label: id, look: '' });
      edges.push({ from, to });
    },
  ],
];

function coloursOf(text: string): Colours {
  const pairs = text.split(',').map((each) => each.split(':').map((part) => part.trim()));
  const safe = pairs.filter(([, value]) => /^#[0-9a-f]{3,8}$/i.test(value ?? ''));
  return Object.fromEntries(
    safe.filter(([key]) => ['fill', 'stroke', 'color'].includes(key ?? '')),
  );
}

/** Mermaid's own escapes: `#40;` is a character by its number. */
function decode(label: string): string {
  return label.replaceAll(/#(\d{1,7});/g, (whole, code: string) => {
    const point = Number(code);
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}
