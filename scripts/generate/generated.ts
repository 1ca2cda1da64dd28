/** A file that is made from others, and what it is to say. */
export type Generated = { readonly file: string; readonly text: string };
