import type { BentFiles } from '../rule.ts';

export const MEND: BentFiles = {
  'verbs/mend/apply.ts': [
    ['what is known of ours is forgotten with a refused step', 'else if (alone) this.#ours = known;', ''],
    [
      'after a refused MAC all is known',
      "part.length === 1 && first?.change.do !== 'set-mac';",
      'part.length === 1;',
    ],
    ['a refused part is one that is known', 'const alone = part.length === 1 && ', 'const alone = '],
    [
      'what others did between goes with ours',
      'this.#before = this.#system.merge(this.#before, this.#ours, now).goal;',
      '',
    ],
    ['steps are not checked', 'if (sentence !== null) return this.stop(', 'if (false) return this.stop('],
    ['65 steps are made alone', 'steps.length <= ALONE ? 1 : PART', 'steps.length <= ALONE + 1 ? 1 : PART'],
    [
      'files are written before they are confirmed',
      'confirm === undefined ? writeFiles(ownFiles, files) : NO_FILES',
      'writeFiles(ownFiles, files)',
    ],
    [
      'what could not be taken back counts as undone',
      "if (complete) history.mark(name, 'undone');\n      const",
      "history.mark(name, 'undone');\n      const",
    ],
    [
      'who loses interest leaves it half done',
      'if (!ended && making.takeBack().complete) history',
      'if (false) history',
    ],
    ['files alone are nothing', 'if (steps.length === 0 && files.length === 0)', 'if (steps.length === 0)'],
    ['nothing is waited for', 'mustBeFree(history);', ''],
    ['the watchdog is started after it is told', 'confirm?.watchdog.start(name);\n', ''],
  ],
  'verbs/mend/standing.ts': [
    ['what was refused whole stands', 'outcome.refused.length < changes.length', 'true'],
    ['what was undone hinders', 'entry.outcome === null && !entry.undone', 'entry.outcome === null'],
  ],
};
