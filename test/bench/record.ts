/** One line of `npm run bench`. `ours` and `rival` are medians. */
export type BenchRecord = {
  readonly bench: string;
  readonly case: string;
  readonly ours: number;
  readonly rival: number | null;
  readonly rivalName: string | null;
  readonly unit: string;
  /** rival ÷ ours: above 1, ours is less of it. */
  readonly ratio: number | null;
  readonly oursP95?: number;
  readonly rivalP95?: number;
  /** Measurements on each side. */
  readonly rounds: number;
  readonly note?: string;
};

/** Where a bench tells what it measured, and what it had to leave out. */
export type Report = { record(record: BenchRecord): void; skip(reason: string): void };

/** `small`: sizes with which the code is tried, not measured. */
export type Bench = (report: Report, small: boolean) => Promise<void>;

type Case = { readonly bench: string; readonly case: string; readonly unit: string; readonly note?: string };

const rounded = (value: number): number => Number(value.toPrecision(4));

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN);
}

/** Sums measurements of one case up. */
export function summary(
  about: Case,
  ours: readonly number[],
  rival?: { readonly name: string; readonly values: readonly number[] },
): BenchRecord {
  const own = { ...about, ours: quantile(ours, 0.5), oursP95: quantile(ours, 0.95), rounds: ours.length };
  if (rival === undefined) return { ...own, rival: null, rivalName: null, ratio: null };
  const other = quantile(rival.values, 0.5);
  return {
    ...own,
    rival: other,
    rivalP95: quantile(rival.values, 0.95),
    rivalName: rival.name,
    ratio: rounded(other / own.ours),
  };
}

/** Milliseconds that something takes. */
export async function timed(action: () => unknown): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** Measurements by name, in the order of their first. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  get(name: string): readonly number[] {
    return this.#values.get(name) ?? [];
  }
}
