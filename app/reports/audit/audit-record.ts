import type { AuditEntry } from '../../domain/audit.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { decisionSentence } from './decision-sentence.ts';

/** An entry of the audit for programs, as one line of JSON has it. What somebody could go by is kept as it is. */
export function auditRecord({ numberOfModel, at, ...entry }: AuditEntry) {
  const { number, repository, decision, actor, actorId, permission, surface } = entry;
  const { asked, reason, about, sha, evidence } = entry;
  return {
    format: 1,
    number,
    /** By model, the number of the entry among those of the model. */
    models: numberOfModel,
    at: instantText(at),
    repository,
    by: { id: actorId, login: actor, permission },
    surface,
    decision,
    about,
    asked,
    reason,
    sha,
    evidence,
    sentence: decisionSentence(entry),
  };
}
