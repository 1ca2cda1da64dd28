import pipelineSchema from '../../schemas/pipeline.schema.json' with { type: 'json' };
import { findNotYet } from '../../app/compile/structure/find-not-yet.ts';
import { keysOfSchema } from '../../schemas/key-paths.ts';
import type { Pipeline } from '../../schemas/pipeline.generated.ts';

/** Key paths that the format knows and this version refuses, as `steps.*.uses`: a file with every key is asked. */
export function notYetPaths(): ReadonlySet<string> {
  const whole: Tree = {};
  for (const { path } of keysOfSchema(pipelineSchema)) put(whole, path.split('.'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has every key, which is all that is looked at
  const found = findNotYet(whole as unknown as Pipeline);
  return new Set(found.map(({ finding }) => finding.path.join('.')));
}

type Tree = { [key: string]: Tree | string };

/** A list is written as a map here: nobody reads its items. */
function put(tree: Tree, [name = '', ...rest]: readonly string[]): void {
  const key = name.replaceAll('[]', '');
  const held = tree[key] ?? 'text';
  if (rest.length === 0) {
    tree[key] = held;
    return;
  }
  const inner = typeof held === 'string' ? {} : held;
  tree[key] = inner;
  put(inner, rest);
}
