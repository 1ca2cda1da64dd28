import type { ColumnKit } from '../column-kit.ts';

/** What attempts announced that they store, in bytes. */
export function uploadTables({ table, text, int }: ColumnKit) {
  return {
    /** Of live attempts, by blob. */
    uploads: table('uploads', {
      claim: text().notNull(),
      run: text().notNull(),
      digest: text().notNull(),
      bytes: int().notNull(),
    }),
    runUploads: table('run_uploads', {
      run: text().notNull(),
      installation: int().notNull(),
      bytes: int().notNull(),
    }),
    /** The sum over the runs of an installation that are not forgotten. */
    installationUploads: table('installation_uploads', {
      installation: int().notNull(),
      bytes: int().notNull(),
    }),
  };
}
