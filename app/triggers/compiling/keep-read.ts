import {
  readPipelineFile,
  type PipelineFile,
  type PipelineSource,
} from '../../compile/structure/read-pipeline-file.ts';

const MOST_CHARS = 256 * 1024;

/** Reads pipeline files, and keeps what was read last: one file is asked about several times in a row. */
export function keepRead(): (source: PipelineSource) => PipelineFile {
  const known = new Map<string, PipelineFile>();
  let chars = 0;
  return (source) => {
    // No path holds the sign between them.
    const key = `${source.file}\0${source.text}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const read = readPipelineFile(source);
    if (key.length > MOST_CHARS) return read;
    known.set(key, read);
    chars += key.length;
    for (const oldest of known.keys()) {
      if (chars <= MOST_CHARS) break;
      known.delete(oldest);
      chars -= oldest.length;
    }
    return read;
  };
}
