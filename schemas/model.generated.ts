// Generated from model.schema.json by `npm run generate`. Do not edit.

/**
 * What people say of a model, for its card: .mlpipelines/models/<model>.yml.
 */
export interface ModelFile {
  /**
   * Who answers for the model: a person, a team or an address. Example: `"@acme/ml"`.
   */
  owner?: string;
  /**
   * What the model is for, and what it is not for. Example: `Ranks customers by how likely they leave within 30 days.`
   */
  purpose?: string;
  /**
   * Where the model is known to be weak, or must not be used. Example: `[Not for customers of less than a month.]`.
   *
   * @maxItems 50
   *
   * Items: a sentence, such as `Not for customers of less than a month.`
   */
  limits?: string[];
}
