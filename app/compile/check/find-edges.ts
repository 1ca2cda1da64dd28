import type { Step } from '../../../schemas/pipeline.generated.ts';
import { stepNamed, type CheckedFile } from './checked-file.ts';
import type { Finding, Path } from '../problems/finding.ts';

/** A step must be over before another may start, and the place of the file that says so. */
export type Edge = {
  readonly to: string;
  readonly path: Path;
  readonly span: Finding['span'];
  /** Each cell needs its equal cell alone. */
  readonly ofCells: boolean;
};

/** All edges of a step to steps that exist: `needs`, inputs, whose cells it has, what it registers or promotes, and steps in expressions. */
export function findEdges(checked: CheckedFile, id: string, step: Step): readonly Edge[] {
  const path: Path = ['steps', id];
  const named = [
    ...(step.needs ?? []).map((to, index) => edge(to, [...path, 'needs', index])),
    ...Object.entries(step.inputs ?? {}).flatMap(([name, input]) => {
      const isShort = typeof input === 'string';
      const from = isShort ? input : input.from;
      const place = [...path, 'inputs', name, ...(isShort ? [] : ['from'])];
      const ofCells = !isShort && input.cells === 'same';
      return from === undefined ? [] : [{ ...edge(beforeDot(from), place), ofCells }];
    }),
    ...matrixEdges(step, path),
    ...registerEdges(step, path),
    ...promotionsOf(step).map(({ from }, index) =>
      edge(from, [...path, 'promote', ...(Array.isArray(step.promote) ? [index] : []), 'from']),
    ),
  ].filter(({ to }) => Object.hasOwn(checked.pipeline.steps, to));
  return [...named, ...expressionEdges(checked, id)];
}

/** `promote` of a step as a list. */
export function promotionsOf(step: Step): readonly { from: string; alias: string }[] {
  if (step.promote === undefined) return [];
  return Array.isArray(step.promote) ? step.promote : [step.promote];
}

function matrixEdges({ strategy }: Step, path: Path): Edge[] {
  const other = strategy?.['matrix-of'];
  if (other === undefined) return [];
  return [{ ...edge(other, [...path, 'strategy', 'matrix-of']), ofCells: true }];
}

function registerEdges({ register }: Step, path: Path): Edge[] {
  if (register === undefined) return [];
  const { from, metrics } = register;
  const edges = [edge(beforeDot(from), [...path, 'register', 'from'])];
  if (metrics !== undefined) edges.push(edge(metrics, [...path, 'register', 'metrics']));
  return edges;
}

function expressionEdges(checked: CheckedFile, id: string): Edge[] {
  return (checked.usesByStep.get(id) ?? []).flatMap((use) =>
    use.references.paths.flatMap((reference) => {
      const [context, name] = reference.path;
      const found = context === 'steps' && name !== undefined ? stepNamed(checked, name) : null;
      const span = { offset: reference.offset, length: reference.length };
      // A step that reads itself is told of where expressions are checked.
      return found === null || found.id === id
        ? []
        : [{ to: found.id, path: use.path, span, ofCells: false }];
    }),
  );
}

function edge(to: string, path: Path): Edge {
  return { to, path, span: null, ofCells: false };
}

function beforeDot(reference: string): string {
  return reference.slice(0, reference.indexOf('.'));
}
