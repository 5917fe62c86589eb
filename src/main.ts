#!/usr/bin/env node
import { Command } from 'commander';
import { addClientCommands } from '../client/terminal/commands.ts';
import { addServerCommands } from './commands.ts';

/** The command line: processes of the service, and what its users do with it. */
const program = new Command('dateline')
  .description('A live blog that readers follow as it happens, or replay at the pace of its own clock.')
  .showHelpAfterError('Try: dateline --help');
addServerCommands(program, process);
addClientCommands(program, process);
await program.parseAsync();
