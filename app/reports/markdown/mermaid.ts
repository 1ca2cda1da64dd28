/** A node of a drawn graph; `needs` are ids of other nodes. Ids and labels may hold any text. */
export type GraphNode = {
  readonly id: string;
  readonly label: string;
  readonly needs: readonly string[];
  readonly look: GraphLook;
};
export type GraphLook = 'good' | 'bad' | 'live' | 'muted';

const LOOKS: Readonly<Record<GraphLook, string>> = {
  good: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  bad: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  live: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  muted: 'fill:#f6f8fa,stroke:#8c959f,color:#59636e',
};

/** A Mermaid flowchart, as GitHub draws it in comments. Nothing of a label is understood as Mermaid or HTML. */
export function mermaid(nodes: readonly GraphNode[]): string {
  const names = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
  const name = (id: string): string => names.get(id) ?? '';
  const looks = [...new Set(nodes.map((node) => node.look))];
  return [
    'flowchart LR',
    ...nodes.map((node) => `  ${name(node.id)}["${neutral(node.label)}"]:::${node.look}`),
    ...nodes.flatMap((node) =>
      node.needs.filter((id) => names.has(id)).map((id) => `  ${name(id)} --> ${name(node.id)}`),
    ),
    ...looks.map((look) => `  classDef ${look} ${LOOKS[look]}`),
    '',
  ].join('\n');
}

// Entity codes are Mermaid's escapes: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
function neutral(label: string): string {
  return label.replace(/[^\p{L}\p{N} _.,:=@/×-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`);
}
