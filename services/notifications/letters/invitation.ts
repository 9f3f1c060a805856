import type { Letter } from './letter.ts';

export interface Invitation {
  readonly email: string;
  readonly name: string;
  /** Lets whoever has it choose the password: it is in this mail and nowhere else. */
  readonly link: string;
}

/** To somebody who is to attend the book. */
export function invitationLetter({ name, link }: Invitation): Letter {
  return {
    subject: 'Su acceso al Libro de Reclamaciones',
    parts: [
      { text: `Hola, ${name}:` },
      { text: 'Le dieron acceso al panel del Libro de Reclamaciones. Para entrar, elija su contraseña:' },
      { link, label: 'Elegir mi contraseña' },
      { small: 'El enlace sirve una sola vez y por poco tiempo. Si no esperaba este correo, no haga nada.' },
    ],
  };
}
