/** What the library for command lines says in English. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/^error: /, 'foja: '],
  [/unknown option/, 'opción desconocida'],
  [/unknown command/, 'orden desconocida'],
  [/missing required argument/, 'falta el argumento'],
  [/required option (.*) not specified/, 'falta la opción obligatoria $1'],
  [/option (.*) argument missing/, 'a la opción $1 le falta su valor'],
  [/option (.*) argument '(.*)' is invalid\./, 'el valor "$2" de $1 no vale:'],
  [/command-argument value '(.*)' is invalid for argument '(.*)'\./, 'el valor "$1" de $2 no vale:'],
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
  'Commands:': 'Órdenes:',
  'Arguments:': 'Argumentos:',
};

export function titles(heading: string): string {
  return headings[heading] ?? heading;
}
