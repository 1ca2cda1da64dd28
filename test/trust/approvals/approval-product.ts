import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { openApprovals } from '../../../app/github/approvals/open-approvals.ts';
import type { pressOnRun } from '../../../app/github/buttons/press-on-run.ts';
import type { createHandlers } from '../../../app/github/events/create-handlers.ts';
import type { waitingDigest } from '../../../app/reports/check/waiting-digest.ts';
import type { createRuntime } from '../../../app/runtime/create-runtime.ts';
import type { openStore } from '../../../app/store/open-store.ts';

/** What of the App approvals go through, so that the laws can be tried on it and on spoiled copies alike. */
export type ApprovalProduct = {
  readonly createHandlers: typeof createHandlers;
  readonly createRuntime: typeof createRuntime;
  readonly openApprovals: typeof openApprovals;
  readonly openFolderBlobStore: typeof openFolderBlobStore;
  readonly openStore: typeof openStore;
  readonly pressOnRun: typeof pressOnRun;
  readonly waitingDigest: typeof waitingDigest;
};

const PARTS = [
  'artifacts/folder/folder-blob-store.ts',
  'github/approvals/open-approvals.ts',
  'github/buttons/press-on-run.ts',
  'github/events/create-handlers.ts',
  'reports/check/waiting-digest.ts',
  'runtime/create-runtime.ts',
  'store/open-store.ts',
];

/** Loads it from a folder that holds the App's sources. */
export function loadApprovals(folder: string): ApprovalProduct {
  const require = createRequire(import.meta.url);
  const part = (file: string): unknown => require(join(folder, file));
  return Object.assign({}, ...PARTS.map((file) => part(file))) as ApprovalProduct;
}
