import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newTiles, parseTilePath, type Tile, tilePath, widthAt } from './tiles.ts';

describe('the path of a tile', () => {
  it.each([
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1234067, width: 256 }], // the specification's example
    ['tile/0/x001/x234/067.p/1', { level: 0, index: 1234067, width: 1 }],
    ['tile/1/999.p/255', { level: 1, index: 999, width: 255 }],
    ['tile/63/x001/000.p/5', { level: 63, index: 1000, width: 5 }],
    ['tile/entries/x067/003', { level: 'entries', index: 67003, width: 256 }],
    ['tile/entries/000.p/17', { level: 'entries', index: 0, width: 17 }],
    ['tile/0/x009/x007/x199/x254/x740/991', { level: 0, index: 2 ** 53 - 1, width: 256 }],
  ] as const)('%s', (path, tile) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each([
    '',
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/001', // 001 is its only name
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/x001/',
    'tile/0/X001/002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/05',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/0/٠٠٠',
    'tile/data/000',
    'tile/entries/0',
    'tile/0/x009/x007/x199/x254/x740/992', // 2^53
    'tile/0/x999/x999/x999/x999/x999/999',
    `tile/0/${'x001/'.repeat(9)}001`,
    'tile/0/../checkpoint',
  ])('%j names none', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it.each([
    { level: 64, index: 0, width: 1 },
    { level: 0, index: -1, width: 1 },
    { level: 0, index: 0, width: 0 },
    { level: 0, index: 0, width: 257 },
    { level: 0, index: 0.5, width: 1 },
  ])('is not made up for %o', (tile) => {
    expect(() => tilePath(tile)).toThrow(RangeError);
  });

  it('goes there and back for every tile, and never throws on a stranger’s', () => {
    const tiles: fc.Arbitrary<Tile> = fc.record({
      level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^tile\/(entries|[0-9]{1,3})\/[x0-9/]*(\.p\/[0-9]*)?$/), (path) => {
        const tile = parseTilePath(path);
        if (tile !== undefined) expect(tilePath(tile)).toBe(path);
      }),
    );
  });
});

describe('the tiles of a tree', () => {
  it('of 70,000 leaves are those of the specification’s example', () => {
    const tiles = newTiles(0, 70_000);
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level !== 0 || width !== 256)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it('of 256 leaves are a full one and one of width 1 above it', () => {
    expect(newTiles(0, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
  });

  it.each([
    [0, 0, []],
    [5, 5, []],
    [100, 101, ['tile/0/000.p/101']],
    [255, 256, ['tile/0/000', 'tile/1/000.p/1']],
    [256, 257, ['tile/0/001.p/1']],
    [300, 600, ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2']],
    [65_535, 65_536, ['tile/0/255', 'tile/1/000', 'tile/2/000.p/1']],
  ])('that a log publishes from %d leaves to %d: %j', (oldSize, size, paths) => {
    expect(newTiles(oldSize, size).map(tilePath)).toEqual(paths);
  });

  it('published step by step are all tiles there are, each at its full width in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 9 }), (steps) => {
        const widest = new Map<string, number>();
        let size = 0;
        for (const step of steps) {
          for (const { level, index, width } of newTiles(size, size + step)) widest.set(`${level}/${index}`, width);
          size += step;
        }
        const atOnce = newTiles(0, size).map(({ level, index, width }) => [`${level}/${index}`, width]);
        expect([...widest].sort()).toEqual(atOnce.sort());
      }),
    );
  });

  it('have no width where the tree does not reach', () => {
    expect(widthAt({ level: 0, index: 1 }, 256)).toBe(0);
    expect(widthAt({ level: 1, index: 0 }, 255)).toBe(0);
    expect(widthAt({ level: 'entries', index: 1 }, 257)).toBe(1);
  });
});
