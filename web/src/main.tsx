import { render } from 'preact';
import { Shell } from './shell.tsx';
import { beginKeys } from './keys.ts';
import { beginRouting } from './router.ts';
import { begin } from './state.ts';

beginRouting();
beginKeys();
begin();
render(<Shell />, document.getElementById('app')!);
