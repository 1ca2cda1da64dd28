import { groupByName, namesakeOf, type ByName, type Named } from '../compile/check/namesakes.ts';
import {
  readPipelineFile,
  type PipelineFile,
  type PipelineSource,
} from '../compile/structure/read-pipeline-file.ts';

/** A pipeline file of a commit as it was had: `trouble` says why `text` is not what it holds; null: it is. */
export type CommitFile = PipelineSource & { readonly trouble: string | null };

/** Reads a pipeline file. */
export type FileReader = (source: PipelineSource) => PipelineFile;

/** The pipeline files of one commit. Each is read once, when any is first asked for, and never where none is. */
export class PipelineFiles {
  readonly #found: readonly CommitFile[];
  readonly #read: FileReader;
  #all: readonly PipelineFile[] | null = null;
  #byName: ByName<PipelineFile> | null = null;

  constructor(found: readonly CommitFile[], read: FileReader = readPipelineFile) {
    this.#found = found;
    this.#read = read;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** Those whose text could be had, in their order. */
  get all(): readonly PipelineFile[] {
    this.#all ??= this.#found
      .filter(({ trouble }) => trouble === null)
      .map((one) => this.#read(one));
    return this.#all;
  }

  /** Those whose text could not be had, each with why. */
  get unreadable(): readonly { readonly file: string; readonly trouble: string }[] {
    return this.#found.flatMap(({ file, trouble }) =>
      trouble === null ? [] : [{ file, trouble }],
    );
  }

  /** The pipeline of this name, of several the first; null: there is none. */
  named(name: string): PipelineFile | null {
    return this.#named.get(name)?.[0] ?? null;
  }

  /** A file of this commit, other than this one, that has its pipeline's name; null: none. */
  namesakeOf(file: Named): string | null {
    return namesakeOf(this.#named, file);
  }

  get #named(): ByName<PipelineFile> {
    this.#byName ??= groupByName(this.all);
    return this.#byName;
  }
}

/** A reader for commits that have files in common: what one has as another does is read once for all. */
export function readOnce(): FileReader {
  const known = new Map<string, PipelineFile>();
  return (source) => {
    // No path holds the sign between them.
    const key = `${source.file}\0${source.text}`;
    const file = known.get(key) ?? readPipelineFile(source);
    known.set(key, file);
    return file;
  };
}
