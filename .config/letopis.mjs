#!/usr/bin/env -S node --max-semi-space-size=64
/**
 * The `letopis` command: prepares a fresh clone, then hands over to the program. What an import makes lives until its
 * batch is written: a young generation that holds it spares copying it again and again (a quarter of the processor time).
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
build();
createRequire(import.meta.url)(join(root, 'dist', 'cli.js'));
