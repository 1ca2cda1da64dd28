import type { Write } from '../write.ts';

/** Plans are named by their digest: one that is known stays as it is. */
export const savePlans: Write<'plan.save'> = async (query, { plans }, changes) => {
  for (const { digest, plan } of changes) {
    await query.insert(plans).values({ digest, body: plan }).onConflictDoNothing();
  }
};
