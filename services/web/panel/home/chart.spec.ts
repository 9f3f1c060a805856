import { describe, expect, it } from 'vitest';
import { barChart } from './chart.ts';

const about = { id: 'c', title: 'T', summary: 'S', columnsHeading: 'Semana', series: ['reclamos', 'quejas'] };

describe('a bar chart', () => {
  it('stacks its series, and says the same in its rows', () => {
    const chart = barChart({
      ...about,
      rows: [
        { name: 'a', values: [3, 1] },
        { name: 'b', values: [0, 2] },
      ],
    });
    expect(chart.rows).toEqual([
      { name: 'a', values: [3, 1], total: 4 },
      { name: 'b', values: [0, 2], total: 2 },
    ]);
    const [reclamos, quejas] = chart.bars;
    expect(chart.bars).toHaveLength(3);
    expect((quejas?.y ?? 0) + (quejas?.height ?? 0)).toBeCloseTo(reclamos?.y ?? 0);
    expect((reclamos?.y ?? 0) + (reclamos?.height ?? 0)).toBeCloseTo(chart.baseline);
  });

  it.each([0, 1, 4, 7, 99, 1_234, 98_765])('has at most six lines, the highest above %i', (most) => {
    const chart = barChart({ ...about, series: ['a'], rows: [{ name: 'a', values: [most] }] });
    expect(chart.lines.length).toBeLessThanOrEqual(6);
    expect(Number(chart.lines.at(-1)?.label)).toBeGreaterThanOrEqual(most);
    expect(Math.min(...chart.bars.map(({ y }) => y), 12)).toBeGreaterThanOrEqual(12);
  });

  it('says so where there is nothing to draw', () => {
    expect(barChart({ ...about, rows: [] })).toMatchObject({ empty: true, bars: [] });
  });
});
