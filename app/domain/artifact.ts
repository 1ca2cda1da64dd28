import type { Digest } from './digest.ts';

/** A named output, addressed by the digest of its manifest (content/manifest/manifest.ts). */
export type ArtifactRef = {
  readonly digest: Digest;
  readonly type: 'file' | 'dataset' | 'model' | 'report';
  /** Where it was produced, relative to the repository's root. */
  readonly path: string;
  /** Bytes of all its files. */
  readonly size: number;
  readonly files: number;
};
