import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { ReportedJudge } from './reported-judge.ts';
import type { Selection } from './selected-from.ts';
import type { Training } from './training.ts';
import type { ComparedPairs, Interval, MetricComparison } from '../../../evaluation/comparison.ts';
import type { SliceBy } from '../../../evaluation/slices.ts';
import type { Leakage } from '../../../evaluation/leakage.ts';
import type { KeptExamples } from '../../domain/kept-examples.ts';
import type { KeptSlices } from '../../domain/kept-slices.ts';
import type { Goal } from '../view/metric-goal.ts';

/** What a run is compared with. */
export type Side = {
  /** `main`: what the change grew from; `churn@production`: the version behind an alias; `#12`: a run. */
  readonly name: string;
  /** `run`: one that somebody named; `run-before`: the newest earlier one that measured the step. */
  readonly is: 'merge-base' | 'alias' | 'run' | 'run-before';
  /** Null: forgotten, or there is none. */
  readonly run: {
    readonly id: string;
    readonly sha: string | null;
    readonly number: string;
    readonly page: string | null;
    readonly params: RunView['params'];
  } | null;
  /** Of a model behind an alias. */
  readonly version: number | null;
  /** Its run is of a server, not of this store; left out: of this one. */
  readonly isOnServer?: true;
  /** The run that is reported made its alias itself; left out: it did not. */
  readonly isOwn?: true;
  readonly found:
    | {
        readonly type: 'measured';
        readonly metrics: Readonly<Record<string, number>>;
        /** Left out: none was kept. */
        readonly examples?: KeptExamples;
        /** What was measured on parts of the data; left out: nothing. */
        readonly slices?: KeptSlices;
      }
    | { readonly type: 'never' | 'under-way' | 'unknown' };
  /** Why what it measured may not be compared: other code, data or params measured it. Left out: nothing is known of that. */
  readonly otherwise?: readonly string[];
  /** The step's cache is off, now or there: nobody knows what it was made of. Left out: it is not, as far as anybody knows. */
  readonly hasNoKey?: true;
  /** What the examples of both say; left out: one of the two has none, or they may not be compared. */
  readonly compared?: SideComparison;
  /** Left out: nothing is known of it. */
  readonly training?: Training;
  /** Left out: it measured another model, as far as anybody knows. */
  readonly isSameModel?: true;
};

export type SideComparison =
  | ({ readonly type: 'compared' } & ComparedPairs)
  /** They are the same, byte by byte. */
  | { readonly type: 'same' }
  /** It is being found out. */
  | { readonly type: 'under-way' }
  | { readonly type: 'not-compared'; readonly reason: string };

/** What may be said of a change. */
export type Claim = 'better' | 'worse' | 'no-detectable-change' | 'cannot-tell' | 'changed';

export type Change = {
  readonly value: number;
  readonly change: number;
  /** Of the change, at 95 %; null: the noise of one side or of both is not known. */
  readonly interval: Interval | null;
  readonly claim: Claim;
  /** The examples that say how sure it is; left out: the steps wrote it themselves, or nobody knows. */
  readonly by?: ClaimedBy;
  /** Both sides were judged in this very run; left out: each in its own. */
  readonly inRun?: true;
  /** Why its examples cannot tell, as a sentence without its end; left out: there are none, or they can. */
  readonly why?: string;
  /** Whose noise the interval has; left out: it has none, or nobody looked. */
  readonly restsOn?: RestsOn;
};

/** `same-model`: of the test set, where nothing was trained between the sides. */
export type RestsOn = 'test' | 'training' | 'both' | 'same-model';

/** The examples that a claim rests on. */
export type ClaimedBy = Pick<
  Extract<MetricComparison, { type: 'compared' }>,
  'n' | 'clusters' | 'method'
>;

export type ReportedMetric = {
  readonly name: string;
  /** Null: nobody said which way is better. */
  readonly goal: Goal | null;
  readonly isPrimary: boolean;
  /** A gate of the step judges it. */
  readonly isGated: boolean;
  /** Null: only the other side measured it. */
  readonly value: number | null;
  /** Of the value, as the step wrote it, or else as its examples say; null: not known. */
  readonly interval: Interval | null;
  /** What its examples give; left out: it has none, or nothing can be computed of them. */
  readonly recomputed?: number;
  /** How many examples say so; left out: the step wrote it. */
  readonly n?: number;
  /** By the names of the sides that measured it. */
  readonly against: Readonly<Record<string, Change>>;
};

/** A part of the data, and what was measured on it. */
export type ReportedSlice = {
  readonly by: SliceBy;
  /** Rows. */
  readonly n: number;
  readonly metrics: readonly SliceMetric[];
};

/** `isGated`: a gate judges the metric on this slice. */
export type SliceMetric = Omit<ReportedMetric, 'value' | 'recomputed' | 'n'> & {
  readonly value: number;
};

/** Whether the model got better: of one step of a run, what it measured beside what others measured. */
export type Report = {
  /** Key of the step. */
  readonly step: string;
  readonly sides: readonly Side[];
  /** Null, or left out: nothing was chosen for what it measured. */
  readonly selection?: Selection | null;
  /** Left out: nothing is known of it. */
  readonly training?: Training;
  /** How often a step was evaluated on the same test data; left out: nobody counted. */
  readonly looks?: Looks;
  /** What of the test the model has learned from; left out: nobody declared what it learns from. */
  readonly leakage?: readonly Leakage[];
  /** Who gave the verdicts that a metric is made of; null, or left out: nobody judged. */
  readonly judge?: ReportedJudge | null;
  /** The most important first: primary, those with a goal, those that gates judge, then what moved most. */
  readonly metrics: readonly ReportedMetric[];
  /** In the order of the table, empty where that could not be read; left out: the step measures none. */
  readonly slices?: readonly ReportedSlice[];
};

/** So often a test set was looked at, this time included. */
export type Looks = {
  /** In this pull request; null: in none. */
  readonly pull: number | null;
  readonly ever: number;
};
