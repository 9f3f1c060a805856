/** Texts of the sheet's foot (Reglamento, Anexo I), verbatim. The asterisk that the form prints before them is the form's. */
export const legends = {
  /** Current and superseded formats both carry it. */
  otherWays:
    'La formulación del reclamo no impide acudir a otras vías de solución de controversias ni es requisito previo para interponer una denuncia ante el INDECOPI.',
  /** Anexo I as DS 101-2022-PCM left it. */
  fifteenBusinessDays:
    'El proveedor debe dar respuesta al reclamo o queja en un plazo no mayor a quince (15) días hábiles, el cual es improrrogable.',
  /** Superseded: sheets filed under the thirty-day regimes keep it. */
  thirtyCalendarDays:
    'El proveedor deberá dar respuesta al reclamo en un plazo no mayor a treinta (30) días calendario, pudiendo ampliar el plazo hasta por treinta (30) días más, previa comunicación al consumidor.',
} as const;

/** Optional note that many providers print (Reglamento, art. 5, last paragraph); it is not part of Anexo I. */
export const minimumDataLegend =
  'En caso de que el consumidor no consigne como mínimo su nombre, DNI, domicilio o correo electrónico, fecha de reclamo o queja y el detalle de los mismos, estos se considerarán como no presentados.';
