import type { CommandModule } from './command.ts';

type Listed = {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
};

/** All commands, in the order of `--help`. */
export const COMMANDS: readonly Listed[] = [
  {
    name: 'init',
    summary: 'write a starter pipeline that runs',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    name: 'validate',
    summary: 'check pipeline files',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  {
    name: 'plan',
    summary: 'what a run would do, and why',
    load: async () => (await import('./commands/plan.ts')).planCommand,
  },
  {
    name: 'run',
    summary: 'run a pipeline on this machine',
    load: async () => (await import('./commands/run.ts')).runCommand,
  },
  {
    name: 'runs',
    summary: 'list runs, newest first',
    load: async () => (await import('./commands/runs.ts')).runsCommand,
  },
  {
    name: 'show',
    summary: 'how a run stands or ended, step by step',
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  {
    name: 'logs',
    summary: 'what a step printed',
    load: async () => (await import('./commands/logs.ts')).logsCommand,
  },
  {
    name: 'why',
    summary: 'why a step ran, waited, failed or was skipped',
    load: async () => (await import('./commands/why.ts')).whyCommand,
  },
  {
    name: 'explain',
    summary: 'what a code in a message means, and what to do',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'resume',
    summary: 'continue a run whose process died',
    load: async () => (await import('./commands/resume.ts')).resumeCommand,
  },
  {
    name: 'rerun',
    summary: 'a new run of the same commit, tree and params',
    load: async () => (await import('./commands/rerun.ts')).rerunCommand,
  },
  {
    name: 'approve',
    summary: 'approve a step that is waiting',
    load: async () => (await import('./commands/approve-and-reject.ts')).approveCommand,
  },
  {
    name: 'reject',
    summary: 'reject a step that is waiting',
    load: async () => (await import('./commands/approve-and-reject.ts')).rejectCommand,
  },
  {
    name: 'cancel',
    summary: 'end a run, from any terminal',
    load: async () => (await import('./commands/cancel.ts')).cancelCommand,
  },
  {
    name: 'get',
    summary: 'fetch what a step made, or a model',
    load: async () => (await import('./commands/get.ts')).getCommand,
  },
  {
    name: 'metrics',
    summary: 'the metrics of a run, beside those of another',
    load: async () => (await import('./commands/metrics.ts')).metricsCommand,
  },
  {
    name: 'report',
    summary: 'whether the model of a run got better',
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  {
    name: 'models',
    summary: 'registered models: versions, aliases, lineage',
    load: async () => (await import('./commands/models.ts')).modelsCommand,
  },
  {
    name: 'login',
    summary: 'sign in to a server',
    load: async () => (await import('./commands/login.ts')).loginCommand,
  },
  {
    name: 'logout',
    summary: 'sign out of a server',
    load: async () => (await import('./commands/logout.ts')).logoutCommand,
  },
  {
    name: 'audit',
    summary: 'who decided what: approvals, promotions, cancels',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  {
    name: 'costs',
    summary: 'what runs cost, part by part',
    load: async () => (await import('./commands/costs.ts')).costsCommand,
  },
  {
    name: 'schedule',
    summary: 'the schedules that start pipelines',
    load: async () => (await import('./commands/schedule.ts')).scheduleCommand,
  },
  {
    name: 'machines',
    summary: 'list or stop machines on EC2, with AWS credentials alone',
    load: async () => (await import('./commands/machines.ts')).machinesCommand,
  },
  {
    name: 'doctor',
    summary: 'check what the App needs: GitHub, database, AWS',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    name: 'export',
    summary: 'write everything into a folder that other tools can read',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'gc',
    summary: 'delete old runs and unreferenced artifacts',
    load: async () => (await import('./commands/gc.ts')).gcCommand,
  },
];
