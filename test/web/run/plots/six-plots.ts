import type { BlobStore } from '../../../../content/blob-store.ts';
import { digestOfBytes } from '../../../../content/digest-of-bytes.ts';
import { storeManifest } from '../../../../content/save-tree.ts';
import type { Plan, PlotSpec } from '../../../../app/domain/plan.ts';
import { sfc32 } from '../../../../math/sfc32.ts';
import type { AttemptReport } from '../../../../schemas/attempt-report.generated.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';

const PREDICTIONS = 'out/predictions.csv';

const PLOTS: readonly PlotSpec[] = [
  { type: 'curve', path: 'out/history.csv', x: 'epoch', y: ['loss', 'val_loss'] },
  { type: 'roc', path: PREDICTIONS, actual: 'label', score: 'p' },
  { type: 'calibration', path: PREDICTIONS, actual: 'label', score: 'p' },
  { type: 'confusion', path: PREDICTIONS, actual: 'species', predicted: 'said' },
  { type: 'bar', path: 'out/gains.csv', x: 'feature', y: ['gain'], title: 'What it looks at' },
  { type: 'files', glob: 'out/*' },
];

/** An evaluation with a picture of each kind. */
export function sixPlotsPlan(): Plan {
  const metrics = {
    path: 'metrics.json',
    live: null,
    primary: 'auc',
    maximize: ['auc'],
    minimize: [],
  };
  return aPlan([aStep('evaluate', { kind: 'evaluate', metrics, plots: PLOTS })]);
}

/** What it leaves; `seed` decides the numbers, and `shift` how good they are. */
export async function sixPlots(
  blobs: BlobStore,
  { seed, shift, rows = 2000 }: { seed: string; shift: number; rows?: number },
): Promise<AttemptReport> {
  const files = {
    'out/history.csv': history(shift),
    [PREDICTIONS]: predictions(seed, shift, rows),
    'out/gains.csv': gains(shift),
    'out/hand-drawn.svg': HAND_DRAWN,
  };
  const entries = Object.entries(files).map(async ([path, text]) => {
    const bytes = Buffer.from(text);
    await blobs.putBytes(bytes);
    const digest = digestOfBytes(bytes);
    return { path, type: 'file', mode: 0o644, size: bytes.length, digest } as const;
  });
  const manifest = { format: 1, single: false, entries: await Promise.all(entries) } as const;
  const sorted = manifest.entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const { single: _single, ...saved } = await storeManifest(blobs, {
    ...manifest,
    entries: sorted,
  });
  return {
    type: 'material',
    at: 3,
    plots: { ...saved, type: 'report', path: '.' },
    summary: SUMMARY,
  };
}

function history(shift: number): string {
  const rows = Array.from({ length: 30 }, (_, at) => {
    const loss = (0.7 - shift / 10) / (at + 2);
    return `${at + 1},${loss},${loss * 1.1 + 0.02}`;
  });
  return ['epoch,loss,val_loss', ...rows].join('\n');
}

function predictions(seed: string, shift: number, rows: number): string {
  const fill = sfc32(seed);
  const random = (): readonly number[] => {
    const drawn = new Uint32Array(6);
    fill(drawn);
    return Array.from(drawn, (each) => each / 2 ** 32);
  };
  const one = (at: number, most: number) => SPECIES[Math.floor(at * most) % 3];
  const lines = Array.from({ length: rows }, () => {
    const [of = 0, a = 0, b = 0, c = 0, which = 0, other = 0] = random();
    const isOf = of < 0.3;
    const p = 1 / (1 + Math.exp(-3 * (a + b + c - 1.5 + (isOf ? shift : -shift))));
    const species = one(which, 3);
    return `${Number(isOf)},${p.toFixed(4)},${species},${other < 0.9 ? species : one(other, 30)}`;
  });
  return ['label,p,species,said', ...lines].join('\n');
}

const SPECIES = ['Adelie', 'Chinstrap', 'Gentoo'];

function gains(shift: number): string {
  const names = ['flipper_length_mm', 'bill_depth_mm', 'body_mass_g', 'sex', 'island'];
  const rows = names.map((name, at) => `${name},${(0.4 + shift / 20) / (at + 1)}`);
  return ['feature,gain', ...rows].join('\n');
}

const HAND_DRAWN = `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200" viewBox="0 0 320 200" onload="alert(1)">
  <title>Two circles that a step drew</title><script>alert(1)</script>
  <circle cx="110" cy="100" r="70" fill="#0072b2" fill-opacity="0.5"/>
  <circle cx="210" cy="100" r="70" fill="#c4520a" fill-opacity="0.5"/>
</svg>`;

const SUMMARY = `## Evaluation

2,000 penguins of the **test set**, see [the notes](https://example.com/notes).

| slice | n | auc |
| --- | ---: | ---: |
| Biscoe | 902 | 0.94 |
| Dream | 701 | 0.91 |

- [x] calibrated
- [ ] looked at by a person

<script>alert(1)</script>
`;
