import type { BentFiles } from '../rule.ts';

export const PERSIST: BentFiles = {
  'persist/sysctl-order.ts': [
    [
      'of two files of one name the last folder has the word',
      "name.endsWith('.conf') && !byName.has(name)",
      "name.endsWith('.conf')",
    ],
    [
      'sysctl.conf is read last with systemd too',
      'if (!SYSTEMD.some((path) => config.isThere(path))) paths',
      'paths',
    ],
    [
      'a file before has the last word',
      'order.slice(at + 1).findLast',
      'order.findLast',
      'the last that has it is a later one, or the file itself, whose value is no other',
    ],
    ['the same value beats', '|| theirs === ours\n', '\n'],
    ['conf/all outweighs whatever it is', 'return Number(all) > Number(ours);', 'return true;'],
    [
      'an equal value in conf/all outweighs',
      'return Number(all) > Number(ours);',
      'return Number(all) >= Number(ours);',
    ],
    ['a pattern counts', ' || /[*?[]/.test(spelled)) continue;', ') continue;'],
    ['a dot in the name of a link separates', "if (first === '/') return", 'if (false) return'],
    [
      'ip_forward is another setting',
      "if (key === 'net/ipv4/ip_forward') return ['net/ipv4/conf/all/forwarding', value];",
      '',
    ],
    ['retrans_time is in seconds', 'retrans_time: 10 }', 'retrans_time: 1000 }'],
    [
      'the first of two assignments counts',
      'values.delete(key);\n    values.set(key, said);',
      'if (!values.has(key)) values.set(key, said);',
    ],
    ['a new file goes behind sysctl.conf', 'path === OLD_FILE || byBytes', 'byBytes'],
  ],
  'persist/glob.ts': [
    ['a star matches a slash', "return '[^/]*';", "return '.*';"],
    ['a dot is any letter', 'part.replaceAll(/[.*+?^${}()|[\\]\\\\]/g, String.raw`\\$&`)', 'part'],
    ['a set is never turned round', ".replace(/^!/, '^')", ''],
  ],
  'persist/network-files.ts': [
    [
      'the last folder has the word',
      "name.endsWith('.network') && !byName.has(name)",
      "name.endsWith('.network')",
    ],
    ['a masked file is read', "text === null || text.trim() === '' ? []", 'text === null ? []'],
    ['one key that does not match is enough', "else if (!isAmong(words, told)) return 'no';", ''],
    ['a mark turns nothing round', "const isNot = first.startsWith('!');", 'const isNot = false;'],
    ['a MAC is spelled in one way', ' || matchesGlob(macSpelled(word), told)', ''],
  ],
  'persist/interfaces-files.ts': [
    [
      'a relative name is from the root',
      "spelled.startsWith('/') ? spelled : `${folder}/${spelled}`",
      '`/${spelled}`.replace("//", "/")',
    ],
    ['only auto starts a link', '/^(?:auto|allow-)/', '/^auto/'],
  ],
  'persist/carry-over.ts': [
    ['a managed entry is carried over', "if (mac === null) return 'no", "if (false) return 'no"],
    ['a stale entry is carried over', "if (state !== 'permanent')", 'if (false)'],
  ],
};
