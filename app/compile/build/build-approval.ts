import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

const DEFAULT_EXPIRES_MS = 7 * 86_400_000;

/** Who must agree before a step starts; no reviewers named: anyone with write who did not author the change. */
export function buildApproval(
  { approval }: Step,
  path: Path,
  early: EarlyValues,
): ApprovalSpec | null {
  if (approval === undefined) return null;
  return {
    environment: approval.environment ?? null,
    reviewers: approval.reviewers ?? [],
    count: approval.count ?? 1,
    expiresMs:
      early.duration(approval.expires, [...path, 'approval', 'expires']) ?? DEFAULT_EXPIRES_MS,
  };
}
