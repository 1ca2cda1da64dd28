import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { shown } from '../../reports/html/shown.ts';
import type { Tone } from '../../reports/layout/line.ts';
import { lineageNodes, type LineageNode } from '../../reports/models/lineage-nodes.ts';
import type { VersionFacts } from '../../reports/models/model-facts.ts';
import type { Html } from '../frame/document.ts';
import { drawNodes, type DrawnNode } from '../run/graph/draw-nodes.ts';
import { modelLink, stepLink } from '../run/run-links.ts';

/** Beyond this nobody follows a line any more. */
const MOST_NODES = 120;

const LOOKS: Readonly<Record<LineageNode['is'], { readonly glyph: string; readonly tone: Tone }>> =
  {
    data: { glyph: '▤', tone: 'plain' },
    step: { glyph: '▸', tone: 'plain' },
    model: { glyph: '◆', tone: 'plain' },
    version: { glyph: '◆', tone: 'accent' },
    alias: { glyph: '@', tone: 'good' },
    environment: { glyph: '●', tone: 'good' },
  };

/** The way of a version from data to where it runs, by the same maker as the steps of a run. */
export function drawLineage(repository: RepositoryRef, facts: VersionFacts): Html {
  const nodes = lineageNodes(facts);
  if (nodes.length > MOST_NODES) {
    return html`<p class="empty">
      ${nodes.length} boxes are too many for a drawing; what it came from is listed below.
    </p>`;
  }
  return drawNodes(
    nodes.map((node) => drawn(repository, facts, node)),
    { label: 'What the version came from and what came of it', what: 'data and runs' },
  );
}

function drawn(repository: RepositoryRef, facts: VersionFacts, node: LineageNode): DrawnNode {
  const { id, is, needs, name, below } = node;
  return {
    id,
    needs,
    name: shown(name),
    below: shown(below),
    ...LOOKS[is],
    href: hrefOf(repository, facts, node),
    isChosen: false,
    isMany: false,
  };
}

function hrefOf(repository: RepositoryRef, facts: VersionFacts, node: LineageNode): string | null {
  const { version, runs } = facts;
  if (node.is === 'step') {
    return runs.some(({ id }) => id === version.run) ? stepLink(version.run, node.name) : null;
  }
  const [, model, number] = /^(.+) v(\d+)$/.exec(node.is === 'model' ? node.name : '') ?? [];
  return model === undefined ? null : modelLink(repository, model, Number(number));
}
