/** What the form's lists offer, and how each choice is said elsewhere. */
export const documentChoices = [
  { valor: 'DNI', texto: 'DNI' },
  { valor: 'CE', texto: 'Carné de extranjería (CE)' },
  { valor: 'PASAPORTE', texto: 'Pasaporte' },
  { valor: 'RUC', texto: 'RUC' },
  { valor: 'OTRO', texto: 'Otro documento' },
] as const;

export const currencyChoices = [
  { valor: 'PEN', texto: 'Soles (S/)' },
  { valor: 'USD', texto: 'Dólares (US$)' },
  { valor: 'EUR', texto: 'Euros (€)' },
] as const;

export const mediumWords = {
  email: 'por correo electrónico',
  letter: 'por carta',
  platform: 'en esta página',
  sheet: 'en la misma hoja',
  other: 'por otro medio',
} as const;
