import type { Pipeline, Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';

/** A key of a later version, and what must be left out for the rest to make sense without it. */
export type NotYet = { readonly finding: Finding; readonly leaveOut: Path };

/** Everything that the format knows but this version does not do. It is refused, never silently ignored. */
export function findNotYet(pipeline: Pipeline): NotYet[] {
  const found: NotYet[] = [];
  if (pipeline['params-file'] !== undefined)
    found.push(notYet(['params-file'], WAY_OUT.paramsFile));
  for (const [name, param] of Object.entries(pipeline.params ?? {})) {
    if (param.type === 'date' || param.type === 'json') {
      found.push(
        notYet(['params', name, 'type'], WAY_OUT.paramType, `type: ${param.type}`, [
          'params',
          name,
        ]),
      );
    }
  }
  for (const [id, step] of Object.entries(pipeline.steps)) {
    const path = ['steps', id];
    found.push(...ofStep(step, path), ...ofInputs(step, path));
  }
  return found;
}

const WAY_OUT = {
  paramsFile:
    'until then, declare the values in `params`, or let the code read the file and name it in `files`',
  paramType: 'until then, use `type: string`',
  uses: 'until then, write the command in `run`',
  url: 'until then, fetch it in `run` of a step of its own and hand it on as an output; what lies on this machine is a path: ./data/raw',
  uriExpression: 'until then, write the path out, as ./data/raw',
  source: 'until then, fetch it in `run` of a step of its own and hand it on as an output',
} as const;

function ofStep(step: Step, path: Path): NotYet[] {
  const { strategy } = step;
  const keys: [Path, unknown, string?][] = [
    [['uses'], step.uses, WAY_OUT.uses],
    [['with'], step.with],
    [['cloud'], step.cloud],
    [['strategy', 'min-success'], strategy?.['min-success']],
    [['strategy', 'stop'], strategy?.stop],
  ];
  return keys
    .filter(([, value]) => value !== undefined)
    .map(([key, , wayOut]) => notYet([...path, ...key], wayOut));
}

function ofInputs(step: Step, path: Path): NotYet[] {
  return Object.entries(step.inputs ?? {}).flatMap(([name, input]) => {
    if (typeof input === 'string') return [];
    const place = [...path, 'inputs', name];
    const found = ofUri(input.uri, place);
    if (input.pipeline !== undefined) {
      found.push(notYet(place.concat('pipeline'), WAY_OUT.source, 'pipeline', place));
    }
    return found;
  });
}

/** A path of this machine is read; URLs and expressions are not. */
function ofUri(uri: string | undefined, place: Path): NotYet[] {
  if (uri === undefined) return [];
  const at = place.concat('uri');
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) return [notYet(at, WAY_OUT.url, 'a URL in `uri`', place)];
  return uri.includes('${{')
    ? [notYet(at, WAY_OUT.uriExpression, 'an expression in `uri`', place)]
    : [];
}

function notYet(
  path: Path,
  wayOut: string | null = null,
  shown = String(path.at(-1)),
  leaveOut: Path = path,
): NotYet {
  const part = shown.includes(':') ? 'value' : 'key';
  const subject = shown.includes('`') ? shown : `\`${shown}\``;
  const message = `${subject} is not supported yet`;
  return { finding: finding('not-yet', path, message, { part, hint: wayOut }), leaveOut };
}
