import type { Json } from '../../domain/json.ts';
import {
  readPipelineFile,
  type PipelineFile,
  type PipelineSource,
} from '../../compile/structure/read-pipeline-file.ts';

/** Of characters and values: each takes about a hundred bytes once it is read. */
const MOST_KEPT = 256 * 1024;

/** Reads pipeline files, and keeps what was read last: one file is asked about several times in a row. */
export function keepRead(): (source: PipelineSource) => PipelineFile {
  const known = new Map<string, { readonly read: PipelineFile; readonly weight: number }>();
  let kept = 0;
  return (source) => {
    // No path holds the sign between them.
    const key = `${source.file}\0${source.text}`;
    const found = known.get(key);
    if (found !== undefined) return found.read;
    const read = readPipelineFile(source);
    // A short text may mean much: each merge of a long mapping is all of its keys again.
    const weight = key.length + valuesIn(read.yaml.value);
    if (weight > MOST_KEPT) return read;
    known.set(key, { read, weight });
    kept += weight;
    for (const [oldest, { weight: freed }] of known) {
      if (kept <= MOST_KEPT) break;
      known.delete(oldest);
      kept -= freed;
    }
    return read;
  };
}

function valuesIn(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 1;
  const values: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  return values.reduce<number>((sum, each) => sum + valuesIn(each), 1);
}
