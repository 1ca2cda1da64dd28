import { join } from 'node:path';
import { deletionOf } from '../../domain/model.ts';
import { LOCAL_REPOSITORY } from '../../domain/audit.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import { auditRecord } from '../../reports/audit/audit-record.ts';
import { modelDocument } from '../../reports/models/model-documents.ts';
import { loadModel } from '../../runtime/models/load-facts.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { runNames } from '../models/run-names.ts';
import type { Artifacts } from './export-artifacts.ts';
import { openLineFile } from './line-file.ts';

type Kept = { readonly store: Store; readonly scope: Scope };

/** Writes models.jsonl, a line for each model with its versions, aliases and their history; gives how many versions there are. */
export async function exportModels(
  { store, scope }: Kept,
  folder: string,
  { artifacts, now }: { readonly artifacts: Artifacts; readonly now: number },
): Promise<number> {
  const file = await openLineFile(join(folder, 'models.jsonl'));
  let count = 0;
  try {
    for (const model of await store.registry.models(scope)) {
      const facts = await loadModel(store, { model, scope, now });
      const named = [...facts.versions, ...facts.history].map(({ run }) => run);
      await file.write([JSON.stringify(modelDocument(facts, await runNames(store, named)))]);
      // Of a deleted version the bytes are gone, as was wanted.
      const kept = facts.versions.filter((each) => deletionOf(facts.marks, each) === null);
      for (const { artifact, version } of kept) {
        await artifacts.add(artifact, { run: null, of: `${model}@${version}` });
      }
      count += facts.versions.length;
    }
  } finally {
    await file.close();
  }
  return count;
}

const CHUNK = 500;

/** Writes audit.jsonl, oldest first; gives how many decisions there are. */
export async function exportAudit({ store, scope }: Kept, folder: string): Promise<number> {
  const file = await openLineFile(join(folder, 'audit.jsonl'));
  const repository = scope === LOCAL_SCOPE ? LOCAL_REPOSITORY : Number(scope);
  let count = 0;
  try {
    for (let behind = 0; ;) {
      const query = { repository, first: 'oldest', behind, limit: CHUNK } as const;
      const entries = await store.audits.list(query);
      await file.write(entries.map((entry) => JSON.stringify(auditRecord(entry))));
      behind = entries.at(-1)?.number ?? behind;
      count += entries.length;
      if (entries.length < CHUNK) return count;
    }
  } finally {
    await file.close();
  }
}
