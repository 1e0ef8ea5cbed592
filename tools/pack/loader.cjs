// What Node runs first in the single file: the program's own files lie in it as assets, and one is read when it is asked for.
const { builtinModules } = require('node:module');
const path = require('node:path');
const { getAsset } = require('node:sea');
const { compileFunction } = require('node:vm');

const folder = path.dirname(process.execPath);
const loaded = new Map();

function load(name) {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const filename = path.join(folder, name);
  // As Node wraps a file of its own; the first line of the entry is for those who run it as a script.
  const body = getAsset(name, 'utf8').replace(/^#!.*/, '');
  const run = compileFunction(body, ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename,
  });
  run.call(module.exports, module.exports, requireInside, module, filename, folder);
  return module.exports;
}

function requireInside(wanted) {
  if (wanted.startsWith('node:') || builtinModules.includes(wanted)) return require(wanted);
  return load(wanted.slice(wanted.lastIndexOf('/') + 1));
}

load('arpist.js');
