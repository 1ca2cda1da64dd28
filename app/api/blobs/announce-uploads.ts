import { DEFAULT_QUOTAS } from '../../domain/quotas.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { Announced, UploadOrder } from '../../runtime/ports/hosted/uploads.ts';
import { decimalSize } from '../../../text/size.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';

export type Announcing = Pick<ActionApiDeps, 'uploads' | 'runs' | 'installationBytes'>;

/** What it costs to know of a blob, however small it is: a row here, a file where it is stored. */
const LEAST_BYTES = 512;

/**
 * Counts what an attempt is about to store against the quotas of attempt, run and installation. What it was given is
 * never stored again, so it does not count; what another attempt stored counts again. Throws a `Refusal`.
 */
export async function announceUploads(
  { uploads, runs, installationBytes }: Announcing,
  claim: Claim,
  blobs: UploadOrder['blobs'],
): Promise<void> {
  const header = await runs.header(claim.run);
  const { attempt, run } = header?.hosted?.quotas ?? DEFAULT_QUOTAS;
  const announced = await uploads.announce({
    claim,
    installation: header?.hosted?.repository.installation ?? 0,
    blobs: blobs.map(({ digest, size }) => ({ digest, size: Math.max(size, LEAST_BYTES) })),
    limits: { attempt, run, installation: installationBytes },
  });
  if (announced.type === 'full') throw refusalOf(announced);
}

/** Whose bytes they are, and who can let it have more. */
const WORDS = {
  attempt: [
    'This attempt',
    'Raise `quotas.attempt` in .github/mlpipelines.yml of the default branch, or let the step keep less.',
  ],
  run: [
    'This run',
    `Raise \`quotas.run\` in .github/mlpipelines.yml of the default branch, or let its steps keep less; code that is not trusted gets at most ${decimalSize(DEFAULT_QUOTAS.untrusted.bytes)}.`,
  ],
  installation: [
    'The runs of this installation',
    'Old runs are forgotten by themselves; whoever operates the App can raise MLPIPELINES_QUOTA.',
  ],
} as const;

function refusalOf({ quota, used, asked, limit }: Extract<Announced, { type: 'full' }>): Refusal {
  const [who, advice] = WORDS[quota];
  return new Refusal(
    'quota-full',
    `${who} may store ${decimalSize(limit)}: ${decimalSize(used)} are used, and ${decimalSize(asked)} more are asked for. ${advice}`,
  );
}
