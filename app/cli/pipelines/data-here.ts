import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { CheckRequest } from '../../compile/compile-request.ts';
import { localSources } from '../../compile/local-sources.ts';
import type { PipelineFile } from '../../compile/structure/read-pipeline-file.ts';

/**
 * What lies where a pipeline file's inputs name a path of this machine, or those of them that are read. Only looks at
 * names.
 */
export async function dataHere(
  root: string,
  read: PipelineFile,
  reads?: ReadonlySet<string>,
): Promise<NonNullable<CheckRequest['data']>> {
  const sources = localSources(read).filter((source) => reads?.has(source) ?? true);
  if (sources.length === 0) return {};
  const inside = await realpath(root);
  const found = sources.map(async (source) => {
    const real = await realpath(join(root, source)).catch(() => null);
    if (real === null) return [source, 'absent'] as const;
    const isInside = real === inside || real.startsWith(inside + sep);
    return [source, isInside ? 'there' : 'out'] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
