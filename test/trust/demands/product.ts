import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { secretNames } from '../../../app/api/secret-names.ts';
import type { createHostedRepository } from '../../../app/github/hosted-repository.ts';
import type { openIngress } from '../../../app/github/open-ingress.ts';
import type { openPublisher } from '../../../app/github/publish/publisher.ts';
import type { readConfig } from '../../../app/github/reads/read-config.ts';
import type { createRuntime } from '../../../app/runtime/create-runtime.ts';
import type { openStore } from '../../../app/store/open-store.ts';
import type { openCompiler } from '../../../app/triggers/compiling/compiler.ts';

/** The App's parts, so that the laws can be tried on them and on spoiled copies of them alike. */
export type Product = {
  readonly createHostedRepository: typeof createHostedRepository;
  readonly createRuntime: typeof createRuntime;
  readonly openCompiler: typeof openCompiler;
  readonly openFolderBlobStore: typeof openFolderBlobStore;
  readonly openIngress: typeof openIngress;
  readonly openPublisher: typeof openPublisher;
  readonly openStore: typeof openStore;
  readonly readConfig: typeof readConfig;
  readonly secretNames: typeof secretNames;
};

const PARTS = [
  'api/secret-names.ts',
  'artifacts/folder/folder-blob-store.ts',
  'github/hosted-repository.ts',
  'github/open-ingress.ts',
  'github/publish/publisher.ts',
  'github/reads/read-config.ts',
  'runtime/create-runtime.ts',
  'store/open-store.ts',
  'triggers/compiling/compiler.ts',
];

/** Loads the App from a folder that holds its sources. Node strips the types itself; no bundler in between. */
export function loadProduct(folder: string): Product {
  const require = createRequire(import.meta.url);
  const part = (file: string): unknown => require(join(folder, file));
  return Object.assign({}, ...PARTS.map((file) => part(file))) as Product;
}

/** Where the App lies. */
export const APP_FOLDER = join(import.meta.dirname, '../../../app');
