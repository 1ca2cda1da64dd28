import { finding, type Finding, type Path } from '../finding.ts';
import { eachStep, type Check } from './draft.ts';

/** Names that differ only in case: expressions ignore case, and so do file systems of people. */
export const checkNames: Check = (draft) => [
  ...clashes(draft.pipeline.params, ['params']),
  ...clashes(draft.pipeline.steps, ['steps']),
  ...eachStep(draft, ({ step, path }) =>
    (['inputs', 'outputs'] as const).flatMap((key) => clashes(step[key], [...path, key])),
  ),
];

function clashes(names: object | undefined, place: Path): Finding[] {
  const seen = new Map<string, string>();
  return Object.keys(names ?? {}).flatMap((name) => {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (other === undefined) return [];
    const message = `\`${other}\` and \`${name}\` differ only in case, which expressions ignore`;
    const hint = 'give one of them another name';
    return [finding('case-clash', [...place, name], message, { part: 'key', hint })];
  });
}
