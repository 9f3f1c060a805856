/**
 * Every refusal that Foja gives, with its stable code: HTTP status, and title in the two languages it speaks.
 * A title never holds data of the request. Domain refusals use the same codes, so one table serves both.
 */
export interface ProblemKind {
  readonly status: number;
  readonly es: string;
  readonly en: string;
}

const kind = (status: number, es: string, en: string): ProblemKind => ({ status, es, en });

export const problems = {
  // The request itself
  'request/invalid': kind(422, 'Hay campos que corregir', 'Some fields need correcting'),
  'request/broken-json': kind(400, 'El cuerpo no es JSON válido', 'The body is not valid JSON'),
  'request/duplicate-key': kind(400, 'El JSON repite una clave', 'The JSON repeats a key'),
  'request/forbidden-key': kind(400, 'El JSON usa una clave no permitida', 'The JSON uses a key that is not allowed'),
  'request/media-type': kind(415, 'Tipo de contenido no admitido', 'Unsupported media type'),
  'request/not-acceptable': kind(406, 'Ese formato no está disponible', 'That format is not available'),
  'request/too-large': kind(413, 'El envío es demasiado grande', 'The request is too large'),
  'request/headers-too-large': kind(431, 'Las cabeceras son demasiado grandes', 'The headers are too large'),
  'request/timeout': kind(408, 'El envío tardó demasiado', 'The request took too long'),
  'request/rate-limited': kind(429, 'Demasiados intentos; espere un momento', 'Too many requests; wait a moment'),
  'request/malformed': kind(400, 'El envío no se pudo leer', 'The request could not be read'),
  'request/not-found': kind(404, 'No existe esa dirección', 'There is nothing at that address'),
  'request/method': kind(405, 'Método no permitido en esa dirección', 'Method not allowed at that address'),
  'idempotency/missing': kind(400, 'Falta la cabecera Idempotency-Key', 'The Idempotency-Key header is missing'),
  'idempotency/malformed': kind(
    400,
    'La cabecera Idempotency-Key no es válida',
    'The Idempotency-Key header is malformed',
  ),
  'idempotency/reused': kind(
    422,
    'Esa Idempotency-Key ya se usó con otro contenido',
    'That Idempotency-Key was already used with other content',
  ),
  'idempotency/already-issued': kind(
    409,
    'Con esa Idempotency-Key ya se emitió una llave, que no se vuelve a mostrar: revóquela y emita otra',
    'A key was issued with that Idempotency-Key and is not shown again: revoke it and issue another one',
  ),
  'precondition/malformed': kind(400, 'La cabecera If-Match no es válida', 'The If-Match header is malformed'),
  'precondition/failed': kind(412, 'El reclamo cambió desde que usted lo vio', 'The claim changed since you saw it'),
  'concurrency/conflict': kind(409, 'Otra persona cambió esto al mismo tiempo', 'Somebody else changed this at once'),
  'document/no-browser': kind(503, 'Por ahora no se pueden generar PDF', 'PDFs cannot be made for now'),
  'document/busy': kind(503, 'Hay muchos documentos en espera; reintente', 'Many documents are waiting; try again'),
  'read/behind': kind(
    503,
    'La vista aún no llega a ese punto; reintente',
    'The read model is not there yet; try again',
  ),
  'cursor/invalid': kind(400, 'El cursor de página no es válido', 'The page cursor is not valid'),

  // Who asks
  'auth/missing': kind(401, 'Falta identificarse', 'Authentication is missing'),
  'auth/invalid': kind(401, 'La credencial no es válida', 'The credential is not valid'),
  'auth/forbidden': kind(403, 'Su rol no permite esta acción', 'Your role does not allow this action'),
  'resource/not-found': kind(404, 'No se encontró', 'Not found'),

  // Providers and books
  'provider/already-registered': kind(409, 'Ese RUC ya está registrado', 'That RUC is already registered'),
  'provider/ruc-invalid': kind(422, 'El RUC no pasa su dígito de verificación', 'The RUC fails its check digit'),
  'provider/not-registered': kind(404, 'Ese proveedor no está registrado', 'That provider is not registered'),
  'book/code-taken': kind(409, 'Ya existe un libro con ese código', 'A book with that code already exists'),
  'book/id-taken': kind(409, 'Ya existe un libro con ese identificador', 'A book with that id already exists'),
  'book/not-found': kind(404, 'No existe ese libro', 'There is no such book'),
  'book/closed': kind(409, 'Ese libro está cerrado', 'That book is closed'),
  'book/full': kind(409, 'El libro agotó sus números de este año', "The book ran out of this year's numbers"),
  'webhook/not-found': kind(404, 'No existe ese webhook', 'There is no such webhook'),
  'webhook/too-many': kind(409, 'No caben más webhooks: quite uno', 'There is no room for more webhooks: remove one'),
  'webhook/id-taken': kind(409, 'Ya existe un webhook con ese identificador', 'A webhook with that id already exists'),
  'webhook/insecure': kind(422, 'La dirección debe empezar con https', 'The address must begin with https'),
  'webhook/beyond-head': kind(422, 'El feed todavía no llega a ese número', 'The feed is not at that number yet'),
  'feed/beyond-head': kind(422, 'El feed no llega a ese número', 'The feed is not at that number'),
  'key/not-found': kind(404, 'No existe esa llave', 'There is no such key'),
  'key/already-revoked': kind(409, 'Esa llave ya fue revocada', 'That key was already revoked'),
  'key/id-taken': kind(409, 'Ya existe una llave con ese identificador', 'A key with that id already exists'),
  'key/expires-in-past': kind(422, 'La fecha en que vence ya pasó', 'The date on which it expires has passed'),
  'auditor/not-found': kind(404, 'No existe ese auditor', 'There is no such auditor'),
  'auditor/no-access': kind(404, 'Ese auditor no lee a este proveedor', 'That auditor does not read this provider'),
  'staff/not-found': kind(404, 'Esa persona no está en el equipo', 'That person is not on the staff'),
  'staff/email-taken': kind(409, 'Ya hay alguien del equipo con ese correo', 'Somebody on the staff has that e-mail'),
  'staff/last-admin': kind(
    409,
    'Debe quedar al menos una persona que administre',
    'At least one administrator has to remain',
  ),
  'law/no-such-holiday': kind(404, 'Ese feriado no está en el calendario', 'That holiday is not in the calendar'),
  'law/already-a-holiday': kind(409, 'Ese día ya es feriado', 'That day is a holiday already'),
  'law/outside-calendar': kind(422, 'Ese día está fuera del calendario', 'That day lies outside the calendar'),
  'law/regime-invalid': kind(422, 'El régimen se contradice', 'The regime contradicts itself'),
  'law/regime-unchanged': kind(409, 'El régimen ya es así', 'The regime already is like that'),
  'law/copy-term-invalid': kind(
    422,
    'El plazo de entrega a Indecopi se contradice',
    'The term for handing in to Indecopi contradicts itself',
  ),
  'law/copy-term-unchanged': kind(
    409,
    'El plazo de entrega a Indecopi ya es así',
    'The term for handing in to Indecopi already is like that',
  ),
  'law/regime-overlaps': kind(
    409,
    'Otro régimen rige ya alguno de esos días: póngale fin, o confirme que este rija en su lugar',
    'Another regime already rules some of those days: end it, or confirm that this one rules in its place',
  ),
  'law/regime-gap': kind(
    409,
    'Quedarían días sin ningún régimen: registre antes el que los regirá',
    'Some days would have no regime at all: first record the one that will rule them',
  ),

  // Claims
  'claim/not-presented': kind(
    422,
    'Falta el mínimo legal para presentar el reclamo o queja',
    'The legal minimum for a claim is missing',
  ),
  'claim/filed-in-future': kind(422, 'La fecha de presentación es futura', 'The filing date lies in the future'),
  'claim/no-regime': kind(422, 'No hay régimen legal para esa fecha', 'No legal regime covers that date'),
  'claim/not-found': kind(404, 'No existe ese reclamo', 'There is no such claim'),
  'claim/not-numbered': kind(409, 'El reclamo aún no tiene número', 'The claim has no number yet'),
  'claim/already-responded': kind(409, 'El reclamo ya fue respondido', 'The claim has been answered already'),
  'claim/settled': kind(409, 'El reclamo terminó en un acuerdo aceptado', 'The claim ended in an accepted settlement'),
  'claim/not-a-queja': kind(
    409,
    'Solo una queja puede recalificarse, y solo como reclamo',
    'Only a queja can be reclassified, and only as a reclamo',
  ),
  'claim/too-much-evidence': kind(
    409,
    'El reclamo ya tiene el máximo de archivos',
    'The claim has all the files it may',
  ),
  'claim/erased': kind(
    410,
    'Los datos personales de este reclamo se borraron',
    'The personal data of this claim were erased',
  ),
  'claim/must-be-kept': kind(
    409,
    'Los datos de este reclamo aún deben conservarse',
    'The data of this claim have to be kept for now',
  ),
  'hold/not-found': kind(404, 'No existe esa retención legal', 'There is no such legal hold'),
  'hold/already-lifted': kind(409, 'Esa retención legal ya se levantó', 'That legal hold was lifted already'),
  'claim/not-closed': kind(409, 'El reclamo sigue abierto', 'The claim is still open'),
  'response/grounds-missing': kind(422, 'Falta fundamentar la negativa', 'A refusal needs its grounds'),
  'response/wrong-medium': kind(
    422,
    'La respuesta debe ir por el medio que eligió el consumidor',
    'The answer must go by the medium the consumer chose',
  ),
  'response/communicated-in-future': kind(
    422,
    'La fecha de comunicación es futura',
    'The date of communication lies in the future',
  ),
  'response/communicated-before-filing': kind(
    422,
    'La fecha de comunicación es anterior al reclamo',
    'The date of communication lies before the filing',
  ),
  'extension/not-allowed': kind(409, 'El plazo es improrrogable', 'The term cannot be extended'),
  'extension/already-used': kind(409, 'El plazo ya fue ampliado', 'The term was extended already'),
  'extension/too-late': kind(409, 'El primer plazo ya terminó', 'The first term has already ended'),
  'extension/third-party-missing': kind(
    409,
    'Solo cabe ampliar si se espera el pronunciamiento de un tercero',
    "Only waiting for a third party's pronouncement allows an extension",
  ),
  'offer/not-found': kind(404, 'No existe ese ofrecimiento', 'There is no such offer'),
  'offer/pending': kind(409, 'Hay un ofrecimiento sin responder', 'There is an offer waiting for its answer'),
  'offer/not-pending': kind(409, 'Ese ofrecimiento ya no está pendiente', 'That offer is no longer pending'),
  'offer/only-consumer': kind(
    403,
    'Solo el consumidor responde a este ofrecimiento; su respuesta firmada en papel se registra tras adjuntarla, después de hecho el ofrecimiento',
    'Only the consumer answers this offer; a signed answer on paper is recorded once it is attached, after the offer was made',
  ),
  'offer/communicated-out-of-time': kind(
    422,
    'La fecha del ofrecimiento debe estar entre el reclamo y hoy',
    'The date of the offer must lie between the filing and now',
  ),
  'offer/lapsed': kind(409, 'El ofrecimiento venció', 'The offer has lapsed'),
  'offer/not-lapsed': kind(409, 'El ofrecimiento aún no vence', 'The offer has not lapsed yet'),
  'indecopi/request-not-found': kind(404, 'No existe ese requerimiento', 'There is no such request'),
  'indecopi/already-delivered': kind(409, 'Ese requerimiento ya fue atendido', 'That request was met already'),
  'indecopi/due-in-past': kind(422, 'La fecha del requerimiento ya pasó', 'The due date of the request has passed'),
  'grant/not-found': kind(404, 'No existe ese permiso', 'There is no such grant'),
  'grant/already-revoked': kind(409, 'Ese permiso ya fue revocado', 'That grant was revoked already'),
  'grant/expires-in-past': kind(422, 'El permiso ya habría vencido', 'The grant would have expired already'),
  'grant/scope-empty': kind(
    422,
    'El alcance nombra algo que no es de ese proveedor o fechas al revés',
    "The scope names what is not that provider's, or dates in the wrong order",
  ),
  'claim/too-many-descargos': kind(409, 'Ya hay demasiados descargos', 'There are too many descargos already'),
  'export/not-found': kind(404, 'No existe ese expediente', 'There is no such case file'),
  'export/empty': kind(422, 'En ese alcance no hay ninguna hoja', 'There is no sheet in that scope'),
  'export/too-many': kind(
    409,
    'Ya tiene varios expedientes en espera: cancele uno o espere a que terminen',
    'Several case files of yours are waiting: cancel one, or wait until they are done',
  ),
  'export/too-large-for-pdf': kind(
    422,
    'Imprimir todos los PDF solo cabe en expedientes pequeños',
    'Printing every PDF is for small case files only',
  ),
  'export/not-ready': kind(409, 'El expediente aún no está listo', 'The case file is not ready yet'),
  'export/gone': kind(410, 'Ese expediente ya no se guarda', 'That case file is no longer kept'),
  'export/over': kind(409, 'Ese expediente ya terminó', 'That case file is done already'),
  'request/range': kind(416, 'Ese tramo no existe', 'There is no such range'),
  'fulfilment/nothing-promised': kind(
    409,
    'No hay nada prometido cuyo cumplimiento informar',
    'Nothing was promised whose fulfilment could be reported',
  ),

  // The sealed log
  'ledger/not-sealed': kind(
    404,
    'Aún no está sellado; vuelva en un momento',
    'It is not sealed yet; come back shortly',
  ),
  'ledger/no-tile': kind(404, 'El libro mayor no llega hasta ahí', 'The log does not reach that far'),
  'ledger/not-as-sealed': kind(
    409,
    'Lo guardado no es lo que se selló: el operador debe ejecutar foja verify',
    'What is stored is not what was sealed: the operator has to run foja verify',
  ),

  // The house
  'server/unavailable': kind(503, 'El servicio no está disponible por ahora', 'The service is unavailable for now'),
  'server/unknown-outcome': kind(
    503,
    'No sabemos si se guardó; reintente con la misma Idempotency-Key',
    'It is not known whether this was stored; retry with the same Idempotency-Key',
  ),
  'server/error': kind(500, 'Algo falló de nuestro lado', 'Something failed on our side'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

/** What is wrong with one field: codes of the schemas in this package, in people's words. */
export const fieldProblems: Record<string, { readonly es: string; readonly en: string }> = {
  'field/required': { es: 'Falta este campo', en: 'This field is missing' },
  'field/unknown': { es: 'Este campo no existe', en: 'There is no such field' },
  'field/repeated': { es: 'Este campo está repetido', en: 'This field stands twice' },
  'field/forbidden': { es: 'Ningún campo puede llamarse así', en: 'No field may have this name' },
  'field/type': { es: 'El valor no es del tipo esperado', en: 'The value is not of the expected type' },
  'field/value': { es: 'El valor no está entre los permitidos', en: 'The value is not among those allowed' },
  'field/too-small': { es: 'El valor es menor que el mínimo', en: 'The value is below the minimum' },
  'field/too-large': { es: 'El valor supera el máximo', en: 'The value is above the maximum' },
  'text/empty': { es: 'No puede estar vacío', en: 'It cannot be empty' },
  'text/too-long': { es: 'Es demasiado largo', en: 'It is too long' },
  'text/control-character': { es: 'Tiene caracteres de control', en: 'It holds control characters' },
  'text/lone-surrogate': { es: 'Tiene caracteres incompletos', en: 'It holds lone surrogates' },
  'text/bidi-override': {
    es: 'Tiene marcas que invierten la escritura',
    en: 'It holds marks that override the direction of writing',
  },
  'text/line-break': { es: 'Debe ir en una sola línea', en: 'It must be one line' },
  'date/invalid': { es: 'La fecha no existe; use AAAA-MM-DD', en: 'No such date; use YYYY-MM-DD' },
  'instant/invalid': {
    es: 'El instante no existe o le falta la zona; use 2026-10-05T18:42:00-05:00',
    en: 'No such instant, or it lacks its offset; use 2026-10-05T18:42:00-05:00',
  },
  'id/invalid': { es: 'El identificador no es válido', en: 'The identifier is not valid' },
  'ruc/invalid': { es: 'El RUC tiene once dígitos', en: 'A RUC has eleven digits' },
  'ruc/check-digit': {
    es: 'El RUC no pasa su dígito de verificación',
    en: 'The RUC fails its check digit',
  },
  'body/too-large': { es: 'El envío entero es demasiado grande', en: 'The request as a whole is too large' },
  'sha256/invalid': { es: 'El SHA-256 tiene 64 dígitos hexadecimales', en: 'A SHA-256 has 64 hexadecimal digits' },
  'money/invalid': {
    es: 'Use un monto como "249.90": sin signo, con dos decimales como máximo',
    en: 'Use an amount like "249.90": no sign, two decimals at most',
  },
  'money/currency': { es: 'Use PEN, USD o EUR', en: 'Use PEN, USD or EUR' },
  'sheet-number/invalid': { es: 'Use un número como 000000001-2026', en: 'Use a number like 000000001-2026' },
  'sector/unknown': { es: 'Ese sector no existe', en: 'There is no such sector' },
  'sheet-type/unknown': { es: 'Use reclamo o queja', en: 'Use reclamo or queja' },
  'document-type/unknown': { es: 'Use DNI, CE, PASAPORTE, RUC u OTRO', en: 'Use DNI, CE, PASAPORTE, RUC or OTRO' },
  'good-kind/unknown': { es: 'Use product o service', en: 'Use product or service' },
  'outcome/unknown': {
    es: 'Use accepted, partly-accepted o refused',
    en: 'Use accepted, partly-accepted or refused',
  },
  'webhook/url': {
    es: 'Escriba una dirección web como https://erp.mitienda.pe/foja, sin usuario ni contraseña',
    en: 'Write a web address such as https://erp.myshop.example/foja, without user or password',
  },
  'origin/invalid': {
    es: 'Use solo el sitio, como https://tienda.example, sin ruta',
    en: 'Use the origin only, like https://tienda.example, without a path',
  },
  'sirec/site-code': {
    es: 'El código de sede del SIREC tiene hasta seis letras mayúsculas o cifras',
    en: "SIREC's site code has at most six capital letters or digits",
  },
  'email/invalid': { es: 'El correo no es válido', en: 'The e-mail address is not valid' },
  'contact/missing': {
    es: 'Indique su domicilio o su correo electrónico (art. 5 del Reglamento)',
    en: 'Give an address or an e-mail (art. 5 of the Reglamento)',
  },
  'guardian/missing': {
    es: 'Si es menor de edad, indique el padre, la madre o el tutor (Anexo I)',
    en: 'For a minor, name a parent or guardian (Anexo I)',
  },
  'conformity/missing': {
    es: 'Debe expresar su conformidad con lo que escribió (art. 4-B)',
    en: 'Express your agreement with what you wrote (art. 4-B)',
  },
};
