// Generated from policy.schema.json by `npm run generate`. Do not edit.

/**
 * People who may write to the repository, or only its administrators.
 */
export type Who = 'write' | 'admin';

/**
 * Settings of a whole repository for mlpipelines: .github/mlpipelines.yml of the default branch. A change takes effect when it is merged.
 */
export interface PolicyFile {
  /**
   * Bots whose pushes are trusted like those of people who may write. Example: `[renovate, "deploy-helper[bot]"]`.
   *
   * @maxItems 100
   *
   * Items: the bot's login, with or without [bot], such as `renovate`
   */
  bots?: string[];
  /**
   * Who may give a command, where that is to be fewer people than by default. Example: `{ retrain: admin }`.
   */
  commands?: {
    status?: Who;
    plan?: Who;
    logs?: Who;
    run?: Who;
    retrain?: Who;
    rerun?: Who;
    cancel?: Who;
    ok?: Who;
    approve?: Who;
    reject?: Who;
    schedule?: Who;
    override?: Who;
  };
  /**
   * Who may say `/mlp override`, beside administrators: people and teams. Example: `["@ada", "@acme/ml-leads"]`.
   *
   * @maxItems 20
   *
   * Items: a login or a team, such as `@ada` or `@acme/ml-leads`
   */
  overrides?: string[];
}
