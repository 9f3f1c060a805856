/** A bar chart as numbers for an SVG that the server draws; the same values stand beside it as a table. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What the chart says, in one sentence. */
  readonly summary: string;
  readonly series: readonly { readonly name: string; readonly tone: number }[];
  readonly columnsHeading: string;
  readonly rows: readonly { readonly name: string; readonly values: readonly number[]; readonly total: number }[];
  readonly width: number;
  readonly height: number;
  readonly bars: readonly Bar[];
  readonly lines: readonly { readonly y: number; readonly label: string }[];
  readonly labels: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly baseline: number;
  readonly empty: boolean;
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: number;
}

export interface ChartOf {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly columnsHeading: string;
  readonly series: readonly string[];
  readonly rows: readonly { readonly name: string; readonly label?: string; readonly values: readonly number[] }[];
}

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 34;
const TOP = 12;
const BOTTOM = 28;
/** More would run into each other on a phone; the newest keeps its own. */
const MOST_LABELS = 6;

/** Bars stand on each other where there are several series. */
export function barChart({ series, rows, ...about }: ChartOf): Chart {
  const totals = rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(0, ...totals);
  const step = stepFor(most);
  const top = Math.max(step * Math.ceil(most / step), step);
  const plot = HEIGHT - TOP - BOTTOM;
  const every = Math.ceil(rows.length / MOST_LABELS);
  const slot = (WIDTH - LEFT) / Math.max(rows.length, 1);
  const barWidth = Math.min(slot * 0.7, 64);
  const yOf = (value: number) => round(TOP + plot * (1 - value / top));
  const bars: Bar[] = [];
  rows.forEach(({ values }, row) => {
    let below = 0;
    values.forEach((value, tone) => {
      const y = yOf(below + value);
      if (value > 0) {
        const x = round(LEFT + slot * row + (slot - barWidth) / 2);
        bars.push({ x, y, width: round(barWidth), height: round(yOf(below) - y), tone });
      }
      below += value;
    });
  });
  return {
    ...about,
    series: series.map((name, tone) => ({ name, tone })),
    rows: rows.map(({ name, values }, row) => ({ name, values, total: totals[row] ?? 0 })),
    width: WIDTH,
    height: HEIGHT,
    baseline: yOf(0),
    bars,
    lines: Array.from({ length: Math.round(top / step) + 1 }, (_, n) => ({
      y: yOf(n * step),
      label: String(n * step),
    })),
    labels: rows.flatMap(({ label, name }, row) =>
      (rows.length - 1 - row) % every === 0
        ? [{ x: round(LEFT + slot * (row + 0.5)), y: HEIGHT - 8, text: label ?? name }]
        : [],
    ),
    empty: most === 0,
  };
}

/** At most five lines, on round numbers. */
function stepFor(most: number): number {
  for (let power = 1; ; power *= 10) for (const n of [1, 2, 5]) if (n * power * 5 >= most) return n * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
