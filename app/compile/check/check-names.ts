import { finding, type Finding, type Path } from '../problems/finding.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';

/** Names that are taken, or differ only in case: expressions ignore case, and so do many file systems. */
export const checkNames: Check = (checked) => [
  ...nameTaken(checked),
  ...clashes(checked.pipeline.params, ['params']),
  ...clashes(checked.pipeline.steps, ['steps']),
  ...eachStep(checked, ({ step, path }) =>
    (['inputs', 'outputs'] as const).flatMap((key) => clashes(step[key], [...path, key])),
  ),
];

function nameTaken({ pipeline: { name }, namesake }: CheckedFile): Finding[] {
  if (namesake === null) return [];
  const hint =
    'give each pipeline of the repository a name of its own: runs, baselines and the cache go by it';
  return [
    finding('name-taken', ['name'], `${namesake} has the name \`${name}\` already`, { hint }),
  ];
}

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
