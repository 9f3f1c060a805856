import { Help, type HelpConfiguration } from 'commander';

/** What the library for command lines says in English. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/^error: /, 'foja: '],
  [/unknown option/, 'opción desconocida'],
  [/unknown command/, 'orden desconocida'],
  [/missing required argument/, 'falta el argumento'],
  [/required option (.*) not specified/, 'falta la opción obligatoria $1'],
  [/option (.*) argument missing/, 'a la opción $1 le falta su valor'],
  [/option (.*) argument '(.*)' is invalid\./s, 'el valor "$2" de $1 no vale:'],
  [/command-argument value '(.*)' is invalid for argument '(.*)'\./s, 'el valor "$1" de $2 no vale:'],
  [/too many arguments.*/, 'sobran argumentos'],
  [/Allowed choices are/, 'use uno de'],
  [/\(Did you mean one of (.*)\?\)/, '(¿quiso decir uno de $1?)'],
  [/\(Did you mean (.*)\?\)/, '(¿quiso decir $1?)'],
];

/** One line: the library puts its suggestion on a second one. */
export function inSpanish(text: string): string {
  const line = text.trim().replaceAll('\n', ' ');
  return `${phrases.reduce((said, [english, spanish]) => said.replace(english, spanish), line)}\n`;
}

const headings: Readonly<Record<string, string>> = {
  'Usage:': 'Uso:',
  'Options:': 'Opciones:',
  'Global Options:': 'Opciones generales:',
  'Commands:': 'Órdenes:',
  'Arguments:': 'Argumentos:',
};

/** The help, with the library's own words in Spanish. */
export const spanishHelp: HelpConfiguration = {
  styleTitle: (heading) => headings[heading] ?? heading,
  commandUsage(command) {
    return placeholders(Help.prototype.commandUsage.call(this, command));
  },
  subcommandTerm(command) {
    return placeholders(Help.prototype.subcommandTerm.call(this, command));
  },
  optionDescription(option) {
    return values(Help.prototype.optionDescription.call(this, option));
  },
  argumentDescription(argument) {
    return values(Help.prototype.argumentDescription.call(this, argument));
  },
};

function placeholders(usage: string): string {
  return usage.replace('[options]', '[opciones]').replace('[command]', '[orden]');
}

function values(description: string): string {
  return description
    .replace(/\bchoices: /, 'valores: ')
    .replace(/, default: /, '; por defecto: ')
    .replace(/\bdefault: /, 'por defecto: ')
    .replace(/\benv: /, 'variable: ');
}
