/**
 * `npm run structure [folder]`: the structure of the code in figures, for src/application or another folder, of this
 * checkout or (`--of <checkout>`) of another one. A room is a folder or a loose file of the folder; an arrow is a pair of
 * rooms of which one imports the other; a floor is a step in the longest chain of arrows; an arrow points back up where
 * the room it leads to leads back.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { root } from './prepare.mjs';

/** The files of TypeScript below a folder. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts'));

const importsOf = (file) =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'))
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName))
    .map((path) => [`${path}.ts`, join(path, 'index.ts')].find(existsSync))
    .filter((path) => path !== undefined);

const roomOf = (folder, file) => relative(folder, file).split(sep)[0];

/** `room → the rooms that it imports`, with every room as a key. */
const arrowsIn = (folder) => {
  const arrows = new Map();
  for (const file of filesBelow(folder)) {
    const room = roomOf(folder, file);
    if (!arrows.has(room)) arrows.set(room, new Set());
    for (const imported of importsOf(file)) {
      const other = roomOf(folder, imported);
      if (other !== room && other !== '..') arrows.get(room).add(other);
    }
  }
  return arrows;
};

/** Whether a chain of arrows leads from one room to another. */
const leads = (arrows, from, to, seen = new Set()) => {
  if (seen.has(from)) return false;
  seen.add(from);
  const next = arrows.get(from) ?? new Set();
  return next.has(to) || [...next].some((room) => leads(arrows, room, to, seen));
};

/** The floor of each room: 1 where it imports no other one. Rooms in a circle count once. */
const floorsOf = (arrows) => {
  const floors = new Map();
  const floorOf = (room, above = []) => {
    if (floors.has(room)) return floors.get(room);
    const below = [...arrows.get(room)].filter((other) => !above.includes(other));
    const floor = 1 + Math.max(0, ...below.map((other) => floorOf(other, [...above, room])));
    floors.set(room, floor);
    return floor;
  };
  for (const room of arrows.keys()) floorOf(room);
  return floors;
};

const options = process.argv.slice(2);
const of = options.indexOf('--of');
const checkout = of >= 0 ? options.splice(of, 2)[1] : root;
const folder = join(checkout, options[0] ?? join('src', 'application'));
const arrows = arrowsIn(folder);
const floors = floorsOf(arrows);
const pairs = [...arrows].flatMap(([from, to]) => [...to].map((other) => [from, other]));
const back = pairs.filter(([from, to]) => leads(arrows, to, from));
const loose = [...arrows.keys()].filter((room) => room.endsWith('.ts'));
const files = filesBelow(folder);
const lines = files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length - 1, 0);

console.log(`${relative(checkout, folder)}: ${files.length} files, ${lines} lines`);
console.log(`rooms ${arrows.size} (${loose.length} of them loose files), floors ${Math.max(...floors.values())}`);
console.log(`arrows ${pairs.length}, back up ${back.length}${back.map((pair) => ` ${pair.join(' -> ')}`).join(',')}`);
for (const [room, floor] of [...floors].sort(([a, one], [b, other]) => one - other || a.localeCompare(b)))
  console.log(`  ${floor} ${room} <- ${[...arrows.get(room)].sort().join(', ') || 'nothing'}`);
