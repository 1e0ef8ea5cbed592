import { readdirSync, readFileSync } from 'node:fs';
import { STRICT_HEADERS } from './strict.ts';

/** Beside the published files, or where the build of a clone puts it: never anywhere relative to the current folder. */
const PLACES = ['../web/', '../../build/web/'];

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface Asset {
  readonly bytes: Uint8Array;
  readonly type: string;
}

export type Assets = ReadonlyMap<string, Asset>;

/** Below these the page shows itself, whatever comes after. */
export const PAGES = [
  '/',
  '/addresses',
  '/stations',
  '/networks',
  '/history',
  '/episodes',
  '/sensors',
  '/settings',
  '/docs',
] as const;

/** Read once, and answered from memory: no path of a request ever becomes one of a file. Empty where none was built. */
export function builtAssets(): Assets {
  const sea = process.getBuiltinModule('node:sea');
  if (sea.isSea()) return assetsInside(sea.getAsset('web.json', 'utf8'));
  for (const place of PLACES) {
    const folder = new URL(place, import.meta.url);
    try {
      const names = readdirSync(folder).filter((name) => typeOf(name) !== undefined);
      return new Map(
        names.map((name) => [name, { bytes: readFileSync(new URL(name, folder)), type: typeOf(name)! }]),
      );
    } catch {
      continue;
    }
  }
  return new Map();
}

/** As a program of one file has them: texts by their names. */
function assetsInside(list: string): Assets {
  const texts = Object.entries(JSON.parse(list) as Record<string, string>);
  return new Map(texts.map(([name, text]) => [name, { bytes: Buffer.from(text), type: typeOf(name)! }]));
}

/** Of what is asked for; undefined: it is no part of the page. */
export function assetAt(assets: Assets, path: string): Response | undefined {
  if (path.startsWith('/assets/')) {
    const asset = assets.get(path.slice('/assets/'.length));
    // What changes gets another name.
    return asset && answerOf(asset, 'public, max-age=31536000, immutable');
  }
  if (!PAGES.some((page) => path === page || (page !== '/' && path.startsWith(`${page}/`)))) return undefined;
  const page = assets.get('index.html');
  return page && answerOf(page, 'no-store');
}

function answerOf({ bytes, type }: Asset, kept: string): Response {
  return new Response(new Uint8Array(bytes), {
    headers: { ...STRICT_HEADERS, 'content-type': type, 'cache-control': kept },
  });
}

function typeOf(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)];
}
