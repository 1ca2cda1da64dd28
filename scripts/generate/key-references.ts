import pipelineSchema from '../../schemas/pipeline.schema.json' with { type: 'json' };
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import { expressionPlace } from '../../app/compile/check/references/expression-places.ts';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';
import { codeCell, markdownTable, prose } from './markdown-table.ts';
import { notYetPaths } from './not-yet-paths.ts';
import { schemaSections, type SectionKey } from './schema-sections.ts';

/** Every key of both files that people write: what their schemas say of it. */
export async function keyReferences(): Promise<readonly Generated[]> {
  return [
    await fillPage('pipeline-file.md', 'keys', pipelineKeys()),
    await fillPage('policy.md', 'keys', policyKeys()),
  ];
}

/** A section for each map of keys, a row for each key. */
function pipelineKeys(): string {
  const later = notYetPaths();
  const sections = schemaSections(pipelineSchema);
  return sections
    .map(({ path, description, keys }) => {
      const rows = keys.map((key) => [
        codeCell(key.name),
        typeCell(key),
        defaultCell(key),
        meaningCell(key, later.has(key.path)),
        evaluatedCell(key.path),
      ]);
      const table = markdownTable(['key', 'type', 'default', 'meaning', 'evaluated'], rows);
      const heading = path === '' ? '### The top of the file' : `### \`${shownPath(path)}\``;
      const lead = path === '' ? '' : `${prose(description)}\n\n`;
      return `${heading}\n\n${lead}${table}`;
    })
    .join('\n\n');
}

/** One table: it is short. */
function policyKeys(): string {
  const keys = schemaSections(policySchema).flatMap(({ path, keys: inner }) =>
    inner.map((key) => ({
      ...key,
      name: path === '' ? key.name : `${shownPath(path)}.${key.name}`,
    })),
  );
  const rows = keys.map((key) => [
    codeCell(key.name),
    typeCell(key),
    defaultCell(key),
    meaningCell(key, false),
  ]);
  return markdownTable(['key', 'type', 'default', 'meaning'], rows);
}

/** Names that the author chooses are written as `<name>`. */
function shownPath(path: string): string {
  return path.replaceAll('*', '<name>');
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'list',
  object: 'map',
  null: 'empty',
};

function typeCell({ rule, isRequired }: SectionKey): string {
  const { type, enum: values } = rule;
  const all = Array.isArray(type) ? type : [type];
  const named = all.map((each) => TYPES[String(each)] ?? String(each)).join(' or ');
  const shown = values !== undefined ? 'one of those listed' : type === undefined ? 'any' : named;
  return isRequired ? `${shown}, required` : shown;
}

const DEFAULT = /\s*\bDefault: (.+?)\.(?=\s|$)/;

function defaultCell({ rule }: SectionKey): string {
  const told = DEFAULT.exec(rule.description ?? '')?.[1];
  if (told !== undefined) return prose(told);
  return rule.default === undefined ? '' : codeCell(JSON.stringify(rule.default));
}

function meaningCell({ rule }: SectionKey, isLater: boolean): string {
  const values = (rule.enum ?? []).map((value, index) => {
    const about = rule.enumDescriptions?.[index];
    return about === undefined ? codeCell(String(value)) : `${codeCell(String(value))}: ${about}`;
  });
  const text = (rule.description ?? '').replace(DEFAULT, '');
  const example = rule.examples?.[0];
  const shown =
    example === undefined || /\bExamples?:/.test(text)
      ? []
      : [`Example: ${codeCell(typeof example === 'string' ? example : JSON.stringify(example))}.`];
  const separator = rule.enumDescriptions === undefined ? ', ' : '<br>';
  const lines = [prose(text), values.join(separator), ...shown].filter((line) => line !== '');
  return `${isLater ? '**Not yet.** ' : ''}${lines.join('<br>')}`;
}

/** When expressions there are evaluated; nothing: there they are refused. */
function evaluatedCell(path: string): string {
  const place = expressionPlace(path.replaceAll('[]', '.0').split('.'));
  if (place === null) return '';
  return place.when === 'start' ? 'before the run' : 'when the step starts';
}
