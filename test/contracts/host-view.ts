import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostView } from '../../src/ports/host-view.ts';

/** A host with 10.77.0.1/24 on eth0, and a second one that may come. */
export interface ViewStage {
  readonly view: HostView;
  /** 10.78.0.1/24 comes on eth0. */
  change(): void;
  close(): void;
}

export interface ViewBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: () => ViewStage;
}

/** The suite. Every body of HostView runs it. */
export function hostViewContract({ name, skip, open }: ViewBody): void {
  const on = (what: string, body: (stage: ViewStage) => void): void => {
    test(`${name}: ${what}`, { skip }, () => {
      const stage = open();
      try {
        body(stage);
      } finally {
        stage.close();
      }
    });
  };
  const locals = ({ view }: ViewStage): readonly string[] =>
    view
      .snapshot()
      .addresses.filter(({ link }) => link === 'eth0')
      .map(({ local }) => local);

  on('nothing changed before anything did', ({ view }) => {
    assert.equal(view.changed(), false);
    view.snapshot();
    assert.equal(view.changed(), false);
  });

  on('a change is told once, and seen', (stage) => {
    assert.deepEqual(locals(stage), ['10.77.0.1']);
    stage.change();
    assert.equal(stage.view.changed(), true);
    assert.equal(stage.view.changed(), false);
    assert.deepEqual(locals(stage), ['10.77.0.1', '10.78.0.1']);
  });

  on('it is seen also by who did not ask whether there is one', (stage) => {
    stage.change();
    assert.deepEqual(locals(stage), ['10.77.0.1', '10.78.0.1']);
    assert.equal(stage.view.changed(), true);
  });
}
