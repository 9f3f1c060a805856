import { baseLaw } from '@foja/domain/deadline/index.ts';
import { Command } from 'commander';
import { print } from '../output/print.ts';
import { programVersion } from '../version.ts';

/** `foja version`: of the program, of the law it ships with, and of the Node it runs on. */
export function versionCommand(): Command {
  return new Command('version').description('dice la versión de Foja, de la ley que trae y de Node').action(() => {
    print(`foja ${programVersion()}, ley ${baseLaw.version}, Node ${process.versions.node}`);
  });
}
