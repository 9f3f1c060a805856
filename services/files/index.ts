export { openLocalFiles } from './local.ts';
export * from './port.ts';
export { bytesOf } from './verified.ts';
