#!/usr/bin/env node
/** The `letopis` command: prepares a fresh clone, then hands over to the program. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();
createRequire(import.meta.url)(join(root, 'dist', 'cli.js'));
