export { type ErpCommandsOptions, GROUP, runErpCommands } from './group.ts';
