/** What made-up Peruvians are called, where they live, and what they complain about. Nobody here exists. */

export const givenNames = [
  'María',
  'José',
  'Rosa',
  'Luis',
  'Carmen',
  'Juan',
  'Ana',
  'Carlos',
  'Julia',
  'Jorge',
  'Luz',
  'Víctor',
  'Flor',
  'Pedro',
  'Gladys',
  'Miguel',
  'Milagros',
  'César',
  'Yesenia',
  'Edwin',
  'Nélida',
  'Percy',
  'Fiorella',
  'Wilmer',
  'Marisol',
  'Óscar',
  'Sheyla',
  'Raúl',
  'Kiara',
  'Hernán',
  'Ximena',
  'Ñusta',
  'Alonso',
  'Valeria',
  'Sebastián',
  'Inés',
] as const;

export const surnames = [
  'Quispe',
  'Flores',
  'Sánchez',
  'Rodríguez',
  'Huamán',
  'García',
  'Mamani',
  'Rojas',
  'Chávez',
  'Ramírez',
  'Díaz',
  'Torres',
  'Mendoza',
  'Condori',
  'Castillo',
  'Espinoza',
  'Vásquez',
  'Ramos',
  'Gutiérrez',
  'Ccori',
  'Núñez',
  'Paredes',
  'Salazar',
  'Apaza',
  'Cárdenas',
  'Vilca',
  'Ñaupari',
  'Medina',
  'Palomino',
  'Choque',
  'Aguilar',
  'Cabrera',
  'Tello',
  'Yupanqui',
] as const;

export const streets = [
  'Av. Los Sauces',
  'Jr. Las Retamas',
  'Calle Los Eucaliptos',
  'Av. La Cantuta',
  'Psje. El Sol',
  'Jr. Las Begonias',
  'Av. Los Álamos',
  'Calle Las Orquídeas',
  'Av. El Triunfo',
  'Jr. San Martín de la Ficción',
] as const;

export const districts = [
  'Lima',
  'San Juan de Lurigancho',
  'Comas',
  'Miraflores',
  'Ate',
  'Los Olivos',
  'Arequipa',
  'Cayma',
  'Trujillo',
  'Cusco',
  'Wanchaq',
  'Piura',
  'Chiclayo',
  'Huancayo',
  'Iquitos',
  'Tacna',
  'Puno',
  'Cajamarca',
  'Ica',
  'Huaraz',
] as const;

export interface Grievance {
  readonly kind: 'product' | 'service';
  readonly description: string;
  /** Soles, lowest and highest. */
  readonly amount: readonly [number, number];
  readonly detail: string;
  readonly request: string;
}

export const grievances = {
  general: [
    g(
      'product',
      'Licuadora de vaso, 700 W',
      [129, 289],
      'La licuadora dejó de funcionar a los ocho días y en la tienda no quisieron revisarla.',
      'Cambio del producto o devolución del dinero.',
    ),
    g(
      'product',
      'Zapatillas para correr, talla 41',
      [149, 459],
      'Compré zapatillas en la web y llegó un par de talla distinta; el cambio demora más de dos semanas.',
      'Que entreguen la talla que pedí.',
    ),
    g(
      'product',
      'Televisor LED de 50 pulgadas',
      [1099, 1899],
      'El televisor llegó con la pantalla rajada. La caja estaba golpeada y el repartidor no esperó a que la abriera.',
      'Reposición del televisor.',
    ),
    g(
      'service',
      'Reparto a domicilio',
      [9, 25],
      'Pagué por entrega en el día y el pedido llegó tres días después, incompleto.',
      'Devolución del costo de envío y lo que falta.',
    ),
    g(
      'product',
      'Arroz extra, saco de 5 kg',
      [19, 32],
      'El precio en góndola decía 19.90 y en caja me cobraron 24.50.',
      'Que respeten el precio exhibido.',
    ),
    g(
      'service',
      'Reserva de mesa para diez personas',
      [0, 0],
      'Llegamos a la hora y la mesa no estaba reservada; nadie asumió la responsabilidad.',
      'Disculpas y devolución del adelanto.',
    ),
  ],
  sbs: [
    g(
      'service',
      'Tarjeta de crédito',
      [35, 980],
      'Aparece en mi estado de cuenta un consumo que no reconozco.',
      'Anulación del cargo y reposición de la tarjeta.',
    ),
    g(
      'service',
      'Cuenta de ahorros',
      [5, 60],
      'Me cobran mantenimiento en una cuenta que se ofreció sin costo.',
      'Devolución de lo cobrado.',
    ),
    g(
      'service',
      'Préstamo personal',
      [120, 2400],
      'Adelanté cuotas y el sistema no redujo los intereses.',
      'Nueva liquidación del préstamo.',
    ),
  ],
  osiptel: [
    g(
      'service',
      'Internet fijo de 200 Mbps',
      [79, 159],
      'El servicio está intermitente hace una semana y el técnico no llegó a la cita.',
      'Reparación y descuento por los días sin servicio.',
    ),
    g(
      'service',
      'Línea móvil pospago',
      [29, 89],
      'Me facturan un paquete de datos que no contraté.',
      'Que retiren el cobro.',
    ),
  ],
  susalud: [
    g(
      'service',
      'Consulta de cardiología',
      [80, 240],
      'La cita se reprogramó tres veces sin avisarme.',
      'Una cita en esta semana.',
    ),
  ],
} as const;

export const rudeness = [
  'La persona de atención me hizo esperar una hora y después cerró la ventanilla.',
  'El vigilante no me dejó ingresar con mi hijo en coche y fue descortés.',
  'Nadie contesta el teléfono de atención al cliente y el chat se corta.',
] as const;

export const answersGiven = {
  accepted: [
    'Le damos la razón: hemos dispuesto lo que usted pidió y se hará efectivo en cinco días.',
    'Procede su reclamo. Puede acercarse con esta respuesta a cualquier tienda.',
  ],
  'partly-accepted': ['Reconocemos una parte de lo reclamado y la devolveremos a su medio de pago.'],
  refused: ['No es posible atender lo pedido.'],
} as const;

export const groundsGiven = [
  'El producto muestra señales de uso distinto al indicado en su manual, según el informe técnico que se adjunta.',
  'Los registros muestran que el servicio se prestó completo en la fecha contratada.',
] as const;

export const firms = [
  f('general', 'Bazar El Porvenir de Ejemplo S.A.C.', 'Bazar El Porvenir', [
    ['WEB-01', 'Tienda en línea'],
    ['LIM-01', 'Tienda Jirón de la Unión'],
    ['AQP-01', 'Tienda Arequipa'],
  ]),
  f('general', 'Sabores del Norte de Ejemplo E.I.R.L.', 'Sabores del Norte', [
    ['TRU-01', 'Restaurante Trujillo'],
    ['CIX-01', 'Restaurante Chiclayo'],
  ]),
  f('sbs', 'Caja Andina de Ejemplo S.A.', 'Caja Andina', [
    ['AG-001', 'Agencia Cusco'],
    ['AG-002', 'Agencia Puno'],
  ]),
  f('osiptel', 'Teleandes de Ejemplo S.A.A.', 'Teleandes', [['WEB-01', 'Mi Teleandes']]),
  f('general', 'Electrohogar Sur de Ejemplo S.A.C.', 'Electrohogar Sur', [
    ['WEB-01', 'Tienda en línea'],
    ['TAC-01', 'Tienda Tacna'],
  ]),
  f('susalud', 'Clínica San Ejemplo S.A.', 'Clínica San Ejemplo', [['SEDE-1', 'Sede San Borja']]),
] as const;

function g(
  kind: Grievance['kind'],
  description: string,
  amount: readonly [number, number],
  detail: string,
  request: string,
): Grievance {
  return { kind, description, amount, detail, request };
}

function f(
  sector: keyof typeof grievances,
  legalName: string,
  tradeName: string,
  books: readonly (readonly [code: string, establishment: string])[],
) {
  return { sector, legalName, tradeName, books };
}
