export { type Comparison, compare, type Difference } from './compare.ts';
export { type Copied, type CopyProgress, copyStore, NotACopy } from './copy.ts';
