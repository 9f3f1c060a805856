/** Topics of a firm's commands: what its ERP asks for, what became of it, and what could not be read as a command. */

/** @param ruc eleven digits */
export function commandsTopic(ruc: string): string {
  return `foja.${ruc}.commands.v1`;
}

export function resultsTopic(ruc: string): string {
  return `foja.${ruc}.results.v1`;
}

/** What was no command, as it came, with the problem beside it. */
export function rejectsTopic(ruc: string): string {
  return `${commandsTopic(ruc)}.dlq`;
}

const COMMANDS_TOPIC = /^foja\.(\d{11})\.commands\.v1$/;

/** Whose commands lie there; undefined where it is no topic of commands. */
export function rucOfCommands(topic: string): string | undefined {
  return COMMANDS_TOPIC.exec(topic)?.[1];
}
