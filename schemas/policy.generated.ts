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
    promote?: Who;
    rollback?: Who;
    simulate?: Who;
    schedule?: Who;
    override?: Who;
    hold?: Who;
  };
  /**
   * Who may say `/mlp override`, beside administrators: people and teams. Example: `["@ada", "@acme/ml-leads"]`.
   *
   * @maxItems 20
   *
   * Items: a login or a team, such as `@ada` or `@acme/ml-leads`
   */
  overrides?: string[];
  /**
   * Repositories whose jobs on GitHub Actions may ask what stands behind an alias, fetch it, and say where it runs. Example: `[{ repository: acme/serving, models: [churn], environment: production }]`.
   *
   * @maxItems 50
   *
   * Items: a repository and what its jobs may ask for, such as `{ repository: acme/serving }`
   */
  consumers?: {
    /**
     * The repository, `owner/name`. Example: `acme/serving`.
     */
    repository: string;
    /**
     * Its number on GitHub, so that nobody who takes its name over is meant. Example: `123456789`.
     */
    id?: number;
    /**
     * Which models. Default: all. Example: `[churn]`.
     *
     * @minItems 1
     * @maxItems 100
     *
     * Items: a model, such as `churn`
     */
    models?: string[];
    /**
     * Only jobs of this branch or tag. Default: of any. Example: `refs/heads/main`.
     */
    ref?: string;
    /**
     * Only jobs of this environment, which say where models run for it alone. Default: of any. Example: `production`.
     */
    environment?: string;
  }[];
  /**
   * What runs may spend on machines and GitHub's minutes. Example: `{ per-run: 60 USD, per-month: 1000 USD, on-exceed: require-approval, approvers: ["@acme/ml-leads"] }`.
   */
  budgets?: {
    /**
     * Most that one run may cost, where its pipeline does not ask for less. Default: no limit. Example: `60 USD`.
     */
    'per-run'?: string;
    /**
     * Most that all runs of the repository may cost in a month (UTC). Default: no limit. Example: `1000 USD`.
     */
    'per-month'?: string;
    /**
     * What happens before a step would go over a limit. `require-approval`: it waits until somebody says `/mlp budget #RUN +AMOUNT`. `fail`: it fails. Default: require-approval. Example: `fail`.
     */
    'on-exceed'?: 'require-approval' | 'fail';
    /**
     * Who may say `/mlp budget`: people and teams with write access. Default: everybody with write access. Example: `["@ada", "@acme/ml-leads"]`.
     *
     * @minItems 1
     * @maxItems 20
     *
     * Items: a login or a team, such as `@ada` or `@acme/ml-leads`
     */
    approvers?: string[];
  };
  /**
   * What approvals of steps need beside what the pipeline files ask for. Example: `{ bots: 3, four-eyes: true }`.
   */
  approvals?: {
    /**
     * Approvals that a change needs whose only hands are bots, or people whom GitHub does not know, unless the step lists its reviewers. Default: 2. Example: `3`.
     */
    bots?: number;
    /**
     * Whoever started a run by hand does not approve its steps. Default: false. Example: `true`.
     */
    'four-eyes'?: boolean;
  };
  /**
   * How much runs may store, and what code that is not trusted gets. Example: `{ run: 500GB, untrusted: { cells: 16 } }`.
   */
  quotas?: {
    /**
     * What one attempt of a step may store. Default: as much as its run. Example: `50GB`.
     */
    attempt?: string;
    /**
     * What all attempts of a run may store together. Default: 500GB. Example: `500GB`.
     */
    run?: string;
    /**
     * What a run that `/mlp ok` let run gets, where that is to be less than by default. Example: `{ cells: 16, time: 1h }`.
     */
    untrusted?: {
      /**
       * Steps and cells of a run. Default: 64, and never more. Example: `16`.
       */
      cells?: number;
      /**
       * Further attempts of each step, whatever it failed for. Default: 2, and never more. Example: `0`.
       */
      retries?: number;
      /**
       * What all attempts of a run may store together. Default: 1GB, and never more. Example: `100MB`.
       */
      bytes?: string;
      /**
       * How long each step may run. Default: 6h, and never longer. Example: `1h`.
       */
      time?: string;
    };
  };
  /**
   * When a run of a pull request took longer than this, one new comment tells whoever started it how it ended; `never`: no run is told so. Default: 30m. Example: `never`.
   */
  mention?: string;
  /**
   * Pictures in comments of pull requests. `mermaid`: charts that GitHub draws, none of plots. `branch`: plots as well, kept on the branch mlpipelines-images, where whoever can read the repository sees them. Default: mermaid. Example: `branch`.
   */
  images?: 'mermaid' | 'branch';
  /**
   * What an hour of waiting for a step is worth. Where `resources` says `spot: prefer`, a step gets a spot machine where that is less in money and waiting together. Example: `{ pull-request: 15 USD, schedule: 0.50 USD }`.
   */
  'waiting-cost'?: {
    /**
     * In a run that somebody waits for: of a pull request, or started by hand. Default: 15 USD. Example: `40 USD`.
     */
    'pull-request'?: string;
    /**
     * In every other run, such as one of a schedule. Default: 0.50 USD. Example: `0 USD`.
     */
    schedule?: string;
  };
  /**
   * What machines of the App may be, among those that its operator allows; while this file is broken, none are started. Example: `{ regions: [us-east-1], types: ["g5.*", "g6.*"], tags: { cost-center: ml }, reservations: [cr-0123456789abcdef0], ami-max-age: 30d }`.
   */
  machines?: {
    /**
     * Where they may be. Default: in all regions of the App. Example: `[us-east-1]`.
     *
     * @minItems 1
     * @maxItems 20
     *
     * Items: a region of AWS, such as `us-east-1`
     */
    regions?: string[];
    /**
     * Which types, as patterns. Default: all types of the App. Example: `["g5.*", "g6.*"]`.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: a type of EC2 or a pattern of some, such as `g5.xlarge` or `g5.*`
     */
    types?: string[];
    /**
     * Tags that every machine bears, with all that belongs to it. Example: `{ cost-center: ml }`.
     */
    tags?: {
      /**
       * a tag's value has at most 256 letters, digits, spaces and _ . : / = + @ -
       */
      [k: string]: string;
    };
    /**
     * Which capacity reservations of the App's AWS account steps may name in `resources.reservation`: ids, and ARNs of groups. Default: none. Example: `[cr-0123456789abcdef0]`.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: a reservation's id, such as `cr-0123456789abcdef0`, or the ARN of a group of them
     */
    reservations?: string[];
    /**
     * Older images are not started, an image that the app's operator names neither. Default: 30d. Example: `30d`.
     */
    'ami-max-age'?: string;
  };
}
