import type { ArtifactRef } from './artifact.ts';
import type { Instant } from './run/run.ts';

/** One registered version of a model. Versions of a model count from 1 and never change. */
export type ModelVersion = {
  readonly model: string;
  readonly version: number;
  readonly artifact: ArtifactRef;
  readonly run: string;
  /** Row of the register step that made it: with `run` it is unique, so that registering twice is registering once. */
  readonly key: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Step whose metrics these are. */
  readonly metricsStep: string | null;
  readonly createdAt: Instant;
};

/** `churn@production` → a version. History is kept by the store, one row a move. */
export type ModelAlias = {
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  readonly movedAt: Instant;
  readonly movedBy: string;
  readonly run: string;
};
