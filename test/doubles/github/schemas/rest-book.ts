import { SchemaBook } from './schema-book.ts';

export type OperationSchema = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly body: object | null;
  readonly bodyRequired: boolean;
  readonly responses: Readonly<Record<string, object | null>>;
};

/** GitHub's REST description, of the operations that the stand-in serves. */
export const restBook = new SchemaBook<OperationSchema>('rest.json');
