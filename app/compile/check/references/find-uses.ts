import { isList, isMap, type Json } from '../../../domain/json.ts';
import {
  referencesOf,
  referencesOfExpression,
  type References,
} from '../../../expressions/references.ts';
import { splitTemplate } from '../../../expressions/split-template.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { expressionPlace, isProse, type ExpressionPlace } from './expression-places.ts';

/** A text of the file that holds expressions, and what they read. */
export type Use = {
  readonly path: Path;
  readonly text: string;
  readonly place: ExpressionPlace;
  readonly references: References;
};

/** Every text with an expression in it, and the expressions that stand where none is evaluated. */
export function findUses(pipeline: Json): {
  readonly uses: readonly Use[];
  readonly findings: readonly Finding[];
} {
  const uses: Use[] = [];
  const findings: Finding[] = [];
  // By aliases and merges one text stands in many places.
  const known = new Map<string, References>();
  const readOnce = (text: string): References => {
    const references = known.get(text) ?? referencesOf(text);
    known.set(text, references);
    return references;
  };
  const visit = (value: Json, path: Path): void => {
    if (typeof value === 'string') visitText(value, path);
    else if (isList(value))
      for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else if (isMap(value)) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    }
  };
  const visitText = (text: string, path: Path): void => {
    const place = expressionPlace(path);
    if (place?.at === 'steps/*/if') uses.push(useOfIf(text, path, place));
    else if (!text.includes('${{') || isProse(path)) return;
    else if (place === null) findings.push(notHere(text, path));
    else uses.push({ path, text, place, references: readOnce(text) });
  };
  visit(pipeline, []);
  return { uses, findings };
}

/** The inside of an `if`, which may stand with or without `${{ }}`; null: it is text and expression mixed. */
export function conditionOf(
  text: string,
): { readonly text: string; readonly offset: number } | null {
  if (!text.includes('${{')) return { text, offset: 0 };
  const parts = splitTemplate(text).filter(
    ({ type, text: inside }) => type !== 'text' || inside.trim() !== '',
  );
  const [only] = parts;
  return parts.length === 1 && only?.type === 'expression'
    ? { text: only.text, offset: only.offset }
    : null;
}

function useOfIf(text: string, path: Path, place: ExpressionPlace): Use {
  const condition = conditionOf(text);
  const references =
    condition === null
      ? referencesOf(text)
      : referencesOfExpression(condition.text, condition.offset);
  return { path, text, place, references };
}

function notHere(text: string, path: Path): Finding {
  const offset = text.indexOf('${{');
  const length = Math.max(3, text.indexOf('}}', offset) + 2 - offset);
  return finding('expression-not-here', path, `\`${path.join('.')}\` cannot hold an expression`, {
    span: { offset, length },
    hint: 'expressions are evaluated in run, env, if, matrix, container, resources, timeouts, concurrency and defaults of params',
  });
}
