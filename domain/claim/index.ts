export * from './answer.ts';
export * from './clock.ts';
export * from './events.ts';
export * from './file.ts';
export * from './file-room.ts';
export * from './law-in-force.ts';
export * from './settlement.ts';
export * from './state.ts';
