import { describe, expect, it } from 'vitest';
import { describeSettings, readSettings } from './settings.ts';

describe('settings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toMatchObject({ port: 8080, host: '127.0.0.1', rateLimit: true, logLevel: 'info' });
    expect(readSettings({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8080, databaseUrl: undefined });
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HOST', 'no es un equipo'],
    ['DATABASE_URL', 'mysql://localhost/foja'],
    ['DATABASE_MIGRATION_URL', 'postgres://localhost/foja'],
    ['EVENTSTORE_URL', 'esdb://localhost:2113'],
    ['OPERATOR_KEY', 'corta'],
    ['MASTER_KEY', 'no son 32 bytes'],
    ['SMTP_URL', 'correo.example:25'],
    ['SMTP_URL', 'http://correo.example'],
    ['MAIL_FROM', 'Libro <libro@bazar.example>\r\nBcc: otro@bazar.example'],
    ['PUBLIC_URL', 'https://bazar.example/libro'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['RATE_LIMIT', 'no'],
    ['LOG_LEVEL', 'verbose'],
  ])('a wrong %s stops the start with one line that names it and does not repeat its value', (name, value) => {
    const stop = stopOf({ [name]: value });
    expect(stop).toMatchObject({ exitCode: 2, message: expect.stringMatching(new RegExp(`^${name}: .+$`)) });
    expect(stop?.message).not.toContain(value);
  });

  it('prints no secret', () => {
    const secret = 'un-secreto-de-24-letras-o-mas'.replaceAll(' ', '');
    const settings = readSettings({
      DATABASE_URL: `postgres://foja:${secret}@db.example/foja`,
      SMTP_URL: `smtps://foja:${secret}@correo.example`,
      OPERATOR_KEY: secret,
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    });
    const printed = describeSettings(settings).flat().join('\n');
    expect(printed).toContain('postgres://foja:********@db.example/foja');
    expect(printed).toContain('smtps://foja:********@correo.example');
    expect(printed).not.toContain(secret);
    expect(printed).not.toContain(Buffer.alloc(32, 7).toString('base64'));
  });
});

function stopOf(environment: Record<string, string>): { exitCode?: number; message: string } | undefined {
  try {
    readSettings(environment);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
