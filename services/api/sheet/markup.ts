/** Text that is HTML already; only `html` makes it, so everything that people wrote has been escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Html | readonly Html[];

/** A template whose values are escaped unless they are `Html`. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, at) => text + rendered(values[at - 1] ?? '') + string));
}

/** Keeps the line breaks that people wrote. */
export function lines(text: string): Html {
  return new Html(escaped(text).replaceAll(/\r?\n/g, '<br>'));
}

function rendered(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  return part instanceof Html ? part.text : part.map(({ text }) => text).join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
