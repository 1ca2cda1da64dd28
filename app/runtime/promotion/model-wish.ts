/** What somebody wants of a model, however they say it. */
export type ModelWish =
  | {
      readonly kind: 'promote';
      readonly model: string;
      readonly alias: string;
      readonly version: number;
      /** Why it cannot wait for its approval; null: it can. */
      readonly emergency: string | null;
    }
  | {
      readonly kind: 'rollback';
      readonly model: string;
      readonly alias: string;
      /** Null: the version before. */
      readonly to: number | null;
      readonly emergency: string | null;
    }
  | {
      readonly kind: 'freeze';
      readonly model: string;
      /** As it was written. */
      readonly until: string;
      readonly reason: string | null;
    }
  | { readonly kind: 'unfreeze'; readonly model: string };
