/** What is known beside how the command ended. */
export type Evidence = {
  readonly memory: MemoryEvidence;
  /** Why it did not find a file that it named, and what to do; null: nobody can say. */
  readonly explainMissing: (named: string) => Promise<string | null>;
  /** Where a module that it did not find lies in the repository, and what to do; null: it has none such. */
  readonly explainModule: (name: string) => Promise<string | null>;
  /** Last lines of what it printed, masked, oldest first. */
  readonly stderr: readonly string[];
  readonly stdout: readonly string[];
};

/** What is known of the memory of a command's tree. */
export type MemoryEvidence = {
  /** Processes that the kernel killed in the step's own control group; null: it had none. */
  readonly groupKills: number | null;
  /** Processes that the kernel killed on the whole machine while the step ran; null: unknown. */
  readonly machineKills: number | null;
  /** The most that was seen. */
  readonly peakBytes: number;
  /** What the tree may use: of the step, else of the machine. */
  readonly limitBytes: number;
  /** The limit is the step's own (`resources.memory`). */
  readonly limitIsOwn: boolean;
};
