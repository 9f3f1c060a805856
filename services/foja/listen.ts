import type { Settings } from './settings.ts';
import { Stop } from './stop.ts';

/** @returns the address. @throws Stop with one line that names the setting. */
export async function listen(
  app: { listen(at: { port: number; host: string }): Promise<string> },
  { port, host }: Pick<Settings, 'port' | 'host'>,
): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Stop(`PORT: el puerto ${port} ya está en uso; pruebe PORT=${port + 1} npm start`, 'unavailable', cause);
    }
    if (code === 'EACCES') throw new Stop(`PORT: falta permiso para el puerto ${port}`, 'unavailable', cause);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Stop(`HOST: ${host} no es una dirección de este equipo`, 'unavailable', cause);
    }
    throw cause;
  }
}
